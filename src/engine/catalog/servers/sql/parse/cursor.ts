import type { Query } from '../ast.ts'
import { Fault } from '../fault.ts'
import type { LexicalRules, Token } from '../lex.ts'
import { lex } from '../lex.ts'

/** Words that cannot be a name, an alias or a function without quotes. */
const reserved = new Set(
  'all and any as asc between by case cast check collate constraint create cross default desc distinct do else end except exists false fetch for foreign from full grant group having in inner intersect into is join lateral left like limit natural not null offset on or order outer primary references returning right select set table then to true union unique update user using values when where window with'.split(
    ' ',
  ),
)

/** Reads tokens one by one, with PostgreSQL's kind of complaint: at the token that does not fit. */
export class Cursor {
  private readonly tokens: readonly Token[]
  private at = 0

  constructor(
    readonly sql: string,
    readonly rules: LexicalRules,
    /** Queries inside expressions. */
    private readonly parseQuery: (c: Cursor) => Query,
  ) {
    this.tokens = lex(sql, rules)
  }

  get mysql(): boolean {
    return this.rules.mysql
  }

  query(): Query {
    return this.parseQuery(this)
  }

  /** A query comes next, perhaps in parentheses. */
  get startsQuery(): boolean {
    let ahead = 0
    while (this.ahead(ahead).text === '(') ahead++
    const { kind, value } = this.ahead(ahead)
    return (
      kind === 'word' && ['select', 'with', 'values', 'table'].includes(value) && !(value === 'values' && this.mysql && this.ahead(1).text === '(')
    )
  }

  get token(): Token {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)] as Token
  }

  ahead(count: number): Token {
    return this.tokens[Math.min(this.at + count, this.tokens.length - 1)] as Token
  }

  get previousEnd(): number {
    const previous = this.tokens[this.at - 1]
    return previous ? previous.at + previous.text.length : 0
  }

  next(): Token {
    const token = this.token
    this.at++
    return token
  }

  fail(token = this.token): never {
    throw new Fault('syntax', { near: this.mysql ? this.sql.slice(token.at) : token.text, before: this.sql.slice(0, token.at) }, token.at)
  }

  get done(): boolean {
    return this.token.kind === 'end'
  }

  /** The next words are these. */
  isWord(...words: readonly string[]): boolean {
    return words.every((word, i) => this.ahead(i).kind === 'word' && this.ahead(i).value === word)
  }

  isOneOf(...words: readonly string[]): boolean {
    return this.token.kind === 'word' && words.includes(this.token.value)
  }

  /** Takes the words when they come next. */
  word(...words: readonly string[]): boolean {
    if (!this.isWord(...words)) return false
    this.at += words.length
    return true
  }

  /** Takes one of the words when it comes next. */
  oneOf(...words: readonly string[]): string | undefined {
    return this.isOneOf(...words) ? this.next().value : undefined
  }

  expectWord(...words: readonly string[]): void {
    for (const word of words) if (!this.word(word)) this.fail()
  }

  isOperator(text: string): boolean {
    return this.token.kind === 'operator' && this.token.text === text
  }

  operator(text: string): boolean {
    if (!this.isOperator(text)) return false
    this.at++
    return true
  }

  expect(text: string): void {
    if (!this.operator(text)) this.fail()
  }

  isName(): boolean {
    return this.token.kind === 'name' || (this.token.kind === 'word' && !reserved.has(this.token.value))
  }

  /** A name; MySQL keeps its case, PostgreSQL folds what is not quoted. */
  name(): string {
    if (!this.isName()) this.fail()
    return this.anyName()
  }

  /** A name after AS, which may be a reserved word. */
  anyName(): string {
    if (this.token.kind !== 'name' && this.token.kind !== 'word' && !(this.mysql && this.token.kind === 'string')) this.fail()
    const token = this.next()
    return token.kind === 'word' && this.mysql ? token.text : token.value
  }

  string(): string {
    if (this.token.kind !== 'string') this.fail()
    return this.next().value
  }

  integer(): number {
    const negative = this.operator('-')
    if (this.token.kind !== 'number') this.fail()
    return (negative ? -1 : 1) * Number(this.next().text)
  }

  /** Things with commas between. */
  list<T>(one: () => T): T[] {
    const things = [one()]
    while (this.operator(',')) things.push(one())
    return things
  }

  /** Things with commas between, in parentheses. */
  group<T>(one: () => T): T[] {
    this.expect('(')
    const things = this.list(one)
    this.expect(')')
    return things
  }

  names(): string[] {
    return this.group(() => this.name())
  }
}
