import type { Sys } from '../../../linux/kernel/calls.ts'
import { writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { exists, mkdirAll } from '../../oci/files.ts'
import { secureJoin } from '../../oci/secure-join.ts'

/** What every container's root must have, whatever its image: mount points and files to bind over (moby daemon/initlayer/setup_unix.go). */
const wanted: readonly (readonly [path: string, kind: 'directory' | 'file' | { readonly link: string }])[] = [
  ['/.dockerenv', 'file'],
  ['/dev/console', 'file'],
  ['/dev/pts', 'directory'],
  ['/dev/shm', 'directory'],
  ['/etc/hostname', 'file'],
  ['/etc/hosts', 'file'],
  ['/etc/mtab', { link: '/proc/mounts' }],
  ['/etc/resolv.conf', 'file'],
  ['/proc', 'directory'],
  ['/sys', 'directory'],
]

export function* setUpInitLayer(root: string): Sys<void> {
  for (const [path, kind] of wanted) {
    const at = yield* secureJoin(root, path)
    if (yield* exists(at)) continue
    yield* mkdirAll(at.slice(0, at.lastIndexOf('/')), 0o755)
    if (kind === 'directory') yield* mkdirAll(at, 0o755)
    else if (kind === 'file') yield* writeFile(at, '', { mode: 0o755 })
    else yield* sys.symlink({ target: kind.link, path: at })
  }
}
