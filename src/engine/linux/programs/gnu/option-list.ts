import type { OptionSpec } from '../../libc/getopt.ts'

/**
 * A program's options as its --help shows them: `-a, --all`, `-w, --width=COLS`, `--color[=WHEN]`, `-d DELIM`. One table makes both the
 * parser and the help text.
 */
export type OptionLine = readonly [form: string, description: string]

/** What getopt needs to know of an option's help form. */
export function optionOfForm(form: string): OptionSpec {
  const short = /^-([^-\s,])/.exec(form)?.[1]
  const long = /--([^\s=[]+)/.exec(form)?.[1]
  const tail = form.replace(/^-[^-\s,](, )?/, '').replace(/^--[^\s=[]+/, '')
  const argument = /^\s*\[/.test(tail) ? 'optional' : tail.trim() !== '' ? 'required' : 'none'
  return { ...(short && { short }), ...(long && { long }), argument, key: long ?? short ?? '' }
}

const column = 29

/** `  -a, --all                  do not ignore entries starting with .` */
export function formatOption([form, description]: OptionLine): string {
  const left = form.startsWith('--') ? `      ${form}` : `  ${form}`
  const lines = wrap(description, 79 - column)
  const first = left.length <= column - 2 ? [left.padEnd(column) + (lines.shift() ?? '')] : [left]
  return [...first, ...lines.map((line) => ' '.repeat(column) + line)].map((line) => line.trimEnd()).join('\n')
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    let line = ''
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line)
        line = `  ${word}`
      } else line = line === '' ? word : `${line} ${word}`
    }
    lines.push(line)
  }
  return lines
}
