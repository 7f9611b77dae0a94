import type { Stat, Sys } from '../../linux/kernel/calls.ts'
import { O } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'
import { mkdirAll, removeAll } from '../oci/files.ts'
import { goErrno } from '../oci/go-errno.ts'
import { secureJoin } from '../oci/secure-join.ts'
import { BuildProblem } from './problem.ts'

/** Who owns copied files. */
export interface CopyOwner {
  readonly uid: number
  readonly gid: number
}

export interface CopySettings {
  /** Undefined keeps each file's own. */
  readonly owner: CopyOwner | undefined
  /** Permission bits instead of the source's. */
  readonly mode: number | undefined
}

/** Copies a file, link or tree to exactly `target`; directories merge. Contents are shared, not read. */
export function* copyTree(source: string, target: string, settings: CopySettings): Sys<void> {
  const stat = yield* sys.stat({ path: source, noFollow: true })
  if (!stat.ok) throw new BuildProblem(`failed to copy ${source}: ${goErrno(stat.error)}`)
  if (stat.value.type === 'directory') {
    yield* makeDirectory(target, stat.value, settings)
    const entries = yield* sys.getdents({ path: source })
    for (const { name } of entries.ok ? entries.value : []) {
      if (name !== '.' && name !== '..') yield* copyTree(`${source}/${name}`, `${target}/${name}`, settings)
    }
    yield* sys.utimens({ path: target, mtimeMs: stat.value.mtimeMs, atimeMs: stat.value.atimeMs })
    return
  }
  const old = yield* sys.stat({ path: target, noFollow: true })
  if (old.ok && (old.value.type === 'directory' || stat.value.type !== 'file' || old.value.type !== 'file')) yield* removeAll(target)
  if (stat.value.type === 'symlink') {
    const link = yield* sys.readlink({ path: source })
    if (link.ok) yield* sys.symlink({ target: link.value, path: target })
  } else if (stat.value.type === 'file') yield* copyFile(source, target)
  else yield* sys.mknod({ path: target, type: stat.value.type, mode: stat.value.mode, rdev: stat.value.rdev })
  yield* dress(target, stat.value, settings)
}

function* makeDirectory(target: string, stat: Stat, settings: CopySettings): Sys<void> {
  const old = yield* sys.stat({ path: target, noFollow: true })
  if (old.ok && old.value.type === 'directory') return
  if (old.ok && old.value.type === 'symlink') return
  if (old.ok) throw new BuildProblem(`cannot copy to non-directory: ${target}`)
  yield* mkdirAll(target, 0o755)
  yield* dress(target, stat, settings)
}

export function* copyFile(source: string, target: string): Sys<void> {
  const from = yield* sys.open({ path: source, flags: O.RDONLY | O.CLOEXEC })
  if (!from.ok) throw new BuildProblem(`failed to copy ${source}: ${goErrno(from.error)}`)
  const to = yield* sys.open({ path: target, flags: O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, mode: 0o644 })
  if (!to.ok) {
    yield* sys.close({ fd: from.value })
    throw new BuildProblem(`failed to copy file info: ${goErrno(to.error)}`)
  }
  for (;;) {
    const moved = yield* sys.splice({ from: from.value, to: to.value, count: 8 * 1024 * 1024 })
    if (!moved.ok) throw new BuildProblem(`failed to copy ${source}: ${goErrno(moved.error)}`)
    if (moved.value === 0) break
  }
  yield* sys.close({ fd: from.value })
  yield* sys.close({ fd: to.value })
}

function* dress(target: string, stat: Stat, { owner, mode }: CopySettings): Sys<void> {
  const { uid, gid } = owner ?? stat
  yield* sys.chown({ path: target, uid, gid, noFollow: true })
  if (stat.type === 'symlink') return
  yield* sys.chmod({ path: target, mode: mode ?? stat.mode })
  yield* sys.utimens({ path: target, mtimeMs: stat.mtimeMs, atimeMs: stat.atimeMs })
}

/** Directories on the way to a path inside a root, made with the owner where they are missing; the real path. */
export function* prepareTarget(root: string, path: string, owner: CopyOwner): Sys<string> {
  const parts = path.split('/').filter(Boolean)
  let inside = ''
  for (const part of parts) {
    inside += `/${part}`
    const at = yield* secureJoin(root, inside)
    if ((yield* sys.mkdir({ path: at, mode: 0o755 })).ok) yield* sys.chown({ path: at, ...owner })
  }
  return yield* secureJoin(root, path)
}
