import type { OptionSpec } from '../../libc/getopt.ts'

/**
 * A program's options as its --help shows them: `-a, --all`, `-w, --width=COLS`, `--color[=WHEN]`, `-d DELIM`. One table makes both the
 * parser and the help text.
 */
export type OptionLine = readonly [form: string, description: string]

/** What getopt needs to know of an option's help form; synonyms (`-r, -R, --recursive`) share a key, the first long name or letter. */
export function optionsOfForm(form: string): readonly OptionSpec[] {
  const names = [...form.matchAll(/(?:^|, )--?([^\s,=[]+)/g)].map((m) => m[1] as string)
  const tail = form.replace(/^(?:--?[^\s,=[]+(?:, )?)+/, '')
  const argument = /^\s*\[/.test(tail) ? 'optional' : tail.trim() !== '' ? 'required' : 'none'
  const long = names.filter((_, i) => form.split(', ')[i]?.startsWith('--'))
  const key = long[0] ?? names[0] ?? ''
  return names.map((name) => (long.includes(name) ? { long: name, argument, key } : { short: name, argument, key }))
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
