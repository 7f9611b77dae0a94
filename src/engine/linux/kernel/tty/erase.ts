import type { Termios } from './termios.ts'

const TAB = 9
const NEWLINE = 10
const DELETE = 127

const isControl = (byte: number): boolean => byte < 32 || byte === DELETE
const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80
const isWordByte = (byte: number): boolean => byte >= 128 || /\w/.test(String.fromCharCode(byte))

/** How a byte is echoed: control characters as ^X. */
export function shownAs(byte: number, echoctl: boolean): Uint8Array {
  if (!echoctl || !isControl(byte) || byte === TAB || byte === NEWLINE) return Uint8Array.of(byte)
  return Uint8Array.of(94, byte ^ 64)
}

/** Removes the last character (all its UTF-8 bytes) of a line being edited; answers what takes it off the screen. */
export function eraseCharacter(line: number[], termios: Termios, startColumn: number): string {
  let byte = line.pop()
  while (byte !== undefined && isContinuation(byte) && line.length > 0) byte = line.pop()
  if (byte === undefined) return ''
  if (!termios.echoe) return String.fromCharCode(termios.cc.erase)
  if (byte === TAB) return '\b'.repeat(tabWidth(line, termios, startColumn))
  if (isControl(byte)) return termios.echoctl ? '\b \b\b \b' : ''
  return '\b \b'
}

/** Removes blanks and the word before them (VWERASE). */
export function eraseWord(line: number[], termios: Termios, startColumn: number): string {
  let shown = ''
  let inWord = false
  for (;;) {
    const last = line.at(-1)
    if (last === undefined) return shown
    if (isWordByte(last)) inWord = true
    else if (inWord) return shown
    shown += eraseCharacter(line, termios, startColumn)
  }
}

/** Columns that a tab after this line filled. */
function tabWidth(line: readonly number[], termios: Termios, startColumn: number): number {
  let columns = 0
  let afterTab = false
  for (let index = line.length - 1; index >= 0; index--) {
    const byte = line[index] as number
    if (byte === TAB) {
      afterTab = true
      break
    }
    if (isControl(byte)) columns += termios.echoctl ? 2 : 0
    else if (!isContinuation(byte)) columns++
  }
  if (!afterTab) columns += startColumn
  return 8 - (columns & 7)
}
