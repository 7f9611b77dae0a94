import { call, get, listOf, prototypeFor } from '../language/operations.ts'
import type { Realm } from '../language/realm.ts'
import type { Code, Obj, Value } from '../language/values.ts'
import { define, isObject } from '../language/values.ts'
import { wrapIterator } from './iterators.ts'

type Keyed = Map<Value, Value>

/** Map, Set, WeakMap and WeakSet over the host's. */
export function installCollections(realm: Realm): void {
  const { intrinsic } = realm
  const making = (name: 'Map' | 'Set' | 'WeakMap' | 'WeakSet', make: () => object, add: (made: object, item: Value) => Code<void>) =>
    realm.publish(
      name,
      realm.coded(
        name,
        0,
        function* (_, [items], target) {
          if (!target) return realm.fail('TypeError', `Constructor ${name} requires 'new'`)
          const made = Object.setPrototypeOf(make(), prototypeFor(target, intrinsic[name])) as object
          if (items !== undefined && items !== null) for (const item of yield* listOf(realm, items)) yield* add(made, item)
          return made
        },
        true,
      ),
    )
  const put = function* (made: object, entry: Value): Code<void> {
    if (!isObject(entry)) realm.fail('TypeError', `Iterator value ${String(entry)} is not an entry object`)
    const key = yield* get(realm, entry, 0)
    const value = yield* get(realm, entry, 1)
    if (kindOf(made) === 'Map') Map.prototype.set.call(made, key, value)
    else WeakMap.prototype.set.call(made, key as object, value)
  }
  const map = making('Map', () => new Map(), put)
  making('WeakMap', () => new WeakMap(), put)
  making(
    'Set',
    () => new Set(),
    function* (made, item) {
      Set.prototype.add.call(made, item)
    },
  )
  making(
    'WeakSet',
    () => new WeakSet(),
    function* (made, item) {
      WeakSet.prototype.add.call(made, item as object)
    },
  )
  forwarding(realm, 'Map', Map.prototype, ['get', 'set', 'has', 'delete', 'clear'])
  forwarding(realm, 'Set', Set.prototype, ['add', 'has', 'delete', 'clear'])
  forwarding(realm, 'WeakMap', WeakMap.prototype, ['get', 'set', 'has', 'delete'])
  forwarding(realm, 'WeakSet', WeakSet.prototype, ['add', 'has', 'delete'])
  for (const name of ['Map', 'Set'] as const) walking(realm, name)
  realm.codeMethod(map, 'groupBy', 2, function* (_, [items, by]) {
    const result = Object.setPrototypeOf(new Map(), intrinsic.Map) as Keyed
    for (const [index, item] of (yield* listOf(realm, items)).entries()) {
      const key = yield* call(realm, by, undefined, [item, index])
      const group = (Map.prototype.get.call(result, key) as Value[] | undefined) ?? realm.array([])
      Map.prototype.set.call(result, key, group)
      group[group.length] = item
    }
    return result
  })
}

const kindOf = (value: object): string => (isMap(value) ? 'Map' : 'other')

/** Whether the host sees a map in it, whatever its prototype. */
export function isMap(value: unknown): value is Keyed {
  try {
    Map.prototype.has.call(value, undefined)
    return true
  } catch {
    return false
  }
}

export function isSet(value: unknown): value is Set<Value> {
  try {
    Set.prototype.has.call(value, undefined)
    return true
  } catch {
    return false
  }
}

function forwarding(realm: Realm, name: 'Map' | 'Set' | 'WeakMap' | 'WeakSet', host: object, methods: readonly string[]): void {
  for (const method of methods)
    realm.method(realm.intrinsic[name], method, method === 'set' ? 2 : 1, (self, args) =>
      (host as Record<string, (...args: Value[]) => Value>)[method]?.apply(self, args as Value[]),
    )
  Object.defineProperty(realm.intrinsic[name], Symbol.toStringTag, { value: name, configurable: true })
}

function walking(realm: Realm, name: 'Map' | 'Set'): void {
  const prototype: Obj = realm.intrinsic[name]
  const host = (name === 'Map' ? Map.prototype : Set.prototype) as unknown as Record<string, () => Iterator<Value>>
  for (const method of ['keys', 'values', 'entries'])
    realm.method(prototype, method, 0, (self) => wrapIterator(realm, host[method]?.call(self) as Iterator<Value>, `${name} Iterator`))
  define(prototype, Symbol.iterator, name === 'Map' ? prototype.entries : prototype.values)
  const size = Object.getOwnPropertyDescriptor(host, 'size')?.get
  realm.getter(prototype, 'size', (self) => size?.call(self))
  realm.codeMethod(prototype, 'forEach', 1, function* (self, [fn, receiver]) {
    const iterator = host.entries?.call(self)
    for (let next = iterator?.next(); next && !next.done; next = iterator?.next()) {
      const [key, value] = next.value as [Value, Value]
      yield* call(realm, fn, receiver, [value, key, self])
    }
    return undefined
  })
}
