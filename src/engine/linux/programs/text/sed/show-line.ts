import type { Locale } from '../../../libc/locale.ts'

const letters: Readonly<Record<number, string>> = { 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r', 92: '\\\\' }

/** The l command: unambiguous, broken at the width (0 and 1: not at all), ended by $. */
export function showLine(text: string, locale: Locale, width: number): string {
  let out = ''
  let column = 0
  const room = width > 1 ? width - 1 : Number.POSITIVE_INFINITY
  for (const byte of locale.encode(text)) {
    const shown = letters[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`)
    if (column + shown.length > room) {
      out += '\\\n'
      column = 0
    }
    out += shown
    column += shown.length
  }
  return `${out}$\n`
}
