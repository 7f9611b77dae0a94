import { byteText, joinBytes } from '../text.ts'

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '?': '?',
}

/** The escapes of `$'…'`. A NUL ends the string. */
export function unescapeAnsi(text: string): string {
  const out = text.replace(
    /\\(?:([abeEfnrtv\\'"?])|([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|c([\s\S]))/g,
    (_, simple, octal, hex, short, long, control) => {
      if (simple !== undefined) return SIMPLE[simple] as string
      if (octal !== undefined) return byteText(Number.parseInt(octal, 8) & 0xff)
      if (hex !== undefined) return byteText(Number.parseInt(hex, 16))
      if (control !== undefined) return String.fromCharCode(control === '?' ? 0x7f : control.toUpperCase().charCodeAt(0) & 0x1f)
      return codePoint(Number.parseInt(short ?? long, 16))
    },
  )
  const nul = out.indexOf('\0')
  return joinBytes(nul < 0 ? out : out.slice(0, nul))
}

/** A character by number; nothing beyond Unicode. */
export const codePoint = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '')
