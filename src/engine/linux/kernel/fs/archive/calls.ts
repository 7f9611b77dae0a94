import { err, ok } from '../../../../base/result.ts'
import type { Res } from '../../calls.ts'
import { O } from '../../calls.ts'
import { capable } from '../../credentials.ts'
import type { Handlers } from '../../handlers.ts'
import { isKernelCode } from '../../open-file.ts'
import type { Task } from '../../task.ts'
import { openPath } from '../calls/open.ts'
import type { Inode } from '../inode.ts'
import { mayCreateIn, permits, READ } from '../permission.ts'
import type { TreeDirectory, TreeNode } from '../tree.ts'
import { treeShape } from '../tree-shape.ts'
import { walkBy } from '../walk.ts'
import { contentDigest } from './digest.ts'
import { gzipped } from './gzipped.ts'
import { placeTree } from './place-tree.ts'
import { decompressed, readTar } from './read-tar.ts'
import { TarContent } from './tar-content.ts'
import { treeOf } from './tree-of.ts'

/** Whole trees in one call: what a runtime otherwise does with thousands. */
export const archiveCalls: Handlers<'unpack' | 'pack' | 'compress' | 'decompress' | 'digest'> = {
  unpack: (task, { archive, directory, keepWhiteouts }) => {
    const source = fileAt(task, archive)
    if (!source.ok) return source
    const target = walkBy(task, directory)
    if (!target.ok) return target
    if (target.value.inode.type !== 'directory') return err('ENOTDIR')
    const { credentials, directories } = task.process
    const may = mayCreateIn(credentials, target.value)
    if (!may.ok) return may
    const content = source.value.snapshot?.()
    const tree = content && readTar(content, keepWhiteouts ?? false, task.kernel.vfs.nowMs())
    if (!tree) return err('EINVAL')
    const owners = capable(credentials, 'CAP_CHOWN') ? 'archive' : { uid: credentials.euid, gid: credentials.egid, umask: directories.umask }
    const placed = placeTree(target.value.inode, tree, owners, task)
    return placed.ok ? ok(counts(tree)) : placed
  },

  pack: (task, { directory, archive, paths, whiteouts, as }) => {
    const from = walkBy(task, directory)
    if (!from.ok) return from
    if (from.value.inode.type !== 'directory') return err('ENOTDIR')
    const file = openPath(task, archive, O.WRONLY | O.CREAT | O.TRUNC, 0o666)
    if (isKernelCode(file)) return err('EINVAL')
    if (!file.ok) return file
    const place = file.value.acquire().path
    const skip = place?.inode
    const whole = treeOf(from.value.inode, task, skip)
    const chosen = paths ? select(whole, paths, as) : ok(whole)
    const written = chosen.ok
      ? (skip?.assign?.(new TarContent(chosen.value, { dot: paths?.includes('.') ?? false, whiteouts: whiteouts ?? false })) ?? err('EINVAL'))
      : chosen
    file.value.release()
    if (!chosen.ok) return chosen
    return written.ok ? ok(counts(chosen.value)) : written
  },

  compress: (task, { path, to }) => {
    const source = fileAt(task, path)
    if (!source.ok) return source
    const content = source.value.snapshot?.()
    const file = openPath(task, to, O.WRONLY | O.CREAT | O.TRUNC, 0o666)
    if (isKernelCode(file) || !content) return err('EINVAL')
    if (!file.ok) return file
    const compressed = gzipped(content)
    const written = file.value.acquire().path?.inode.assign?.(compressed) ?? err('EINVAL')
    file.value.release()
    return written.ok ? ok(compressed.size) : written
  },

  decompress: (task, { path, to }) => {
    const source = fileAt(task, path)
    if (!source.ok) return source
    const content = source.value.snapshot?.()
    const plain = content && decompressed(content)
    const file = openPath(task, to, O.WRONLY | O.CREAT | O.TRUNC, 0o666)
    if (isKernelCode(file) || !plain) return err('EINVAL')
    if (!file.ok) return file
    const written = file.value.acquire().path?.inode.assign?.(plain) ?? err('EINVAL')
    file.value.release()
    return written.ok ? ok(plain.size) : written
  },

  digest: (task, { path }) => {
    const file = fileAt(task, path)
    if (!file.ok) return file
    const content = file.value.snapshot?.()
    return content ? ok(`sha256:${contentDigest(content)}`) : err('EINVAL')
  },
}

function fileAt(task: Task, path: string): Res<Inode> {
  const place = walkBy(task, path)
  if (!place.ok) return place
  const { inode } = place.value
  if (inode.type === 'directory') return err('EISDIR')
  return permits(task.process.credentials, inode, READ) ? ok(inode) : err('EACCES')
}

function counts(tree: TreeDirectory): { files: number; bytes: number } {
  const { files, directories, fileBytes } = treeShape(tree)
  return { files: files + directories, bytes: fileBytes }
}

/** Only those paths of a tree, with the directories that lead to them; a path that ends in a slash is a directory without what is in it. */
function select(whole: TreeDirectory, paths: readonly string[], as?: string): Res<TreeDirectory> {
  if (paths.includes('.')) return ok(whole)
  const chosen: TreeDirectory & { entries: Map<string, TreeNode> } = { ...whole, entries: new Map() }
  for (const path of paths) {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.')
    let from: TreeDirectory = whole
    let to = chosen
    for (const [index, part] of parts.entries()) {
      const node = from.entries.get(part)
      if (!node) return err('ENOENT')
      if (index === parts.length - 1) {
        const alone = path.endsWith('/') && node.type === 'directory'
        if (!alone) to.entries.set(as ?? part, node)
        else if (!to.entries.has(part)) to.entries.set(part, { ...node, entries: new Map() })
        break
      }
      if (node.type !== 'directory') return err('ENOTDIR')
      const existing = to.entries.get(part)
      if (existing === node) break
      const copy = { ...node, entries: new Map(existing?.type === 'directory' ? existing.entries : []) }
      to.entries.set(part, copy)
      from = node
      to = copy
    }
  }
  return ok(chosen)
}
