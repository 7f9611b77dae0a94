/** bc's numbers: an integer of any length with that many decimal places, truncated as POSIX says. */
export interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

const ten = (power: number): bigint => 10n ** BigInt(Math.max(0, power))

export const decimal = (digits: bigint, scale = 0): Decimal => ({ digits, scale })
export const zero = decimal(0n)
export const one = decimal(1n)

/** With exactly so many places: further ones are cut off. */
export const rescale = (a: Decimal, scale: number): Decimal =>
  scale >= a.scale ? decimal(a.digits * ten(scale - a.scale), scale) : decimal(a.digits / ten(a.scale - scale), scale)

function aligned(a: Decimal, b: Decimal): readonly [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale)
  return [rescale(a, scale).digits, rescale(b, scale).digits, scale]
}

export function add(a: Decimal, b: Decimal): Decimal {
  const [x, y, scale] = aligned(a, b)
  return decimal(x + y, scale)
}

export const negate = (a: Decimal): Decimal => decimal(-a.digits, a.scale)
export const subtract = (a: Decimal, b: Decimal): Decimal => add(a, negate(b))

export function compare(a: Decimal, b: Decimal): number {
  const [x, y] = aligned(a, b)
  return x < y ? -1 : x > y ? 1 : 0
}

/** min(a+b, max(scale, a, b)) places. */
export function multiply(a: Decimal, b: Decimal, scale: number): Decimal {
  const whole = decimal(a.digits * b.digits, a.scale + b.scale)
  return rescale(whole, Math.min(a.scale + b.scale, Math.max(scale, a.scale, b.scale)))
}

export function divide(a: Decimal, b: Decimal, scale: number): Decimal {
  return decimal((a.digits * ten(scale + b.scale)) / (b.digits * ten(a.scale)), scale)
}

/** a-(a/b)*b, with the quotient at `scale`. */
export function remainder(a: Decimal, b: Decimal, scale: number): Decimal {
  const places = Math.max(a.scale, b.scale + scale)
  const quotient = divide(a, b, scale)
  return rescale(subtract(a, multiply(quotient, b, places)), places)
}

export function power(a: Decimal, exponent: bigint, scale: number): Decimal {
  const times = exponent < 0n ? -exponent : exponent
  const whole = decimal(a.digits ** times, a.scale * Number(times))
  if (exponent < 0n) return divide(one, whole, scale)
  return rescale(whole, Math.min(whole.scale, Math.max(scale, a.scale)))
}

export function squareRoot(a: Decimal, scale: number): Decimal {
  const places = Math.max(scale, a.scale)
  const target = rescale(a, places * 2).digits
  if (target < 2n) return decimal(target, places)
  let guess = 1n << BigInt(Math.ceil(target.toString(2).length / 2))
  for (;;) {
    const next = (guess + target / guess) >> 1n
    if (next >= guess) return decimal(guess, places)
    guess = next
  }
}

export const isZero = (a: Decimal): boolean => a.digits === 0n

/** Significant digits, as length() counts. */
export const lengthOf = (a: Decimal): number => {
  const text = (a.digits < 0n ? -a.digits : a.digits).toString()
  return a.digits === 0n ? Math.max(1, a.scale) : Math.max(text.length, a.scale)
}

const digitValue = (character: string): number => (character >= 'A' ? character.charCodeAt(0) - 55 : Number(character))

/** `12.5` or `FF` in a base. */
export function parseNumber(text: string, base: number): Decimal {
  const [whole = '', fraction = ''] = text.split('.')
  // A number of one digit is itself whatever the base.
  const value = (character: string) => BigInt(text.length === 1 ? digitValue(character) : Math.min(digitValue(character), base - 1))
  let digits = 0n
  for (const character of whole) digits = digits * BigInt(base) + value(character)
  if (fraction === '') return decimal(digits)
  let numerator = 0n
  for (const character of fraction) numerator = numerator * BigInt(base) + value(character)
  const scale = fraction.length
  return decimal(digits * ten(scale) + (numerator * ten(scale)) / BigInt(base) ** BigInt(scale), scale)
}

/** As bc prints it: no zero before the point. */
export function formatNumber(a: Decimal, base: number): string {
  const sign = a.digits < 0n ? '-' : ''
  const magnitude = a.digits < 0n ? -a.digits : a.digits
  const unit = ten(a.scale)
  const [whole, fraction] = [magnitude / unit, magnitude % unit]
  if (base === 10) {
    const places = a.scale > 0 ? `.${fraction.toString().padStart(a.scale, '0')}` : ''
    if (magnitude === 0n) return '0'
    return sign + (whole === 0n && places !== '' ? '' : whole.toString()) + places
  }
  const places = a.scale > 0 ? `.${fractionDigits(fraction, unit, base, a.scale)}` : ''
  if (base <= 16) return sign + (whole === 0n && places !== '' ? '' : whole.toString(base).toUpperCase()) + places
  const groups: string[] = []
  const width = String(base - 1).length
  for (let rest = whole; rest > 0n || groups.length === 0; rest /= BigInt(base)) groups.unshift((rest % BigInt(base)).toString().padStart(width, '0'))
  return ` ${sign}${groups.join(' ')}`.replace(/^ -/, '- ').trimStart().replace(/^/, ' ')
}

function fractionDigits(fraction: bigint, unit: bigint, base: number, scale: number): string {
  let text = ''
  let rest = fraction
  for (let reached = 1n; reached < unit && text.length <= scale * 4; reached *= BigInt(base)) {
    rest *= BigInt(base)
    text += (rest / unit).toString(base).toUpperCase()
    rest %= unit
  }
  return text
}
