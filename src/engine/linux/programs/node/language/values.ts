import type { Request } from '../../../kernel/calls.ts'
import type { Realm } from './realm.ts'

/**
 * Values of the interpreted program are values of the host: numbers, strings, arrays, maps. Objects have prototypes of the program's own realm, never
 * the host's, so no look-up leads out of it; and functions are stubs that the interpreter runs: the host's calling one only notes who was called.
 */
export type Value = unknown
export type Obj = Record<PropertyKey, Value>
export type Fn = ((...args: Value[]) => Value) & Obj

/** What interpreted code waits for inside of the program: the consumer of a generator, or a promise. */
export class Suspend {
  constructor(
    readonly kind: 'yield' | 'await',
    readonly value: Value,
  ) {}
}

/** How a suspended function goes on. */
export interface Resumption {
  readonly mode: 'next' | 'throw' | 'return'
  readonly value: Value
}

/** Interpreted code: yields system calls, and suspensions of the function that runs. */
export type Code<T> = Generator<Request | Suspend, T, unknown>

/** An exception of the program. */
export class Thrown {
  constructor(readonly value: Value) {}
}

/** `generator.return(value)` on its way through finally blocks. */
export class Returning {
  constructor(readonly value: Value) {}
}

/** What a function is made of. */
export interface Callable {
  readonly kind: 'base' | 'derived' | 'method' | 'arrow' | 'native'
  readonly constructs: boolean
  /** Absent for what only computes: `sync` does it. */
  readonly code?: (self: Value, args: readonly Value[], target: Fn | undefined) => Code<Value>
  readonly sync?: (self: Value, args: readonly Value[], target: Fn | undefined) => Value
  readonly source?: string
  readonly isClass?: boolean
  readonly flavour?: 'async' | 'generator' | 'async generator'
  /** Of a bound function. */
  readonly bound?: Fn
}

const callables = new WeakMap<object, Callable>()

/** What a read of an accessor property gives: the call to make is in `realm.pending`. */
export const accessed: unique symbol = Symbol('accessed')

export const callableOf = (value: Value): Callable | undefined => (typeof value === 'function' ? callables.get(value) : undefined)

export const isObject = (value: Value): value is Obj => (typeof value === 'object' && value !== null) || typeof value === 'function'
export const isFunction = (value: Value): value is Fn => typeof value === 'function'

const hidden = (value: Value, writable = true) => ({ value, writable, enumerable: false, configurable: true })

/** Sets a property as built-ins have theirs: not enumerable. */
export const define = (target: object, key: PropertyKey, value: Value): void => {
  Object.defineProperty(target, key, hidden(value))
}

/** A function object that runs `callable`. */
export function functionObject(realm: Realm, callable: Callable, name: string, length: number): Fn {
  const called = (self: Value, args: Value[]): Value => {
    realm.pending = { fn: stub, self, args }
    return accessed
  }
  const stub = (
    callable.constructs
      ? function (this: Value, ...args: Value[]) {
          return called(this, args)
        }
      : {
          method(this: Value, ...args: Value[]) {
            return called(this, args)
          },
        }.method
  ) as Fn
  Object.setPrototypeOf(stub, realm.intrinsic.Function)
  Object.defineProperty(stub, 'length', hidden(length, false))
  Object.defineProperty(stub, 'name', hidden(name, false))
  callables.set(stub, callable)
  return stub
}
