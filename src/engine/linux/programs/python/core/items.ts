import type { Sys } from '../../../kernel/calls.ts'
import { raise } from './errors.ts'
import { keyOf, setEntry } from './hash.ts'
import type { Value } from './values.ts'
import * as V from './values.ts'
import type { Vm } from './vm.ts'

/** Indexing and slicing. */
const points = (text: string): readonly string[] | string => (/[\ud800-\udfff]/.test(text) ? [...text] : text)

export function* indexOf(vm: Vm, value: Value, of: string): Sys<number> {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'boolean') return Number(value)
  const own = yield* vm.special(value, '__index__')
  if (typeof own === 'bigint') return Number(own)
  throw raise('TypeError', `${of} indices must be integers or slices, not ${V.typeName(value)}`)
}

/** Positions that a slice selects. */
function* positions(vm: Vm, slice: V.PySlice, length: number): Sys<readonly number[]> {
  const step = slice.step === null ? 1 : yield* indexOf(vm, slice.step, 'slice')
  if (step === 0) throw raise('ValueError', 'slice step cannot be zero')
  const clamp = function* (value: Value, otherwise: number): Sys<number> {
    if (value === null) return otherwise
    const at = yield* indexOf(vm, value, 'slice')
    return step > 0 ? Math.max(0, Math.min(length, at < 0 ? at + length : at)) : Math.max(-1, Math.min(length - 1, at < 0 ? at + length : at))
  }
  const start = yield* clamp(slice.start, step > 0 ? 0 : length - 1)
  const stop = yield* clamp(slice.stop, step > 0 ? length : -1)
  const out: number[] = []
  for (let at = start; step > 0 ? at < stop : at > stop; at += step) out.push(at)
  return out
}

function* position(vm: Vm, index: Value, length: number, of: string): Sys<number> {
  const at = yield* indexOf(vm, index, of)
  const found = at < 0 ? at + length : at
  if (found < 0 || found >= length) throw raise('IndexError', `${of === 'string' ? 'string' : of} index out of range`)
  return found
}

export function* getItem(vm: Vm, value: Value, index: Value): Sys<Value> {
  if (typeof value === 'string') {
    const all = points(value)
    if (!(index instanceof V.PySlice)) return all[yield* position(vm, index, all.length, 'string')] as string
    const picked = yield* positions(vm, index, all.length)
    return picked.map((at) => all[at]).join('')
  }
  if (!(value instanceof V.PyObject)) throw raise('TypeError', `'${V.typeName(value)}' object is not subscriptable`)
  const own = yield* vm.special(value, '__getitem__', index)
  if (own !== undefined) return own
  if (value instanceof V.PyDict) return yield* fromDict(vm, value, index)
  if (value instanceof V.PyList || value instanceof V.PyTuple) {
    if (!(index instanceof V.PySlice))
      return value.items[yield* position(vm, index, value.items.length, value instanceof V.PyList ? 'list' : 'tuple')] as Value
    const items = (yield* positions(vm, index, value.items.length)).map((at) => value.items[at] as Value)
    return value instanceof V.PyList ? new V.PyList(items) : new V.PyTuple(items)
  }
  if (value instanceof V.PyBytes) {
    if (!(index instanceof V.PySlice)) return BigInt(value.bytes[yield* position(vm, index, value.bytes.length, value.cls.name)] ?? 0)
    return new V.PyBytes(Uint8Array.from((yield* positions(vm, index, value.bytes.length)).map((at) => value.bytes[at] ?? 0)), value.cls)
  }
  if (value instanceof V.PyRange) {
    const at = (place: number) => value.start + BigInt(place) * value.step
    if (!(index instanceof V.PySlice)) return at(yield* position(vm, index, value.length, 'range object'))
    const picked = yield* positions(vm, index, value.length)
    const step = value.step * (index.step === null ? 1n : BigInt(yield* indexOf(vm, index.step, 'slice')))
    const start = at(picked[0] ?? 0)
    return new V.PyRange(start, start + step * BigInt(picked.length), step)
  }
  if (value instanceof V.PyClass) {
    const generic = value.lookup('__class_getitem__')
    const callee = generic instanceof V.PyWrapped ? generic.value : generic
    if (callee !== undefined) return yield* vm.call(callee, [value, index])
    const meta = value.cls.lookup('__getitem__')
    return meta === undefined ? value : yield* vm.call(meta, [value, index])
  }
  throw raise('TypeError', `'${V.typeName(value)}' object is not subscriptable`)
}

function* fromDict(vm: Vm, dict: V.PyDict, key: Value): Sys<Value> {
  const found = dict.entries.get(yield* keyOf(vm, key))
  if (found) return found.value
  const missing = yield* vm.special(dict, '__missing__', key)
  if (missing !== undefined) return missing
  throw raise('KeyError', key)
}

export function* setItem(vm: Vm, value: Value, index: Value, to: Value): Sys<void> {
  if (value instanceof V.PyObject && value.cls.lookup('__setitem__') !== undefined) yield* vm.special(value, '__setitem__', index, to)
  else if (value instanceof V.PyDict) setEntry(value, yield* keyOf(vm, index), index, to)
  else if (value instanceof V.PyList) {
    if (index instanceof V.PySlice) yield* setSlice(vm, value, index, yield* vm.list(to))
    else {
      const at = yield* indexOf(vm, index, 'list')
      const place = at < 0 ? at + value.items.length : at
      if (place < 0 || place >= value.items.length) throw raise('IndexError', 'list assignment index out of range')
      value.items[place] = to
    }
  } else if (value instanceof V.PyBytes && value.cls === V.types.bytearray)
    value.bytes[yield* position(vm, index, value.bytes.length, 'bytearray')] = Number(to)
  else throw raise('TypeError', `'${V.typeName(value)}' object does not support item assignment`)
}

function* setSlice(vm: Vm, list: V.PyList, slice: V.PySlice, items: readonly Value[]): Sys<void> {
  const picked = yield* positions(vm, slice, list.items.length)
  if (slice.step === null || slice.step === 1n) {
    const start = picked[0] ?? (slice.start === null ? 0 : Math.min(list.items.length, Number(slice.start)))
    list.items.splice(start, picked.length, ...items)
  } else if (picked.length !== items.length)
    throw raise('ValueError', `attempt to assign sequence of size ${items.length} to extended slice of size ${picked.length}`)
  else for (const [place, at] of picked.entries()) list.items[at] = items[place] as Value
}

export function* deleteItem(vm: Vm, value: Value, index: Value): Sys<void> {
  if (value instanceof V.PyObject && value.cls.lookup('__delitem__') !== undefined) yield* vm.special(value, '__delitem__', index)
  else if (value instanceof V.PyDict) {
    if (!value.entries.delete(yield* keyOf(vm, index))) throw raise('KeyError', index)
  } else if (value instanceof V.PyList) {
    if (index instanceof V.PySlice) {
      const gone = new Set(yield* positions(vm, index, value.items.length))
      value.items = value.items.filter((_, at) => !gone.has(at))
    } else value.items.splice(yield* position(vm, index, value.items.length, 'list assignment'), 1)
  } else throw raise('TypeError', `'${V.typeName(value)}' object doesn't support item deletion`)
}
