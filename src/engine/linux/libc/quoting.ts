/**
 * Models gnulib's quotearg: how GNU tools show file names and arguments in messages and listings.
 */
export type QuotingStyle = 'literal' | 'shell' | 'shell-always' | 'shell-escape' | 'shell-escape-always' | 'c' | 'escape' | 'locale'

const letters: Readonly<Record<string, string>> = { '\x07': 'a', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't', '\v': 'v' }

/** What a terminal cannot show; `bytes` when characters above ASCII cannot be shown either (C locale). */
const unprintable = (c: string, utf8: boolean): boolean => {
  const code = c.codePointAt(0) as number
  return code < 0x20 || code === 0x7f || (code >= 0x80 && code < 0xa0) || (code >= 0xdc80 && code <= 0xdcff) || (!utf8 && code >= 0x80)
}

const octal = (code: number): string => `\\${code.toString(8).padStart(3, '0')}`

function utf8Octal(c: string): string {
  const code = c.codePointAt(0) as number
  if (code < 0x80) return octal(code)
  if (code >= 0xdc80 && code <= 0xdcff) return octal(code - 0xdc00)
  if (code < 0x800) return octal(0xc0 | (code >> 6)) + octal(0x80 | (code & 63))
  if (code < 0x10000) return octal(0xe0 | (code >> 12)) + octal(0x80 | ((code >> 6) & 63)) + octal(0x80 | (code & 63))
  return octal(0xf0 | (code >> 18)) + octal(0x80 | ((code >> 12) & 63)) + octal(0x80 | ((code >> 6) & 63)) + octal(0x80 | (code & 63))
}

const escapeOf = (c: string): string => (letters[c] ? `\\${letters[c]}` : utf8Octal(c))

/** Quotes a text; `utf8` tells whether the locale can show characters above ASCII. */
export function quoteText(text: string, style: QuotingStyle, utf8: boolean): string {
  switch (style) {
    case 'literal':
      return text
    case 'c':
      return `"${backslashed(text, '"', utf8)}"`
    case 'escape':
      return backslashed(text, ' ', utf8)
    case 'locale':
      return utf8 ? `‘${backslashed(text, '’', utf8)}’` : `'${backslashed(text, "'", utf8)}'`
    default:
      return shellQuoted(text, style, utf8)
  }
}

function backslashed(text: string, quote: string, utf8: boolean): string {
  let out = ''
  for (const c of text) out += c === '\\' || c === quote ? `\\${c}` : unprintable(c, utf8) ? escapeOf(c) : c
  return out
}

const plain = /^[-%+,./:@\]_A-Za-z0-9]$/

function needsQuotes(text: string, escapes: boolean, utf8: boolean): boolean {
  if (text === '' || text === '{' || text === '}') return true
  let first = true
  for (const c of text) {
    const fine = plain.test(c) || c === '{' || c === '}' || ((c === '#' || c === '~') && !first) || (c.codePointAt(0) as number) >= 0x80
    if (!fine && !(unprintable(c, utf8) && !escapes && c !== '\n' && c !== '\t')) return true
    if (escapes && unprintable(c, utf8)) return true
    first = false
  }
  return false
}

function shellQuoted(text: string, style: QuotingStyle, utf8: boolean): string {
  const escapes = style.startsWith('shell-escape')
  if (!style.endsWith('always') && !needsQuotes(text, escapes, utf8)) return text
  if (text.includes("'") && /^[-%+,./:@\]_A-Za-z0-9 #~{}']*$/.test(text)) return `"${text}"`
  let out = "'"
  let escaping = false
  for (const c of text) {
    if (escapes && unprintable(c, utf8)) {
      if (!escaping) out += "'$'"
      escaping = true
      out += escapeOf(c)
      continue
    }
    if (escaping) out += "''"
    escaping = false
    out += c === "'" ? "'\\''" : c
  }
  return `${out}'`
}
