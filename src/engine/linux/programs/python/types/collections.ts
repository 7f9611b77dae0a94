import type { Sys } from '../../../kernel/calls.ts'
import { raise } from '../core/errors.ts'
import { keyOf, setEntry } from '../core/hash.ts'
import { getItem } from '../core/items.ts'
import { compare, equal, setOperation } from '../core/operators.ts'
import type { Value } from '../core/values.ts'
import * as V from '../core/values.ts'
import type { Vm } from '../core/vm.ts'
import { integer, methods } from './native.ts'

/** list, tuple, dict and set. */
const list = (args: readonly Value[]): V.PyList => args[0] as V.PyList
const dict = (args: readonly Value[]): V.PyDict => args[0] as V.PyDict
const set = (args: readonly Value[]): V.PySet => args[0] as V.PySet

/** Stable merge sort whose comparisons may run Python code. */
export function* sorted(vm: Vm, items: readonly Value[], key: Value, reverse: boolean): Sys<Value[]> {
  const keyed: { readonly key: Value; readonly item: Value }[] = []
  for (const item of items) keyed.push({ key: key === null ? item : yield* vm.call(key, [item]), item })
  const out = yield* mergeSort(vm, reverse ? keyed.reverse() : keyed)
  if (reverse) out.reverse()
  return out.map(({ item }) => item)
}

function* mergeSort<T extends { readonly key: Value }>(vm: Vm, items: readonly T[]): Sys<T[]> {
  if (items.length < 2) return [...items]
  const middle = items.length >> 1
  const left = yield* mergeSort(vm, items.slice(0, middle))
  const right = yield* mergeSort(vm, items.slice(middle))
  const out: T[] = []
  let [a, b] = [0, 0]
  while (a < left.length && b < right.length) {
    const [one, other] = [left[a] as T, right[b] as T]
    if (yield* vm.truth(yield* compare(vm, '<', other.key, one.key))) {
      out.push(other)
      b++
    } else {
      out.push(one)
      a++
    }
    yield* vm.tick()
  }
  return [...out, ...left.slice(a), ...right.slice(b)]
}

function* indexIn(vm: Vm, items: readonly Value[], wanted: Value): Sys<number> {
  for (const [index, item] of items.entries()) if (yield* equal(vm, item, wanted)) return index
  return -1
}

function* count(vm: Vm, items: readonly Value[], wanted: Value): Sys<Value> {
  let found = 0n
  for (const item of items) if (yield* equal(vm, item, wanted)) found++
  return found
}

methods(V.types.list, {
  *__new__(vm, args) {
    return new V.PyList(args[1] === undefined ? [] : yield* vm.list(args[1]), args[0] as V.PyClass)
  },
  append: (_, args) => {
    list(args).items.push(args[1] ?? null)
    return null
  },
  *extend(vm, args) {
    for (const item of yield* vm.list(args[1] ?? null)) list(args).items.push(item)
    return null
  },
  insert: (_, args) => {
    list(args).items.splice(integer(args[1]), 0, args[2] ?? null)
    return null
  },
  pop: (_, args) => {
    const { items } = list(args)
    if (items.length === 0) throw raise('IndexError', 'pop from empty list')
    const at = integer(args[1], -1)
    const found = items.splice(at < 0 ? at + items.length : at, 1)[0]
    if (found === undefined) throw raise('IndexError', 'pop index out of range')
    return found
  },
  *remove(vm, args) {
    const at = yield* indexIn(vm, list(args).items, args[1] ?? null)
    if (at < 0) throw raise('ValueError', 'list.remove(x): x not in list')
    list(args).items.splice(at, 1)
    return null
  },
  clear: (_, args) => {
    list(args).items = []
    return null
  },
  copy: (_, args) => new V.PyList([...list(args).items]),
  reverse: (_, args) => {
    list(args).items.reverse()
    return null
  },
  *index(vm, args) {
    const at = yield* indexIn(vm, list(args).items, args[1] ?? null)
    if (at < 0) throw raise('ValueError', `list.index(x): x not in list`)
    return BigInt(at)
  },
  count: (vm, args) => count(vm, list(args).items, args[1] ?? null),
  *sort(vm, args, keywords) {
    list(args).items = yield* sorted(vm, list(args).items, keywords.get('key') ?? null, keywords.get('reverse') === true)
    return null
  },
})

methods(V.types.tuple, {
  *__new__(vm, args) {
    return new V.PyTuple(args[1] === undefined ? [] : yield* vm.list(args[1]), args[0] as V.PyClass)
  },
  *index(vm, args) {
    const at = yield* indexIn(vm, (args[0] as V.PyTuple).items, args[1] ?? null)
    if (at < 0) throw raise('ValueError', 'tuple.index(x): x not in tuple')
    return BigInt(at)
  },
  count: (vm, args) => count(vm, (args[0] as V.PyTuple).items, args[1] ?? null),
})

function* fill(vm: Vm, into: V.PyDict, from: Value | undefined, keywords: V.Keywords): Sys<void> {
  if (from instanceof V.PyDict) for (const [key, entry] of from.entries) setEntry(into, key, entry.key, entry.value)
  else if (from instanceof V.PyObject && from.cls.lookup('keys') !== undefined) {
    for (const key of yield* vm.list(yield* vm.method(from, 'keys'))) setEntry(into, yield* keyOf(vm, key), key, yield* getItem(vm, from, key))
  } else if (from !== undefined)
    for (const pair of yield* vm.list(from)) {
      const [key, value] = yield* vm.list(pair)
      if (key === undefined || value === undefined) throw raise('ValueError', 'dictionary update sequence element #0 has length 1; 2 is required')
      setEntry(into, yield* keyOf(vm, key), key, value)
    }
  for (const [key, value] of keywords) setEntry(into, `s${key}`, key, value)
}

methods(V.types.dict, {
  __new__: (_, args) => new V.PyDict(args[0] as V.PyClass),
  *__init__(vm, args, keywords) {
    yield* fill(vm, dict(args), args[1], keywords)
    return null
  },
  *get(vm, args) {
    return dict(args).entries.get(yield* keyOf(vm, args[1] ?? null))?.value ?? args[2] ?? null
  },
  keys: (_, args) => new V.PyView(V.types.dictKeys, dict(args)),
  values: (_, args) => new V.PyView(V.types.dictValues, dict(args)),
  items: (_, args) => new V.PyView(V.types.dictItems, dict(args)),
  *update(vm, args, keywords) {
    yield* fill(vm, dict(args), args[1], keywords)
    return null
  },
  *pop(vm, args) {
    const key = yield* keyOf(vm, args[1] ?? null)
    const found = dict(args).entries.get(key)
    dict(args).entries.delete(key)
    if (!found && args[2] === undefined) throw raise('KeyError', args[1] ?? null)
    return found ? found.value : (args[2] ?? null)
  },
  popitem: (_, args) => {
    const last = [...dict(args).entries].at(-1)
    if (!last) throw raise('KeyError', 'popitem(): dictionary is empty')
    dict(args).entries.delete(last[0])
    return new V.PyTuple([last[1].key, last[1].value])
  },
  *setdefault(vm, args) {
    const key = yield* keyOf(vm, args[1] ?? null)
    const found = dict(args).entries.get(key)
    if (found) return found.value
    setEntry(dict(args), key, args[1] ?? null, args[2] ?? null)
    return args[2] ?? null
  },
  clear: (_, args) => {
    dict(args).entries.clear()
    return null
  },
  copy: (_, args) => {
    const copy = new V.PyDict(dict(args).cls)
    for (const [key, entry] of dict(args).entries) copy.entries.set(key, { ...entry })
    return copy
  },
})
V.types.dict.dict.set(
  'fromkeys',
  new V.PyWrapped(
    V.types.staticmethod,
    new V.PyNative('fromkeys', function* (vm, args) {
      const made = new V.PyDict()
      for (const key of yield* vm.list(args[0] ?? null)) setEntry(made, yield* keyOf(vm, key), key, args[1] ?? null)
      return made
    }),
  ),
)

function* toSet(vm: Vm, value: Value): Sys<V.PySet> {
  if (value instanceof V.PySet) return value
  const out = new V.PySet()
  for (const item of yield* vm.list(value)) out.items.set(yield* keyOf(vm, item), item)
  return out
}

const operation = (op: string): V.NativeCode =>
  function* (vm, args) {
    let out: V.PySet = set(args)
    for (const other of args.slice(1)) out = setOperation(op, out, yield* toSet(vm, other)) ?? out
    return out === set(args) ? (setOperation('|', out, out) ?? out) : out
  }

const setMethods: Readonly<Record<string, V.NativeCode>> = {
  *__new__(vm, args) {
    const made = new V.PySet(args[0] as V.PyClass)
    if (args[1] !== undefined) for (const item of yield* vm.list(args[1])) made.items.set(yield* keyOf(vm, item), item)
    return made
  },
  union: operation('|'),
  intersection: operation('&'),
  difference: operation('-'),
  symmetric_difference: operation('^'),
  *issubset(vm, args) {
    const other = yield* toSet(vm, args[1] ?? null)
    return [...set(args).items.keys()].every((key) => other.items.has(key))
  },
  *issuperset(vm, args) {
    return [...(yield* toSet(vm, args[1] ?? null)).items.keys()].every((key) => set(args).items.has(key))
  },
  copy: (_, args) => setOperation('|', set(args), set(args)) ?? null,
}
methods(V.types.frozenset, setMethods)
methods(V.types.set, {
  ...setMethods,
  *add(vm, args) {
    const key = yield* keyOf(vm, args[1] ?? null)
    if (!set(args).items.has(key)) set(args).items.set(key, args[1] ?? null)
    return null
  },
  *discard(vm, args) {
    set(args).items.delete(yield* keyOf(vm, args[1] ?? null))
    return null
  },
  *remove(vm, args) {
    if (!set(args).items.delete(yield* keyOf(vm, args[1] ?? null))) throw raise('KeyError', args[1] ?? null)
    return null
  },
  pop: (_, args) => {
    const first = [...set(args).items][0]
    if (!first) throw raise('KeyError', 'pop from an empty set')
    set(args).items.delete(first[0])
    return first[1]
  },
  *update(vm, args) {
    for (const other of args.slice(1)) for (const [key, item] of (yield* toSet(vm, other)).items) set(args).items.set(key, item)
    return null
  },
  clear: (_, args) => {
    set(args).items.clear()
    return null
  },
})

methods(V.types.range, {
  __new__: (_, args) => {
    const numbers = args.slice(1).map((value) => {
      if (typeof value !== 'bigint' && typeof value !== 'boolean')
        throw raise('TypeError', `'${V.typeName(value)}' object cannot be interpreted as an integer`)
      return BigInt(value)
    })
    const [a, b, step = 1n] = numbers
    if (a === undefined) throw raise('TypeError', 'range expected at least 1 argument, got 0')
    if (step === 0n) throw raise('ValueError', 'range() arg 3 must not be zero')
    return b === undefined ? new V.PyRange(0n, a, 1n) : new V.PyRange(a, b, step)
  },
})
methods(V.types.slice, {
  __new__: (_, args) =>
    args.length < 3 ? new V.PySlice(null, args[1] ?? null, null) : new V.PySlice(args[1] ?? null, args[2] ?? null, args[3] ?? null),
})

methods(V.types.generator, {
  *send(vm, args) {
    return yield* advance(vm, args[0] as V.PyGenerator, args[1] ?? null)
  },
  *__next__(vm, args) {
    return yield* advance(vm, args[0] as V.PyGenerator, null)
  },
  close: (_, args) => {
    ;(args[0] as V.PyGenerator).finished = true
    return null
  },
})

export function* advance(vm: Vm, generator: V.PyGenerator, sent: Value): Sys<Value> {
  const next = yield* vm.resume(generator, sent)
  if (next !== undefined) return next
  const value = vm.returned.get(generator) ?? null
  throw value === null ? raise('StopIteration') : raise('StopIteration', value)
}
