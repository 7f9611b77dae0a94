import type { Sys } from '../../../kernel/calls.ts'
import { actions } from './actions.ts'
import type { Context } from './context.ts'
import type { Test } from './entry.ts'
import { options } from './options.ts'
import { tests } from './tests.ts'

/** Models find's expressions: `( )`, `!`, -a, -o and `,` over tests and actions. */
export interface Arguments {
  /** The next argument of a predicate; ends find when there is none. */
  next(): Sys<string>
  /** All words up to a condition, for -exec. */
  rest(): readonly string[]
  skip(count: number): void
}

/** Reads a predicate's arguments and makes its test. */
export type Predicate = (context: Context, args: Arguments, name: string) => Sys<Test>

const known: Readonly<Record<string, Predicate>> = { ...options, ...tests, ...actions }

const binary = new Set(['-a', '-and', '-o', '-or', ','])

export class ExpressionParser {
  private at = 0

  constructor(
    private readonly context: Context,
    private readonly words: readonly string[],
  ) {}

  *parse(): Sys<Test> {
    if (this.words.length === 0) return always
    const test = yield* this.list()
    const word = this.words[this.at]
    if (word === ')') yield* this.context.die("you have too many ')'")
    return test
  }

  private peek(): string | undefined {
    return this.words[this.at]
  }

  private *list(): Sys<Test> {
    let test = yield* this.or()
    while (this.peek() === ',') {
      this.at++
      const [first, second] = [test, yield* this.or()]
      test = function* (entry) {
        yield* first(entry)
        return yield* second(entry)
      }
    }
    return test
  }

  private *or(): Sys<Test> {
    let test = yield* this.and()
    while (this.peek() === '-o' || this.peek() === '-or') {
      const operator = this.words[this.at++] as string
      if (this.peek() === undefined || this.peek() === ')') yield* this.context.die(`expected an expression after '${operator}'`)
      const [first, second] = [test, yield* this.and()]
      test = function* (entry) {
        return (yield* first(entry)) || (yield* second(entry))
      }
    }
    return test
  }

  private *and(): Sys<Test> {
    let test = yield* this.not()
    for (;;) {
      const word = this.peek()
      if (word === undefined || word === ')' || word === ',' || word === '-o' || word === '-or') return test
      if (word === '-a' || word === '-and') {
        this.at++
        if (this.peek() === undefined || this.peek() === ')') yield* this.context.die(`expected an expression after '${word}'`)
      }
      const [first, second] = [test, yield* this.not()]
      test = function* (entry) {
        return (yield* first(entry)) && (yield* second(entry))
      }
    }
  }

  private *not(): Sys<Test> {
    const word = this.peek()
    if (word !== '!' && word !== '-not') return yield* this.primary()
    this.at++
    if (this.peek() === undefined || this.peek() === ')') yield* this.context.die(`expected an expression after '${word}'`)
    const inner = yield* this.not()
    return function* (entry) {
      return !(yield* inner(entry))
    }
  }

  private *primary(): Sys<Test> {
    const word = this.words[this.at++]
    if (word === undefined) return yield* this.context.die('invalid expression')
    if (word === '(') return yield* this.parenthesised()
    if (word === ')') return yield* this.context.die("invalid expression; you have too many ')'")
    if (binary.has(word)) return yield* this.context.die(`invalid expression; you have used a binary operator '${word}' with nothing before it.`)
    if (!word.startsWith('-')) return yield* this.context.die(`paths must precede expression: \`${word}'`)
    const newer = /^-newer[aBcm][aBcmt]$/.test(word) ? known['-newerXY'] : undefined
    const predicate = newer ?? known[word]
    if (!predicate) return yield* this.context.die(`unknown predicate \`${word}'`)
    return yield* predicate(this.context, this.argumentsOf(word), word)
  }

  private *parenthesised(): Sys<Test> {
    if (this.peek() === ')') return yield* this.context.die('invalid expression; empty parentheses are not allowed.')
    const inner = yield* this.list()
    if (this.words[this.at++] !== ')')
      return yield* this.context.die("invalid expression; I was expecting to find a ')' somewhere but did not see one.")
    return inner
  }

  private argumentsOf(name: string): Arguments {
    const parser = this
    return {
      *next() {
        const word = parser.words[parser.at++]
        if (word === undefined) return yield* parser.context.die(`missing argument to \`${name}'`)
        return word
      },
      rest: () => parser.words.slice(parser.at),
      skip: (count) => {
        parser.at += count
      },
    }
  }
}

export const always: Test = function* () {
  return true
}
