import type { Sys } from '../../../kernel/calls.ts'
import { exceptionClass, Raised, raise } from './errors.ts'
import { dictOf } from './hash.ts'
import type { Value } from './values.ts'
import * as V from './values.ts'
import type { Vm } from './vm.ts'

/** Attribute access: instance and class dictionaries, descriptors, super, `__getattr__`. Leaves out: __slots__, __getattribute__. */
export function* attribute(vm: Vm, value: Value, name: string): Sys<Value> {
  const found = yield* lookup(vm, value, name)
  if (found !== undefined) return found
  const hook = V.classOf(value).lookup('__getattr__')
  if (hook !== undefined) return yield* vm.call(hook, [value, name])
  throw missing(value, name)
}

/** hasattr and getattr with a default. */
export function* attributeOr(vm: Vm, value: Value, name: string, otherwise: Value | undefined): Sys<Value | undefined> {
  try {
    return yield* attribute(vm, value, name)
  } catch (problem) {
    if (problem instanceof Raised && problem.value.cls.is(exceptionClass('AttributeError'))) return otherwise
    throw problem
  }
}

function missing(value: Value, name: string): Raised {
  if (value instanceof V.PyModule) return raise('AttributeError', `module '${value.name}' has no attribute '${name}'`)
  if (value instanceof V.PyClass) return raise('AttributeError', `type object '${value.name}' has no attribute '${name}'`)
  if (value instanceof V.PySuper) return raise('AttributeError', `'super' object has no attribute '${name}'`)
  return raise('AttributeError', `'${V.typeName(value)}' object has no attribute '${name}'`)
}

function* lookup(vm: Vm, value: Value, name: string): Sys<Value | undefined> {
  if (value instanceof V.PyModule) {
    const found = value.vars.get(name)
    if (found !== undefined) return found
    if (name === '__dict__') return dictOf([...value.vars])
    const hook = value.vars.get('__getattr__')
    return hook === undefined ? undefined : yield* vm.call(hook, [name])
  }
  if (value instanceof V.PyClass) return yield* ofClass(vm, value, name)
  if (value instanceof V.PySuper) return yield* ofSuper(vm, value, name)
  const cls = V.classOf(value)
  const shared = cls.lookup(name)
  if (shared instanceof V.PyProperty) {
    if (shared.get === null) throw raise('AttributeError', `property '${name}' of '${cls.name}' object has no getter`)
    return yield* vm.call(shared.get, [value])
  }
  const own = value instanceof V.PyObject ? value.attrs?.get(name) : undefined
  if (own !== undefined) return own
  if (shared !== undefined) return yield* bind(vm, shared, value, cls)
  return special(value, cls, name)
}

/** What an attribute found on a class becomes when it is read through an instance. */
function* bind(vm: Vm, found: Value, self: Value, cls: V.PyClass): Sys<Value> {
  if (found instanceof V.PyFunction || (found instanceof V.PyNative && found.cls === V.types.method)) return new V.PyMethod(self, found)
  if (found instanceof V.PyWrapped) return found.cls === V.types.classmethod ? bound(found.value, cls) : found.value
  if (found instanceof V.PyObject && !(found instanceof V.PyClass)) {
    const getter = found.cls.lookup('__get__')
    if (getter !== undefined) return yield* vm.call(getter, [found, self, cls])
  }
  return found
}

const bound = (callee: Value, self: Value): Value =>
  callee instanceof V.PyFunction || callee instanceof V.PyNative ? new V.PyMethod(self, callee) : callee

function* ofClass(vm: Vm, cls: V.PyClass, name: string): Sys<Value | undefined> {
  const found = cls.lookup(name)
  if (found instanceof V.PyWrapped) return found.cls === V.types.classmethod ? bound(found.value, cls) : found.value
  if (found instanceof V.PyObject && !(found instanceof V.PyClass) && !(found instanceof V.PyProperty)) {
    const getter = found.cls.lookup('__get__')
    if (getter !== undefined) return yield* vm.call(getter, [found, null, cls])
  }
  if (found !== undefined && name !== '__class__') return found
  switch (name) {
    case '__name__':
      return cls.name
    case '__qualname__':
      return cls.qualname
    case '__module__':
      return cls.module
    case '__doc__':
      return null
    case '__mro__':
      return new V.PyTuple(cls.mro)
    case '__bases__':
      return new V.PyTuple(cls.bases)
    case '__dict__':
      return dictOf([...cls.dict])
    case '__class__':
      return cls.cls
    case '__annotations__':
      return new V.PyDict()
  }
  const meta = cls.cls.lookup(name)
  if (meta instanceof V.PyProperty) return yield* vm.call(meta.get, [cls])
  return meta === undefined ? undefined : yield* bind(vm, meta, cls, cls.cls)
}

function* ofSuper(vm: Vm, value: V.PySuper, name: string): Sys<Value | undefined> {
  const cls = value.self instanceof V.PyClass && value.self.is(value.after) ? value.self : V.classOf(value.self)
  for (const next of cls.mro.slice(cls.mro.indexOf(value.after) + 1)) {
    const found = next.dict.get(name)
    if (found === undefined) continue
    if (found instanceof V.PyProperty) return yield* vm.call(found.get, [value.self])
    if (name === '__new__') return found instanceof V.PyWrapped ? found.value : found
    return yield* bind(vm, found, value.self, cls)
  }
  return name === '__init__'
    ? new V.PyNative('__init__', () => defaultInit(value))
    : name === '__init_subclass__'
      ? new V.PyNative(name, () => null)
      : undefined
}

const defaultInit = (_of: V.PySuper): Value => null

function special(value: Value, cls: V.PyClass, name: string): Value | undefined {
  if (name === '__class__') return cls
  if (name === '__doc__') return null
  if (value instanceof V.PyFunction) {
    if (name === '__name__') return value.code.name
    if (name === '__qualname__') return value.qualname
    if (name === '__module__') return value.globals.name
    if (name === '__dict__') return dictOf([...(value.attrs ?? [])])
    if (name === '__defaults__') return new V.PyTuple([...value.defaults.values()])
  }
  if (value instanceof V.PyNative && (name === '__name__' || name === '__qualname__')) return value.name
  if (value instanceof V.PyMethod) {
    if (name === '__self__') return value.self
    if (name === '__func__') return value.callee
    if (name === '__name__' || name === '__qualname__') return value.callee instanceof V.PyFunction ? value.callee.code.name : value.callee.name
  }
  if (value instanceof V.PyException) {
    if (name === 'args') return new V.PyTuple(value.args)
    if (name === '__cause__') return value.cause ?? null
    if (name === '__context__') return value.context ?? null
    if (name === '__traceback__') return new V.PyObject(V.types.traceback)
    if (name === 'code' && cls.is(exceptionClass('SystemExit'))) return value.args[0] ?? null
    if (name === 'value' && cls.is(exceptionClass('StopIteration'))) return value.args[0] ?? null
  }
  if (value instanceof V.PySlice || value instanceof V.PyRange) {
    if (name === 'start' || name === 'stop' || name === 'step') return value[name]
  }
  if (name === '__dict__' && value instanceof V.PyObject) return dictOf([...(value.attrs ?? [])])
  return undefined
}

export function* setAttribute(vm: Vm, value: Value, name: string, to: Value): Sys<void> {
  if (value instanceof V.PyModule) value.vars.set(name, to)
  else if (value instanceof V.PyClass) {
    if (value.module === 'builtins') throw raise('TypeError', `cannot set '${name}' attribute of immutable type '${value.name}'`)
    if (name === '__name__' && typeof to === 'string') value.name = to
    else value.dict.set(name, to)
  } else {
    const cls = V.classOf(value)
    const shared = cls.lookup(name)
    if (shared instanceof V.PyProperty) {
      if (shared.set === null) throw raise('AttributeError', `property '${name}' of '${cls.name}' object has no setter`)
      yield* vm.call(shared.set, [value, to])
      return
    }
    const hook = cls.lookup('__setattr__')
    if (hook !== undefined) {
      yield* vm.call(hook, [value, name, to])
      return
    }
    storeAttribute(value, name, to)
  }
}

/** object.__setattr__. */
export function storeAttribute(value: Value, name: string, to: Value): void {
  if (!(value instanceof V.PyObject) || (value.cls.module === 'builtins' && !(value instanceof V.PyFunction) && !(value instanceof V.PyException)))
    throw raise('AttributeError', `'${V.typeName(value)}' object has no attribute '${name}'`)
  if (value instanceof V.PyFunction && name === '__qualname__' && typeof to === 'string') value.qualname = to
  value.attrs ??= new Map()
  value.attrs.set(name, to)
}

export function* deleteAttribute(vm: Vm, value: Value, name: string): Sys<void> {
  const vars =
    value instanceof V.PyModule ? value.vars : value instanceof V.PyClass ? value.dict : value instanceof V.PyObject ? value.attrs : undefined
  const shared = V.classOf(value).lookup(name)
  if (shared instanceof V.PyProperty && shared.del !== null) yield* vm.call(shared.del, [value])
  else if (!vars?.delete(name)) throw missing(value, name)
}
