import type { Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { spliceAll } from '../../libc/http/connection.ts'
import { sys } from '../../sys.ts'
import { decodeHeader, headerEnd, LEAD_BYTES, type RpmHeader } from './header.ts'

/** Reads an rpm's header; undefined when the file is none. */
export function* readPackage(path: string): Sys<RpmHeader | undefined> {
  const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
  if (!fd.ok) return undefined
  const lead = yield* sys.pread({ fd: fd.value, count: LEAD_BYTES, offset: 0 })
  const needed = lead.ok ? headerEnd(lead.value) : undefined
  const bytes = needed ? yield* sys.pread({ fd: fd.value, count: needed, offset: 0 }) : undefined
  yield* sys.close({ fd: fd.value })
  return bytes?.ok ? decodeHeader(bytes.value) : undefined
}

/** Unpacks an rpm's payload below a root directory; false when there is no room or no right to. */
export function* unpackPackage(path: string, root = '/'): Sys<boolean> {
  const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
  if (!fd.ok) return false
  const lead = yield* sys.pread({ fd: fd.value, count: LEAD_BYTES, offset: 0 })
  const offset = lead.ok ? headerEnd(lead.value) : undefined
  const payload = `/var/tmp/rpm-tmp.${yield* sys.getpid({})}`
  const to = yield* sys.open({ path: payload, flags: O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, mode: 0o600 })
  let unpacked = false
  if (offset !== undefined && to.ok && (yield* sys.lseek({ fd: fd.value, offset, whence: 'set' })).ok) {
    const size = yield* sys.fstat({ fd: fd.value })
    const moved = size.ok ? yield* spliceAll(fd.value, to.value, size.value.size - offset) : size
    unpacked = moved.ok && (yield* sys.unpack({ archive: payload, directory: root })).ok
  }
  if (to.ok) yield* sys.close({ fd: to.value })
  yield* sys.unlink({ path: payload })
  yield* sys.close({ fd: fd.value })
  return unpacked
}
