import type { Dialect } from '../dialect.ts'
import { atLeast } from '../dialect.ts'
import { bytesOf } from '../text.ts'

/** Values by ascending index, with holes. */
export class IndexedArray {
  constructor(private readonly slots: string[] = []) {}

  get(index: number): string | undefined {
    return this.slots[index]
  }

  set(index: number, value: string): void {
    this.slots[index] = value
  }

  delete(index: number): void {
    delete this.slots[index]
    if (index === this.slots.length - 1) this.slots.length = this.keys().at(-1) === undefined ? 0 : (this.keys().at(-1) as number) + 1
  }

  /** One more than the highest index. */
  get end(): number {
    return this.slots.length
  }

  keys(): number[] {
    const keys: number[] = []
    this.slots.forEach((_, index) => {
      keys.push(index)
    })
    return keys
  }

  values(): string[] {
    return this.slots.filter(() => true)
  }

  copy(): IndexedArray {
    return new IndexedArray(this.slots.slice())
  }
}

/** Values by text key, listed in the order of bash's hash table (assoc.c, hashlib.c). */
export class AssociativeArray {
  private readonly map = new Map<string, string>()

  constructor(private readonly buckets: number) {}

  get(key: string): string | undefined {
    return this.map.get(key)
  }

  set(key: string, value: string): void {
    this.map.set(key, value)
  }

  delete(key: string): void {
    this.map.delete(key)
  }

  keys(): string[] {
    return bucketOrder([...this.map.keys()], this.buckets)
  }

  values(): string[] {
    return this.keys().map((key) => this.map.get(key) as string)
  }

  copy(): AssociativeArray {
    const copy = new AssociativeArray(this.buckets)
    for (const [key, value] of this.map) copy.map.set(key, value)
    return copy
  }
}

export const associativeArray = (dialect: Dialect): AssociativeArray => new AssociativeArray(atLeast(dialect, 5, 0) ? 1024 : 64)

/** Keys, in order of insertion, as a walk of a bash hash table with that many buckets meets them: newest first within a bucket. */
export function bucketOrder(keys: readonly string[], initialBuckets: number): string[] {
  let buckets = initialBuckets
  while (keys.length >= buckets * 2) buckets *= 4
  const placed = keys.map((key, at) => ({ key, at, bucket: hash(key) & (buckets - 1) }))
  return placed.sort((a, b) => a.bucket - b.bucket || b.at - a.at).map(({ key }) => key)
}

/** hash_string: FNV-1. */
function hash(key: string): number {
  let h = 0x811c9dc5
  for (const byte of bytesOf(key)) h = (Math.imul(h, 0x01000193) ^ byte) >>> 0
  return h
}

/** What a dynamic variable (RANDOM, SECONDS, …) does instead of holding a value. */
export interface DynamicValue {
  read(): string | readonly string[] | undefined
  write?(value: string): void
}

/** A shell variable: a text, an array, or neither yet (`declare x`), with its attributes. */
export class Variable {
  value: string | undefined
  indexed: IndexedArray | undefined
  associative: AssociativeArray | undefined
  dynamic: DynamicValue | undefined
  exported = false
  readonly = false
  integer = false
  lowercase = false
  uppercase = false
  capitalised = false
  nameref = false
  traced = false
  /** Declared an array, but nothing was assigned yet. */
  declaredOnly = false

  get isArray(): boolean {
    return this.indexed !== undefined || this.associative !== undefined
  }

  /** The text: of an array, element 0. */
  get text(): string | undefined {
    if (this.dynamic) {
      const value = this.dynamic.read()
      return typeof value === 'object' ? value[0] : value
    }
    if (this.indexed) return this.indexed.get(0)
    if (this.associative) return this.associative.get('0')
    return this.value
  }

  copy(): Variable {
    const copy = new Variable()
    Object.assign(copy, this)
    copy.indexed = this.indexed?.copy()
    copy.associative = this.associative?.copy()
    return copy
  }
}
