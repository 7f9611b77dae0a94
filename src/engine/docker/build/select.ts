import { sha256Hex } from '../../base/sha256.ts'
import type { Sys } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'
import { namesIn } from '../oci/files.ts'
import { secureJoin } from '../oci/secure-join.ts'

/** A source of COPY or ADD that was found. */
export interface Selected {
  /** Inside its root, without a leading slash. */
  readonly path: string
  /** On the host. */
  readonly full: string
  readonly directory: boolean
}

const wildcards = /[*?[\\]/

/** The files a source names under a root: itself, or what its wildcards match (Go's filepath.Match); links on the way are followed inside the root. */
export function* selectSources(root: string, source: string): Sys<readonly Selected[]> {
  const clean = source.split('/').filter((part) => part !== '' && part !== '.')
  const normal: string[] = []
  for (const part of clean) {
    if (part === '..') normal.pop()
    else normal.push(part)
  }
  let found: string[] = ['']
  for (const part of normal) {
    if (!wildcards.test(part)) {
      found = found.map((path) => join(path, part))
      continue
    }
    const matches: string[] = []
    const pattern = new RegExp(`^${matchPattern(part)}$`)
    for (const path of found) {
      const names = yield* namesIn(yield* secureJoin(root, path))
      for (const name of [...names].sort()) if (pattern.test(name)) matches.push(join(path, name))
    }
    found = matches
  }
  const selected: Selected[] = []
  for (const path of found) {
    const full = path === '' ? root : yield* secureJoin(root, path)
    const stat = yield* sys.stat({ path: full, noFollow: true })
    if (stat.ok) selected.push({ path, full, directory: stat.value.type === 'directory' })
  }
  return selected
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}/${name}`)

/** A pattern of Go's filepath.Match as a regular expression. */
export const matchPattern = (glob: string): string =>
  glob.replace(/\\(.)|\[(\^?)([^\]]*)\]|[.+^${}()|*?]/g, (all, escaped: string | undefined, not: string | undefined, set: string | undefined) => {
    if (escaped !== undefined) return `\\${escaped}`
    if (set !== undefined) return `[${not ? '^' : ''}${set.replace(/\\/g, '\\\\')}]`
    return all === '*' ? '[^/]*' : all === '?' ? '[^/]' : `\\${all}`
  })

/** A digest of what is selected: names, kinds, modes and contents, no times (BuildKit's content checksum). */
export function* checksum(selected: readonly Selected[]): Sys<string> {
  const lines: string[] = []
  for (const { full, path, directory } of selected) yield* describe(full, directory ? '' : (path.split('/').at(-1) ?? ''), lines)
  return `sha256:${sha256Hex(lines.join('\n'))}`
}

function* describe(full: string, name: string, lines: string[]): Sys<void> {
  const stat = yield* sys.stat({ path: full, noFollow: true })
  if (!stat.ok) return
  const { type, mode, uid, gid } = stat.value
  const kind = `${name} ${type} ${mode.toString(8)} ${uid} ${gid}`
  if (type === 'directory') {
    lines.push(kind)
    for (const child of [...(yield* namesIn(full))].sort()) yield* describe(`${full}/${child}`, `${name}/${child}`, lines)
  } else if (type === 'symlink') {
    const target = yield* sys.readlink({ path: full })
    lines.push(`${kind} ${target.ok ? target.value : ''}`)
  } else {
    const digest = yield* sys.digest({ path: full })
    lines.push(`${kind} ${digest.ok ? digest.value : ''}`)
  }
}
