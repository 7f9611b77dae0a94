import { encode } from '../../../base/utf8.ts'
import type { Content } from '../content.ts'
import { BytesContent, FillerContent, fromLatin1 } from '../content.ts'
import { executableHead } from '../program.ts'

/**
 * An immutable directory tree: what a package, an image layer or a fresh machine holds. Trees are shared between any number of hosts,
 * layers and containers; a file system mounted on one makes inodes only for what is looked at and copies only what is changed.
 */
export type TreeNode = TreeFile | TreeDirectory | TreeSymlink | TreeDevice

interface Owned {
  /** Permission bits, 0o7777. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Unix milliseconds. */
  readonly mtimeMs: number
}

export interface TreeFile extends Owned {
  readonly type: 'file'
  readonly content: Content
  readonly xattrs?: ReadonlyMap<string, string>
}

export interface TreeDirectory extends Owned {
  readonly type: 'directory'
  readonly entries: ReadonlyMap<string, TreeNode>
  /** `trusted.overlay.opaque`. */
  readonly xattrs?: ReadonlyMap<string, string>
}

export interface TreeSymlink extends Owned {
  readonly type: 'symlink'
  readonly target: string
}

/** Also a whiteout: a character device 0/0. */
export interface TreeDevice extends Owned {
  readonly type: 'char' | 'block' | 'fifo' | 'socket'
  readonly rdev: number
}

/** A file as a catalogue writes it: text, or one of `executable`, `symlink`, `directory`, `filler`. */
export type TreeEntry = string | TreeEntrySpec
export interface TreeEntrySpec {
  readonly make: (mtimeMs: number) => TreeNode
}

const owned = (mode: number, mtimeMs: number, owner?: Owner): Owned => ({ mode, uid: owner?.uid ?? 0, gid: owner?.gid ?? 0, mtimeMs })

export interface Owner {
  readonly uid?: number
  readonly gid?: number
}

export const file = (text: string | Uint8Array, mode = 0o644, owner?: Owner): TreeEntrySpec => ({
  make: (mtimeMs) => ({ type: 'file', content: new BytesContent(typeof text === 'string' ? encode(text) : text), ...owned(mode, mtimeMs, owner) }),
})

/** An executable of that size which runs the named program. */
export const executable = (program: string, size: number, build: Readonly<Record<string, string>> = {}, mode = 0o755): TreeEntrySpec => ({
  make: (mtimeMs) => ({ type: 'file', content: new FillerContent(fromLatin1(executableHead(program, build)), size), ...owned(mode, mtimeMs) }),
})

/** A file that only has a size: libraries, locales, archives. */
export const filler = (size: number, head = '', mode = 0o644, owner?: Owner): TreeEntrySpec => ({
  make: (mtimeMs) => ({ type: 'file', content: new FillerContent(fromLatin1(head), size), ...owned(mode, mtimeMs, owner) }),
})

/** Any content object. */
export const holding = (content: Content, mode = 0o644, owner?: Owner): TreeEntrySpec => ({
  make: (mtimeMs) => ({ type: 'file', content, ...owned(mode, mtimeMs, owner) }),
})

export const symlink = (target: string): TreeEntrySpec => ({ make: (mtimeMs) => ({ type: 'symlink', target, ...owned(0o777, mtimeMs) }) })

export const directory = (mode = 0o755, owner?: Owner): TreeEntrySpec => ({
  make: (mtimeMs) => ({ type: 'directory', entries: new Map(), ...owned(mode, mtimeMs, owner) }),
})

/**
 * A directory whose content is made when somebody first looks into it, for what is large and rarely asked for: a mirror, a registry. Until then it
 * takes one block of the disk it is on.
 */
export class DeferredDirectory implements TreeDirectory {
  readonly type = 'directory'
  readonly mode = 0o755
  readonly uid = 0
  readonly gid = 0
  private made: TreeDirectory['entries'] | undefined

  constructor(
    readonly mtimeMs: number,
    private readonly paths: () => Readonly<Record<string, TreeEntry>>,
  ) {}

  get entries(): TreeDirectory['entries'] {
    this.made ??= tree(this.paths(), this.mtimeMs).entries
    return this.made
  }
}

/** A directory that holds what `paths` gives, by paths below it, once somebody looks. */
export const deferred = (paths: () => Readonly<Record<string, TreeEntry>>): TreeEntrySpec => ({
  make: (mtimeMs) => new DeferredDirectory(mtimeMs, paths),
})

/** Builds a tree from absolute paths; missing parents are made 0755 root. Later paths win. */
export function tree(paths: Readonly<Record<string, TreeEntry>>, mtimeMs: number): TreeDirectory {
  const root = mutableDirectory(0o755, mtimeMs)
  for (const [path, entry] of Object.entries(paths)) {
    const names = path.split('/').filter(Boolean)
    const name = names.pop()
    if (name === undefined) continue
    let at = root
    for (const part of names) {
      let next = at.entries.get(part)
      if (next?.type !== 'directory') {
        next = mutableDirectory(0o755, mtimeMs)
        at.entries.set(part, next)
      }
      at = next as MutableDirectory
    }
    const node = (typeof entry === 'string' ? file(entry) : entry).make(mtimeMs)
    const existing = at.entries.get(name)
    if (node.type === 'directory' && existing?.type === 'directory') at.entries.set(name, { ...node, entries: existing.entries })
    else at.entries.set(name, node)
  }
  return root
}

type MutableDirectory = Omit<TreeDirectory, 'entries'> & { entries: Map<string, TreeNode> }

const mutableDirectory = (mode: number, mtimeMs: number): MutableDirectory => ({
  type: 'directory',
  mode,
  uid: 0,
  gid: 0,
  mtimeMs,
  entries: new Map(),
})

/** The upper tree laid over the lower one: directories merge, everything else replaces. Shares whatever only one of them has. */
export function merge(lower: TreeDirectory, upper: TreeDirectory): TreeDirectory {
  const entries = new Map(lower.entries)
  for (const [name, node] of upper.entries) {
    const below = entries.get(name)
    entries.set(name, below?.type === 'directory' && node.type === 'directory' ? merge(below, node) : node)
  }
  return { ...upper, entries }
}

/** Bytes of all files, as `du -b` would add them without directories. */
export function treeBytes(node: TreeNode): number {
  if (node.type === 'file') return node.content.size
  if (node.type !== 'directory') return 0
  let sum = 0
  for (const child of node.entries.values()) sum += treeBytes(child)
  return sum
}
