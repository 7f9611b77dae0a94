import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import type { TimeZone } from '../../../base/time-zone.ts'
import type { Stat, StatFs, Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { localZone } from '../../libc/local-zone.ts'
import { quoteText } from '../../libc/quoting.ts'
import { sys } from '../../sys.ts'
import { modeString } from '../gnu/file-mode.ts'
import { OwnerNames } from '../gnu/owner-names.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import { formatDirectives } from './stat-format.ts'

/** Models stat(1). File systems here keep no birth time: it shows as `-`, as on those that really have none. Leaves out -t's context, --cached. */
export const stat = gnuProgram({
  name: 'stat',
  usage: ['[OPTION]... FILE...'],
  summary: 'Display file or file system status.',
  options: [
    ['-L, --dereference', 'follow links'],
    ['-f, --file-system', 'display file system status instead of file status'],
    ['--cached=MODE', 'specify how to use cached attributes'],
    ['-c, --format=FORMAT', 'use the specified FORMAT instead of the default;\noutput a newline after each use of FORMAT'],
    ['--printf=FORMAT', 'like --format, but interpret backslash escapes,\nand do not output a mandatory trailing newline'],
    ['-t, --terse', 'print the information in terse form'],
  ],
  unsimulated: ['--cached=MODE'],
  *run(tool) {
    if (tool.operands.length === 0) yield* tool.usageError('missing operand')
    const zone = yield* localZone(tool.env)
    const names = new OwnerNames()
    for (const name of tool.operands) {
      if (tool.has('file-system')) yield* showFileSystem(tool, name)
      else yield* showFile(tool, name, zone, names)
    }
    return undefined
  },
})

function* showFile(tool: Tool, name: string, zone: TimeZone, names: OwnerNames): Sys<void> {
  const found = name === '-' ? yield* sys.fstat({ fd: 0 }) : yield* sys.stat({ path: name, noFollow: !tool.has('dereference') })
  if (!found.ok) return yield* tool.fail(`cannot ${tool.atLeast(8, 32) ? 'statx' : 'stat'} ${tool.quoteName(name)}: ${strerror(found.error)}`)
  const target = found.value.type === 'symlink' ? yield* sys.readlink({ path: name }) : undefined
  const fs = name === '-' ? undefined : yield* sys.statfs({ path: name })
  const shown: Shown = {
    name,
    target: target?.ok ? target.value : undefined,
    stat: found.value,
    user: yield* names.user(found.value.uid),
    group: yield* names.group(found.value.gid),
    mountPoint: fs?.ok ? fs.value.mountPoint : '?',
    zone,
    quote: (text) => quotedName(tool, text),
  }
  yield* print(tool, terseFile, tool.has('format') || tool.has('printf') ? undefined : longFormat(tool, found.value), (letters) =>
    fileValue(letters, shown),
  )
}

/** The long form names a file as it is where no quoting is needed; %N of a format always quotes. */
function quotedName(tool: Tool, text: string): string {
  if (!tool.atLeast(8, 25)) return tool.quote(text)
  return quoteText(text, tool.has('format') || tool.has('printf') ? 'shell-escape-always' : 'shell-escape', tool.locale.utf8)
}

const terseFile = '%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o\n'
const terseFileSystem = '%n %i %l %t %s %S %b %f %a %c %d\n'

function longFormat(tool: Tool, { type }: Stat): string {
  const device = tool.atLeast(8, 32) || tool.atLeast(9, 0) ? '%Hd,%Ld' : '%Dh/%dd'
  const deviceType = type === 'char' || type === 'block' ? `%-5h Device type: ${tool.atLeast(9, 0) ? '%Hr,%Lr' : '%t,%T'}` : '%h'
  return (
    `  File: %N\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\nDevice: ${device}\tInode: %-10i  Links: ${deviceType}\n` +
    'Access: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\nAccess: %x\nModify: %y\nChange: %z\n Birth: %w\n'
  )
}

function* print(tool: Tool, terse: string, long: string | undefined, value: (letters: string) => string | undefined): Sys<void> {
  const format = tool.value('format')
  const escaped = tool.value('printf')
  if (format !== undefined) yield* tool.say(`${formatDirectives(format, value, false)}\n`)
  else if (escaped !== undefined) yield* tool.say(formatDirectives(escaped, value, true))
  else yield* tool.say(formatDirectives(tool.has('terse') ? terse : (long ?? terse), value, false))
}

interface Shown {
  readonly name: string
  readonly target: string | undefined
  readonly stat: Stat
  readonly user: string
  readonly group: string
  readonly mountPoint: string
  readonly zone: TimeZone
  readonly quote: (text: string) => string
}

const fileTypes = {
  file: 'regular file',
  directory: 'directory',
  symlink: 'symbolic link',
  fifo: 'fifo',
  socket: 'socket',
  char: 'character special file',
  block: 'block special file',
} as const

const typeBits = { fifo: 0o10000, char: 0o20000, directory: 0o40000, block: 0o60000, file: 0o100000, symlink: 0o120000, socket: 0o140000 } as const

const major = (device: number): number => Math.floor(device / 256)

function fileValue(letters: string, { name, target, stat: s, user, group, mountPoint, zone, quote }: Shown): string | undefined {
  const time = (ms: number) => strftime('%Y-%m-%d %H:%M:%S.%N %z', civilTime(ms, zone))
  const values: Readonly<Record<string, string>> = {
    a: s.mode.toString(8),
    A: modeString(s.type, s.mode),
    b: String(s.blocks),
    B: '512',
    C: '?',
    d: String(s.dev),
    D: s.dev.toString(16),
    f: (typeBits[s.type] | s.mode).toString(16),
    F: s.type === 'file' && s.size === 0 ? 'regular empty file' : fileTypes[s.type],
    g: String(s.gid),
    G: group === String(s.gid) ? 'UNKNOWN' : group,
    h: String(s.nlink),
    i: String(s.ino),
    m: mountPoint,
    n: name,
    N: quote(name) + (target === undefined ? '' : ` -> ${quote(target)}`),
    o: '4096',
    r: String(s.rdev),
    R: s.rdev.toString(16),
    s: String(s.size),
    t: major(s.rdev).toString(16),
    T: (s.rdev % 256).toString(16),
    u: String(s.uid),
    U: user === String(s.uid) ? 'UNKNOWN' : user,
    w: '-',
    W: '0',
    x: time(s.atimeMs),
    X: String(Math.floor(s.atimeMs / 1000)),
    y: time(s.mtimeMs),
    Y: String(Math.floor(s.mtimeMs / 1000)),
    z: time(s.ctimeMs),
    Z: String(Math.floor(s.ctimeMs / 1000)),
    Hd: String(major(s.dev)),
    Ld: String(s.dev % 256),
    Hr: String(major(s.rdev)),
    Lr: String(s.rdev % 256),
  }
  return values[letters]
}

function* showFileSystem(tool: Tool, name: string): Sys<void> {
  const found = yield* sys.statfs({ path: name })
  if (!found.ok) return yield* tool.fail(`cannot read file system information for ${tool.quoteName(name)}: ${strerror(found.error)}`)
  const stat = yield* sys.stat({ path: name })
  const long =
    '  File: "%n"\n    ID: %-8i Namelen: %-7l Type: %T\nBlock size: %-10s Fundamental block size: %S\n' +
    'Blocks: Total: %-10b Free: %-10f Available: %a\nInodes: Total: %-10c Free: %d\n'
  yield* print(tool, terseFileSystem, long, (letters) => fileSystemValue(letters, name, found.value, stat.ok ? stat.value.dev : 0))
}

/** Magic numbers and names as coreutils' fs.h has them. */
const magics: Readonly<Record<string, readonly [number, string]>> = {
  ext4: [0xef53, 'ext2/ext3'],
  ext3: [0xef53, 'ext2/ext3'],
  xfs: [0x58465342, 'xfs'],
  tmpfs: [0x01021994, 'tmpfs'],
  devtmpfs: [0x01021994, 'tmpfs'],
  overlay: [0x794c7630, 'overlayfs'],
  proc: [0x9fa0, 'proc'],
  sysfs: [0x62656572, 'sysfs'],
  devpts: [0x1cd1, 'devpts'],
  cgroup2: [0x63677270, 'cgroup2fs'],
  cgroup: [0x27e0eb, 'cgroupfs'],
  nsfs: [0x6e736673, 'nsfs'],
  mqueue: [0x19800202, 'mqueue'],
}

function fileSystemValue(letters: string, name: string, fs: StatFs, dev: number): string | undefined {
  const [magic, type] = magics[fs.type] ?? [0, `UNKNOWN (0x0)`]
  const blocks = (bytes: number) => String(Math.floor(bytes / 4096))
  const values: Readonly<Record<string, string>> = {
    a: blocks(fs.availableBytes),
    b: blocks(fs.totalBytes),
    c: String(fs.files),
    d: String(fs.filesFree),
    f: blocks(fs.freeBytes),
    i: dev.toString(16),
    l: '255',
    n: name,
    s: '4096',
    S: '4096',
    t: magic.toString(16),
    T: type,
  }
  return values[letters]
}
