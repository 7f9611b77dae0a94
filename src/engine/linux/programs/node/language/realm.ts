import type { Code, Fn, Obj, Value } from './values.ts'
import { define, functionObject, Thrown } from './values.ts'

const names = [
  'Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError',
  'EvalError', 'URIError', 'AggregateError', 'Promise', 'Map', 'Set', 'WeakMap', 'WeakSet', 'RegExp', 'Date', 'Iterator', 'Generator', 'AsyncGenerator',
  'ArrayIterator', 'TypedArray', 'Uint8Array', 'ArrayBuffer', 'AsyncFunction', 'GeneratorFunction', 'AsyncGeneratorFunction',
] as const // biome-ignore format: a list

export type Intrinsic = (typeof names)[number]
export type ErrorName = Extract<Intrinsic, `${string}Error`>

/** One activation on the call stack: enough for a line of a stack trace. */
export interface Frame {
  /** As traces name it: `Object.<anonymous>`, `new Server`, `Foo.bar`; empty for a bare place. */
  readonly name: string
  readonly file: SourceFile | undefined
  /** Offset in the file where execution is. */
  at: number
  /** Not shown: the library's own. */
  readonly internal?: boolean
}

/** A parsed source text. */
export interface SourceFile {
  readonly path: string
  readonly text: string
  /** Part of node itself: not in traces. */
  readonly internal?: boolean
}

export interface Place {
  readonly file: SourceFile
  readonly at: number
}

/** The intrinsic objects, the queue of microtasks and the call stack of one running program. */
export class Realm {
  readonly intrinsic: Record<Intrinsic, Obj>
  readonly global: Obj
  readonly microtasks: (() => Code<void>)[] = []
  readonly stack: Frame[] = []
  readonly errors = new WeakSet<object>()
  pending: { readonly fn: Fn; self: Value; readonly args: Value[] } | undefined
  /** Evaluations since CPU time was last used. */
  steps = 0
  /** Where errors came about, for the report of one nobody catches; what was thrown last is under the realm itself. */
  readonly places = new WeakMap<object, Place>()
  /** Promises rejected without a handler. */
  readonly rejected = new Set<object>()
  /** What follows the program's own lines in a stack trace. */
  readonly traceTail: string[] = []

  constructor() {
    const root = Object.create(null) as Obj
    this.intrinsic = Object.fromEntries(names.map((name) => [name, name === 'Object' ? root : (Object.create(root) as Obj)])) as Record<
      Intrinsic,
      Obj
    >
    const { intrinsic } = this
    for (const name of names) if (name.endsWith('Error') && name !== 'Error') Object.setPrototypeOf(intrinsic[name], intrinsic.Error)
    for (const name of ['AsyncFunction', 'GeneratorFunction', 'AsyncGeneratorFunction'] as const)
      Object.setPrototypeOf(intrinsic[name], intrinsic.Function)
    Object.setPrototypeOf(intrinsic.Generator, intrinsic.Iterator)
    Object.setPrototypeOf(intrinsic.ArrayIterator, intrinsic.Iterator)
    Object.setPrototypeOf(intrinsic.Uint8Array, intrinsic.TypedArray)
    this.global = Object.create(root) as Obj
  }

  object(entries?: Readonly<Record<string, Value>>): Obj {
    return Object.assign(Object.create(this.intrinsic.Object), entries) as Obj
  }

  /** An array of the program's from one of the host's. */
  array(items: Value[]): Value[] {
    return Object.setPrototypeOf(items, this.intrinsic.Array)
  }

  /** A built-in that computes. */
  native(name: string, length: number, sync: (self: Value, args: readonly Value[], target: Fn | undefined) => Value, constructs = false): Fn {
    return functionObject(this, { kind: 'native', constructs, sync }, name, length)
  }

  /** A built-in that calls functions of the program, or the system. */
  coded(name: string, length: number, code: (self: Value, args: readonly Value[], target: Fn | undefined) => Code<Value>, constructs = false): Fn {
    return functionObject(this, { kind: 'native', constructs, code }, name, length)
  }

  method(target: object, name: string | symbol, length: number, sync: (self: Value, args: readonly Value[]) => Value): void {
    define(target, name, this.native(typeof name === 'symbol' ? `[${name.description}]` : name, length, sync))
  }

  codeMethod(target: object, name: string | symbol, length: number, code: (self: Value, args: readonly Value[]) => Code<Value>): void {
    define(target, name, this.coded(typeof name === 'symbol' ? `[${name.description}]` : name, length, code))
  }

  getter(target: object, name: string | symbol, get: (self: Value) => Value): void {
    const fn = this.native(`get ${String(name)}`, 0, (self) => get(self))
    Object.defineProperty(target, name, { get: fn, enumerable: false, configurable: true })
  }

  /** Publishes a constructor under its name, tied to its prototype. */
  publish(name: Intrinsic, fn: Fn): Fn {
    const prototype = this.intrinsic[name]
    Object.defineProperty(fn, 'prototype', { value: prototype, writable: false, enumerable: false, configurable: false })
    define(prototype, 'constructor', fn)
    define(this.global, name, fn)
    return fn
  }

  /** A new error object with its trace. */
  error(name: ErrorName, message: string, extra?: Readonly<Record<string, Value>>): Obj {
    const error = Object.create(this.intrinsic[name]) as Obj
    this.errors.add(error)
    this.notePlace(error)
    define(error, 'message', message)
    this.captureStack(error, `${name}: ${message}`)
    return Object.assign(error, extra)
  }

  /** Throws inside of the program. */
  fail(name: ErrorName, message: string, extra?: Readonly<Record<string, Value>>): never {
    throw new Thrown(this.error(name, message, extra))
  }

  captureStack(error: object, head: string, limit = 10): void {
    const lines = [...this.stack].reverse().flatMap((frame) => (frame.internal || frame.file?.internal ? [] : [traceLine(frame)]))
    const all = [...lines, ...(this.stack.some((frame) => !frame.internal && !frame.file?.internal) ? this.traceTail : [])].slice(0, limit)
    define(error, 'stack', [head, ...all.map((line) => `    at ${line}`)].join('\n'))
  }

  /** Notes that a value is thrown here. */
  notePlace(value: Value): void {
    const place = this.place()
    if (place) this.places.set(typeof value === 'object' && value !== null ? value : this, place)
  }

  /** The innermost place of the program's own text. */
  place(): Place | undefined {
    for (let i = this.stack.length - 1; i >= 0; i--) {
      const frame = this.stack[i]
      if (frame?.file && !frame.internal && !frame.file.internal) return { file: frame.file, at: frame.at }
    }
    return undefined
  }
}

/** Line and column (both from 1) of an offset. */
export function lineAndColumn(file: SourceFile, at: number): { readonly line: number; readonly column: number } {
  const before = file.text.slice(0, at)
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') }
}

function traceLine(frame: Frame): string {
  if (!frame.file) return `${frame.name} (<anonymous>)`
  const { line, column } = lineAndColumn(frame.file, frame.at)
  const place = `${frame.file.path}:${line}:${column}`
  return frame.name ? `${frame.name} (${place})` : place
}
