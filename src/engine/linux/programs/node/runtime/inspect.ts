import { bytesOf } from '../builtins/buffers.ts'
import { isMap, isSet } from '../builtins/collections.ts'
import { dateValue, isoText } from '../builtins/dates.ts'
import { regExpText } from '../builtins/strings.ts'
import { promiseState } from '../language/promise.ts'
import type { Realm } from '../language/realm.ts'
import { isRegExp } from '../language/regexp.ts'
import type { Fn, Obj, Value } from '../language/values.ts'
import { accessed, callableOf, isFunction, isObject } from '../language/values.ts'

export interface InspectOptions {
  readonly depth: number
  readonly colors: boolean
  readonly breakLength: number
  readonly compact: number
  readonly showHidden: boolean
}

export const usualInspect: InspectOptions = { depth: 2, colors: false, breakLength: 80, compact: 3, showHidden: false }

const styles: Readonly<Record<string, readonly [number, number]>> = {
  number: [33, 39], bigint: [33, 39], boolean: [33, 39], string: [32, 39], symbol: [32, 39], undefined: [90, 39], null: [1, 22], special: [36, 39], date: [35, 39], regexp: [31, 39],
} // biome-ignore format: a table

interface Context extends InspectOptions {
  readonly realm: Realm
  readonly seen: Obj[]
  readonly circular: Map<Obj, number>
  indentation: number
  level: number
}

/** Models util.inspect: how node prints a value. Getters are named, not called; `util.inspect.custom` and proxies are left out. */
export function inspect(realm: Realm, value: Value, options: Partial<InspectOptions> = {}): string {
  return format({ ...usualInspect, ...options, realm, seen: [], circular: new Map(), indentation: 0, level: 0 }, value, 0, true)
}

function paint(context: Context, style: string, text: string): string {
  const [on, off] = styles[style] ?? [0, 0]
  return context.colors && on ? `\x1b[${on}m${text}\x1b[${off}m` : text
}

/** A string in the quotes it needs least escapes with. */
export function quoted(text: string): string {
  const quote = !text.includes("'") ? "'" : !text.includes('"') ? '"' : !text.includes('`') && !text.includes('${') ? '`' : "'"
  const named: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\b': '\\b', '\f': '\\f', '\v': '\\v', '\\': '\\\\' }
  const escaped = text.replace(/[\x00-\x1f\x7f-\x9f\\']/g, (unit) => {
    if (unit === "'") return quote === "'" ? "\\'" : unit
    return named[unit] ?? `\\x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  })
  return quote + escaped + quote
}

function format(context: Context, value: Value, depth: number, _top = false): string {
  switch (typeof value) {
    case 'string':
      return formatString(context, value)
    case 'number':
      return paint(context, 'number', Object.is(value, -0) ? '-0' : String(value))
    case 'bigint':
      return paint(context, 'bigint', `${value}n`)
    case 'undefined':
    case 'boolean':
      return paint(context, typeof value, String(value))
    case 'symbol':
      return paint(context, 'symbol', String(value))
  }
  if (value === null) return paint(context, 'null', 'null')
  const object = value as Obj
  if (context.seen.includes(object)) {
    const index = context.circular.get(object) ?? context.circular.size + 1
    context.circular.set(object, index)
    return paint(context, 'special', `[Circular *${index}]`)
  }
  return formatObject(context, object, depth)
}

function formatString(context: Context, value: string): string {
  if (context.level > 0 && value.length > 16 && value.length > context.breakLength - context.indentation - 10 && value.includes('\n'))
    return value
      .split(/(?<=\n)/)
      .map((line) => paint(context, 'string', quoted(line)))
      .join(` +\n${' '.repeat(context.indentation + 2)}`)
  return paint(context, 'string', quoted(value))
}

/** The constructor's name, as far as a plain look tells. */
function constructorName(object: Obj): string | undefined {
  for (let at: Obj | null = object; at; at = Object.getPrototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, 'constructor')
    if (found && isFunction(found.value) && found.value.name !== '') return String(found.value.name)
  }
  return undefined
}

interface Shape {
  /** Printed alone when there is nothing else: a function, a date, an error. */
  readonly base?: string
  readonly prefix: string
  readonly open: '{' | '['
  readonly entries: (context: Context, depth: number) => string[]
  readonly array?: boolean
  /** Own keys not to print again. */
  readonly skip?: (key: PropertyKey) => boolean
}

function formatObject(context: Context, object: Obj, depth: number): string {
  const shape = shapeOf(context, object)
  const keys = Reflect.ownKeys(object).filter(
    (key) => (Object.prototype.propertyIsEnumerable.call(object, key) || (context.showHidden && typeof key === 'string')) && !shape.skip?.(key),
  )
  const close = shape.open === '[' ? ']' : '}'
  if (shape.base !== undefined && keys.length === 0) return shape.base
  if (depth > context.depth)
    return paint(context, 'special', `[${shape.array ? 'Array' : (shape.prefix.trim() || 'Object').replace(/\(\d+\)$/, '').trim()}]`)
  context.seen.push(object)
  context.level = depth + 1
  const entries = [...shape.entries(context, depth), ...keys.map((key) => formatProperty(context, object, key, depth))]
  context.seen.pop()
  const circular = context.circular.get(object)
  const reference = circular ? paint(context, 'special', `<ref *${circular}>`) + ' ' : ''
  if (entries.length === 0) return `${reference}${shape.prefix}${shape.open}${close}`
  const start = `${reference}${shape.prefix}${shape.base === undefined ? '' : ''}${shape.open}`
  return join(
    context,
    shape.base === undefined ? start : `${reference}${shape.open}`,
    close,
    entries,
    shape.base,
    Boolean(shape.array),
    depth,
    object,
  )
}

function shapeOf(context: Context, object: Obj): Shape {
  const { realm } = context
  const name = constructorName(object)
  const tagValue = object[Symbol.toStringTag]
  const tag = typeof tagValue === 'string' && tagValue !== (accessed as unknown) && tagValue !== name && tagValue !== '' ? tagValue : undefined
  const prefix = (usual: string, size?: number) => {
    const shown =
      name === undefined ? `[${usual}${size === undefined ? '' : `(${size})`}: null prototype] ` : `${name}${size === undefined ? '' : `(${size})`} `
    return tag ? `${shown}[${tag}] ` : shown
  }
  if (Array.isArray(object)) return arrayShape(object as Value[], name === 'Array' ? '' : prefix('Array', (object as Value[]).length))
  const bytes = bytesOf(object)
  if (bytes) return bytesShape(bytes, name ?? 'Uint8Array')
  if (isFunction(object)) return { base: paint(context, 'special', functionText(object)), prefix: '', open: '{', entries: () => [] }
  if (isRegExp(object))
    return { base: paint(context, 'regexp', regExpText(object)), prefix: '', open: '{', entries: () => [], skip: (key) => key === 'lastIndex' }
  const time = dateValue(object)
  if (time !== undefined)
    return { base: paint(context, 'date', Number.isNaN(time) ? 'Invalid Date' : isoText(time)), prefix: '', open: '{', entries: () => [] }
  if (realm.errors.has(object))
    return {
      base: errorText(context, object),
      prefix: '',
      open: '{',
      entries: (inner, depth) => hiddenOf(inner, object, depth),
      skip: (key) => key === 'stack' || key === 'message',
    }
  if (isMap(object)) {
    const pairs = [...Map.prototype.entries.call(object)]
    return {
      prefix: prefix('Map', pairs.length),
      open: '{',
      entries: (inner, depth) =>
        nested(inner, () => pairs.map(([key, value]) => `${format(inner, key, depth + 1)} => ${format(inner, value, depth + 1)}`)),
    }
  }
  if (isSet(object)) {
    const items = [...Set.prototype.values.call(object)]
    return {
      prefix: prefix('Set', items.length),
      open: '{',
      entries: (inner, depth) => nested(inner, () => items.map((item) => format(inner, item, depth + 1))),
    }
  }
  const promise = promiseState(object)
  if (promise)
    return {
      prefix: 'Promise ',
      open: '{',
      entries: (inner, depth) => {
        if (promise.status === 'pending') return [paint(inner, 'special', '<pending>')]
        const text = nested(inner, () => [format(inner, promise.value, depth + 1)])[0] ?? ''
        return [promise.status === 'rejected' ? `${paint(inner, 'special', '<rejected>')} ${text}` : text]
      },
    }
  return {
    prefix: name === 'Object' && !tag ? '' : name === undefined ? `[Object: null prototype] ${tag ? `[${tag}] ` : ''}` : prefix('Object'),
    open: '{',
    entries: () => [],
  }
}

const nested = (context: Context, code: () => string[]): string[] => {
  context.indentation += 2
  const result = code()
  context.indentation -= 2
  return result
}

/** An error's cause and errors, which are not enumerable. */
const hiddenOf = (context: Context, error: Obj, depth: number): string[] =>
  ['cause', 'errors'].flatMap((key) =>
    Object.hasOwn(error, key) && !Object.prototype.propertyIsEnumerable.call(error, key)
      ? [`[${key}]: ${nested(context, () => [format(context, error[key], depth + 1)])[0]}`]
      : [],
  )

function arrayShape(items: readonly Value[], prefix: string): Shape {
  return {
    prefix,
    open: '[',
    array: true,
    skip: (key) => typeof key === 'string' && /^\d+$/.test(key),
    entries: (context, depth) =>
      nested(context, () => {
        const shown: string[] = []
        for (let index = 0; index < items.length && shown.length < 100; index++) {
          if (index in items) {
            shown.push(format(context, items[index], depth + 1))
            continue
          }
          const from = index
          while (index + 1 < items.length && !(index + 1 in items)) index++
          const count = index - from + 1
          shown.push(paint(context, 'undefined', `<${count} empty item${count > 1 ? 's' : ''}>`))
        }
        const left = items.length - 100
        return left > 0 && shown.length >= 100 ? [...shown, `... ${left} more item${left > 1 ? 's' : ''}`] : shown
      }),
  }
}

function bytesShape(bytes: Uint8Array, name: string): Shape {
  const values = Array.from({ length: Object.getOwnPropertyNames(bytes).length }, (_, index) => bytes[index] ?? 0)
  const skip = (key: PropertyKey) => typeof key === 'string' && /^\d+$/.test(key)
  if (name !== 'Buffer')
    return {
      prefix: `${name}(${values.length}) `,
      open: '[',
      array: true,
      skip,
      entries: (context) => values.slice(0, 100).map((value) => paint(context, 'number', String(value))),
    }
  const shown = values.slice(0, 50).map((value) => value.toString(16).padStart(2, '0'))
  const left = values.length - 50
  return {
    base: `<Buffer${shown.map((pair) => ` ${pair}`).join('')}${left > 0 ? ` ... ${left} more byte${left > 1 ? 's' : ''}` : ''}>`,
    prefix: '',
    open: '{',
    entries: () => [],
    skip,
  }
}

function functionText(fn: Fn): string {
  const callable = callableOf(fn)
  const name = typeof fn.name === 'string' ? fn.name : ''
  if (callable?.isClass) {
    const parent = Object.getPrototypeOf(fn) as Fn
    return `[class ${name || '(anonymous)'}${callableOf(parent)?.constructs ? ` extends ${String(parent.name)}` : ''}]`
  }
  const kind = { async: 'AsyncFunction', generator: 'GeneratorFunction', 'async generator': 'AsyncGeneratorFunction', none: 'Function' }[
    callable?.flavour ?? 'none'
  ]
  return name ? `[${kind}: ${name}]` : `[${kind} (anonymous)]`
}

function errorText(context: Context, error: Obj): string {
  const { stack } = error
  const name = constructorName(error) ?? 'Error'
  let text = typeof stack === 'string' && stack !== '' ? stack : `[${[error.name, error.message].filter(Boolean).join(': ')}]`
  if (!/\n {4}at/.test(text) && !text.startsWith('[')) text = `[${text}]`
  const head = /^(\w*Error)(?=:|\n|$)/.exec(text)?.[1]
  if (head && name !== head && name !== 'Object' && !text.includes(name)) text = name + text.slice(head.length)
  return context.indentation > 0 ? text.replaceAll('\n', `\n${' '.repeat(context.indentation)}`) : text
}

function formatProperty(context: Context, object: Obj, key: PropertyKey, depth: number): string {
  const description = Object.getOwnPropertyDescriptor(object, key)
  let shown: string
  if (description?.get) shown = paint(context, 'special', description.set ? '[Getter/Setter]' : '[Getter]')
  else if (description?.set) shown = paint(context, 'special', '[Setter]')
  else {
    context.indentation += 2
    shown = format(context, description?.value, depth + 1)
    context.indentation -= 2
  }
  const name =
    typeof key === 'symbol'
      ? `[${paint(context, 'symbol', String(key))}]`
      : /^[a-zA-Z_][a-zA-Z_0-9]*$/.test(String(key))
        ? String(key)
        : paint(context, 'string', quoted(String(key)))
  return `${description?.enumerable === false ? `[${name}]` : name}: ${shown}`
}

const width = (text: string): number => text.replace(/\x1b\[\d+m/g, '').length

/** On one line when short and shallow enough, numbers and short texts in columns, else one entry a line. */
function join(
  context: Context,
  open: string,
  close: string,
  given: string[],
  base: string | undefined,
  array: boolean,
  depth: number,
  value: Obj,
): string {
  let entries = given
  const spaced = base === undefined ? '' : `${base} `
  if (array && entries.length > 6) entries = columns(context, entries, value)
  if (context.level - depth <= context.compact && entries === given) {
    const start = entries.length + context.indentation + open.length + (base?.length ?? 0) + 10
    const total = entries.reduce((sum, entry) => sum + width(entry), 0) + entries.length + start
    if (total <= context.breakLength && !entries.some((entry) => entry.includes('\n')) && !base?.includes('\n'))
      return `${spaced}${open} ${entries.join(', ')} ${close}`
  }
  const margin = `\n${' '.repeat(context.indentation)}`
  return `${spaced}${open}${margin}  ${entries.join(`,${margin}  `)}${margin}${close}`
}

/** Groups the entries of a long array into columns. */
function columns(context: Context, entries: string[], value: Obj): string[] {
  const extra = entries.at(-1)?.startsWith('... ') ? 1 : 0
  const count = entries.length - extra
  const lengths = entries.slice(0, count).map((entry) => width(entry) + 2)
  const longest = Math.max(...lengths)
  const total = lengths.reduce((sum, length) => sum + length, 0)
  if (longest * 3 + context.indentation >= context.breakLength || (total / longest <= 5 && longest > 8)) return entries
  const bias = Math.sqrt(longest - total / entries.length)
  const biased = Math.max(longest - 3 - (Number.isNaN(bias) ? 0 : 0), 1)
  const wide = Math.max(Math.sqrt(2.5 * Math.max(longest - bias, 1) * count) / Math.max(longest - bias, 1), 1)
  const across = Math.min(Math.round(wide), Math.floor((context.breakLength - context.indentation) / longest), context.compact * 4, 15, biased + 16)
  if (across <= 1) return entries
  const widths = Array.from({ length: across }, (_, column) => Math.max(...lengths.filter((_length, index) => index % across === column)))
  const numeric =
    Array.isArray(value) &&
    (value as Value[]).length > 0 &&
    Array.from(Array.prototype.slice.call(value)).every((item) => typeof item === 'number' || typeof item === 'bigint')
  const rows: string[] = []
  for (let from = 0; from < count; from += across) {
    const row = entries.slice(from, Math.min(from + across, count))
    rows.push(
      row
        .map((entry, column) => {
          const text = column < row.length - 1 ? `${entry}, ` : entry
          const pad = ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(text) - (column < row.length - 1 ? 0 : 2)))
          return numeric ? pad + text : column < row.length - 1 ? text + pad : text
        })
        .join(''),
    )
  }
  return extra ? [...rows, entries[count] ?? ''] : rows
}

/** util.format: printf-like where the first argument is a text, else values side by side. */
export function formatLog(realm: Realm, args: readonly Value[], options: Partial<InspectOptions> = {}): string {
  const plain = (value: Value) => (typeof value === 'string' ? value : inspect(realm, value, options))
  const [first, ...rest] = args
  if (typeof first !== 'string' || rest.length === 0) return args.map(plain).join(' ')
  const left = [...rest]
  const text = first.replace(/%[sdifjoOc%]/g, (directive) => {
    if (directive === '%%') return '%'
    if (left.length === 0) return directive
    const value = left.shift()
    switch (directive) {
      case '%s':
        return typeof value === 'string' ? value : isObject(value) ? inspect(realm, value, { ...options, depth: 0, compact: 3 }) : String(value)
      case '%d':
        return isObject(value) ? 'NaN' : String(Number(value))
      case '%i':
        return isObject(value) ? 'NaN' : String(Number.parseInt(String(value), 10))
      case '%f':
        return String(Number.parseFloat(String(value)))
      case '%c':
        return ''
      case '%j':
        return JSON.stringify(value) ?? 'undefined'
      default:
        return inspect(realm, value, { ...options, depth: directive === '%o' ? 4 : 2 })
    }
  })
  return [text, ...left.map(plain)].join(' ')
}
