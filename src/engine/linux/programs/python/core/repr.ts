import type { Sys } from '../../../kernel/calls.ts'
import { exceptionClass, raise } from './errors.ts'
import { bytesRepr, floatRepr, stringRepr } from './format.ts'
import { identity } from './hash.ts'
import type { Value } from './values.ts'
import * as V from './values.ts'
import type { Vm } from './vm.ts'

/** An address as repr shows it: objects have none here, so it is their number. */
export const address = (value: object): string => `0x${(0x7f3c5a000000 + identity(value) * 0x130).toString(16)}`

const qualified = (cls: V.PyClass): string => (cls.module === 'builtins' ? cls.qualname : `${cls.module}.${cls.qualname}`)

function* joined(vm: Vm, values: Iterable<Value>): Sys<string> {
  const parts: string[] = []
  for (const value of values) parts.push(yield* repr(vm, value))
  return parts.join(', ')
}

export function* repr(vm: Vm, value: Value): Sys<string> {
  switch (typeof value) {
    case 'string':
      return stringRepr(value)
    case 'bigint':
      return String(value)
    case 'number':
      return floatRepr(value)
    case 'boolean':
      return value ? 'True' : 'False'
  }
  if (value === null) return 'None'
  const own = yield* vm.special(value, '__repr__')
  if (own !== undefined) {
    if (typeof own !== 'string') throw raise('TypeError', `__repr__ returned non-string (type ${V.typeName(own)})`)
    return own
  }
  if (vm.depth > 200) return '...'
  vm.depth++
  try {
    return yield* builtinRepr(vm, value)
  } finally {
    vm.depth--
  }
}

function* builtinRepr(vm: Vm, value: V.PyObject): Sys<string> {
  if (value instanceof V.PyList) return `[${yield* joined(vm, value.items)}]`
  if (value instanceof V.PyTuple)
    return value.items.length === 1 ? `(${yield* repr(vm, value.items[0] as Value)},)` : `(${yield* joined(vm, value.items)})`
  if (value instanceof V.PyDict) {
    const parts: string[] = []
    for (const entry of value.entries.values()) parts.push(`${yield* repr(vm, entry.key)}: ${yield* repr(vm, entry.value)}`)
    return `{${parts.join(', ')}}`
  }
  if (value instanceof V.PySet) {
    const inner = yield* joined(vm, value.items.values())
    if (value.cls !== V.types.set) return value.items.size === 0 ? `${value.cls.name}()` : `${value.cls.name}({${inner}})`
    return value.items.size === 0 ? 'set()' : `{${inner}}`
  }
  if (value instanceof V.PyBytes) return value.cls === V.types.bytearray ? `bytearray(${bytesRepr(value.bytes)})` : bytesRepr(value.bytes)
  if (value instanceof V.PyRange) return `range(${value.start}, ${value.stop}${value.step === 1n ? '' : `, ${value.step}`})`
  if (value instanceof V.PySlice) return `slice(${yield* repr(vm, value.start)}, ${yield* repr(vm, value.stop)}, ${yield* repr(vm, value.step)})`
  if (value instanceof V.PyView) {
    const all = yield* vm.list(value)
    return `${value.cls.name}([${yield* joined(vm, all)}])`
  }
  if (value instanceof V.PyException) {
    const args = value.args.length === 1 ? `(${yield* repr(vm, value.args[0] as Value)})` : `(${yield* joined(vm, value.args)})`
    return `${value.cls.name}${args}`
  }
  return yield* plainRepr(vm, value)
}

function* plainRepr(vm: Vm, value: V.PyObject): Sys<string> {
  if (value === V.notImplemented) return 'NotImplemented'
  if (value === V.ellipsis) return 'Ellipsis'
  if (value instanceof V.PyClass) return `<class '${qualified(value)}'>`
  if (value instanceof V.PyFunction) return `<function ${value.qualname} at ${address(value)}>`
  if (value instanceof V.PyNative) return `<built-in function ${value.name}>`
  if (value instanceof V.PyModule) return value.file ? `<module '${value.name}' from '${value.file}'>` : `<module '${value.name}' (built-in)>`
  if (value instanceof V.PyGenerator) return `<generator object ${value.name} at ${address(value)}>`
  if (value instanceof V.PyMethod) {
    if (value.callee instanceof V.PyNative) return `<built-in method ${value.callee.name} of ${V.typeName(value.self)} object at ${address(value)}>`
    return `<bound method ${value.callee.qualname} of ${yield* repr(vm, value.self)}>`
  }
  return `<${qualified(value.cls)} object at ${address(value)}>`
}

/** str(). */
export function* text(vm: Vm, value: Value): Sys<string> {
  if (typeof value === 'string') return value
  if (value instanceof V.PyObject) {
    const own = yield* vm.special(value, '__str__')
    if (typeof own === 'string') return own
    if (own !== undefined) throw raise('TypeError', `__str__ returned non-string (type ${V.typeName(own)})`)
    if (value instanceof V.PyException && value.cls.lookup('__repr__') === undefined) return yield* exceptionText(vm, value)
  }
  return yield* repr(vm, value)
}

function* exceptionText(vm: Vm, value: V.PyException): Sys<string> {
  const [first, second] = value.args
  if (first === undefined) return ''
  if (value.cls.is(exceptionClass('OSError')) && value.args.length === 2) {
    const path = value.attrs?.get('filename')
    return `[Errno ${yield* text(vm, first)}] ${yield* text(vm, second ?? null)}${path === null || path === undefined ? '' : `: ${yield* repr(vm, path)}`}`
  }
  if (value.args.length > 1) return yield* repr(vm, new V.PyTuple(value.args))
  return value.cls.is(exceptionClass('KeyError')) ? yield* repr(vm, first) : yield* text(vm, first)
}
