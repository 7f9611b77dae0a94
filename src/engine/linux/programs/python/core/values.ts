import type { Sys } from '../../../kernel/calls.ts'
import type { Scope } from './scope.ts'
import type { Expr, Parameter, Stmt } from './syntax.ts'
import type { Vm } from './vm.ts'

/** Python's objects. None, bool, int, float and str are the host's null, boolean, bigint, number and string; everything else is a PyObject. */
export type Value = null | boolean | bigint | number | string | PyObject

export class PyObject {
  attrs: Map<string, Value> | undefined

  constructor(public cls: PyClass) {}
}

export class PyClass extends PyObject {
  readonly dict = new Map<string, Value>()
  readonly mro: readonly PyClass[]
  module = 'builtins'
  qualname: string

  constructor(
    public name: string,
    readonly bases: readonly PyClass[],
    metaclass?: PyClass,
  ) {
    super(metaclass ?? (bases[0]?.cls as PyClass))
    this.qualname = name
    this.mro = linearise(this, bases)
  }

  lookup(name: string): Value | undefined {
    for (const cls of this.mro) {
      const found = cls.dict.get(name)
      if (found !== undefined) return found
    }
    return undefined
  }

  is(other: PyClass): boolean {
    return this.mro.includes(other)
  }
}

/** C3 linearisation; without one the bases in order (the caller reports it). */
function linearise(cls: PyClass, bases: readonly PyClass[]): readonly PyClass[] {
  const lists = [...bases.map((base) => [...base.mro]), [...bases]]
  const out: PyClass[] = [cls]
  while (lists.some((list) => list.length > 0)) {
    const next = lists.map((list) => list[0]).find((head) => head && lists.every((list) => !list.slice(1).includes(head)))
    if (!next) return [cls, ...new Set(bases.flatMap((base) => base.mro))]
    out.push(next)
    for (const list of lists) if (list[0] === next) list.shift()
  }
  return out
}

const objectClass: PyClass = new PyClass('object', [])
const typeClass = new PyClass('type', [objectClass])
objectClass.cls = typeClass
typeClass.cls = typeClass

const builtin = (name: string, base: PyClass = objectClass) => new PyClass(name, [base], typeClass)
const int = builtin('int')

/** The built-in types. */
export const types = {
  object: objectClass,
  type: typeClass,
  int,
  bool: builtin('bool', int),
  float: builtin('float'),
  str: builtin('str'),
  bytes: builtin('bytes'),
  bytearray: builtin('bytearray'),
  none: builtin('NoneType'),
  notImplemented: builtin('NotImplementedType'),
  ellipsis: builtin('ellipsis'),
  list: builtin('list'),
  tuple: builtin('tuple'),
  dict: builtin('dict'),
  set: builtin('set'),
  frozenset: builtin('frozenset'),
  range: builtin('range'),
  slice: builtin('slice'),
  function: builtin('function'),
  method: builtin('method'),
  native: builtin('builtin_function_or_method'),
  module: builtin('module'),
  generator: builtin('generator'),
  iterator: builtin('iterator'),
  property: builtin('property'),
  classmethod: builtin('classmethod'),
  staticmethod: builtin('staticmethod'),
  super: builtin('super'),
  enumerate: builtin('enumerate'),
  zip: builtin('zip'),
  map: builtin('map'),
  filter: builtin('filter'),
  reversed: builtin('reversed'),
  dictKeys: builtin('dict_keys'),
  dictValues: builtin('dict_values'),
  dictItems: builtin('dict_items'),
  traceback: builtin('traceback'),
} as const

export const notImplemented = new PyObject(types.notImplemented)
export const ellipsis = new PyObject(types.ellipsis)

export class PyList extends PyObject {
  constructor(
    public items: Value[],
    cls: PyClass = types.list,
  ) {
    super(cls)
  }
}

export class PyTuple extends PyObject {
  constructor(
    readonly items: readonly Value[],
    cls: PyClass = types.tuple,
  ) {
    super(cls)
  }
}

export class PyBytes extends PyObject {
  constructor(
    public bytes: Uint8Array,
    cls: PyClass = types.bytes,
  ) {
    super(cls)
  }
}

/** Entries by hash key (hash.ts), in order of insertion. */
export class PyDict extends PyObject {
  readonly entries = new Map<string, { readonly key: Value; value: Value }>()

  constructor(cls: PyClass = types.dict) {
    super(cls)
  }
}

export class PySet extends PyObject {
  readonly items = new Map<string, Value>()

  constructor(cls: PyClass = types.set) {
    super(cls)
  }
}

export class PyRange extends PyObject {
  constructor(
    readonly start: bigint,
    readonly stop: bigint,
    readonly step: bigint,
  ) {
    super(types.range)
  }

  get length(): number {
    const span = this.step > 0n ? this.stop - this.start : this.start - this.stop
    const step = this.step > 0n ? this.step : -this.step
    return span <= 0n ? 0 : Number((span + step - 1n) / step)
  }
}

export class PySlice extends PyObject {
  constructor(
    readonly start: Value,
    readonly stop: Value,
    readonly step: Value,
  ) {
    super(types.slice)
  }
}

export interface Code {
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly body: readonly Stmt[] | Expr
  readonly generator: boolean
  readonly file: string
  readonly locals: ReadonlySet<string>
  readonly globals: ReadonlySet<string>
  readonly nonlocals: ReadonlySet<string>
}

export class PyFunction extends PyObject {
  qualname: string

  constructor(
    readonly code: Code,
    readonly globals: PyModule,
    readonly closure: Scope | undefined,
    readonly defaults: ReadonlyMap<string, Value>,
    /** Class whose body defined it, for super(). */
    readonly owner: { cls: PyClass | undefined } | undefined,
  ) {
    super(types.function)
    this.qualname = code.name
  }
}

export type Keywords = ReadonlyMap<string, Value>
export type NativeCode = (vm: Vm, args: readonly Value[], keywords: Keywords) => Value | Sys<Value>

export class PyNative extends PyObject {
  constructor(
    readonly name: string,
    readonly code: NativeCode,
  ) {
    super(types.native)
  }
}

export class PyMethod extends PyObject {
  constructor(
    readonly self: Value,
    readonly callee: PyFunction | PyNative,
  ) {
    super(types.method)
  }
}

export class PyModule extends PyObject {
  readonly vars = new Map<string, Value>()

  constructor(
    readonly name: string,
    public file: string | undefined = undefined,
  ) {
    super(types.module)
    this.vars.set('__name__', name)
  }
}

/** Any built-in iterator: the next value, undefined at the end. */
export class PyIterator extends PyObject {
  constructor(
    readonly next: () => Value | undefined | Sys<Value | undefined>,
    cls: PyClass = types.iterator,
  ) {
    super(cls)
  }
}

/** What a generator's code yields to its driver, among system calls. */
export class Yielded {
  constructor(readonly value: Value) {}
}

export class PyGenerator extends PyObject {
  running = false
  started = false
  finished = false

  constructor(
    readonly code: Generator<unknown, Value, unknown>,
    readonly name: string,
  ) {
    super(types.generator)
  }
}

export class PyProperty extends PyObject {
  constructor(
    readonly get: Value,
    readonly set: Value,
    readonly del: Value,
  ) {
    super(types.property)
  }
}

/** classmethod or staticmethod. */
export class PyWrapped extends PyObject {
  constructor(
    cls: PyClass,
    readonly value: Value,
  ) {
    super(cls)
  }
}

export class PySuper extends PyObject {
  constructor(
    readonly after: PyClass,
    readonly self: Value,
  ) {
    super(types.super)
  }
}

export class PyView extends PyObject {
  constructor(
    cls: PyClass,
    readonly dict: PyDict,
  ) {
    super(cls)
  }
}

/** One line of a traceback. */
export interface TracePoint {
  readonly file: string
  readonly name: string
  readonly at: Expr | Stmt
  readonly frame: object
}

export class PyException extends PyObject {
  trace: TracePoint[] = []
  cause: Value | undefined
  context: PyException | undefined
  suppress = false

  constructor(
    cls: PyClass,
    public args: readonly Value[],
  ) {
    super(cls)
  }
}

export const classOf = (value: Value): PyClass => {
  switch (typeof value) {
    case 'string':
      return types.str
    case 'bigint':
      return types.int
    case 'number':
      return types.float
    case 'boolean':
      return types.bool
    default:
      return value === null ? types.none : value.cls
  }
}

export const typeName = (value: Value): string => classOf(value).name
