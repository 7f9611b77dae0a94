import { call, get, prototypeFor, toNumber, toPrimitive, toText } from '../language/operations.ts'
import type { Realm } from '../language/realm.ts'
import { isRegExp, makeRegExp, regExpParts } from '../language/regexp.ts'
import type { Code, Obj, Value } from '../language/values.ts'
import { isFunction } from '../language/values.ts'
import { wrapIterator } from './iterators.ts'

const hostString = String.prototype as unknown as Record<string, (...args: Value[]) => Value>

const forwarded = [
  'charAt', 'charCodeAt', 'codePointAt', 'at', 'slice', 'substring', 'substr', 'indexOf', 'lastIndexOf', 'includes', 'startsWith', 'endsWith', 'repeat',
  'padStart', 'padEnd', 'trim', 'trimStart', 'trimEnd', 'toLowerCase', 'toUpperCase', 'concat', 'normalize',
] // biome-ignore format: a list

const letters = { global: 'g', sticky: 'y', ignoreCase: 'i', multiline: 'm' } as const

const field = (value: RegExp, name: 'source' | 'flags' | keyof typeof letters): Value => {
  const { source, flags } = regExpParts(value)
  return name === 'source' ? source : name === 'flags' ? flags : flags.includes(letters[name])
}

/** One match, with the program's prototypes. */
function execute(realm: Realm, regExp: RegExp, text: string): RegExpExecArray | null {
  const match = RegExp.prototype.exec.call(regExp, text)
  if (!match) return null
  realm.array(match as unknown as Value[])
  if (match.groups) Object.setPrototypeOf(match.groups, null)
  return match
}

function* allMatches(realm: Realm, regExp: RegExp, text: string): Generator<RegExpExecArray> {
  const global = Boolean(field(regExp, 'global'))
  if (global) regExp.lastIndex = 0
  for (;;) {
    const match = execute(realm, regExp, text)
    if (!match) return
    yield match
    if (!global) return
    if (match[0] === '') regExp.lastIndex++
  }
}

/** String and RegExp: the host matches, the program's functions replace. */
export function installStrings(realm: Realm): void {
  const { intrinsic } = realm
  const string = realm.publish(
    'String',
    realm.coded(
      'String',
      1,
      function* (_, args) {
        return args.length === 0 ? '' : typeof args[0] === 'symbol' ? String(args[0]) : yield* toText(realm, args[0])
      },
      true,
    ),
  )
  realm.method(string, 'fromCharCode', 1, (_, codes) => String.fromCharCode(...(codes as number[])))
  realm.method(string, 'fromCodePoint', 1, (_, codes) => String.fromCodePoint(...(codes as number[])))
  realm.codeMethod(string, 'raw', 1, function* (_, [strings, ...values]) {
    const raw = (yield* get(realm, strings, 'raw')) as string[]
    let text = ''
    for (let i = 0; i < raw.length; i++) text += raw[i] + (i < values.length && i + 1 < raw.length ? yield* toText(realm, values[i]) : '')
    return text
  })
  for (const name of forwarded)
    realm.codeMethod(intrinsic.String, name, 1, function* (self, args) {
      const converted: Value[] = []
      for (const arg of args) converted.push(yield* toPrimitive(realm, arg, 'string'))
      return hostString[name]?.apply(yield* toText(realm, self), converted)
    })
  for (const name of ['toString', 'valueOf']) realm.method(intrinsic.String, name, 0, (self) => String(self))
  realm.method(intrinsic.String, 'toLocaleLowerCase', 0, (self) => String(self).toLowerCase())
  realm.method(intrinsic.String, 'toLocaleUpperCase', 0, (self) => String(self).toUpperCase())
  realm.method(intrinsic.String, 'localeCompare', 1, (self, [other]) => compare(String(self), String(other)))
  realm.method(intrinsic.String, Symbol.iterator, 0, (self) => wrapIterator(realm, String(self)[Symbol.iterator](), 'String Iterator'))
  matching(realm)
  regularExpressions(realm)
}

/** Alphabetical, lower case before upper: what the root collation does with plain words. */
function compare(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()]
  if (x !== y) return x < y ? -1 : 1
  return a === b ? 0 : a > b ? -1 : 1
}

function matching(realm: Realm): void {
  const prototype = realm.intrinsic.String
  realm.codeMethod(prototype, 'split', 2, function* (self, [separator, limit]) {
    const text = yield* toText(realm, self)
    const count = limit === undefined ? undefined : yield* toNumber(realm, limit)
    if (!isRegExp(separator)) return realm.array(separator === undefined ? [text] : text.split(yield* toText(realm, separator), count))
    return realm.array(text.split(new RegExp(String(field(separator, 'source')), String(field(separator, 'flags'))), count))
  })
  realm.codeMethod(prototype, 'match', 1, function* (self, [pattern]) {
    const text = yield* toText(realm, self)
    const regExp = isRegExp(pattern) ? pattern : makeRegExp(realm, yield* toText(realm, pattern), '')
    if (!field(regExp, 'global')) return execute(realm, regExp, text)
    const found = [...allMatches(realm, regExp, text)].map((match) => match[0])
    return found.length > 0 ? realm.array(found) : null
  })
  realm.codeMethod(prototype, 'matchAll', 1, function* (self, [pattern]) {
    const regExp = isRegExp(pattern)
      ? makeRegExp(realm, String(field(pattern, 'source')), String(field(pattern, 'flags')))
      : makeRegExp(realm, yield* toText(realm, pattern), 'g')
    return wrapIterator(realm, allMatches(realm, regExp, yield* toText(realm, self)), 'RegExp String Iterator')
  })
  realm.codeMethod(prototype, 'search', 1, function* (self, [pattern]) {
    const regExp = isRegExp(pattern) ? pattern : makeRegExp(realm, yield* toText(realm, pattern), '')
    return execute(realm, regExp, yield* toText(realm, self))?.index ?? -1
  })
  for (const name of ['replace', 'replaceAll'] as const)
    realm.codeMethod(prototype, name, 2, function* (self, [pattern, replacement]) {
      const text = yield* toText(realm, self)
      return yield* replace(realm, text, isRegExp(pattern) ? pattern : yield* toText(realm, pattern), replacement, name === 'replaceAll')
    })
}

interface Found {
  readonly index: number
  readonly groups: readonly (string | undefined)[]
  readonly named: Value
}

function* replace(realm: Realm, text: string, pattern: RegExp | string, replacement: Value, all: boolean): Code<string> {
  const found: Found[] = []
  if (typeof pattern !== 'string')
    for (const match of allMatches(realm, pattern, text))
      found.push({ index: match.index, groups: Array.from({ length: match.length }, (_, i) => match[i]), named: match.groups })
  else
    for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + Math.max(1, pattern.length))) {
      found.push({ index: at, groups: [pattern], named: undefined })
      if (!all || at >= text.length) break
    }
  let result = ''
  let from = 0
  for (const { index, groups, named } of found) {
    const [whole = ''] = groups
    const by = isFunction(replacement)
      ? yield* toText(realm, yield* call(realm, replacement, undefined, [...groups, index, text, ...(named ? [named] : [])]))
      : expand(yield* toText(realm, replacement), text, index, groups, named)
    result += text.slice(from, index) + by
    from = index + whole.length
  }
  return result + text.slice(from)
}

const expand = (template: string, text: string, index: number, groups: readonly (string | undefined)[], named: Value): string =>
  template.replace(/\$(?:(\$)|(&)|(`)|(')|(\d\d?)|<([^>]*)>)/g, (whole, dollar, match, before, after, number, name) => {
    if (dollar) return '$'
    if (match) return groups[0] ?? ''
    if (before) return text.slice(0, index)
    if (after) return text.slice(index + (groups[0]?.length ?? 0))
    if (number) return Number(number) > 0 && Number(number) < groups.length ? (groups[Number(number)] ?? '') : whole
    return named ? String((named as Obj)[name] ?? '') : whole
  })

function regularExpressions(realm: Realm): void {
  const prototype = realm.intrinsic.RegExp
  realm.publish(
    'RegExp',
    realm.coded(
      'RegExp',
      2,
      function* (_, [pattern, flags], target) {
        const source = isRegExp(pattern) ? String(field(pattern, 'source')) : pattern === undefined ? '(?:)' : yield* toText(realm, pattern)
        const wanted = flags === undefined ? (isRegExp(pattern) ? String(field(pattern, 'flags')) : '') : yield* toText(realm, flags)
        return makeRegExp(realm, source, wanted, prototypeFor(target, prototype))
      },
      true,
    ),
  )
  realm.codeMethod(prototype, 'test', 1, function* (self, [text]) {
    return execute(realm, self as RegExp, yield* toText(realm, text)) !== null
  })
  realm.codeMethod(prototype, 'exec', 1, function* (self, [text]) {
    return execute(realm, self as RegExp, yield* toText(realm, text))
  })
  realm.method(prototype, 'toString', 0, (self) => regExpText(self as RegExp))
  for (const name of ['source', 'flags', 'global', 'sticky', 'ignoreCase', 'multiline'] as const)
    realm.getter(prototype, name, (self) => field(self as RegExp, name))
}

export const regExpText = (value: RegExp): string => `/${field(value, 'source')}/${field(value, 'flags')}`
