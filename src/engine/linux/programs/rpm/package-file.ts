import type { Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { sys } from '../../sys.ts'
import { unpackPayload } from '../packaging/payload.ts'
import { decodeHeader, headerEnd, LEAD_BYTES, type RpmHeader } from './header.ts'

/** Where the header ends; undefined when the file is no rpm. */
function* endOfHeader(path: string): Sys<number | undefined> {
  const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
  if (!fd.ok) return undefined
  const lead = yield* sys.pread({ fd: fd.value, count: LEAD_BYTES, offset: 0 })
  yield* sys.close({ fd: fd.value })
  return lead.ok ? headerEnd(lead.value) : undefined
}

/** Reads an rpm's header; undefined when the file is none. */
export function* readPackage(path: string): Sys<RpmHeader | undefined> {
  const needed = yield* endOfHeader(path)
  const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
  if (!fd.ok) return undefined
  const bytes = needed ? yield* sys.pread({ fd: fd.value, count: needed, offset: 0 }) : undefined
  yield* sys.close({ fd: fd.value })
  return bytes?.ok ? decodeHeader(bytes.value) : undefined
}

/** Unpacks an rpm's payload below a root directory; false when there is no room or no right to. */
export function* unpackPackage(path: string, root = '/'): Sys<boolean> {
  const offset = yield* endOfHeader(path)
  return offset !== undefined && (yield* unpackPayload(path, offset, root))
}
