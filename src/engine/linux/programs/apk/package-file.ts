import { gunzipSync, gzipSync } from 'fflate'
import { decode, encode } from '../../../base/utf8.ts'
import type { Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { sys } from '../../sys.ts'
import { unpackPayload } from '../packaging/payload.ts'
import type { InstalledPackage } from './record.ts'
import { formatInstalled, parseRecords } from './record.ts'

/**
 * A package's file: a gzip member with the control part, then one with the files. The first one says in its header how long it is, in the extra
 * field that bgzip uses (`BC`); upstream reads on until the member ends.
 */
export interface ControlPart {
  readonly package: InstalledPackage
  /** By kind: `pre-install`, `post-install`, `pre-deinstall`, `post-deinstall`, `trigger`. */
  readonly scripts: Readonly<Record<string, string>>
}

const EXTRA_BYTES = 8
const HEADER_BYTES = 10

export function encodeControl(control: ControlPart): Uint8Array {
  const text = JSON.stringify({ record: formatInstalled([control.package]), scripts: control.scripts })
  const plain = gzipSync(encode(text), { mtime: 0 })
  const member = new Uint8Array(plain.length + EXTRA_BYTES)
  member.set(plain.subarray(0, HEADER_BYTES))
  member[3] = 4
  const size = member.length - 1
  member.set([6, 0, 0x42, 0x43, 2, 0, size & 255, size >> 8], HEADER_BYTES)
  member.set(plain.subarray(HEADER_BYTES), HEADER_BYTES + EXTRA_BYTES)
  return member
}

/** The control part's length, from the file's first bytes. */
function controlLength(head: Uint8Array): number | undefined {
  const marked = head[0] === 0x1f && head[1] === 0x8b && head[3] === 4 && head[12] === 0x42 && head[13] === 0x43
  return marked ? (head[16] ?? 0) + ((head[17] ?? 0) << 8) + 1 : undefined
}

export interface PackageFile extends ControlPart {
  /** Where the files begin. */
  readonly offset: number
}

/** Reads a package's control part; undefined when the file is none. */
export function* readPackageFile(path: string): Sys<PackageFile | undefined> {
  const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
  if (!fd.ok) return undefined
  const head = yield* sys.pread({ fd: fd.value, count: HEADER_BYTES + EXTRA_BYTES, offset: 0 })
  const length = head.ok ? controlLength(head.value) : undefined
  const member = length === undefined ? undefined : yield* sys.pread({ fd: fd.value, count: length, offset: 0 })
  yield* sys.close({ fd: fd.value })
  if (length === undefined || !member?.ok || member.value.length < length) return undefined
  const { record, scripts } = JSON.parse(decode(gunzipSync(member.value))) as { record: string; scripts: Record<string, string> }
  const [entry] = parseRecords(record)
  return entry && { package: entry, scripts, offset: length }
}

/** Puts the files in place; false when there is no room or no right to. */
export function* unpackFiles(path: string, file: PackageFile): Sys<boolean> {
  return file.package.files.length === 0 || (yield* unpackPayload(path, file.offset, '/'))
}
