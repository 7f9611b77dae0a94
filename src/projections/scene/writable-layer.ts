/**
 * What a container changed, read from its overlay's upper directory as overlayfs wrote it: a character device 0/0 hides what lies below (a
 * whiteout), a file that is also below was copied up before it was written, anything else is new. Follows docker's overlay2 layout (`lower`
 * names the layers below). Leaves out directories that are there only because something in them changed.
 */
import type { Inode } from '../../engine/linux/kernel/fs/inode.ts'
import { isOpaque, isWhiteout } from '../../engine/linux/kernel/fs/overlay/whiteout.ts'
import type { Kernel } from '../../engine/linux/kernel/kernel.ts'
import { dataRoot } from './docker-store.ts'
import { placeAt, textAt } from './files.ts'

export interface UpperChange {
  readonly path: string
  readonly kind: 'created' | 'copied-up' | 'whiteout'
  /** 0 for directories and whiteouts. */
  readonly bytes: number
}

export interface WritableLayer {
  /** The upper directory on the host. */
  readonly directory: string
  /** Sorted by path; a new directory stands for all that is in it. */
  readonly changes: readonly UpperChange[]
  /** Undefined when there is more than a picture waits for. */
  readonly bytes: number | undefined
}

const walkedAtMost = 400

/** The layers below an upper directory, and what was found in them: they never change while it is there. */
interface Below {
  readonly lowers: readonly Inode[]
  readonly known: Map<string, boolean>
}

const belowOf = new WeakMap<Inode, Below>()

/** The layer that a container writes to; undefined where there is none. */
export function writableLayer(kernel: Kernel, container: string): WritableLayer | undefined {
  const mount = textAt(kernel, `${dataRoot}/image/overlay2/layerdb/mounts/${container}/mount-id`)?.trim()
  if (!mount) return undefined
  const directory = `${dataRoot}/overlay2/${mount}/diff`
  const upper = placeAt(kernel, directory)?.inode
  if (!upper) return undefined
  const below = belowOf.get(upper) ?? { lowers: lowersOf(kernel, `${dataRoot}/overlay2/${mount}`), known: new Map() }
  belowOf.set(upper, below)
  return { directory, ...changesIn(upper, below) }
}

function lowersOf(kernel: Kernel, mount: string): readonly Inode[] {
  const names = textAt(kernel, `${mount}/lower`)?.trim().split(':') ?? []
  return names.flatMap((name) => placeAt(kernel, `${dataRoot}/overlay2/${name}`)?.inode ?? [])
}

function changesIn(upper: Inode, below: Below): Pick<WritableLayer, 'changes' | 'bytes'> {
  const changes: UpperChange[] = []
  const waiting: { readonly inode: Inode; readonly path: string; readonly told: boolean }[] = [{ inode: upper, path: '', told: false }]
  let bytes = 0
  for (let walked = 0; waiting.length > 0; walked++) {
    const here = waiting.pop()
    if (!here) break
    if (walked > walkedAtMost) return { changes: sorted(changes), bytes: undefined }
    for (const [name, inode] of here.inode.entries(undefined)) {
      const path = `${here.path}/${name}`
      const size = inode.type === 'file' ? inode.stat().size : 0
      bytes += size
      const change = here.told ? undefined : changeOf(inode, path, size, below)
      if (change) changes.push(change)
      if (inode.type === 'directory') waiting.push({ inode, path, told: here.told || change !== undefined })
    }
  }
  return { changes: sorted(changes), bytes }
}

/** A directory that is below as well is no change of its own, unless it hides that one. */
function changeOf(inode: Inode, path: string, bytes: number, below: Below): UpperChange | undefined {
  if (isWhiteout(inode)) return { path, kind: 'whiteout', bytes: 0 }
  const merged = isBelow(path, below)
  if (inode.type === 'directory') return merged && !isOpaque(inode) ? undefined : { path: `${path}/`, kind: 'created', bytes: 0 }
  return { path, kind: merged ? 'copied-up' : 'created', bytes }
}

function isBelow(path: string, { lowers, known }: Below): boolean {
  const before = known.get(path)
  if (before !== undefined) return before
  const found = lookUp(path.split('/').filter(Boolean), lowers)
  known.set(path, found)
  return found
}

/** From the topmost layer down, until one has the name, hides it, or hides the directory it would be in. */
function lookUp(names: readonly string[], lowers: readonly Inode[]): boolean {
  for (const lower of lowers) {
    let at: Inode = lower
    let hidden = false
    let depth = 0
    for (const name of names) {
      const next = at.type === 'directory' ? at.lookup(name, undefined) : undefined
      if (!next) break
      if (isWhiteout(next)) return false
      hidden ||= next.type !== 'directory' || isOpaque(next)
      at = next
      depth++
    }
    if (depth === names.length) return true
    if (hidden) return false
  }
  return false
}

function sorted(changes: readonly UpperChange[]): readonly UpperChange[] {
  return changes.toSorted((a, b) => (a.path < b.path ? -1 : 1))
}
