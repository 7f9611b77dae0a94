import type { Sys } from '../../../kernel/calls.ts'
import { Raised, raise } from './errors.ts'
import { dictOf } from './hash.ts'
import type { Scope } from './scope.ts'
import type { Expr, Stmt } from './syntax.ts'
import type { Value } from './values.ts'
import * as V from './values.ts'
import type { Vm } from './vm.ts'

/** A block ended with a value. */
export class Returned {
  constructor(readonly value: Value) {}
}

/** How a block ended when it did not run to its end. */
export type End = Returned | 'break' | 'continue' | undefined

/** A body being run: where it is, what it sees. */
export class Frame {
  /** What is being done, for tracebacks. */
  at: Expr | Stmt | undefined
  handling: V.PyException | undefined

  constructor(
    readonly name: string,
    readonly file: string,
    readonly globals: V.PyModule,
    readonly scope: Scope | undefined,
    readonly code: V.Code | undefined,
    readonly owner: { cls: V.PyClass | undefined } | undefined,
  ) {}
}

/** Adds the frame's line to the traceback of what passes through it. */
export function passing(frame: Frame, problem: unknown): void {
  if (!(problem instanceof Raised) || !frame.at) return
  const { trace } = problem.value
  if (trace[0]?.frame !== frame) trace.unshift({ file: frame.file, name: frame.name, at: frame.at, frame })
}

export function* runFunction(vm: Vm, callee: V.PyFunction, args: readonly Value[], keywords: V.Keywords): Sys<Value> {
  const { code } = callee
  const vars = bindArguments(callee, args, keywords)
  const scope: Scope = { vars, parent: callee.closure, locals: code.locals, isClass: false }
  const frame = new Frame(callee.qualname.replace(/^.*\.(?=<)/, ''), code.file, callee.globals, scope, code, callee.owner)
  if (code.generator) return new V.PyGenerator(runBody(vm, frame, code.body), code.name)
  return yield* runBody(vm, frame, code.body)
}

function* runBody(vm: Vm, frame: Frame, body: readonly Stmt[] | Expr): Sys<Value> {
  try {
    if (!Array.isArray(body)) return yield* vm.walker.evaluate(vm, frame, body as Expr)
    const end = yield* vm.walker.execute(vm, frame, body as readonly Stmt[])
    return end instanceof Returned ? end.value : null
  } catch (problem) {
    passing(frame, problem)
    throw problem
  }
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

const listed = (names: readonly string[]): string => {
  const quoted = names.map((name) => `'${name}'`)
  if (quoted.length < 3) return quoted.join(' and ')
  return `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1)}`
}

function bindArguments(callee: V.PyFunction, args: readonly Value[], keywords: V.Keywords): Map<string, Value> {
  const { code } = callee
  const vars = new Map<string, Value>()
  const fail = (message: string) => raise('TypeError', `${callee.qualname}() ${message}`)
  const positional = code.parameters.filter(({ kind }) => kind === 'normal' || kind === 'positional')
  const rest = code.parameters.find(({ kind }) => kind === 'star')
  const others = code.parameters.find(({ kind }) => kind === 'doubleStar')
  for (const [index, parameter] of positional.entries()) {
    const value = args[index]
    if (value !== undefined) vars.set(parameter.name, value)
  }
  if (rest) vars.set(rest.name, new V.PyTuple(args.slice(positional.length)))
  const extra: [string, Value][] = []
  for (const [name, value] of keywords) {
    const known = code.parameters.some((one) => one.name === name && (one.kind === 'normal' || one.kind === 'keyword'))
    if (known && vars.has(name)) throw fail(`got multiple values for argument '${name}'`)
    if (known) vars.set(name, value)
    else if (others) extra.push([name, value])
    else throw fail(`got an unexpected keyword argument '${name}'`)
  }
  if (others) vars.set(others.name, dictOf(extra))
  if (!rest && args.length > positional.length) {
    const needed = positional.filter(({ defaultValue }) => !defaultValue).length
    const takes =
      needed === positional.length ? plural(needed, 'positional argument') : `from ${needed} to ${plural(positional.length, 'positional argument')}`
    throw fail(`takes ${takes} but ${args.length} ${args.length === 1 ? 'was' : 'were'} given`)
  }
  for (const wanted of ['positional', 'keyword'] as const) {
    const missing = code.parameters
      .filter(
        ({ kind, name }) =>
          (wanted === 'keyword' ? kind === 'keyword' : kind === 'normal' || kind === 'positional') && !vars.has(name) && !callee.defaults.has(name),
      )
      .map(({ name }) => name)
    if (missing.length > 0) {
      const what = wanted === 'keyword' ? 'required keyword-only argument' : 'required positional argument'
      throw fail(`missing ${plural(missing.length, what)}: ${listed(missing)}`)
    }
  }
  for (const [name, value] of callee.defaults) if (!vars.has(name)) vars.set(name, value)
  return vars
}
