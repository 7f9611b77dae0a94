/** Where the cursor is in a command line, for completion. */
export interface WordAt {
  /** Offset where the word begins, an opening quote not counted. */
  readonly from: number
  /** The quote that is open at the cursor. */
  readonly quote: '' | '"' | "'"
  /** The word so far, quotes and backslashes removed. */
  readonly value: string
  /** A command name is expected there. */
  readonly isCommand: boolean
  /** Words of the simple command before and with the one at the cursor, as they were written. */
  readonly words: readonly string[]
  /** Offset where that simple command begins. */
  readonly commandFrom: number
}

const BEFORE_COMMAND = new Set(['if', 'then', 'else', 'elif', 'do', 'while', 'until', '{', '!', 'time'])

/** Reads the line up to the cursor. */
export function wordAt(line: string, cursor: number): WordAt {
  const scan = new Scan(line.slice(0, cursor))
  scan.run()
  return scan.result()
}

class Scan {
  private words: string[] = []
  private commandFrom = 0
  private redirects = false
  private value = ''
  private start = -1
  private bodyStart = -1
  private quote: '' | '"' | "'" = ''

  constructor(private readonly text: string) {}

  run(): void {
    const { text } = this
    for (let i = 0; i < text.length; i++) {
      const c = text[i] as string
      if (this.quote === "'") {
        if (c === "'") this.quote = ''
        else this.value += c
      } else if (c === '\\') {
        this.begin(i)
        const next = text[++i]
        if (next !== undefined) this.value += this.quote === '"' && !'"\\$`'.includes(next) ? `\\${next}` : next
      } else if (this.quote === '"') {
        if (c === '"') this.quote = ''
        else if (c === '`' || (c === '(' && text[i - 1] === '$')) this.newCommand(i + 1)
        else this.value += c
      } else if (c === '"' || c === "'") {
        if (this.start < 0) this.bodyStart = i + 1
        this.begin(i)
        this.quote = c
      } else this.plain(c, i)
    }
  }

  private begin(at: number): void {
    if (this.start >= 0) return
    this.start = at
    if (this.bodyStart < at) this.bodyStart = at
  }

  private plain(c: string, i: number): void {
    if (c === ' ' || c === '\t' || c === '\n') {
      this.endWord(i)
      if (c === '\n') this.newCommand(i + 1)
    } else if (c === ';' || c === '|' || c === '&' || c === '(' || c === '`' || c === ')') {
      if (c === '&' && /[<>]$/.test(this.text.slice(0, i))) return
      this.newCommand(i + 1)
    } else if (c === '<' || c === '>') {
      this.endWord(i)
      this.redirects = true
    } else {
      this.begin(i)
      this.value += c
    }
  }

  private endWord(at: number): void {
    if (this.start < 0) return
    const written = this.text.slice(this.start, at)
    if (this.redirects) this.redirects = false
    else if (this.words.length === 0 && (BEFORE_COMMAND.has(written) || /^[A-Za-z_]\w*\+?=/.test(written))) this.commandFrom = at + 1
    else {
      if (this.words.length === 0) this.commandFrom = this.start
      this.words.push(written)
    }
    this.start = -1
    this.bodyStart = -1
    this.value = ''
  }

  private newCommand(at: number): void {
    this.start = -1
    this.bodyStart = -1
    this.value = ''
    this.words = []
    this.quote = ''
    this.redirects = false
    this.commandFrom = at
  }

  result(): WordAt {
    const open = this.start < 0
    const from = open ? this.text.length : this.bodyStart
    const written = open ? '' : this.text.slice(this.start)
    return {
      from,
      quote: this.quote,
      value: this.value,
      isCommand: this.words.length === 0 && !this.redirects,
      words: [...this.words, written],
      commandFrom: this.words.length === 0 ? (open ? this.text.length : this.start) : this.commandFrom,
    }
  }
}

/** COMP_WORDS: the words of a command line separated at COMP_WORDBREAKS, runs of separators being words too. */
export function breakWords(text: string, breaks: string): string[] {
  const words: string[] = []
  let word = ''
  let separator = false
  const flush = () => {
    if (word !== '') words.push(word)
    word = ''
  }
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string
    if (c === '\\') {
      if (separator) flush()
      separator = false
      word += c + (text[++i] ?? '')
    } else if (c === '"' || c === "'") {
      if (separator) flush()
      separator = false
      const end = text.indexOf(c, i + 1)
      word += end < 0 ? text.slice(i) : text.slice(i, end + 1)
      i = end < 0 ? text.length : end
    } else if (/\s/.test(c)) {
      flush()
      separator = false
    } else {
      const breaking = breaks.includes(c)
      if (breaking !== separator) flush()
      separator = breaking
      word += c
    }
  }
  const trailing = word === '' || /\s$/.test(text)
  flush()
  if (trailing) words.push('')
  return words
}
