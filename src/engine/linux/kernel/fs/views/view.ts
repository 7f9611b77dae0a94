import type { Res } from '../../calls.ts'
import type { Maybe, OpenFile } from '../../open-file.ts'
import type { Task } from '../../task.ts'
import type { WaitQueue } from '../../wait.ts'
import type { PathRef } from '../path-ref.ts'

/**
 * Pseudo files: text made from the kernel's state when it is read, changes to that state when it is written. /proc, /sys and cgroup2 are
 * trees of these; rooms plug in their own.
 */
export type View = ViewFile | ViewDirectory | ViewLink | ViewDevice

interface ViewOwner {
  /** Permission bits; 0444 for files (0644 where they can be written), 0555 for directories. */
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  /** Unix milliseconds; otherwise when the file system was mounted. */
  readonly timeMs?: number
}

export interface ViewFile extends ViewOwner {
  readonly kind: 'file'
  /** What reading from the beginning gives; an error where the object went meanwhile. Absent: EINVAL. */
  readonly read?: (task: Task) => string | Uint8Array | Res<string>
  /** One write(2) call's text. Absent: EINVAL, and no write permission. */
  readonly write?: (task: Task, text: string) => Maybe<number | undefined>
  /** st_size; 0 in /proc, 4096 in /sys. */
  readonly size?: number
  /** Woken when poll should report POLLPRI: cgroup.events. */
  readonly changed?: WaitQueue
  /** Counts the changes: POLLPRI when it is another one than at the last read. */
  readonly version?: () => number
}

export interface ViewDirectory extends ViewOwner {
  readonly kind: 'directory'
  readonly names: (task: Task | undefined) => Iterable<string>
  readonly get: (name: string, task: Task | undefined) => View | undefined
  /** mkdir(2) and rmdir(2), where they mean something (cgroups). */
  readonly make?: (name: string, mode: number) => Res<void>
  readonly remove?: (name: string) => Res<void>
  /** Part of the inode number of everything below, where names alone would not be unique over time (pids). */
  readonly identity?: number
  readonly nlink?: number
}

export interface ViewLink extends ViewOwner {
  readonly kind: 'link'
  /** st_size; links made by the kernel have 0, those of /proc/PID/fd 64. */
  readonly size?: number
  readonly target: (task: Task | undefined) => string
  /** Where following leads, when the target is only a description (/proc/PID/fd/3); undefined when it is gone. */
  readonly follow?: (task: Task | undefined) => PathRef | OpenFile | undefined
}

export interface ViewDevice extends ViewOwner {
  readonly kind: 'device'
  readonly rdev: number
  /** chmod(2) and chown(2). */
  readonly change?: (attributes: { readonly mode?: number; readonly uid?: number; readonly gid?: number }) => void
  readonly open: (flags: number, task: Task, path: PathRef) => Maybe<OpenFile>
}

/** A directory of fixed names. */
export const viewDirectory = (entries: Readonly<Record<string, View>>, owner: ViewOwner = {}): ViewDirectory => {
  const map = new Map(Object.entries(entries))
  let nlink = 2
  for (const view of map.values()) if (view.kind === 'directory') nlink++
  return { kind: 'directory', names: () => map.keys(), get: (name) => map.get(name), nlink, ...owner }
}

/** A file that can only be read. */
export const viewText = (read: (task: Task) => string | Uint8Array | Res<string>, owner: ViewOwner = {}): ViewFile => ({
  kind: 'file',
  read,
  ...owner,
})

/** A file with a value that can be written too. */
export const viewValue = (
  read: (task: Task) => string | Res<string>,
  write: (task: Task, text: string) => Maybe<number | undefined>,
  owner: ViewOwner = {},
): ViewFile => ({ kind: 'file', read, write, ...owner })

export const viewLink = (target: string | ((task: Task | undefined) => string), owner: ViewOwner = {}): ViewLink => ({
  kind: 'link',
  target: typeof target === 'string' ? () => target : target,
  ...owner,
})
