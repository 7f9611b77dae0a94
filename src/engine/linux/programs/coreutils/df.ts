import type { StatFs, Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { sys } from '../../sys.ts'
import { canonicalPath } from '../gnu/canonical-path.ts'
import type { BlockSize } from '../gnu/sizes.ts'
import { formatSize, humanSize, parseBlockSize } from '../gnu/sizes.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import type { MountEntry } from './mount-list.ts'
import { mountEntries } from './mount-list.ts'

/** Models df(1): which mounts are listed (filter_mount_list), columns and rounding. */
export const df = gnuProgram({
  name: 'df',
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Show information about the file system on which each FILE resides,\nor all file systems by default.',
  options: [
    ['-a, --all', 'include pseudo, duplicate, inaccessible file systems'],
    ['-B, --block-size=SIZE', 'scale sizes by SIZE before printing them'],
    ['-h, --human-readable', 'print sizes in powers of 1024 (e.g., 1023M)'],
    ['-H, --si', 'print sizes in powers of 1000 (e.g., 1.1G)'],
    ['-i, --inodes', 'list inode information instead of block usage'],
    ['-k', 'like --block-size=1K'],
    ['-l, --local', 'limit listing to local file systems'],
    ['--no-sync', 'do not invoke sync before getting usage info (default)'],
    ['--output[=FIELD_LIST]', 'use the output format defined by FIELD_LIST,\nor print all fields if FIELD_LIST is omitted.'],
    ['-P, --portability', 'use the POSIX output format'],
    ['--sync', 'invoke sync before getting usage info'],
    ['--total', 'elide all entries insignificant to available space,\nand produce a grand total'],
    ['-t, --type=TYPE', 'limit listing to file systems of type TYPE'],
    ['-T, --print-type', 'print file system type'],
    ['-x, --exclude-type=TYPE', 'limit listing to file systems not of type TYPE'],
    ['-v', '(ignored)'],
  ],
  *run(tool) {
    const size = yield* blockSize(tool)
    const columns = yield* wantedColumns(tool, size)
    const mounts = yield* mountEntries()
    if (mounts.length === 0) yield* tool.die('cannot read table of mounted file systems: No such file or directory')
    const rows = tool.operands.length > 0 ? yield* namedRows(tool, mounts) : yield* allRows(tool, mounts)
    if (rows.length === 0) {
      if (tool.status === 0) yield* tool.die('no file systems processed')
      return tool.status
    }
    if (tool.has('total')) rows.push(totalOf(rows))
    yield* tool.say(table(rows, columns, size, tool.has('human-readable') || tool.has('si')))
    return undefined
  },
})

interface Row {
  readonly mount: { readonly source: string; readonly type: string; readonly target: string }
  readonly fs: StatFs
  readonly file: string
  readonly total?: boolean
}

function* blockSize(tool: Tool): Sys<BlockSize> {
  let size: BlockSize = { unit: 1024, suffix: '' }
  for (const { key, value } of tool.options.options) {
    if (key === 'human-readable') size = { human: 1024, unit: 1, suffix: '' }
    else if (key === 'si') size = { human: 1000, unit: 1, suffix: '' }
    else if (key === 'k') size = { unit: 1024, suffix: '' }
    else if (key === 'block-size') {
      const parsed = parseBlockSize(value ?? '')
      if (!parsed) return yield* tool.die(`invalid --block-size argument '${value ?? ''}'`)
      size = parsed
    }
  }
  return size
}

type Field = 'source' | 'fstype' | 'itotal' | 'iused' | 'iavail' | 'ipcent' | 'size' | 'used' | 'avail' | 'pcent' | 'file' | 'target'
const allFields: readonly Field[] = ['source', 'fstype', 'itotal', 'iused', 'iavail', 'ipcent', 'size', 'used', 'avail', 'pcent', 'file', 'target']

interface Column {
  readonly field: Field
  readonly title: string
  readonly minimum: number
  readonly left: boolean
}

function* wantedColumns(tool: Tool, size: BlockSize): Sys<readonly Column[]> {
  const posix = tool.has('portability')
  const type: readonly Field[] = tool.has('print-type') ? ['fstype'] : []
  let fields: readonly Field[] = tool.has('inodes')
    ? ['source', ...type, 'itotal', 'iused', 'iavail', 'ipcent', 'target']
    : ['source', ...type, 'size', 'used', 'avail', 'pcent', 'target']
  if (tool.has('output')) {
    for (const key of ['inodes', 'portability', 'print-type'] as const)
      if (tool.has(key))
        yield* tool.usageError(`options ${key === 'inodes' ? '-i' : key === 'portability' ? '-P' : '-T'} and --output are mutually exclusive`)
    const lists = tool.options.values('output').filter(Boolean)
    const named = lists.flatMap((list) => list.split(','))
    for (const name of named) if (!allFields.includes(name as Field)) yield* tool.usageError(`option --output: field ${tool.quote(name)} unknown`)
    fields = named.length > 0 ? (named as Field[]) : allFields
  }
  const human = size.human !== undefined
  const units = human ? 'Size' : posix ? `${size.unit}-blocks` : `${unitName(size)}-blocks`
  const titles: Readonly<Record<Field, readonly [string, number]>> = {
    source: ['Filesystem', 14],
    fstype: ['Type', 4],
    itotal: ['Inodes', 5],
    iused: ['IUsed', 5],
    iavail: ['IFree', 5],
    ipcent: ['IUse%', 4],
    size: [units, 5],
    used: ['Used', 5],
    avail: [human || tool.has('output') ? 'Avail' : 'Available', 5],
    pcent: [posix ? 'Capacity' : 'Use%', 4],
    file: ['File', 0],
    target: ['Mounted on', 0],
  }
  return fields.map((field) => ({
    field,
    title: titles[field][0],
    minimum: titles[field][1],
    left: ['source', 'fstype', 'file', 'target'].includes(field),
  }))
}

function unitName({ unit }: BlockSize): string {
  if (unit % 1024 === 0) return humanSize(unit).replace('.0', '')
  return unit % 1000 === 0 ? `${humanSize(unit, 1000).replace('.0', '')}B` : `${unit}B`
}

const dummies = new Set([
  'autofs',
  'proc',
  'subfs',
  'debugfs',
  'devpts',
  'fusectl',
  'fuse.portal',
  'mqueue',
  'rpc_pipefs',
  'sysfs',
  'devfs',
  'kernfs',
  'ignore',
  'none',
])

function selected(tool: Tool, type: string): boolean {
  const [only, not] = [tool.options.values('type'), tool.options.values('exclude-type')]
  return (only.length === 0 || only.includes(type)) && !not.includes(type)
}

function* allRows(tool: Tool, mounts: readonly MountEntry[]): Sys<Row[]> {
  const all = tool.has('all')
  const rows: Row[] = []
  for (const mount of all ? mounts : withoutDuplicates(mounts.filter((one) => !dummies.has(one.type)))) {
    if (!selected(tool, mount.type)) continue
    const fs = yield* sys.statfs({ path: mount.target })
    if (!fs.ok) {
      if (fs.error !== 'EACCES' && fs.error !== 'ENOENT') yield* tool.fail(`${tool.showName(mount.target)}: ${strerror(fs.error)}`)
      continue
    }
    if (fs.value.totalBytes === 0 && !all && !tool.options.values('type').includes(mount.type)) continue
    rows.push({ mount, fs: fs.value, file: '-' })
  }
  return rows
}

/** One mount a device: nearest to the root, with a path as its source if there is one. */
function withoutDuplicates(mounts: readonly MountEntry[]): readonly MountEntry[] {
  const kept: MountEntry[] = []
  for (const mount of mounts) {
    const at = kept.findIndex((one) => one.dev === mount.dev)
    const known = kept[at]
    if (!known) {
      kept.push(mount)
      continue
    }
    const better =
      (mount.source.includes('/') && !known.source.includes('/')) ||
      (known.target.length > mount.target.length && !(known.root.length < mount.root.length)) ||
      (known.source !== mount.source && known.target === mount.target)
    if (better) {
      kept.splice(at, 1)
      kept.push(mount)
    }
  }
  return kept
}

function* namedRows(tool: Tool, mounts: readonly MountEntry[]): Sys<Row[]> {
  const rows: Row[] = []
  for (const file of tool.operands) {
    const stat = yield* sys.stat({ path: file })
    if (!stat.ok) {
      yield* tool.fail(`${tool.showName(file)}: ${strerror(stat.error)}`)
      continue
    }
    const path = (yield* canonicalPath(file, 'existing')) ?? file
    const device = stat.value.type === 'block' ? mounts.find((one) => one.source === path) : undefined
    const inside = mounts.filter((one) => path === one.target || path.startsWith(one.target === '/' ? '/' : `${one.target}/`))
    const mount =
      device ?? inside.reduce<MountEntry | undefined>((best, one) => (!best || one.target.length >= best.target.length ? one : best), undefined)
    const fs = yield* sys.statfs({ path: device?.target ?? file })
    if (!mount || !fs.ok) yield* tool.fail(`${tool.showName(file)}: ${strerror(fs.ok ? 'ENOENT' : fs.error)}`)
    else if (selected(tool, mount.type)) rows.push({ mount, fs: fs.value, file })
  }
  return rows
}

function totalOf(rows: readonly Row[]): Row {
  const sum = (key: 'totalBytes' | 'freeBytes' | 'availableBytes' | 'files' | 'filesFree') => rows.reduce((total, { fs }) => total + fs[key], 0)
  const fs: StatFs = {
    type: '-',
    source: 'total',
    mountPoint: '-',
    totalBytes: sum('totalBytes'),
    freeBytes: sum('freeBytes'),
    availableBytes: sum('availableBytes'),
    files: sum('files'),
    filesFree: sum('filesFree'),
    readOnly: false,
  }
  return { mount: { source: 'total', type: '-', target: '-' }, fs, file: '-', total: true }
}

const percent = (used: number, available: number): string => (used + available <= 0 ? '-' : `${Math.ceil((used * 100) / (used + available))}%`)

function cell({ mount, fs, file }: Row, field: Field, size: BlockSize, human: boolean): string {
  const used = fs.totalBytes - fs.freeBytes
  const inodes = (count: number) => (human ? humanSize(count, size.human ?? 1024) : String(count))
  switch (field) {
    case 'source':
      return mount.source
    case 'fstype':
      return mount.type
    case 'itotal':
      return inodes(fs.files)
    case 'iused':
      return inodes(fs.files - fs.filesFree)
    case 'iavail':
      return inodes(fs.filesFree)
    case 'ipcent':
      return percent(fs.files - fs.filesFree, fs.filesFree)
    case 'size':
      return formatSize(fs.totalBytes, size)
    case 'used':
      return formatSize(used, size)
    case 'avail':
      return formatSize(fs.availableBytes, size)
    case 'pcent':
      return percent(used, fs.availableBytes)
    case 'file':
      return file
    default:
      return mount.target
  }
}

function table(rows: readonly Row[], columns: readonly Column[], size: BlockSize, human: boolean): string {
  const cells = [columns.map((column) => column.title), ...rows.map((row) => columns.map((column) => cell(row, column.field, size, human)))]
  const widths = columns.map((column, i) => Math.max(column.minimum, ...cells.map((row) => row[i]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row.map((text, i) => (columns[i]?.left ? (i === row.length - 1 ? text : text.padEnd(widths[i] ?? 0)) : text.padStart(widths[i] ?? 0))).join(' ')
  return cells.map((row) => `${line(row)}\n`).join('')
}
