import type { Realm } from '../language/realm.ts'
import type { Obj, Value } from '../language/values.ts'

const iterators = new WeakMap<object, Iterator<Value>>()

/** Installs `next` of the iterators that wrap the host's. */
export function installIterators(realm: Realm): void {
  realm.method(realm.intrinsic.ArrayIterator, 'next', 0, (self) => {
    const result = iterators.get(self as object)?.next() ?? { done: true, value: undefined }
    const value: Value = result.done ? undefined : result.value
    if (Array.isArray(value) && Object.getPrototypeOf(value) === Array.prototype) realm.array(value)
    return realm.object({ value, done: Boolean(result.done) })
  })
}

/** An iterator of the program over one of the host's (of an array, a map, a set, a string). */
export function wrapIterator(realm: Realm, iterator: Iterator<Value>, tag: string): Obj {
  const wrapped = Object.create(realm.intrinsic.ArrayIterator) as Obj
  Object.defineProperty(wrapped, Symbol.toStringTag, { value: tag, configurable: true })
  iterators.set(wrapped, iterator)
  return wrapped
}
