import type { Builtin } from '../builtin.ts'
import { printOf } from '../complain.ts'
import { codePoint } from '../parse/ansi.ts'
import { byteText, joinBytes } from '../text.ts'

/** echo: -n, -e, -E of bash; dash always reads escapes and knows only -n. */
export const echo: Builtin = function* (shell, args) {
  let newline = true
  let escapes = shell.options.has('xpg_echo') || shell.dialect.name === 'dash'
  let i = 0
  for (; i < args.length; i++) {
    const arg = args[i] as string
    if (!(shell.dialect.name === 'dash' ? /^-n$/ : /^-[neE]+$/).test(arg)) break
    for (const letter of arg.slice(1)) {
      if (letter === 'n') newline = false
      else escapes = letter === 'e'
    }
  }
  let text = args.slice(i).join(' ')
  if (escapes) {
    const read = echoEscapes(text)
    text = read.text
    if (read.stopped) newline = false
  }
  return yield* printOf(shell, 'echo', newline ? `${text}\n` : text)
}

const NAMES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' }

/** Backslash escapes of `echo -e` and `%b`; `\c` stops everything. */
export function echoEscapes(text: string, inPrintf = false): { text: string; stopped: boolean } {
  let stopped = false
  const octal = inPrintf
    ? /\\(?:([abeEfnrtv\\])|0?([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|(c))/g
    : /\\(?:([abeEfnrtv\\])|0([0-7]{0,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|(c))/g
  const out = text.replace(octal, (whole, simple, digits, hex, short, long, stop) => {
    if (stopped) return ''
    if (simple !== undefined) return NAMES[simple] as string
    if (digits !== undefined) return byteText(Number.parseInt(digits || '0', 8) & 0xff)
    if (hex !== undefined) return byteText(Number.parseInt(hex, 16))
    if (stop !== undefined) {
      stopped = true
      return '\uffff'
    }
    return (short ?? long) ? codePoint(Number.parseInt(short ?? long, 16)) : whole
  })
  const end = stopped ? out.indexOf('\uffff') : out.length
  return { text: joinBytes(out.slice(0, end)), stopped }
}
