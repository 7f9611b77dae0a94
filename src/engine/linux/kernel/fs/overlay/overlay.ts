/**
 * overlay: a writable directory over read-only ones, shown as one tree.
 *
 * Models Linux fs/overlayfs with its defaults as Docker uses it: lookup through layers, merged directories, copy-up, whiteouts, opaque
 * directories, EXDEV for renaming what comes from below. Leaves out redirect_dir, metacopy, index, volatile and data-only layers, and the
 * origin attributes that keep inode numbers over a remount.
 */
import { err, ok } from '../../../../base/result.ts'
import type { FactData } from '../../../../base/trace.ts'
import type { Res, StatFs } from '../../calls.ts'
import type { FileSystem, Inode } from '../inode.ts'
import type { Options } from '../mount-options.ts'
import type { FileSystemType } from '../vfs.ts'
import { walkBy } from '../walk.ts'
import { OverlayInode } from './overlay-inode.ts'

export interface OverlaySettings {
  readonly dev: number
  readonly upper: Inode | undefined
  readonly lowers: readonly Inode[]
  /** Names of the layers, the upper one first (empty without one). */
  readonly layerNames: readonly string[]
  readonly options: string
  readonly record: (kind: string, data: FactData) => void
}

export class OverlayFileSystem implements FileSystem {
  readonly type = 'overlay'
  readonly dev: number
  readonly root: OverlayInode
  readonly upper: Inode | undefined
  readonly layerNames: readonly string[]
  readonly record: (kind: string, data: FactData) => void
  private readonly stores: FileSystem[] = []

  constructor(private readonly settings: OverlaySettings) {
    this.dev = settings.dev
    this.upper = settings.upper
    this.layerNames = settings.layerNames
    this.record = settings.record
    this.root = new OverlayInode(this, settings.upper, settings.lowers, undefined, '')
  }

  options(): string {
    return this.settings.options
  }

  statfs(): Pick<StatFs, 'totalBytes' | 'freeBytes' | 'availableBytes' | 'files' | 'filesFree'> {
    return this.root.real.fs.statfs()
  }

  /** Inode numbers are those of the layers; layers on other file systems than the first get a range of their own. */
  numberOf(real: Inode): number {
    let index = this.stores.indexOf(real.fs)
    if (index < 0) index = this.stores.push(real.fs) - 1
    return real.ino + index * 2 ** 40
  }

  /** Which lower layer holds that object at a path: its name. */
  layerOf(inode: Inode, path: string): string {
    const { lowers, upper } = this.settings
    for (const [index, lower] of lowers.entries()) {
      let at: Inode | undefined = lower
      for (const name of path.split('/').filter(Boolean)) at = at?.lookup(name, undefined)
      if (at === inode) return this.layerNames[index + 1] ?? ''
    }
    return upper ? (this.layerNames[0] ?? '') : ''
  }

  get lowers(): readonly Inode[] {
    return this.settings.lowers
  }
}

/** Makes an overlay from mount options; nothing is looked at but the layers' own directories. */
export const mountOverlay: FileSystemType = ({ task, options }) => {
  const given = new Map(options)
  const lowerNames = splitLayers(given.get('lowerdir') ?? '')
  if (lowerNames.length === 0 || !known(options)) return err('EINVAL')
  const lowers: Inode[] = []
  for (const name of lowerNames) {
    const layer = directoryAt(task, name)
    if (!layer.ok) return layer
    lowers.push(layer.value)
  }
  const upperName = given.get('upperdir')
  const workName = given.get('workdir')
  let upper: Inode | undefined
  if (upperName !== undefined) {
    if (workName === undefined) return err('EINVAL')
    const found = directoryAt(task, upperName)
    if (!found.ok) return found
    const work = directoryAt(task, workName)
    if (!work.ok) return work
    if (found.value.fs !== work.value.fs || found.value.fs.type === 'overlay' || found.value === work.value) return err('EINVAL')
    if (!work.value.lookup('work', task)) work.value.create('work', { type: 'directory', mode: 0, uid: 0, gid: 0 })
    upper = found.value
  }
  const { vfs } = task.kernel
  const fs = new OverlayFileSystem({
    dev: vfs.deviceNumber(),
    upper,
    lowers,
    layerNames: [upperName ?? '', ...lowerNames],
    options: options.map(([key, value]) => (value === undefined ? key : `${key}=${value}`)).join(','),
    record: (kind, data) => vfs.note(kind, data),
  })
  return ok({ fs })
}

const taken = new Set(['lowerdir', 'upperdir', 'workdir', 'index', 'metacopy', 'redirect_dir', 'xino', 'userxattr', 'volatile', 'nfs_export'])

/** Options of other values than the defaults are not modelled and refused. */
function known(options: Options): boolean {
  return options.every(([key, value]) => taken.has(key) && (key.endsWith('dir') ? value !== undefined : value === undefined || value === 'off'))
}

/** Colons separate layers; `\:` is a colon in a name. */
function splitLayers(text: string): string[] {
  const out: string[] = []
  let name = ''
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && i + 1 < text.length) name += text[++i]
    else if (text[i] === ':') {
      out.push(name)
      name = ''
    } else name += text[i]
  }
  return name === '' ? out : [...out, name]
}

function directoryAt(task: Parameters<FileSystemType>[0]['task'], path: string): Res<Inode> {
  const place = walkBy(task, path)
  if (!place.ok) return place
  return place.value.inode.type === 'directory' ? ok(place.value.inode) : err('ENOTDIR')
}
