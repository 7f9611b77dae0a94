import type { Sys } from '../../../kernel/calls.ts'
import { compileBuiltin } from './builtins.ts'
import type { Scope, Slot } from './compile-place.ts'
import { arrayOf, compilePlace, subscriptOf } from './compile-place.ts'
import type { Code } from './compiled.ts'
import { effect, evaluate, lift1, lift2, pure } from './compiled.ts'
import { compileGetline } from './getline.ts'
import type { MainInput } from './main-input.ts'
import type { Frame, Runtime } from './runtime.ts'
import { AwkError } from './runtime.ts'
import type { Expression } from './syntax.ts'
import type { AwkArray, Value } from './value.ts'
import { compare, toBoolean, toNumber } from './value.ts'

/** A user function ready to run. */
export interface Callable {
  readonly name: string
  readonly parameters: number
  /** Parameters used as arrays: passed by reference. */
  readonly arrays: ReadonlySet<number>
  invoke(frame: Frame): Sys<Value>
}

/** Deepest nesting of function calls. */
const callDepth = 2000

export class ExpressionCompiler {
  private depth = 0

  constructor(
    readonly runtime: Runtime,
    readonly input: MainInput,
    private readonly functions: (name: string) => Callable | undefined,
    readonly scope: Scope,
  ) {}

  readonly compile = (expression: Expression): Code => {
    const { runtime } = this
    switch (expression.kind) {
      case 'number':
      case 'string': {
        const { value } = expression
        return pure(() => value)
      }
      case 'regex': {
        const regex = runtime.regex(expression.source)
        return pure(() => (regex.test(runtime.record.record) ? 1 : 0))
      }
      case 'group':
        return this.compile(expression.inner)
      case 'variable':
      case 'field':
      case 'index': {
        const slot = this.place(expression)
        return lift1(slot.key, (key, frame) => slot.read(key, frame))
      }
      case 'assign':
        return this.assignment(this.place(expression.target), expression.operator, this.compile(expression.value))
      case 'increment':
        return this.increment(this.place(expression.target), expression.by, expression.prefix)
      case 'unary':
        return this.unary(expression.operator, this.compile(expression.operand))
      case 'binary':
        return this.binary(expression.operator, this.compile(expression.left), this.compile(expression.right))
      case 'and':
      case 'or':
        return this.logical(expression.kind === 'and', this.compile(expression.left), this.compile(expression.right))
      case 'match':
        return this.match(expression)
      case 'in': {
        const array = arrayOf(runtime, this.scope, expression.array)
        return lift1(subscriptOf(runtime, expression.subscripts.map(this.compile)), (key, frame) => (array(frame).has(key as string) ? 1 : 0))
      }
      case 'conditional':
        return this.conditional(this.compile(expression.test), this.compile(expression.yes), this.compile(expression.no))
      case 'call':
        return this.call(expression)
      case 'builtin':
        return compileBuiltin(this, expression.name, expression.args)
      case 'getline':
        return compileGetline(this, expression)
    }
  }

  place(place: Extract<Expression, { kind: 'variable' | 'field' | 'index' }>): Slot {
    return compilePlace(this.runtime, this.scope, place, this.compile)
  }

  private assignment(slot: Slot, operator: string, value: Code): Code {
    if (operator === '=') {
      return lift2(slot.key, value, (key, result, frame) => {
        slot.write(key, frame, result)
        return result
      })
    }
    const operation = arithmetic(operator.slice(0, -1), this.runtime.gawk)
    return lift2(slot.key, value, (key, right, frame) => {
      const result = operation(toNumber(slot.read(key, frame)), toNumber(right))
      slot.write(key, frame, result)
      return result
    })
  }

  private increment(slot: Slot, by: number, prefix: boolean): Code {
    return lift1(slot.key, (key, frame) => {
      const before = toNumber(slot.read(key, frame))
      slot.write(key, frame, before + by)
      return prefix ? before + by : before
    })
  }

  private unary(operator: '+' | '-' | '!', operand: Code): Code {
    if (operator === '!') return lift1(operand, (value) => (toBoolean(value) ? 0 : 1))
    return lift1(operand, operator === '-' ? (value) => -toNumber(value) : toNumber)
  }

  private binary(operator: string, left: Code, right: Code): Code {
    const { runtime } = this
    if (operator === ' ') return lift2(left, right, (a, b) => runtime.text(a) + runtime.text(b))
    const test = comparisons[operator]
    if (test) return lift2(left, right, (a, b) => (test(compare(a, b, runtime.convertFormat)) ? 1 : 0))
    const operation = arithmetic(operator, runtime.gawk)
    return lift2(left, right, (a, b) => operation(toNumber(a), toNumber(b)))
  }

  private logical(and: boolean, left: Code, right: Code): Code {
    if (left.pure && right.pure) return pure((frame) => (toBoolean(left.run(frame)) === and ? (toBoolean(right.run(frame)) ? 1 : 0) : and ? 0 : 1))
    return effect(function* (frame) {
      if (toBoolean(yield* evaluate(left, frame)) !== and) return and ? 0 : 1
      return toBoolean(yield* evaluate(right, frame)) ? 1 : 0
    })
  }

  private conditional(test: Code, yes: Code, no: Code): Code {
    if (test.pure && yes.pure && no.pure) return pure((frame) => (toBoolean(test.run(frame)) ? yes.run(frame) : no.run(frame)))
    return effect(function* (frame) {
      return yield* evaluate(toBoolean(yield* evaluate(test, frame)) ? yes : no, frame)
    })
  }

  private match(expression: Extract<Expression, { kind: 'match' }>): Code {
    const { runtime } = this
    const wanted = !expression.negated
    const text = this.compile(expression.text)
    const { pattern } = expression
    if (pattern.kind === 'regex') {
      const regex = runtime.regex(pattern.source)
      return lift1(text, (value) => (regex.test(runtime.text(value)) === wanted ? 1 : 0))
    }
    return lift2(text, this.compile(pattern), (value, source) => (runtime.regex(runtime.text(source)).test(runtime.text(value)) === wanted ? 1 : 0))
  }

  private call(expression: Extract<Expression, { kind: 'call' }>): Code {
    const { runtime, scope } = this
    const { name } = expression
    const args = expression.args.map((arg, i) => ({
      value: this.compile(arg),
      array: arg.kind === 'variable' ? arrayOf(runtime, scope, arg.name) : undefined,
      index: i,
    }))
    const compiler = this
    return effect(function* (frame) {
      const target = compiler.functions(name)
      if (!target) throw new AwkError(`function ${name} never defined`)
      if (args.length > target.parameters) throw new AwkError(`too many arguments in call to ${name}`)
      const locals: (Value | AwkArray)[] = []
      for (const { value, array, index } of args) locals.push(target.arrays.has(index) && array ? array(frame) : yield* evaluate(value, frame))
      if (compiler.depth >= callDepth) throw new AwkError(`function call nesting too deep in ${name}`)
      compiler.depth++
      const result = yield* target.invoke({ locals, result: undefined })
      compiler.depth--
      return result
    })
  }
}

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}

function arithmetic(operator: string, gawk: boolean): (a: number, b: number) => number {
  switch (operator) {
    case '+':
      return (a, b) => a + b
    case '-':
      return (a, b) => a - b
    case '*':
      return (a, b) => a * b
    case '/':
      return (a, b) => {
        if (b === 0 && gawk) throw new AwkError('division by zero attempted')
        return a / b
      }
    case '%':
      return (a, b) => {
        if (b === 0 && gawk) throw new AwkError("division by zero attempted in `%'")
        return a % b
      }
    default:
      return (a, b) => a ** b
  }
}
