import type { Sys } from '../../../kernel/calls.ts'
import { findArrayParameters } from './array-parameters.ts'
import type { Callable } from './compile-expression.ts'
import { ExpressionCompiler } from './compile-expression.ts'
import { StatementCompiler } from './compile-statement.ts'
import type { Action, Code, Jump } from './compiled.ts'
import { evaluate } from './compiled.ts'
import { MainInput } from './main-input.ts'
import type { Frame, Runtime } from './runtime.ts'
import type { FunctionDefinition, Program, Rule } from './syntax.ts'
import { toBoolean } from './value.ts'

/** Runs a program: BEGIN rules, the rules for every record, END rules. */
interface CompiledRule {
  readonly when: Code | undefined
  /** End of a range; `active` while inside. */
  readonly until: Code | undefined
  active: boolean
  readonly body: Action
}

export class Interpreter {
  private readonly input: MainInput
  private readonly callables = new Map<string, Callable>()
  private readonly frame: Frame = { locals: [], result: undefined }

  constructor(
    private readonly runtime: Runtime,
    private readonly program: Program,
  ) {
    this.input = new MainInput(runtime)
    const arrays = findArrayParameters(program.functions)
    for (const definition of program.functions.values())
      this.callables.set(definition.name, this.callable(definition, arrays.get(definition.name) ?? new Set()))
  }

  private compilerOf(parameters: readonly string[]): ExpressionCompiler {
    const slots = new Map(parameters.map((name, i) => [name, i]))
    return new ExpressionCompiler(this.runtime, this.input, (name) => this.callables.get(name), { slots })
  }

  private callable(definition: FunctionDefinition, arrays: ReadonlySet<number>): Callable {
    let body: Action | undefined
    const make = () => new StatementCompiler(this.compilerOf(definition.parameters)).compile(definition.body)
    return {
      name: definition.name,
      parameters: definition.parameters.length,
      arrays,
      *invoke(frame) {
        body ??= make()
        if (body.pure) body.run(frame)
        else yield* body.run(frame)
        return frame.result
      },
    }
  }

  private compileRule(rule: Rule): CompiledRule {
    const expressions = this.compilerOf([])
    const { pattern } = rule
    return {
      when: pattern.kind === 'when' ? expressions.compile(pattern.test) : pattern.kind === 'range' ? expressions.compile(pattern.from) : undefined,
      until: pattern.kind === 'range' ? expressions.compile(pattern.to) : undefined,
      active: false,
      body: new StatementCompiler(expressions).compile(rule.body ?? { kind: 'print', args: [], redirect: undefined }),
    }
  }

  *run(): Sys<void> {
    const of = (kind: 'BEGIN' | 'END') => this.program.rules.filter((rule) => rule.pattern.kind === kind).map((rule) => this.compileRule(rule))
    const [begin, end] = [of('BEGIN'), of('END')]
    const main = this.program.rules
      .filter((rule) => rule.pattern.kind !== 'BEGIN' && rule.pattern.kind !== 'END')
      .map((rule) => this.compileRule(rule))
    let exited = (yield* this.all(begin)) === 'exit'
    if (!exited && (main.length > 0 || end.length > 0)) exited = yield* this.records(main)
    yield* this.all(end)
    yield* this.runtime.sync()
    yield* this.runtime.streams.closeAll()
  }

  private *all(rules: readonly CompiledRule[]): Sys<Jump> {
    for (const rule of rules) {
      const jump = yield* this.perform(rule.body)
      yield* this.runtime.sync()
      if (jump === 'exit') return jump
    }
    return undefined
  }

  private *perform(action: Action): Sys<Jump> {
    return action.pure ? action.run(this.frame) : yield* action.run(this.frame)
  }

  /** Answers whether the program said exit. */
  private *records(rules: readonly CompiledRule[]): Sys<boolean> {
    const { runtime } = this
    for (;;) {
      const text = yield* this.input.next()
      if (text === undefined) return false
      runtime.record.set(text)
      for (const rule of rules) {
        if (!(yield* this.applies(rule))) continue
        const jump = rule.body.pure ? rule.body.run(this.frame) : yield* rule.body.run(this.frame)
        if (jump === 'exit') return true
        if (jump === 'nextfile') yield* this.input.skipFile()
        if (jump) break
      }
      if (runtime.pending !== '') yield* runtime.sync()
    }
  }

  private *applies(rule: CompiledRule): Sys<boolean> {
    if (!rule.when) return true
    if (rule.active) {
      if (rule.until && toBoolean(yield* evaluate(rule.until, this.frame))) rule.active = false
      return true
    }
    const begins = toBoolean(rule.when.pure ? rule.when.run(this.frame) : yield* rule.when.run(this.frame))
    if (begins && rule.until) rule.active = !toBoolean(yield* evaluate(rule.until, this.frame))
    return begins
  }
}
