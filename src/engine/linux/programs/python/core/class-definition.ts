import type { Sys } from '../../../kernel/calls.ts'
import { raise } from './errors.ts'
import { evaluate } from './evaluate.ts'
import { Frame, passing } from './frame.ts'
import type { Scope } from './scope.ts'
import type { Stmt } from './syntax.ts'
import type { Value } from './values.ts'
import * as V from './values.ts'
import type { Vm } from './vm.ts'

/** Runs a class statement. Metaclasses come by keyword or inheritance; of their hooks __init__, __call__ and __new__-less use work. */
export function* defineClass(vm: Vm, frame: Frame, node: Extract<Stmt, { kind: 'class' }>): Sys<Value> {
  const decorators: Value[] = []
  for (const decorator of node.decorators) decorators.push(yield* evaluate(vm, frame, decorator))
  const bases: V.PyClass[] = []
  const keywords = new Map<string, Value>()
  for (const argument of node.args) {
    const value = yield* evaluate(vm, frame, argument.value)
    frame.at = node
    if (argument.name !== undefined) keywords.set(argument.name, value)
    else if (value instanceof V.PyClass) bases.push(value)
    else throw raise('TypeError', `bases must be types`)
  }
  const scope: Scope = { vars: new Map(), parent: frame.scope, locals: new Set(), isClass: true }
  const owner: { cls: V.PyClass | undefined } = { cls: undefined }
  const qualname =
    frame.scope && !frame.scope.isClass ? `${frame.name}.<locals>.${node.name}` : frame.scope?.isClass ? `${frame.name}.${node.name}` : node.name
  const inner = new Frame(qualname, frame.file, frame.globals, scope, undefined, owner)
  try {
    yield* vm.walker.execute(vm, inner, node.body)
  } catch (problem) {
    passing(inner, problem)
    throw problem
  }
  frame.at = node
  const meta = keywords.get('metaclass')
  keywords.delete('metaclass')
  let made: Value = yield* createClass(vm, node.name, bases, scope.vars, meta instanceof V.PyClass ? meta : undefined, keywords)
  if (made instanceof V.PyClass) {
    made.qualname = qualname
    made.module = frame.globals.name
    owner.cls = made
  }
  for (const decorator of decorators.reverse()) made = yield* vm.call(decorator, [made])
  return made
}

export function* createClass(
  vm: Vm,
  name: string,
  bases: readonly V.PyClass[],
  vars: ReadonlyMap<string, Value>,
  metaclass: V.PyClass | undefined,
  keywords: V.Keywords,
): Sys<V.PyClass> {
  const actual = bases.length > 0 ? bases : [V.types.object]
  const meta = metaclass ?? actual.find((base) => base.cls !== V.types.type)?.cls ?? V.types.type
  const made = new V.PyClass(name, actual, meta)
  for (const [key, value] of vars) made.dict.set(key, value)
  if (vars.has('__eq__') && !vars.has('__hash__')) made.dict.set('__hash__', null)
  for (const [key, value] of vars) {
    const hook = value instanceof V.PyObject ? value.cls.lookup('__set_name__') : undefined
    if (hook !== undefined) yield* vm.call(hook, [value, made, key])
  }
  const init = meta === V.types.type ? undefined : meta.lookup('__init__')
  if (init !== undefined) yield* vm.call(init, [made, name, new V.PyTuple(actual), null])
  for (const base of made.mro.slice(1)) {
    const hook = base.dict.get('__init_subclass__')
    if (hook === undefined) continue
    yield* vm.call(hook instanceof V.PyWrapped ? hook.value : hook, [made], keywords)
    break
  }
  return made
}
