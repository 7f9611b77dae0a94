import type { Sys } from '../../kernel/calls.ts'
import { localeOf } from '../../libc/locale.ts'
import { sys } from '../../sys.ts'
import type { MountEntry } from '../coreutils/mount-list.ts'
import { mountEntries } from '../coreutils/mount-list.ts'
import { canonicalPath } from '../gnu/canonical-path.ts'
import { humanSize } from '../gnu/sizes.ts'
import { formatTable, treeRows } from './columns.ts'
import { utility } from './frame.ts'

/** Models findmnt(8) over the kernel's table. Leaves out fstab, polling, JSON and pairs. */
export const findmnt = utility({
  name: 'findmnt',
  usage: [
    '[options]',
    '[options] <device> | <mountpoint>',
    '[options] <device> <mountpoint>',
    '[options] [--source <device>] [--target <path> | --mountpoint <mountpoint>]',
  ],
  summary: 'Find a (mounted) filesystem.',
  options:
    'A|all a|ascii D|df e|evaluate f|first-only F|tab-file= i|invert J|json k|kernel l|list m|mtab M|mountpoint= n|noheadings N|task= o|output= O|options= P|pairs p|poll=? R|submounts r|raw s|fstab S|source= T|target= t|types= U|uniq u|notruncate v|nofsroot x|verify real pseudo b|bytes',
  unsimulated: ['evaluate', 'tab-file', 'invert', 'json', 'pairs', 'poll', 'fstab', 'mtab', 'options', 'uniq', 'verify', 'real', 'pseudo', 'df'],
  *run(run) {
    const task = run.value('task')
    const entries = yield* mountEntries(task === undefined ? undefined : `/proc/${task}/mountinfo`)
    const chosen = yield* choose(entries, run.operands, { source: run.value('source'), target: run.value('target'), point: run.value('mountpoint') })
    const types = run.value('types')?.split(',')
    let found = chosen.filter((one) => !types || types.includes(one.type))
    if (run.has('submounts'))
      found = entries.filter((one) =>
        found.some((top) => one.target === top.target || one.target.startsWith(top.target === '/' ? '/' : `${top.target}/`)),
      )
    if (run.has('first-only')) found = found.slice(0, 1)
    if (found.length === 0) return 1
    const names = (run.value('output') ?? 'TARGET,SOURCE,FSTYPE,OPTIONS').toUpperCase().split(',')
    for (const name of names) if (!(name in columns)) return yield* run.usageError(`unknown column: ${name}`)
    const everything = found.length === entries.length || run.has('submounts')
    const flat = run.has('list') || run.has('raw') || !everything
    const ids = new Set(found.map((one) => one.id))
    const roots = found.filter((one) => flat || !ids.has(one.parent) || one.parent === one.id)
    const children = (node: MountEntry) => (flat ? [] : found.filter((one) => one.parent === node.id && one.id !== node.id))
    const utf8 = localeOf(run.env).utf8 && !run.has('ascii')
    const rows: string[][] = []
    for (const { node, branch } of treeRows(roots, children, utf8)) {
      const cells: string[] = []
      for (const name of names) cells.push((name === 'TARGET' ? branch : '') + (yield* (columns[name] as Column)(node, run.has('nofsroot'))))
      rows.push(cells)
    }
    yield* run.say(
      formatTable(
        names.map((title) => ({ title, right: ['SIZE', 'AVAIL', 'USED', 'USE%', 'ID', 'PARENT'].includes(title) })),
        rows,
        { headings: !run.has('noheadings'), raw: run.has('raw') },
      ),
    )
    return 0
  },
})

interface Named {
  readonly source: string | undefined
  readonly target: string | undefined
  readonly point: string | undefined
}

function* choose(entries: readonly MountEntry[], operands: readonly string[], named: Named): Sys<readonly MountEntry[]> {
  const real = function* (path: string): Sys<string> {
    return (yield* canonicalPath(path, 'missing')) ?? path
  }
  let found = entries
  if (named.source !== undefined) found = found.filter((one) => one.source === named.source)
  if (named.point !== undefined) {
    const path = yield* real(named.point)
    found = found.filter((one) => one.target === path)
  }
  if (named.target !== undefined) {
    const fs = yield* sys.statfs({ path: named.target })
    found = fs.ok ? found.filter((one) => one.target === fs.value.mountPoint).slice(-1) : []
  }
  for (const operand of operands) {
    const path = yield* real(operand)
    found = found.filter((one) => one.target === path || one.source === operand || one.source === path)
  }
  return found
}

type Column = (entry: MountEntry, noRoot: boolean) => Sys<string>

const text = (value: (entry: MountEntry, noRoot: boolean) => string): Column =>
  function* (entry, noRoot) {
    return value(entry, noRoot)
  }

const size = (value: (total: number, free: number, available: number) => number): Column =>
  function* (entry) {
    const fs = yield* sys.statfs({ path: entry.target })
    return fs.ok ? humanSize(value(fs.value.totalBytes, fs.value.freeBytes, fs.value.availableBytes)) : ''
  }

/** The kernel's own order: mount options, then what the file system adds. */
function options({ options: own, superOptions }: MountEntry): string {
  return [...new Set([...own.split(','), ...superOptions.split(',').filter((word) => word !== 'rw' && word !== 'ro')])].filter(Boolean).join(',')
}

const columns: Readonly<Record<string, Column>> = {
  TARGET: text((entry) => entry.target),
  SOURCE: text((entry, noRoot) => (entry.root === '/' || noRoot ? entry.source : `${entry.source}[${entry.root}]`)),
  FSTYPE: text((entry) => entry.type),
  OPTIONS: text(options),
  'VFS-OPTIONS': text((entry) => entry.options),
  'FS-OPTIONS': text((entry) => entry.superOptions),
  FSROOT: text((entry) => entry.root),
  'MAJ:MIN': text((entry) => `${Math.floor(entry.dev / 256)}:${entry.dev % 256}`),
  ID: text((entry) => String(entry.id)),
  PARENT: text((entry) => String(entry.parent)),
  PROPAGATION: text(
    ({ propagation }) =>
      propagation
        .map((word) => word.split(':')[0])
        .map((word) => (word === 'master' ? 'slave' : word))
        .join(',') || 'private',
  ),
  SIZE: size((total) => total),
  USED: size((total, free) => total - free),
  AVAIL: size((_total, _free, available) => available),
}
