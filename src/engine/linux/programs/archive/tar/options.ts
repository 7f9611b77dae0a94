import { parseDateText } from '../../../../base/date-text.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { localZone } from '../../../libc/local-zone.ts'
import { compileRegex } from '../../../libc/regex.ts'
import { readAll, readFileBytes } from '../../../libc/stdio.ts'
import { groupByName, userByName } from '../../../libc/users.ts'
import { sys } from '../../../sys.ts'
import { parseMode } from '../../gnu/file-mode.ts'
import type { OptionLine } from '../../gnu/option-list.ts'
import type { Tool } from '../../gnu/tool.ts'
import { ListPrinter } from './list-line.ts'
import type { Operand, Settings } from './settings.ts'
import { transformOf } from './transform.ts'

/** tar's options; -C becomes an operand, because it counts for those after it. */
export const tarOptions: readonly OptionLine[] = [
  ['-A, --catenate, --concatenate', 'append tar files to an archive'],
  ['-c, --create', 'create a new archive'],
  ['-d, --diff, --compare', 'find differences between archive and file system'],
  ['--delete', 'delete from the archive'],
  ['-r, --append', 'append files to the end of an archive'],
  ['-t, --list', 'list the contents of an archive'],
  ['-u, --update', 'only append files newer than the copy in the archive'],
  ['-x, --extract, --get', 'extract files from an archive'],
  ['-k, --keep-old-files', "don't replace existing files, treat them as errors"],
  ['--skip-old-files', "don't replace existing files, silently"],
  ['--overwrite', 'overwrite existing files'],
  ['--remove-files', 'remove files after adding them'],
  ['-O, --to-stdout', 'extract files to standard output'],
  ['--group=NAME', 'force NAME as group for added files'],
  ['--owner=NAME', 'force NAME as owner for added files'],
  ['--mode=CHANGES', 'force mode CHANGES for added files'],
  ['--mtime=DATE', 'set mtime for added files'],
  ['-m, --touch', "don't extract modification times"],
  ['--no-same-owner', 'extract files as yourself'],
  ['--no-same-permissions', 'apply the umask'],
  ['--numeric-owner', 'always use numbers for users and groups'],
  ['-p, --preserve-permissions, --same-permissions', 'extract permissions as they are'],
  ['--same-owner', 'try to extract files with their owner'],
  ['--sort=ORDER', "directory order: 'none', 'name'"],
  ['-f, --file=ARCHIVE', 'use archive file ARCHIVE'],
  ['-a, --auto-compress', 'use the suffix to choose compression'],
  ['-z, --gzip, --gunzip, --ungzip', 'filter the archive through gzip'],
  ['-X, --exclude-from=FILE', 'exclude patterns listed in FILE'],
  ['--exclude=PATTERN', 'exclude files that match PATTERN'],
  ['-h, --dereference', 'follow symbolic links; dump the files they lead to'],
  ['--no-recursion', 'avoid descending into directories'],
  ['--one-file-system', 'stay in the local file system'],
  ['-P, --absolute-names', "don't strip leading '/'s"],
  ['-T, --files-from=FILE', 'get names from FILE'],
  ['--null', '-T reads names that end in NUL'],
  ['--strip-components=NUMBER', 'strip NUMBER leading components from names'],
  ['--transform=EXPRESSION, --xform=EXPRESSION', "use the sed 's' EXPRESSION on names"],
  ['--wildcards', 'members are patterns'],
  ['--no-wildcards', 'members are names (default)'],
  ['--totals', 'print total bytes after processing'],
  ['--full-time', 'print file time to its full resolution'],
  ['-v, --verbose', 'list the files processed'],
  ['-w, --interactive, --confirmation', 'ask for every action'],
]

const withArgument = 'fCTXbgHIKLNV'

/** The first word may be a bundle of letters without a minus; -C DIR turns into an operand that says so. */
export function rewriteTar(args: readonly string[]): readonly string[] {
  let rest = [...args]
  const first = rest[0]
  if (first !== undefined && first !== '' && !first.startsWith('-')) {
    rest = rest.slice(1)
    const expanded: string[] = []
    for (const letter of first) {
      if (!withArgument.includes(letter)) expanded.push(`-${letter}`)
      else if (rest.length > 0) expanded.push(`-${letter}`, rest.shift() as string)
      else expanded.push(`--${missingArgument}=${letter}`)
    }
    rest = [...expanded, ...rest]
  }
  const out: string[] = []
  for (let i = 0; i < rest.length; i++) {
    const arg = rest[i] as string
    const bundled = /^-([a-zA-Z]*)C$/.exec(arg)
    if (arg === '-f' || arg === '-T' || arg === '-X') out.push(arg, ...rest.slice(i + 1, ++i + 1))
    else if (bundled && !/[fTX]/.test(bundled[1] as string)) {
      if (bundled[1] !== '') out.push(`-${bundled[1]}`)
      out.push(directoryMark + (rest[++i] ?? ''))
    } else if (arg.startsWith('--directory=')) out.push(directoryMark + arg.slice(12))
    else if (arg === '--directory') out.push(directoryMark + (rest[++i] ?? ''))
    else if (/^-C./.test(arg)) out.push(directoryMark + arg.slice(2))
    else out.push(arg)
  }
  return out
}

/** Stands for an old-style letter whose argument is missing. */
export const missingArgument = '\0missing'

const directoryMark = '\0C'

const operations: Readonly<Record<string, Settings['operation']>> = {
  create: 'create',
  append: 'append',
  update: 'update',
  extract: 'extract',
  list: 'list',
  diff: 'compare',
  delete: 'delete',
  catenate: 'concatenate',
}

export function* readSettings(tool: Tool): Sys<Settings> {
  const has = (key: string) => tool.has(key)
  const missing = tool.value(missingArgument)
  if (missing !== undefined) yield* tool.usageError(`Old option '${missing}' requires an argument.`)
  const chosen = [...new Set(tool.options.options.map(({ key }) => operations[key]).filter((operation) => operation !== undefined))]
  if (chosen.length === 0) yield* tool.usageError("You must specify one of the '-Acdtrux', '--delete' or '--test-label' options")
  if (chosen.length > 1) yield* tool.usageError("You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option")
  const operation = chosen[0] as Settings['operation']
  if (operation === 'delete' || operation === 'concatenate' || operation === 'compare')
    yield* tool.notSimulated(operation === 'delete' ? '--delete' : operation === 'compare' ? '--compare' : '--concatenate')
  if (has('interactive')) yield* tool.notSimulated('--interactive')
  const credentials = yield* sys.getcredentials({})
  const root = credentials.euid === 0
  const archive = tool.value('file') ?? tool.env.get('TAPE') ?? '-'
  const zone = yield* localZone(tool.env)
  const strip = tool.value('strip-components') ?? '0'
  if (!/^\d+$/.test(strip)) yield* tool.die(`${strip}: Invalid number of elements\nError is not recoverable: exiting now`)
  return {
    operation,
    archive,
    compression: yield* compressionOf(tool, operation, archive),
    verbose: tool.options.options.filter(({ key }) => key === 'verbose').length,
    operands: yield* readOperands(tool),
    exclude: [...tool.options.values('exclude'), ...(yield* patternFiles(tool))],
    stripComponents: Number(strip),
    toStdout: has('to-stdout'),
    keepOld: has('keep-old-files'),
    skipOld: has('skip-old-files'),
    samePermissions: has('preserve-permissions') || (root && !has('no-same-permissions')),
    sameOwner: has('same-owner') || (root && !has('no-same-owner')),
    numericOwner: has('numeric-owner'),
    touch: has('touch'),
    absoluteNames: has('absolute-names'),
    dereference: has('dereference'),
    recurse: !has('no-recursion'),
    wildcards: has('wildcards'),
    removeFiles: has('remove-files'),
    sortNames: tool.value('sort') === 'name',
    owner: yield* ownerOf(tool, 'owner'),
    group: yield* ownerOf(tool, 'group'),
    mtimeMs: yield* timeOf(tool),
    mode: yield* modeOf(tool),
    totals: has('totals'),
    oneFileSystem: has('one-file-system'),
    transform: yield* transformation(tool),
    printer: new ListPrinter({ numeric: has('numeric-owner'), fullTime: has('full-time'), zone, utf8: tool.locale.utf8 }),
  }
}

function* compressionOf(tool: Tool, operation: Settings['operation'], archive: string): Sys<Settings['compression']> {
  if (tool.has('gzip')) return 'gzip'
  if (operation === 'list' || operation === 'extract') return 'detect'
  if (!tool.has('auto-compress')) return 'none'
  if (/\.(?:tar\.gz|tgz|taz|gz)$/.test(archive)) return 'gzip'
  if (/\.(?:bz2|tbz2?|xz|txz|zst|lzma|Z|lz)$/.test(archive)) yield* tool.notSimulated(`compression of ${archive}`)
  return 'none'
}

function* readOperands(tool: Tool): Sys<readonly Operand[]> {
  const operands: Operand[] = tool.operands.map((name) =>
    name.startsWith(directoryMark) ? { kind: 'directory', path: name.slice(directoryMark.length) } : { kind: 'name', name },
  )
  for (const file of tool.options.values('files-from')) {
    const bytes = file === '-' ? yield* readAll(0) : yield* readFileBytes(file)
    if (!bytes.ok) return yield* tool.die(`${file}: Cannot stat: ${strerror(bytes.error)}\n${tool.name}: Error is not recoverable: exiting now`)
    const names = tool.locale.external(tool.locale.decode(bytes.value)).split(tool.has('null') ? '\0' : '\n')
    operands.push(...names.filter(Boolean).map((name): Operand => ({ kind: 'name', name })))
  }
  return operands
}

function* patternFiles(tool: Tool): Sys<readonly string[]> {
  const patterns: string[] = []
  for (const file of tool.options.values('exclude-from')) {
    const bytes = yield* readFileBytes(file)
    if (!bytes.ok) return yield* tool.die(`${file}: Cannot open: ${strerror(bytes.error)}\n${tool.name}: Error is not recoverable: exiting now`)
    patterns.push(...tool.locale.external(tool.locale.decode(bytes.value)).split('\n').filter(Boolean))
  }
  return patterns
}

/** `--owner=NAME`, `NAME:ID` or `ID`. */
function* ownerOf(tool: Tool, key: 'owner' | 'group'): Sys<{ name: string; id: number } | undefined> {
  const text = tool.value(key)
  if (text === undefined) return undefined
  const [name = '', given] = text.split(':')
  if (given !== undefined) return { name, id: Number(given) }
  const known = key === 'owner' ? (yield* userByName(name))?.uid : (yield* groupByName(name))?.gid
  if (known !== undefined) return { name, id: known }
  if (/^\d+$/.test(name)) return { name: '', id: Number(name) }
  return yield* tool.die(`${tool.quote(name)}: Invalid ${key}\n${tool.name}: Error is not recoverable: exiting now`)
}

function* timeOf(tool: Tool): Sys<number | undefined> {
  const text = tool.value('mtime')
  if (text === undefined) return undefined
  if (/^[./]/.test(text)) {
    const stat = yield* sys.stat({ path: text })
    if (stat.ok) return stat.value.mtimeMs
  }
  const atMs = parseDateText(text, yield* sys.clockRealtime({}), yield* localZone(tool.env))
  if (atMs === undefined) yield* tool.warn(`Substituting 1970-01-01 00:00:00 for unknown date format ${tool.quote(text)}`)
  return atMs ?? 0
}

function* modeOf(tool: Tool): Sys<Settings['mode']> {
  const text = tool.value('mode')
  if (text === undefined) return undefined
  return parseMode(text) ?? (yield* tool.die(`Invalid mode given on option\n${tool.name}: Error is not recoverable: exiting now`))
}

function* transformation(tool: Tool): Sys<Settings['transform']> {
  const texts = tool.options.values('transform')
  if (texts.length === 0) return undefined
  const turns: ((name: string) => string)[] = []
  for (const text of texts) {
    const turn = transformOf(text, (pattern, ignoreCase) => {
      const regex = compileRegex(pattern, { syntax: 'basic', ignoreCase, utf8: tool.locale.utf8 })
      return regex.ok ? regex.value : undefined
    })
    if (!turn) return yield* tool.die(`Invalid transform expression\n${tool.name}: Error is not recoverable: exiting now`)
    turns.push(turn)
  }
  return (name) => turns.reduce((result, turn) => turn(result), name)
}
