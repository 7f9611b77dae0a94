import type { Conversion } from './c-format.ts'
import { formatFloat, formatInteger, formatString, readConversion } from './c-format.ts'
import { byteCharacter, echoEscapes, joinBytes } from './echo-format.ts'
import { quoteText } from './quoting.ts'

/** Models what printf(1) and the shells' printf do with a format and arguments: reuse of the format, escapes, %b, %q, numbers of all bases. */
export type PrintfProblem =
  | { readonly kind: 'not a number' | 'not completely converted' | 'out of range'; readonly argument: string }
  | { readonly kind: 'invalid conversion'; readonly specification: string }
  | { readonly kind: 'missing character' }

export interface Printed {
  readonly text: string
  readonly problems: readonly PrintfProblem[]
  /** Arguments were left although the format takes none. */
  readonly excess: string | undefined
}

/** Additional conversions of a shell: %(format)T. */
export interface PrintfSettings {
  readonly time?: (format: string, argument: string | undefined) => string
  readonly quote?: (text: string) => string
}

/** Formats; escapes above 127 are lone surrogates that the locale writes as bytes. */
export function formatPrintf(format: string, args: readonly string[], settings: PrintfSettings = {}): Printed {
  const run = new Run(args, settings)
  do {
    const before = run.used
    run.once(format)
    if (run.used === before) break
  } while (!run.stopped && run.used < args.length)
  return { text: joinBytes(run.out), problems: run.problems, excess: run.stopped ? undefined : args[run.used] }
}

class Run {
  out = ''
  used = 0
  stopped = false
  readonly problems: PrintfProblem[] = []

  constructor(
    private readonly args: readonly string[],
    private readonly settings: PrintfSettings,
  ) {}

  once(format: string): void {
    let i = 0
    while (i < format.length && !this.stopped) {
      const c = format[i] as string
      if (c === '%') i += this.conversion(format.slice(i))
      else if (c === '\\') i += this.escape(format.slice(i))
      else {
        this.out += c
        i++
      }
    }
  }

  private next(): string | undefined {
    return this.used < this.args.length ? this.args[this.used++] : undefined
  }

  private conversion(text: string): number {
    if (text.startsWith('%%')) {
      this.out += '%'
      return 2
    }
    const time = /^%([-0]*)(\d*)\(([^)]*)\)T/.exec(text)
    if (time && this.settings.time) {
      this.out += this.settings.time(time[3] as string, this.next())
      return time[0].length
    }
    const spec = readConversion(text)
    if (!spec || !'diouxXcsbqfFeEgGaA'.includes(spec.letter)) {
      const shown = /^%[-+ #0']*[\d*.]*[hlLjzt]*.?/.exec(text)?.[0] ?? '%'
      this.problems.push({ kind: 'invalid conversion', specification: shown })
      this.stopped = true
      return text.length
    }
    const width = spec.width === '*' ? Number(this.integer(this.next())) : spec.width
    const precision = spec.precision === '*' ? Number(this.integer(this.next())) : spec.precision
    this.out += this.convert({
      flags: spec.flags,
      width,
      precision: precision !== undefined && precision < 0 ? undefined : precision,
      letter: spec.letter,
    })
    return spec.length
  }

  private convert(spec: Conversion): string {
    const argument = this.next()
    if (spec.letter === 's') return formatString(argument ?? '', spec)
    if (spec.letter === 'c') return formatString((argument ?? '').slice(0, 1), { ...spec, precision: undefined })
    if (spec.letter === 'q') return formatString((this.settings.quote ?? ((text) => quoteText(text, 'shell-escape', true)))(argument ?? ''), spec)
    if (spec.letter === 'b') {
      const { text, stopped } = echoEscapes(octalEscapes(argument ?? ''))
      if (stopped) this.stopped = true
      return formatString(text, spec)
    }
    return 'diouxX'.includes(spec.letter) ? formatInteger(this.integer(argument), spec) : formatFloat(this.float(argument), spec)
  }

  private integer(argument: string | undefined): bigint {
    if (argument === undefined) return 0n
    if (/^['"]/.test(argument)) return this.character(argument)
    const m = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(argument)
    if (!m) {
      this.problems.push({ kind: 'not a number', argument })
      return 0n
    }
    if (m[0].length < argument.length) this.problems.push({ kind: 'not completely converted', argument })
    const digits = m[2] as string
    const magnitude = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits)
    const value = m[1] === '-' ? -magnitude : magnitude
    if (value > 0xffff_ffff_ffff_ffffn || value < -0x8000_0000_0000_0000n) this.problems.push({ kind: 'out of range', argument })
    return value > 0xffff_ffff_ffff_ffffn ? 0x7fff_ffff_ffff_ffffn : value < -0x8000_0000_0000_0000n ? -0x8000_0000_0000_0000n : value
  }

  private float(argument: string | undefined): number {
    if (argument === undefined) return 0
    if (/^['"]/.test(argument)) return Number(this.character(argument))
    const m = /^\s*[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|inf(?:inity)?|nan)/i.exec(argument)
    if (!m) {
      this.problems.push({ kind: 'not a number', argument })
      return 0
    }
    if (m[0].length < argument.length) this.problems.push({ kind: 'not completely converted', argument })
    const text = m[0].trim().toLowerCase()
    if (text.includes('inf')) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
    return text.startsWith('-0x') ? -Number(text.slice(1)) : Number(text)
  }

  private character(argument: string): bigint {
    const code = argument.slice(1).codePointAt(0)
    if (code === undefined) {
      this.problems.push({ kind: 'not a number', argument })
      return 0n
    }
    return BigInt(code >= 0xdc80 && code <= 0xdcff ? code - 0xdc00 : code)
  }

  private escape(text: string): number {
    const octal = /^\\([0-7]{1,3})/.exec(text)
    if (octal) {
      this.out += byteCharacter(Number.parseInt(octal[1] as string, 8))
      return octal[0].length
    }
    if (text[1] === '"' || text[1] === "'") {
      this.out += text[1]
      return 2
    }
    const length = /^\\(?:x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[\s\S])/.exec(text)?.[0].length ?? 1
    const read = echoEscapes(text.slice(0, length))
    if (read.stopped) this.stopped = true
    this.out += read.text
    return length
  }
}

/** In %b also `\nnn` is octal, not only `\0nnn`. */
const octalEscapes = (text: string): string =>
  text.replace(/\\([\\]|[1-7][0-7]{0,2})/g, (all, digits: string) => (digits === '\\' ? all : `\\0${digits}`))
