import { call, get, iterate, prototypeFor } from '../language/operations.ts'
import { newPromise, promiseOf, promiseThen, reasonOf, rejectPromise, resolvePromise, resolvers } from '../language/promise.ts'
import type { Realm } from '../language/realm.ts'
import type { Code, Fn, Obj, Value } from '../language/values.ts'
import { isFunction } from '../language/values.ts'

/** The Promise constructor, its combinators and prototype. */
export function installPromises(realm: Realm): void {
  const promiseFunction = realm.publish(
    'Promise',
    realm.coded(
      'Promise',
      1,
      function* (_, [executor], target) {
        if (!target) return realm.fail('TypeError', "Promise constructor cannot be invoked without 'new'")
        if (!isFunction(executor)) return realm.fail('TypeError', `Promise resolver ${String(executor)} is not a function`)
        const promise = newPromise(realm, prototypeFor(target, realm.intrinsic.Promise))
        const { resolve, reject } = resolvers(realm, promise)
        try {
          yield* call(realm, executor, undefined, [resolve, reject])
        } catch (fault) {
          yield* call(realm, reject, undefined, [reasonOf(realm, fault)])
        }
        return promise
      },
      true,
    ),
  )
  realm.codeMethod(promiseFunction, 'resolve', 1, (_, [value]) => promiseOf(realm, value))
  realm.method(promiseFunction, 'reject', 1, (_, [reason]) => {
    const promise = newPromise(realm)
    rejectPromise(realm, promise, reason)
    return promise
  })
  realm.method(promiseFunction, 'withResolvers', 0, () => {
    const promise = newPromise(realm)
    return realm.object({ promise, ...resolvers(realm, promise) })
  })
  combinators(realm, promiseFunction)
  const prototype = realm.intrinsic.Promise
  Object.defineProperty(prototype, Symbol.toStringTag, { value: 'Promise', configurable: true })
  realm.method(prototype, 'then', 2, (self, [fulfilled, rejected]) => promiseThen(realm, self as Obj, fulfilled, rejected))
  realm.codeMethod(prototype, 'catch', 1, function* (self, [rejected]) {
    return yield* call(realm, yield* get(realm, self, 'then'), self, [undefined, rejected])
  })
  realm.codeMethod(prototype, 'finally', 1, function* (self, [handler]) {
    const after = (last: (value: Value) => Value) =>
      realm.coded('', 1, function* (_, [value]) {
        const waited = yield* promiseOf(realm, yield* call(realm, handler, undefined, []))
        return promiseThen(
          realm,
          waited,
          realm.native('', 0, () => last(value)),
          undefined,
        )
      })
    const rethrow = (reason: Value) => {
      const promise = newPromise(realm)
      rejectPromise(realm, promise, reason)
      return promise
    }
    return promiseThen(
      realm,
      self as Obj,
      after((value) => value),
      after(rethrow),
    )
  })
}

type Settled = (index: number, kind: 'value' | 'reason', value: Value) => Code<void>

function combinators(realm: Realm, promiseFunction: Fn): void {
  const combine = (name: string, start: (promise: Obj, results: Value[], left: () => number) => Settled) =>
    realm.codeMethod(promiseFunction, name, 1, function* (_, [items]) {
      const promise = newPromise(realm)
      const results: Value[] = []
      let waiting = 1
      const settled = start(promise, results, () => --waiting)
      const cursor = yield* iterate(realm, items)
      for (let index = 0; ; index++) {
        const next = yield* cursor.next()
        if (next.done) break
        waiting++
        const at = index
        results.push(undefined)
        const each = yield* promiseOf(realm, next.value)
        const react = (kind: 'value' | 'reason') =>
          realm.coded('', 1, function* (_self, [value]) {
            yield* settled(at, kind, value)
          })
        promiseThen(realm, each, react('value'), react('reason'))
      }
      yield* settled(-1, 'value', undefined)
      return promise
    })
  combine(
    'all',
    (promise, results, left) =>
      function* (index, kind, value) {
        if (kind === 'reason') return rejectPromise(realm, promise, value)
        if (index >= 0) results[index] = value
        if (left() === 0) yield* resolvePromise(realm, promise, realm.array(results))
      },
  )
  combine(
    'allSettled',
    (promise, results, left) =>
      function* (index, kind, value) {
        if (index >= 0) results[index] = realm.object(kind === 'value' ? { status: 'fulfilled', value } : { status: 'rejected', reason: value })
        if (left() === 0) yield* resolvePromise(realm, promise, realm.array(results))
      },
  )
  combine(
    'race',
    (promise) =>
      function* (index, kind, value) {
        if (index < 0) return
        if (kind === 'reason') rejectPromise(realm, promise, value)
        else yield* resolvePromise(realm, promise, value)
      },
  )
  combine(
    'any',
    (promise, results, left) =>
      function* (index, kind, value) {
        if (index >= 0 && kind === 'value') return yield* resolvePromise(realm, promise, value)
        if (index >= 0) results[index] = value
        if (left() === 0)
          rejectPromise(realm, promise, Object.assign(realm.error('AggregateError', 'All promises were rejected'), { errors: realm.array(results) }))
      },
  )
}
