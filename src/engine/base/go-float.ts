/**
 * Models strconv.FormatFloat: verbs e, f and g; a precision of -1 is the shortest text that reads back, and then `g` turns to exponents from 1e+06
 * on (encoding/json from 1e+21 on).
 */
export function formatFloat(value: number, verb: 'e' | 'f' | 'g' | 'E' | 'G', precision: number, exponentFrom = 6): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  const lower = verb.toLowerCase() as 'e' | 'f' | 'g'
  const text = lower === 'f' ? fixed(value, precision) : lower === 'e' ? exponent(value, precision) : general(value, precision, exponentFrom)
  return verb === lower ? text : text.toUpperCase()
}

function fixed(value: number, precision: number): string {
  if (precision >= 0) return signed(value, precision > 100 ? value.toFixed(100) : bigFixed(value, precision))
  const { digits, exponent } = decompose(value)
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`.replace(/\.0*$/, '')
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  const rest = digits.slice(exponent + 1)
  return sign + whole + (rest ? `.${rest}` : '')
}

const signed = (value: number, text: string): string => (Object.is(value, -0) ? `-${text}` : text)

/** toFixed gives exponents from 1e21 on. */
function bigFixed(value: number, precision: number): string {
  if (Math.abs(value) < 1e21) return value.toFixed(precision)
  return BigInt(value).toString() + (precision > 0 ? `.${'0'.repeat(precision)}` : '')
}

function exponent(value: number, precision: number): string {
  const text = precision < 0 ? value.toExponential() : value.toExponential(Math.min(precision, 100))
  return signed(value, goExponent(text))
}

/** At least two exponent digits. */
const goExponent = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2')

function general(value: number, precision: number, exponentFrom: number): string {
  if (value === 0) return signed(value, '0')
  if (precision < 0) {
    const { exponent: power } = decompose(value)
    return power < -4 || power >= exponentFrom ? exponent(value, -1) : fixed(value, -1)
  }
  const digits = Math.max(precision, 1)
  const rounded = value.toExponential(Math.min(digits - 1, 100))
  const [mantissa = '', power = '0'] = rounded.split('e')
  const at = Number(power)
  const threshold = digits
  if (at < -4 || at >= threshold) return goExponent(`${mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa}e${power}`)
  const plain = value.toFixed(Math.min(Math.max(digits - 1 - at, 0), 100))
  return plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain
}

/** Shortest decimal digits and the power of ten of the first one. */
function decompose(value: number): { readonly digits: string; readonly exponent: number } {
  const [mantissa = '0', power = '0'] = Math.abs(value).toExponential().split('e')
  return { digits: mantissa.replace('.', ''), exponent: Number(power) }
}
