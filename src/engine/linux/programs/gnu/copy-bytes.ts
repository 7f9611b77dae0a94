import { ok } from '../../../base/result.ts'
import type { Fd, Res, Sys } from '../../kernel/calls.ts'
import { writeBytes } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

const blockBytes = 131_072

/** Copies what is left of a descriptor to another, inside the kernel where that works; answers the bytes moved. */
export function* copyBytes(from: Fd, to: Fd, limit = Number.POSITIVE_INFINITY): Sys<Res<number>> {
  let copied = 0
  let inKernel = yield* isRegular(from)
  while (copied < limit) {
    const count = Math.min(inKernel ? 16 * 1024 * 1024 : blockBytes, limit - copied)
    if (inKernel) {
      const moved = yield* sys.splice({ from, to, count })
      if (moved.ok && moved.value === 0) break
      if (moved.ok) copied += moved.value
      else if (moved.error === 'EINVAL' || moved.error === 'ENOSYS') inKernel = false
      else if (moved.error !== 'EINTR') return moved
      continue
    }
    const chunk = yield* sys.read({ fd: from, count })
    if (!chunk.ok) {
      if (chunk.error === 'EINTR') continue
      return chunk
    }
    if (chunk.value.length === 0) break
    const written = yield* writeBytes(to, chunk.value)
    if (!written.ok) return written
    copied += chunk.value.length
  }
  return ok(copied)
}

function* isRegular(fd: Fd): Sys<boolean> {
  const stat = yield* sys.fstat({ fd })
  return stat.ok && stat.value.type === 'file'
}
