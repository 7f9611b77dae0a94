import type { Sys } from '../../../kernel/calls.ts'
import { attribute, deleteAttribute, setAttribute } from './attributes.ts'
import { defineClass } from './class-definition.ts'
import { exceptionClass, Raised, raise } from './errors.ts'
import { evaluate, makeFunction, store } from './evaluate.ts'
import { type End, type Frame, passing, Returned } from './frame.ts'
import { fromModule, importModule } from './imports.ts'
import { deleteItem, getItem, setItem } from './items.ts'
import { matches } from './match.ts'
import { binary } from './operators.ts'
import type { Expr, Stmt } from './syntax.ts'
import type { Value } from './values.ts'
import * as V from './values.ts'
import type { Vm } from './vm.ts'

export function* execute(vm: Vm, frame: Frame, body: readonly Stmt[]): Sys<End> {
  for (const node of body) {
    if (++vm.steps >= 1000 || vm.pending.length > 0) {
      frame.at = node
      yield* vm.tick()
    }
    const end = yield* one(vm, frame, node)
    if (end !== undefined) return end
  }
  return undefined
}

function* one(vm: Vm, frame: Frame, node: Stmt): Sys<End> {
  switch (node.kind) {
    case 'expression':
      yield* evaluate(vm, frame, node.value)
      return undefined
    case 'assign': {
      const value = yield* evaluate(vm, frame, node.value)
      for (const target of node.targets) yield* assign(vm, frame, target, value)
      return undefined
    }
    case 'augmented':
      yield* augmented(vm, frame, node)
      return undefined
    case 'if':
      return yield* execute(vm, frame, (yield* vm.truth(yield* evaluate(vm, frame, node.test))) ? node.body : node.orelse)
    case 'for':
      return yield* forLoop(vm, frame, node)
    case 'while':
      return yield* whileLoop(vm, frame, node)
    case 'return':
      return new Returned(node.value ? yield* evaluate(vm, frame, node.value) : null)
    case 'pass':
      return undefined
    case 'break':
    case 'continue':
      return node.kind
    case 'try':
      return yield* attempt(vm, frame, node)
    case 'with':
      return yield* withItems(vm, frame, node, 0)
    case 'match':
      return yield* choose(vm, frame, node)
    default:
      yield* declare(vm, frame, node)
      return undefined
  }
}

function* declare(vm: Vm, frame: Frame, node: Stmt): Sys<void> {
  switch (node.kind) {
    case 'function': {
      const decorators: Value[] = []
      for (const decorator of node.decorators) decorators.push(yield* evaluate(vm, frame, decorator))
      let made: Value = yield* makeFunction(vm, frame, node.name, node.parameters, node.body)
      const [first] = node.body
      if (first?.kind === 'expression' && first.value.kind === 'constant' && typeof first.value.value === 'string')
        (made as V.PyFunction).attrs = new Map([['__doc__', first.value.value]])
      for (const decorator of decorators.reverse()) {
        frame.at = node.decorators[0] ?? node
        made = yield* vm.call(decorator, [made])
      }
      store(frame, node.name, made)
      return
    }
    case 'class':
      store(frame, node.name, yield* defineClass(vm, frame, node))
      return
    case 'annotated':
      yield* annotated(vm, frame, node)
      return
    case 'raise':
      yield* raiseStatement(vm, frame, node)
      return
    case 'assert':
      if (!(yield* vm.truth(yield* evaluate(vm, frame, node.test)))) {
        const args = node.message ? [yield* evaluate(vm, frame, node.message)] : []
        frame.at = node.test
        throw raise('AssertionError', ...args)
      }
      return
    case 'delete':
      for (const target of node.targets) yield* remove(vm, frame, target)
      return
    case 'import':
      for (const { name, as } of node.names) {
        frame.at = node
        const module = yield* importModule(vm, name)
        store(frame, as ?? name.split('.')[0] ?? '', as === undefined ? (vm.modules.get(name.split('.')[0] ?? '') ?? module) : module)
      }
      return
    case 'from':
      frame.at = node
      for (const [name, value] of yield* fromModule(vm, frame.globals, node)) store(frame, name, value)
  }
}

function* annotated(vm: Vm, frame: Frame, node: Extract<Stmt, { kind: 'annotated' }>): Sys<void> {
  if (frame.scope?.isClass && node.target.kind === 'name') {
    const before = frame.scope.vars.get('__annotations__')
    const notes = before instanceof V.PyDict ? before : new V.PyDict()
    frame.scope.vars.set('__annotations__', notes)
    const type = yield* evaluate(vm, frame, node.annotation)
    notes.entries.set(`s${node.target.name}`, { key: node.target.name, value: type })
  }
  if (node.value) yield* assign(vm, frame, node.target, yield* evaluate(vm, frame, node.value))
}

export function* assign(vm: Vm, frame: Frame, target: Expr, value: Value): Sys<void> {
  switch (target.kind) {
    case 'name':
      store(frame, target.name, value)
      return
    case 'attribute': {
      const owner = yield* evaluate(vm, frame, target.value)
      frame.at = target
      yield* setAttribute(vm, owner, target.name, value)
      return
    }
    case 'subscript': {
      const owner = yield* evaluate(vm, frame, target.value)
      const index = yield* evaluate(vm, frame, target.index)
      frame.at = target
      yield* setItem(vm, owner, index, value)
      return
    }
    case 'tuple':
    case 'list':
      yield* unpack(vm, frame, target, value)
      return
    default:
      throw raise('SyntaxError', `cannot assign to ${target.kind}`)
  }
}

function* unpack(vm: Vm, frame: Frame, target: Extract<Expr, { kind: 'tuple' | 'list' | 'set' }>, value: Value): Sys<void> {
  frame.at = target
  if (value === null || typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean')
    throw raise('TypeError', `cannot unpack non-iterable ${V.typeName(value)} object`)
  const items = yield* vm.list(value)
  const star = target.items.findIndex((item) => item.kind === 'star')
  const count = target.items.length
  if (star < 0 ? items.length < count : items.length < count - 1)
    throw raise(
      'ValueError',
      `not enough values to unpack (expected ${star < 0 ? '' : 'at least '}${star < 0 ? count : count - 1}, got ${items.length})`,
    )
  if (star < 0 && items.length > count) throw raise('ValueError', `too many values to unpack (expected ${count})`)
  const extra = items.length - count + 1
  let at = 0
  for (const item of target.items) {
    if (item.kind === 'star') {
      yield* assign(vm, frame, item.value, new V.PyList(items.slice(at, at + extra)))
      at += extra
    } else yield* assign(vm, frame, item, items[at++] as Value)
  }
}

function* augmented(vm: Vm, frame: Frame, node: Extract<Stmt, { kind: 'augmented' }>): Sys<void> {
  const { target, op } = node
  const combine = function* (before: Value): Sys<Value> {
    const right = yield* evaluate(vm, frame, node.value)
    frame.at = node
    if (op === '+' && before instanceof V.PyList) {
      before.items.push(...(yield* vm.list(right)))
      return before
    }
    return yield* binary(vm, op, before, right, `${op}=`)
  }
  if (target.kind === 'attribute') {
    const owner = yield* evaluate(vm, frame, target.value)
    frame.at = target
    yield* setAttribute(vm, owner, target.name, yield* combine(yield* attribute(vm, owner, target.name)))
  } else if (target.kind === 'subscript') {
    const owner = yield* evaluate(vm, frame, target.value)
    const index = yield* evaluate(vm, frame, target.index)
    frame.at = target
    yield* setItem(vm, owner, index, yield* combine(yield* getItem(vm, owner, index)))
  } else yield* assign(vm, frame, target, yield* combine(yield* evaluate(vm, frame, target)))
}

function* remove(vm: Vm, frame: Frame, target: Expr): Sys<void> {
  frame.at = target
  if (target.kind === 'name') {
    const vars = frame.scope && !frame.code?.globals.has(target.name) ? frame.scope.vars : frame.globals.vars
    if (!vars.delete(target.name)) throw raise('NameError', `name '${target.name}' is not defined`)
  } else if (target.kind === 'attribute') yield* deleteAttribute(vm, yield* evaluate(vm, frame, target.value), target.name)
  else if (target.kind === 'subscript') yield* deleteItem(vm, yield* evaluate(vm, frame, target.value), yield* evaluate(vm, frame, target.index))
  else if (target.kind === 'tuple') for (const item of target.items) yield* remove(vm, frame, item)
}

/** What `raise` throws for a value: an exception, or an instance of the class. */
export function* exceptionOf(vm: Vm, value: Value): Sys<V.PyException> {
  const made = value instanceof V.PyClass && value.is(exceptionClass('BaseException')) ? yield* vm.call(value) : value
  if (!(made instanceof V.PyException)) throw raise('TypeError', 'exceptions must derive from BaseException')
  return made
}

function* raiseStatement(vm: Vm, frame: Frame, node: Extract<Stmt, { kind: 'raise' }>): Sys<void> {
  if (!node.value) {
    const current = frame.handling ?? vm.handling
    frame.at = node
    if (!current) throw raise('RuntimeError', 'No active exception to reraise')
    throw new Raised(current)
  }
  const made = yield* exceptionOf(vm, yield* evaluate(vm, frame, node.value))
  if (node.cause) {
    const cause = yield* evaluate(vm, frame, node.cause)
    made.cause = cause === null ? null : yield* exceptionOf(vm, cause)
    made.suppress = true
  }
  frame.at = node
  made.trace = []
  throw new Raised(made)
}

function* forLoop(vm: Vm, frame: Frame, node: Extract<Stmt, { kind: 'for' }>): Sys<End> {
  const source = yield* evaluate(vm, frame, node.iter)
  frame.at = node.iter
  const iterator = yield* vm.iter(source)
  for (;;) {
    frame.at = node.iter
    const item = yield* vm.next(iterator)
    if (item === undefined) break
    yield* assign(vm, frame, node.target, item)
    const end = yield* execute(vm, frame, node.body)
    if (end === 'break') return undefined
    if (end instanceof Returned) return end
  }
  return yield* execute(vm, frame, node.orelse)
}

function* whileLoop(vm: Vm, frame: Frame, node: Extract<Stmt, { kind: 'while' }>): Sys<End> {
  while (yield* vm.truth(yield* evaluate(vm, frame, node.test))) {
    const end = yield* execute(vm, frame, node.body)
    if (end === 'break') return undefined
    if (end instanceof Returned) return end
  }
  return yield* execute(vm, frame, node.orelse)
}

function* attempt(vm: Vm, frame: Frame, node: Extract<Stmt, { kind: 'try' }>): Sys<End> {
  let end: End
  let failure: unknown
  try {
    end = yield* guarded(vm, frame, node)
  } catch (problem) {
    if (node.final.length === 0) throw problem
    failure = problem
  }
  if (node.final.length > 0) {
    const at = frame.at
    if (failure) passing(frame, failure)
    const last = yield* execute(vm, frame, node.final)
    if (last !== undefined) return last
    if (failure !== undefined) {
      frame.at = at
      throw failure
    }
  }
  return end
}

function* guarded(vm: Vm, frame: Frame, node: Extract<Stmt, { kind: 'try' }>): Sys<End> {
  try {
    const end = yield* execute(vm, frame, node.body)
    if (end !== undefined) return end
  } catch (caught) {
    const problem = caught instanceof RangeError ? raise('RecursionError', 'maximum recursion depth exceeded') : caught
    if (!(problem instanceof Raised)) throw problem
    passing(frame, problem)
    for (const handler of node.handlers) {
      if (handler.type && !(yield* catches(vm, problem.value, yield* evaluate(vm, frame, handler.type)))) continue
      return yield* handle(vm, frame, handler, problem.value)
    }
    throw problem
  }
  return yield* execute(vm, frame, node.orelse)
}

function* handle(vm: Vm, frame: Frame, handler: Extract<Stmt, { kind: 'try' }>['handlers'][number], caught: V.PyException): Sys<End> {
  const before = [frame.handling, vm.handling] as const
  frame.handling = caught
  vm.handling = caught
  if (handler.name) store(frame, handler.name, caught)
  try {
    return yield* execute(vm, frame, handler.body)
  } catch (again) {
    if (again instanceof Raised && again.value !== caught && !again.value.context) again.value.context = caught
    throw again
  } finally {
    frame.handling = before[0]
    vm.handling = before[1]
    if (handler.name) (frame.scope?.vars ?? frame.globals.vars).delete(handler.name)
  }
}

function* catches(vm: Vm, value: V.PyException, type: Value): Sys<boolean> {
  if (type instanceof V.PyTuple) {
    for (const item of type.items) if (yield* catches(vm, value, item)) return true
    return false
  }
  if (!(type instanceof V.PyClass) || !type.is(exceptionClass('BaseException')))
    throw raise('TypeError', 'catching classes that do not inherit from BaseException is not allowed')
  return value.cls.is(type)
}

function* withItems(vm: Vm, frame: Frame, node: Extract<Stmt, { kind: 'with' }>, index: number): Sys<End> {
  const item = node.items[index]
  if (!item) return yield* execute(vm, frame, node.body)
  const context = yield* evaluate(vm, frame, item.context)
  frame.at = item.context
  const entered = yield* vm.special(context, '__enter__')
  if (entered === undefined) throw raise('TypeError', `'${V.typeName(context)}' object does not support the context manager protocol`)
  let end: End
  try {
    if (item.target) yield* assign(vm, frame, item.target, entered)
    end = yield* withItems(vm, frame, node, index + 1)
  } catch (problem) {
    if (!(problem instanceof Raised)) throw problem
    passing(frame, problem)
    const swallowed = yield* vm.special(context, '__exit__', problem.value.cls, problem.value, null)
    if (swallowed !== undefined && (yield* vm.truth(swallowed))) return undefined
    throw problem
  }
  yield* vm.special(context, '__exit__', null, null, null)
  return end
}

function* choose(vm: Vm, frame: Frame, node: Extract<Stmt, { kind: 'match' }>): Sys<End> {
  const subject = yield* evaluate(vm, frame, node.subject)
  for (const { pattern, guard, body } of node.cases) {
    if (!(yield* matches(vm, frame, pattern, subject))) continue
    if (guard && !(yield* vm.truth(yield* evaluate(vm, frame, guard)))) continue
    return yield* execute(vm, frame, body)
  }
  return undefined
}
