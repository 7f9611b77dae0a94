import { formatFloat, formatInteger, formatString, readConversion } from '../../../libc/c-format.ts'
import type { Runtime } from './runtime.ts'
import { AwkError } from './runtime.ts'
import type { Value } from './value.ts'
import { toNumber } from './value.ts'

/** printf and sprintf. */
export function formatPrintf(runtime: Runtime, format: string, args: readonly Value[], how = 'sprintf'): string {
  let out = ''
  let used = 0
  const next = (): Value => {
    if (used >= args.length) throw new AwkError(`not enough arguments passed to ${how}("${format}")`, true)
    return args[used++]
  }
  for (let i = 0; i < format.length; ) {
    const c = format[i] as string
    if (c !== '%') {
      const end = format.indexOf('%', i)
      out += format.slice(i, end < 0 ? undefined : end)
      i = end < 0 ? format.length : end
      continue
    }
    if (format[i + 1] === '%') {
      out += '%'
      i += 2
      continue
    }
    const spec = readConversion(format.slice(i))
    if (!spec) {
      out += c
      i++
      continue
    }
    const width = spec.width === '*' ? Math.trunc(toNumber(next())) : spec.width
    const precision = spec.precision === '*' ? Math.trunc(toNumber(next())) : spec.precision
    out += convert(runtime, { flags: spec.flags, width, precision, letter: spec.letter }, next)
    i += spec.length
  }
  return out
}

function convert(runtime: Runtime, spec: Parameters<typeof formatFloat>[1], next: () => Value): string {
  switch (spec.letter) {
    case 'd':
    case 'i':
    case 'o':
    case 'x':
    case 'X':
    case 'u': {
      let n = Math.trunc(toNumber(next()))
      if (!runtime.gawk && 'di'.includes(spec.letter)) n = Math.max(-2_147_483_647, Math.min(2_147_483_647, n))
      if (!Number.isFinite(n)) return formatFloat(n, { ...spec, letter: 'f' })
      return formatInteger(BigInt(n), spec)
    }
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
    case 'a':
    case 'A':
      return formatFloat(toNumber(next()), spec)
    case 'c': {
      const value = next()
      const text = typeof value === 'number' ? String.fromCodePoint(Math.max(0, Math.trunc(value)) % 0x110000) : ([...runtime.text(value)][0] ?? '')
      return formatString(text, { ...spec, precision: undefined })
    }
    case 's':
      return formatString(runtime.text(next()), spec)
    default:
      throw new AwkError(`bad conversion %${spec.letter}`)
  }
}
