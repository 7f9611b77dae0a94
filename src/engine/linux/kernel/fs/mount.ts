import type { Dentry } from './dentry.ts'
import { rootDentry } from './dentry.ts'
import type { FileSystem } from './inode.ts'
import { PathRef } from './path-ref.ts'

/** What a mount adds to its file system: the first options in /proc/PID/mountinfo. */
export interface MountAttributes {
  readonly readOnly: boolean
  readonly noSuid: boolean
  readonly noDev: boolean
  readonly noExec: boolean
  readonly atime: 'relatime' | 'noatime' | 'strictatime'
}

export const defaultAttributes: MountAttributes = { readOnly: false, noSuid: false, noDev: false, noExec: false, atime: 'relatime' }

/** Mounts that mirror each other's mounts and unmounts (mount_namespaces(7)). */
export interface PeerGroup {
  readonly id: number
  readonly members: Set<Mount>
  /** Mounts that follow this group without being followed. */
  readonly slaves: Set<Mount>
}

/** Numbers of one kernel: mount ids, peer group ids, minors of devices without a disk. */
export class MountNumbers {
  private nextMount = 20
  private nextGroup = 1
  private nextDevice = 4

  mount(): number {
    return this.nextMount++
  }

  group(): PeerGroup {
    return { id: this.nextGroup++, members: new Set(), slaves: new Set() }
  }

  /** An anonymous device number, major 0. */
  device(): number {
    return this.nextDevice++
  }

  private readonly uses = new Map<FileSystem, number>()

  /** A file system is mounted once more, or (`-1`) once less: after its last mount it ends. */
  use(fs: FileSystem, by: 1 | -1): void {
    const count = (this.uses.get(fs) ?? 0) + by
    fs.mountedTimes?.(count)
    if (count > 0) {
      this.uses.set(fs, count)
      return
    }
    this.uses.delete(fs)
    fs.destroy?.()
  }

  /** File systems mounted somewhere. */
  get mounted(): Iterable<FileSystem> {
    return this.uses.keys()
  }
}

/** A file system (or a part of one: a bind mount) attached at a place of a mount tree. */
export class Mount {
  readonly id: number
  parent: Mount | undefined
  /** Where it is attached in the parent; undefined at the root of a namespace and when unmounted. */
  at: Dentry | undefined
  namespace: MountNamespace | undefined
  /** Mounts attached in this one, by the inode number of the place. */
  readonly children = new Map<number, Mount>()
  /** Set while propagation is shared. */
  group: PeerGroup | undefined
  /** The group this one is a slave of. */
  master: PeerGroup | undefined
  unbindable = false
  /** The file system was first mounted read-only: the second `ro` in mountinfo. */
  superReadOnly = false
  /** Taken off its tree; whoever is inside stays inside. */
  detached = false

  constructor(
    readonly numbers: MountNumbers,
    readonly fs: FileSystem,
    /** The file system's root, or what a bind mount shows. */
    readonly root: Dentry,
    /** First column of /proc/mounts: `/dev/sda1`, `overlay`, `proc`. */
    readonly source: string,
    public attributes: MountAttributes = defaultAttributes,
  ) {
    this.id = numbers.mount()
    numbers.use(fs, 1)
  }

  /** It will not be seen again. */
  release(): void {
    this.numbers.use(this.fs, -1)
  }

  get rootRef(): PathRef {
    return new PathRef(this, this.root)
  }

  /** Where it is attached, as a place. */
  get place(): PathRef | undefined {
    return this.parent && this.at ? new PathRef(this.parent, this.at) : undefined
  }

  attach(parent: Mount, at: Dentry): void {
    this.parent = parent
    this.at = at
    parent.children.set(at.inode.ino, this)
  }

  detach(): void {
    if (this.parent && this.at && this.parent.children.get(this.at.inode.ino) === this) this.parent.children.delete(this.at.inode.ino)
    this.parent = undefined
    this.at = undefined
  }

  /** This mount and everything mounted below it, parents first. */
  *tree(): Iterable<Mount> {
    yield this
    for (const child of this.children.values()) yield* child.tree()
  }
}

/** A tree of mounts that processes share (mount_namespaces(7)). */
export class MountNamespace {
  readonly mounts = new Set<Mount>()
  root: Mount

  constructor(
    readonly numbers: MountNumbers,
    root: Mount,
  ) {
    this.root = root
    this.adopt(root)
  }

  /** A namespace whose root shows that file system. */
  static on(numbers: MountNumbers, fs: FileSystem, source: string): MountNamespace {
    return new MountNamespace(numbers, new Mount(numbers, fs, rootDentry(fs), source))
  }

  get rootRef(): PathRef {
    return this.root.rootRef
  }

  /** Nobody is in it any more: all its mounts go. */
  destroy(): void {
    for (const mount of [...this.mounts]) {
      mount.group?.members.delete(mount)
      mount.master?.slaves.delete(mount)
      this.disown(mount)
      mount.detached = true
      mount.release()
    }
  }

  adopt(tree: Mount): void {
    for (const mount of tree.tree()) {
      mount.namespace = this
      this.mounts.add(mount)
    }
  }

  disown(mount: Mount): void {
    this.mounts.delete(mount)
    if (mount.namespace === this) mount.namespace = undefined
  }

  /** CLONE_NEWNS: a copy of the tree, and how places of the old one translate into it. Shared mounts stay peers of their copies. */
  copy(): { readonly namespace: MountNamespace; readonly translate: (place: PathRef) => PathRef } {
    const copies = new Map<Mount, Mount>()
    copyTree(this.root, undefined, copies)
    const root = copies.get(this.root) as Mount
    const namespace = new MountNamespace(this.numbers, root)
    return {
      namespace,
      translate: (place) => {
        const mount = copies.get(place.mount)
        return mount ? new PathRef(mount, place.dentry) : place
      },
    }
  }
}

/** Copies a mount (and, with `copies`, everything below it). The copy joins the original's peer group and masters. */
export function copyMount(from: Mount, root: Dentry = from.root): Mount {
  const copy = new Mount(from.numbers, from.fs, root, from.source, from.attributes)
  copy.unbindable = from.unbindable
  copy.superReadOnly = from.superReadOnly
  if (from.group) {
    copy.group = from.group
    from.group.members.add(copy)
  }
  if (from.master) {
    copy.master = from.master
    from.master.slaves.add(copy)
  }
  return copy
}

function copyTree(from: Mount, parent: Mount | undefined, copies: Map<Mount, Mount>): void {
  const copy = copyMount(from)
  copies.set(from, copy)
  if (parent && from.at) copy.attach(parent, from.at)
  for (const child of from.children.values()) copyTree(child, copy, copies)
}
