/**
 * 64-bit two's complement integers. A value is a number while it is a safe integer and a bigint beyond: loops stay fast and overflow wraps
 * as in C.
 */
export type Integer = number | bigint

export const wrap = (value: bigint): Integer => {
  const wrapped = BigInt.asIntN(64, value)
  return wrapped >= -9007199254740991n && wrapped <= 9007199254740991n ? Number(wrapped) : wrapped
}

const isSmall = (value: Integer): value is number => typeof value === 'number' && (value | 0) === value

export function add(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum)) return sum
  }
  return wrap(BigInt(a) + BigInt(b))
}

export function subtract(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b
    if (Number.isSafeInteger(difference)) return difference
  }
  return wrap(BigInt(a) - BigInt(b))
}

export function multiply(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b
    if (Number.isSafeInteger(product)) return product + 0
  }
  return wrap(BigInt(a) * BigInt(b))
}

/** Truncates towards zero; `b` is not 0. */
export function divide(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') return (a - (a % b)) / b + 0
  return wrap(BigInt(a) / BigInt(b))
}

export function remainder(a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0
  return wrap(BigInt(a) % BigInt(b))
}

export const power = (a: Integer, b: Integer): Integer => wrap(wrappedPower(BigInt(a), BigInt(b)))

function wrappedPower(base: bigint, exponent: bigint): bigint {
  let result = 1n
  let factor = BigInt.asIntN(64, base)
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = BigInt.asIntN(64, result * factor)
    factor = BigInt.asIntN(64, factor * factor)
  }
  return result
}

/** x86 shifts by the count modulo 64. */
export function shiftLeft(a: Integer, b: Integer): Integer {
  return wrap(BigInt(a) << (BigInt(b) & 63n))
}

export function shiftRight(a: Integer, b: Integer): Integer {
  if (isSmall(a) && isSmall(b) && b >= 0 && b < 32) return a >> b
  return wrap(BigInt(a) >> (BigInt(b) & 63n))
}

export const and = (a: Integer, b: Integer): Integer => (isSmall(a) && isSmall(b) ? a & b : wrap(BigInt(a) & BigInt(b)))
export const or = (a: Integer, b: Integer): Integer => (isSmall(a) && isSmall(b) ? a | b : wrap(BigInt(a) | BigInt(b)))
export const xor = (a: Integer, b: Integer): Integer => (isSmall(a) && isSmall(b) ? a ^ b : wrap(BigInt(a) ^ BigInt(b)))
export const complement = (a: Integer): Integer => subtract(negate(a), 1)
export const negate = (a: Integer): Integer => subtract(0, a)

/** strtoimax without a base prefix: `undefined` when the text is no decimal number. Saturates at nothing: wraps. */
export function parseDecimal(text: string): Integer | undefined {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) return undefined
  return text.trim().length <= 15 ? Number(text) : wrap(BigInt(text.trim().replace(/^\+/, '')))
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_'

/** A constant of an arithmetic expression: decimal, 0 octal, 0x hexadecimal, base#digits. Otherwise what is wrong with it. */
export function parseConstant(text: string): Integer | { readonly error: string } {
  if (/^(0|[1-9]\d{0,14})$/.test(text)) return Number(text)
  let base = 10
  let digits = text
  const hash = text.indexOf('#')
  if (hash > 0) {
    base = Number(text.slice(0, hash))
    digits = text.slice(hash + 1)
    if (!/^\d+$/.test(text.slice(0, hash)) || base < 2 || base > 64) return { error: 'invalid arithmetic base' }
    if (digits === '') return { error: 'invalid integer constant' }
  } else if (/^0[xX]/.test(text)) {
    base = 16
    digits = text.slice(2)
    if (digits === '') return 0
  } else if (text.startsWith('0')) {
    base = 8
    digits = text.slice(1)
  }
  let value = 0n
  for (const digit of digits) {
    let worth = DIGITS.indexOf(digit)
    if (base <= 36 && worth >= 36) worth -= 26
    if (worth < 0) return { error: 'invalid number' }
    if (worth >= base) return { error: 'value too great for base' }
    value = value * BigInt(base) + BigInt(worth)
  }
  return wrap(value)
}
