import type { Realm } from './realm.ts'
import type { Obj, Value } from './values.ts'
import { isObject } from './values.ts'

const regExps = new WeakMap<object, { readonly source: string; readonly flags: string }>()

export const isRegExp = (value: Value): value is RegExp => isObject(value) && regExps.has(value)

/** A regular expression of the program's around the host's matcher. */
export function makeRegExp(realm: Realm, pattern: string, flags: string, prototype: Obj = realm.intrinsic.RegExp): RegExp {
  const host = new RegExp(pattern, flags)
  const { source, flags: ordered } = host
  const made = Object.setPrototypeOf(host, prototype) as RegExp
  regExps.set(made, { source, flags: ordered })
  return made
}

/** Source and flags, which the host would ask of the program's prototype. */
export const regExpParts = (value: RegExp) => regExps.get(value) ?? { source: '', flags: '' }
