import type { Dirent, Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { FilesystemChange } from '../../api/container.ts'
import type { Daemon } from '../daemon.ts'
import type { Container } from './container.ts'

/** GET /containers/{id}/changes: the writable layer against what is below it (moby pkg/archive changes). */
const modified = 0
const added = 1
const deleted = 2

export function* containerChanges(daemon: Daemon, container: Container): Sys<readonly FilesystemChange[]> {
  const layer = daemon.images.layers.writable.get(container.id)
  if (!layer) return []
  const { driver } = daemon.images.layers
  const parent = daemon.images.layers.chain(layer.parent).map((one) => driver.diff(one.cacheId))
  const lowers = [driver.diff(layer.initId), ...parent.reverse()]
  const out: FilesystemChange[] = []
  yield* compare(driver.diff(layer.mountId), lowers, '', out)
  return out
}

function* compare(upper: string, lowers: readonly string[], path: string, out: FilesystemChange[]): Sys<void> {
  const entries = yield* sys.getdents({ path: `${upper}${path}` })
  const names = (entries.ok ? entries.value : []).filter(({ name }) => name !== '.' && name !== '..').sort((a, b) => (a.name < b.name ? -1 : 1))
  const gone: string[] = []
  for (const entry of names) {
    const at = `${path}/${entry.name}`
    if (yield* isWhiteout(`${upper}${at}`, entry)) {
      gone.push(at)
      continue
    }
    out.push({ Path: at, Kind: (yield* existsBelow(lowers, at)) ? modified : added })
    if (entry.type === 'directory') yield* compare(upper, lowers, at, out)
  }
  for (const at of gone) out.push({ Path: at, Kind: deleted })
}

function* isWhiteout(path: string, { type }: Dirent): Sys<boolean> {
  if (type !== 'char') return false
  const stat = yield* sys.stat({ path, noFollow: true })
  return stat.ok && stat.value.rdev === 0
}

/** In the topmost lower layer that says something about it. */
function* existsBelow(lowers: readonly string[], path: string): Sys<boolean> {
  for (const lower of lowers) {
    const stat = yield* sys.stat({ path: `${lower}${path}`, noFollow: true })
    if (stat.ok) return !(stat.value.type === 'char' && stat.value.rdev === 0)
  }
  return false
}
