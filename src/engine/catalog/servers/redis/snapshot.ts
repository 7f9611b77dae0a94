import type { Res, Sys } from '../../../linux/kernel/calls.ts'
import { readFile, writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { Keyspace, Value } from './keyspace.ts'

/**
 * dump.rdb. The lab's own format stands in for the binary one: a heading, then one JSON line a key. What a real redis writes cannot be read here,
 * nor the reverse.
 */
const HEADING = 'CAIS-RDB0001'

interface Line {
  readonly db: number
  readonly key: string
  readonly expiresMs?: number
  readonly type: Value['type']
  readonly data: string | readonly string[] | readonly (readonly [string, string | number])[]
}

function dataOf(value: Value): Line['data'] {
  switch (value.type) {
    case 'string':
      return value.text
    case 'list':
      return value.items
    case 'set':
      return [...value.members]
    case 'hash':
      return [...value.fields]
    case 'zset':
      return [...value.scores]
  }
}

function restored({ type, data }: Line): Value {
  switch (type) {
    case 'string':
      return { type, text: data as string }
    case 'list':
      return { type, items: [...(data as string[])] }
    case 'set':
      return { type, members: new Set(data as string[]) }
    case 'hash':
      return { type, fields: new Map(data as [string, string][]) }
    case 'zset':
      return { type, scores: new Map(data as [string, number][]) }
  }
}

/** Writes every database beside the file and renames it over it. */
export function* writeSnapshot(
  path: string,
  databases: readonly Keyspace[],
  about: { readonly version: string; readonly atMs: number },
): Sys<Res<void>> {
  const lines = databases.flatMap((db, index) =>
    db.keys().map((key) => {
      const expiresMs = db.expiresMs(key)
      const value = db.find(key) as Value
      return JSON.stringify({ db: index, key, ...(expiresMs !== undefined && { expiresMs }), type: value.type, data: dataOf(value) } satisfies Line)
    }),
  )
  const temporary = `${path.slice(0, path.lastIndexOf('/'))}/temp-${yield* sys.getpid({})}.rdb`
  const written = yield* writeFile(temporary, `${HEADING} ${about.version} ${Math.floor(about.atMs)}\n${lines.map((line) => `${line}\n`).join('')}`, {
    mode: 0o600,
  })
  if (!written.ok) return written
  return yield* sys.rename({ from: temporary, to: path })
}

export type Loaded =
  | { readonly kind: 'none' }
  | { readonly kind: 'bad' }
  | { readonly kind: 'loaded'; readonly version: string; readonly atMs: number; readonly keys: number; readonly expired: number }

/** Fills the databases from a snapshot; keys past their time stay out. */
export function* loadSnapshot(path: string, databases: readonly Keyspace[], nowMs: number): Sys<Loaded> {
  const text = yield* readFile(path)
  if (!text.ok) return { kind: 'none' }
  const [heading = '', ...lines] = text.value.split('\n').filter(Boolean)
  const [magic, version = '', at] = heading.split(' ')
  if (magic !== HEADING) return { kind: 'bad' }
  let keys = 0
  let expired = 0
  for (const text of lines) {
    const line = JSON.parse(text) as Line
    if (line.expiresMs !== undefined && line.expiresMs <= nowMs) {
      expired++
      continue
    }
    databases[line.db]?.put(line.key, restored(line), { expiresMs: line.expiresMs })
    keys++
  }
  return { kind: 'loaded', version, atMs: Number(at), keys, expired }
}
