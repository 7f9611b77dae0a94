import type { StoredInode } from './stored-inode.ts'
import type { TreeDirectory, TreeFile, TreeNode } from './tree.ts'
import { hardLinks, treeShape } from './tree-shape.ts'

/** A shared tree placed on a disk: its inodes are numbered from `base`. */
export class Graft {
  /** Files of it that have several names, once made. */
  readonly linked = new Map<TreeFile, StoredInode>()

  constructor(
    readonly tree: TreeDirectory,
    readonly base: number,
  ) {}
}

/** Where a directory's entries come from that nobody has asked for yet. */
export interface Origin {
  readonly graft: Graft
  /** What the numbers of its entries are relative to. */
  readonly base: number
  readonly tree: TreeDirectory
}

/** Makes the inode for a node of a shared tree. */
export type MakeInode = (number: number, node: TreeNode, graft: Graft) => StoredInode

/** The names of a directory: those of a shared tree until something changes, inodes made for the ones somebody asks for. */
export class StoredEntries {
  /** Entries in order; undefined ones are still in the origin's tree. Absent while nothing was changed. */
  private names: Map<string, StoredInode | undefined> | undefined
  private made: Map<string, StoredInode> | undefined
  subdirectories = 0

  constructor(
    private readonly make: MakeInode,
    private origin?: Origin,
  ) {
    this.countSubdirectories()
  }

  get size(): number {
    return this.names?.size ?? this.origin?.tree.entries.size ?? 0
  }

  keys(): Iterable<string> {
    return this.names?.keys() ?? this.origin?.tree.entries.keys() ?? []
  }

  /** Inodes that were made. */
  known(): Iterable<StoredInode> {
    return this.made?.values() ?? []
  }

  /** The shared tree, where no name was added or taken. */
  get tree(): TreeDirectory | undefined {
    return this.names ? undefined : this.origin?.tree
  }

  get(name: string): StoredInode | undefined {
    if (this.names) {
      if (!this.names.has(name)) return undefined
      const known = this.names.get(name)
      if (known) return known
    }
    const known = this.made?.get(name)
    if (known) return known
    const node = this.origin?.tree.entries.get(name)
    if (!this.origin || !node) return undefined
    const inode = this.materialise(name, node, this.origin)
    if (this.names) this.names.set(name, inode)
    else {
      this.made ??= new Map()
      this.made.set(name, inode)
    }
    return inode
  }

  set(name: string, inode: StoredInode): void {
    this.own().set(name, inode)
    if (inode.type === 'directory') this.subdirectories++
  }

  delete(name: string, inode: StoredInode): void {
    this.own().delete(name)
    if (inode.type === 'directory') this.subdirectories--
  }

  /** Takes over what another directory, not looked at yet, shows. */
  become(other: StoredEntries): void {
    this.origin = other.origin
    this.names = undefined
    this.made = undefined
    this.subdirectories = other.subdirectories
  }

  private countSubdirectories(): void {
    for (const child of this.origin?.tree.entries.values() ?? []) if (child.type === 'directory') this.subdirectories++
  }

  private materialise(name: string, node: TreeNode, { graft, base, tree }: Origin): StoredInode {
    const number = base + (treeShape(tree).numberOf.get(name) as number)
    const links = node.type === 'file' ? hardLinks(graft.tree).linksOf.get(node) : undefined
    if (node.type !== 'file' || !links) return this.make(number, node, graft)
    let inode = graft.linked.get(node)
    if (!inode) {
      inode = this.make(graft.base + links.number, node, graft)
      inode.nlink = links.count
      graft.linked.set(node, inode)
    }
    return inode
  }

  private own(): Map<string, StoredInode | undefined> {
    if (!this.names) {
      this.names = new Map()
      for (const name of this.origin?.tree.entries.keys() ?? []) this.names.set(name, this.made?.get(name))
      this.made = undefined
    }
    return this.names
  }
}
