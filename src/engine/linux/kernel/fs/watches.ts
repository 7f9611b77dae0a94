import { ok } from '../../../base/result.ts'
import { encode } from '../../../base/utf8.ts'
import type { Res, Stat } from '../calls.ts'
import { O, Poll } from '../calls.ts'
import type { Maybe } from '../open-file.ts'
import { OpenFile } from '../open-file.ts'
import type { Task } from '../task.ts'
import type { KernelCode } from '../wait.ts'
import type { Inode } from './inode.ts'
import type { PathRef } from './path-ref.ts'

/** What inotify(7) reports, by inotifywait's names. */
export type WatchEvent = 'MODIFY' | 'ATTRIB' | 'CREATE' | 'DELETE' | 'MOVED_FROM' | 'MOVED_TO' | 'DELETE_SELF' | 'MOVE_SELF' | 'CLOSE_WRITE'

const EVENTS_HELD = 16_384

/** Who watches which inodes of a host. */
export class Watches {
  private readonly byInode = new Map<Inode, Set<InotifyFile>>()

  add(inode: Inode, file: InotifyFile): void {
    let watchers = this.byInode.get(inode)
    if (!watchers) {
      watchers = new Set()
      this.byInode.set(inode, watchers)
    }
    watchers.add(file)
  }

  remove(inode: Inode, file: InotifyFile): void {
    const watchers = this.byInode.get(inode)
    watchers?.delete(file)
    if (watchers?.size === 0) this.byInode.delete(inode)
  }

  /** Something happened to the object at a place: its watchers and those of its directory hear of it. */
  changed(place: PathRef, event: WatchEvent): void {
    if (this.byInode.size === 0) return
    this.tell(place.inode, event, '')
    const parent = place.dentry.parent
    if (parent) this.tell(parent.inode, event, place.name)
  }

  /** A name came or went in a directory. */
  entry(directory: PathRef, event: WatchEvent, name: string): void {
    if (this.byInode.size > 0) this.tell(directory.inode, event, name)
  }

  /** Something happened to the inode itself. */
  self(inode: Inode, event: WatchEvent): void {
    if (this.byInode.size > 0) this.tell(inode, event, '')
  }

  private tell(inode: Inode, event: WatchEvent, name: string): void {
    for (const file of this.byInode.get(inode) ?? []) file.push(name === '' ? `${event}\n` : `${event} ${name}\n`)
  }
}

/** The descriptor of inotify(7): one line an event, an event equal to the one before is not repeated. */
export class InotifyFile extends OpenFile {
  private readonly events: string[] = []
  private overflowed = false

  constructor(
    private readonly watches: Watches,
    private readonly inodes: readonly Inode[],
  ) {
    super(O.RDONLY)
    for (const inode of inodes) watches.add(inode, this)
  }

  push(event: string): void {
    if (this.events.at(-1) === event) return
    if (this.events.length >= EVENTS_HELD) {
      if (!this.overflowed) this.events.push('Q_OVERFLOW\n')
      this.overflowed = true
    } else this.events.push(event)
    this.changed.wakeAll()
  }

  describe(): string {
    return 'anon_inode:inotify'
  }

  stat(): Stat {
    return anonymousStat
  }

  override read(_task: Task, count: number): Maybe<Uint8Array> {
    return this.take(count)
  }

  override poll(): number {
    return this.events.length > 0 ? Poll.in : 0
  }

  protected override close(): void {
    for (const inode of this.inodes) this.watches.remove(inode, this)
  }

  private *take(count: number): KernelCode<Res<Uint8Array>> {
    while (this.events.length === 0) {
      if (this.flags & O.NONBLOCK) return { ok: false, error: 'EAGAIN' }
      const reason = yield { on: [this.changed], channel: 'inotify_read' }
      if (reason === 'interrupted') return { ok: false, error: 'EINTR' }
    }
    let text = ''
    while (this.events[0] !== undefined && text.length + this.events[0].length <= count) text += this.events.shift()
    if (text === '') return { ok: false, error: 'EINVAL' }
    if (this.events.length === 0) this.overflowed = false
    return ok(encode(text))
  }
}

/** Files without a file system: inotify, epoll. */
const anonymousStat: Stat = {
  dev: 13,
  ino: 1057,
  type: 'file',
  mode: 0o600,
  nlink: 1,
  uid: 0,
  gid: 0,
  rdev: 0,
  size: 0,
  blocks: 0,
  atimeMs: 0,
  mtimeMs: 0,
  ctimeMs: 0,
}
