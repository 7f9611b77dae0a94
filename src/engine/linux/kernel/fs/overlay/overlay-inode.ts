import { err, ok } from '../../../../base/result.ts'
import type { FileType, Res, Stat } from '../../calls.ts'
import { O } from '../../calls.ts'
import type { Content } from '../../content.ts'
import type { OpenFile } from '../../open-file.ts'
import type { Task } from '../../task.ts'
import type { Inode, NewInode } from '../inode.ts'
import type { PathRef } from '../path-ref.ts'
import { DirectoryFile } from '../stored-file.ts'
import { copyUp } from './copy-up.ts'
import type { OverlayFileSystem } from './overlay.ts'
import { isOpaque, isWhiteout, OPAQUE, whiteout } from './whiteout.ts'

/** What a name is in the layers: the upper object, and the lower ones (several for a directory that merges). */
interface Layers {
  readonly upper: Inode | undefined
  readonly lowers: readonly Inode[]
}

/** An object of an overlay: one identity over what the layers hold, before and after it is copied up. */
export class OverlayInode implements Inode {
  readonly type: FileType
  readonly ino: number
  private children: Map<string, OverlayInode> | undefined

  constructor(
    readonly fs: OverlayFileSystem,
    public upper: Inode | undefined,
    readonly lowers: readonly Inode[],
    public parent: OverlayInode | undefined,
    public name: string,
  ) {
    const real = upper ?? (lowers[0] as Inode)
    this.type = real.type
    this.ino = fs.numberOf(real)
  }

  /** The object whose data and attributes show. */
  get real(): Inode {
    return this.upper ?? (this.lowers[0] as Inode)
  }

  backing(): Inode {
    return this.real.backing?.() ?? this.real
  }

  /** Path from the overlay's root. */
  get path(): string {
    if (!this.parent) return '/'
    const above = this.parent.path
    return above === '/' ? `/${this.name}` : `${above}/${this.name}`
  }

  stat(): Stat {
    const stat = this.real.stat()
    const merged = this.type === 'directory' && this.lowers.length > (this.upper ? 0 : 1)
    return { ...stat, dev: this.fs.dev, ino: this.ino, nlink: merged ? 1 : stat.nlink }
  }

  lookup(name: string): OverlayInode | undefined {
    const upper = this.upper?.lookup(name, undefined)
    const known = this.children?.get(name)
    if (known && known.upper === upper) return known
    const found = findLayers(this, name, upper)
    if (!found) {
      this.children?.delete(name)
      return undefined
    }
    return this.adopt(name, new OverlayInode(this.fs, found.upper, found.lowers, this, name))
  }

  /** Names of all layers, the lowest layer's first; what a higher layer removed or replaced does not show. */
  *entries(): Iterable<readonly [string, OverlayInode]> {
    for (const name of this.names()) {
      const inode = this.lookup(name)
      if (inode) yield [name, inode]
    }
  }

  create(name: string, what: NewInode): Res<OverlayInode> {
    if (this.type !== 'directory') return err('ENOTDIR')
    if (this.lookup(name)) return err('EEXIST')
    const upper = this.ensureUpper()
    if (!upper.ok) return upper
    const cleared = this.clearWhiteout(name)
    if (!cleared.ok) return cleared
    const made = upper.value.create(name, what)
    if (!made.ok) return made
    if (what.type === 'directory' && this.inLowers(name)) made.value.setXattr(OPAQUE, 'y')
    return ok(this.adopt(name, new OverlayInode(this.fs, made.value, [], this, name)))
  }

  link(name: string, inode: Inode): Res<void> {
    if (!(inode instanceof OverlayInode) || inode.fs !== this.fs) return err('EXDEV')
    if (this.lookup(name)) return err('EEXIST')
    const source = inode.ensureUpper()
    if (!source.ok) return source
    const upper = this.ensureUpper()
    if (!upper.ok) return upper
    const cleared = this.clearWhiteout(name)
    if (!cleared.ok) return cleared
    const linked = upper.value.link(name, source.value)
    if (linked.ok) this.adopt(name, inode)
    return linked
  }

  remove(name: string): Res<void> {
    const victim = this.lookup(name)
    if (!victim) return err('ENOENT')
    if (victim.type === 'directory') for (const _ of victim.entries()) return err('ENOTEMPTY')
    const upper = this.ensureUpper()
    if (!upper.ok) return upper
    const cleared = this.clearUpper(name)
    if (!cleared.ok) return cleared
    return this.hide(name)
  }

  rename(name: string, to: Inode, newName: string): Res<void> {
    if (!(to instanceof OverlayInode) || to.fs !== this.fs) return err('EXDEV')
    const moving = this.lookup(name)
    if (!moving) return err('ENOENT')
    if (moving.type === 'directory' && moving.lowers.length > 0) return err('EXDEV')
    const replaced = to.lookup(newName)
    if (replaced === moving) return ok(undefined)
    if (replaced?.type === 'directory') for (const _ of replaced.entries()) return err('ENOTEMPTY')
    const copied = moving.ensureUpper()
    if (!copied.ok) return copied
    const [from, target] = [this.ensureUpper(), to.ensureUpper()]
    if (!from.ok) return from
    if (!target.ok) return target
    const cleared = to.clearUpper(newName)
    if (!cleared.ok) return cleared
    const moved = from.value.rename(name, target.value, newName)
    if (!moved.ok) return moved
    if (moving.type === 'directory' && to.inLowers(newName)) copied.value.setXattr(OPAQUE, 'y')
    this.children?.delete(name)
    moving.parent = to
    moving.name = newName
    to.adopt(newName, moving)
    return this.hide(name)
  }

  readlink(task: Task | undefined): string {
    return this.real.readlink(task)
  }

  open(flags: number, task: Task, path: PathRef): Res<OpenFile> {
    if (this.type === 'directory') return ok(new DirectoryFile(flags, path))
    if ((flags & 3) !== O.RDONLY) {
      const upper = this.ensureUpper()
      if (!upper.ok) return upper
    }
    return this.real.open(flags, task, path)
  }

  truncate(size: number): Res<void> {
    const upper = this.ensureUpper(size === 0)
    return upper.ok ? upper.value.truncate(size) : upper
  }

  setAttributes(change: { mode?: number; uid?: number; gid?: number; atimeMs?: number; mtimeMs?: number }): Res<void> {
    const upper = this.ensureUpper()
    return upper.ok ? upper.value.setAttributes(change) : upper
  }

  getXattr(name: string): string | undefined {
    return name.startsWith('trusted.overlay.') ? undefined : this.real.getXattr(name)
  }

  setXattr(name: string, value: string): Res<void> {
    if (name.startsWith('trusted.overlay.')) return err('EPERM')
    const upper = this.ensureUpper()
    return upper.ok ? upper.value.setXattr(name, value) : upper
  }

  xattrs(): ReadonlyMap<string, string> {
    return new Map([...(this.real.xattrs?.() ?? [])].filter(([name]) => !name.startsWith('trusted.overlay.')))
  }

  snapshot(): Content {
    return this.real.snapshot?.() ?? { size: 0, read: () => new Uint8Array(0) }
  }

  assign(content: Content): Res<void> {
    const upper = this.ensureUpper(true)
    return upper.ok ? (upper.value.assign?.(content) ?? err('EPERM')) : upper
  }

  /** The object in the upper layer, copied there first if need be; without its data when that is about to be replaced. */
  ensureUpper(withoutData = false): Res<Inode> {
    if (this.upper) return ok(this.upper)
    if (!this.fs.upper) return err('EROFS')
    return copyUp(this, withoutData)
  }

  private names(): string[] {
    const seen = new Set<string>()
    const rows: string[][] = []
    const layers = this.upper ? [this.upper, ...this.lowers] : this.lowers
    for (const layer of layers) {
      const row: string[] = []
      rows.unshift(row)
      for (const [name, inode] of layer.entries(undefined)) {
        if (seen.has(name)) continue
        seen.add(name)
        if (!isWhiteout(inode)) row.push(name)
      }
    }
    return rows.flat()
  }

  private adopt(name: string, inode: OverlayInode): OverlayInode {
    this.children ??= new Map()
    this.children.set(name, inode)
    return inode
  }

  /** Whether a lower layer shows something under the name. */
  private inLowers(name: string): boolean {
    for (const lower of this.lowers) {
      const inode = lower.lookup(name, undefined)
      if (inode) return !isWhiteout(inode)
    }
    return false
  }

  /** The upper layer has nothing under the name afterwards; a directory there may hold whiteouts only. */
  private clearUpper(name: string): Res<void> {
    const inode = this.upper?.lookup(name, undefined)
    if (!this.upper || !inode) return ok(undefined)
    if (inode.type === 'directory') for (const [hidden] of [...inode.entries(undefined)]) inode.remove(hidden)
    this.children?.delete(name)
    return this.upper.remove(name)
  }

  private clearWhiteout(name: string): Res<void> {
    const inode = this.upper?.lookup(name, undefined)
    return this.upper && inode && isWhiteout(inode) ? this.upper.remove(name) : ok(undefined)
  }

  /** A whiteout where a lower layer would show through now. */
  private hide(name: string): Res<void> {
    this.children?.delete(name)
    if (!this.upper || !this.inLowers(name)) return ok(undefined)
    const hidden = this.upper.create(name, whiteout)
    if (!hidden.ok) return hidden
    const above = this.path
    this.fs.record('overlay.whited-out', { path: above === '/' ? `/${name}` : `${above}/${name}`, upper: this.fs.layerNames[0] ?? '' })
    return ok(undefined)
  }
}

/** Looks a name up through the layers of a directory, from the top; undefined when it is nowhere, or removed. */
function findLayers(directory: OverlayInode, name: string, upper: Inode | undefined): Layers | undefined {
  if (upper) {
    if (isWhiteout(upper)) return undefined
    if (upper.type !== 'directory' || isOpaque(upper)) return { upper, lowers: [] }
  }
  const lowers: Inode[] = []
  for (const layer of directory.lowers) {
    const found = layer.lookup(name, undefined)
    if (!found) continue
    if (isWhiteout(found)) break
    if (found.type !== 'directory') {
      if (!upper && lowers.length === 0) lowers.push(found)
      break
    }
    lowers.push(found)
    if (isOpaque(found)) break
  }
  return upper || lowers.length > 0 ? { upper, lowers } : undefined
}
