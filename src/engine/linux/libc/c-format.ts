/** Models printf(3)'s conversions of single values: flags, width, precision, integers up to 64 bits, doubles, strings. */
export interface Conversion {
  /** Any of `-+ #0'`. */
  readonly flags: string
  readonly width?: number | undefined
  readonly precision?: number | undefined
  /** d i o u x X c s f F e E g G a A. */
  readonly letter: string
}

const pattern = /^%([-+ #0']*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:hh|h|ll|l|q|j|z|t|L)?([a-zA-Z])/

export interface ConversionSpec {
  readonly flags: string
  readonly width: number | '*' | undefined
  readonly precision: number | '*' | undefined
  readonly letter: string
  /** Characters of the specification. */
  readonly length: number
}

/** Reads the specification at the start of a text (its `%` included), undefined when there is none. */
export function readConversion(text: string): ConversionSpec | undefined {
  const m = pattern.exec(text)
  if (!m) return undefined
  const number = (part: string | undefined) => (part === undefined ? undefined : part === '*' ? '*' : part === '' ? 0 : Number(part))
  const precision = number(m[3])
  return {
    flags: m[1] as string,
    width: number(m[2]),
    precision: typeof precision === 'number' && precision < 0 ? undefined : precision,
    letter: m[4] as string,
    length: m[0].length,
  }
}

function padTo(text: string, spec: Conversion, zeros: boolean): string {
  let { flags, width = 0 } = spec
  if (width < 0) {
    flags += '-'
    width = -width
  }
  const missing = width - text.length
  if (missing <= 0) return text
  if (flags.includes('-')) return text + ' '.repeat(missing)
  if (!zeros || !flags.includes('0')) return ' '.repeat(missing) + text
  const prefix = /^(?:[-+ ]?0[xX]|[-+ ])/.exec(text)?.[0] ?? ''
  return prefix + '0'.repeat(missing) + text.slice(prefix.length)
}

const signed = (negative: boolean, flags: string): string => (negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '')

/** d, i, o, u, x, X. Negative values of the unsigned ones wrap at 64 bits. */
export function formatInteger(value: bigint, spec: Conversion): string {
  const decimal = 'di'.includes(spec.letter)
  const magnitude = decimal ? (value < 0n ? -value : value) : BigInt.asUintN(64, value)
  const base = spec.letter === 'o' ? 8 : 'xX'.includes(spec.letter) ? 16 : 10
  let digits = magnitude.toString(base)
  if (spec.letter === 'X') digits = digits.toUpperCase()
  if (spec.precision !== undefined) digits = spec.precision === 0 && magnitude === 0n ? '' : digits.padStart(spec.precision, '0')
  if (spec.flags.includes('#')) {
    if (base === 8 && !digits.startsWith('0')) digits = `0${digits}`
    if (base === 16 && magnitude !== 0n) digits = (spec.letter === 'x' ? '0x' : '0X') + digits
  }
  return padTo((decimal ? signed(value < 0n, spec.flags) : '') + digits, spec, spec.precision === undefined)
}

/** f, F, e, E, g, G, a, A. */
export function formatFloat(value: number, spec: Conversion): string {
  const negative = value < 0 || Object.is(value, -0)
  const upper = spec.letter === spec.letter.toUpperCase()
  if (!Number.isFinite(value)) {
    const word = Number.isNaN(value) ? 'nan' : 'inf'
    return padTo(signed(negative, spec.flags) + (upper ? word.toUpperCase() : word), spec, false)
  }
  const magnitude = Math.abs(value)
  const precision = spec.precision ?? 6
  const alternate = spec.flags.includes('#')
  let text: string
  switch (spec.letter.toLowerCase()) {
    case 'f':
      text = fixed(magnitude, precision) + (alternate && precision === 0 ? '.' : '')
      break
    case 'e':
      text = exponential(magnitude, precision)
      break
    case 'a':
      text = hexadecimal(magnitude, spec.precision)
      break
    default:
      text = general(magnitude, precision || 1, alternate)
  }
  return padTo(signed(negative, spec.flags) + (upper ? text.toUpperCase() : text), spec, true)
}

/** Exact decimal digits with ties to even, as glibc rounds. */
function fixed(value: number, precision: number): string {
  if (value >= 1e21) return BigInt(value).toString() + (precision > 0 ? `.${'0'.repeat(precision)}` : '')
  const text = precision > 100 ? value.toFixed(100) + '0'.repeat(precision - 100) : value.toFixed(precision)
  if (precision > 60) return text
  const longer = value.toFixed(precision + 40)
  const tail = longer.slice(longer.length - 40)
  if (!/^50*$/.test(tail)) return text
  const cut = longer.slice(0, longer.length - 40).replace(/\.$/, '')
  return Number(cut.at(-1)) % 2 === 0 ? cut : text
}

function exponential(value: number, precision: number): string {
  const [mantissa = '', exponent = '+0'] = value.toExponential(Math.min(precision, 100)).split('e')
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
}

function general(value: number, precision: number, alternate: boolean): string {
  if (value === 0) return alternate ? `0.${'0'.repeat(precision - 1)}` : '0'
  const exponent = Number(value.toExponential(Math.min(precision - 1, 100)).split('e')[1])
  const text = exponent < -4 || exponent >= precision ? exponential(value, precision - 1) : fixed(value, precision - 1 - exponent)
  if (alternate || !text.includes('.')) return text
  const [mantissa = '', power] = text.split('e')
  return mantissa.replace(/\.?0+$/, '') + (power === undefined ? '' : `e${power}`)
}

function hexadecimal(value: number, precision: number | undefined): string {
  if (value === 0) return `0x0${precision ? `.${'0'.repeat(precision)}` : ''}p+0`
  let exponent = Math.floor(Math.log2(value))
  let fraction = value / 2 ** exponent
  if (fraction >= 2) {
    fraction /= 2
    exponent++
  }
  let digits = ''
  let rest = fraction - 1
  for (let i = 0; i < 13; i++) {
    rest *= 16
    const digit = Math.floor(rest)
    digits += digit.toString(16)
    rest -= digit
  }
  digits = precision === undefined ? digits.replace(/0+$/, '') : digits.slice(0, precision).padEnd(precision, '0')
  return `0x1${digits && `.${digits}`}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`
}

/** s and c: precision cuts, width pads. */
export function formatString(value: string, spec: Conversion): string {
  const cut = spec.precision === undefined ? value : [...value].slice(0, spec.precision).join('')
  const length = [...cut].length
  return padTo(cut, { ...spec, ...(spec.width !== undefined && { width: spec.width + Math.sign(spec.width || 1) * (cut.length - length) }) }, false)
}
