import type { Code } from './compiled.ts'
import { lift1, liftAll, pure } from './compiled.ts'
import type { Cell, Frame, Runtime } from './runtime.ts'
import { AwkError } from './runtime.ts'
import type { Expression, Place } from './syntax.ts'
import type { AwkArray, Value } from './value.ts'
import { toNumber } from './value.ts'

/** Names in scope: a function's parameters by slot, everything else global. */
export interface Scope {
  readonly slots: ReadonlyMap<string, number>
}

/** Somewhere a value is kept; `key` says where within it (a subscript, a field number). */
export interface Slot {
  readonly key: Code
  read(key: Value, frame: Frame): Value
  write(key: Value, frame: Frame, value: Value): void
}

export type CompileExpression = (expression: Expression) => Code

const nowhere = pure(() => undefined)

/** The array a name stands for. */
export function arrayOf(runtime: Runtime, scope: Scope, name: string): (frame: Frame) => AwkArray {
  const slot = scope.slots.get(name)
  if (slot === undefined) {
    const array = runtime.array(name)
    return () => array
  }
  return (frame) => {
    const value = frame.locals[slot]
    if (value instanceof Map) return value
    if (value !== undefined) throw new AwkError(`attempt to use scalar parameter \`${name}' as an array`)
    const fresh: AwkArray = new Map()
    frame.locals[slot] = fresh
    return fresh
  }
}

/** Subscripts joined by SUBSEP. */
export function subscriptOf(runtime: Runtime, subscripts: readonly Code[]): Code {
  const [only] = subscripts
  if (subscripts.length === 1 && only) return lift1(only, (value) => runtime.text(value))
  const separator = runtime.cell('SUBSEP')
  return liftAll(subscripts, (values) => values.map((value) => runtime.text(value)).join(runtime.text(separator.value)))
}

export function compilePlace(runtime: Runtime, scope: Scope, place: Place, compile: CompileExpression): Slot {
  switch (place.kind) {
    case 'field':
      return fieldSlot(runtime, compile(place.index))
    case 'index': {
      const array = arrayOf(runtime, scope, place.array)
      return {
        key: subscriptOf(runtime, place.subscripts.map(compile)),
        read: (key, frame) => {
          const elements = array(frame)
          const value = elements.get(key as string)
          // Looking makes the element.
          if (value === undefined && !elements.has(key as string)) elements.set(key as string, undefined)
          return value
        },
        write: (key, frame, value) => {
          array(frame).set(key as string, value)
        },
      }
    }
    default:
      return variableSlot(runtime, scope, place.name)
  }
}

function fieldSlot(runtime: Runtime, index: Code): Slot {
  const number = (key: Value): number => {
    const n = Math.trunc(toNumber(key))
    if (n < 0) throw new AwkError(`negative field index $${n}`, true)
    return n
  }
  return {
    key: index,
    read: (key) => runtime.record.get(number(key)),
    write: (key, _frame, value) => {
      runtime.record.assign(number(key), runtime.text(value))
    },
  }
}

function variableSlot(runtime: Runtime, scope: Scope, name: string): Slot {
  const slot = scope.slots.get(name)
  if (slot !== undefined) {
    return {
      key: nowhere,
      read: (_key, frame) => {
        const value = frame.locals[slot]
        if (value instanceof Map) throw new AwkError(`attempt to use array \`${name}' in a scalar context`)
        return value
      },
      write: (_key, frame, value) => {
        frame.locals[slot] = value
      },
    }
  }
  if (name === 'NF') {
    return {
      key: nowhere,
      read: () => runtime.record.count,
      write: (_key, _frame, value) => {
        runtime.record.count = Math.trunc(toNumber(value))
      },
    }
  }
  const cell: Cell = runtime.cell(name)
  return {
    key: nowhere,
    read: () => cell.value,
    write: (_key, _frame, value) => {
      cell.value = value
    },
  }
}
