import type { Decimal } from './number.ts'
import { add, compare, decimal, divide, isZero, multiply, negate, one, rescale, squareRoot, subtract, zero } from './number.ts'

// bc -l's functions, from series at some places more than asked for.

const two = decimal(2n)

/** e(x). */
export function exponential(x: Decimal, scale: number): Decimal {
  if (x.digits < 0n) return divide(one, exponential(negate(x), scale + 6), scale)
  const places = scale + 10 + Math.ceil(Number(x.digits / 10n ** BigInt(x.scale)) / 2)
  let halvings = 0
  let reduced = rescale(x, places)
  while (compare(reduced, one) > 0) {
    reduced = divide(reduced, two, places)
    halvings++
  }
  let sum = add(one, reduced)
  let term = reduced
  for (let n = 2n; !isZero(term); n++) {
    term = divide(multiply(term, reduced, places), decimal(n), places)
    sum = add(sum, term)
  }
  for (; halvings > 0; halvings--) sum = multiply(sum, sum, places)
  return rescale(sum, scale)
}

/** l(x), x > 0. */
export function logarithm(x: Decimal, scale: number): Decimal {
  if (x.digits <= 0n) return divide(subtract(one, decimal(10n ** BigInt(scale))), one, scale)
  const places = scale + 10
  let factor = 2n
  let value = rescale(x, places)
  const half = decimal(5n, 1)
  while (compare(value, two) >= 0 || compare(value, half) <= 0) {
    value = squareRoot(value, places)
    factor *= 2n
  }
  const t = divide(subtract(value, one), add(value, one), places)
  return rescale(multiply(series(t, places, false), decimal(factor), places), scale)
}

/** a(x). */
export function arctangent(x: Decimal, scale: number): Decimal {
  const places = scale + 10
  if (x.digits < 0n) return negate(arctangent(negate(x), scale))
  let factor = 1n
  let value = rescale(x, places)
  while (compare(value, decimal(2n, 1)) > 0) {
    value = divide(value, add(one, squareRoot(add(one, multiply(value, value, places)), places)), places)
    factor *= 2n
  }
  return rescale(multiply(series(value, places, true), decimal(factor), places), scale)
}

/** s(x). */
export function sine(x: Decimal, scale: number): Decimal {
  const places = scale + 12 + String(x.digits).length
  const pi = multiply(arctangent(one, places), decimal(4n), places)
  const turns = divide(x, multiply(pi, two, places), 0)
  let value = subtract(rescale(x, places), multiply(multiply(pi, two, places), turns, places))
  value = rescale(value, places)
  const square = multiply(value, value, places)
  let term = value
  let sum = value
  for (let n = 2n; !isZero(term); n += 2n) {
    term = negate(divide(multiply(term, square, places), decimal(n * (n + 1n)), places))
    sum = add(sum, term)
  }
  return rescale(sum, scale)
}

/** c(x). */
export function cosine(x: Decimal, scale: number): Decimal {
  const places = scale + 12
  const quarter = multiply(arctangent(one, places), two, places)
  return rescale(sine(add(x, quarter), places), scale)
}

/** t + t^3/3 + t^5/5 …, with alternating signs for the arctangent. */
function series(t: Decimal, places: number, alternating: boolean): Decimal {
  const square = multiply(t, t, places)
  let power = t
  let sum = zero
  for (let n = 1n; !isZero(power); n += 2n) {
    const term = divide(power, decimal(n), places)
    sum = alternating && n % 4n === 3n ? subtract(sum, term) : add(sum, term)
    power = rescale(multiply(power, square, places), places)
  }
  return sum
}
