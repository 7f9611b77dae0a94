import type { Result } from '../../base/result.ts'
import { err, ok } from '../../base/result.ts'

/** Translates POSIX bracket expressions ([a-z], [^[:space:]], [[.-.]], [[=a=]]) to ECMAScript character classes. */
const byteClasses: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: ' \\t\\n\\v\\f\\r',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  print: ' -~',
  graph: '!-~',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
}

const wideClasses: Readonly<Record<string, string>> = {
  ...byteClasses,
  alpha: '\\p{L}',
  alnum: '\\p{L}\\p{N}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  punct: '!-\\/:-@\\[-`\\{-~\\p{P}\\p{S}',
  print: ' -~\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Zs}',
  graph: '!-~\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}',
}

/** The ECMAScript class body of `[:name:]`, undefined for an unknown name. */
export const characterClass = (name: string, utf8: boolean): string | undefined => (utf8 ? wideClasses : byteClasses)[name]

const unmatched = 'Unmatched [, [^, [:, [., or [='

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07', b: '\b' }

/** Reads the bracket expression at `at` (where the `[` is). `escapes`: backslash escapes hold inside, as in awk. */
export function readBracket(text: string, at: number, options: { utf8: boolean; escapes: boolean }): Result<{ source: string; end: number }, string> {
  let i = at + 1
  const negated = text[i] === '^'
  if (negated) i++
  let body = ''
  let first = true
  for (;;) {
    const c = text[i]
    if (c === undefined) return err(unmatched)
    if (c === ']' && !first) break
    first = false
    if (c === '[' && text[i + 1] === ':') {
      const close = text.indexOf(':]', i + 2)
      if (close < 0) return err(unmatched)
      const known = characterClass(text.slice(i + 2, close), options.utf8)
      if (known === undefined) return err('Invalid character class name')
      body += known
      i = close + 2
      continue
    }
    const low = readMember(text, i, options)
    if (!low.ok) return low
    i = low.value.end
    if (text[i] !== '-' || text[i + 1] === ']' || text[i + 1] === undefined) {
      body += member(low.value.char)
      continue
    }
    const high = readMember(text, i + 1, options)
    if (!high.ok) return high
    if ((high.value.char.codePointAt(0) ?? 0) < (low.value.char.codePointAt(0) ?? 0)) return err('Invalid range end')
    body += `${member(low.value.char)}-${member(high.value.char)}`
    i = high.value.end
  }
  return ok({ source: body === '' ? (negated ? '[^]' : '(?!)') : `[${negated ? '^' : ''}${body}]`, end: i + 1 })
}

function readMember(text: string, at: number, options: { utf8: boolean; escapes: boolean }): Result<{ char: string; end: number }, string> {
  const c = text[at] as string
  if (c === '[' && (text[at + 1] === '.' || text[at + 1] === '=')) {
    const close = text.indexOf(`${text[at + 1]}]`, at + 2)
    if (close < 0) return err(unmatched)
    const name = text.slice(at + 2, close)
    if ([...name].length !== 1) return err('Invalid collation character')
    return ok({ char: name, end: close + 2 })
  }
  if (c === '\\' && options.escapes && text[at + 1] !== undefined) {
    const next = text[at + 1] as string
    return ok({ char: escapes[next] ?? next, end: at + 2 })
  }
  const char = options.utf8 ? String.fromCodePoint(text.codePointAt(at) as number) : c
  return ok({ char, end: at + char.length })
}

const member = (c: string): string => (/[\\\]^[-]/.test(c) ? `\\${c}` : c === '\n' ? '\\n' : c)
