import { assert } from '../../base/assert.ts'
import { decode } from '../../base/utf8.ts'
import type { TreeNode } from '../../linux/kernel/fs/tree.ts'
import type { CatalogImage } from '../image.ts'

/** The text of a file as the topmost layer of an image that has it holds it: what a Dockerfile's next step adds a line to. */
export function baseText(image: CatalogImage, path: string): string {
  for (const { tree } of [...image.layers].reverse()) {
    let node: TreeNode | undefined = tree
    for (const name of path.split('/').filter(Boolean)) node = node?.type === 'directory' ? node.entries.get(name) : undefined
    if (node?.type === 'file') return decode(node.content.read(0, node.content.size))
  }
  assert(false, `${image.repository} has no ${path}`)
}
