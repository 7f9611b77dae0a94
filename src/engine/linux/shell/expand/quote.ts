import { displayWidth } from '../../libc/locale.ts'

/** Ways in which bash writes a text so that it can be read back. */

const needsAnsi = (text: string): boolean => /[\x00-\x1f\x7f\udc80-\udcff]/.test(text)

/** `'it'\''s'` (sh_single_quote). */
export const singleQuote = (text: string): string => (text === "'" ? "\\'" : `'${text.replaceAll("'", "'\\''")}'`)

/** `$'a\nb'` (ansic_quote). */
export function ansiQuote(text: string): string {
  const NAMES: Readonly<Record<string, string>> = {
    '\x1b': '\\E',
    '\x07': '\\a',
    '\v': '\\v',
    '\b': '\\b',
    '\f': '\\f',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
  }
  const body = text.replace(/[\\']|[\x00-\x1f\x7f]|[\udc80-\udcff]/g, (c) => {
    if (c === '\\' || c === "'") return `\\${c}`
    const code = c.charCodeAt(0)
    return NAMES[c] ?? `\\${(code >= 0xdc80 ? code - 0xdc00 : code).toString(8).padStart(3, '0')}`
  })
  return `$'${body}'`
}

/** Backslashes where needed (sh_backslash_quote): `printf %q`. */
export function backslashQuote(text: string): string {
  if (text === '') return "''"
  if (needsAnsi(text)) return ansiQuote(text)
  return text.replace(/[ \t\n'"\\|&;()<>!{}*[\]?^$`,]/g, '\\$&').replace(/^[~#]/, '\\$&')
}

/** For `${x@Q}`, `set`, `alias` and `trap -p`: always quoted. */
export const reusableQuote = (text: string): string => (text === '' ? "''" : needsAnsi(text) ? ansiQuote(text) : singleQuote(text))

/** For `set`: quoted only where something in it is special (sh_contains_shell_metas). */
export function listingQuote(text: string): string {
  if (needsAnsi(text)) return ansiQuote(text)
  return /[ \t\n'"\\|&;()<>!{}*[\]?^$`]/.test(text) || /^[~#]|[=:]~/.test(text) ? singleQuote(text) : text
}

/** For `declare -p` and `export -p`: double quotes. */
export function doubleQuote(text: string): string {
  if (needsAnsi(text)) return ansiQuote(text)
  return `"${text.replace(/["\\$`]/g, '\\$&')}"`
}

/** For `set -x`: words as they could be typed (xtrace_print_word_list). */
export const traceQuote = (text: string): string => (text === '' ? "''" : listingQuote(text))

/** Columns of a text on the terminal. */
export const columns = displayWidth
