import type { Regex } from '../../../libc/regex.ts'
import { compileRegex } from '../../../libc/regex.ts'
import { readSubstitution, readTransliteration } from './parse-substitution.ts'
import type { Address, Command, RangeEnd } from './script.ts'
import { ScriptError } from './script.ts'

/** Models sed's compile.c: a script (the -e and -f parts joined by newlines) to commands. */
export interface Dialect {
  readonly extended: boolean
  readonly utf8: boolean
  readonly posix: boolean
  readonly sandbox: boolean
}

/** Where a part of the script came from, for messages. */
export interface Chunk {
  readonly text: string
  /** File of -f. */
  readonly file?: string
}

export interface Script {
  readonly commands: readonly Command[]
  /** The first line was `#n`. */
  readonly silent: boolean
}

export class Scanner {
  at = 0

  constructor(
    readonly text: string,
    readonly dialect: Dialect,
  ) {}

  peek(): string | undefined {
    return this.text[this.at]
  }

  next(): string | undefined {
    return this.text[this.at++]
  }

  /** An error that the next character causes: it counts as read. */
  past(message: string): ScriptError {
    this.at++
    return new ScriptError(message)
  }

  skipBlanks(): void {
    while (this.peek() !== undefined && /[ \t\v\f\r]/.test(this.peek() as string)) this.at++
  }

  number(): number {
    const digits = /^\d+/.exec(this.text.slice(this.at, this.at + 20))?.[0] ?? ''
    this.at += digits.length
    return Number(digits)
  }

  restOfLine(): string {
    const end = this.text.indexOf('\n', this.at)
    const line = this.text.slice(this.at, end < 0 ? undefined : end)
    this.at = end < 0 ? this.text.length : end + 1
    return line
  }

  /** Text up to an unescaped delimiter; `\n` and an escaped delimiter are resolved, other escapes kept. */
  delimited(delimiter: string, what: string, regex: boolean): string {
    let out = ''
    let bracket = false
    for (;;) {
      const c = this.next()
      if (c === undefined || (c === '\n' && regex && !bracket && what.startsWith('unterminated address'))) throw new ScriptError(what)
      if (c === '\\') {
        const escaped = this.next()
        if (escaped === undefined) throw new ScriptError(what)
        if (escaped === delimiter)
          out += regex && /[.*[\]^$+?(){}|]/.test(delimiter) ? `\\${escaped}` : regex ? escaped : `\\${escaped}`.replace(/^\\(?!&|\\|\d|\n)/, '')
        else if (escaped === 'n' && regex) out += bracket ? '\n' : '\\n'
        else out += `\\${escaped}`
        continue
      }
      if (c === delimiter && !bracket) return out
      if (regex && c === '[' && !bracket) {
        bracket = true
        const start = /^\^?\]?/.exec(this.text.slice(this.at, this.at + 2))?.[0] ?? ''
        out += c + start
        this.at += start.length
        continue
      }
      if (bracket && c === '[' && /[:.=]/.test(this.peek() ?? '')) {
        const kind = this.next() as string
        const close = this.text.indexOf(`${kind}]`, this.at)
        if (close >= 0) {
          out += c + kind + this.text.slice(this.at, close + 2)
          this.at = close + 2
          continue
        }
        out += c + kind
        continue
      }
      if (bracket && c === ']') bracket = false
      out += c
    }
  }

  /** Compiles an expression with sed's escapes; empty means the last one used. */
  regex(pattern: string, flags: { ignoreCase?: boolean; multiline?: boolean }): Regex | undefined {
    if (pattern === '') {
      if (flags.ignoreCase || flags.multiline) throw new ScriptError('no previous regular expression')
      return undefined
    }
    const { extended, utf8 } = this.dialect
    const compiled = compileRegex(sedEscapes(pattern), { syntax: extended ? 'extended' : 'basic', utf8, ...flags })
    if (!compiled.ok) throw new ScriptError(compiled.error)
    return compiled.value
  }
}

/** \t, \n, \xHH and friends, which POSIX expressions do not know, as characters. */
function sedEscapes(pattern: string): string {
  return pattern.replace(
    /\\(?:([afnrtv])|x([0-9a-fA-F]{1,2})|o([0-7]{1,3})|d(\d{1,3})|c(.)|([\s\S]))/g,
    (all, letter, hex, octal, decimal, control) => {
      if (letter) return { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }[letter as string] as string
      const code = hex
        ? Number.parseInt(hex, 16)
        : octal
          ? Number.parseInt(octal, 8)
          : decimal
            ? Number(decimal)
            : control
              ? control.toUpperCase().charCodeAt(0) ^ 64
              : undefined
      if (code === undefined) return all
      const c = String.fromCharCode(code)
      return /[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c
    },
  )
}

/** Parses a script; throws ScriptError. The scanner tells where it stood. */
export function parseScript(scanner: Scanner): Script {
  const commands: Command[] = []
  const open: number[] = []
  const silent = scanner.text.startsWith('#n\n') || scanner.text === '#n'
  for (;;) {
    while (/[\s;]/.test(scanner.peek() ?? '')) scanner.at++
    if (scanner.peek() === undefined) break
    const command = readCommand(scanner)
    if (!command) continue
    if (command.name === '{') open.push(commands.length)
    if (command.name === '}') {
      const start = open.pop()
      if (start === undefined) throw new ScriptError("unexpected `}'")
      ;(commands[start] as Command).target = commands.length + 1
    }
    commands.push(command)
  }
  if (open.length > 0) throw new ScriptError("unmatched `{'", false)
  resolveLabels(commands)
  return { commands, silent }
}

function resolveLabels(commands: readonly Command[]): void {
  const labels = new Map<string, number>()
  commands.forEach((command, i) => {
    if (command.name === ':') labels.set(command.text ?? '', i)
  })
  for (const command of commands) {
    if (!'btT'.includes(command.name)) continue
    const target = command.text ? labels.get(command.text) : commands.length
    if (target === undefined) throw new ScriptError(`can't find label for jump to \`${command.text}'`, false)
    command.target = target
  }
}

function readCommand(scanner: Scanner): Command | undefined {
  const from = readAddress(scanner)
  let to: RangeEnd | undefined
  scanner.skipBlanks()
  if (from && scanner.peek() === ',') {
    scanner.at++
    scanner.skipBlanks()
    to = readRangeEnd(scanner)
    scanner.skipBlanks()
  }
  let negated = false
  while (scanner.peek() === '!') {
    if (negated) throw scanner.past("multiple `!'s")
    negated = true
    scanner.at++
    scanner.skipBlanks()
  }
  if (from?.kind === 'line' && from.line === 0 && to?.kind !== 'regex') throw scanner.past('invalid usage of line address 0')
  const name = scanner.next()
  if (name === undefined || name === '\n') throw new ScriptError('missing command')
  const base = { from, to, negated, name, target: 0, active: from?.kind === 'line' && from.line === 0, endLine: 0 }
  if (name === '#') {
    if (from) throw new ScriptError("comments don't accept any addresses")
    scanner.restOfLine()
    return undefined
  }
  return { ...base, ...readArguments(scanner, name, from !== undefined, to !== undefined) }
}

function readAddress(scanner: Scanner): Address | undefined {
  const c = scanner.peek()
  if (c !== undefined && /\d/.test(c)) {
    const first = scanner.number()
    scanner.skipBlanks()
    if (scanner.peek() !== '~') return { kind: 'line', line: first }
    scanner.at++
    return { kind: 'step', first, step: scanner.number() }
  }
  if (c === '$') {
    scanner.at++
    return { kind: 'last' }
  }
  if (c !== '/' && c !== '\\') return undefined
  scanner.at++
  const delimiter = c === '\\' ? scanner.next() : '/'
  if (delimiter === undefined) throw new ScriptError('unexpected end of script')
  const pattern = scanner.delimited(delimiter, 'unterminated address regex', true)
  const flags = /^[IM]*/.exec(scanner.text.slice(scanner.at, scanner.at + 4))?.[0] ?? ''
  scanner.at += flags.length
  return {
    kind: 'regex',
    regex: scanner.regex(pattern, { ...(flags.includes('I') && { ignoreCase: true }), ...(flags.includes('M') && { multiline: true }) }),
  }
}

function readRangeEnd(scanner: Scanner): RangeEnd {
  const c = scanner.peek()
  if (c === '+' || c === '~') {
    scanner.at++
    if (!/\d/.test(scanner.peek() ?? '')) throw new ScriptError('expected number after +/~')
    const n = scanner.number()
    return c === '+' ? { kind: 'count', lines: n } : { kind: 'multiple', of: n }
  }
  const address = readAddress(scanner)
  if (!address) {
    scanner.at++
    throw new ScriptError("unexpected `,'")
  }
  return address
}

type Arguments = Partial<Pick<Command, 'text' | 'number' | 'substitution' | 'transliteration'>>

function readArguments(scanner: Scanner, name: string, addressed: boolean, ranged: boolean): Arguments {
  switch (name) {
    case '{':
      return {}
    case '}':
      if (addressed) throw new ScriptError("} doesn't want any addresses")
      return ended(scanner, {})
    case ':':
      return readLabel(scanner, addressed)
    case 'a':
    case 'i':
    case 'c':
      return { text: readText(scanner) }
    case 'b':
    case 't':
    case 'T': {
      scanner.skipBlanks()
      const label = /^[^\s;}]*/.exec(scanner.text.slice(scanner.at))?.[0] ?? ''
      scanner.at += label.length
      return ended(scanner, { text: label })
    }
    case 'r':
    case 'R':
    case 'w':
    case 'W': {
      scanner.skipBlanks()
      const file = scanner.restOfLine()
      if (file === '') throw new ScriptError('missing filename in r/R/w/W commands')
      return { text: file }
    }
    case 'q':
    case 'Q':
    case 'l':
    case 'L': {
      if (ranged && 'qQ'.includes(name)) throw new ScriptError('command only uses one address')
      scanner.skipBlanks()
      return ended(scanner, /\d/.test(scanner.peek() ?? '') ? { number: scanner.number() } : {})
    }
    case 'e':
      scanner.skipBlanks()
      return { text: scanner.restOfLine() }
    case 's':
      return ended(scanner, { substitution: readSubstitution(scanner) })
    case 'y':
      return ended(scanner, { transliteration: readTransliteration(scanner) })
    default:
      if (!'=dDFgGhHnNpPxz'.includes(name)) throw new ScriptError(`unknown command: \`${name}'`)
      return ended(scanner, {})
  }
}

function readLabel(scanner: Scanner, addressed: boolean): Arguments {
  if (addressed) throw new ScriptError(": doesn't want any addresses")
  scanner.skipBlanks()
  const label = /^[^\s;]*/.exec(scanner.text.slice(scanner.at))?.[0] ?? ''
  scanner.at += label.length
  if (label === '') throw new ScriptError('":" lacks a label')
  return { text: label }
}

/** Nothing but blanks, a comment, `}` or the end of the command may follow. */
function ended(scanner: Scanner, result: Arguments): Arguments {
  scanner.skipBlanks()
  const c = scanner.peek()
  if (c === undefined || c === '}' || c === '#') return result
  scanner.at++
  if (c !== '\n' && c !== ';') throw new ScriptError('extra characters after command')
  return result
}

/** Text of a, i and c: after `\` and a newline, or on the same line; backslash-newline continues it. */
function readText(scanner: Scanner): string {
  scanner.skipBlanks()
  if (scanner.peek() === undefined) throw new ScriptError("expected \\ after `a', `c' or `i'")
  if (scanner.peek() === '\\') {
    scanner.at++
    const blanks = /^[ \t]*/.exec(scanner.text.slice(scanner.at))?.[0].length ?? 0
    if (scanner.text[scanner.at + blanks] === '\n') scanner.at += blanks + 1
    else if (scanner.at >= scanner.text.length) throw new ScriptError("expected \\ after `a', `c' or `i'")
  }
  let out = ''
  for (;;) {
    const c = scanner.next()
    if (c === undefined || c === '\n') return `${out}\n`
    if (c !== '\\') {
      out += c
      continue
    }
    const escaped = scanner.next()
    if (escaped === undefined) return `${out}\n`
    out += escaped === 't' ? '\t' : escaped
  }
}
