import { blocksFor } from './disk.ts'
import { DeferredDirectory, type TreeDirectory, type TreeFile, type TreeNode } from './tree.ts'

/**
 * What a shared tree amounts to, computed once per tree and kept with it: how many inodes and blocks it takes on a disk, and where in
 * the numbering each entry falls, so that inode numbers do not depend on who looked first.
 */
export interface TreeShape {
  /** Inodes, the directory itself included; a file with several names counts at each. */
  readonly nodes: number
  /** Inode numbers it spans. */
  readonly span: number
  /** Blocks of 4 KiB, directories included. */
  readonly blocks: number
  readonly fileBytes: number
  readonly files: number
  readonly directories: number
  /** Number of each entry relative to this directory. */
  readonly numberOf: ReadonlyMap<string, number>
}

const shapes = new WeakMap<TreeDirectory, TreeShape>()

/** Inode numbers kept for the content of a directory nobody has looked into. */
const DEFERRED_SPAN = 1_000_000

export function treeShape(tree: TreeDirectory): TreeShape {
  const known = shapes.get(tree)
  if (known) return known
  const shape = tree instanceof DeferredDirectory ? deferredShape(tree) : countedShape(tree)
  shapes.set(tree, shape)
  return shape
}

function deferredShape(tree: TreeDirectory): TreeShape {
  let counted: TreeShape | undefined
  return {
    nodes: 1,
    span: DEFERRED_SPAN,
    blocks: 1,
    fileBytes: 0,
    files: 0,
    directories: 0,
    get numberOf() {
      counted ??= countedShape(tree)
      return counted.numberOf
    },
  }
}

function countedShape(tree: TreeDirectory): TreeShape {
  const numberOf = new Map<string, number>()
  const sum = { nodes: 1, span: 1, blocks: 1, fileBytes: 0, files: 0, directories: 0 }
  for (const [name, node] of tree.entries) {
    numberOf.set(name, sum.span)
    if (node.type === 'directory') {
      const below = treeShape(node)
      sum.nodes += below.nodes
      sum.span += below.span
      sum.blocks += below.blocks
      sum.fileBytes += below.fileBytes
      sum.files += below.files
      sum.directories++
    } else {
      sum.nodes++
      sum.span++
      sum.blocks += nodeBlocks(node)
      if (node.type === 'file') sum.fileBytes += node.content.size
      sum.files++
    }
  }
  return { ...sum, numberOf }
}

/** Blocks of one object that is no directory: short link targets live in the inode. */
function nodeBlocks(node: Exclude<TreeNode, TreeDirectory>): number {
  if (node.type === 'file') return blocksFor(node.content.size)
  return node.type === 'symlink' && node.target.length >= 60 ? 1 : 0
}

/** Files with several names in a tree: one file object found at several places. */
export interface HardLinks {
  readonly linksOf: ReadonlyMap<TreeFile, { readonly count: number; readonly number: number }>
  /** Inodes and blocks that were counted more than once. */
  readonly extraNodes: number
  readonly extraBlocks: number
}

const links = new WeakMap<TreeDirectory, HardLinks>()

export function hardLinks(tree: TreeDirectory): HardLinks {
  const known = links.get(tree)
  if (known) return known
  const seen = new Map<TreeFile, { count: number; number: number }>()
  const visit = (directory: TreeDirectory, base: number): void => {
    if (directory instanceof DeferredDirectory) return
    const { numberOf } = treeShape(directory)
    for (const [name, node] of directory.entries) {
      const number = base + (numberOf.get(name) as number)
      if (node.type === 'directory') visit(node, number)
      else if (node.type === 'file') {
        const before = seen.get(node)
        if (before) before.count++
        else seen.set(node, { count: 1, number })
      }
    }
  }
  visit(tree, 0)
  let extraNodes = 0
  let extraBlocks = 0
  for (const [file, link] of seen) {
    if (link.count === 1) seen.delete(file)
    else {
      extraNodes += link.count - 1
      extraBlocks += (link.count - 1) * nodeBlocks(file)
    }
  }
  const found = { linksOf: seen, extraNodes, extraBlocks }
  links.set(tree, found)
  return found
}
