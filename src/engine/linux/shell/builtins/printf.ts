import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import type { Sys } from '../../kernel/calls.ts'
import { localZone } from '../../libc/local-zone.ts'
import { sys } from '../../sys.ts'
import type { Builtin } from '../builtin.ts'
import { complainOf, print, printOf } from '../complain.ts'
import { backslashQuote } from '../expand/quote.ts'
import { unescapeAnsi } from '../parse/ansi.ts'
import type { Shell } from '../state/shell.ts'
import { isName, splitSubscript } from '../state/variables.ts'
import { bytesOf } from '../text.ts'
import { echoEscapes } from './echo.ts'
import { formatFloat } from './format-float.ts'
import { parseOptions, showUsage } from './options.ts'

/** printf of bash: all of C's conversions for text, integers and floating point, %b, %q and %(…)T; -v. */
export const printf: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, shell.isBash ? 'v:' : '')
  if (!options) return 2
  const variable = options.letters.get('v')
  if (variable !== undefined && !isName(splitSubscript(variable).name)) {
    yield* complainOf(shell, name, `\`${variable}': not a valid identifier`)
    return 2
  }
  const [format, ...operands] = options.operands
  if (format === undefined) {
    if (shell.isBash) yield* showUsage(shell, name)
    else yield* complainOf(shell, name, 'usage: printf format [arg ...]')
    return 2
  }
  const printer = new Formatter(shell, operands, variable !== undefined)
  yield* printer.run(format)
  if (variable === undefined) {
    const status = yield* printOf(shell, 'printf', printer.out)
    if (status !== 0) return status
  } else {
    const { name: to, subscript } = splitSubscript(variable)
    shell.variables.assign(to, printer.out, { subscript })
  }
  return printer.status
}

class Formatter {
  out = ''
  status = 0
  private next = 0
  private stopped = false

  constructor(
    private readonly shell: Shell,
    private readonly operands: readonly string[],
    /** The output goes to a variable. */
    private readonly keeps: boolean,
  ) {}

  /** The format is used again while operands remain. */
  *run(format: string): Sys<void> {
    do {
      const before = this.next
      yield* this.once(format)
      if (this.next === before) return
    } while (!this.stopped && this.next < this.operands.length)
  }

  private *once(format: string): Sys<void> {
    const pattern = /\\[\s\S]?[0-7xuU]?[0-9a-fA-F]{0,8}|%%|%([-+ #0']*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:hh|h|ll|l|j|z|t|L)?(\([^)]*\)T|[\s\S])?/g
    let at = 0
    for (let match = pattern.exec(format); match && !this.stopped; match = pattern.exec(format)) {
      this.out += format.slice(at, match.index)
      if (match[0].startsWith('\\')) {
        const written = /^\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[\s\S])?/.exec(match[0])?.[0] ?? '\\'
        this.out += written.length === 1 ? '\\' : this.escape(written)
        pattern.lastIndex = match.index + written.length
      } else if (match[0] === '%%') this.out += '%'
      else if (!(yield* this.conversion(match))) return
      at = pattern.lastIndex
    }
    if (!this.stopped) this.out += format.slice(at)
  }

  private escape(text: string): string {
    if (text === '\\c') return text
    if (text === "\\'" || text === '\\"' || text === '\\?') return text.slice(1)
    return unescapeAnsi(text) || (/^\\0+$|^\\x0+$/.test(text) ? '\0' : '')
  }

  private *conversion(match: RegExpExecArray): Sys<boolean> {
    let [, flags = '', widthText, precisionText, kind = ''] = match
    let width = widthText === undefined ? 0 : widthText === '*' ? Number(yield* this.integer(this.take())) : Number(widthText)
    if (width < 0) {
      flags += '-'
      width = -width
    }
    const precision =
      precisionText === undefined ? undefined : precisionText === '*' ? Number(yield* this.integer(this.take())) : Number(precisionText || 0)
    const text = yield* this.converted(kind, flags, precision !== undefined && precision < 0 ? undefined : precision)
    if (text === undefined) {
      const what = kind === '' ? `\`${match[0]}': missing format character` : `\`${kind}': invalid format character`
      yield* complainOf(this.shell, 'printf', this.shell.isBash ? what : `%${kind}: invalid directive`)
      this.status = 1
      this.stopped = true
      return false
    }
    this.out += pad(text, width, flags, 'diouxXaAeEfFgG'.includes(kind) && (precision === undefined || !'diouxX'.includes(kind)))
    return true
  }

  /** An operand; missing ones count as consumed only once. */
  private take(): string | undefined {
    return this.next < this.operands.length ? this.operands[this.next++] : undefined
  }

  private *converted(kind: string, flags: string, precision: number | undefined): Sys<string | undefined> {
    if (kind.startsWith('(')) return yield* this.time(kind.slice(1, -2), this.take())
    switch (kind) {
      case 's':
        return [...(this.take() ?? '')].slice(0, precision).join('')
      case 'c':
        return [...(this.take() ?? '')][0] ?? ''
      case 'b': {
        const read = echoEscapes(this.take() ?? '', true)
        if (read.stopped) this.stopped = true
        return read.text
      }
      case 'q':
      case 'Q':
        return this.shell.isBash ? backslashQuote(this.take() ?? '') : undefined
      case 'd':
      case 'i':
        return signed(yield* this.integer(this.take()), flags, precision)
      case 'u':
        return digits(BigInt.asUintN(64, yield* this.integer(this.take())).toString(), precision)
      case 'o':
      case 'x':
      case 'X':
        return based(yield* this.integer(this.take()), kind, flags, precision)
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
      case 'a':
      case 'A':
        return formatFloat(yield* this.float(this.take()), kind, flags, precision)
      default:
        return undefined
    }
  }

  /** What is out so far comes before an error. */
  private *flush(): Sys<void> {
    if (this.keeps) return
    yield* print(this.out)
    this.out = ''
  }

  private *invalid(text: string): Sys<void> {
    yield* this.flush()
    yield* complainOf(this.shell, 'printf', this.shell.isBash ? `${text}: invalid number` : `${text}: expected numeric value`)
    this.status = 1
  }

  private *integer(text: string | undefined): Sys<bigint> {
    if (text === undefined || text === '') return 0n
    if (/^["']/.test(text)) return BigInt([...text][1]?.codePointAt(0) ?? 0)
    const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text)
    if (!match) {
      yield* this.invalid(text)
      return 0n
    }
    const number = match[2] as string
    const value = BigInt(/^0[0-7]+$/.test(number) ? `0o${number.slice(1)}` : number)
    if (match[0].length !== text.length) yield* this.invalid(text)
    return yield* this.clamped(match[1] === '-' ? -value : value, text)
  }

  private *clamped(value: bigint, text: string): Sys<bigint> {
    const low = -(2n ** 63n)
    const high = 2n ** 63n - 1n
    if (value >= low && value <= high) return value
    yield* this.flush()
    yield* complainOf(this.shell, 'printf', `warning: ${text}: Numerical result out of range`)
    return value < low ? low : high
  }

  private *float(text: string | undefined): Sys<number> {
    if (text === undefined || text === '') return 0
    if (/^["']/.test(text)) return [...text][1]?.codePointAt(0) ?? 0
    const match = /^\s*([-+]?)(inf(?:inity)?|nan|0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)/i.exec(text)
    if (!match || match[0].length !== text.length) yield* this.invalid(text)
    if (!match) return 0
    const body = (match[2] as string).toLowerCase()
    const value = body.startsWith('inf') ? Number.POSITIVE_INFINITY : Number(body)
    return match[1] === '-' ? -value : value
  }

  private *time(format: string, text: string | undefined): Sys<string> {
    const given = text === undefined ? -1 : Number(text)
    const nowMs = yield* sys.clockRealtime({})
    const atMs = given === -1 ? nowMs : given === -2 ? this.shell.startedMs : given * 1000
    return strftime(format || '%X', civilTime(atMs, yield* localZone(this.shell.variables.environment())))
  }
}

/** Pads to a width in bytes, as C does. */
function pad(text: string, width: number, flags: string, zeros: boolean): string {
  const missing = width - bytesOf(text).length
  if (missing <= 0) return text
  if (flags.includes('-')) return text + ' '.repeat(missing)
  if (!flags.includes('0') || !zeros || /inf|nan/i.test(text)) return ' '.repeat(missing) + text
  const sign = /^[-+ ]?(?:0[xX])?/.exec(text)?.[0] ?? ''
  return sign + '0'.repeat(missing) + text.slice(sign.length)
}

const digits = (text: string, precision: number | undefined): string => (precision === 0 && text === '0' ? '' : text.padStart(precision ?? 0, '0'))

function signed(value: bigint, flags: string, precision: number | undefined): string {
  const body = digits((value < 0n ? -value : value).toString(), precision)
  return value < 0n ? `-${body}` : flags.includes('+') ? `+${body}` : flags.includes(' ') ? ` ${body}` : body
}

function based(value: bigint, kind: string, flags: string, precision: number | undefined): string {
  const unsigned = BigInt.asUintN(64, value)
  const body = digits(unsigned.toString(kind === 'o' ? 8 : 16), precision)
  const alternative = flags.includes('#') && unsigned !== 0n
  if (kind === 'o') return alternative && !body.startsWith('0') ? `0${body}` : body
  const text = alternative ? `0x${body}` : body
  return kind === 'X' ? text.toUpperCase() : text
}
