import { call, get, thrownValue } from './operations.ts'
import type { Realm } from './realm.ts'
import type { Code, Obj, Resumption, Value } from './values.ts'
import { isFunction, isObject, Suspend } from './values.ts'

type Settle = (value: Value) => Code<void>

interface PromiseState {
  status: 'pending' | 'fulfilled' | 'rejected'
  value: Value
  readonly reactions: { readonly fulfilled: Settle; readonly rejected: Settle }[]
  handled: boolean
}

const states = new WeakMap<object, PromiseState>()

export const promiseState = (value: Value): Readonly<PromiseState> | undefined => (isObject(value) ? states.get(value) : undefined)

export function newPromise(realm: Realm, prototype: Obj = realm.intrinsic.Promise): Obj {
  const promise = Object.create(prototype) as Obj
  states.set(promise, { status: 'pending', value: undefined, reactions: [], handled: false })
  return promise
}

function settle(realm: Realm, promise: Obj, status: 'fulfilled' | 'rejected', value: Value): void {
  const state = states.get(promise)
  if (state?.status !== 'pending') return
  state.status = status
  state.value = value
  if (status === 'rejected' && !state.handled) realm.rejected.add(promise)
  for (const reaction of state.reactions.splice(0)) realm.microtasks.push(() => reaction[status](value))
}

export const rejectPromise = (realm: Realm, promise: Obj, reason: Value): void => settle(realm, promise, 'rejected', reason)

/** Resolves: another promise (or thenable) is followed, in a microtask of its own. */
export function* resolvePromise(realm: Realm, promise: Obj, value: Value): Code<void> {
  if (value === promise) {
    rejectPromise(realm, promise, realm.error('TypeError', 'Chaining cycle detected for promise #<Promise>'))
    return
  }
  if (!isObject(value)) {
    settle(realm, promise, 'fulfilled', value)
    return
  }
  try {
    const then = yield* get(realm, value, 'then')
    if (!isFunction(then)) {
      settle(realm, promise, 'fulfilled', value)
      return
    }
    realm.microtasks.push(function* () {
      const { resolve, reject } = resolvers(realm, promise)
      try {
        yield* call(realm, then, value, [resolve, reject])
      } catch (fault) {
        yield* call(realm, reject, undefined, [reasonOf(realm, fault)])
      }
    })
  } catch (fault) {
    rejectPromise(realm, promise, reasonOf(realm, fault))
  }
}

/** What was thrown, to reject with; faults that are no exceptions of the program go on. */
export function reasonOf(realm: Realm, fault: unknown): Value {
  const thrown = thrownValue(realm, fault)
  if (!thrown) throw fault
  return thrown.value
}

/** The pair of functions an executor gets. */
export function resolvers(realm: Realm, promise: Obj) {
  let called = false
  const resolve = realm.coded('', 1, function* (_, [value]) {
    if (called) return
    called = true
    yield* resolvePromise(realm, promise, value)
  })
  const reject = realm.native('', 1, (_, [reason]) => {
    if (called) return
    called = true
    rejectPromise(realm, promise, reason)
  })
  return { resolve, reject }
}

/** Registers what happens next, without a promise for that. */
export function subscribe(realm: Realm, promise: Obj, fulfilled: Settle, rejected: Settle): void {
  const state = states.get(promise)
  if (!state) return
  state.handled = true
  realm.rejected.delete(promise)
  if (state.status === 'pending') state.reactions.push({ fulfilled, rejected })
  else {
    const { status, value } = state
    realm.microtasks.push(() => (status === 'fulfilled' ? fulfilled : rejected)(value))
  }
}

/** `Promise.resolve(value)`. */
export function* promiseOf(realm: Realm, value: Value): Code<Obj> {
  if (isObject(value) && states.has(value)) return value
  const promise = newPromise(realm)
  yield* resolvePromise(realm, promise, value)
  return promise
}

/** `promise.then(…)`. */
export function promiseThen(realm: Realm, promise: Obj, fulfilled: Value, rejected: Value): Obj {
  const next = newPromise(realm)
  const reaction = (handler: Value, otherwise: Settle): Settle =>
    isFunction(handler)
      ? function* (value) {
          try {
            yield* resolvePromise(realm, next, yield* call(realm, handler, undefined, [value]))
          } catch (fault) {
            rejectPromise(realm, next, reasonOf(realm, fault))
          }
        }
      : otherwise
  subscribe(
    realm,
    promise,
    reaction(fulfilled, (value) => resolvePromise(realm, next, value)),
    reaction(rejected, function* (reason) {
      rejectPromise(realm, next, reason)
    }),
  )
  return next
}

/** Waits inside of an async function. */
export function* awaitValue(value: Value): Code<Resumption> {
  return (yield new Suspend('await', value)) as Resumption
}

/** Runs an async function's body from one `await` to the next; the promise of its result. */
export function* runAsync(realm: Realm, body: Code<Value>, entered: () => () => void): Code<Obj> {
  const promise = newPromise(realm)
  const advance = function* (resumption: Resumption | undefined): Code<void> {
    const leave = entered()
    try {
      let result = body.next(resumption)
      while (!result.done) {
        if (result.value instanceof Suspend) {
          const awaited = yield* promiseOf(realm, result.value.value)
          subscribe(
            realm,
            awaited,
            (value) => advance({ mode: 'next', value }),
            (value) => advance({ mode: 'throw', value }),
          )
          return
        }
        result = body.next(yield result.value)
      }
      yield* resolvePromise(realm, promise, result.value)
    } catch (fault) {
      rejectPromise(realm, promise, reasonOf(realm, fault))
    } finally {
      leave()
    }
  }
  yield* advance(undefined)
  return promise
}
