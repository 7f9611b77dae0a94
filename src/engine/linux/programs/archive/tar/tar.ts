import type { Fd, Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { Tool } from '../../gnu/tool.ts'
import { Exit, gnuProgram } from '../../gnu/tool.ts'
import { ArchiveWriter } from './create.ts'
import { ArchiveReader } from './extract.ts'
import { roundUp } from './header.ts'
import { MemberReader } from './members.ts'
import { missingArgument, readSettings, rewriteTar, tarOptions } from './options.ts'
import type { Settings } from './settings.ts'
import { ArchiveInput, ArchiveOutput } from './stream.ts'

/** Models GNU tar 1.34: real archives through ordinary reads and writes. Left out: bzip2, xz and zstd, incremental dumps, volumes, --delete, --compare. */
export const tar = gnuProgram({
  name: 'tar',
  package: 'GNU tar',
  version: '1.34',
  usage: ['[OPTION...] [FILE]...'],
  summary:
    'Save many files together into a single archive, and restore files from it.\n\nExamples:\n  tar -cf archive.tar foo bar  # Create archive.tar from files foo and bar.\n  tar -tvf archive.tar         # List all files in archive.tar verbosely.\n  tar -xf archive.tar          # Extract all files from archive.tar.',
  options: tarOptions,
  unsimulated: [
    '-j, --bzip2',
    '-J, --xz',
    '--zstd',
    '--lzma',
    '--lzip',
    '-Z, --compress',
    '-I, --use-compress-program=PROG',
    '-g, --listed-incremental=FILE',
    '-M, --multi-volume',
    '--acls',
    '--selinux',
    '--xattrs',
    '-W, --verify',
    '-S, --sparse',
    '-b, --blocking-factor=BLOCKS',
    '-H, --format=FORMAT',
    '--checkpoint[=N]',
    '-N, --newer=DATE',
    '-K, --starting-file=NAME',
    '-L, --tape-length=N',
    '-V, --label=TEXT',
  ],
  hidden: [`--${missingArgument}=LETTER`],
  shortName: true,
  optionFailure: 64,
  failure: 2,
  hintText: "Try 'tar --help' or 'tar --usage' for more information.",
  rewrite: rewriteTar,
  *run(tool) {
    const settings = yield* readSettings(tool)
    if (settings.operation === 'list' || settings.operation === 'extract') yield* read(tool, settings)
    else yield* write(tool, settings)
    if (tool.status !== 0) yield* tool.warn('Exiting with failure status due to previous errors')
    return undefined
  },
})

/** The message, and the one that ends tar. */
function* giveUp(tool: Tool, message: string): Sys<never> {
  yield* tool.warn(message)
  return yield* tool.die('Error is not recoverable: exiting now')
}

function* changeDirectory(tool: Tool, path: string): Sys<void> {
  const changed = yield* sys.chdir({ path })
  if (!changed.ok) yield* giveUp(tool, `${path}: Cannot open: ${strerror(changed.error)}`)
}

function* write(tool: Tool, settings: Settings): Sys<void> {
  if (settings.operands.every((operand) => operand.kind === 'directory')) yield* tool.usageError('Cowardly refusing to create an empty archive')
  const appends = settings.operation !== 'create'
  const fd = yield* openOutput(tool, settings, appends)
  const self = yield* sys.fstat({ fd })
  const output = new ArchiveOutput(fd, settings.compression === 'gzip')
  const newer = appends ? yield* seekToEnd(tool, fd, output) : new Map<string, number>()
  const writer = new ArchiveWriter(tool, settings, output, self.ok && self.value.type === 'file' ? `${self.value.dev}:${self.value.ino}` : undefined)
  for (const operand of settings.operands) {
    if (operand.kind === 'directory') yield* changeDirectory(tool, operand.path)
    else if (settings.operation !== 'update' || (yield* isNewer(operand.name, newer))) yield* writer.add(operand.name, true)
  }
  yield* writer.finish()
  if (output.error) yield* giveUp(tool, `${settings.archive}: Cannot write: ${strerror(output.error)}`)
  if (settings.totals) yield* printError(`Total bytes written: ${output.size} (${Math.ceil(output.size / 1024)}KiB, ?/s)\n`)
}

function* openOutput(tool: Tool, settings: Settings, appends: boolean): Sys<Fd> {
  if (settings.archive === '-') {
    if ((yield* sys.tcgetattr({ fd: 1 })).ok) yield* giveUp(tool, 'Refusing to write archive contents to terminal (missing -f option?)')
    return 1
  }
  if (appends && settings.compression === 'gzip') yield* giveUp(tool, 'Cannot update compressed archives')
  const flags = appends ? O.RDWR | O.CREAT | O.CLOEXEC : O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC
  const fd = yield* sys.open({ path: settings.archive, flags, mode: 0o666 })
  if (!fd.ok) return yield* giveUp(tool, `${settings.archive}: Cannot open: ${strerror(fd.error)}`)
  return fd.value
}

/** Goes to where the end of the archive begins; the times of its members, for -u. */
function* seekToEnd(tool: Tool, fd: Fd, output: ArchiveOutput): Sys<Map<string, number>> {
  const times = new Map<string, number>()
  const input = new ArchiveInput(fd, false, new Uint8Array(0))
  const reader = new MemberReader(tool, input)
  let end = 0
  for (let member = yield* reader.next(); member; member = yield* reader.next()) {
    times.set(member.name, member.mtimeMs)
    yield* input.skip(roundUp(member.type === '0' ? member.size : 0))
    end = yield* input.position()
  }
  yield* sys.lseek({ fd, offset: end, whence: 'set' })
  output.size = end
  return times
}

function* isNewer(name: string, times: ReadonlyMap<string, number>): Sys<boolean> {
  const stat = yield* sys.stat({ path: name, noFollow: true })
  const known = times.get(stat.ok && stat.value.type === 'directory' ? `${name}/` : name)
  return known === undefined || !stat.ok || Math.floor(stat.value.mtimeMs / 1000) * 1000 > known
}

function* read(tool: Tool, settings: Settings): Sys<void> {
  const fd = settings.archive === '-' ? ({ ok: true, value: 0 } as const) : yield* sys.open({ path: settings.archive, flags: O.RDONLY | O.CLOEXEC })
  if (!fd.ok) return yield* giveUp(tool, `${settings.archive}: Cannot open: ${strerror(fd.error)}`)
  if (settings.archive === '-' && (yield* sys.tcgetattr({ fd: 0 })).ok)
    yield* giveUp(tool, 'Refusing to read archive contents from terminal (missing -f option?)')
  const start = yield* sys.read({ fd: fd.value, count: 512 })
  if (!start.ok)
    return yield* giveUp(
      tool,
      start.error === 'EISDIR'
        ? `${settings.archive}: Cannot read: Is a directory\n${tool.name}: At beginning of tape, quitting now`
        : `${settings.archive}: Cannot read: ${strerror(start.error)}`,
    )
  const gzip = start.value[0] === 0x1f && start.value[1] === 0x8b
  if (settings.compression === 'gzip' && !gzip) yield* notGzip(tool)
  yield* refuseOthers(tool, start.value)
  const input = new ArchiveInput(fd.value, gzip, start.value)
  if (start.value.length === 0 && settings.archive !== '-') yield* tool.fail('This does not look like a tar archive')
  for (const operand of settings.operands) if (operand.kind === 'directory') yield* changeDirectory(tool, operand.path)
  const names = settings.operands.flatMap((operand) => (operand.kind === 'name' ? [operand.name] : []))
  yield* new ArchiveReader(tool, settings, input, names).run(new MemberReader(tool, input))
  if (input.corrupt) {
    yield* printError('\ngzip: stdin: invalid compressed data--format violated\n')
    yield* tool.warn('Child returned status 1')
    throw new Exit(2)
  }
}

function* notGzip(tool: Tool): Sys<never> {
  yield* tool.out.flush()
  yield* printError('\ngzip: stdin: not in gzip format\n')
  yield* tool.warn('Child returned status 1')
  return yield* tool.die('Error is not recoverable: exiting now')
}

function* refuseOthers(tool: Tool, start: Uint8Array): Sys<void> {
  if (start[0] === 0x42 && start[1] === 0x5a && start[2] === 0x68) yield* tool.notSimulated('bzip2 compression')
  if (start[0] === 0xfd && start[1] === 0x37 && start[2] === 0x7a) yield* tool.notSimulated('xz compression')
}
