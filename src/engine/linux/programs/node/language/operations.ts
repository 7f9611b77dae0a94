import { sys } from '../../../sys.ts'
import type { Realm } from './realm.ts'
import type { Code, Fn, Obj, Value } from './values.ts'
import { accessed, callableOf, isFunction, isObject, Thrown } from './values.ts'

/** Abstract operations of the language (ECMA-262 chapter 7) on the program's values. */

const stepsPerMs = 5_000
const deepest = 900

/** Counts an evaluation; a long computation uses CPU time, so that it can neither hang the world nor pass unseen. */
export function* step(realm: Realm): Code<void> {
  if (++realm.steps >= stepsPerMs) {
    realm.steps = 0
    yield* sys.compute({ ms: 1 })
  }
}

const protoOf = (realm: Realm, value: Value): Obj => {
  switch (typeof value) {
    case 'string':
      return realm.intrinsic.String
    case 'number':
      return realm.intrinsic.Number
    case 'boolean':
      return realm.intrinsic.Boolean
    case 'symbol':
      return realm.intrinsic.Symbol
    default:
      return realm.intrinsic.BigInt
  }
}

/** Reads a property; `accessed` when that takes a call, which is then pending. */
export function peek(realm: Realm, target: Value, key: PropertyKey): Value {
  if (typeof target === 'string') {
    if (key === 'length') return target.length
    if (typeof key === 'number' || (typeof key === 'string' && /^(?:0|[1-9]\d*)$/.test(key))) return target[Number(key)]
  } else if (isObject(target)) return target[key]
  else if (target === undefined || target === null) return realm.fail('TypeError', `Cannot read properties of ${target} (reading '${String(key)}')`)
  const value = protoOf(realm, target)[key]
  if (value === accessed && realm.pending) realm.pending.self = target
  return value
}

export function* get(realm: Realm, target: Value, key: PropertyKey): Code<Value> {
  const value = peek(realm, target, key)
  return value === accessed ? yield* runPending(realm) : value
}

export function* runPending(realm: Realm): Code<Value> {
  const { pending } = realm
  realm.pending = undefined
  return pending ? yield* call(realm, pending.fn, pending.self, pending.args) : undefined
}

export function* set(realm: Realm, target: Value, key: PropertyKey, value: Value, strict = false): Code<void> {
  if (!isObject(target)) {
    if (target === undefined || target === null) realm.fail('TypeError', `Cannot set properties of ${target} (setting '${String(key)}')`)
    return
  }
  realm.pending = undefined
  const done = Reflect.set(target, key, value)
  if (realm.pending) yield* runPending(realm)
  else if (!done && strict) refuse(realm, target, key)
}

function refuse(realm: Realm, target: Obj, key: PropertyKey): never {
  const shown = Array.isArray(target) ? '[object Array]' : `#<${nameOf(realm, target)}>`
  if (!Object.hasOwn(target, key) && !Object.isExtensible(target))
    return realm.fail('TypeError', `Cannot add property ${String(key)}, object is not extensible`)
  if (Object.getOwnPropertyDescriptor(target, key)?.get)
    return realm.fail('TypeError', `Cannot set property ${String(key)} of ${shown} which has only a getter`)
  return realm.fail('TypeError', `Cannot assign to read only property '${String(key)}' of object '${shown}'`)
}

/** The name of an object's constructor. */
export function nameOf(realm: Realm, target: Obj): string {
  const maker = target.constructor
  return isFunction(maker) && maker !== (accessed as unknown) ? String(maker.name) : realm ? 'Object' : ''
}

export function* call(realm: Realm, fn: Value, self: Value, args: readonly Value[]): Code<Value> {
  const callable = callableOf(fn)
  if (!callable) return realm.fail('TypeError', `${typeof fn === 'object' ? '#<Object>' : String(fn)} is not a function`)
  if (callable.sync) return callable.sync(self, args, undefined)
  if (realm.stack.length > deepest) realm.fail('RangeError', 'Maximum call stack size exceeded')
  return callable.code ? yield* callable.code(self, args, undefined) : undefined
}

export function* construct(realm: Realm, fn: Value, args: readonly Value[], target: Fn = fn as Fn): Code<Value> {
  const callable = callableOf(fn)
  if (!callable?.constructs) return realm.fail('TypeError', `${isFunction(fn) ? String(fn.name) : String(fn)} is not a constructor`)
  if (callable.sync) return callable.sync(undefined, args, target)
  return callable.code ? yield* callable.code(undefined, args, target) : undefined
}

/** Prototype for what `new target` makes. */
export function prototypeFor(target: Fn | undefined, usual: Obj): Obj {
  const prototype = target?.prototype
  return isObject(prototype) ? prototype : usual
}

export function* toPrimitive(realm: Realm, value: Value, hint: 'default' | 'number' | 'string' = 'default'): Code<Value> {
  if (!isObject(value)) return value
  const exotic = yield* get(realm, value, Symbol.toPrimitive)
  if (exotic !== undefined) {
    const result = yield* call(realm, exotic, value, [hint])
    if (!isObject(result)) return result
  } else
    for (const name of hint === 'string' ? ['toString', 'valueOf'] : ['valueOf', 'toString']) {
      const method = yield* get(realm, value, name)
      if (!isFunction(method)) continue
      const result = yield* call(realm, method, value, [])
      if (!isObject(result)) return result
    }
  return realm.fail('TypeError', 'Cannot convert object to primitive value')
}

export function* toText(realm: Realm, value: Value): Code<string> {
  if (typeof value === 'string') return value
  const primitive = yield* toPrimitive(realm, value, 'string')
  if (typeof primitive === 'symbol') return realm.fail('TypeError', 'Cannot convert a Symbol value to a string')
  return String(primitive)
}

export function* toNumber(realm: Realm, value: Value): Code<number> {
  if (typeof value === 'number') return value
  const primitive = yield* toPrimitive(realm, value, 'number')
  if (typeof primitive === 'symbol') return realm.fail('TypeError', 'Cannot convert a Symbol value to a number')
  if (typeof primitive === 'bigint') return realm.fail('TypeError', 'Cannot convert a BigInt value to a number')
  return Number(primitive)
}

export function* toKey(realm: Realm, value: Value): Code<PropertyKey> {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'symbol') return value
  const primitive = yield* toPrimitive(realm, value, 'string')
  return typeof primitive === 'symbol' ? primitive : String(primitive)
}

/** An exception as the program sees it: faults the host found in its values become the program's own errors. */
export function thrownValue(realm: Realm, fault: unknown): Thrown | undefined {
  if (fault instanceof Thrown) return fault
  if (fault instanceof RangeError)
    return new Thrown(realm.error('RangeError', /stack|recursion/.test(fault.message) ? 'Maximum call stack size exceeded' : fault.message))
  if (fault instanceof SyntaxError) return new Thrown(realm.error('SyntaxError', fault.message))
  if (fault instanceof TypeError) return new Thrown(realm.error('TypeError', fault.message))
  return undefined
}

export interface Cursor {
  next(): Code<{ readonly done: boolean; readonly value: Value }>
  close(): Code<void>
}

const nothing = function* (): Code<void> {}

/** The iteration of a value, as for…of, spread and destructuring see it. */
export function* iterate(realm: Realm, value: Value, shown = 'object'): Code<Cursor> {
  const method = value === undefined || value === null ? undefined : yield* get(realm, value, Symbol.iterator)
  if (!isFunction(method)) {
    const what = value === undefined || value === null ? String(value) : shown
    return realm.fail('TypeError', `${what} is not iterable`)
  }
  if (Array.isArray(value) && method === realm.intrinsic.Array.values) {
    let index = 0
    return {
      next: function* () {
        return index < value.length ? { done: false, value: (value as Value[])[index++] } : { done: true, value: undefined }
      },
      close: nothing,
    }
  }
  const iterator = yield* call(realm, method, value, [])
  const next = yield* get(realm, iterator, 'next')
  return {
    next: function* () {
      const result = yield* call(realm, next, iterator, [])
      if (!isObject(result)) return realm.fail('TypeError', `Iterator result ${String(result)} is not an object`)
      const done = Boolean(yield* get(realm, result, 'done'))
      return { done, value: done ? undefined : yield* get(realm, result, 'value') }
    },
    close: function* () {
      const method = yield* get(realm, iterator, 'return')
      if (isFunction(method)) yield* call(realm, method, iterator, [])
    },
  }
}

/** All that an iteration gives, in an array of the host's. */
export function* listOf(realm: Realm, value: Value, shown?: string): Code<Value[]> {
  const cursor = yield* iterate(realm, value, shown)
  const items: Value[] = []
  for (;;) {
    const { done, value: item } = yield* cursor.next()
    if (done) return items
    items.push(item)
    yield* step(realm)
  }
}

export const typeName = (value: Value): string => (value === null ? 'object' : typeof value)

export function isInstance(value: Value, maker: Value): boolean {
  const fn = callableOf(maker)?.bound ?? maker
  const prototype = isFunction(fn) ? fn.prototype : undefined
  if (!isObject(value)) return false
  for (let at: unknown = Object.getPrototypeOf(value); at !== null; at = Object.getPrototypeOf(at)) if (at === prototype) return true
  return false
}
