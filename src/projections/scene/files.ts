/** Reading a host's files as its root would, without a process of its own: for what is kept on disk and drawn from there. */
import { decode } from '../../engine/base/utf8.ts'
import type { Content } from '../../engine/linux/kernel/content.ts'
import { rootCredentials } from '../../engine/linux/kernel/credentials.ts'
import type { Inode } from '../../engine/linux/kernel/fs/inode.ts'
import type { PathRef } from '../../engine/linux/kernel/fs/path-ref.ts'
import { walk } from '../../engine/linux/kernel/fs/walk.ts'
import type { Kernel } from '../../engine/linux/kernel/kernel.ts'

/** What a JSON text said when it was last parsed: contents are immutable, so the same content says the same. */
const parsed = new WeakMap<Content, unknown>()

export function placeAt(kernel: Kernel, path: string): PathRef | undefined {
  const root = kernel.initialNamespaces.mnt.rootRef
  const place = walk({ task: undefined, root, cwd: root, credentials: rootCredentials }, path)
  return place.ok ? place.value : undefined
}

export function namesAt(kernel: Kernel, path: string): readonly string[] {
  const place = placeAt(kernel, path)
  return place?.inode.type === 'directory' ? [...place.inode.entries(undefined)].map(([name]) => name) : []
}

export function textAt(kernel: Kernel, path: string): string | undefined {
  const content = contentAt(kernel, path)
  return content && decode(content.read(0, content.size))
}

/** A JSON file's value, parsed once as long as the file stays the same; undefined where there is none, or it is half written. */
export function jsonAt<T>(kernel: Kernel, path: string): Partial<T> | undefined {
  const content = contentAt(kernel, path)
  if (!content) return undefined
  if (!parsed.has(content)) parsed.set(content, parse(decode(content.read(0, content.size))))
  return parsed.get(content) as Partial<T> | undefined
}

function contentAt(kernel: Kernel, path: string): Content | undefined {
  const inode = placeAt(kernel, path)?.inode
  return inode?.type === 'file' ? inode.snapshot?.() : undefined
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

const countedAtMost = 400

/** Bytes of the files below a directory; undefined when there are more than a picture waits for. */
export function bytesBelow(kernel: Kernel, path: string): number | undefined {
  const top = placeAt(kernel, path)?.inode
  if (!top) return undefined
  const waiting: Inode[] = [top]
  let bytes = 0
  for (let counted = 0; waiting.length > 0; counted++) {
    if (counted > countedAtMost) return undefined
    const inode = waiting.pop() as Inode
    if (inode.type === 'file') bytes += inode.stat().size
    if (inode.type !== 'directory') continue
    for (const [, child] of inode.entries(undefined)) waiting.push(child)
  }
  return bytes
}
