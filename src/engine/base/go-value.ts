/** A float64, told apart from an int: JSON decoded into `any` makes these. */
export class GoFloat {
  constructor(readonly value: number) {}
}

/** A function or method a template may call; failing is throwing a `GoCallError`. */
export class GoFunction {
  constructor(
    readonly call: (...args: readonly GoValue[]) => GoValue,
    readonly minArgs = 0,
    readonly maxArgs = minArgs,
  ) {}
}

export class GoCallError extends Error {}

/**
 * A struct, or a type with methods: fields in declaration order, names as exported by Go. `json` names a field differently in JSON; a function-valued
 * field is a method.
 */
export class GoStruct {
  constructor(
    /** As `%T` prints it: `*formatter.ContainerContext`. */
    readonly type: string,
    readonly fields: ReadonlyMap<string, GoValue>,
    /** What encoding/json sees, when it is not the fields. */
    readonly marshal?: () => GoValue,
    /** A nil pointer of this type: prints `<nil>`, and its fields cannot be asked for. */
    readonly isNil = false,
  ) {}
}

/** A typed nil pointer. */
export const nilPointer = (type: string): GoStruct => new GoStruct(type, new Map(), () => null, true)

/** A nil slice: prints as an empty one, marshals to null. */
export class GoNilSlice extends Array<never> {}

/** A nil map: prints as an empty one, marshals to null. */
export class GoNilMap extends Map<string, never> {}

/**
 * A Go value as engine data. Integers are numbers (bigints beyond 2^53), floating-point numbers are `GoFloat`, nil is null or undefined, slices are
 * arrays, `map[string]T` is a Map or a plain object (what JSON decodes into `map[string]any`), structs and method sets are `GoStruct`.
 */
export type GoValue =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | GoFloat
  | GoStruct
  | GoFunction
  | readonly GoValue[]
  | ReadonlyMap<string, GoValue>
  | { readonly [key: string]: GoValue }

export type GoKind = 'nil' | 'bool' | 'int' | 'float' | 'string' | 'slice' | 'map' | 'struct' | 'func'

export function kindOf(value: GoValue): GoKind {
  if (value === null || value === undefined) return 'nil'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  if (value instanceof GoFloat) return 'float'
  if (value instanceof GoStruct) return 'struct'
  if (value instanceof GoFunction) return 'func'
  return Array.isArray(value) ? 'slice' : 'map'
}

const typeNames: Record<Exclude<GoKind, 'struct'>, string> = {
  nil: '<nil>',
  bool: 'bool',
  int: 'int',
  float: 'float64',
  string: 'string',
  slice: '[]interface {}',
  map: 'map[string]interface {}',
  func: 'func()',
}

/** What `%T` prints. */
export function typeOf(value: GoValue): string {
  return value instanceof GoStruct ? value.type : typeNames[kindOf(value) as Exclude<GoKind, 'struct'>]
}

/** A map's entries in Go's printing and ranging order (keys sorted by bytes). */
export function sortedEntries(value: GoValue): readonly (readonly [string, GoValue])[] {
  const entries = value instanceof Map ? [...(value as ReadonlyMap<string, GoValue>)] : Object.entries(value as Record<string, GoValue>)
  return entries.sort(([a], [b]) => compareText(a, b))
}

export function mapGet(map: GoValue, key: string): { readonly found: boolean; readonly value: GoValue } {
  if (map instanceof Map) return { found: map.has(key), value: (map as ReadonlyMap<string, GoValue>).get(key) }
  const found = Object.hasOwn(map as object, key)
  return { found, value: found ? (map as Record<string, GoValue>)[key] : undefined }
}

/** Go's string order: by code points, as UTF-8 bytes compare. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    const surrogates = (x & 0xf800) === 0xd800 || (y & 0xf800) === 0xd800
    return surrogates ? (a.codePointAt(i) ?? 0) - (b.codePointAt(i) ?? 0) : x - y
  }
  return a.length - b.length
}

/** The value as a float, when it is a number. */
export function toNumber(value: GoValue): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  return value instanceof GoFloat ? value.value : undefined
}
