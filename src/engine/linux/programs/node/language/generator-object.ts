import { newPromise, promiseOf, reasonOf, rejectPromise, resolvePromise, subscribe } from './promise.ts'
import type { Realm } from './realm.ts'
import type { Code, Obj, Resumption, Value } from './values.ts'
import { Returning, Suspend, Thrown } from './values.ts'

interface GeneratorState {
  readonly body: Code<Value>
  readonly entered: () => () => void
  status: 'new' | 'suspended' | 'running' | 'done'
  /** Requests of an async generator that wait for their turn. */
  readonly queue: { readonly resumption: Resumption; readonly promise: Obj }[]
}

const states = new WeakMap<object, GeneratorState>()

export function newGenerator(prototype: Obj, body: Code<Value>, entered: () => () => void): Obj {
  const generator = Object.create(prototype) as Obj
  states.set(generator, { body, entered, status: 'new', queue: [] })
  return generator
}

const stateOf = (realm: Realm, generator: Value): GeneratorState => {
  const state = states.get(generator as object)
  return state ?? realm.fail('TypeError', `next method called on incompatible receiver ${String(generator)}`)
}

/** Runs to the next yield or the end. Awaits of an async generator go out to its driver. */
function* resume(state: GeneratorState, resumption: Resumption): Code<{ done: boolean; value: Value }> {
  if (state.status === 'new' && resumption.mode !== 'next') state.status = 'done'
  if (state.status === 'done') {
    if (resumption.mode === 'throw') throw new Thrown(resumption.value)
    return { done: true, value: resumption.mode === 'return' ? resumption.value : undefined }
  }
  state.status = 'running'
  let leave = state.entered()
  try {
    let result = state.body.next(resumption)
    while (!result.done) {
      if (result.value instanceof Suspend && result.value.kind === 'yield') {
        state.status = 'suspended'
        return { done: false, value: result.value.value }
      }
      const suspends = result.value instanceof Suspend
      if (suspends) leave()
      const given = yield result.value
      if (suspends) leave = state.entered()
      result = state.body.next(given)
    }
    state.status = 'done'
    return { done: true, value: result.value }
  } catch (fault) {
    state.status = 'done'
    if (fault instanceof Returning) return { done: true, value: fault.value }
    throw fault
  } finally {
    leave()
  }
}

/** `next`, `throw` and `return` of generators and async generators. */
export function installGenerators(realm: Realm): void {
  for (const mode of ['next', 'return', 'throw'] as const) {
    realm.codeMethod(realm.intrinsic.Generator, mode, 1, function* (self, [value]) {
      const state = stateOf(realm, self)
      if (state.status === 'running') realm.fail('TypeError', 'Generator is already running')
      return realm.object(yield* resume(state, { mode, value }))
    })
    realm.codeMethod(realm.intrinsic.AsyncGenerator, mode, 1, function* (self, [value]) {
      const state = stateOf(realm, self)
      const promise = newPromise(realm)
      state.queue.push({ resumption: { mode, value }, promise })
      if (state.queue.length === 1) yield* serve(realm, state)
      return promise
    })
  }
  Object.defineProperty(realm.intrinsic.Generator, Symbol.toStringTag, { value: 'Generator', configurable: true })
  Object.defineProperty(realm.intrinsic.AsyncGenerator, Symbol.toStringTag, { value: 'AsyncGenerator', configurable: true })
  realm.method(realm.intrinsic.Iterator, Symbol.iterator, 0, (self) => self)
  realm.method(realm.intrinsic.AsyncGenerator, Symbol.asyncIterator, 0, (self) => self)
}

/** Serves an async generator's requests, one after the other. */
function* serve(realm: Realm, state: GeneratorState): Code<void> {
  const first = state.queue[0]
  if (first) yield* advance(realm, state, resume(state, first.resumption), first.promise, undefined)
}

function* advance(realm: Realm, state: GeneratorState, run: Code<{ done: boolean; value: Value }>, promise: Obj, given: unknown): Code<void> {
  try {
    let result = run.next(given)
    while (!result.done) {
      if (result.value instanceof Suspend) {
        const awaited = yield* promiseOf(realm, result.value.value)
        subscribe(
          realm,
          awaited,
          (value) => advance(realm, state, run, promise, { mode: 'next', value }),
          (value) => advance(realm, state, run, promise, { mode: 'throw', value }),
        )
        return
      }
      result = run.next(yield result.value)
    }
    yield* resolvePromise(realm, promise, realm.object(result.value))
  } catch (fault) {
    rejectPromise(realm, promise, reasonOf(realm, fault))
  }
  state.queue.shift()
  yield* serve(realm, state)
}
