import { call, get, isInstance, listOf, prototypeFor, toKey, toText } from '../language/operations.ts'
import type { Realm } from '../language/realm.ts'
import type { Code, Fn, Obj, Value } from '../language/values.ts'
import { accessed, callableOf, define, isFunction, isObject } from '../language/values.ts'

/** Object, Function, Symbol and Boolean. */
export function installObjects(realm: Realm): void {
  const object = realm.publish(
    'Object',
    realm.native(
      'Object',
      1,
      (_, [value], target) => (isObject(value) ? value : target ? Object.create(prototypeFor(target, realm.intrinsic.Object)) : realm.object()),
      true,
    ),
  )
  objectStatics(realm, object)
  objectPrototype(realm)
  functions(realm)
  symbols(realm)
  const boolean = realm.publish(
    'Boolean',
    realm.native('Boolean', 1, (_, [value]) => Boolean(value), true),
  )
  realm.method(boolean.prototype as Obj, 'toString', 0, String)
  realm.method(boolean.prototype as Obj, 'valueOf', 0, (self) => self)
}

const own = (value: Value): Obj => (isObject(value) ? value : (Object(value) as Obj))

function objectStatics(realm: Realm, object: Fn): void {
  const pairs = function* (value: Value): Code<[string, Value][]> {
    if (value === undefined || value === null) realm.fail('TypeError', 'Cannot convert undefined or null to object')
    if (typeof value === 'string') return value.split('').map((unit, index) => [String(index), unit])
    const result: [string, Value][] = []
    if (isObject(value)) for (const key of Object.keys(value)) result.push([key, yield* get(realm, value, key)])
    return result
  }
  realm.codeMethod(object, 'keys', 1, function* (_, [value]) {
    return realm.array((yield* pairs(value)).map(([key]) => key))
  })
  realm.codeMethod(object, 'values', 1, function* (_, [value]) {
    return realm.array((yield* pairs(value)).map(([, item]) => item))
  })
  realm.codeMethod(object, 'entries', 1, function* (_, [value]) {
    return realm.array((yield* pairs(value)).map((pair) => realm.array(pair)))
  })
  realm.codeMethod(object, 'assign', 2, function* (_, [target, ...sources]) {
    for (const source of sources) for (const [key, value] of isObject(source) ? yield* pairs(source) : []) (target as Obj)[key] = value
    return target
  })
  realm.codeMethod(object, 'fromEntries', 1, function* (_, [entries]) {
    const result = realm.object()
    for (const entry of yield* listOf(realm, entries))
      result[(yield* toKey(realm, yield* get(realm, entry, 0))) as string] = yield* get(realm, entry, 1)
    return result
  })
  realm.codeMethod(object, 'groupBy', 2, function* (_, [items, by]) {
    const result = Object.create(null) as Record<PropertyKey, Value[]>
    for (const [index, item] of (yield* listOf(realm, items)).entries()) {
      const key = (yield* toKey(realm, yield* call(realm, by, undefined, [item, index]))) as string
      const group = result[key] ?? realm.array([])
      result[key] = group
      group[group.length] = item
    }
    return result
  })
  const plain: Readonly<Record<string, (value: Value, key: Value, extra: Value) => Value>> = {
    getPrototypeOf: (value) => Object.getPrototypeOf(own(value)),
    setPrototypeOf: (value, prototype) => Object.setPrototypeOf(value as Obj, prototype as Obj | null),
    freeze: (value) => Object.freeze(value),
    isFrozen: (value) => Object.isFrozen(value),
    seal: (value) => Object.seal(value),
    isSealed: (value) => Object.isSealed(value),
    preventExtensions: (value) => Object.preventExtensions(value),
    isExtensible: (value) => Object.isExtensible(value),
    is: (value, other) => Object.is(value, other),
    hasOwn: (value, key) => Object.hasOwn(own(value), key as PropertyKey),
    getOwnPropertyNames: (value) => realm.array(Object.getOwnPropertyNames(own(value))),
    getOwnPropertySymbols: (value) => realm.array(Object.getOwnPropertySymbols(own(value))),
    getOwnPropertyDescriptor: (value, key) => descriptorObject(realm, own(value), key as PropertyKey),
    defineProperty: (value, key, description) => {
      if (!isObject(value)) return realm.fail('TypeError', 'Object.defineProperty called on non-object')
      return Object.defineProperty(value, key as PropertyKey, hostDescriptor(description as Obj))
    },
    defineProperties: (value, all) => {
      for (const key of Object.keys(all as Obj)) Object.defineProperty(value as Obj, key, hostDescriptor((all as Obj)[key] as Obj))
      return value
    },
    create: (prototype, all) => {
      if (!isObject(prototype) && prototype !== null)
        return realm.fail('TypeError', `Object prototype may only be an Object or null: ${String(prototype)}`)
      const made = Object.create(prototype) as Obj
      if (isObject(all)) for (const key of Object.keys(all)) Object.defineProperty(made, key, hostDescriptor(all[key] as Obj))
      return made
    },
    getOwnPropertyDescriptors: (value) => {
      const result = realm.object()
      for (const key of Reflect.ownKeys(own(value))) result[key] = descriptorObject(realm, own(value), key)
      return result
    },
  }
  for (const [name, code] of Object.entries(plain)) realm.method(object, name, code.length, (_, [value, key, extra]) => code(value, key, extra))
  reflect(realm, plain)
}

/** A descriptor without what the host would inherit from the program's prototypes. */
const hostDescriptor = (description: Obj): PropertyDescriptor => Object.assign(Object.create(null), description)

function descriptorObject(realm: Realm, value: Obj, key: PropertyKey): Value {
  const found = Object.getOwnPropertyDescriptor(value, key)
  return found ? realm.object({ ...found }) : undefined
}

function reflect(realm: Realm, plain: Readonly<Record<string, (value: Value, key: Value, extra: Value) => Value>>): void {
  const target = realm.object()
  define(realm.global, 'Reflect', target)
  for (const name of ['getPrototypeOf', 'setPrototypeOf', 'isExtensible', 'getOwnPropertyDescriptor', 'defineProperty'] as const)
    realm.method(target, name, 2, (_, [value, key, extra]) => plain[name]?.(value, key, extra))
  realm.method(target, 'ownKeys', 1, (_, [value]) => realm.array(Reflect.ownKeys(value as Obj)))
  realm.method(target, 'has', 2, (_, [value, key]) => (key as PropertyKey) in (value as Obj))
  realm.method(target, 'deleteProperty', 2, (_, [value, key]) => Reflect.deleteProperty(value as Obj, key as PropertyKey))
  realm.codeMethod(target, 'get', 2, (_, [value, key]) => get(realm, value, key as PropertyKey))
  realm.codeMethod(target, 'apply', 3, function* (_, [fn, self, args]) {
    return yield* call(
      realm,
      fn,
      self,
      Array.from({ length: (args as Value[]).length }, (_none, index) => (args as Value[])[index]),
    )
  })
}

function objectPrototype(realm: Realm): void {
  const prototype = realm.intrinsic.Object
  realm.codeMethod(prototype, 'hasOwnProperty', 1, function* (self, [key]) {
    return Object.hasOwn(own(self), yield* toKey(realm, key))
  })
  realm.method(prototype, 'isPrototypeOf', 1, (self, [value]) => isObject(value) && Object.prototype.isPrototypeOf.call(self, value))
  realm.method(prototype, 'propertyIsEnumerable', 1, (self, [key]) => Object.prototype.propertyIsEnumerable.call(self, key as PropertyKey))
  realm.method(prototype, 'valueOf', 0, (self) => self)
  realm.method(prototype, 'toString', 0, (self) => `[object ${classOf(realm, self)}]`)
  realm.codeMethod(prototype, 'toLocaleString', 0, function* (self) {
    return yield* toText(realm, self)
  })
  const get = realm.native('get __proto__', 0, (self) => Object.getPrototypeOf(own(self)))
  const set = realm.native('set __proto__', 1, (self, [value]) => {
    if (isObject(self) && (isObject(value) || value === null)) Object.setPrototypeOf(self, value)
  })
  Object.defineProperty(prototype, '__proto__', { get, set, enumerable: false, configurable: true })
}

/** What `Object.prototype.toString` calls it. */
function classOf(realm: Realm, value: Value): string {
  if (value === undefined) return 'Undefined'
  if (value === null) return 'Null'
  if (Array.isArray(value)) return 'Array'
  if (isFunction(value)) return 'Function'
  if (!isObject(value))
    return { string: 'String', number: 'Number', boolean: 'Boolean', symbol: 'Symbol', bigint: 'BigInt' }[typeof value as string] ?? 'Object'
  if (realm.errors.has(value)) return 'Error'
  const tag = value[Symbol.toStringTag]
  if (typeof tag === 'string' && tag !== (accessed as unknown)) return tag
  return value instanceof RegExp || Object.prototype.toString.call(value) === '[object RegExp]' ? 'RegExp' : 'Object'
}

function functions(realm: Realm): void {
  const refused = (name: string) => () => realm.fail('EvalError', `cais: node: ${name} is not simulated`)
  realm.publish('Function', realm.native('Function', 1, refused('making functions from text'), true))
  realm.method(realm.global, 'eval', 1, refused('eval'))
  const prototype = realm.intrinsic.Function
  realm.codeMethod(prototype, 'call', 1, (self, [receiver, ...args]) => call(realm, self, receiver, args))
  realm.codeMethod(prototype, 'apply', 2, function* (self, [receiver, args]) {
    const list = args === undefined || args === null ? [] : Array.from({ length: (args as Value[]).length }, (_, index) => (args as Value[])[index])
    return yield* call(realm, self, receiver, list)
  })
  realm.method(prototype, 'bind', 1, (self, [receiver, ...first]) => {
    const target = self as Fn
    const bound = realm.coded(`bound ${String(target.name)}`, Math.max(0, Number(target.length) - first.length), function* (_, args, made) {
      const callable = callableOf(target)
      const all = [...first, ...args]
      return made && callable?.code ? yield* callable.code(undefined, all, target) : yield* call(realm, target, receiver, all)
    })
    return bound
  })
  realm.method(prototype, 'toString', 0, (self) => callableOf(self)?.source ?? `function ${String((self as Fn).name)}() { [native code] }`)
  realm.method(prototype, Symbol.hasInstance, 1, (self, [value]) => isInstance(value, self))
}

function symbols(realm: Realm): void {
  const symbol = realm.publish(
    'Symbol',
    realm.coded('Symbol', 0, function* (_, [description]) {
      return Symbol(description === undefined ? undefined : yield* toText(realm, description))
    }),
  )
  for (const name of ['iterator', 'asyncIterator', 'hasInstance', 'toPrimitive', 'toStringTag', 'species'] as const)
    Object.defineProperty(symbol, name, { value: Symbol[name], writable: false })
  realm.method(symbol, 'for', 1, (_, [key]) => Symbol.for(String(key)))
  realm.method(symbol, 'keyFor', 1, (_, [key]) => Symbol.keyFor(key as symbol))
  realm.method(realm.intrinsic.Symbol, 'toString', 0, String)
  realm.method(realm.intrinsic.Symbol, 'valueOf', 0, (self) => self)
  realm.getter(realm.intrinsic.Symbol, 'description', (self) => (self as symbol).description)
}
