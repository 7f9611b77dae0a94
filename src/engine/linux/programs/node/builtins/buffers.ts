import { concatBytes, decode, encode } from '../../../../base/utf8.ts'
import { fromLatin1, latin1 } from '../../../kernel/content.ts'
import { base64, fromBase64 } from '../../../libc/http/url.ts'
import { call, listOf, prototypeFor } from '../language/operations.ts'
import type { Realm } from '../language/realm.ts'
import type { Obj, Value } from '../language/values.ts'
import { define, isFunction, isObject } from '../language/values.ts'
import { wrapIterator } from './iterators.ts'

const byteArrays = new WeakSet<object>()

/** The bytes of a Buffer or Uint8Array, as the host sees them. */
export const bytesOf = (value: Value): Uint8Array | undefined =>
  isObject(value) && byteArrays.has(value) ? (value as unknown as Uint8Array) : undefined

export function textToBytes(text: string, encoding: Value): Uint8Array {
  switch (String(encoding ?? 'utf8').toLowerCase()) {
    case 'hex':
      return Uint8Array.from(text.match(/[0-9a-f]{2}/gi) ?? [], (pair) => Number.parseInt(pair, 16))
    case 'base64':
    case 'base64url':
      return (
        fromBase64(
          text
            .replaceAll('-', '+')
            .replaceAll('_', '/')
            .padEnd(Math.ceil(text.length / 4) * 4, '='),
        ) ?? new Uint8Array()
      )
    case 'latin1':
    case 'binary':
    case 'ascii':
      return fromLatin1(text)
    default:
      return encode(text)
  }
}

export function bytesToText(bytes: Uint8Array, encoding: Value): string {
  const plain = Uint8Array.from({ length: bytes.length }, (_, index) => bytes[index] ?? 0)
  switch (String(encoding ?? 'utf8').toLowerCase()) {
    case 'hex':
      return Array.from(plain, (byte) => byte.toString(16).padStart(2, '0')).join('')
    case 'base64':
      return base64(plain)
    case 'base64url':
      return base64(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
    case 'latin1':
    case 'binary':
    case 'ascii':
      return latin1(plain)
    default:
      return decode(plain)
  }
}

/** A Buffer of the program's over bytes of the host's. */
export function makeBuffer(realm: Realm, bytes: Uint8Array): Obj {
  const copy = new Uint8Array(bytes)
  Object.setPrototypeOf(copy, (realm.global.Buffer as Obj).prototype as Obj)
  byteArrays.add(copy)
  return copy as unknown as Obj
}

/** Uint8Array and Buffer. Leaves out the other typed arrays, and shared memory between views. */
export function installBuffers(realm: Realm): void {
  const { intrinsic } = realm
  const make = function* (source: Value, encoding: Value) {
    if (typeof source === 'string') return textToBytes(source, encoding)
    if (typeof source === 'number') return new Uint8Array(source)
    return bytesOf(source) ?? Uint8Array.from(isObject(source) ? ((yield* listOf(realm, source)) as number[]) : [])
  }
  const typed = realm.publish(
    'Uint8Array',
    realm.coded(
      'Uint8Array',
      3,
      function* (_, [source], target) {
        const made = new Uint8Array(yield* make(source, undefined))
        byteArrays.add(made)
        return Object.setPrototypeOf(made, prototypeFor(target, intrinsic.Uint8Array))
      },
      true,
    ),
  )
  const prototype = Object.create(intrinsic.Uint8Array) as Obj
  const buffer = realm.coded(
    'Buffer',
    2,
    function* (_, [source, encoding]) {
      return makeBuffer(realm, yield* make(source, encoding))
    },
    true,
  )
  Object.setPrototypeOf(buffer, typed)
  Object.defineProperty(buffer, 'prototype', { value: prototype })
  define(prototype, 'constructor', buffer)
  define(realm.global, 'Buffer', buffer)
  realm.codeMethod(buffer, 'from', 2, function* (_, [source, encoding]) {
    return makeBuffer(realm, yield* make(source, encoding))
  })
  realm.method(buffer, 'alloc', 1, (_, [size, fill]) =>
    makeBuffer(realm, new Uint8Array(Number(size)).fill(typeof fill === 'string' ? fill.charCodeAt(0) : Number(fill ?? 0))),
  )
  define(buffer, 'allocUnsafe', buffer.alloc)
  realm.method(
    buffer,
    'isBuffer',
    1,
    (_, [value]) =>
      Boolean(bytesOf(value)) && prototype.isPrototypeOf !== undefined && Object.prototype.isPrototypeOf.call(prototype, value as object),
  )
  realm.method(buffer, 'byteLength', 1, (_, [value, encoding]) =>
    typeof value === 'string' ? textToBytes(value, encoding).length : (bytesOf(value)?.length ?? 0),
  )
  realm.codeMethod(buffer, 'concat', 1, function* (_, [list]) {
    return makeBuffer(realm, concatBytes((yield* listOf(realm, list)).map((item) => bytesOf(item) ?? new Uint8Array())))
  })
  bufferMethods(realm, prototype)
  arrayMethods(realm)
}

const lengthOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), 'length')?.get

function bufferMethods(realm: Realm, prototype: Obj): void {
  const bytes = (self: Value): Uint8Array =>
    new Uint8Array(Array.from({ length: Number(lengthOf?.call(self)) }, (_, index) => (self as Uint8Array)[index] ?? 0))
  const range = (self: Value, from: Value, to: Value) => Uint8Array.prototype.slice.call(bytes(self), from as number, to as number)
  realm.method(prototype, 'toString', 3, (self, [encoding, from, to]) => bytesToText(range(self, from ?? 0, to), encoding))
  realm.method(prototype, 'equals', 1, (self, [other]) => bytesToText(bytes(self), 'hex') === bytesToText(bytesOf(other) ?? new Uint8Array(), 'hex'))
  realm.method(prototype, 'toJSON', 0, (self) => realm.object({ type: 'Buffer', data: realm.array([...bytes(self)]) }))
  for (const name of ['slice', 'subarray']) realm.method(prototype, name, 2, (self, [from, to]) => makeBuffer(realm, range(self, from ?? 0, to)))
  realm.method(prototype, 'write', 2, (self, [text, offset = 0]) => {
    const given = encode(String(text))
    for (const [index, byte] of given.entries()) (self as Uint8Array)[Number(offset) + index] = byte
    return given.length
  })
  realm.method(prototype, 'readUInt8', 1, (self, [offset = 0]) => (self as Uint8Array)[Number(offset)])
  realm.method(prototype, 'readUInt16BE', 1, (self, [offset = 0]) => new DataView(bytes(self).buffer).getUint16(Number(offset)))
  realm.method(prototype, 'readUInt32BE', 1, (self, [offset = 0]) => new DataView(bytes(self).buffer).getUint32(Number(offset)))
}

function arrayMethods(realm: Realm): void {
  const prototype: Obj = realm.intrinsic.TypedArray
  realm.getter(prototype, 'length', (self) => lengthOf?.call(self))
  realm.getter(prototype, 'byteLength', (self) => lengthOf?.call(self))
  const host = Object.getPrototypeOf(Uint8Array.prototype) as Record<string, (...args: Value[]) => Value>
  for (const name of ['indexOf', 'includes', 'fill', 'at', 'reverse'])
    realm.method(prototype, name, 1, (self, args) => host[name]?.apply(self, args as Value[]))
  for (const name of ['keys', 'values', 'entries'])
    realm.method(prototype, name, 0, (self) => wrapIterator(realm, host[name]?.call(self) as Iterator<Value>, 'Array Iterator'))
  define(prototype, Symbol.iterator, prototype.values)
  for (const name of ['forEach', 'map', 'filter', 'reduce', 'join', 'some', 'every', 'find'])
    realm.codeMethod(prototype, name, 1, function* (self, args) {
      const items = realm.array(yield* listOf(realm, self))
      const method = realm.intrinsic.Array[name]
      return isFunction(method) ? yield* call(realm, method, items, args) : undefined
    })
}
