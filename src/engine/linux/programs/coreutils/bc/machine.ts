import { arctangent, cosine, exponential, logarithm, sine } from './library.ts'
import type { Decimal } from './number.ts'
import {
  add,
  compare,
  decimal,
  divide,
  formatNumber,
  isZero,
  lengthOf,
  multiply,
  negate,
  one,
  parseNumber,
  power,
  remainder,
  squareRoot,
  subtract,
  zero,
} from './number.ts'

/** What went wrong in a line: bc says so and goes on with the next. */
export class Trouble extends Error {}

/** `quit`. */
export class Quit extends Error {}

type Token = { readonly kind: 'number' | 'name' | 'sign' | 'string' | 'end'; readonly text: string }

const pattern =
  /[ \t]+|\/\*[\s\S]*?\*\/|#[^\n]*|([0-9A-F]*\.[0-9A-F]+|[0-9A-F]+\.?)|([a-z][a-z0-9_]*)|"([^"]*)"|(\+\+|--|[-+*/%^=!<>]=|&&|\|\||[-+*/%^=<>!(){};,\n[\]])/gy

function tokens(text: string): Token[] {
  const found: Token[] = []
  pattern.lastIndex = 0
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text)
    if (!match) throw new Trouble('illegal character')
    const [, number, name, string, sign] = match
    if (number !== undefined) found.push({ kind: 'number', text: number })
    else if (name !== undefined) found.push({ kind: 'name', text: name })
    else if (string !== undefined) found.push({ kind: 'string', text: string })
    else if (sign !== undefined) found.push({ kind: 'sign', text: sign })
  }
  return found
}

const levels: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!=', '<=', '>=', '<', '>'], ['+', '-'], ['*', '/', '%']]

/** Variables and what a line of bc does with them. Runs the text as it reads it: loops read their own text again. */
export class Machine {
  private readonly variables = new Map<string, Decimal>()
  private inputBase = 10
  private outputBase = 10
  private scale = 0
  private last: Decimal = zero
  private list: Token[] = []
  private at = 0
  private active = true

  /** Turns of loops in the present run. */
  private turns = 0

  constructor(
    readonly print: (text: string) => void,
    private readonly mathLibrary: boolean,
  ) {
    if (mathLibrary) this.scale = 20
  }

  run(text: string): void {
    this.list = tokens(text)
    this.at = 0
    this.turns = 0
    this.active = true
    while (this.at < this.list.length) this.statement()
  }

  private get token(): Token {
    return this.list[this.at] ?? { kind: 'end', text: '' }
  }

  private is(text: string): boolean {
    return this.token.text === text && this.token.kind !== 'string' && this.token.kind !== 'number'
  }

  private take(text: string): boolean {
    if (!this.is(text)) return false
    this.at++
    return true
  }

  private need(text: string): void {
    if (!this.take(text)) throw new Trouble('syntax error')
  }

  private statement(): void {
    if (this.take(';') || this.take('\n')) return
    if (this.take('{')) {
      while (!this.take('}')) {
        if (this.token.kind === 'end') throw new Trouble('syntax error')
        this.statement()
      }
      return
    }
    const { kind, text } = this.token
    if (kind === 'string') {
      this.at++
      if (this.active) this.print(text)
    } else if (kind === 'name' && ['if', 'while', 'for', 'print', 'quit', 'halt', 'define', 'limits'].includes(text)) this.keyword(text)
    else this.expressionStatement()
    if (this.token.kind !== 'end' && !this.is(';') && !this.is('\n') && !this.is('}') && !this.is('else') && this.list[this.at - 1]?.text !== '}')
      throw new Trouble('syntax error')
  }

  private keyword(word: string): void {
    this.at++
    switch (word) {
      case 'quit':
        throw new Quit()
      case 'halt':
        if (this.active) throw new Quit()
        return
      case 'if': {
        this.need('(')
        const holds = !isZero(this.expression())
        this.need(')')
        this.newlines()
        this.when(holds)
        if (this.token.text === 'else') {
          this.at++
          this.newlines()
          this.when(!holds)
        }
        return
      }
      case 'while':
        this.loop()
        return
      case 'for':
        this.forLoop()
        return
      case 'print':
        this.printList()
        return
      default:
        throw new Trouble(`cais: ${word} is not simulated`)
    }
  }

  private turn(): void {
    if (++this.turns > 1_000_000) throw new Trouble('cais: more than a million turns of a loop are not simulated')
  }

  private newlines(): void {
    while (this.take('\n'));
  }

  /** A statement that only counts when `holds`. */
  private when(holds: boolean): void {
    const before = this.active
    this.active = before && holds
    this.statement()
    this.active = before
  }

  private loop(): void {
    this.need('(')
    const start = this.at
    for (;;) {
      this.turn()
      this.at = start
      const holds = !isZero(this.expression())
      this.need(')')
      this.newlines()
      this.when(holds)
      if (!holds || !this.active) return
    }
  }

  private forLoop(): void {
    this.need('(')
    this.expression()
    this.need(';')
    const condition = this.at
    for (;;) {
      this.turn()
      this.at = condition
      const holds = !isZero(this.expression())
      this.need(';')
      const step = this.at
      this.dry(() => this.expression())
      this.need(')')
      this.newlines()
      this.when(holds)
      const after = this.at
      if (!holds || !this.active) return
      this.at = step
      this.expression()
      this.at = after
    }
  }

  private dry(read: () => void): void {
    const before = this.active
    this.active = false
    read()
    this.active = before
  }

  private printList(): void {
    do {
      const { kind, text } = this.token
      if (kind === 'string') {
        this.at++
        if (this.active) this.print(text.replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\q/g, '"'))
      } else {
        const value = this.expression()
        if (this.active) this.print(formatNumber(value, this.outputBase))
      }
    } while (this.take(','))
  }

  private expressionStatement(): void {
    const assigns = this.token.kind === 'name' && /^([-+*/%^]?=)$/.test(this.list[this.at + 1]?.text ?? '')
    const value = this.expression()
    if (!this.active || assigns) return
    this.last = value
    this.print(`${folded(formatNumber(value, this.outputBase))}\n`)
  }

  private expression(): Decimal {
    const next = this.list[this.at + 1]
    if (this.token.kind === 'name' && next?.kind === 'sign' && /^[-+*/%^]?=$/.test(next.text)) {
      const name = this.token.text
      this.at += 2
      const right = this.expression()
      const value = next.text === '=' ? right : this.apply(next.text.slice(0, -1), this.variable(name), right)
      return this.assign(name, value)
    }
    return this.binary(0)
  }

  private binary(level: number): Decimal {
    const signs = levels[level]
    if (!signs) return this.unary()
    let left = this.binary(level + 1)
    while (this.token.kind === 'sign' && signs.includes(this.token.text)) {
      const sign = this.token.text
      this.at++
      left = this.apply(sign, left, this.binary(level + 1))
    }
    return left
  }

  private unary(): Decimal {
    if (this.take('-')) return negate(this.unary())
    if (this.take('!')) return isZero(this.unary()) ? one : zero
    for (const sign of ['++', '--']) {
      if (!this.take(sign)) continue
      const name = this.token.text
      this.at++
      return this.assign(name, add(this.variable(name), sign === '++' ? one : negate(one)))
    }
    const base = this.primary()
    if (!this.take('^')) return base
    return this.apply('^', base, this.unary())
  }

  private primary(): Decimal {
    const { kind, text } = this.token
    this.at++
    if (kind === 'number') return parseNumber(text, this.inputBase)
    if (kind === 'sign' && text === '(') {
      const value = this.expression()
      this.need(')')
      return value
    }
    if (kind !== 'name') throw new Trouble('syntax error')
    if (this.take('(')) return this.call(text)
    if (this.is('[')) throw new Trouble('cais: arrays are not simulated')
    const value = this.variable(text)
    for (const sign of ['++', '--']) if (this.take(sign)) this.assign(text, add(value, sign === '++' ? one : negate(one)))
    return value
  }

  private call(name: string): Decimal {
    const argument = this.expression()
    this.need(')')
    if (name === 'sqrt') {
      if (argument.digits < 0n) throw new Trouble('Square root of a negative number')
      return squareRoot(argument, this.scale)
    }
    if (name === 'length') return decimal(BigInt(lengthOf(argument)))
    if (name === 'scale') return decimal(BigInt(argument.scale))
    const library = this.mathLibrary ? { e: exponential, l: logarithm, a: arctangent, s: sine, c: cosine }[name] : undefined
    if (library) return library(argument, this.scale)
    throw new Trouble(`Function ${name} not defined.`)
  }

  private apply(sign: string, a: Decimal, b: Decimal): Decimal {
    const truth = (holds: boolean) => (holds ? one : zero)
    switch (sign) {
      case '+':
        return add(a, b)
      case '-':
        return subtract(a, b)
      case '*':
        return multiply(a, b, this.scale)
      case '/':
      case '%':
        if (!isZero(b)) return sign === '/' ? divide(a, b, this.scale) : remainder(a, b, this.scale)
        if (!this.active) return zero
        throw new Trouble(sign === '/' ? 'Divide by zero' : 'Modulo by zero')
      case '^':
        return power(a, b.digits / 10n ** BigInt(b.scale), this.scale)
      case '&&':
        return truth(!isZero(a) && !isZero(b))
      case '||':
        return truth(!isZero(a) || !isZero(b))
      default:
        return truth(holds(sign, compare(a, b)))
    }
  }

  private variable(name: string): Decimal {
    switch (name) {
      case 'scale':
        return decimal(BigInt(this.scale))
      case 'ibase':
        return decimal(BigInt(this.inputBase))
      case 'obase':
        return decimal(BigInt(this.outputBase))
      case 'last':
        return this.last
      default:
        return this.variables.get(name) ?? zero
    }
  }

  private assign(name: string, value: Decimal): Decimal {
    if (!this.active) return value
    const number = Number(value.digits / 10n ** BigInt(value.scale))
    if (name === 'scale') this.scale = Math.max(0, number)
    else if (name === 'ibase') this.inputBase = Math.min(16, Math.max(2, number))
    else if (name === 'obase') this.outputBase = Math.max(2, number)
    else if (name === 'last') this.last = value
    else this.variables.set(name, value)
    return value
  }
}

function holds(sign: string, order: number): boolean {
  switch (sign) {
    case '==':
      return order === 0
    case '!=':
      return order !== 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    default:
      return order >= 0
  }
}

/** Long numbers go on after 68 digits and a backslash. */
const folded = (text: string): string => (text.length <= 69 ? text : (text.match(/.{1,68}/g) ?? [text]).join('\\\n'))
