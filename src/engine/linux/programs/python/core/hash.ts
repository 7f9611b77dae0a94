import type { Sys } from '../../../kernel/calls.ts'
import { raise } from './errors.ts'
import type { Value } from './values.ts'
import * as V from './values.ts'
import type { Vm } from './vm.ts'

const identities = new WeakMap<object, number>()
let lastIdentity = 0

/** A number of its own for each object (what id() and addresses are made of). */
export function identity(value: object): number {
  let found = identities.get(value)
  if (found === undefined) {
    found = ++lastIdentity
    identities.set(value, found)
  }
  return found
}

/** Text that equal keys share: what dictionaries and sets find their entries by. Undefined when Python code has to be asked. */
export function plainKey(value: Value): string | undefined {
  switch (typeof value) {
    case 'string':
      return `s${value}`
    case 'bigint':
      return `n${value}`
    case 'boolean':
      return value ? 'n1' : 'n0'
    case 'number':
      return Number.isInteger(value) ? `n${BigInt(value)}` : `f${value}`
  }
  if (value === null) return 'None'
  if (value instanceof V.PyTuple && value.cls.lookup('__hash__') === undefined) {
    const keys: string[] = []
    for (const item of value.items) {
      const key = plainKey(item)
      if (key === undefined) return undefined
      keys.push(`${key.length}:${key}`)
    }
    return `t${keys.join('')}`
  }
  if (value instanceof V.PyBytes && value.cls === V.types.bytes) return `b${value.bytes.join()}`
  if (value instanceof V.PyList || value instanceof V.PyDict || (value instanceof V.PySet && value.cls !== V.types.frozenset))
    throw raise('TypeError', `unhashable type: '${value.cls.name}'`)
  if (value instanceof V.PySet) return `F${[...value.items.keys()].sort().join('|')}`
  const hash = value.cls.lookup('__hash__')
  if (hash === undefined) {
    if (value.cls.lookup('__eq__') !== undefined) throw raise('TypeError', `unhashable type: '${value.cls.name}'`)
    return `o${identity(value)}`
  }
  return undefined
}

export function* keyOf(vm: Vm, value: Value): Sys<string> {
  const plain = plainKey(value)
  if (plain !== undefined) return plain
  if (value instanceof V.PyTuple && value.cls.lookup('__hash__') === undefined) {
    const keys: string[] = []
    for (const item of value.items) {
      const key = yield* keyOf(vm, item)
      keys.push(`${key.length}:${key}`)
    }
    return `t${keys.join('')}`
  }
  return `h${yield* vm.special(value, '__hash__')}`
}

/** A dictionary with text keys. */
export function dictOf(entries: Iterable<readonly [string, Value]>): V.PyDict {
  const dict = new V.PyDict()
  for (const [key, value] of entries) dict.entries.set(`s${key}`, { key, value })
  return dict
}

export function setEntry(dict: V.PyDict, hashKey: string, key: Value, value: Value): void {
  const existing = dict.entries.get(hashKey)
  if (existing) existing.value = value
  else dict.entries.set(hashKey, { key, value })
}
