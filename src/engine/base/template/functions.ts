import { sprint, sprintf, sprintln, text } from '../go-fmt.ts'
import { GoCallError, GoStruct, type GoValue, kindOf, mapGet, toNumber, typeOf } from '../go-value.ts'
import { encode } from '../utf8.ts'
import { compareValues } from './compare.ts'

/** A template function: what its parameters must be and what it does; it fails by throwing `GoCallError`. */
export interface TemplateFunction {
  /** One per parameter; the last repeats when `variadic`. `any` takes everything. */
  readonly parameters: readonly Parameter[]
  readonly variadic?: boolean
  readonly call: (...args: readonly GoValue[]) => GoValue
}

export type Parameter = 'any' | 'string' | 'int' | 'strings'

export type FunctionMap = Readonly<Record<string, TemplateFunction>>

export const define = (parameters: readonly Parameter[], call: (...args: never[]) => GoValue, variadic = false): TemplateFunction => ({
  parameters,
  variadic,
  call: call as (...args: readonly GoValue[]) => GoValue,
})

/** Whether a value counts as true in `if`, `and`, `or`, `not`. */
export function truth(value: GoValue): boolean {
  switch (kindOf(value)) {
    case 'nil':
      return false
    case 'bool':
      return value as boolean
    case 'string':
      return value !== ''
    case 'int':
    case 'float':
      return toNumber(value) !== 0
    case 'slice':
      return (value as readonly GoValue[]).length > 0
    case 'map':
      return (value instanceof Map ? value.size : Object.keys(value as object).length) > 0
    case 'struct':
      return !(value as GoStruct).isNil
    default:
      return true
  }
}

function length(item: GoValue): number {
  switch (kindOf(item)) {
    case 'string':
      return encode(item as string).length
    case 'slice':
      return (item as readonly GoValue[]).length
    case 'map':
      return item instanceof Map ? item.size : Object.keys(item as object).length
    case 'nil':
      throw new GoCallError('len of nil pointer')
    default:
      throw new GoCallError(`len of type ${typeOf(item)}`)
  }
}

function index(item: GoValue, ...keys: readonly GoValue[]): GoValue {
  if (kindOf(item) === 'nil') throw new GoCallError('index of untyped nil')
  let value = item
  for (const key of keys) {
    const kind = kindOf(value)
    if (kind === 'nil') throw new GoCallError('index of nil pointer')
    if (kind === 'slice' || kind === 'string') {
      const at = position(key)
      const size = length(value)
      if (at < 0 || at >= size) throw new GoCallError(`index out of range: ${at}`)
      value = kind === 'slice' ? (value as readonly GoValue[])[at] : (encode(value as string)[at] as number)
    } else if (kind === 'map') {
      if (typeof key !== 'string')
        throw new GoCallError(kindOf(key) === 'nil' ? 'value is nil; should be of type string' : `value has type ${typeOf(key)}; should be string`)
      const entry = mapGet(value, key)
      value = entry.found ? entry.value : zeroElement(value)
    } else throw new GoCallError(`can't index item of type ${typeOf(value)}`)
  }
  return value
}

/** A typed map (`Map`) of strings gives "" for what it lacks, `map[string]any` gives nil. */
function zeroElement(map: GoValue): GoValue {
  if (!(map instanceof Map)) return undefined
  for (const value of map.values()) return kindOf(value) === 'string' ? '' : undefined
  return ''
}

function position(key: GoValue): number {
  if (kindOf(key) === 'nil') throw new GoCallError('cannot index slice/array with nil')
  if (kindOf(key) !== 'int') throw new GoCallError(`cannot index slice/array with type ${typeOf(key)}`)
  return Number(key)
}

function slice(item: GoValue, ...bounds: readonly GoValue[]): GoValue {
  const kind = kindOf(item)
  if (kind === 'nil') throw new GoCallError('slice of untyped nil')
  if (bounds.length > 3) throw new GoCallError(`too many slice indexes: ${bounds.length}`)
  if (kind !== 'slice' && kind !== 'string') throw new GoCallError(`can't slice item of type ${typeOf(item)}`)
  const size = length(item)
  const [from = 0, to = size] = bounds.map(position)
  for (const at of [from, to]) if (at < 0 || at > size) throw new GoCallError(`index out of range: ${at}`)
  if (from > to) throw new GoCallError(`invalid slice index: ${from} > ${to}`)
  return (item as string).slice(from, to)
}

const htmlEscapes: Record<string, string> = { '"': '&#34;', "'": '&#39;', '&': '&amp;', '<': '&lt;', '>': '&gt;', '\0': '\ufffd' }

const urlQuery = (value: string): string =>
  [...encode(value)]
    .map((byte) =>
      /[A-Za-z0-9\-_.~]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : byte === 32
          ? '+'
          : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('')

const joined = (args: readonly GoValue[]): string => (args.length === 1 && typeof args[0] === 'string' ? args[0] : sprint(...args))

function escapeJs(value: string): string {
  const named: Record<string, string> = { '\\': '\\\\', "'": "\\'", '"': '\\"', '<': '\\u003C', '>': '\\u003E', '&': '\\u0026', '=': '\\u003D' }
  return value.replace(/[\\'"<>&=\u0000-\u001f]/g, (c) => named[c] ?? `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)
}

/** The functions every template has (text/template's builtins); `and` and `or` are evaluated lazily by the executor. */
export const builtins: FunctionMap = {
  and: define(['any', 'any'], () => undefined, true),
  or: define(['any', 'any'], () => undefined, true),
  not: define(['any'], (value: GoValue) => !truth(value)),
  len: define(['any'], length),
  index: define(['any', 'any'], index, true),
  slice: define(['any', 'any'], slice, true),
  print: define(['any'], (...args: GoValue[]) => sprint(...args), true),
  printf: define(['string', 'any'], (format: string, ...args: GoValue[]) => sprintf(format, ...args), true),
  println: define(['any'], (...args: GoValue[]) => sprintln(...args), true),
  html: define(['any'], (...args: GoValue[]) => joined(args).replace(/["'&<>\0]/g, (c) => htmlEscapes[c] ?? c), true),
  js: define(['any'], (...args: GoValue[]) => escapeJs(joined(args)), true),
  urlquery: define(['any'], (...args: GoValue[]) => urlQuery(joined(args)), true),
  call: define(
    ['any', 'any'],
    (callee: GoValue) => {
      throw new GoCallError(kindOf(callee) === 'nil' ? 'call of nil' : `non-function ${text(callee)} of type ${typeOf(callee)}`)
    },
    true,
  ),
  eq: define(
    ['any', 'any'],
    (first: GoValue, ...others: GoValue[]) => {
      if (others.length === 0) throw new GoCallError('missing argument for comparison')
      return others.some((other) => compareValues('eq', first, other))
    },
    true,
  ),
  ne: define(['any', 'any'], (a: GoValue, b: GoValue) => !compareValues('eq', a, b)),
  lt: define(['any', 'any'], (a: GoValue, b: GoValue) => compareValues('lt', a, b)),
  le: define(['any', 'any'], (a: GoValue, b: GoValue) => compareValues('lt', a, b) || compareValues('eq', a, b)),
  gt: define(['any', 'any'], (a: GoValue, b: GoValue) => !(compareValues('lt', a, b) || compareValues('eq', a, b))),
  ge: define(['any', 'any'], (a: GoValue, b: GoValue) => !compareValues('lt', a, b)),
}

/** Whether an argument may be passed; the message otherwise, as Go's validateType words it. */
export function argumentProblem(parameter: Parameter, value: GoValue): string | undefined {
  if (parameter === 'any') return undefined
  const kind = kindOf(value)
  const wanted = parameter === 'strings' ? '[]string' : parameter
  const fits = parameter === 'strings' ? kind === 'slice' : kind === parameter
  if (fits) return undefined
  if (kind === 'nil') return parameter === 'strings' ? undefined : `invalid value; expected ${wanted}`
  const got = value instanceof GoStruct ? value.type : typeOf(value)
  return `wrong type for value; expected ${wanted}; got ${got}`
}
