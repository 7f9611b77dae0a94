import type { Res, Stat, Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import type { Errno } from '../../../kernel/errno.ts'
import { strerror } from '../../../kernel/errno.ts'
import { sys } from '../../../sys.ts'
import { copyBytes } from '../../gnu/copy-bytes.ts'
import type { CopyState } from './settings.ts'

/** Copies one regular file's content and attributes; false after a message. */
export function* copyRegular(state: CopyState, from: string, to: string, source: Stat, existing: Stat | undefined): Sys<boolean> {
  const { tool, settings } = state
  const input = yield* sys.open({ path: from, flags: O.RDONLY | O.CLOEXEC })
  if (!input.ok) return yield* failed(state, `cannot open ${tool.quoteName(from)} for reading`, input.error)
  const output = yield* openOutput(state, to, source, existing)
  if (!output.ok) {
    yield* sys.close({ fd: input.value })
    return yield* failed(
      state,
      `cannot create regular file ${tool.quoteName(to)}`,
      output.error === 'EISDIR' && to.endsWith('/') ? 'ENOTDIR' : output.error,
    )
  }
  const copied = settings.attributesOnly ? { ok: true as const, value: 0 } : yield* copyBytes(input.value, output.value)
  yield* sys.close({ fd: input.value })
  yield* sys.close({ fd: output.value })
  if (!copied.ok) return yield* failed(state, `error writing ${tool.quoteName(to)}`, copied.error)
  return yield* copyAttributes(state, to, source, existing)
}

function* openOutput(state: CopyState, to: string, source: Stat, existing: Stat | undefined): Sys<Res<number>> {
  const { settings } = state
  if (existing && !settings.removeFirst) {
    const opened = yield* sys.open({ path: to, flags: O.WRONLY | O.TRUNC | O.CLOEXEC })
    if (opened.ok || !settings.force) return opened
    yield* sys.unlink({ path: to })
  }
  const mode = settings.preserveOwner ? source.mode & 0o700 : source.mode & 0o777
  return yield* sys.open({ path: to, flags: O.WRONLY | O.CREAT | O.EXCL | O.CLOEXEC, mode })
}

/** Mode, owner and times as the settings want them; what cannot be kept is silently let go where cp does so. */
export function* copyAttributes(state: CopyState, to: string, source: Stat, existing: Stat | undefined, noFollow = false): Sys<boolean> {
  const { settings, tool } = state
  if (settings.preserveTimes) yield* sys.utimens({ path: to, atimeMs: source.atimeMs, mtimeMs: source.mtimeMs, noFollow })
  let ownerKept = true
  if (settings.preserveOwner) {
    const changed = yield* sys.chown({ path: to, uid: source.uid, gid: source.gid, noFollow })
    ownerKept = changed.ok
    if (!changed.ok && changed.error !== 'EPERM' && changed.error !== 'EINVAL') {
      return yield* failed(state, `failed to preserve ownership for ${tool.quoteName(to)}`, changed.error)
    }
  }
  if (noFollow) return true
  if (settings.preserveMode) {
    const changed = yield* sys.chmod({ path: to, mode: ownerKept ? source.mode : source.mode & 0o1777 })
    if (!changed.ok) return yield* failed(state, `preserving permissions for ${tool.quoteName(to)}`, changed.error)
  } else if (settings.preserveOwner && !existing) yield* sys.chmod({ path: to, mode: source.mode & 0o777 & ~settings.umask })
  return true
}

/** A message `what: reason`; always false. */
export function* failed(state: CopyState, what: string, error: Errno): Sys<boolean> {
  yield* state.tool.fail(`${what}: ${strerror(error)}`)
  return false
}
