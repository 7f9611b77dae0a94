import type { Sys } from '../../../kernel/calls.ts'
import type { Connection } from '../../../libc/http/connection.ts'
import { printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { CurlRelease } from './errors.ts'
import type { CurlOptions } from './options.ts'

/** A connection kept for the next URL. */
export interface KeptConnection {
  readonly connection: Connection
  readonly number: number
  readonly remoteIp: string
  readonly remotePort: number
}

/** Instants of a transfer, CLOCK_MONOTONIC milliseconds. */
export interface Timing {
  readonly startMs: number
  resolvedMs: number
  connectedMs: number
  securedMs: number
  sentMs: number
  firstByteMs: number
  redirectMs: number
}

export const freshTiming = (nowMs: number): Timing => ({
  startMs: nowMs,
  resolvedMs: nowMs,
  connectedMs: nowMs,
  securedMs: nowMs,
  sentMs: nowMs,
  firstByteMs: nowMs,
  redirectMs: nowMs,
})

/** One run of curl: its options, its connections, what -v prints. */
export class CurlSession {
  readonly kept = new Map<string, KeptConnection>()
  private connections = 0

  constructor(
    readonly options: CurlOptions,
    readonly release: CurlRelease,
  ) {}

  has(flag: string): boolean {
    return this.options.flags.has(flag)
  }

  value(name: string): string | undefined {
    return this.options.values.get(name)?.at(-1)
  }

  values(name: string): readonly string[] {
    return this.options.values.get(name) ?? []
  }

  /** Seconds of an option as milliseconds. */
  ms(name: string): number | undefined {
    const text = this.value(name)
    return text === undefined ? undefined : Number(text) * 1000
  }

  get nextNumber(): number {
    return this.connections++
  }

  get verbose(): boolean {
    return this.has('verbose')
  }

  get quiet(): boolean {
    return this.has('silent') && !this.has('show-error')
  }

  /** An informational line of -v. */
  *info(text: string): Sys<void> {
    if (this.verbose) yield* printError(`* ${text}\n`)
  }

  /** Header lines of -v, as they are on the wire. */
  *trace(direction: '>' | '<', text: string): Sys<void> {
    if (!this.verbose) return
    const lines = text.split('\n').slice(0, -1)
    yield* printError(lines.map((line) => `${direction} ${line}\n`).join(''))
  }

  *warn(text: string): Sys<void> {
    if (!this.has('silent')) yield* printError(`Warning: ${text}\n`)
  }

  *closeAll(): Sys<void> {
    for (const { connection } of this.kept.values()) yield* sys.close({ fd: connection.fd })
    this.kept.clear()
  }
}
