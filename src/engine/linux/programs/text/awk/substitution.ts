import type { Regex } from '../../../libc/regex.ts'
import type { ExpressionCompiler } from './compile-expression.ts'
import type { Code } from './compiled.ts'
import { effect, evaluate, liftAll, pure } from './compiled.ts'
import { isPlace } from './parse-expression.ts'
import { AwkError } from './runtime.ts'
import type { Expression } from './syntax.ts'
import { toNumber } from './value.ts'

/** sub, gsub and gensub. */
export function compileSubstitution(compiler: ExpressionCompiler, global: boolean, [pattern, replacement, target]: readonly Expression[]): Code {
  const { runtime } = compiler
  if (!pattern || !replacement) throw new AwkError('not enough arguments to sub')
  const fixed = pattern.kind === 'regex' ? runtime.regex(pattern.source) : undefined
  const source = fixed ? pure(() => undefined) : compiler.compile(pattern)
  const place: Expression = target ?? { kind: 'field', index: { kind: 'number', value: 0 } }
  const slot = isPlace(place) ? compiler.place(place) : undefined
  const value = slot ? undefined : compiler.compile(place)
  const text = compiler.compile(replacement)
  const key = slot?.key ?? value ?? pure(() => undefined)
  return liftAll([source, text, key], ([by, withText, where], frame) => {
    const subject = runtime.text(slot ? slot.read(where, frame) : where)
    const regex = fixed ?? runtime.regex(runtime.text(by))
    const result = replaceAll(subject, regex, replacementOf(runtime.text(withText)), global ? 'all' : 1)
    if (result.count > 0) slot?.write(where, frame, result.text)
    return result.count
  })
}

export function compileGensub(compiler: ExpressionCompiler, [pattern, replacement, how, target]: readonly Expression[]): Code {
  const { runtime } = compiler
  if (!pattern || !replacement || !how) throw new AwkError('not enough arguments to gensub')
  const fixed = pattern.kind === 'regex' ? runtime.regex(pattern.source) : undefined
  const source = fixed ? undefined : compiler.compile(pattern)
  const codes = [replacement, how].map(compiler.compile)
  const subject = target ? compiler.compile(target) : undefined
  return effect(function* (frame) {
    const regex = fixed ?? runtime.regex(runtime.text(source ? yield* evaluate(source, frame) : undefined))
    const text = runtime.text(yield* evaluate(codes[0] as Code, frame))
    const which = yield* evaluate(codes[1] as Code, frame)
    const on = subject ? runtime.text(yield* evaluate(subject, frame)) : runtime.record.record
    const all = /^[gG]/.test(runtime.text(which))
    return replaceAll(on, regex, groupsOf(text), all ? 'all' : Math.max(1, toNumber(which))).text
  })
}

type Replacement = (match: RegExpExecArray) => string

/** `&` is the match, `\&` itself. */
function replacementOf(text: string): Replacement {
  if (!/[&\\]/.test(text)) return () => text
  return (m) => text.replace(/\\\\&|\\&|&|\\\\/g, (part) => (part === '&' ? m[0] : part === '\\&' ? '&' : part === '\\\\&' ? `\\${m[0]}` : '\\'))
}

/** gensub also knows \0 to \9. */
const groupsOf =
  (text: string): Replacement =>
  (m) =>
    text.replace(/\\(\d)|\\&|&|\\\\/g, (part, digit?: string) =>
      digit !== undefined ? (m[Number(digit)] ?? '') : part === '&' ? m[0] : part === '\\&' ? '&' : '\\',
    )

function replaceAll(text: string, regex: Regex, replacement: Replacement, which: 'all' | number): { text: string; count: number } {
  let out = ''
  let from = 0
  let count = 0
  let seen = 0
  let previousEnd = -1
  while (from <= text.length) {
    const m = regex.match(text, from)
    if (!m) break
    const end = m.index + m[0].length
    if (m[0] === '' && m.index === previousEnd) {
      out += text.slice(from, from + 1)
      from++
      previousEnd = -1
      continue
    }
    seen++
    out += text.slice(from, m.index)
    if (which === 'all' || seen === which) {
      out += replacement(m)
      count++
    } else out += m[0]
    from = previousEnd = end
    if (m[0] === '') {
      out += text.slice(from, from + 1)
      from++
    }
    if (which !== 'all' && seen >= which) break
  }
  return { text: out + text.slice(from), count }
}
