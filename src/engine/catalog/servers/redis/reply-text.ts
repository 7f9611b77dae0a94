import { encode } from '../../../base/utf8.ts'
import { Failure, NilArray, type Reply, Simple } from './reply.ts'

const escapes: Readonly<Record<number, string>> = { 10: '\\n', 13: '\\r', 9: '\\t', 7: '\\a', 8: '\\b', 34: '\\"', 92: '\\\\' }

/** A text in quotes, byte by byte (sdscatrepr): what is no printable ASCII as \xhh. */
const repr = (text: string): string =>
  `"${[...encode(text)].map((byte) => escapes[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`)).join('')}"`

/** A reply as redis-cli shows it on a terminal, ended by a newline (cliFormatReplyTTY). */
export function terminalText(reply: Reply, prefix = ''): string {
  if (typeof reply === 'number') return `(integer) ${reply}\n`
  if (typeof reply === 'string') return `${repr(reply)}\n`
  if (reply === null || reply instanceof NilArray) return '(nil)\n'
  if (reply instanceof Simple) return `${reply.text}\n`
  if (reply instanceof Failure) return `(error) ${reply.text}\n`
  if (reply.length === 0) return '(empty array)\n'
  const width = String(reply.length).length
  const inner = `${prefix}${' '.repeat(width + 2)}`
  return reply.map((item, index) => `${index === 0 ? '' : prefix}${String(index + 1).padStart(width)}) ${terminalText(item, inner)}`).join('')
}

/** A reply as it is, one item a line (cliFormatReplyRaw). */
export function rawText(reply: Reply): string {
  if (typeof reply === 'number') return `${reply}\n`
  if (typeof reply === 'string') return reply.endsWith('\n') && reply.includes('\r\n') ? reply : `${reply}\n`
  if (reply === null || reply instanceof NilArray) return '\n'
  if (reply instanceof Simple || reply instanceof Failure) return `${reply.text}\n`
  return reply.length === 0 ? '\n' : reply.map(rawText).join('')
}
