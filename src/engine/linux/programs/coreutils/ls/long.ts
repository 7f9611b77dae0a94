import { civilTime } from '../../../../base/calendar.ts'
import { strftime } from '../../../../base/strftime.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { displayWidth } from '../../../libc/locale.ts'
import { modeString } from '../../gnu/file-mode.ts'
import type { OwnerNames } from '../../gnu/owner-names.ts'
import { formatSize } from '../../gnu/sizes.ts'
import type { Entry } from './entry.ts'
import type { NamePrinter } from './names.ts'
import type { Settings } from './settings.ts'

/** Models the long format: columns as wide as their widest value. */
interface Row {
  readonly inode: string
  readonly blocks: string
  readonly mode: string
  readonly links: string
  readonly owners: readonly string[]
  readonly size: string
  readonly major: string | undefined
  readonly minor: string
  readonly date: string
}

/** Half a Gregorian year, milliseconds: older files show their year. */
const recentMs = (31_556_952 / 2) * 1000

export function fileDate(atMs: number, settings: Settings): string {
  const time = civilTime(atMs, settings.zone)
  const recent = atMs > settings.nowMs - recentMs && atMs <= settings.nowMs
  switch (settings.timeStyle) {
    case 'full-iso':
      return strftime('%Y-%m-%d %H:%M:%S.%N %z', time)
    case 'long-iso':
      return strftime('%Y-%m-%d %H:%M', time)
    case 'iso':
      return strftime(recent ? '%m-%d %H:%M' : '%Y-%m-%d ', time)
    case 'locale':
      return strftime(recent ? '%b %e %H:%M' : '%b %e  %Y', time)
    default: {
      const [older = '', newer = older] = settings.timeStyle.slice(1).split('\n')
      return strftime(recent ? newer : older, time)
    }
  }
}

function* rowOf(entry: Entry, settings: Settings, names: OwnerNames): Sys<Row> {
  const { stat } = entry
  if (!stat) {
    return {
      inode: '?',
      blocks: '?',
      mode: `${modeString(entry.type, 0).slice(0, 1)}?????????`,
      links: '?',
      owners: ['?', '?'],
      size: '?',
      major: undefined,
      minor: '',
      date: '           ?',
    }
  }
  const owners: string[] = []
  const owner = settings.numericIds ? String(stat.uid) : yield* names.user(stat.uid)
  if (settings.showOwner) owners.push(owner)
  if (settings.showGroup) owners.push(settings.numericIds ? String(stat.gid) : yield* names.group(stat.gid))
  if (settings.showAuthor) owners.push(owner)
  const device = stat.type === 'char' || stat.type === 'block'
  const atMs = settings.time === 'mtime' ? stat.mtimeMs : settings.time === 'atime' ? stat.atimeMs : stat.ctimeMs
  return {
    inode: String(stat.ino),
    blocks: formatSize(stat.blocks * 512, settings.blockSize),
    mode: modeString(stat.type, stat.mode),
    links: String(stat.nlink),
    owners,
    size: formatSize(stat.size, settings.fileSize),
    major: device ? String(stat.rdev >> 8) : undefined,
    minor: String(stat.rdev & 0xff),
    date: fileDate(atMs, settings),
  }
}

/** Names to the left, ids without a name to the right. */
const pad = (owner: string, width: number): string => {
  const blanks = ' '.repeat(width - displayWidth(owner))
  return /^\d+$/.test(owner) ? blanks + owner : owner + blanks
}

/** The lines of a long listing. */
export function* longLines(entries: readonly Entry[], settings: Settings, names: OwnerNames, printer: NamePrinter): Sys<string> {
  const rows: Row[] = []
  for (const entry of entries) rows.push(yield* rowOf(entry, settings, names))
  const widest = (text: (row: Row) => string | undefined) => rows.reduce((width, row) => Math.max(width, displayWidth(text(row) ?? '')), 0)
  const inode = widest((row) => row.inode)
  const blocks = widest((row) => row.blocks)
  const links = widest((row) => row.links)
  const owners = (rows[0]?.owners ?? []).map((_, i) => widest((row) => row.owners[i]))
  const major = widest((row) => row.major)
  const minor = widest((row) => (row.major === undefined ? undefined : row.minor))
  const size = Math.max(
    widest((row) => (row.major === undefined ? row.size : undefined)),
    major === 0 ? 0 : major + 2 + minor,
  )
  const date = widest((row) => (row.date.trim() === '?' ? '' : row.date))
  return rows
    .map((row, i) => {
      const entry = entries[i] as Entry
      const device = row.major === undefined ? row.size.padStart(size) : `${row.major.padStart(size - 2 - minor)}, ${row.minor.padStart(minor)}`
      const front = `${settings.inodes ? `${row.inode.padStart(inode)} ` : ''}${settings.blocks ? `${row.blocks.padStart(blocks)} ` : ''}`
      const people = row.owners.map((owner, j) => `${pad(owner, owners[j] as number)} `).join('')
      return `${front}${row.mode} ${row.links.padStart(links)} ${people}${device} ${row.date.padStart(date)} ${printer.shown(entry).text}${printer.linkTarget(entry)}${settings.lineEnd}`
    })
    .join('')
}
