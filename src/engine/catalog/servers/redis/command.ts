import type { Keyspace } from './keyspace.ts'
import { CommandError } from './keyspace.ts'
import { Failure, type Reply } from './reply.ts'

/** A command that only looks at or changes data: runs at once, between two system calls of its connection. */
export interface DataCommand {
  /** Words including its own name; negative: at least that many. */
  readonly arity: number
  readonly writes: boolean
  readonly run: (db: Keyspace, args: readonly string[]) => Reply
}

export type DataCommands = Readonly<Record<string, DataCommand>>

export const reads = (arity: number, run: DataCommand['run']): DataCommand => ({ arity, writes: false, run })
export const writes = (arity: number, run: DataCommand['run']): DataCommand => ({ arity, writes: true, run })

export function refuse(text: string): never {
  throw new CommandError(new Failure(text))
}

export const syntaxError = (): never => refuse('ERR syntax error')

export function integer(text: string | undefined): number {
  if (text === undefined || !/^-?(0|[1-9]\d*)$/.test(text) || !Number.isSafeInteger(Number(text)))
    return refuse('ERR value is not an integer or out of range')
  return Number(text)
}

export function float(text: string | undefined): number {
  const lower = (text ?? '').toLowerCase()
  if (/^[+-]?inf(inity)?$/.test(lower)) return lower.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const value = Number(text)
  return text === undefined || text.trim() === '' || Number.isNaN(value) ? refuse('ERR value is not a valid float') : value
}

/** A score or float as redis prints it. */
export const floatText = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? 'inf' : value === Number.NEGATIVE_INFINITY ? '-inf' : String(value)

/** Start and end as list ranges count: negative from the end; both inclusive. */
export function slice<T>(items: readonly T[], start: number, stop: number): readonly T[] {
  const from = start < 0 ? Math.max(0, items.length + start) : start
  const to = stop < 0 ? items.length + stop : stop
  return items.slice(from, to + 1)
}
