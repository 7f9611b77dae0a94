import type { Sys } from '../../../linux/kernel/calls.ts'
import type { OutputName } from '../container/streams.ts'

/** A line of a container's log. */
export interface LogEntry {
  readonly stream: OutputName
  /** Unix milliseconds. */
  readonly timeMs: number
  /** With its newline, unless it is part of a longer line. */
  readonly line: Uint8Array
  readonly attributes?: Readonly<Record<string, string>>
}

export interface LogQuery {
  readonly sinceMs: number
  readonly untilMs: number
  /** Last so many lines; undefined for all. */
  readonly tail: number | undefined
  readonly follow: boolean
}

/** Where a container's output is kept. One writer, any number of readers. */
export interface LogDriver {
  readonly name: string
  write(entry: LogEntry): Sys<void>
  close(): Sys<void>
  /** Undefined: it cannot be read back. */
  readonly read?: (query: LogQuery, emit: (entry: LogEntry) => Sys<boolean>, gone: { readonly gone: boolean }) => Sys<void>
  /** What to wake when a follower's client went. */
  readonly changes?: object
}
