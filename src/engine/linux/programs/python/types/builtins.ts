import { encode } from '../../../../base/utf8.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { attribute, attributeOr, setAttribute, storeAttribute } from '../core/attributes.ts'
import { createClass } from '../core/class-definition.ts'
import { exceptions, raise } from '../core/errors.ts'
import { evaluate, type FrameHandle, format } from '../core/evaluate.ts'
import { Frame } from '../core/frame.ts'
import { dictOf, identity, keyOf } from '../core/hash.ts'
import { importModule, runModule } from '../core/imports.ts'
import { arithmetic, binary, compare, unary } from '../core/operators.ts'
import { parseExpression } from '../core/parse.ts'
import { repr, text } from '../core/repr.ts'
import { SyntaxProblem } from '../core/syntax.ts'
import type { Value } from '../core/values.ts'
import * as V from '../core/values.ts'
import type { Vm } from '../core/vm.ts'
import { advance, sorted } from './collections.ts'
import { openFile, PyFile } from './files.ts'
import { functions, integer, methods, take } from './native.ts'

/** The built-in functions, and the constructors of numbers and of what wraps functions. */
const first = (args: readonly Value[]): Value => {
  if (args[0] === undefined) throw raise('TypeError', 'expected at least 1 argument, got 0')
  return args[0]
}

function* length(vm: Vm, value: Value): Sys<Value> {
  if (typeof value === 'string') return BigInt(/[\ud800-\udfff]/.test(value) ? [...value].length : value.length)
  const own = yield* vm.special(value, '__len__')
  if (own !== undefined) return own
  if (value instanceof V.PyList || value instanceof V.PyTuple) return BigInt(value.items.length)
  if (value instanceof V.PyDict) return BigInt(value.entries.size)
  if (value instanceof V.PyView) return BigInt(value.dict.entries.size)
  if (value instanceof V.PySet) return BigInt(value.items.size)
  if (value instanceof V.PyBytes) return BigInt(value.bytes.length)
  if (value instanceof V.PyRange) return BigInt(value.length)
  throw raise('TypeError', `object of type '${V.typeName(value)}' has no len()`)
}

function isInstance(cls: V.PyClass, type: Value): boolean {
  if (type instanceof V.PyTuple) return type.items.some((one) => isInstance(cls, one))
  if (type === null) return cls === V.types.none
  if (!(type instanceof V.PyClass)) throw raise('TypeError', 'isinstance() arg 2 must be a type, a tuple of types, or a union')
  return cls.is(type)
}

const extreme = (name: string, op: string): V.NativeCode =>
  function* (vm, args, keywords) {
    const items = args.length === 1 ? yield* vm.list(first(args)) : [...args]
    const key = keywords.get('key') ?? null
    let best: Value | undefined
    let bestKey: Value = null
    for (const item of items) {
      const own = key === null ? item : yield* vm.call(key, [item])
      if (best === undefined || (yield* vm.truth(yield* compare(vm, op, own, bestKey)))) [best, bestKey] = [item, own]
    }
    best ??= keywords.get('default')
    if (best === undefined) throw raise('ValueError', `${name}() iterable argument is empty`)
    return best
  }

function* print(vm: Vm, args: readonly Value[], keywords: V.Keywords): Sys<Value> {
  const parts: string[] = []
  for (const value of args) parts.push(yield* text(vm, value))
  const line = parts.join(String(keywords.get('sep') ?? ' ')) + String(keywords.get('end') ?? '\n')
  const target = keywords.get('file') ?? vm.sys.vars.get('stdout') ?? null
  if (target instanceof PyFile) yield* target.write(encode(line))
  else yield* vm.method(target, 'write', line)
  if (keywords.get('flush') === true) yield* vm.method(target, 'flush')
  return null
}

function* input(vm: Vm, args: readonly Value[]): Sys<Value> {
  const out = vm.sys.vars.get('stdout')
  if (out instanceof PyFile) {
    if (args[0] !== undefined) yield* out.write(encode(yield* text(vm, args[0])))
    yield* out.flush()
  }
  const line = yield* vm.method(vm.sys.vars.get('stdin') ?? null, 'readline')
  if (line === '') throw raise('EOFError', 'EOF when reading a line')
  return String(line).replace(/\n$/, '')
}

const frameOf = (args: readonly Value[]): Frame => (args[0] as FrameHandle).frame

function* evaluateText(vm: Vm, args: readonly Value[], statements: boolean): Sys<Value> {
  const frame = frameOf(args)
  const source = String(args[1])
  let module = frame.globals
  if (args[2] instanceof V.PyDict) {
    module = new V.PyModule('__main__')
    for (const entry of args[2].entries.values()) module.vars.set(String(entry.key), entry.value)
  }
  if (statements) {
    yield* runModule(vm, module, source, '<string>')
    return null
  }
  try {
    const scope = args[2] === undefined ? frame.scope : undefined
    return yield* evaluate(vm, new Frame('<module>', '<string>', module, scope, undefined, undefined), parseExpression(source))
  } catch (problem) {
    if (problem instanceof SyntaxProblem) throw raise('SyntaxError', problem.message)
    throw problem
  }
}

function* names(vm: Vm, args: readonly Value[]): Sys<Value> {
  const found = new Set<string>()
  const value = args[1]
  if (value === undefined) for (const name of (frameOf(args).scope?.vars ?? frameOf(args).globals.vars).keys()) found.add(name)
  else if (value instanceof V.PyModule) for (const name of value.vars.keys()) found.add(name)
  else {
    for (const cls of (value instanceof V.PyClass ? value : V.classOf(value)).mro) for (const name of cls.dict.keys()) found.add(name)
    if (value instanceof V.PyObject) for (const name of value.attrs?.keys() ?? []) found.add(name)
  }
  return new V.PyList(yield* sorted(vm, [...found], null, false))
}

const lazily = (make: (vm: Vm, args: readonly Value[], keywords: V.Keywords) => Sys<() => Sys<Value | undefined>>, cls: V.PyClass): V.NativeCode =>
  function* (vm, args, keywords) {
    return new V.PyIterator(yield* make(vm, args.slice(1), keywords), cls)
  }

methods(V.types.enumerate, {
  __new__: lazily(function* (vm, args, keywords) {
    const source = yield* vm.iter(first(args))
    let index = BigInt(integer(args[1] ?? keywords.get('start')))
    return function* () {
      const item = yield* vm.next(source)
      return item === undefined ? undefined : new V.PyTuple([index++, item])
    }
  }, V.types.enumerate),
})
methods(V.types.zip, {
  __new__: lazily(function* (vm, args) {
    const sources: V.PyObject[] = []
    for (const one of args) sources.push(yield* vm.iter(one))
    return function* () {
      const items: Value[] = []
      for (const source of sources) {
        const item = yield* vm.next(source)
        if (item === undefined) return undefined
        items.push(item)
      }
      return items.length === 0 ? undefined : new V.PyTuple(items)
    }
  }, V.types.zip),
})
methods(V.types.map, {
  __new__: lazily(function* (vm, args) {
    const sources: V.PyObject[] = []
    for (const one of args.slice(1)) sources.push(yield* vm.iter(one))
    return function* () {
      const items: Value[] = []
      for (const source of sources) {
        const item = yield* vm.next(source)
        if (item === undefined) return undefined
        items.push(item)
      }
      return yield* vm.call(first(args), items)
    }
  }, V.types.map),
})
methods(V.types.filter, {
  __new__: lazily(function* (vm, args) {
    const source = yield* vm.iter(args[1] ?? null)
    return function* () {
      for (;;) {
        const item = yield* vm.next(source)
        if (item === undefined || (yield* vm.truth(args[0] === null ? item : yield* vm.call(first(args), [item])))) return item
        yield* vm.tick()
      }
    }
  }, V.types.filter),
})
methods(V.types.reversed, {
  __new__: lazily(function* (vm, args) {
    const items = yield* vm.list(first(args))
    return function* () {
      return items.pop()
    }
  }, V.types.reversed),
})

function* toInt(vm: Vm, args: readonly Value[]): Sys<Value> {
  const [, value = 0n, base] = args
  if (typeof value === 'bigint') return value
  if (typeof value === 'boolean') return BigInt(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value))
      throw raise(Number.isNaN(value) ? 'ValueError' : 'OverflowError', `cannot convert float ${Number.isNaN(value) ? 'NaN' : 'infinity'} to integer`)
    return BigInt(Math.trunc(value))
  }
  if (typeof value === 'string' || value instanceof V.PyBytes) {
    const shown = typeof value === 'string' ? value : String.fromCharCode(...value.bytes)
    const radix = base === undefined ? 10 : integer(base)
    const clean = shown
      .trim()
      .replace(/(?<=\w)_(?=\w)/g, '')
      .toLowerCase()
    const match = /^([-+]?)(?:0([xob]))?([\da-z]+)$/.exec(clean)
    const prefix = { x: 16, o: 8, b: 2 }[match?.[2] ?? ''] ?? radix
    const digits = match?.[3] ?? ''
    if (!match || (prefix !== radix && radix !== 0) || [...digits].some((digit) => Number.parseInt(digit, 36) >= (radix || prefix)))
      throw raise('ValueError', `invalid literal for int() with base ${radix}: ${yield* repr(vm, value)}`)
    let number = 0n
    if (prefix === 10) number = BigInt(digits)
    else for (const digit of digits) number = number * BigInt(prefix) + BigInt(Number.parseInt(digit, 36))
    return match[1] === '-' ? -number : number
  }
  const own = (yield* vm.special(value, '__int__')) ?? (yield* vm.special(value, '__index__'))
  if (own !== undefined) return own
  throw raise('TypeError', `int() argument must be a string, a bytes-like object or a real number, not '${V.typeName(value)}'`)
}

methods(V.types.int, {
  __new__: (vm, args, keywords) => toInt(vm, keywords.has('base') ? [...args, keywords.get('base') ?? null] : args),
  bit_length: (_, args) =>
    BigInt((BigInt(args[0] as bigint) < 0n ? -BigInt(args[0] as bigint) : BigInt(args[0] as bigint)).toString(2).replace(/^0$/, '').length),
})
methods(V.types.bool, {
  *__new__(vm, args) {
    return args[1] === undefined ? false : yield* vm.truth(args[1])
  },
})
methods(V.types.float, {
  *__new__(vm, args) {
    const value = args[1] ?? 0n
    if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') return Number(value)
    if (typeof value === 'string') {
      const clean = value.trim().replace(/_/g, '')
      if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(clean)) return Number(clean)
      const word = /^([-+]?)(inf(?:inity)?|nan)$/i.exec(clean)
      if (word) return word[2]?.toLowerCase() === 'nan' ? Number.NaN : word[1] === '-' ? -Infinity : Infinity
      throw raise('ValueError', `could not convert string to float: ${yield* repr(vm, value)}`)
    }
    const own = yield* vm.special(value, '__float__')
    if (own !== undefined) return own
    throw raise('TypeError', `float() argument must be a string or a real number, not '${V.typeName(value)}'`)
  },
  is_integer: (_, args) => Number.isInteger(args[0]),
})
methods(V.types.object, {
  __setattr__: (_, args) => {
    storeAttribute(args[0] ?? null, String(args[1]), args[2] ?? null)
    return null
  },
})
V.types.object.dict.clear()
const newObject = new V.PyNative('__new__', (_, args) => {
  const cls = args[0] as V.PyClass
  return cls.is(exceptions.get('BaseException') as V.PyClass) ? new V.PyException(cls, args.slice(1)) : new V.PyObject(cls)
})
methods(V.types.type, {})
methods(V.types.property, {
  __new__: (_, args) => new V.PyProperty(args[1] ?? null, args[2] ?? null, args[3] ?? null),
  setter: (_, args) => new V.PyProperty((args[0] as V.PyProperty).get, args[1] ?? null, (args[0] as V.PyProperty).del),
  getter: (_, args) => new V.PyProperty(args[1] ?? null, (args[0] as V.PyProperty).set, (args[0] as V.PyProperty).del),
  deleter: (_, args) => new V.PyProperty((args[0] as V.PyProperty).get, (args[0] as V.PyProperty).set, args[1] ?? null),
})
for (const cls of [V.types.classmethod, V.types.staticmethod]) methods(cls, { __new__: (_, args) => new V.PyWrapped(cls, args[1] ?? null) })
methods(V.types.super, { __new__: (_, args) => new V.PySuper(args[1] as V.PyClass, args[2] ?? null) })
methods(exceptions.get('BaseException') as V.PyClass, {
  __init__: (_, args) => {
    if (args[0] instanceof V.PyException) args[0].args = args.slice(1)
    return null
  },
  with_traceback: (_, args) => args[0] ?? null,
})
methods(V.types.type, {
  *__new__(vm, args) {
    if (args.length === 2) return V.classOf(args[1] as Value)
    const vars = new Map<string, Value>()
    if (args[3] instanceof V.PyDict) for (const entry of args[3].entries.values()) vars.set(String(entry.key), entry.value)
    return yield* createClass(vm, String(args[1]), (args[2] as V.PyTuple).items as V.PyClass[], vars, undefined, new Map())
  },
  *__call__(vm, args, keywords) {
    return yield* vm.instantiate(args[0] as V.PyClass, args.slice(1), keywords)
  },
})

export function installBuiltins(vm: Vm): void {
  const { vars } = vm.builtins
  for (const cls of Object.values(V.types))
    if (/^[a-z]+$/.test(cls.name) && !/^(?:module|function|method|generator|iterator|ellipsis|traceback)$/.test(cls.name)) vars.set(cls.name, cls)
  for (const [name, cls] of exceptions) vars.set(name, cls)
  vars.set('EnvironmentError', exceptions.get('OSError') ?? null)
  vars.set('IOError', exceptions.get('OSError') ?? null)
  vars.set('NotImplemented', V.notImplemented)
  vars.set('Ellipsis', V.ellipsis)
  vars.set('__debug__', true)
  V.types.object.dict.set('__object_new__', newObject)
  functions(vm.builtins, {
    print,
    input,
    len: (_, args) => length(vm, first(args)),
    *repr(_, args) {
      return yield* repr(vm, first(args))
    },
    *ascii(_, args) {
      return (yield* repr(vm, first(args))).replace(/[^\x20-\x7e]/gu, (char) => `\\x${(char.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`)
    },
    *format(_, args) {
      return yield* format(vm, first(args), String(args[1] ?? ''))
    },
    isinstance: (_, args) => isInstance(V.classOf(first(args)), args[1] ?? null),
    issubclass: (_, args) => isInstance(first(args) as V.PyClass, args[1] ?? null),
    callable: (_, args) => {
      const value = first(args)
      return (
        value instanceof V.PyFunction ||
        value instanceof V.PyNative ||
        value instanceof V.PyMethod ||
        value instanceof V.PyClass ||
        V.classOf(value).lookup('__call__') !== undefined
      )
    },
    id: (_, args) => {
      const value = first(args)
      return value instanceof V.PyObject
        ? 0x7f3c5a000000n + BigInt(identity(value)) * 0x130n
        : BigInt(140_000_000_000_000 + String(value).length * 32)
    },
    *hash(_, args) {
      const value = first(args)
      if (typeof value === 'bigint') return value
      const key = yield* keyOf(vm, value)
      let hash = 5381n
      for (const char of key) hash = BigInt.asIntN(61, hash * 33n + BigInt(char.charCodeAt(0)))
      return hash
    },
    *abs(_, args) {
      const value = first(args)
      if (typeof value === 'bigint') return value < 0n ? -value : value
      if (typeof value === 'number') return Math.abs(value)
      return (yield* vm.special(value, '__abs__')) ?? (yield* unary(vm, '+', value))
    },
    *round(_, args) {
      return round(first(args), args[1] ?? null)
    },
    *divmod(_, args) {
      return new V.PyTuple([yield* binary(vm, '//', first(args), args[1] ?? null), yield* binary(vm, '%', first(args), args[1] ?? null)])
    },
    *pow(_, args) {
      const [base, exponent, modulus] = args
      if (typeof modulus === 'bigint' && typeof base === 'bigint' && typeof exponent === 'bigint') return power(base, exponent, modulus)
      return yield* binary(vm, '**', base ?? null, exponent ?? null)
    },
    ord: (_, args) => {
      const value = first(args)
      if (value instanceof V.PyBytes) return BigInt(value.bytes[0] ?? 0)
      if (typeof value !== 'string' || [...value].length !== 1)
        throw raise('TypeError', `ord() expected a character, but string of length ${String(value).length} found`)
      return BigInt(value.codePointAt(0) ?? 0)
    },
    chr: (_, args) => String.fromCodePoint(integer(first(args))),
    hex: (_, args) => based(first(args), 16, '0x'),
    oct: (_, args) => based(first(args), 8, '0o'),
    bin: (_, args) => based(first(args), 2, '0b'),
    *sum(_, args, keywords) {
      let total: Value = args[1] ?? keywords.get('start') ?? 0n
      const source = yield* vm.iter(first(args))
      for (;;) {
        const item = yield* vm.next(source)
        if (item === undefined) return total
        total = typeof total === 'bigint' && typeof item === 'bigint' ? total + item : yield* binary(vm, '+', total, item)
        yield* vm.tick()
      }
    },
    min: extreme('min', '<'),
    max: extreme('max', '>'),
    any: (_, args) => anyOf(vm, first(args), true),
    *all(_, args) {
      return !(yield* anyOf(vm, first(args), false))
    },
    *sorted(_, args, keywords) {
      return new V.PyList(yield* sorted(vm, yield* vm.list(first(args)), keywords.get('key') ?? null, keywords.get('reverse') === true))
    },
    iter: (_, args) => vm.iter(first(args)),
    *next(_, args) {
      const source = first(args) as V.PyObject
      if (source instanceof V.PyGenerator && args[1] === undefined) return yield* advance(vm, source, null)
      const item = yield* vm.next(source)
      if (item !== undefined) return item
      if (args[1] !== undefined) return args[1]
      throw raise('StopIteration')
    },
    *getattr(_, args) {
      if (args[2] === undefined) return yield* attribute(vm, first(args), String(args[1]))
      return (yield* attributeOr(vm, first(args), String(args[1]), args[2])) ?? null
    },
    *hasattr(_, args) {
      return (yield* attributeOr(vm, first(args), String(args[1]), undefined)) !== undefined
    },
    *setattr(_, args) {
      yield* setAttribute(vm, first(args), String(args[1]), args[2] ?? null)
      return null
    },
    globals: (_, args) => dictOf([...frameOf(args).globals.vars]),
    locals: (_, args) => dictOf([...(frameOf(args).scope?.vars ?? frameOf(args).globals.vars)]),
    *vars(_, args) {
      return args[1] === undefined
        ? dictOf([...(frameOf(args).scope?.vars ?? frameOf(args).globals.vars)])
        : yield* attribute(vm, args[1], '__dict__')
    },
    dir: (_, args) => names(vm, args),
    eval: (_, args) => evaluateText(vm, args, false),
    exec: (_, args) => evaluateText(vm, args, true),
    __import__: (_, args) => importModule(vm, String(args[1])),
    *open(_, args, keywords) {
      const [path, mode = 'r'] = take('open', 'file mode? buffering? encoding? errors? newline?', args, keywords)
      const shown = path instanceof V.PyObject ? ((yield* vm.special(path, '__fspath__')) ?? path) : (path ?? null)
      return yield* openFile(shown, String(mode))
    },
    exit: (_, args) => {
      throw raise('SystemExit', ...args)
    },
    quit: (_, args) => {
      throw raise('SystemExit', ...args)
    },
  })
}

function* anyOf(vm: Vm, value: Value, wanted: boolean): Sys<boolean> {
  const source = yield* vm.iter(value)
  for (;;) {
    const item = yield* vm.next(source)
    if (item === undefined) return false
    if ((yield* vm.truth(item)) === wanted) return true
    yield* vm.tick()
  }
}

function based(value: Value, radix: number, prefix: string): string {
  if (typeof value !== 'bigint') throw raise('TypeError', `'${V.typeName(value)}' object cannot be interpreted as an integer`)
  return `${value < 0n ? '-' : ''}${prefix}${(value < 0n ? -value : value).toString(radix)}`
}

/** Half to even. */
function round(value: Value, digits: Value): Value {
  if (typeof value === 'bigint') return value
  if (typeof value !== 'number') throw raise('TypeError', `type ${V.typeName(value)} doesn't define __round__ method`)
  if (digits === null) {
    const down = Math.floor(value)
    const rest = value - down
    return BigInt(rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down)
  }
  const places = integer(digits)
  return places < 0 ? Math.round(value / 10 ** -places) * 10 ** -places : Number(value.toFixed(Math.min(100, places)))
}

function power(base: bigint, exponent: bigint, modulus: bigint): Value {
  let [result, square, left] = [1n, base % modulus, exponent]
  for (; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return arithmetic('%', result, modulus) ?? null
}
