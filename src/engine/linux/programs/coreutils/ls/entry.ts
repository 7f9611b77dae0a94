import type { FileType, Res, Stat, Sys } from '../../../kernel/calls.ts'
import { fnmatch } from '../../../libc/glob.ts'
import { compareBytes, displayWidth } from '../../../libc/locale.ts'
import { joinPath } from '../../../libc/paths.ts'
import { sys } from '../../../sys.ts'
import { compareVersions } from '../../gnu/version-order.ts'
import type { Settings } from './settings.ts'
import { needsStat } from './settings.ts'

/** One file that ls lists. */
export interface Entry {
  /** As given or as the directory has it. */
  readonly name: string
  readonly type: FileType
  readonly ino: number
  readonly stat: Stat | undefined
  /** A link's text and what it leads to. */
  readonly target: string | undefined
  readonly targetStat: Stat | undefined
  /** Whether links were looked through. */
  readonly statted: boolean
}

/** Looks at a command-line operand. */
export function* argumentEntry(name: string, settings: Settings): Sys<Res<Entry>> {
  const follows = settings.dereference === 'always' || settings.dereference === 'arguments'
  let stat = yield* sys.stat({ path: name, noFollow: !follows })
  if (stat.ok && settings.dereference === 'directory-arguments' && stat.value.type === 'symlink') {
    const through = yield* sys.stat({ path: name })
    if (through.ok && through.value.type === 'directory') stat = through
  }
  if (!stat.ok) return stat
  return { ok: true, value: yield* completed(name, name, stat.value, settings) }
}

/** Looks at an entry of a directory; a file whose stat fails is shown with question marks. */
export function* directoryEntry(directory: string, name: string, type: FileType, ino: number, settings: Settings): Sys<Res<Entry>> {
  if (!needsStat(settings)) return { ok: true, value: { name, type, ino, stat: undefined, target: undefined, targetStat: undefined, statted: false } }
  const path = joinPath(directory, name)
  const stat = yield* sys.stat({ path, noFollow: settings.dereference !== 'always' })
  if (!stat.ok) return stat
  return { ok: true, value: yield* completed(name, path, stat.value, settings) }
}

function* completed(name: string, path: string, stat: Stat, settings: Settings): Sys<Entry> {
  const base = { name, type: stat.type, ino: stat.ino, stat }
  if (stat.type !== 'symlink' || !(settings.format === 'long' || settings.colors || settings.indicators !== 'none' || settings.directoriesFirst)) {
    return { ...base, target: undefined, targetStat: undefined, statted: false }
  }
  const target = yield* sys.readlink({ path })
  const through = yield* sys.stat({ path })
  return { ...base, target: target.ok ? target.value : undefined, targetStat: through.ok ? through.value : undefined, statted: true }
}

/** Whether a name of a directory is listed at all. */
export function isListed(name: string, settings: Settings): boolean {
  if (name.startsWith('.')) {
    if (settings.hidden === 'none') return false
    if (settings.hidden === 'almost-all' && (name === '.' || name === '..')) return false
  }
  return !settings.ignored.some((pattern) => fnmatch(pattern, name, { period: true }))
}

const timeOf = (stat: Stat | undefined, which: Settings['time']): number =>
  stat ? (which === 'mtime' ? stat.mtimeMs : which === 'atime' ? stat.atimeMs : stat.ctimeMs) : 0

const extension = (name: string): string => (name.lastIndexOf('.') >= 0 ? name.slice(name.lastIndexOf('.')) : '')

/** The entries in the order asked for. */
export function sortEntries(entries: readonly Entry[], settings: Settings): readonly Entry[] {
  if (settings.sort === 'none' && !settings.directoriesFirst) return settings.reverse ? [...entries].reverse() : entries
  const byName = (a: Entry, b: Entry) => compareBytes(a.name, b.name)
  const orders: Record<Settings['sort'], (a: Entry, b: Entry) => number> = {
    none: () => 0,
    name: byName,
    time: (a, b) => timeOf(b.stat, settings.time) - timeOf(a.stat, settings.time) || byName(a, b),
    size: (a, b) => (b.stat?.size ?? 0) - (a.stat?.size ?? 0) || byName(a, b),
    extension: (a, b) => compareBytes(extension(a.name), extension(b.name)) || byName(a, b),
    version: (a, b) => compareVersions(a.name, b.name) || byName(a, b),
    width: (a, b) => displayWidth(a.name) - displayWidth(b.name) || byName(a, b),
  }
  const order = orders[settings.sort]
  const sorted = [...entries].sort((a, b) => (settings.reverse ? -order(a, b) : order(a, b)))
  if (!settings.directoriesFirst) return sorted
  const isDirectory = (entry: Entry) => entry.type === 'directory' || entry.targetStat?.type === 'directory'
  return [...sorted.filter(isDirectory), ...sorted.filter((entry) => !isDirectory(entry))]
}
