import type { Regex } from '../../../libc/regex.ts'
import type { Value } from './value.ts'
import { fromInput } from './value.ts'

/** $0 and its fields: split when first looked at, joined again when one was changed. */
export class RecordFields {
  private text = ''
  private fields: string[] = []
  private split = true
  private stale = false
  /** $0 as a value, looked up once. */
  private whole: Value

  constructor(
    private readonly splitter: (text: string) => string[],
    private readonly separator: () => string,
    /** A field that is not there: never assigned (gawk) or an empty string (mawk). */
    private readonly absent: Value,
  ) {}

  set(text: string): void {
    this.text = text
    this.split = false
    this.stale = false
    this.whole = undefined
  }

  get record(): string {
    if (this.stale) {
      this.text = this.fields.join(this.separator())
      this.stale = false
      this.whole = undefined
    }
    return this.text
  }

  private ensure(): void {
    if (this.split) return
    this.fields = this.splitter(this.text)
    this.split = true
  }

  get count(): number {
    this.ensure()
    return this.fields.length
  }

  /** NF = n: cuts or fills. */
  set count(n: number) {
    this.ensure()
    while (this.fields.length < n) this.fields.push('')
    this.fields.length = Math.max(0, n)
    this.stale = true
  }

  get(index: number): Value {
    if (index === 0) {
      const { record } = this
      this.whole ??= fromInput(record)
      return this.whole
    }
    this.ensure()
    const field = this.fields[index - 1]
    return field === undefined ? this.absent : fromInput(field)
  }

  assign(index: number, text: string): void {
    if (index === 0) {
      this.set(text)
      return
    }
    this.ensure()
    while (this.fields.length < index - 1) this.fields.push('')
    this.fields[index - 1] = text
    this.stale = true
  }
}

/** Splits as FS says: a blank by runs of blanks and newlines, one character by itself, the rest as an expression. */
export function splitText(text: string, separator: string | Regex): string[] {
  if (text === '') return []
  if (separator === ' ') {
    const trimmed = text.replace(/^[ \t\n]+|[ \t\n]+$/g, '')
    return trimmed === '' ? [] : trimmed.split(/[ \t\n]+/)
  }
  if (separator === '') return [...text]
  if (typeof separator === 'string') return text.split(separator)
  const parts: string[] = []
  let start = 0
  let from = 0
  while (from <= text.length) {
    const m = separator.match(text, from)
    if (!m) break
    if (m[0] === '') {
      from = m.index + 1
      continue
    }
    parts.push(text.slice(start, m.index))
    start = from = m.index + m[0].length
  }
  return [...parts, text.slice(start)]
}
