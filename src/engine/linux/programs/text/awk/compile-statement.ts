import type { Sys } from '../../../kernel/calls.ts'
import { sys } from '../../../sys.ts'
import type { ExpressionCompiler } from './compile-expression.ts'
import { arrayOf, subscriptOf } from './compile-place.ts'
import type { Action, Code, Jump } from './compiled.ts'
import { evaluate } from './compiled.ts'
import { formatPrintf } from './format.ts'
import type { Frame } from './runtime.ts'
import type { Expression, Redirect, Statement } from './syntax.ts'
import { compare, toBoolean, toNumber, toText } from './value.ts'

/** Statements: plain functions where they can be, generators where something reaches the kernel. Loops always can be interrupted. */
const plain = (run: (frame: Frame) => Jump): Action => ({ pure: true, run })
const acting = (run: (frame: Frame) => Sys<Jump>): Action => ({ pure: false, run })

function* perform(action: Action, frame: Frame): Sys<Jump> {
  return action.pure ? action.run(frame) : yield* action.run(frame)
}

/** How many rounds of a loop pass before time does. */
const roundsPerTick = 20_000

export class StatementCompiler {
  constructor(private readonly expressions: ExpressionCompiler) {}

  readonly compile = (statement: Statement): Action => {
    const { expressions } = this
    switch (statement.kind) {
      case 'block':
        return this.block(statement.body.map(this.compile))
      case 'expression':
        return discard(expressions.compile(statement.value))
      case 'print':
      case 'printf':
        return this.printing(statement.kind, statement.args, statement.redirect)
      case 'if':
        return this.conditional(
          expressions.compile(statement.test),
          this.compile(statement.yes),
          statement.no ? this.compile(statement.no) : plain(() => undefined),
        )
      case 'while':
        return this.loop(undefined, statement.test, undefined, statement.body, false)
      case 'do':
        return this.loop(undefined, statement.test, undefined, statement.body, true)
      case 'for':
        return this.loop(statement.first, statement.test, statement.step, statement.body, false)
      case 'for in':
        return this.forIn(statement)
      case 'switch':
        return this.switching(statement)
      case 'exit':
      case 'return':
        return this.leaving(statement.kind, statement.value)
      case 'delete':
        return this.deletion(statement)
      default: {
        const { kind } = statement
        return plain(() => kind)
      }
    }
  }

  private block(actions: readonly Action[]): Action {
    const simple = actions.filter((action): action is Extract<Action, { pure: true }> => action.pure)
    if (simple.length === actions.length) {
      return plain((frame) => {
        for (const action of simple) {
          const jump = action.run(frame)
          if (jump) return jump
        }
        return undefined
      })
    }
    return acting(function* (frame) {
      for (const action of actions) {
        const jump = yield* perform(action, frame)
        if (jump) return jump
      }
      return undefined
    })
  }

  private conditional(test: Code, yes: Action, no: Action): Action {
    if (test.pure && yes.pure && no.pure) return plain((frame) => (toBoolean(test.run(frame)) ? yes.run(frame) : no.run(frame)))
    return acting(function* (frame) {
      return yield* perform(toBoolean(yield* evaluate(test, frame)) ? yes : no, frame)
    })
  }

  private loop(first: Statement | undefined, test: Expression | undefined, step: Statement | undefined, body: Statement, bodyFirst: boolean): Action {
    const { runtime } = this.expressions
    const [begin, advance] = [first ? this.compile(first) : undefined, step ? this.compile(step) : undefined]
    const condition = test ? this.expressions.compile(test) : undefined
    const work = this.compile(body)
    return acting(function* (frame) {
      if (begin) yield* perform(begin, frame)
      for (let round = 0; ; round++) {
        if (condition && !(bodyFirst && round === 0) && !toBoolean(yield* evaluate(condition, frame))) return undefined
        const jump = work.pure ? work.run(frame) : yield* work.run(frame)
        if (jump === 'break') return undefined
        if (jump && jump !== 'continue') return jump
        if (advance) yield* perform(advance, frame)
        if (runtime.pending.length > 4096) yield* runtime.sync()
        if (round % roundsPerTick === roundsPerTick - 1) yield* sys.compute({ ms: 2 })
      }
    })
  }

  private forIn(statement: Extract<Statement, { kind: 'for in' }>): Action {
    const { runtime, scope } = this.expressions
    const array = arrayOf(runtime, scope, statement.array)
    const slot = this.expressions.place({ kind: 'variable', name: statement.variable })
    const body = this.compile(statement.body)
    return acting(function* (frame) {
      for (const key of [...array(frame).keys()]) {
        slot.write(undefined, frame, key)
        const jump = yield* perform(body, frame)
        if (jump === 'break') return undefined
        if (jump && jump !== 'continue') return jump
        if (runtime.pending.length > 4096) yield* runtime.sync()
      }
      return undefined
    })
  }

  private switching(statement: Extract<Statement, { kind: 'switch' }>): Action {
    const { runtime } = this.expressions
    const value = this.expressions.compile(statement.value)
    const cases = statement.cases.map(({ match, body }) => ({
      regex: match?.kind === 'regex' ? runtime.regex(match.source) : undefined,
      match: match && match.kind !== 'regex' ? this.expressions.compile(match) : undefined,
      isDefault: match === undefined,
      body: this.block(body.map(this.compile)),
    }))
    return acting(function* (frame) {
      const subject = yield* evaluate(value, frame)
      let at = -1
      for (const [i, { regex, match }] of cases.entries()) {
        const hit = regex
          ? regex.test(runtime.text(subject))
          : match
            ? compare(subject, yield* evaluate(match, frame), runtime.convertFormat) === 0
            : false
        if (hit) {
          at = i
          break
        }
      }
      if (at < 0) at = cases.findIndex((one) => one.isDefault)
      for (const { body } of at < 0 ? [] : cases.slice(at)) {
        const jump = yield* perform(body, frame)
        if (jump === 'break') return undefined
        if (jump) return jump
      }
      return undefined
    })
  }

  private leaving(kind: 'exit' | 'return', value: Expression | undefined): Action {
    const { runtime } = this.expressions
    const code = value ? this.expressions.compile(value) : undefined
    return acting(function* (frame) {
      if (kind === 'return') frame.result = code ? yield* evaluate(code, frame) : undefined
      else if (code) runtime.exitCode = Math.trunc(toNumber(yield* evaluate(code, frame))) & 0xff
      return kind
    })
  }

  private deletion(statement: Extract<Statement, { kind: 'delete' }>): Action {
    const { runtime, scope, compile } = this.expressions
    const array = arrayOf(runtime, scope, statement.array)
    if (!statement.subscripts) {
      return plain((frame) => {
        array(frame).clear()
        return undefined
      })
    }
    const key = subscriptOf(runtime, statement.subscripts.map(compile))
    return acting(function* (frame) {
      array(frame).delete((yield* evaluate(key, frame)) as string)
      return undefined
    })
  }

  private printing(kind: 'print' | 'printf', args: readonly Expression[], redirect: Redirect | undefined): Action {
    const { runtime } = this.expressions
    const text = this.printed(kind, args.map(this.expressions.compile))
    if (!redirect) {
      if (text.pure) {
        return plain((frame) => {
          runtime.pending += text.run(frame)
          return undefined
        })
      }
      return acting(function* (frame) {
        runtime.pending += runtime.text(yield* text.run(frame))
        return undefined
      })
    }
    const target = this.expressions.compile(redirect.target)
    return acting(function* (frame) {
      const line = runtime.text(yield* evaluate(text, frame))
      const name = runtime.text(yield* evaluate(target, frame))
      yield* runtime.sync()
      const out = yield* runtime.streams.output(redirect.kind, name)
      yield* out.put(line)
      return undefined
    })
  }

  /** What is written, as a string. */
  private printed(kind: 'print' | 'printf', args: readonly Code[]): Code {
    const { runtime } = this.expressions
    const [separator, end, format] = [runtime.cell('OFS'), runtime.cell('ORS'), runtime.cell('OFMT')]
    if (kind === 'print' && args.length === 0) return { pure: true, run: () => runtime.record.record + runtime.text(end.value) }
    const join = (values: readonly ReturnType<Extract<Code, { pure: true }>['run']>[]): string => {
      if (kind === 'printf') return formatPrintf(runtime, runtime.text(values[0]), values.slice(1), 'printf')
      const outputFormat = runtime.numberFormat(format.value)
      return values.map((value) => toText(value, outputFormat)).join(runtime.text(separator.value)) + runtime.text(end.value)
    }
    if (args.every((code) => code.pure)) {
      const simple = args as readonly Extract<Code, { pure: true }>[]
      return { pure: true, run: (frame) => join(simple.map((code) => code.run(frame))) }
    }
    return {
      pure: false,
      *run(frame) {
        const values = []
        for (const code of args) values.push(yield* evaluate(code, frame))
        return join(values)
      },
    }
  }
}

/** An expression for its effect alone. */
function discard(code: Code): Action {
  if (code.pure) {
    return plain((frame) => {
      code.run(frame)
      return undefined
    })
  }
  return acting(function* (frame) {
    yield* code.run(frame)
    return undefined
  })
}
