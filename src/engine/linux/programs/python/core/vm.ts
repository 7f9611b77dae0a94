import type { Sys } from '../../../kernel/calls.ts'
import { sys } from '../../../sys.ts'
import { attribute, setAttribute } from './attributes.ts'
import { exceptionClass, Raised, raise } from './errors.ts'
import { type End, type Frame, runFunction } from './frame.ts'
import type { Expr, Stmt } from './syntax.ts'
import type { Value } from './values.ts'
import * as V from './values.ts'

/** How much virtual time a thousand statements take: CPython does some ten million simple ones a second. */
const STEPS = 1000
const STEPS_MS = 0.1
const RECURSION_LIMIT = 1000
const noKeywords: V.Keywords = new Map()

export const isCode = (value: unknown): value is Sys<Value> => typeof value === 'object' && value !== null && !(value instanceof V.PyObject)

/** What walks the tree: handed in, because every part of it needs every other. */
export interface Walker {
  evaluate(vm: Vm, frame: Frame, node: Expr): Sys<Value>
  execute(vm: Vm, frame: Frame, body: readonly Stmt[]): Sys<End>
  assign(vm: Vm, frame: Frame, target: Expr, value: Value): Sys<void>
}

/** One interpreter: what is loaded, what it was started with, and the operations that everything else is made of. */
export class Vm {
  readonly modules = new Map<string, V.PyModule>()
  readonly builtins = new V.PyModule('builtins')
  readonly sys = new V.PyModule('sys')
  readonly path = new V.PyList([])
  /** Signals whose handlers have yet to run, and what runs for each. */
  readonly pending: string[] = []
  readonly handlers = new Map<string, Value>()
  /** Called when the process ends: atexit, flushing. */
  readonly atExit: Value[] = []
  /** Value a finished generator returned, for `yield from` and StopIteration. */
  readonly returned = new WeakMap<V.PyGenerator, Value>()
  depth = 0
  steps = 0
  handling: V.PyException | undefined
  readonly threads = { running: 0 }

  constructor(
    readonly env: ReadonlyMap<string, string>,
    readonly version: string,
    readonly executable: string,
    /** Sources that come with Python, by module name. */
    readonly library: ReadonlyMap<string, string>,
    readonly natives: ReadonlyMap<string, (vm: Vm) => V.PyModule>,
    readonly walker: Walker,
  ) {}

  /** Counts a step; now and then uses the CPU and runs what signals ask for. */
  *tick(): Sys<void> {
    if (++this.steps >= STEPS) {
      this.steps = 0
      yield* sys.compute({ ms: STEPS_MS })
    }
    if (this.pending.length > 0) yield* this.runPending()
  }

  *runPending(): Sys<void> {
    for (let name = this.pending.shift(); name !== undefined; name = this.pending.shift()) {
      const handler = this.handlers.get(name)
      if (handler === undefined || handler === null) {
        if (name === 'SIGINT') throw raise('KeyboardInterrupt')
        continue
      }
      yield* this.call(handler, [BigInt(SIGNALS[name] ?? 15), null])
    }
  }

  *call(callee: Value, args: readonly Value[] = [], keywords: V.Keywords = noKeywords): Sys<Value> {
    if (callee instanceof V.PyNative) {
      const result = callee.code(this, args, keywords)
      return isCode(result) ? yield* result : result
    }
    if (callee instanceof V.PyMethod) return yield* this.call(callee.callee, [callee.self, ...args], keywords)
    if (callee instanceof V.PyFunction) {
      if (this.depth >= RECURSION_LIMIT) throw raise('RecursionError', 'maximum recursion depth exceeded')
      this.depth++
      try {
        return yield* runFunction(this, callee, args, keywords)
      } catch (problem) {
        if (problem instanceof RangeError) throw raise('RecursionError', 'maximum recursion depth exceeded')
        throw problem
      } finally {
        this.depth--
      }
    }
    if (callee instanceof V.PyClass) return yield* this.construct(callee, args, keywords)
    if (callee instanceof V.PyWrapped) return yield* this.call(callee.value, args, keywords)
    const own = V.classOf(callee).lookup('__call__')
    if (own === undefined) throw raise('TypeError', `'${V.typeName(callee)}' object is not callable`)
    return yield* this.call(own, [callee, ...args], keywords)
  }

  private *construct(cls: V.PyClass, args: readonly Value[], keywords: V.Keywords): Sys<Value> {
    const meta = cls.cls.lookup('__call__')
    if (meta !== undefined && cls.cls !== V.types.type) return yield* this.call(meta, [cls, ...args], keywords)
    return yield* this.instantiate(cls, args, keywords)
  }

  /** type.__call__: __new__, then __init__. */
  *instantiate(cls: V.PyClass, args: readonly Value[], keywords: V.Keywords): Sys<Value> {
    const maker = cls.lookup('__new__')
    const make = maker instanceof V.PyWrapped ? maker.value : maker
    const init = cls.lookup('__init__')
    if (make === undefined) {
      if (cls.is(exceptionClass('BaseException'))) {
        const made = new V.PyException(cls, args)
        if (init !== undefined) yield* this.call(init, [made, ...args], keywords)
        return made
      }
      if (init === undefined && (args.length > 0 || keywords.size > 0)) throw raise('TypeError', `${cls.name}() takes no arguments`)
      const made = new V.PyObject(cls)
      if (init !== undefined) yield* this.call(init, [made, ...args], keywords)
      return made
    }
    const made = yield* this.call(make, [cls, ...args], make instanceof V.PyNative && init !== undefined ? noKeywords : keywords)
    if (init !== undefined && made instanceof V.PyObject && made.cls.is(cls)) yield* this.call(init, [made, ...args], keywords)
    return made
  }

  /** A special method called on a value, undefined when its type has none. */
  *special(value: Value, name: string, ...args: readonly Value[]): Sys<Value | undefined> {
    if (!(value instanceof V.PyObject)) return undefined
    const found = value.cls.lookup(name)
    if (found === undefined || found === null) return undefined
    return yield* this.call(found, [value, ...args])
  }

  *get(value: Value, name: string): Sys<Value> {
    return yield* attribute(this, value, name)
  }

  *set(value: Value, name: string, to: Value): Sys<void> {
    yield* setAttribute(this, value, name, to)
  }

  *method(value: Value, name: string, ...args: readonly Value[]): Sys<Value> {
    return yield* this.call(yield* this.get(value, name), args)
  }

  *truth(value: Value): Sys<boolean> {
    switch (typeof value) {
      case 'boolean':
        return value
      case 'bigint':
        return value !== 0n
      case 'number':
        return value !== 0
      case 'string':
        return value !== ''
    }
    if (value === null) return false
    if (value instanceof V.PyList || value instanceof V.PyTuple) return value.items.length > 0
    if (value instanceof V.PyDict) return value.entries.size > 0
    if (value instanceof V.PySet) return value.items.size > 0
    if (value instanceof V.PyBytes) return value.bytes.length > 0
    if (value instanceof V.PyRange) return value.length > 0
    if (value instanceof V.PyView) return value.dict.entries.size > 0
    const asked = yield* this.special(value, '__bool__')
    if (asked !== undefined) return asked === true
    const length = yield* this.special(value, '__len__')
    return length === undefined || length !== 0n
  }

  /** An object whose values `next` gives. */
  *iter(value: Value): Sys<V.PyObject> {
    const own = plainIterator(value)
    if (own) return own
    const made = yield* this.special(value, '__iter__')
    if (made instanceof V.PyObject) return made
    if (value instanceof V.PyObject && value.cls.lookup('__getitem__') !== undefined) return this.byIndex(value)
    throw raise('TypeError', `'${V.typeName(value)}' object is not iterable`)
  }

  private byIndex(value: V.PyObject): V.PyIterator {
    let index = 0n
    const vm = this
    return new V.PyIterator(function* () {
      try {
        return yield* vm.special(value, '__getitem__', index++)
      } catch (problem) {
        if (problem instanceof Raised && problem.value.cls.is(exceptionClass('IndexError'))) return undefined
        throw problem
      }
    })
  }

  /** The next value of an iterator, undefined at its end. */
  *next(iterator: V.PyObject): Sys<Value | undefined> {
    if (iterator instanceof V.PyIterator) {
      const found = iterator.next()
      return isCode(found) ? yield* found as Sys<Value | undefined> : (found as Value | undefined)
    }
    if (iterator instanceof V.PyGenerator) return yield* this.resume(iterator, null)
    try {
      const found = yield* this.special(iterator, '__next__')
      if (found === undefined) throw raise('TypeError', `'${V.typeName(iterator)}' object is not an iterator`)
      return found
    } catch (problem) {
      if (problem instanceof Raised && problem.value.cls.is(exceptionClass('StopIteration'))) return undefined
      throw problem
    }
  }

  /** Runs a generator's code up to its next yield; its system calls are the caller's. */
  *resume(generator: V.PyGenerator, send: Value, thrown?: Raised): Sys<Value | undefined> {
    if (generator.running) throw raise('ValueError', 'generator already executing')
    if (generator.finished) {
      if (thrown) throw thrown
      return undefined
    }
    generator.running = true
    let input: unknown = send
    let failure: unknown = thrown
    try {
      for (;;) {
        const step: IteratorResult<unknown, Value> = failure !== undefined ? generator.code.throw(failure) : generator.code.next(input)
        failure = undefined
        generator.started = true
        if (step.done) {
          generator.finished = true
          this.returned.set(generator, step.value)
          return undefined
        }
        if (step.value instanceof V.Yielded) return step.value.value
        try {
          input = yield step.value as never
        } catch (problem) {
          failure = problem
        }
      }
    } catch (problem) {
      generator.finished = true
      if (problem instanceof Raised && problem.value.cls.name === 'StopIteration') throw raise('RuntimeError', 'generator raised StopIteration')
      throw problem
    } finally {
      generator.running = false
    }
  }

  /** All values of an iterable. */
  *list(value: Value): Sys<Value[]> {
    if (value instanceof V.PyList || value instanceof V.PyTuple) return [...value.items]
    const iterator = yield* this.iter(value)
    const out: Value[] = []
    for (;;) {
      const item = yield* this.next(iterator)
      if (item === undefined) return out
      if (out.push(item) > 20_000_000) throw raise('MemoryError')
      if (++this.steps >= STEPS || this.pending.length > 0) yield* this.tick()
    }
  }
}

export const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCHLD: 17,
  SIGCONT: 18,
}

const characters = (text: string): readonly string[] => (/[\ud800-\udfff]/.test(text) ? [...text] : text.split(''))

const over = (count: () => number, at: (index: number) => Value): V.PyIterator => {
  let index = 0
  return new V.PyIterator(() => (index < count() ? at(index++) : undefined))
}

function plainIterator(value: Value): V.PyObject | undefined {
  if (typeof value === 'string') {
    const all = characters(value)
    return over(
      () => all.length,
      (index) => all[index] ?? '',
    )
  }
  if (!(value instanceof V.PyObject)) return undefined
  if (value instanceof V.PyIterator || value instanceof V.PyGenerator) return value
  if (value.cls.lookup('__iter__') !== undefined) return undefined
  if (value instanceof V.PyList || value instanceof V.PyTuple)
    return over(
      () => value.items.length,
      (index) => value.items[index] as Value,
    )
  if (value instanceof V.PyRange)
    return over(
      () => value.length,
      (index) => value.start + BigInt(index) * value.step,
    )
  if (value instanceof V.PyBytes)
    return over(
      () => value.bytes.length,
      (index) => BigInt(value.bytes[index] ?? 0),
    )
  if (value instanceof V.PyDict) return ofEntries(value, ({ key }) => key)
  if (value instanceof V.PySet) {
    const items = value.items.values()
    return new V.PyIterator(() => items.next().value)
  }
  if (value instanceof V.PyView)
    return ofEntries(value.dict, ({ key, value: item }) =>
      value.cls === V.types.dictKeys ? key : value.cls === V.types.dictValues ? item : new V.PyTuple([key, item]),
    )
  return undefined
}

function ofEntries(dict: V.PyDict, pick: (entry: { readonly key: Value; readonly value: Value }) => Value): V.PyIterator {
  const size = dict.entries.size
  const entries = dict.entries.values()
  return new V.PyIterator(() => {
    if (dict.entries.size !== size) throw raise('RuntimeError', 'dictionary changed size during iteration')
    const next = entries.next()
    return next.done ? undefined : pick(next.value)
  })
}
