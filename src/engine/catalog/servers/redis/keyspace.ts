import { Failure } from './reply.ts'

/** What a key holds. */
export type Value =
  | { readonly type: 'string'; text: string }
  | { readonly type: 'list'; readonly items: string[] }
  | { readonly type: 'set'; readonly members: Set<string> }
  | { readonly type: 'hash'; readonly fields: Map<string, string> }
  | { readonly type: 'zset'; readonly scores: Map<string, number> }

export type ValueType = Value['type']
type Of<T extends ValueType> = Extract<Value, { type: T }>

interface Entry {
  readonly value: Value
  /** Unix milliseconds; undefined lives for ever. */
  expiresMs: number | undefined
}

export const wrongType = new Failure('WRONGTYPE Operation against a key holding the wrong kind of value')

/** Thrown by a command that cannot go on; the server answers with it. */
export class CommandError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.text)
  }
}

/** One numbered database. A key past its time is gone as soon as anybody looks. */
export class Keyspace {
  private readonly entries = new Map<string, Entry>()
  /** How often each key was changed: WATCH compares. */
  private readonly versions = new Map<string, number>()
  nowMs = 0
  expired = 0

  find(key: string): Value | undefined {
    const entry = this.entries.get(key)
    if (!entry) return undefined
    if (entry.expiresMs !== undefined && entry.expiresMs <= this.nowMs) {
      this.remove(key)
      this.expired++
      return undefined
    }
    return entry.value
  }

  /** The value of a key when it has that type; throws WRONGTYPE for another. */
  typed<T extends ValueType>(key: string, type: T): Of<T> | undefined {
    const value = this.find(key)
    if (value && value.type !== type) throw new CommandError(wrongType)
    return value as Of<T> | undefined
  }

  /** Puts a value in place of whatever was there; its time to live goes unless kept. */
  put(key: string, value: Value, options: { expiresMs?: number | undefined; keepTtl?: boolean } = {}): void {
    const expiresMs = options.keepTtl ? this.entries.get(key)?.expiresMs : options.expiresMs
    this.entries.set(key, { value, expiresMs })
    this.touch(key)
  }

  remove(key: string): boolean {
    this.touch(key)
    return this.entries.delete(key)
  }

  touch(key: string): void {
    this.versions.set(key, this.version(key) + 1)
  }

  version(key: string): number {
    return this.versions.get(key) ?? 0
  }

  expiresMs(key: string): number | undefined {
    return this.entries.get(key)?.expiresMs
  }

  expire(key: string, atMs: number | undefined): void {
    const entry = this.entries.get(key)
    if (entry) entry.expiresMs = atMs
    this.touch(key)
  }

  /** Keys alive now. */
  keys(): readonly string[] {
    return [...this.entries.keys()].filter((key) => this.find(key) !== undefined)
  }

  clear(): void {
    for (const key of this.entries.keys()) this.touch(key)
    this.entries.clear()
  }

  /** How many keys have a time to live, and how long they live on average. */
  expiring(): { readonly count: number; readonly averageMs: number } {
    const left = this.keys().flatMap((key) => {
      const at = this.expiresMs(key)
      return at === undefined ? [] : [at - this.nowMs]
    })
    return { count: left.length, averageMs: left.length === 0 ? 0 : Math.round(left.reduce((a, b) => a + b, 0) / left.length) }
  }
}
