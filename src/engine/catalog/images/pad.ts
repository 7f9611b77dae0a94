import type { TreeDirectory, TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { filler, tree, treeBytes } from '../../linux/kernel/fs/tree.ts'
import type { CatalogLayer } from '../image.ts'

/**
 * A layer whose files add up to the real layer's size: what the lab does not model one by one (libraries, locales, documentation) is one file of
 * filler at `rest`.
 */
export function layerOf(
  files: Readonly<Record<string, TreeEntry>>,
  mtimeMs: number,
  size: { readonly bytes: number; readonly compressed: number; readonly rest?: string },
): CatalogLayer {
  const known: TreeDirectory = tree(files, mtimeMs)
  const missing = size.bytes - treeBytes(known)
  if (missing <= 0 || !size.rest) return { tree: known, compressedBytes: size.compressed }
  return { tree: tree({ ...files, [size.rest]: filler(missing, '\x7fELF') }, mtimeMs), compressedBytes: size.compressed }
}
