import { call, get, toText } from '../language/operations.ts'
import type { Realm } from '../language/realm.ts'
import type { Code, Obj, Value } from '../language/values.ts'
import { define, isFunction, isObject } from '../language/values.ts'

/** JSON, with `toJSON`, replacers, revivers and indentation. */
export function installJson(realm: Realm): void {
  const json = realm.object()
  define(realm.global, 'JSON', json)
  Object.defineProperty(json, Symbol.toStringTag, { value: 'JSON', configurable: true })
  realm.codeMethod(json, 'parse', 2, function* (_, [text, reviver]) {
    const value = adopt(realm, parseJsonText(realm, yield* toText(realm, text)))
    return isFunction(reviver) ? yield* revive(realm, realm.object({ '': value }), '', reviver) : value
  })
  realm.codeMethod(json, 'stringify', 3, function* (_, [value, replacer, space]) {
    const indent = typeof space === 'number' ? ' '.repeat(Math.min(10, space)) : typeof space === 'string' ? space.slice(0, 10) : ''
    const writer: Writer = { replacer, indent, around: [] }
    return yield* write(realm, realm.object({ '': value }), '', writer, '')
  })
}

function parseJsonText(realm: Realm, text: string): Value {
  try {
    return JSON.parse(text)
  } catch (fault) {
    return realm.fail('SyntaxError', fault instanceof Error ? fault.message : 'Unexpected end of JSON input')
  }
}

/** Gives what the host made the program's own prototypes. */
export function adopt(realm: Realm, value: Value): Value {
  if (Array.isArray(value)) return realm.array(value.map((item) => adopt(realm, item)))
  if (typeof value !== 'object' || value === null) return value
  const object = realm.object()
  for (const [key, item] of Object.entries(value))
    Object.defineProperty(object, key, { value: adopt(realm, item), writable: true, enumerable: true, configurable: true })
  return object
}

function* revive(realm: Realm, holder: Obj, key: string, reviver: Value): Code<Value> {
  const value = holder[key]
  if (isObject(value))
    for (const name of Object.keys(value)) {
      const changed = yield* revive(realm, value, name, reviver)
      if (changed === undefined) delete value[name]
      else value[name] = changed
    }
  return yield* call(realm, reviver, holder, [key, value])
}

interface Writer {
  readonly replacer: Value
  readonly indent: string
  readonly around: Obj[]
}

function* write(realm: Realm, holder: Obj, key: string, writer: Writer, margin: string): Code<string | undefined> {
  let value = yield* get(realm, holder, key)
  if (isObject(value) || typeof value === 'bigint') {
    const own = yield* get(realm, value, 'toJSON')
    if (isFunction(own)) value = yield* call(realm, own, value, [key])
  }
  if (isFunction(writer.replacer)) value = yield* call(realm, writer.replacer, holder, [key, value])
  if (typeof value === 'bigint') realm.fail('TypeError', 'Do not know how to serialize a BigInt')
  if (!isObject(value)) return typeof value === 'symbol' ? undefined : JSON.stringify(value)
  if (isFunction(value)) return undefined
  if (writer.around.includes(value)) realm.fail('TypeError', 'Converting circular structure to JSON')
  writer.around.push(value)
  const inner = margin + writer.indent
  const parts: string[] = []
  const array = Array.isArray(value)
  if (array)
    for (let index = 0; index < Number(value.length); index++)
      parts.push((yield* write(realm, value as unknown as Obj, String(index), writer, inner)) ?? 'null')
  else
    for (const name of Array.isArray(writer.replacer) ? Array.prototype.slice.call(writer.replacer) : Object.keys(value)) {
      const text = name in value ? yield* write(realm, value, String(name), writer, inner) : undefined
      if (text !== undefined) parts.push(`${JSON.stringify(String(name))}:${writer.indent ? ' ' : ''}${text}`)
    }
  writer.around.pop()
  const [open, close] = array ? ['[', ']'] : ['{', '}']
  if (parts.length === 0) return open + close
  return writer.indent ? `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${margin}${close}` : `${open}${parts.join(',')}${close}`
}
