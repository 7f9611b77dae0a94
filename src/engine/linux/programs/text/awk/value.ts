import { formatFloat, readConversion } from '../../../libc/c-format.ts'

/** awk's values: numbers, strings, strings from input that look like numbers, and what was never assigned. */
export type Value = number | string | NumericString | undefined

/** Text of a field, of getline, of the command line that looks like a number: compares as one with numbers. */
export class NumericString {
  constructor(
    readonly text: string,
    readonly number: number,
  ) {}
}

const numeric = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/

/** Input text as a value. */
export const fromInput = (text: string): Value => {
  const first = text.charCodeAt(0)
  // Letters cannot begin a number: the common case, quickly.
  if (first >= 65 || text === '') return text
  return numeric.test(text) ? new NumericString(text, Number(text)) : text
}

const leading = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value
  if (value === undefined) return 0
  if (typeof value !== 'string') return value.number
  const m = leading.exec(value)
  if (m) return Number(m[0])
  const special = /^\s*([-+])(nan|inf)/i.exec(value)
  if (!special) return 0
  const n = (special[2] as string).toLowerCase() === 'inf' ? Number.POSITIVE_INFINITY : Number.NaN
  return special[1] === '-' ? -n : n
}

/** How numbers become text: CONVFMT or OFMT, and up to where integers are written out (mawk's stop at 2^31). */
export interface NumberFormat {
  readonly format: string
  readonly largestInteger: number
}

/** A number as text: integers exactly, others by the format. */
export function numberText(n: number, { format, largestInteger }: NumberFormat): string {
  if (Number.isInteger(n) && Math.abs(n) <= largestInteger && Math.abs(n) < 1e16) return n === 0 ? '0' : String(n)
  if (Number.isNaN(n)) return '-nan'
  if (!Number.isFinite(n)) return n < 0 ? '-inf' : 'inf'
  if (Number.isInteger(n) && Math.abs(n) <= largestInteger) return BigInt(n).toString()
  const spec = readConversion(format)
  if (!spec || spec.width === '*' || spec.precision === '*') return String(n)
  return formatFloat(n, { flags: spec.flags, width: spec.width, precision: spec.precision, letter: spec.letter })
}

export function toText(value: Value, format: NumberFormat): string {
  if (typeof value === 'string') return value
  if (value === undefined) return ''
  return typeof value === 'number' ? numberText(value, format) : value.text
}

export function toBoolean(value: Value): boolean {
  if (typeof value === 'string') return value !== ''
  if (value === undefined) return false
  return typeof value === 'number' ? value !== 0 : value.number !== 0
}

/** Numbers compare as numbers, everything else as strings. */
export function compare(a: Value, b: Value, format: NumberFormat): number {
  if (typeof a !== 'string' && typeof b !== 'string') {
    const [x, y] = [toNumber(a), toNumber(b)]
    return x < y ? -1 : x > y ? 1 : x === y ? 0 : Number.NaN
  }
  const [x, y] = [toText(a, format), toText(b, format)]
  return x < y ? -1 : x > y ? 1 : 0
}

/** An associative array, in order of insertion. */
export type AwkArray = Map<string, Value>
