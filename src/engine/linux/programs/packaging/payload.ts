import type { Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { spliceAll } from '../../libc/http/connection.ts'
import { sys } from '../../sys.ts'

/** Unpacks the archive that lies inside a package's file (`length` bytes at `offset`, to the end by default) below a directory; false when there is no room or no right to. */
export function* unpackPayload(path: string, offset: number, directory = '/', length?: number): Sys<boolean> {
  const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
  if (!fd.ok) return false
  const payload = `/var/tmp/payload.${yield* sys.getpid({})}`
  const to = yield* sys.open({ path: payload, flags: O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, mode: 0o600 })
  let unpacked = false
  if (to.ok && (yield* sys.lseek({ fd: fd.value, offset, whence: 'set' })).ok) {
    const size = yield* sys.fstat({ fd: fd.value })
    const moved = size.ok ? yield* spliceAll(fd.value, to.value, length ?? size.value.size - offset) : size
    unpacked = moved.ok && (yield* sys.unpack({ archive: payload, directory })).ok
  }
  if (to.ok) yield* sys.close({ fd: to.value })
  yield* sys.unlink({ path: payload })
  yield* sys.close({ fd: fd.value })
  return unpacked
}
