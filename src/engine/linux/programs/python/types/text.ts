import { decode, encode } from '../../../../base/utf8.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { attribute } from '../core/attributes.ts'
import { raise } from '../core/errors.ts'
import { format } from '../core/evaluate.ts'
import { formatValue } from '../core/format.ts'
import { getItem } from '../core/items.ts'
import { repr, text } from '../core/repr.ts'
import type { Value } from '../core/values.ts'
import * as V from '../core/values.ts'
import type { Vm } from '../core/vm.ts'
import { integer, methods, take, wantText } from './native.ts'

/** str and bytes. */
const self = (args: readonly Value[]): string => wantText(args[0], 'expected str')
const simple =
  (run: (value: string) => Value): V.NativeCode =>
  (_, args) =>
    run(self(args))
const test = (pattern: RegExp): V.NativeCode => simple((value) => pattern.test(value))

const strip =
  (from: 'l' | 'r' | 'b'): V.NativeCode =>
  (_vm, args) => {
    const value = self(args)
    const chars = args[1]
    const inside = (char: string) => (typeof chars === 'string' ? chars.includes(char) : /\s/.test(char))
    let [start, end] = [0, value.length]
    if (from !== 'r') while (start < end && inside(value[start] ?? '')) start++
    if (from !== 'l') while (end > start && inside(value[end - 1] ?? '')) end--
    return value.slice(start, end)
  }

const affix =
  (starts: boolean): V.NativeCode =>
  (_vm, args) => {
    const [value, wanted] = [self(args), args[1]]
    const at = integer(args[2])
    const options = wanted instanceof V.PyTuple ? wanted.items : [wanted]
    return options.some((one) => {
      const part = wantText(one, `${starts ? 'startswith' : 'endswith'} first arg must be str or a tuple of str`)
      return starts ? value.startsWith(part, at) : value.endsWith(part)
    })
  }

const split =
  (reverse: boolean): V.NativeCode =>
  (_vm, args, keywords) => {
    const [separator = null, most] = take('split', 'sep? maxsplit?', args.slice(1), keywords)
    return new V.PyList([...splitText(self(args), separator, most === undefined ? -1 : integer(most), reverse)])
  }

export function splitText(value: string, separator: Value, most: number, reverse: boolean): readonly string[] {
  if (separator === '') throw raise('ValueError', 'empty separator')
  if (separator === null) {
    const parts = value.trim().split(/\s+/).filter(Boolean)
    if (most < 0 || parts.length <= most + 1) return parts
    const found = [...value.trim().matchAll(/\s+/g)]
    const cuts = reverse ? found.slice(-most) : found.slice(0, most)
    return cut(value.trim(), most === 0 ? [] : cuts.map((match) => [match.index, match[0].length] as const))
  }
  const parts = value.split(String(separator))
  if (most < 0 || parts.length <= most + 1) return parts
  const glue = String(separator)
  return reverse
    ? [parts.slice(0, parts.length - most).join(glue), ...parts.slice(parts.length - most)]
    : [...parts.slice(0, most), parts.slice(most).join(glue)]
}

function cut(value: string, cuts: readonly (readonly [number, number])[]): readonly string[] {
  const out: string[] = []
  let from = 0
  for (const [at, length] of cuts) {
    out.push(value.slice(from, at))
    from = at + length
  }
  return [...out, value.slice(from)]
}

const find =
  (name: string, last: boolean, strict: boolean): V.NativeCode =>
  (_vm, args) => {
    const [value, part] = [self(args), wantText(args[1], `must be str`)]
    const at = last ? value.lastIndexOf(part) : value.indexOf(part, integer(args[2]))
    if (at < 0 && strict) throw raise('ValueError', 'substring not found')
    return name === 'has' ? at >= 0 : BigInt(at)
  }

const align =
  (how: '<' | '>' | '^'): V.NativeCode =>
  (_vm, args) => {
    const fill = typeof args[2] === 'string' ? args[2] : ' '
    return formatValue(self(args), `${fill}${how}${integer(args[1])}`, self(args))
  }

const title = (value: string): string =>
  value.toLowerCase().replace(/(^|[^\p{L}])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())

function* join(vm: Vm, args: readonly Value[]): Sys<Value> {
  const parts: string[] = []
  for (const item of yield* vm.list(args[1] ?? null)) {
    if (typeof item !== 'string') throw raise('TypeError', `sequence item ${parts.length}: expected str instance, ${V.typeName(item)} found`)
    parts.push(item)
  }
  return parts.join(self(args))
}

/** str.format: fields with attributes, indices, conversions and specifications. */
function* formatFields(vm: Vm, template: string, args: readonly Value[], keywords: V.Keywords): Sys<string> {
  let out = ''
  let automatic = 0
  for (const match of template.matchAll(/\{\{|\}\}|\{((?:[^{}!:]|\[[^\]]*\])*)(?:!([rsa]))?(?::((?:[^{}]|\{[^{}]*\})*))?\}|[^{}]+/g)) {
    const [whole, field, conversion, spec = ''] = match
    if (field === undefined) {
      out += whole === '{{' ? '{' : whole === '}}' ? '}' : whole
      continue
    }
    const [, first = '', rest = ''] = /^([^.[]*)(.*)$/.exec(field) ?? []
    const index = first === '' ? automatic++ : /^\d+$/.test(first) ? Number(first) : undefined
    let value = index === undefined ? keywords.get(first) : args[index]
    if (value === undefined)
      throw index === undefined ? raise('KeyError', first) : raise('IndexError', `Replacement index ${index} out of range for positional args tuple`)
    for (const step of rest.matchAll(/\.([^.[]+)|\[([^\]]*)\]/g))
      value =
        step[1] !== undefined
          ? yield* attribute(vm, value, step[1])
          : yield* getItem(vm, value, /^\d+$/.test(step[2] ?? '') ? BigInt(step[2] ?? 0) : (step[2] ?? ''))
    if (conversion) value = conversion === 's' ? yield* text(vm, value) : yield* repr(vm, value)
    const inner: string = spec.includes('{') ? yield* formatFields(vm, spec, args.slice(automatic), keywords) : spec
    out += yield* format(vm, value, inner)
  }
  return out
}

methods(V.types.str, {
  *__new__(vm, args, keywords) {
    const [, value, encoding] = take('str', 'cls object? encoding? errors?', args, keywords)
    if (value === undefined) return ''
    if (value instanceof V.PyBytes && encoding !== undefined) return decode(value.bytes)
    return yield* text(vm, value)
  },
  upper: simple((value) => value.toUpperCase()),
  lower: simple((value) => value.toLowerCase()),
  casefold: simple((value) => value.toLowerCase()),
  title: simple(title),
  capitalize: simple((value) => value.slice(0, 1).toUpperCase() + value.slice(1).toLowerCase()),
  swapcase: simple((value) => [...value].map((char) => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase())).join('')),
  isdigit: test(/^\d+$/),
  isdecimal: test(/^\d+$/),
  isnumeric: test(/^\p{N}+$/u),
  isalpha: test(/^\p{L}+$/u),
  isalnum: test(/^[\p{L}\p{N}]+$/u),
  isspace: test(/^\s+$/),
  isidentifier: test(/^[\p{L}_][\p{L}\p{N}_]*$/u),
  isupper: simple((value) => /\p{L}/u.test(value) && value === value.toUpperCase()),
  islower: simple((value) => /\p{L}/u.test(value) && value === value.toLowerCase()),
  strip: strip('b'),
  lstrip: strip('l'),
  rstrip: strip('r'),
  startswith: affix(true),
  endswith: affix(false),
  split: split(false),
  rsplit: split(true),
  splitlines: (_, args) => {
    const value = self(args)
    const lines = args[1] === true ? (value.match(/[^\n]*\n|[^\n]+$/g) ?? []) : value.replace(/\n$/, '').split('\n')
    return new V.PyList(value === '' ? [] : [...lines])
  },
  join: (vm, args) => join(vm, args),
  replace: (_, args) => {
    const [value, from, to] = [
      self(args),
      wantText(args[1], 'replace() argument 1 must be str'),
      wantText(args[2], 'replace() argument 2 must be str'),
    ]
    return args[3] === undefined ? value.replaceAll(from, () => to) : splitText(value, from, integer(args[3]), false).join(to)
  },
  find: find('find', false, false),
  rfind: find('rfind', true, false),
  index: find('index', false, true),
  rindex: find('rindex', true, true),
  count: (_, args) => BigInt(self(args).split(wantText(args[1], 'must be str')).length - 1),
  ljust: align('<'),
  rjust: align('>'),
  center: align('^'),
  zfill: (_, args) =>
    self(args).replace(/^([-+]?)(.*)$/s, (_whole, sign: string, rest: string) => sign + rest.padStart(integer(args[1]) - sign.length, '0')),
  partition: (_, args) => {
    const [value, mark] = [self(args), wantText(args[1], 'must be str')]
    const at = value.indexOf(mark)
    return new V.PyTuple(at < 0 ? [value, '', ''] : [value.slice(0, at), mark, value.slice(at + mark.length)])
  },
  rpartition: (_, args) => {
    const [value, mark] = [self(args), wantText(args[1], 'must be str')]
    const at = value.lastIndexOf(mark)
    return new V.PyTuple(at < 0 ? ['', '', value] : [value.slice(0, at), mark, value.slice(at + mark.length)])
  },
  removeprefix: (_, args) => (self(args).startsWith(String(args[1])) ? self(args).slice(String(args[1]).length) : self(args)),
  removesuffix: (_, args) => (self(args).endsWith(String(args[1])) ? self(args).slice(0, -String(args[1]).length || undefined) : self(args)),
  encode: (_, args) => {
    const name = typeof args[1] === 'string' ? args[1].toLowerCase() : 'utf-8'
    if (/^(?:ascii|latin-?1|iso-8859-1)$/.test(name)) return new V.PyBytes(Uint8Array.from(self(args), (char) => char.charCodeAt(0)))
    return new V.PyBytes(encode(self(args)))
  },
  expandtabs: simple((value) => value.replaceAll('\t', '        ')),
  format: (vm, args, keywords) => formatFields(vm, self(args), args.slice(1), keywords),
  *__len__(_vm, args) {
    return BigInt(/[\ud800-\udfff]/.test(self(args)) ? [...self(args)].length : self(args).length)
  },
})

const bytesOf = (value: Value | undefined): Uint8Array => {
  if (!(value instanceof V.PyBytes)) throw raise('TypeError', `a bytes-like object is required, not '${V.typeName(value ?? null)}'`)
  return value.bytes
}
const latin = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
const fromLatin = (value: string): V.PyBytes => new V.PyBytes(Uint8Array.from(value, (char) => char.charCodeAt(0)))

/** Methods that bytes share with str, over latin-1. */
const shared = (name: string): V.NativeCode =>
  function* (vm, args, keywords) {
    const convert = (value: Value): Value => (value instanceof V.PyBytes ? latin(value.bytes) : value)
    const found = V.types.str.dict.get(name) ?? null
    const list = name === 'join' ? [convert(args[0] ?? null), new V.PyList((yield* vm.list(args[1] ?? null)).map(convert))] : args.map(convert)
    const back = (value: Value): Value =>
      typeof value === 'string'
        ? fromLatin(value)
        : value instanceof V.PyList
          ? new V.PyList(value.items.map(back))
          : value instanceof V.PyTuple
            ? new V.PyTuple(value.items.map(back))
            : value
    return back(yield* vm.call(found, list, keywords))
  }

for (const cls of [V.types.bytes, V.types.bytearray])
  methods(cls, {
    *__new__(vm, args) {
      const [, value, encoding] = args
      if (value === undefined) return new V.PyBytes(new Uint8Array(0), cls)
      if (typeof value === 'string') {
        if (encoding === undefined) throw raise('TypeError', 'string argument without an encoding')
        return new V.PyBytes(encode(value), cls)
      }
      if (typeof value === 'bigint') return new V.PyBytes(new Uint8Array(Number(value)), cls)
      if (value instanceof V.PyBytes) return new V.PyBytes(value.bytes.slice(), cls)
      return new V.PyBytes(Uint8Array.from((yield* vm.list(value)).map(Number)), cls)
    },
    decode: (_, args) => {
      const name = typeof args[1] === 'string' ? args[1].toLowerCase() : 'utf-8'
      return /latin|8859/.test(name) ? latin(bytesOf(args[0])) : decode(bytesOf(args[0]))
    },
    hex: (_, args) => Array.from(bytesOf(args[0]), (byte) => byte.toString(16).padStart(2, '0')).join(''),
    extend: function* (vm, args) {
      const target = args[0] as V.PyBytes
      target.bytes = Uint8Array.from([...target.bytes, ...(yield* vm.list(args[1] ?? null)).map(Number)])
      return null
    },
    ...Object.fromEntries(
      'split rsplit strip lstrip rstrip startswith endswith find index count replace join upper lower splitlines partition rpartition isdigit'
        .split(' ')
        .map((name) => [name, shared(name)]),
    ),
  })
