import { call, get, listOf, prototypeFor, step, toNumber, toText } from '../language/operations.ts'
import type { Realm } from '../language/realm.ts'
import type { Code, Fn, Value } from '../language/values.ts'
import { define, isFunction, isObject } from '../language/values.ts'
import { wrapIterator } from './iterators.ts'

const hostArray = Array.prototype as unknown as Record<string, (...args: Value[]) => Value>

/** Array: what takes no function is the host's; what does calls the program's functions. */
export function installArrays(realm: Realm): void {
  const array = realm.publish(
    'Array',
    realm.native(
      'Array',
      1,
      (_, args, target) => {
        const [length] = args
        const items = args.length === 1 && typeof length === 'number' ? new Array(length) : [...args]
        return Object.setPrototypeOf(items, prototypeFor(target, realm.intrinsic.Array))
      },
      true,
    ),
  )
  realm.method(array, 'isArray', 1, (_, [value]) => Array.isArray(value))
  realm.method(array, 'of', 0, (_, items) => realm.array([...items]))
  realm.codeMethod(array, 'from', 1, function* (_, [source, map]) {
    const iterable = isObject(source) || typeof source === 'string' ? yield* get(realm, source, Symbol.iterator) : undefined
    const items = isFunction(iterable)
      ? yield* listOf(realm, source)
      : Array.from({ length: isObject(source) ? Number(source.length ?? 0) : 0 }, (_none, index) => (source as Value[])[index])
    if (map !== undefined) for (const [index, item] of items.entries()) items[index] = yield* call(realm, map, undefined, [item, index])
    return realm.array(items)
  })
  const prototype = realm.intrinsic.Array
  for (const name of ['push', 'pop', 'shift', 'unshift', 'reverse', 'indexOf', 'lastIndexOf', 'includes', 'fill', 'at', 'copyWithin'])
    realm.method(prototype, name, 1, (self, args) => hostArray[name]?.apply(self, args as Value[]))
  for (const name of ['slice', 'splice', 'concat', 'toReversed', 'toSpliced', 'with', 'flat'])
    realm.method(prototype, name, 1, (self, args) => realm.array(hostArray[name]?.apply(self, args as Value[]) as Value[]))
  for (const name of ['keys', 'values', 'entries'] as const)
    realm.method(prototype, name, 0, (self) => wrapIterator(realm, hostArray[name]?.call(self) as Iterator<Value>, 'Array Iterator'))
  define(prototype, Symbol.iterator, prototype.values)
  realm.codeMethod(prototype, 'join', 1, function* (self, [separator]) {
    return yield* join(realm, self as Value[], separator === undefined ? ',' : yield* toText(realm, separator))
  })
  realm.codeMethod(prototype, 'toString', 0, (self) => join(realm, self as Value[], ','))
  sorting(realm)
  callbacks(realm)
}

function* join(realm: Realm, items: Value[], separator: string): Code<string> {
  const parts: string[] = []
  for (let index = 0; index < items.length; index++) {
    const item = items[index]
    parts.push(item === undefined || item === null ? '' : yield* toText(realm, item))
  }
  return parts.join(separator)
}

/** Merge sort, stable, with the program's comparison; undefined goes last. */
function* sorted(realm: Realm, items: readonly Value[], compare: Value): Code<Value[]> {
  const before = function* (a: Value, b: Value): Code<boolean> {
    yield* step(realm)
    if (isFunction(compare)) return (yield* toNumber(realm, yield* call(realm, compare, undefined, [a, b]))) <= 0
    return (yield* toText(realm, a)) <= (yield* toText(realm, b))
  }
  const merge = function* (list: readonly Value[]): Code<Value[]> {
    if (list.length < 2) return list.slice()
    const middle = list.length >> 1
    const left = yield* merge(list.slice(0, middle))
    const right = yield* merge(list.slice(middle))
    const result: Value[] = []
    let i = 0
    let j = 0
    while (i < left.length && j < right.length) result.push((yield* before(left[i], right[j])) ? left[i++] : right[j++])
    return [...result, ...left.slice(i), ...right.slice(j)]
  }
  const defined = Array.from(items).filter((item) => item !== undefined)
  const result = yield* merge(defined)
  while (result.length < items.length) result.push(undefined)
  return result
}

const copy = (items: Value[]): Value[] => Array.from({ length: items.length }, (_, index) => items[index])

function sorting(realm: Realm): void {
  const check = (compare: Value) => {
    if (compare !== undefined && !isFunction(compare)) realm.fail('TypeError', 'The comparison function must be either a function or undefined')
  }
  realm.codeMethod(realm.intrinsic.Array, 'sort', 1, function* (self, [compare]) {
    check(compare)
    const result = yield* sorted(realm, copy(self as Value[]), compare)
    for (const [index, item] of result.entries()) (self as Value[])[index] = item
    return self
  })
  realm.codeMethod(realm.intrinsic.Array, 'toSorted', 1, function* (self, [compare]) {
    check(compare)
    return realm.array(yield* sorted(realm, copy(self as Value[]), compare))
  })
}

type Visit = (value: Value, index: number) => Code<Value>

function callbacks(realm: Realm): void {
  /** A method that visits the items in order until `stop` says what the result is. */
  const visiting = (name: string, code: (items: Value[], visit: Visit) => Code<Value>) =>
    realm.codeMethod(realm.intrinsic.Array, name, 1, function* (self, [fn, receiver]) {
      if (!isFunction(fn)) return realm.fail('TypeError', `${isObject(fn) ? '#<Object>' : String(fn)} is not a function`)
      realm.stack.push({ name: `Array.${name}`, file: undefined, at: 0 })
      const depth = realm.stack.length
      try {
        return yield* code(self as Value[], function* (value, index) {
          if (++realm.steps > 5000) yield* step(realm)
          return yield* call(realm, fn as Fn, receiver, [value, index, self])
        })
      } finally {
        realm.stack.length = Math.min(realm.stack.length, depth - 1)
      }
    })
  visiting('forEach', function* (items, visit) {
    for (let i = 0; i < items.length; i++) if (i in items) yield* visit(items[i], i)
    return undefined
  })
  visiting('map', function* (items, visit) {
    const result: Value[] = new Array(items.length)
    for (let i = 0; i < items.length; i++) if (i in items) result[i] = yield* visit(items[i], i)
    return realm.array(result)
  })
  visiting('filter', function* (items, visit) {
    const result: Value[] = []
    for (let i = 0; i < items.length; i++) {
      const item = items[i]
      if (i in items && (yield* visit(item, i))) result.push(item)
    }
    return realm.array(result)
  })
  visiting('flatMap', function* (items, visit) {
    const result: Value[] = []
    for (let i = 0; i < items.length; i++) {
      const item = yield* visit(items[i], i)
      if (Array.isArray(item)) for (let j = 0; j < item.length; j++) result.push(item[j])
      else result.push(item)
    }
    return realm.array(result)
  })
  const searching = (name: string, backwards: boolean, found: (item: Value, index: number) => Value, none: Value, wanted = true) =>
    visiting(name, function* (items, visit) {
      for (let n = 0; n < items.length; n++) {
        const i = backwards ? items.length - 1 - n : n
        if (Boolean(yield* visit(items[i], i)) === wanted) return found(items[i], i)
      }
      return none
    })
  searching('find', false, (item) => item, undefined)
  searching('findIndex', false, (_, index) => index, -1)
  searching('findLast', true, (item) => item, undefined)
  searching('findLastIndex', true, (_, index) => index, -1)
  searching('some', false, () => true, false)
  searching('every', false, () => false, true, false)
  reducing(realm, 'reduce', false)
  reducing(realm, 'reduceRight', true)
}

function reducing(realm: Realm, name: string, backwards: boolean): void {
  realm.codeMethod(realm.intrinsic.Array, name, 1, function* (self, args) {
    const items = self as Value[]
    const order = Array.from({ length: items.length }, (_, index) => (backwards ? items.length - 1 - index : index))
    let result = args[1]
    if (args.length < 2) {
      const first = order.shift()
      if (first === undefined) realm.fail('TypeError', 'Reduce of empty array with no initial value')
      result = items[first as number]
    }
    for (const index of order) {
      if (++realm.steps > 5000) yield* step(realm)
      result = yield* call(realm, args[0], undefined, [result, items[index], index, self])
    }
    return result
  })
}
