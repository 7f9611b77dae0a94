/** Exact decimal numbers (numeric, decimal): a whole number of units of 10^-scale. Division's scale follows PostgreSQL's select_div_scale. */
export class Decimal {
  constructor(
    readonly units: bigint,
    readonly scale: number,
  ) {}

  static parse(text: string): Decimal | undefined {
    const match = /^\s*([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?\s*$/.exec(text)
    if (!match || (match[2] === '' && match[3] === '')) return undefined
    const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
    const units = BigInt(`${sign}${whole}${fraction}` || '0')
    const scale = fraction.length - Number(exponent)
    return scale >= 0 ? new Decimal(units, scale) : new Decimal(units * 10n ** BigInt(-scale), 0)
  }

  static of(value: number): Decimal {
    return Decimal.parse(String(value)) ?? new Decimal(0n, 0)
  }

  /** The same number with that many digits after the point, rounded half away from zero. */
  rescale(scale: number): Decimal {
    if (scale >= this.scale) return new Decimal(this.units * 10n ** BigInt(scale - this.scale), scale)
    return new Decimal(roundedQuotient(this.units, 10n ** BigInt(this.scale - scale)), scale)
  }

  /** Cuts digits off. */
  truncate(scale: number): Decimal {
    return scale >= this.scale ? this.rescale(scale) : new Decimal(this.units / 10n ** BigInt(this.scale - scale), scale)
  }

  plus(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale)
    return new Decimal(this.rescale(scale).units + other.rescale(scale).units, scale)
  }

  negated(): Decimal {
    return new Decimal(-this.units, this.scale)
  }

  times(other: Decimal): Decimal {
    return new Decimal(this.units * other.units, this.scale + other.scale)
  }

  /** Undefined for division by zero. */
  over(other: Decimal, scale = divisionScale(this, other)): Decimal | undefined {
    if (other.units === 0n) return undefined
    const shift = scale + other.scale - this.scale
    const [top, bottom] = shift >= 0 ? [this.units * 10n ** BigInt(shift), other.units] : [this.units, other.units * 10n ** BigInt(-shift)]
    return new Decimal(roundedQuotient(top, bottom), scale)
  }

  remainder(other: Decimal): Decimal | undefined {
    if (other.units === 0n) return undefined
    const scale = Math.max(this.scale, other.scale)
    return new Decimal(this.rescale(scale).units % other.rescale(scale).units, scale)
  }

  compare(other: Decimal): number {
    const scale = Math.max(this.scale, other.scale)
    const [a, b] = [this.rescale(scale).units, other.rescale(scale).units]
    return a < b ? -1 : a > b ? 1 : 0
  }

  toNumber(): number {
    return Number(this.toString())
  }

  toString(): string {
    const negative = this.units < 0n
    const digits = (negative ? -this.units : this.units).toString().padStart(this.scale + 1, '0')
    const point = digits.length - this.scale
    return `${negative ? '-' : ''}${digits.slice(0, point)}${this.scale > 0 ? `.${digits.slice(point)}` : ''}`
  }
}

function roundedQuotient(top: bigint, bottom: bigint): bigint {
  const negative = top < 0n !== bottom < 0n
  const [a, b] = [top < 0n ? -top : top, bottom < 0n ? -bottom : bottom]
  const quotient = (a * 2n + b) / (b * 2n)
  return negative ? -quotient : quotient
}

/** Weight and first digit in base 10,000, as numeric.c keeps numbers. */
function leading(value: Decimal): { weight: number; first: number } {
  const [whole = '0', fraction = ''] = value.toString().replace('-', '').split('.')
  const padded = whole.padStart(Math.ceil(whole.length / 4) * 4, '0')
  const groups = [...(padded.match(/.{4}/g) ?? [])]
  let weight = groups.length - 1
  for (const group of [...groups, ...(fraction.padEnd(Math.ceil(fraction.length / 4) * 4, '0').match(/.{4}/g) ?? [])]) {
    if (Number(group) !== 0) return { weight, first: Number(group) }
    weight--
  }
  return { weight: 0, first: 0 }
}

function divisionScale(a: Decimal, b: Decimal): number {
  const [top, bottom] = [leading(a), leading(b)]
  let weight = top.weight - bottom.weight
  if (top.first <= bottom.first) weight--
  return Math.min(1000, Math.max(16 - weight * 4, a.scale, b.scale, 0))
}
