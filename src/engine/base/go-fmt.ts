import { formatFloat } from './go-float.ts'
import { goQuote } from './go-quote.ts'
import { type GoStruct, type GoValue, kindOf, sortedEntries, toNumber, typeOf } from './go-value.ts'
import { encode } from './utf8.ts'

/**
 * Models Go's fmt: Sprintf with flags, width, precision, `*` and argument indexes, and the texts of its complaints (`%!d(string=x)`, `%!s(MISSING)`,
 * `%!(EXTRA int=1)`). Leaves out %p's addresses (values here have none) and complex numbers.
 */
export function sprintf(format: string, ...args: readonly GoValue[]): string {
  let out = ''
  let next = 0
  let reordered = false
  for (let i = 0; i < format.length; ) {
    const percent = format.indexOf('%', i)
    if (percent < 0) {
      out += format.slice(i)
      break
    }
    out += format.slice(i, percent)
    i = percent + 1
    const directive = new Directive()
    for (; i < format.length && '+-# 0'.includes(format[i] as string); i++) directive.flag(format[i] as string)
    const number = (): number | undefined => {
      const index = /^\[(\d+)\]/.exec(format.slice(i, i + 8))
      if (index) {
        next = Number(index[1]) - 1
        reordered = true
        i += index[0].length
      }
      if (format[i] === '*') {
        i++
        return toNumber(args[next++])
      }
      const digits = /^\d+/.exec(format.slice(i, i + 8))
      if (!digits) return undefined
      i += digits[0].length
      return Number(digits[0])
    }
    const width = number()
    if (width !== undefined) directive.setWidth(width)
    if (format[i] === '.') {
      i++
      directive.precision = number() ?? 0
    } else number()
    const verb = String.fromCodePoint(format.codePointAt(i) ?? 0)
    if (i >= format.length) {
      out += '%!(NOVERB)'
      break
    }
    i += verb.length
    if (verb === '%') out += '%'
    else if (next >= args.length || next < 0) {
      out += next < 0 ? `%!${verb}(BADINDEX)` : `%!${verb}(MISSING)`
    } else out += directive.format(args[next++], verb, 0)
  }
  if (!reordered && next < args.length) {
    const extra = args.slice(next).map((arg) => (kindOf(arg) === 'nil' ? '<nil>' : `${typeOf(arg)}=${text(arg)}`))
    out += `%!(EXTRA ${extra.join(', ')})`
  }
  return out
}

/** `%v`. */
export const text = (value: GoValue): string => new Directive().format(value, 'v', 0)

/** fmt.Sprint: blanks between operands that are both no strings. */
export function sprint(...args: readonly GoValue[]): string {
  let out = ''
  args.forEach((arg, i) => {
    if (i > 0 && typeof arg !== 'string' && typeof args[i - 1] !== 'string') out += ' '
    out += text(arg)
  })
  return out
}

/** fmt.Sprintln. */
export const sprintln = (...args: readonly GoValue[]): string => `${args.map(text).join(' ')}\n`

class Directive {
  plus = false
  minus = false
  sharp = false
  space = false
  zero = false
  width = 0
  precision: number | undefined

  flag(char: string): void {
    if (char === '+') this.plus = true
    else if (char === '-') {
      this.minus = true
      this.zero = false
    } else if (char === '#') this.sharp = true
    else if (char === ' ') this.space = true
    else this.zero = !this.minus
  }

  setWidth(width: number): void {
    if (width < 0) this.flag('-')
    this.width = Math.abs(width)
  }

  format(value: GoValue, verb: string, depth: number): string {
    if (verb === 'T') return this.pad(typeOf(value))
    switch (kindOf(value)) {
      case 'nil':
        return verb === 'v' ? this.pad('<nil>') : this.bad(value, verb)
      case 'bool':
        return verb === 'v' || verb === 't' ? this.pad(String(value)) : this.bad(value, verb)
      case 'int':
        return this.integer(value as number | bigint, verb)
      case 'float':
        return this.float(toNumber(value) ?? 0, value, verb)
      case 'string':
        return this.string(value as string, verb)
      case 'slice': {
        const parts = (value as readonly GoValue[]).map((item) => this.format(item, verb, depth + 1))
        return this.sharp && verb === 'v' ? `${typeOf(value)}{${parts.join(', ')}}` : `[${parts.join(' ')}]`
      }
      case 'map': {
        const parts = sortedEntries(value).map(([key, item]) => `${this.format(key, verb, depth + 1)}:${this.format(item, verb, depth + 1)}`)
        return this.sharp && verb === 'v' ? `${typeOf(value)}{${parts.join(', ')}}` : `map[${parts.join(' ')}]`
      }
      case 'struct':
        return this.struct(value as GoStruct, verb, depth)
      default:
        return this.pad('0xc000010000')
    }
  }

  private struct(value: GoStruct, verb: string, depth: number): string {
    if (value.isNil) return this.pad('<nil>')
    const pointer = value.type.startsWith('*')
    if (pointer && depth > 0) return this.pad('0xc000010000')
    const parts: string[] = []
    for (const [name, field] of value.fields) {
      if (kindOf(field) === 'func') continue
      const shown = this.format(field, verb, depth + 1)
      parts.push((this.plus || this.sharp) && verb === 'v' ? `${name}:${shown}` : shown)
    }
    const type = this.sharp && verb === 'v' ? value.type.replace(/^\*/, '') : ''
    return `${pointer ? '&' : ''}${type}{${parts.join(this.sharp && verb === 'v' ? ', ' : ' ')}}`
  }

  private string(value: string, verb: string): string {
    const shown = this.precision === undefined ? value : [...value].slice(0, this.precision).join('')
    if (verb === 's') return this.pad(shown)
    if (verb === 'v') return this.pad(this.sharp ? goQuote(shown) : shown)
    if (verb === 'q') return this.pad(this.sharp && !/[`\n\r]/.test(shown) ? `\`${shown}\`` : goQuote(shown, { ascii: this.plus }))
    if (verb === 'x' || verb === 'X') {
      const bytes = [...encode(shown)].map((byte) => byte.toString(16).padStart(2, '0'))
      const out = (this.sharp ? '0x' : '') + bytes.join(this.space ? ' ' : '')
      return this.pad(verb === 'X' ? out.toUpperCase() : out)
    }
    return this.bad(value, verb)
  }

  private integer(value: number | bigint, verb: string): string {
    const bases: Record<string, number> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 }
    const base = bases[verb]
    if (base === undefined) {
      if (verb === 'c') return this.pad(String.fromCodePoint(Number(value)))
      if (verb === 'q') return this.pad(goQuote(String.fromCodePoint(Number(value)), { delimiter: "'", ascii: this.plus }))
      if (verb === 'U') return this.pad(`U+${Number(value).toString(16).toUpperCase().padStart(4, '0')}`)
      return this.bad(value, verb)
    }
    if (verb === 'v') return this.padNumber(value < 0 ? '-' : '', '', value.toString().replace('-', ''), true)
    const negative = value < 0
    let digits = value.toString(base).replace('-', '')
    if (verb === 'X') digits = digits.toUpperCase()
    if (this.precision !== undefined) digits = digits.padStart(this.precision, '0')
    const prefix =
      verb === 'O'
        ? '0o'
        : this.sharp && base === 16
          ? verb === 'X'
            ? '0X'
            : '0x'
          : this.sharp && base === 8
            ? '0'
            : this.sharp && base === 2
              ? '0b'
              : ''
    return this.padNumber(negative ? '-' : this.plus ? '+' : this.space ? ' ' : '', prefix, digits, this.precision === undefined)
  }

  private float(value: number, original: GoValue, verb: string): string {
    if (!'vgGeEfF'.includes(verb)) return this.bad(original, verb)
    const kind = verb === 'v' ? 'g' : verb === 'F' ? 'f' : (verb as 'g')
    const precision = this.precision ?? ('gG'.includes(kind) ? -1 : 6)
    const shown = formatFloat(value, kind, precision)
    const negative = shown.startsWith('-')
    const digits = shown.replace(/^[-+]/, '')
    const sign = negative ? '-' : (this.plus && verb !== 'v') || shown === '+Inf' ? '+' : this.space ? ' ' : ''
    return this.padNumber(sign, '', digits, Number.isFinite(value))
  }

  private padNumber(sign: string, prefix: string, digits: string, mayZero: boolean): string {
    if (this.zero && mayZero) return sign + prefix + digits.padStart(this.width - sign.length - prefix.length, '0')
    return this.pad(sign + prefix + digits, ' ')
  }

  private pad(shown: string, fill = this.zero ? '0' : ' '): string {
    const missing = this.width - [...shown].length
    if (missing <= 0) return shown
    return this.minus ? shown + ' '.repeat(missing) : fill.repeat(missing) + shown
  }

  private bad(value: GoValue, verb: string): string {
    const kind = kindOf(value)
    return kind === 'nil' ? `%!${verb}(<nil>)` : `%!${verb}(${typeOf(value)}=${text(value)})`
  }
}
