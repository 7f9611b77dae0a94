import { raise } from './errors.ts'
import { typeName, type Value } from './values.ts'

/** Numbers as text: float's repr and the format specification mini-language (Library Reference, string). */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  const [mantissa = '', exponent] = value.toExponential().split('e')
  const power = Number(exponent)
  if (power < -4 || power >= 16) {
    const sign = power < 0 ? '-' : '+'
    return `${mantissa}e${sign}${String(Math.abs(power)).padStart(2, '0')}`
  }
  const text = power < 0 ? value.toFixed(Math.min(100, -power + (mantissa.replace(/[-.]/g, '').length - 1))) : String(value)
  return text.includes('.') ? text : `${text}.0`
}

const SPEC = /^(?:([\s\S])?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u

export function formatValue(value: Value, spec: string, asText: string): string {
  if (spec === '') return asText
  const match = SPEC.exec(spec)
  if (!match) throw raise('ValueError', `Invalid format specifier '${spec}' for object of type '${typeName(value)}'`)
  const [, fill, align, sign = '', alternate, zero, width, grouping = '', precision, type = ''] = match
  const layout = { fill: fill ?? (zero ? '0' : ' '), align: align ?? (zero ? '=' : ''), width: Number(width ?? 0) }
  const number = typeof value === 'boolean' ? (type === '' ? undefined : BigInt(value)) : value
  if (typeof number === 'bigint' || typeof number === 'number') {
    const text = numberText(number, type, precision === undefined ? undefined : Number(precision), alternate !== undefined, grouping)
    const negative = text.startsWith('-')
    const head = negative ? '-' : sign === '+' || sign === ' ' ? sign : ''
    return pad(head, negative ? text.slice(1) : text, { ...layout, align: layout.align || '>' })
  }
  if (typeof value !== 'string' && typeof value !== 'boolean')
    throw raise('TypeError', `unsupported format string passed to ${typeName(value)}.__format__`)
  if (type !== '' && type !== 's') throw raise('ValueError', `Unknown format code '${type}' for object of type '${typeName(value)}'`)
  if (layout.align === '=' && !zero) throw raise('ValueError', "'=' alignment not allowed in string format specifier")
  const text = precision === undefined ? asText : [...asText].slice(0, Number(precision)).join('')
  return pad('', text, { ...layout, align: layout.align === '=' ? '<' : layout.align || '<' })
}

function pad(sign: string, body: string, layout: { readonly fill: string; readonly align: string; readonly width: number }): string {
  const missing = layout.width - [...body].length - sign.length
  if (missing <= 0) return sign + body
  const filler = (count: number) => layout.fill.repeat(count)
  if (layout.align === '=') return sign + filler(missing) + body
  if (layout.align === '<') return sign + body + filler(missing)
  if (layout.align === '>') return filler(missing) + sign + body
  return filler(Math.floor(missing / 2)) + sign + body + filler(Math.ceil(missing / 2))
}

function numberText(value: bigint | number, type: string, precision: number | undefined, alternate: boolean, grouping: string): string {
  if (typeof value === 'bigint' && /^[bcdoxXn]?$/.test(type)) {
    if (type === 'c') return String.fromCodePoint(Number(value))
    const base = { b: 2, o: 8, x: 16, X: 16 }[type] ?? 10
    const digits = (value < 0n ? -value : value).toString(base)
    const prefix = alternate && base !== 10 ? `0${type}` : ''
    const text = grouped(type === 'X' ? digits.toUpperCase() : digits, grouping, base === 10 ? 3 : 4)
    return `${value < 0n ? '-' : ''}${prefix}${text}`
  }
  if (!/^[eEfFgGn%]?$/.test(type))
    throw raise('ValueError', `Unknown format code '${type}' for object of type '${typeof value === 'bigint' ? 'int' : 'float'}'`)
  const float = Number(value)
  if (!Number.isFinite(float)) return floatRepr(float) + (type === '%' ? '%' : '')
  const [whole = '', rest] = floatText(float, type, precision).split(/(?=[.e%E])(.*)/s)
  const sign = whole.startsWith('-') ? '-' : ''
  return sign + grouped(whole.slice(sign.length), grouping, 3) + (rest ?? '')
}

const grouped = (digits: string, separator: string, size: number): string =>
  separator === '' ? digits : digits.replace(new RegExp(`\\B(?=(.{${size}})+$)`, 'g'), separator)

const withExponent = (text: string): string => text.replace(/e([-+])(\d)$/, 'e$10$2')

function floatText(value: number, type: string, precision: number | undefined): string {
  if (type === 'f' || type === 'F') return fixed(value, precision ?? 6)
  if (type === '%') return `${fixed(value * 100, precision ?? 6)}%`
  if (type === 'e' || type === 'E') {
    const text = withExponent(value.toExponential(precision ?? 6))
    return type === 'E' ? text.toUpperCase() : text
  }
  if (type === '' && precision === undefined) return floatRepr(value)
  const digits = Math.max(1, precision ?? 6)
  const power = value === 0 ? 0 : Number(value.toExponential(digits - 1).split('e')[1])
  if (power < -4 || power >= (type === '' ? Math.max(digits, 1) : digits)) {
    const [mantissa = '', exponent = ''] = withExponent(value.toExponential(digits - 1)).split('e')
    return `${trimmed(mantissa)}e${exponent}`
  }
  const text = trimmed(value.toFixed(Math.max(0, digits - 1 - power)))
  return type === '' && !text.includes('.') ? `${text}.0` : text
}

const trimmed = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)

/** Like toFixed, which already rounds the exact binary value; large values keep all their digits. */
const fixed = (value: number, digits: number): string =>
  Math.abs(value) < 1e21 ? value.toFixed(Math.min(100, digits)) : `${BigInt(value)}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`

const PERCENT = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?([diouxXeEfFgGcrsa%])/g

/** printf-style formatting; `convert` gives an argument's str or repr. */
export function* percentFormat<T>(
  format: string,
  next: (key: string | undefined) => Value,
  convert: (value: Value, how: 's' | 'r') => Generator<T, string, unknown>,
): Generator<T, string, unknown> {
  let out = ''
  let from = 0
  for (const match of format.matchAll(PERCENT)) {
    out += format.slice(from, match.index)
    from = match.index + match[0].length
    const [, key, flags = '', width, precision, type = ''] = match
    if (type === '%') {
      out += '%'
      continue
    }
    const wide = width === '*' ? String(next(undefined)) : (width ?? '')
    const precise = precision === '*' ? String(next(undefined)) : precision
    const value = next(key)
    const align = flags.includes('-') ? '<' : ''
    if (type === 's' || type === 'r' || type === 'a') {
      const text = yield* convert(value, type === 's' ? 's' : 'r')
      out += formatValue(text, `${align || '>'}${wide}${precise === undefined ? '' : `.${precise}`}`, text)
    } else out += percentNumber(value, type, { align, flags, wide, precise })
  }
  return out + format.slice(from)
}

function percentNumber(value: Value, type: string, how: { align: string; flags: string; wide: string; precise: string | undefined }): string {
  if (type === 'c') return typeof value === 'string' ? value : String.fromCodePoint(Number(value))
  const number = typeof value === 'boolean' ? BigInt(value) : value
  if (typeof number !== 'bigint' && typeof number !== 'number') {
    const wanted = /[di]/.test(type)
      ? `%${type} format: a real number is required`
      : /[oxX]/.test(type)
        ? `%${type} format: an integer is required`
        : 'must be real number'
    throw raise('TypeError', `${wanted}, not ${typeName(value)}`)
  }
  const sign = how.flags.includes('+') ? '+' : how.flags.includes(' ') ? ' ' : ''
  const zero = how.flags.includes('0') && how.align === '' ? '0' : ''
  const whole = /[diu]/.test(type) ? BigInt(Math.trunc(Number(number))) : number
  const exact = /[diu]/.test(type) && typeof number === 'bigint' ? number : whole
  const precision = how.precise !== undefined && /[eEfFgG]/.test(type) ? `.${how.precise}` : ''
  return formatValue(
    exact,
    `${how.align}${sign}${how.flags.includes('#') ? '#' : ''}${zero}${how.wide}${precision}${/[diu]/.test(type) ? 'd' : type}`,
    '',
  )
}

/** A string as repr shows it. */
export function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  let out = ''
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    if (char === quote || char === '\\') out += `\\${char}`
    else if (char === '\n') out += '\\n'
    else if (char === '\r') out += '\\r'
    else if (char === '\t') out += '\\t'
    else if (code < 32 || (code >= 127 && code < 161) || code === 0xad) out += `\\x${code.toString(16).padStart(2, '0')}`
    else out += char
  }
  return quote + out + quote
}

export function bytesRepr(bytes: Uint8Array): string {
  const latin = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  const quote = latin.includes("'") && !latin.includes('"') ? '"' : "'"
  let out = ''
  for (const char of latin) {
    const code = char.charCodeAt(0)
    if (char === quote || char === '\\') out += `\\${char}`
    else if (char === '\n') out += '\\n'
    else if (char === '\r') out += '\\r'
    else if (char === '\t') out += '\\t'
    else if (code < 32 || code >= 127) out += `\\x${code.toString(16).padStart(2, '0')}`
    else out += char
  }
  return `b${quote}${out}${quote}`
}
