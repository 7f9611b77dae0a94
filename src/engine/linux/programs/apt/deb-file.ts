import { ok, type Result } from '../../../base/result.ts'
import type { Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { latin1 } from '../../kernel/content.ts'
import { run } from '../../libc/spawn.ts'
import { readFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { unpackPayload } from '../packaging/payload.ts'
import { parseStanzas, type Stanza } from './control.ts'

// A .deb is an ar(5) archive of three members: debian-binary, control.tar and data.tar.xz (deb(5)).

const AR_MAGIC = '!<arch>\n'
const AR_HEADER_BYTES = 60

interface Member {
  readonly name: string
  readonly offset: number
  readonly bytes: number
}

export interface DebFile {
  readonly path: string
  readonly control: Member
  readonly data: Member
}

/** An ar header: name, time, owner, mode, size. */
export const arHeader = (name: string, bytes: number, mtimeMs: number): string =>
  `${name.padEnd(16)}${String(Math.floor(mtimeMs / 1000)).padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(bytes).padEnd(10)}\`\n`

export const arMagic = AR_MAGIC

/** Finds the members; `short` is what dpkg-deb says of a file that is no package. */
export function* openDeb(path: string): Sys<Result<DebFile, string>> {
  const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
  if (!fd.ok)
    return { ok: false, error: `cannot access archive '${path}': ${fd.error === 'EACCES' ? 'Permission denied' : 'No such file or directory'}` }
  const at = function* (offset: number, count: number): Sys<string> {
    const bytes = yield* sys.pread({ fd: fd.value, count, offset })
    return bytes.ok ? latin1(bytes.value) : ''
  }
  const members: Member[] = []
  if ((yield* at(0, AR_MAGIC.length)) === AR_MAGIC) {
    for (let offset = AR_MAGIC.length; members.length < 3; ) {
      const header = yield* at(offset, AR_HEADER_BYTES)
      if (header.length < AR_HEADER_BYTES) break
      const bytes = Number(header.slice(48, 58))
      members.push({ name: header.slice(0, 16).trim(), offset: offset + AR_HEADER_BYTES, bytes })
      offset += AR_HEADER_BYTES + bytes + (bytes % 2)
    }
  }
  yield* sys.close({ fd: fd.value })
  const [, control, data] = members
  if (!control?.name.startsWith('control.tar') || !data?.name.startsWith('data.tar'))
    return { ok: false, error: `'${path}' is not a Debian format archive` }
  return ok({ path, control, data })
}

export const unpackData = (deb: DebFile, root: string): Sys<boolean> => unpackPayload(deb.path, deb.data.offset, root, deb.data.bytes)

/** Unpacks the control member below a directory that is emptied first. */
export function* unpackControl(deb: DebFile, directory: string): Sys<boolean> {
  yield* run(['/bin/rm', '-rf', directory])
  yield* sys.mkdir({ path: directory, mode: 0o755 })
  return yield* unpackPayload(deb.path, deb.control.offset, directory, deb.control.bytes)
}

/** The control paragraph alone. */
export function* readControl(deb: DebFile): Sys<Stanza | undefined> {
  const directory = `/tmp/dpkg-deb.${yield* sys.getpid({})}`
  const done = yield* unpackControl(deb, directory)
  const text = done ? yield* readFile(`${directory}/control`) : undefined
  yield* run(['/bin/rm', '-rf', directory])
  return text?.ok ? parseStanzas(text.value)[0] : undefined
}
