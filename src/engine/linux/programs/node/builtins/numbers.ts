import { percentDecode } from '../../../libc/http/url.ts'
import { sys } from '../../../sys.ts'
import { toNumber, toPrimitive, toText } from '../language/operations.ts'
import type { Realm } from '../language/realm.ts'
import type { Obj, Value } from '../language/values.ts'
import { define } from '../language/values.ts'

const hostMath = Math as unknown as Record<string, (...args: number[]) => number>

/** Number, BigInt, Math and the global functions about numbers and URIs. */
export function installNumbers(realm: Realm): void {
  const { global, intrinsic } = realm
  const number = realm.publish(
    'Number',
    realm.coded(
      'Number',
      1,
      function* (_, args) {
        if (args.length === 0) return 0
        const value = yield* toPrimitive(realm, args[0], 'number')
        return typeof value === 'bigint' ? Number(value) : yield* toNumber(realm, value)
      },
      true,
    ),
  )
  for (const name of [
    'MAX_SAFE_INTEGER',
    'MIN_SAFE_INTEGER',
    'MAX_VALUE',
    'MIN_VALUE',
    'EPSILON',
    'POSITIVE_INFINITY',
    'NEGATIVE_INFINITY',
    'NaN',
  ] as const)
    define(number, name, Number[name])
  for (const name of ['isInteger', 'isSafeInteger', 'isFinite', 'isNaN'] as const) realm.method(number, name, 1, (_, [value]) => Number[name](value))
  for (const [name, value] of Object.entries({ NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY, undefined: undefined }))
    define(global, name, value)
  realm.codeMethod(global, 'parseInt', 2, function* (_, [text, radix]) {
    return Number.parseInt(yield* toText(realm, text), radix as number)
  })
  realm.codeMethod(global, 'parseFloat', 1, function* (_, [text]) {
    return Number.parseFloat(yield* toText(realm, text))
  })
  realm.codeMethod(global, 'isNaN', 1, function* (_, [value]) {
    return Number.isNaN(yield* toNumber(realm, value))
  })
  realm.codeMethod(global, 'isFinite', 1, function* (_, [value]) {
    return Number.isFinite(yield* toNumber(realm, value))
  })
  define(number, 'parseInt', global.parseInt)
  define(number, 'parseFloat', global.parseFloat)
  for (const name of ['toString', 'toFixed', 'toPrecision', 'toExponential'] as const)
    realm.method(intrinsic.Number, name, 1, (self, [digits]) => Number.prototype[name].call(self, digits as number))
  realm.method(intrinsic.Number, 'valueOf', 0, (self) => self)
  realm.method(intrinsic.Number, 'toLocaleString', 0, (self, [, options]) => grouped(Number(self), options as Obj | undefined))
  const bigint = realm.publish(
    'BigInt',
    realm.native('BigInt', 1, (_, [value]) => BigInt(value as string)),
  )
  define(bigint, 'length', 1)
  realm.method(intrinsic.BigInt, 'toString', 0, (self, [radix]) => (self as bigint).toString(radix as number | undefined))
  uris(realm)
  maths(realm)
}

/** As en-US writes it. */
function grouped(value: number, options: Obj | undefined): string {
  const least = Number(options?.minimumFractionDigits ?? 0)
  const most = Number(options?.maximumFractionDigits ?? Math.max(3, least))
  const [whole = '', fraction = ''] = value.toFixed(most).split('.')
  const kept = fraction.replace(new RegExp(`0{0,${most - least}}$`), '')
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (kept ? `.${kept}` : '')
}

function uris(realm: Realm): void {
  const coders: Readonly<Record<string, (text: string) => string>> = {
    encodeURIComponent,
    encodeURI,
    decodeURIComponent,
    decodeURI,
    unescape: percentDecode,
  }
  for (const [name, coder] of Object.entries(coders))
    realm.codeMethod(realm.global, name, 1, function* (_, [value]) {
      const text = yield* toText(realm, value)
      try {
        return coder(text)
      } catch {
        return realm.fail('URIError', 'URI malformed')
      }
    })
}

function maths(realm: Realm): void {
  const math: Obj = realm.object()
  define(realm.global, 'Math', math)
  Object.defineProperty(math, Symbol.toStringTag, { value: 'Math', configurable: true })
  for (const name of Object.getOwnPropertyNames(Math)) {
    const value: Value = hostMath[name]
    if (typeof value === 'number') define(math, name, value)
    else if (name !== 'random')
      realm.codeMethod(math, name, Number(hostMath[name]?.length ?? 1), function* (_, args) {
        const numbers: number[] = []
        for (const arg of args) numbers.push(yield* toNumber(realm, arg))
        return hostMath[name]?.(...numbers)
      })
  }
  realm.codeMethod(math, 'random', 0, function* () {
    const bytes = yield* sys.getrandom({ count: 7 })
    let value = 0
    for (let i = 0; i < 6; i++) value = value * 256 + (bytes[i] ?? 0)
    return value / 2 ** 48
  })
}
