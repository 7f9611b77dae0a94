import { RandomStream } from '../../../../base/random.ts'
import type { Sys } from '../../../kernel/calls.ts'
import type { Locale } from '../../../libc/locale.ts'
import { posixLocale } from '../../../libc/locale.ts'
import type { Regex } from '../../../libc/regex.ts'
import { compileRegex } from '../../../libc/regex.ts'
import { TextOutput } from '../../gnu/text-output.ts'
import type { Tool } from '../../gnu/tool.ts'
import { Exit } from '../../gnu/tool.ts'
import { RecordFields, splitText } from './record.ts'
import { Streams } from './streams.ts'
import type { AwkArray, NumberFormat, Value } from './value.ts'
import { toNumber, toText } from './value.ts'

/** A global scalar. */
export interface Cell {
  value: Value
}

/** Locals of a function call; the rules' frame has none. */
export interface Frame {
  readonly locals: (Value | AwkArray)[]
  result: Value
}

/** Ends the program with a message; `running` errors tell where the input stood. */
export class AwkError extends Error {
  constructor(
    message: string,
    readonly running = false,
  ) {
    super(message)
  }
}

/** mawk's words for what is wrong with an expression. */
const problems: Readonly<Record<string, string>> = {
  'Unmatched ( or \\(': "missing ')'",
  'Unmatched [, [^, [:, [., or [=': 'bad class -- [], [^] or [',
  'Trailing backslash': 'trailing backslash',
}

/** The state of a running awk program. */
export class Runtime {
  private readonly cells = new Map<string, Cell>()
  private readonly arrays = new Map<string, AwkArray>()
  readonly record: RecordFields
  readonly streams: Streams
  /** Printed but not yet handed to the output. */
  pending = ''
  exitCode = 0
  random = new RandomStream(0)
  seed = 0
  private readonly separatorCell: Cell
  private readonly convertCell: Cell
  private lastSeparator = ''
  private lastConvert: Value = '%.6g'
  private convert: NumberFormat
  /** The GNU implementation: characters by locale, exact integers, its own words. */
  readonly gawk: boolean
  readonly locale: Locale
  readonly out: TextOutput
  private compiledSeparator: string | Regex = ' '

  constructor(readonly tool: Tool) {
    this.gawk = tool.build.get('implementation') === 'gawk'
    this.locale = this.gawk ? tool.locale : posixLocale
    this.out = this.gawk ? tool.out : new TextOutput(posixLocale)
    this.convert = this.numberFormat('%.6g')
    for (const [name, value] of [
      ['FS', ' '],
      ['OFS', ' '],
      ['ORS', '\n'],
      ['RS', '\n'],
      ['CONVFMT', '%.6g'],
      ['OFMT', '%.6g'],
      ['SUBSEP', '\x1c'],
      ['NR', 0],
      ['FNR', 0],
      ['RSTART', 0],
      ['RLENGTH', -1],
      ['FILENAME', ''],
    ] as const) {
      this.cell(name).value = value
    }
    this.separatorCell = this.cell('FS')
    this.convertCell = this.cell('CONVFMT')
    const outputSeparator = this.cell('OFS')
    this.record = new RecordFields(
      (text) => splitText(text, this.fieldSeparator()),
      () => this.text(outputSeparator.value),
      this.gawk ? undefined : '',
    )
    this.streams = new Streams(tool, this.out, this.locale)
  }

  cell(name: string): Cell {
    let cell = this.cells.get(name)
    if (!cell) {
      cell = { value: undefined }
      this.cells.set(name, cell)
    }
    return cell
  }

  array(name: string): AwkArray {
    let array = this.arrays.get(name)
    if (!array) {
      array = new Map()
      this.arrays.set(name, array)
    }
    return array
  }

  get convertFormat(): NumberFormat {
    const { value } = this.convertCell
    if (value !== this.lastConvert) {
      this.lastConvert = value
      this.convert = this.numberFormat(value)
    }
    return this.convert
  }

  numberFormat(value: Value): NumberFormat {
    return { format: typeof value === 'string' ? value : '%.6g', largestInteger: this.gawk ? 1e30 : 2_147_483_647 }
  }

  text(value: Value): string {
    return typeof value === 'string' ? value : toText(value, this.convertFormat)
  }

  /** A global variable as the program would assign it: NF and $0 have effects. */
  assign(name: string, value: Value): void {
    if (name === 'NF') this.record.count = Math.trunc(toNumber(value))
    else this.cell(name).value = value
  }

  private fieldSeparator(): string | Regex {
    const text = this.text(this.separatorCell.value)
    if (text !== this.lastSeparator) {
      this.lastSeparator = text
      this.compiledSeparator = this.separator(text)
    }
    return this.lastSeparator === '' && text === '' ? '' : this.compiledSeparator
  }

  /** What a separator's text means: blank, one plain character, or an expression. */
  separator(text: string): string | Regex {
    if (text === ' ' || text === '') return text
    if (text.length === 1 && !/[\\^$.*+?()[\]{}|]/.test(text)) return text
    if (text.length === 1 && text !== '\\' && text !== '^') return text
    if (text === '\\|' || text === '\\.') return text[1] as string
    return this.regex(text)
  }

  regex(source: string): Regex {
    const compiled = compileRegex(source, { syntax: 'extended', awk: true, lenient: true, utf8: this.locale.utf8 })
    if (!compiled.ok)
      throw new AwkError(
        this.gawk
          ? `${compiled.error}: /${source}/`
          : `line 1: regular expression compile failed (${problems[compiled.error] ?? compiled.error})\n${source}`,
      )
    return compiled.value
  }

  /** Hands what was printed to standard output's buffer. */
  *sync(): Sys<void> {
    if (this.pending === '') return
    const text = this.pending
    this.pending = ''
    yield* this.out.put(text)
    if (this.out.error) throw new Exit(2)
  }
}
