import { concatBytes } from '../../../../base/utf8.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { raise } from './errors.ts'
import { percentFormat } from './format.ts'
import { keyOf } from './hash.ts'
import { repr, text } from './repr.ts'
import type { Value } from './values.ts'
import * as V from './values.ts'
import type { Vm } from './vm.ts'

const SPECIAL: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'truediv',
  '//': 'floordiv',
  '%': 'mod',
  '**': 'pow',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'lshift',
  '>>': 'rshift',
  '@': 'matmul',
}

const isNumber = (value: Value): value is bigint | number | boolean =>
  typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean'

/** A binary operator; `+=` and its like pass their own spelling as `shown`. */
export function* binary(vm: Vm, op: string, left: Value, right: Value, shown = op): Sys<Value> {
  if (isNumber(left) && isNumber(right)) {
    const result = arithmetic(op, left, right)
    if (result !== undefined) return result
  } else {
    const result = yield* sequences(vm, op, left, right)
    if (result !== undefined) return result
  }
  const name = SPECIAL[op] ?? op
  if (shown.length > op.length) {
    const done = yield* vm.special(left, `__i${name}__`, right)
    if (done !== undefined && done !== V.notImplemented) return done
  }
  const forward = yield* vm.special(left, `__${name}__`, right)
  if (forward !== undefined && forward !== V.notImplemented) return forward
  const backward = yield* vm.special(right, `__r${name}__`, left)
  if (backward !== undefined && backward !== V.notImplemented) return backward
  throw refused(op, left, right, shown)
}

function refused(op: string, left: Value, right: Value, shown: string) {
  const [a, b] = [V.typeName(left), V.typeName(right)]
  if (op === '+' && shown === '+') {
    if (typeof left === 'string') return raise('TypeError', `can only concatenate str (not "${b}") to str`)
    if (left instanceof V.PyList || left instanceof V.PyTuple) return raise('TypeError', `can only concatenate ${a} (not "${b}") to ${a}`)
    if (left instanceof V.PyBytes) return raise('TypeError', `can't concat ${b} to ${a}`)
  }
  if (op === '+' && typeof left === 'string') return raise('TypeError', `can only concatenate str (not "${b}") to str`)
  if (op === '*' && (typeof left === 'string' || left instanceof V.PyList || left instanceof V.PyTuple))
    return raise('TypeError', `can't multiply sequence by non-int of type '${b}'`)
  return raise('TypeError', `unsupported operand type(s) for ${op === '**' ? '** or pow()' : shown}: '${a}' and '${b}'`)
}

/** Numbers with numbers, undefined when the operator is not for them. */
export function arithmetic(op: string, left: bigint | number | boolean, right: bigint | number | boolean): Value | undefined {
  if (typeof left === 'boolean' && typeof right === 'boolean') {
    if (op === '&') return left && right
    if (op === '|') return left || right
    if (op === '^') return left !== right
  }
  const a = typeof left === 'boolean' ? BigInt(left) : left
  const b = typeof right === 'boolean' ? BigInt(right) : right
  if (typeof a === 'bigint' && typeof b === 'bigint') return integers(op, a, b)
  return floats(op, Number(a), Number(b))
}

function integers(op: string, a: bigint, b: bigint): Value | undefined {
  switch (op) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      if (b === 0n) throw raise('ZeroDivisionError', 'division by zero')
      return Number(a) / Number(b)
    case '//': {
      if (b === 0n) throw raise('ZeroDivisionError', 'integer division or modulo by zero')
      const quotient = a / b
      return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient
    }
    case '%': {
      if (b === 0n) throw raise('ZeroDivisionError', 'integer modulo by zero')
      const rest = a % b
      return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest
    }
    case '**':
      if (b < 0n) return Number(a) ** Number(b)
      if (b > 100_000n && a !== 0n && a !== 1n && a !== -1n) throw raise('MemoryError')
      return a ** b
    case '&':
      return a & b
    case '|':
      return a | b
    case '^':
      return a ^ b
    case '<<':
    case '>>':
      if (b < 0n) throw raise('ValueError', 'negative shift count')
      if (op === '<<' && b > 1_000_000n) throw raise('MemoryError')
      return op === '<<' ? a << b : a >> b
  }
  return undefined
}

function floats(op: string, a: number, b: number): Value | undefined {
  switch (op) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      if (b === 0) throw raise('ZeroDivisionError', 'float division by zero')
      return a / b
    case '//':
      if (b === 0) throw raise('ZeroDivisionError', 'float floor division by zero')
      return Math.floor(a / b)
    case '%': {
      if (b === 0) throw raise('ZeroDivisionError', 'float modulo')
      const rest = a % b
      return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest
    }
    case '**':
      if (a === 0 && b < 0) throw raise('ZeroDivisionError', '0.0 cannot be raised to a negative power')
      return a ** b
  }
  return undefined
}

function times(count: bigint | boolean, size: number): number {
  const wanted = Math.max(0, Number(count))
  if (wanted * size > 200_000_000) throw raise('MemoryError')
  return wanted
}

function* sequences(vm: Vm, op: string, left: Value, right: Value): Sys<Value | undefined> {
  if (op === '%' && typeof left === 'string') return yield* percent(vm, left, right)
  if (op === '*') {
    if (typeof right === 'bigint' || typeof right === 'boolean') return repeated(left, right)
    if (typeof left === 'bigint' || typeof left === 'boolean') return repeated(right, left)
  }
  if (op === '+') {
    if (typeof left === 'string' && typeof right === 'string') return left + right
    if (left instanceof V.PyList && right instanceof V.PyList) return new V.PyList([...left.items, ...right.items])
    if (left instanceof V.PyTuple && right instanceof V.PyTuple) return new V.PyTuple([...left.items, ...right.items])
    if (left instanceof V.PyBytes && right instanceof V.PyBytes) return new V.PyBytes(concatBytes([left.bytes, right.bytes]), left.cls)
  }
  if (op === '|' && left instanceof V.PyDict && right instanceof V.PyDict && left.cls.lookup('__or__') === undefined) {
    const dict = new V.PyDict(left.cls)
    for (const source of [left, right]) for (const [key, entry] of source.entries) dict.entries.set(key, { ...entry })
    return dict
  }
  const sets = [left, right].map((side) => (side instanceof V.PyView ? viewSet(side) : side))
  if (sets[0] instanceof V.PySet && sets[1] instanceof V.PySet) return setOperation(op, sets[0], sets[1])
  if (op === '|' && (left instanceof V.PyClass || left === null) && (right instanceof V.PyClass || right === null))
    return new V.PyTuple([left, right])
  return undefined
}

function viewSet(view: V.PyView): V.PySet {
  const set = new V.PySet()
  for (const [key, entry] of view.dict.entries) set.items.set(key, entry.key)
  return set
}

export function setOperation(op: string, left: V.PySet, right: V.PySet): V.PySet | undefined {
  const out = new V.PySet(left.cls)
  const keep = (from: V.PySet, test: (key: string) => boolean) => {
    for (const [key, item] of from.items) if (test(key)) out.items.set(key, item)
  }
  if (op === '|') for (const side of [left, right]) keep(side, () => true)
  else if (op === '&') keep(left, (key) => right.items.has(key))
  else if (op === '-') keep(left, (key) => !right.items.has(key))
  else if (op === '^') {
    keep(left, (key) => !right.items.has(key))
    keep(right, (key) => !left.items.has(key))
  } else return undefined
  return out
}

function repeated(value: Value, count: bigint | boolean): Value | undefined {
  if (typeof value === 'string') return value.repeat(times(count, value.length))
  if (value instanceof V.PyList || value instanceof V.PyTuple) {
    const items: Value[] = []
    for (let left = times(count, value.items.length); left > 0; left--) items.push(...value.items)
    return value instanceof V.PyList ? new V.PyList(items) : new V.PyTuple(items)
  }
  if (value instanceof V.PyBytes)
    return new V.PyBytes(concatBytes(Array.from({ length: times(count, value.bytes.length) }, () => value.bytes)), value.cls)
  return undefined
}

function* percent(vm: Vm, format: string, right: Value): Sys<Value> {
  const items = right instanceof V.PyTuple ? right.items : [right]
  let used = 0
  const values = new Map<string, Value>()
  if (right instanceof V.PyDict) for (const { key, value } of right.entries.values()) values.set(String(key), value)
  const next = (key: string | undefined): Value => {
    if (key !== undefined) {
      const found = values.get(key)
      if (found === undefined) throw raise('KeyError', key)
      return found
    }
    const item = items[used++]
    if (item === undefined) throw raise('TypeError', 'not enough arguments for format string')
    return item
  }
  const out = yield* percentFormat(format, next, (value, how) => (how === 's' ? text(vm, value) : repr(vm, value)))
  if (used < items.length && !(right instanceof V.PyDict)) throw raise('TypeError', 'not all arguments converted during string formatting')
  return out
}

export function* equal(vm: Vm, left: Value, right: Value): Sys<boolean> {
  if (isNumber(left) && isNumber(right)) return Number.isNaN(left) || Number.isNaN(right) ? false : !(left < right || left > right)
  if (left === right) return true
  if (typeof left === 'string' || typeof right === 'string' || left === null || right === null) {
    if (!(left instanceof V.PyObject) && !(right instanceof V.PyObject)) return false
  }
  const asked = yield* vm.special(left, '__eq__', right)
  if (asked !== undefined && asked !== V.notImplemented) return yield* vm.truth(asked)
  const backward = yield* vm.special(right, '__eq__', left)
  if (backward !== undefined && backward !== V.notImplemented) return yield* vm.truth(backward)
  if ((left instanceof V.PyList && right instanceof V.PyList) || (left instanceof V.PyTuple && right instanceof V.PyTuple)) {
    if (left.items.length !== right.items.length) return false
    for (let index = 0; index < left.items.length; index++)
      if (!(yield* equal(vm, left.items[index] as Value, right.items[index] as Value))) return false
    return true
  }
  if (left instanceof V.PyDict && right instanceof V.PyDict) {
    if (left.entries.size !== right.entries.size) return false
    for (const [key, { value }] of left.entries) {
      const other = right.entries.get(key)
      if (!other || !(yield* equal(vm, value, other.value))) return false
    }
    return true
  }
  if (left instanceof V.PySet && right instanceof V.PySet)
    return left.items.size === right.items.size && [...left.items.keys()].every((key) => right.items.has(key))
  if (left instanceof V.PyBytes && right instanceof V.PyBytes) return left.bytes.join() === right.bytes.join()
  if (left instanceof V.PyRange && right instanceof V.PyRange)
    return left.start === right.start && left.stop === right.stop && left.step === right.step
  if (left instanceof V.PyMethod && right instanceof V.PyMethod) return left.self === right.self && left.callee === right.callee
  return false
}

const ORDER: Readonly<Record<string, readonly [name: string, mirrored: string]>> = {
  '<': ['__lt__', '__gt__'],
  '>': ['__gt__', '__lt__'],
  '<=': ['__le__', '__ge__'],
  '>=': ['__ge__', '__le__'],
}

const decide = (op: string, sign: number): boolean => (op === '<' ? sign < 0 : op === '>' ? sign > 0 : op === '<=' ? sign <= 0 : sign >= 0)

/** Code points decide, not UTF-16 units. */
const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

export function* compare(vm: Vm, op: string, left: Value, right: Value): Sys<Value> {
  switch (op) {
    case '==':
      return yield* equal(vm, left, right)
    case '!=': {
      const own = yield* vm.special(left, '__ne__', right)
      if (own !== undefined && own !== V.notImplemented) return own
      return !(yield* equal(vm, left, right))
    }
    case 'is':
      return left === right
    case 'is not':
      return left !== right
    case 'in':
      return yield* contains(vm, right, left)
    case 'not in':
      return !(yield* contains(vm, right, left))
  }
  if (isNumber(left) && isNumber(right))
    return Number.isNaN(left) || Number.isNaN(right) ? false : decide(op, left < right ? -1 : left > right ? 1 : 0)
  if (typeof left === 'string' && typeof right === 'string') return decide(op, compareText(left, right))
  const [name = '', mirrored = ''] = ORDER[op] ?? []
  const own = yield* vm.special(left, name, right)
  if (own !== undefined && own !== V.notImplemented) return own
  const other = yield* vm.special(right, mirrored, left)
  if (other !== undefined && other !== V.notImplemented) return other
  if ((left instanceof V.PyList && right instanceof V.PyList) || (left instanceof V.PyTuple && right instanceof V.PyTuple)) {
    for (let index = 0; index < Math.min(left.items.length, right.items.length); index++) {
      const [a, b] = [left.items[index] as Value, right.items[index] as Value]
      if (!(yield* equal(vm, a, b))) return yield* compare(vm, op, a, b)
    }
    return decide(op, left.items.length - right.items.length)
  }
  if (left instanceof V.PyBytes && right instanceof V.PyBytes)
    return decide(op, compareText(String.fromCharCode(...left.bytes), String.fromCharCode(...right.bytes)))
  if (left instanceof V.PySet && right instanceof V.PySet) return subset(op, left, right)
  throw raise('TypeError', `'${op}' not supported between instances of '${V.typeName(left)}' and '${V.typeName(right)}'`)
}

function subset(op: string, left: V.PySet, right: V.PySet): boolean {
  const [small, large] = op.startsWith('<') ? [left, right] : [right, left]
  const within = [...small.items.keys()].every((key) => large.items.has(key))
  return within && (op.length === 2 || small.items.size < large.items.size)
}

export function* contains(vm: Vm, container: Value, item: Value): Sys<boolean> {
  if (typeof container === 'string') {
    if (typeof item !== 'string') throw raise('TypeError', `'in <string>' requires string as left operand, not ${V.typeName(item)}`)
    return container.includes(item)
  }
  const asked = yield* vm.special(container, '__contains__', item)
  if (asked !== undefined) return yield* vm.truth(asked)
  if (container instanceof V.PyDict) return container.entries.has(yield* keyOf(vm, item))
  if (container instanceof V.PyView && container.cls === V.types.dictKeys) return container.dict.entries.has(yield* keyOf(vm, item))
  if (container instanceof V.PySet) return container.items.has(yield* keyOf(vm, item))
  if (container instanceof V.PyRange && typeof item === 'bigint') {
    const offset = item - container.start
    return offset % container.step === 0n && offset / container.step >= 0n && offset / container.step < BigInt(container.length)
  }
  if (container instanceof V.PyBytes && item instanceof V.PyBytes)
    return String.fromCharCode(...container.bytes).includes(String.fromCharCode(...item.bytes))
  if (!(container instanceof V.PyObject)) throw raise('TypeError', `argument of type '${V.typeName(container)}' is not iterable`)
  const iterator = yield* vm.iter(container)
  for (;;) {
    const next = yield* vm.next(iterator)
    if (next === undefined) return false
    if (yield* equal(vm, next, item)) return true
    yield* vm.tick()
  }
}

export function* unary(vm: Vm, op: string, value: Value): Sys<Value> {
  if (op === 'not') return !(yield* vm.truth(value))
  const number = typeof value === 'boolean' ? BigInt(value) : value
  if (typeof number === 'bigint') return op === '-' ? -number : op === '~' ? ~number : number
  if (typeof number === 'number' && op !== '~') return op === '-' ? -number : number
  const own = yield* vm.special(value, op === '-' ? '__neg__' : op === '+' ? '__pos__' : '__invert__')
  if (own !== undefined) return own
  throw raise('TypeError', `bad operand type for unary ${op}: '${V.typeName(value)}'`)
}
