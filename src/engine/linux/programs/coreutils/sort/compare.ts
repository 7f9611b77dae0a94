import { hash32 } from '../../../../base/random.ts'
import { compareBytes } from '../../../libc/locale.ts'
import { compareVersions } from '../../gnu/version-order.ts'
import type { Key, Ordering } from './keys.ts'
import { keyText } from './keys.ts'

/** Orders of sort: numbers by their digits (any length), human sizes, months, versions, texts. */
export function compareNumbers(a: string, b: string): number {
  const [x, y] = [numberParts(a), numberParts(b)]
  if (x.negative !== y.negative) return x.negative ? -1 : 1
  const order =
    x.whole.length - y.whole.length ||
    (x.whole < y.whole ? -1 : x.whole > y.whole ? 1 : x.fraction < y.fraction ? -1 : x.fraction > y.fraction ? 1 : 0)
  return x.negative ? -order : order
}

function numberParts(text: string): { negative: boolean; whole: string; fraction: string } {
  const m = /^[ \t\n]*(-?)0*(\d*)(?:\.(\d*?)0*(?!\d))?/.exec(text)
  const whole = m?.[2] ?? ''
  const fraction = m?.[3] ?? ''
  return { negative: m?.[1] === '-' && (whole !== '' || fraction !== ''), whole, fraction }
}

const general = (text: string): number => {
  const m = /^\s*[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|0[xX][0-9a-fA-F]+|inf(?:inity)?|nan)/i.exec(text)
  if (!m) return Number.NEGATIVE_INFINITY
  const word = m[0].trim().toLowerCase()
  if (word.includes('inf')) return word.startsWith('-') ? -Number.MAX_VALUE : Number.POSITIVE_INFINITY
  return Number(word)
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const month = (text: string): number =>
  months.indexOf(
    text
      .replace(/^[ \t]+/, '')
      .slice(0, 3)
      .toUpperCase(),
  )

/** -1, 0 or 1 for the sign of zero sizes; K comes after every plain number. */
function humanRank(text: string): number {
  const m = /^[ \t]*(-?)(\d*(?:\.\d*)?)([kKMGTPEZYRQ]?)/.exec(text)
  if (!m || Number(m[2] || 0) === 0) return 0
  const rank = m[3] === '' ? 0 : 'KMGTPEZYRQ'.indexOf((m[3] as string).toUpperCase()) + 1
  return m[1] === '-' ? -rank : rank
}

const prepared = (text: string, ordering: Ordering): string => {
  let out = text
  if (ordering.dictionary) out = out.replace(/[^A-Za-z0-9 \t\n]/g, '')
  if (ordering.printable) out = out.replace(/[^ -~]/g, '')
  return ordering.fold ? out.replace(/[a-z]+/g, (run) => run.toUpperCase()) : out
}

/** Compares two key texts. */
export function compareBy(a: string, b: string, ordering: Ordering, salt: string): number {
  const order = ordered(a, b, ordering, salt)
  return ordering.reverse ? -order : order
}

function ordered(a: string, b: string, ordering: Ordering, salt: string): number {
  switch (ordering.kind) {
    case 'number':
      return compareNumbers(a, b)
    case 'general': {
      const [x, y] = [general(a), general(b)]
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(y) && !Number.isNaN(x)) - Number(Number.isNaN(x) && !Number.isNaN(y))
      return x < y ? -1 : x > y ? 1 : 0
    }
    case 'human':
      return humanRank(a) - humanRank(b) || compareNumbers(a, b)
    case 'month':
      return month(a) - month(b)
    case 'version':
      return compareVersions(a, b)
    case 'random':
      return hash32(salt + a) - hash32(salt + b) || compareBytes(a, b)
    default:
      return compareBytes(prepared(a, ordering), prepared(b, ordering))
  }
}

export interface SortOrder {
  readonly keys: readonly Key[]
  readonly global: Ordering
  readonly separator: string | undefined
  /** No comparison of whole lines where keys are equal. */
  readonly stable: boolean
  readonly salt: string
}

const stripped = (line: string, ordering: Ordering): string => (ordering.ignoreBlanksStart ? line.replace(/^[ \t]+/, '') : line)

/** Compares by keys alone: 0 means equal for -u. */
export function compareKeys(a: string, b: string, order: SortOrder): number {
  if (order.keys.length === 0) return compareBy(stripped(a, order.global), stripped(b, order.global), order.global, order.salt)
  for (const key of order.keys) {
    const result = compareBy(keyText(a, key, order.separator), keyText(b, key, order.separator), key, order.salt)
    if (result !== 0) return result
  }
  return 0
}

/** The whole order of lines. */
export function compareLines(a: string, b: string, order: SortOrder): number {
  const byKeys = compareKeys(a, b, order)
  if (byKeys !== 0 || order.stable) return byKeys
  return order.global.reverse ? compareBytes(b, a) : compareBytes(a, b)
}
