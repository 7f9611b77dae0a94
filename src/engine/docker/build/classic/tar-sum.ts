import { Sha256 } from '../../../base/sha256.ts'
import type { Stat, Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import { namesIn } from '../../oci/files.ts'
import type { Selected } from '../select.ts'

/**
 * What the classic builder knows a source by (moby builder/remotecontext, pkg/tarsum version 1): a file's checksum covers its tar header without times,
 * then its contents; a directory's the sorted checksums of all below it.
 */
export function* sourceHash({ path, full, directory }: Selected, asRoot: boolean): Sys<string> {
  if (!directory) return `file:${yield* fileSum(path, full, asRoot)}`
  const sums: string[] = []
  yield* collect(path, full, asRoot, sums)
  return hashOfAll('dir', sums.sort())
}

export const hashOfAll = (prefix: string, sums: readonly string[]): string => `${prefix}:${new Sha256().update(sums.join(',')).hex()}`

function* collect(path: string, full: string, asRoot: boolean, sums: string[]): Sys<void> {
  if (path !== '') sums.push(yield* fileSum(path, full, asRoot))
  const stat = yield* sys.stat({ path: full, noFollow: true })
  if (!stat.ok || stat.value.type !== 'directory') return
  for (const name of yield* namesIn(full)) yield* collect(path === '' ? name : `${path}/${name}`, `${full}/${name}`, asRoot, sums)
}

const typeFlags: Readonly<Record<Stat['type'], string>> = { file: '0', symlink: '2', char: '3', block: '4', directory: '5', fifo: '6', socket: '0' }

function* fileSum(path: string, full: string, asRoot: boolean): Sys<string> {
  const found = yield* sys.stat({ path: full, noFollow: true })
  if (!found.ok) return path
  const { type, mode, size, uid, gid } = found.value
  const link = type === 'symlink' ? yield* sys.readlink({ path: full }) : undefined
  const fields = [
    ['name', type === 'directory' ? `${path}/` : path],
    ['mode', mode & 0o7777],
    ['uid', asRoot ? 0 : uid],
    ['gid', asRoot ? 0 : gid],
    ['size', type === 'file' ? size : 0],
    ['typeflag', typeFlags[type]],
    ['linkname', link?.ok ? link.value : ''],
    ['uname', ''],
    ['gname', ''],
    ['devmajor', 0],
    ['devminor', 0],
  ]
  const hash = new Sha256().update(fields.map(([name, value]) => `${name}${value}`).join(''))
  if (type === 'file') yield* addContents(hash, full)
  return hash.hex()
}

function* addContents(hash: Sha256, path: string): Sys<void> {
  const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
  if (!fd.ok) return
  for (;;) {
    const chunk = yield* sys.read({ fd: fd.value, count: 1024 * 1024 })
    if (!chunk.ok || chunk.value.length === 0) break
    hash.update(chunk.value)
  }
  yield* sys.close({ fd: fd.value })
}
