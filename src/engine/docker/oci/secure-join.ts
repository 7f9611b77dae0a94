import type { Sys } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'

/**
 * A path inside a root directory, with the links in it followed as if that root were `/`: nothing in a container's file system leads out of it.
 * Models cyphar/filepath-securejoin. Parts that do not exist are taken as they are.
 */
export function* secureJoin(root: string, path: string): Sys<string> {
  let rest = path.split('/')
  let at: string[] = []
  let links = 0
  while (rest.length > 0) {
    const [name = '', ...after] = rest
    rest = after
    if (name === '' || name === '.') continue
    if (name === '..') {
      at.pop()
      continue
    }
    const here = `${root}/${[...at, name].join('/')}`
    const stat = yield* sys.stat({ path: here, noFollow: true })
    if (stat.ok && stat.value.type === 'symlink' && links++ < 255) {
      const target = yield* sys.readlink({ path: here })
      if (target.ok) {
        if (target.value.startsWith('/')) at = []
        rest = [...target.value.split('/'), ...rest]
        continue
      }
    }
    at.push(name)
  }
  return at.length === 0 ? root : `${root === '/' ? '' : root}/${at.join('/')}`
}
