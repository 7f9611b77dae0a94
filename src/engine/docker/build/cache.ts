import { rfc3339Nano, timeOfMs } from '../../base/go-time.ts'
import type { Sys } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'
import type { BuildCacheRecord } from '../api/build.ts'
import { randomId } from '../engine/ids.ts'
import { mkdirAll, readJson, writeAtomically } from '../oci/files.ts'

/** What a step made, found again by what went into it. */
export interface CacheEntry {
  readonly id: string
  /** Digest of the step and everything below it. */
  readonly key: string
  /** The layer on top; the step's own when it has one. */
  readonly chainId: string
  readonly diffId: string
  readonly parent: string | undefined
  readonly type: BuildCacheRecord['Type']
  readonly description: string
  readonly bytes: number
  readonly createdMs: number
  lastUsedMs: number
  uses: number
}

/** What came of a client's files: written to by every build with the same context. */
interface LocalSource {
  readonly id: string
  readonly description: string
  /** As it was when it was made; BuildKit does not measure it again. */
  readonly bytes: number
  readonly createdMs: number
  lastUsedMs: number
  uses: number
}

/** What is written down of the cache. */
interface StoredCache {
  readonly entries: readonly CacheEntry[]
  readonly locals: readonly (readonly [string, LocalSource])[]
}

/** BuildKit's cache, on disk between runs of the daemon. Leaves out garbage collection by age and size (its limits are far above a world's disk). */
export class BuildCache {
  private readonly entries = new Map<string, CacheEntry>()
  /** Directories that hold what contexts sent. */
  private readonly locals = new Map<string, LocalSource>()
  /** What each context sent last, by its name. */
  readonly transfers = new Map<string, Map<string, string>>()

  constructor(
    /** buildkit/cache.db; JSON here. */
    private readonly path: string,
  ) {}

  /** Reads what an earlier run of the daemon left, as far as the layers are still there. */
  *load(exists: (chainId: string) => boolean): Sys<void> {
    const stored = yield* readJson<StoredCache>(this.path)
    for (const entry of stored?.entries ?? []) if (exists(entry.chainId)) this.entries.set(entry.key, entry)
    for (const [key, local] of stored?.locals ?? []) this.locals.set(key, local)
  }

  *save(): Sys<void> {
    const stored: StoredCache = { entries: [...this.entries.values()], locals: [...this.locals] }
    yield* mkdirAll(this.path.slice(0, this.path.lastIndexOf('/')), 0o711)
    yield* writeAtomically(this.path, JSON.stringify(stored), 0o600)
  }

  *find(key: string, exists: (chainId: string) => boolean): Sys<CacheEntry | undefined> {
    const entry = this.entries.get(key)
    if (!entry || !exists(entry.chainId)) return undefined
    entry.lastUsedMs = yield* sys.clockRealtime({})
    entry.uses++
    return entry
  }

  *add(entry: Omit<CacheEntry, 'id' | 'createdMs' | 'lastUsedMs' | 'uses'>): Sys<CacheEntry> {
    const nowMs = yield* sys.clockRealtime({})
    const made: CacheEntry = { ...entry, id: cacheId(yield* randomId()), createdMs: nowMs, lastUsedMs: nowMs, uses: 1 }
    this.entries.set(entry.key, made)
    return made
  }

  /** A build took `what` (context, dockerfile, dockerignore) from a client's directory. */
  *keepLocal(context: string, what: string, bytes: number): Sys<void> {
    const nowMs = yield* sys.clockRealtime({})
    const key = `${context} ${what}`
    const known = this.locals.get(key)
    if (known) {
      known.lastUsedMs = nowMs
      known.uses++
    } else {
      const id = cacheId(yield* randomId())
      this.locals.set(key, { id, description: `local source for ${what}`, bytes, createdMs: nowMs, lastUsedMs: nowMs, uses: 1 })
    }
  }

  transfersOf(name: string): Map<string, string> {
    const known = this.transfers.get(name) ?? new Map<string, string>()
    this.transfers.set(name, known)
    return known
  }

  /** Records for `docker system df` and `docker buildx du`, shared ones being in an image too. */
  records(shared: (chainId: string) => boolean): readonly BuildCacheRecord[] {
    const byChain = new Map([...this.entries.values()].map((entry) => [entry.chainId, entry.id]))
    const time = (ms: number) => rfc3339Nano(timeOfMs(ms))
    const locals = [...this.locals.values()].map(
      (local): BuildCacheRecord => ({
        ID: local.id,
        Type: 'source.local',
        Description: local.description,
        InUse: false,
        Shared: false,
        Size: local.bytes,
        CreatedAt: time(local.createdMs),
        LastUsedAt: time(local.lastUsedMs),
        UsageCount: local.uses,
      }),
    )
    const layers = [...this.entries.values()].map((entry): BuildCacheRecord => {
      const parent = entry.parent === undefined ? undefined : byChain.get(entry.parent)
      return {
        ID: entry.id,
        ...(parent && { Parents: [parent] }),
        Type: entry.type,
        Description: entry.description,
        InUse: false,
        Shared: shared(entry.chainId),
        Size: entry.bytes,
        CreatedAt: time(entry.createdMs),
        LastUsedAt: time(entry.lastUsedMs),
        UsageCount: entry.uses,
      }
    })
    return [...locals, ...layers]
  }

  /** Forgets records. Answers all of them, and those whose layers are to be removed. */
  prune(
    chosen: (record: BuildCacheRecord) => boolean,
    shared: (chainId: string) => boolean,
  ): { readonly records: readonly BuildCacheRecord[]; readonly layers: readonly CacheEntry[] } {
    const records = this.records(shared).filter(chosen)
    const gone = new Set(records.map(({ ID }) => ID))
    const layers = [...this.entries.values()].filter(({ id }) => gone.has(id))
    for (const { key } of layers) this.entries.delete(key)
    for (const [key, { id }] of this.locals) if (gone.has(id)) this.locals.delete(key)
    if (records.length > 0) this.transfers.clear()
    return { records, layers }
  }

  /** Every layer a record still needs. */
  chains(): ReadonlySet<string> {
    return new Set([...this.entries.values()].map(({ chainId }) => chainId))
  }
}

/** BuildKit's ids: 25 letters and digits. */
function cacheId(hex: string): string {
  const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'
  let number = BigInt(`0x${hex.slice(0, 33)}`)
  let out = ''
  while (out.length < 25) {
    out = alphabet[Number(number % 36n)] + out
    number /= 36n
  }
  return out
}
