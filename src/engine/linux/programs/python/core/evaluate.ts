import type { Sys } from '../../../kernel/calls.ts'
import { attribute } from './attributes.ts'
import { raise } from './errors.ts'
import { formatValue } from './format.ts'
import { Frame } from './frame.ts'
import { keyOf, plainKey, setEntry } from './hash.ts'
import { getItem } from './items.ts'
import { arithmetic, binary, compare, unary } from './operators.ts'
import { repr, text } from './repr.ts'
import { namesOf, type Scope } from './scope.ts'
import type { Comprehension, Expr, FormattedPart, Parameter, Stmt } from './syntax.ts'
import type { Value } from './values.ts'
import * as V from './values.ts'
import type { Vm } from './vm.ts'

/** The value of an expression. */
export function* evaluate(vm: Vm, frame: Frame, node: Expr): Sys<Value> {
  switch (node.kind) {
    case 'constant':
      return constant(node.value)
    case 'name':
      return name(vm, frame, node)
    case 'binary': {
      const left = yield* evaluate(vm, frame, node.left)
      const right = yield* evaluate(vm, frame, node.right)
      frame.at = node
      if (typeof left === 'bigint' && typeof right === 'bigint') {
        const quick = arithmetic(node.op, left, right)
        if (quick !== undefined) return quick
      }
      return yield* binary(vm, node.op, left, right)
    }
    case 'compare':
      return yield* comparison(vm, frame, node)
    case 'call':
      return yield* call(vm, frame, node)
    case 'attribute': {
      const value = yield* evaluate(vm, frame, node.value)
      frame.at = node
      return yield* attribute(vm, value, node.name)
    }
    case 'subscript': {
      const value = yield* evaluate(vm, frame, node.value)
      const index = yield* evaluate(vm, frame, node.index)
      frame.at = node
      return yield* getItem(vm, value, index)
    }
    case 'bool': {
      let value: Value = null
      for (const one of node.values) {
        value = yield* evaluate(vm, frame, one)
        if ((yield* vm.truth(value)) !== (node.op === 'and')) return value
      }
      return value
    }
    case 'unary': {
      const value = yield* evaluate(vm, frame, node.value)
      frame.at = node
      return yield* unary(vm, node.op, value)
    }
    case 'conditional':
      return yield* evaluate(vm, frame, (yield* vm.truth(yield* evaluate(vm, frame, node.test))) ? node.body : node.orelse)
    case 'list':
      return new V.PyList(yield* items(vm, frame, node.items))
    case 'tuple':
      return new V.PyTuple(yield* items(vm, frame, node.items))
    case 'formatted':
      return yield* formatted(vm, frame, node.parts)
    default:
      return yield* rarer(vm, frame, node)
  }
}

function* rarer(vm: Vm, frame: Frame, node: Expr): Sys<Value> {
  switch (node.kind) {
    case 'set': {
      const set = new V.PySet()
      for (const item of yield* items(vm, frame, node.items)) set.items.set(yield* keyOf(vm, item), item)
      return set
    }
    case 'dict':
      return yield* dictionary(vm, frame, node)
    case 'slice': {
      const part = function* (one: Expr | undefined): Sys<Value> {
        return one ? yield* evaluate(vm, frame, one) : null
      }
      return new V.PySlice(yield* part(node.lower), yield* part(node.upper), yield* part(node.step))
    }
    case 'lambda':
      return yield* makeFunction(vm, frame, '<lambda>', node.parameters, node.body)
    case 'comprehension':
    case 'dictComprehension':
      return yield* comprehension(vm, frame, node)
    case 'walrus': {
      const value = yield* evaluate(vm, frame, node.value)
      store(frame, node.name, value)
      return value
    }
    case 'yield':
      return (yield new V.Yielded(node.value ? yield* evaluate(vm, frame, node.value) : null) as never) as Value
    case 'yieldFrom':
      return yield* delegate(vm, yield* evaluate(vm, frame, node.value))
    case 'star':
      throw raise('SyntaxError', "can't use starred expression here")
  }
  throw raise('SystemError', node.kind)
}

function* delegate(vm: Vm, value: Value): Sys<Value> {
  const iterator = yield* vm.iter(value)
  let sent: Value = null
  for (;;) {
    const next: Value | undefined = iterator instanceof V.PyGenerator ? yield* vm.resume(iterator, sent) : yield* vm.next(iterator)
    if (next === undefined) return iterator instanceof V.PyGenerator ? (vm.returned.get(iterator) ?? null) : null
    sent = ((yield new V.Yielded(next) as never) as Value | undefined) ?? null
  }
}

function constant(value: Extract<Expr, { kind: 'constant' }>['value']): Value {
  if (value === null || typeof value !== 'object') return value
  return 'bytes' in value ? new V.PyBytes(value.bytes) : V.ellipsis
}

function name(vm: Vm, frame: Frame, node: Extract<Expr, { kind: 'name' }>): Value {
  const wanted = node.name
  let scope = frame.scope
  const isGlobal = frame.code?.globals.has(wanted)
  for (let first = true; scope && !isGlobal; scope = scope.parent, first = false) {
    if (scope.isClass && !first) continue
    const found = scope.vars.get(wanted)
    if (found !== undefined) return found
    if (scope.locals.has(wanted) && !scope.isClass) {
      frame.at = node
      throw first
        ? raise('UnboundLocalError', `cannot access local variable '${wanted}' where it is not associated with a value`)
        : raise('NameError', `cannot access free variable '${wanted}' where it is not associated with a value in enclosing scope`)
    }
  }
  const found = frame.globals.vars.get(wanted) ?? vm.builtins.vars.get(wanted)
  if (found !== undefined) return found
  frame.at = node
  throw raise('NameError', `name '${wanted}' is not defined`)
}

/** Binds a name where the frame's declarations say it belongs. */
export function store(frame: Frame, wanted: string, value: Value): void {
  if (!frame.scope || frame.code?.globals.has(wanted)) {
    frame.globals.vars.set(wanted, value)
    return
  }
  let scope: Scope | undefined = frame.scope
  if (!scope.locals.has(wanted) && !scope.isClass) {
    for (scope = scope.parent; scope && (scope.isClass || !scope.locals.has(wanted)); ) scope = scope.parent
  }
  if (scope) scope.vars.set(wanted, value)
  else frame.globals.vars.set(wanted, value)
}

function* items(vm: Vm, frame: Frame, nodes: readonly Expr[]): Sys<Value[]> {
  const out: Value[] = []
  for (const node of nodes) {
    if (node.kind !== 'star') out.push(yield* evaluate(vm, frame, node))
    else {
      const value = yield* evaluate(vm, frame, node.value)
      frame.at = node.value
      for (const item of yield* vm.list(value)) out.push(item)
    }
  }
  return out
}

function* dictionary(vm: Vm, frame: Frame, node: Extract<Expr, { kind: 'dict' }>): Sys<Value> {
  const dict = new V.PyDict()
  for (const entry of node.entries) {
    if (entry.key) {
      const key = yield* evaluate(vm, frame, entry.key)
      const value = yield* evaluate(vm, frame, entry.value)
      frame.at = node
      setEntry(dict, plainKey(key) ?? (yield* keyOf(vm, key)), key, value)
    } else {
      const other = yield* evaluate(vm, frame, entry.value)
      if (!(other instanceof V.PyDict)) throw raise('TypeError', `'${V.typeName(other)}' object is not a mapping`)
      for (const [key, one] of other.entries) setEntry(dict, key, one.key, one.value)
    }
  }
  return dict
}

function* comparison(vm: Vm, frame: Frame, node: Extract<Expr, { kind: 'compare' }>): Sys<Value> {
  let left = yield* evaluate(vm, frame, node.left)
  let result: Value = true
  for (const [index, step] of node.rest.entries()) {
    const right = yield* evaluate(vm, frame, step.right)
    frame.at = node
    result = yield* compare(vm, step.op, left, right)
    if (index < node.rest.length - 1 && !(yield* vm.truth(result))) return result
    left = right
  }
  return result
}

function* formatted(vm: Vm, frame: Frame, parts: readonly FormattedPart[]): Sys<string> {
  let out = ''
  for (const part of parts) {
    if ('text' in part) {
      out += part.text
      continue
    }
    let value = yield* evaluate(vm, frame, part.value)
    const spec = part.spec ? yield* formatted(vm, frame, part.spec) : ''
    frame.at = part.value
    if (part.conversion === 'r' || part.conversion === 'a') value = yield* repr(vm, value)
    else if (part.conversion === 's') value = yield* text(vm, value)
    out += yield* format(vm, value, spec)
  }
  return out
}

/** format(value, spec). */
export function* format(vm: Vm, value: Value, spec: string): Sys<string> {
  const own = yield* vm.special(value, '__format__', spec)
  if (typeof own === 'string') return own
  if (value instanceof V.PyObject && spec !== '') throw raise('TypeError', `unsupported format string passed to ${value.cls.name}.__format__`)
  return formatValue(value, spec, yield* text(vm, value))
}

function* call(vm: Vm, frame: Frame, node: Extract<Expr, { kind: 'call' }>): Sys<Value> {
  const callee = yield* evaluate(vm, frame, node.callee)
  const args: Value[] = []
  let keywords: Map<string, Value> | undefined
  for (const argument of node.args) {
    const value = yield* evaluate(vm, frame, argument.value)
    if (argument.star === '*') for (const item of yield* vm.list(value)) args.push(item)
    else if (argument.star === '**') {
      if (!(value instanceof V.PyDict)) throw raise('TypeError', `argument after ** must be a mapping, not ${V.typeName(value)}`)
      keywords ??= new Map()
      for (const entry of value.entries.values()) keywords.set(String(entry.key), entry.value)
    } else if (argument.name !== undefined) {
      keywords ??= new Map()
      keywords.set(argument.name, value)
    } else args.push(value)
  }
  frame.at = node
  if (callee === V.types.super && args.length === 0) return zeroSuper(frame)
  if (callee instanceof V.PyNative && FRAME_NATIVES.has(callee.name)) return yield* vm.call(callee, [new FrameHandle(frame), ...args], keywords)
  const result = yield* vm.call(callee, args, keywords)
  frame.at = node
  return result
}

/** Built-in functions that look at their caller get its frame first. */
const FRAME_NATIVES = new Set(['globals', 'locals', 'vars', 'dir', 'exec', 'eval', '__import__', 'exc_info', 'import_module'])

export class FrameHandle extends V.PyObject {
  constructor(readonly frame: Frame) {
    super(V.types.object)
  }
}

function zeroSuper(frame: Frame): Value {
  let scope = frame.scope
  let first = frame.code?.parameters[0]
  for (; scope && !first; scope = scope.parent) first = frame.code?.parameters[0]
  const self = first && frame.scope?.vars.get(first.name)
  if (!frame.owner?.cls || self === undefined) throw raise('RuntimeError', 'super(): no arguments')
  return new V.PySuper(frame.owner.cls, self)
}

export function* makeFunction(
  vm: Vm,
  frame: Frame,
  functionName: string,
  parameters: readonly Parameter[],
  body: readonly Stmt[] | Expr,
): Sys<V.PyFunction> {
  const defaults = new Map<string, Value>()
  for (const parameter of parameters) if (parameter.defaultValue) defaults.set(parameter.name, yield* evaluate(vm, frame, parameter.defaultValue))
  const made = new V.PyFunction(codeOf(functionName, parameters, body, frame.file), frame.globals, frame.scope, defaults, frame.owner)
  if (frame.scope?.isClass) made.qualname = `${frame.name}.${functionName}`
  else if (frame.scope) made.qualname = `${frame.name}.<locals>.${functionName}`
  return made
}

const codes = new WeakMap<object, V.Code>()

/** What is known of a body before it runs; worked out once. */
function codeOf(functionName: string, parameters: readonly Parameter[], body: readonly Stmt[] | Expr, file: string): V.Code {
  let code = codes.get(body)
  if (!code) {
    const names = namesOf(
      body,
      parameters.map((parameter) => parameter.name),
    )
    code = { name: functionName, parameters, body, file, ...names }
    codes.set(body, code)
  }
  return code
}

function* comprehension(vm: Vm, frame: Frame, node: Extract<Expr, { kind: 'comprehension' | 'dictComprehension' }>): Sys<Value> {
  const locals = namesOf(node, []).locals
  const bindTargets = namesOf({ kind: 'tuple', items: [], line: 0, col: 0, endLine: 0, endCol: 0 }, [])
  for (const clause of node.clauses) addTargets(clause.target, bindTargets.locals)
  for (const one of locals) if (!bindTargets.locals.has(one)) frame.scope?.vars.has(one)
  const scope: Scope = { vars: new Map(), parent: frame.scope, locals: bindTargets.locals, isClass: false }
  const label = node.kind === 'comprehension' && node.of === 'generator' ? '<genexpr>' : frame.name
  const inner = new Frame(label, frame.file, frame.globals, scope, frame.code, frame.owner)
  const first = node.clauses[0] as Comprehension
  const source = yield* evaluate(vm, frame, first.iter)
  frame.at = first.iter
  const iterator = yield* vm.iter(source)
  if (node.kind === 'comprehension' && node.of === 'generator') {
    const run = function* (): Sys<Value> {
      yield* loops(vm, inner, node.clauses, 0, iterator, function* () {
        yield new V.Yielded(yield* evaluate(vm, inner, node.item)) as never
      })
      return null
    }
    return new V.PyGenerator(run(), '<genexpr>')
  }
  return yield* collected(vm, frame, inner, node, iterator)
}

function* collected(
  vm: Vm,
  frame: Frame,
  inner: Frame,
  node: Extract<Expr, { kind: 'comprehension' | 'dictComprehension' }>,
  iterator: V.PyObject,
): Sys<Value> {
  const [list, set, dict] = [new V.PyList([]), new V.PySet(), new V.PyDict()]
  try {
    yield* loops(vm, inner, node.clauses, 0, iterator, function* () {
      if (node.kind === 'dictComprehension') {
        const key = yield* evaluate(vm, inner, node.key)
        setEntry(dict, yield* keyOf(vm, key), key, yield* evaluate(vm, inner, node.value))
      } else {
        const item = yield* evaluate(vm, inner, node.item)
        if (node.of === 'list') list.items.push(item)
        else set.items.set(yield* keyOf(vm, item), item)
      }
    })
  } catch (problem) {
    // Since 3.12 comprehensions run in their function's own frame.
    if (inner.at) frame.at = inner.at
    throw problem
  }
  return node.kind === 'dictComprehension' ? dict : node.of === 'list' ? list : set
}

function addTargets(target: Expr, into: Set<string>): void {
  if (target.kind === 'name') into.add(target.name)
  else if (target.kind === 'tuple' || target.kind === 'list') for (const item of target.items) addTargets(item, into)
  else if (target.kind === 'star') addTargets(target.value, into)
}

function* loops(vm: Vm, frame: Frame, clauses: readonly Comprehension[], depth: number, iterator: V.PyObject, body: () => Sys<void>): Sys<void> {
  const clause = clauses[depth] as Comprehension
  const next = clauses[depth + 1]
  outer: for (;;) {
    yield* vm.tick()
    const item = yield* vm.next(iterator)
    if (item === undefined) return
    yield* vm.walker.assign(vm, frame, clause.target, item)
    for (const condition of clause.conditions) if (!(yield* vm.truth(yield* evaluate(vm, frame, condition)))) continue outer
    if (next) yield* loops(vm, frame, clauses, depth + 1, yield* vm.iter(yield* evaluate(vm, frame, next.iter)), body)
    else yield* body()
  }
}
