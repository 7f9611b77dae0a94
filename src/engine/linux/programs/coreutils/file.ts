import type { Stat, Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import type { Main } from '../../kernel/program.ts'
import { readExecutable } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { bytesToText } from '../../libc/locale.ts'
import { dirname, joinPath } from '../../libc/paths.ts'
import { print, printError, readFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { describeText } from './file-text.ts'

/** Models file(1) 5.11 and 5.44 for what occurs here: kinds of files, executables, archives, scripts, texts. The rest is `data`. */
export interface Kind {
  readonly text: string
  readonly mime: string
  readonly charset: string
}

export const file: Main = function* ({ argv, build }) {
  const parsed = getopt(
    argv.slice(1),
    optionTable(
      'b|brief i|mime mime-type mime-encoding L|dereference h|no-dereference s|special-files f|files-from= v|version z|uncompress k|keep-going F|separator= N|no-pad 0|print0',
    ),
  )
  if (!parsed.ok || (parsed.value.operands.length === 0 && parsed.value.options.length === 0)) {
    if (!parsed.ok) yield* printError(`file: ${parsed.message}\n`)
    yield* printError(
      'Usage: file [-bcCdEhikLlNnprsSvzZ0] [--apple] [--extension] [--mime-encoding]\n            [--mime-type] [-e <testname>] [-F <separator>]  [-f <namefile>]\n            [-m <magicfiles>] [-P <parameter=value>] [--exclude-quiet]\n            <file> ...\n       file -C [-m <magicfiles>]\n       file [--help]\n',
    )
    return 1
  }
  const options = parsed.value
  for (const key of ['uncompress', 'keep-going', 'special-files', 'print0'])
    if (options.has(key)) {
      yield* printError(`cais: file: --${key} is not simulated\n`)
      return 1
    }
  const old = /^5\.[0-2]\d?$/.test(build.get('version') ?? '') || (yield* sys.stat({ path: '/etc/redhat-release' })).ok
  const list = options.value('files-from')
  const listed = list === undefined ? undefined : yield* readFile(list)
  const names = [...(listed?.ok ? listed.value.split('\n').filter(Boolean) : []), ...options.operands]
  const width = Math.max(...names.map((name) => name.length)) + 1
  const separator = options.value('separator') ?? ':'
  for (const name of names) {
    const kind = yield* kindOf(name, { follow: options.has('dereference'), old })
    const shown = options.has('mime-type')
      ? kind.mime
      : options.has('mime-encoding')
        ? kind.charset
        : options.has('mime')
          ? kind.mime.startsWith('cannot')
            ? kind.mime
            : `${kind.mime}; charset=${kind.charset}`
          : kind.text
    yield* print(
      options.has('brief') ? `${shown}\n` : `${options.has('no-pad') ? `${name}${separator}` : `${name}${separator}`.padEnd(width)} ${shown}\n`,
    )
  }
  return 0
}

const plain = (text: string, mime: string, charset = 'binary'): Kind => ({ text, mime, charset })

function* kindOf(name: string, how: { follow: boolean; old: boolean }): Sys<Kind> {
  const stat = yield* sys.stat({ path: name, noFollow: !how.follow })
  if (!stat.ok) {
    const text = `cannot open \`${name}' (${strerror(stat.error)})`
    return plain(text, text)
  }
  const special = yield* specialKind(name, stat.value, how.old)
  if (special) return special
  if (stat.value.size === 0) return stat.value.dev === 0 ? plain('empty', 'inode/x-empty') : plain('empty', 'inode/x-empty')
  const fd = yield* sys.open({ path: name, flags: O.RDONLY })
  if (!fd.ok) {
    const text = how.old ? `regular file, no read permission` : `regular file, no read permission`
    return plain(text, text)
  }
  const bytes = yield* sys.read({ fd: fd.value, count: 65_536 })
  yield* sys.close({ fd: fd.value })
  return bytes.ok ? contentKind(bytes.value, stat.value, how.old) : plain(`cannot read \`${name}' (${strerror(bytes.error)})`, 'x')
}

function* specialKind(name: string, { type, mode, rdev }: Stat, old: boolean): Sys<Kind | undefined> {
  const numbers = `${Math.floor(rdev / 256)}/${rdev % 256}`
  switch (type) {
    case 'directory':
      return plain(`${mode & 0o1000 ? 'sticky, ' : ''}directory`.replace('sticky, ', old ? 'sticky ' : 'sticky, '), 'inode/directory')
    case 'symlink': {
      const target = yield* sys.readlink({ path: name })
      const to = target.ok ? target.value : ''
      const reached = yield* sys.stat({ path: to.startsWith('/') ? to : joinPath(dirname(name), to) })
      const words = reached.ok ? 'symbolic link to' : 'broken symbolic link to'
      return plain(old ? `${words} \`${to}'` : `${words} ${to}`, 'inode/symlink')
    }
    case 'fifo':
      return plain('fifo (named pipe)', 'inode/fifo')
    case 'socket':
      return plain('socket', 'inode/socket')
    case 'char':
      return plain(old ? 'character special' : `character special (${numbers})`, 'inode/chardevice')
    case 'block':
      return plain(old ? 'block special' : `block special (${numbers})`, 'inode/blockdevice')
    default:
      return undefined
  }
}

const signatures: readonly (readonly [prefix: string, text: string, mime: string])[] = [
  ['\x1f\x8b', 'gzip compressed data', 'application/gzip'],
  ['BZh', 'bzip2 compressed data', 'application/x-bzip2'],
  ['\xfd7zXZ\0', 'XZ compressed data', 'application/x-xz'],
  ['PK\x03\x04', 'Zip archive data, at least v2.0 to extract', 'application/zip'],
  ['\x89PNG\r\n', 'PNG image data', 'image/png'],
  ['\xff\xd8\xff', 'JPEG image data', 'image/jpeg'],
  ['%PDF-', 'PDF document', 'application/pdf'],
  ['\xed\xab\xee\xdb', 'RPM v3.0 bin', 'application/x-rpm'],
  ['!<arch>\ndebian', 'Debian binary package (format 2.0)', 'application/vnd.debian.binary-package'],
]

function contentKind(bytes: Uint8Array, { mode }: Stat, old: boolean): Kind {
  const head = bytesToText(bytes.subarray(0, 1024))
  if (head.startsWith('\x7fELF')) return elfKind(head, old)
  if (head.slice(257, 262) === 'ustar') return plain(`POSIX tar archive${head.slice(262, 264) === '  ' ? ' (GNU)' : ''}`, 'application/x-tar')
  const known = signatures.find(([prefix]) => head.startsWith(prefix))
  if (known) return plain(known[1], known[2])
  return describeText(bytes, (mode & 0o111) !== 0, old) ?? plain('data', 'application/octet-stream')
}

/** Every executable here is a dynamic one of this machine; static ones (Go programs) say so in their note. */
function elfKind(head: string, old: boolean): Kind {
  const note = readExecutable(head)
  const fixed = note?.build.get('linking') === 'static'
  const linking = fixed ? 'statically linked' : `dynamically linked${old ? ' (uses shared libs)' : ', interpreter /lib64/ld-linux-x86-64.so.2'}`
  const kind = old || fixed ? 'executable' : 'pie executable'
  return plain(
    `ELF 64-bit LSB ${kind}, x86-64, version 1 (SYSV), ${linking}${old || fixed ? '' : ', for GNU/Linux 3.2.0'}, stripped`,
    `application/x-${old || fixed ? '' : 'pie-'}executable`,
  )
}
