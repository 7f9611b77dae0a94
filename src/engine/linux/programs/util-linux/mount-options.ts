import type { MountFlags, Sys } from '../../kernel/calls.ts'
import type { Parsed } from '../../libc/getopt.ts'
import { readFile } from '../../libc/stdio.ts'

/** What a mount(8) command line or a line of /etc/fstab asks of mount(2). */
export interface Wanted {
  readonly type: string | undefined
  /** Options of the mount and the file system. */
  readonly options: readonly string[]
  readonly flags: MountFlags
}

export interface FstabEntry {
  readonly source: string
  readonly target: string
  readonly type: string
  readonly options: string
}

/** Lines of fstab(5). */
export function* readFstab(): Sys<readonly FstabEntry[]> {
  const text = yield* readFile('/etc/fstab')
  return (text.ok ? text.value.split('\n') : []).flatMap((line) => {
    const [source = '', target, type = 'auto', options = 'defaults'] = line
      .replace(/^\s*#.*/, '')
      .split(/\s+/)
      .filter(Boolean)
    return target === undefined ? [] : [{ source, target, type, options }]
  })
}

/** Words that only mount(8) understands. */
const ownWords = new Set(['auto', 'noauto', 'user', 'nouser', 'users', 'owner', '_netdev', 'nofail', 'group', 'defaults'])
const propagations = ['private', 'shared', 'slave', 'unbindable'] as const

/** Joins the options of the command line with those of an fstab entry. */
export function wantedOf(given: Parsed, entry?: FstabEntry): Wanted {
  const words = [...(entry ? [entry.options] : []), ...given.values('options')].flatMap((text) => text.split(',')).filter(Boolean)
  if (given.has('read-only')) words.push('ro')
  if (given.has('read-write')) words.push('rw')
  let flags: MountFlags = {}
  if (given.has('bind')) flags = { ...flags, bind: true }
  if (given.has('rbind')) flags = { ...flags, bind: true, recursive: true }
  if (given.has('move')) flags = { ...flags, move: true }
  for (const propagation of propagations) {
    if (given.has(`make-${propagation}`)) flags = { ...flags, propagation }
    if (given.has(`make-r${propagation}`)) flags = { ...flags, propagation, recursive: true }
  }
  const options: string[] = []
  for (const word of words) {
    if (word === 'bind') flags = { ...flags, bind: true }
    else if (word === 'rbind') flags = { ...flags, bind: true, recursive: true }
    else if (word === 'move') flags = { ...flags, move: true }
    else if (word === 'remount') flags = { ...flags, remount: true }
    else if ((propagations as readonly string[]).includes(word)) flags = { ...flags, propagation: word as (typeof propagations)[number] }
    else if (!ownWords.has(word) && !word.startsWith('x-') && !word.startsWith('comment=')) options.push(word)
  }
  return { type: given.value('types') ?? (entry && entry.type !== 'none' ? entry.type : undefined), options, flags }
}
