import type { OptionSpec } from '../../libc/getopt.ts'

/**
 * A program's options as its --help shows them: `-a, --all`, `-w, --width=COLS`, `--color[=WHEN]`, `-d DELIM`. One table makes both the
 * parser and the help text.
 */
export type OptionLine = readonly [form: string, description: string]

/**
 * What getopt needs to know of an option's help form. Synonyms (`-r, -R, --recursive`) share a key, the first long name or letter, and a
 * required argument; an optional one belongs to the name that shows it (`-F, --classify[=WHEN]`, `-i[SUFFIX], --in-place[=SUFFIX]`).
 */
export function optionsOfForm(form: string): readonly OptionSpec[] {
  const names = form.split(', ').flatMap((part) => {
    const m = /^(--?)([^\s=[]+)(.*)$/.exec(part)
    return m ? [{ long: m[1] === '--', name: m[2] as string, tail: m[3] as string }] : []
  })
  const required = names.some(({ tail }) => /^[=\s]/.test(tail))
  const key = (names.find((one) => one.long) ?? names[0])?.name ?? ''
  return names.map(({ long, name, tail }) => {
    const argument = required ? 'required' : tail.startsWith('[') ? 'optional' : 'none'
    return long ? { long: name, argument, key } : { short: name, argument, key }
  })
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
