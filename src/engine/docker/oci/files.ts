import { ok } from '../../base/result.ts'
import type { Res, Sys } from '../../linux/kernel/calls.ts'
import { readFile, writeFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'

/** Go's os.MkdirAll. */
export function* mkdirAll(path: string, mode = 0o755): Sys<Res<void>> {
  const made = yield* sys.mkdir({ path, mode })
  if (made.ok || made.error === 'EEXIST') return ok(undefined)
  if (made.error !== 'ENOENT') return made
  const above = path.slice(0, path.replace(/\/+$/, '').lastIndexOf('/'))
  if (above === '') return made
  const first = yield* mkdirAll(above, mode)
  if (!first.ok) return first
  const again = yield* sys.mkdir({ path, mode })
  return again.ok || again.error === 'EEXIST' ? ok(undefined) : again
}

/** Go's os.RemoveAll: what does not exist is fine. */
export function* removeAll(path: string): Sys<Res<void>> {
  const removed = yield* sys.unlink({ path })
  if (removed.ok || removed.error === 'ENOENT') return ok(undefined)
  const entries = yield* sys.getdents({ path })
  if (!entries.ok) return entries.error === 'ENOENT' ? ok(undefined) : removed
  for (const { name } of entries.value) {
    if (name === '.' || name === '..') continue
    const below = yield* removeAll(`${path}/${name}`)
    if (!below.ok) return below
  }
  const gone = yield* sys.rmdir({ path })
  return gone.ok || gone.error === 'ENOENT' ? ok(undefined) : gone
}

/** Writes beside and renames, so that nobody ever reads half a file (moby pkg/ioutils AtomicFileWriter). */
export function* writeAtomically(path: string, text: string | Uint8Array, mode = 0o644): Sys<Res<void>> {
  const slash = path.lastIndexOf('/')
  const beside = `${path.slice(0, slash)}/.tmp-${path.slice(slash + 1)}`
  const written = yield* writeFile(beside, text, { mode })
  return written.ok ? yield* sys.rename({ from: beside, to: path }) : written
}

/** A JSON file, undefined when it is missing or no JSON. */
export function* readJson<T>(path: string): Sys<T | undefined> {
  const text = yield* readFile(path)
  if (!text.ok) return undefined
  try {
    return JSON.parse(text.value) as T
  } catch {
    return undefined
  }
}

export function* exists(path: string): Sys<boolean> {
  return (yield* sys.stat({ path, noFollow: true })).ok
}

/** Names in a directory without . and .., empty when there is none. */
export function* namesIn(path: string): Sys<readonly string[]> {
  const entries = yield* sys.getdents({ path })
  return entries.ok ? entries.value.map((entry) => entry.name).filter((name) => name !== '.' && name !== '..') : []
}
