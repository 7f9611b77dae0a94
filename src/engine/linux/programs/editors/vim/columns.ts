import { displayWidth } from '../../../libc/locale.ts'

interface Tabs {
  readonly tabstop: number
  readonly list?: boolean
}

/** The whole character at a column (both halves of a surrogate pair). */
export function characterAt(text: string, col: number): string {
  const unit = text.charCodeAt(col)
  if (unit >= 0xdc00 && unit < 0xe000 && col > 0 && isHigh(text.charCodeAt(col - 1))) return text.slice(col - 1, col + 1)
  if (isHigh(unit) && col + 1 < text.length && isLow(text.charCodeAt(col + 1))) return text.slice(col, col + 2)
  return text[col] ?? ''
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000

export const nextColumn = (text: string, col: number): number => col + (isHigh(text.charCodeAt(col)) && isLow(text.charCodeAt(col + 1)) ? 2 : 1)

export const previousColumn = (text: string, col: number): number =>
  col - (col >= 2 && isLow(text.charCodeAt(col - 1)) && isHigh(text.charCodeAt(col - 2)) ? 2 : 1)

/** What a character looks like: tabs as blanks, control characters as ^X, bytes that are no UTF-8 as <ff>. */
export function shown(character: string, screenColumn: number, tabs: Tabs): string {
  const code = character.charCodeAt(0)
  if (code === 9) return tabs.list ? '^I' : ' '.repeat(tabs.tabstop - (screenColumn % tabs.tabstop))
  if (code < 32) return `^${String.fromCharCode(code + 64)}`
  if (code === 127) return '^?'
  if (code >= 0x80 && code < 0xa0) return `~${String.fromCharCode(code - 64)}`
  if (character.length === 1 && code >= 0xdc80 && code <= 0xdcff) return `<${(code - 0xdc00).toString(16)}>`
  return character
}

/** Columns on the screen before the character at `col`. */
export function toScreenColumn(text: string, col: number, tabs: Tabs): number {
  let screen = 0
  for (let i = 0; i < col && i < text.length; ) {
    const character = characterAt(text, i)
    screen += displayWidth(shown(character, screen, tabs))
    i += character.length
  }
  return screen
}

/** The character that covers a screen column; the text's length when it is shorter. */
export function fromScreenColumn(text: string, wanted: number, tabs: Tabs): number {
  let screen = 0
  let i = 0
  while (i < text.length) {
    const character = characterAt(text, i)
    screen += displayWidth(shown(character, screen, tabs))
    if (screen > wanted) return i
    i += character.length
  }
  return text.length
}
