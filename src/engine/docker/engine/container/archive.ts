import { rfc3339 } from '../../../base/calendar.ts'
import type { Stat, Sys } from '../../../linux/kernel/calls.ts'
import { base64 } from '../../../linux/libc/http/url.ts'
import { sys } from '../../../linux/sys.ts'
import type { ContainerPathStat } from '../../api/container.ts'
import { secureJoin } from '../../oci/secure-join.ts'
import { internal, invalid, notFound } from '../errdefs.ts'
import type { ApiExchange } from '../http/api-exchange.ts'
import { randomId } from '../ids.ts'
import { receiveArchive } from '../image/load.ts'
import { sendArchive } from '../image/save.ts'
import type { Container } from './container.ts'
import { hostPath, isDirectory, refuseReadOnly, withRootfs } from './file-view.ts'

/** /containers/{id}/archive: files out of and into containers, what `docker cp` uses (moby daemon/archive_unix.go). */
const STAT_HEADER = 'X-Docker-Container-Path-Stat'

function requestedPath(api: ApiExchange): string {
  const path = api.query('path')
  if (path === '') throw invalid('bad parameter: path cannot be empty')
  return path.startsWith('/') ? path : `/${path}`
}

const missing = (api: ApiExchange, path: string) => notFound(`Could not find the file ${path} in container ${api.param('name')}`)

export function* statPath(api: ApiExchange, container: Container): Sys<void> {
  const path = requestedPath(api)
  const stat = yield* withRootfs(api.daemon, container, (rootfs) => pathStat(container, rootfs, path))
  if (!stat) throw missing(api, api.query('path'))
  yield* api.exchange.respond(200, [...api.headers(), [STAT_HEADER, base64(JSON.stringify(stat))]])
}

export function* getArchive(api: ApiExchange, container: Container): Sys<void> {
  const path = requestedPath(api)
  const { daemon } = api
  const archive = `${daemon.config.dataRoot}/tmp/cp-${(yield* randomId()).slice(0, 12)}`
  const stat = yield* withRootfs(daemon, container, function* (rootfs) {
    const found = yield* pathStat(container, rootfs, path)
    if (!found) throw missing(api, api.query('path'))
    const contents = /\/\.?$/.test(path)
    const at = yield* hostPath(container, rootfs, path, contents)
    const slash = at.lastIndexOf('/')
    const packed =
      contents && (yield* isDirectory(at)) && path !== '/' && path.endsWith('.')
        ? yield* sys.pack({ directory: at, archive, paths: ['.'] })
        : at === rootfs
          ? yield* sys.pack({ directory: at, archive, paths: ['.'] })
          : yield* sys.pack({ directory: at.slice(0, slash), archive, paths: [at.slice(slash + 1)], as: found.name })
    if (!packed.ok) throw internal(`error creating archive: ${packed.error}`)
    return found
  })
  yield* daemon.containerEvent(container, 'archive-path')
  yield* sendArchive(api, archive, 'application/x-tar', [[STAT_HEADER, base64(JSON.stringify(stat))]])
}

export function* putArchive(api: ApiExchange, container: Container): Sys<void> {
  const path = requestedPath(api)
  const { daemon } = api
  const archive = `${daemon.config.dataRoot}/tmp/cp-${(yield* randomId()).slice(0, 12)}`
  yield* withRootfs(daemon, container, function* (rootfs) {
    const target = yield* hostPath(container, rootfs, path, true)
    const stat = yield* sys.stat({ path: target })
    if (!stat.ok) throw missing(api, api.query('path'))
    if (stat.value.type !== 'directory') throw invalid('extraction point is not a directory')
    refuseReadOnly(container, path)
    yield* receiveArchive(api, archive)
    const unpacked = yield* sys.unpack({ archive, directory: target })
    yield* sys.unlink({ path: archive })
    if (!unpacked.ok) throw internal(unpacked.error === 'EINVAL' ? 'archive/tar: invalid tar header' : `error extracting: ${unpacked.error}`)
  })
  yield* daemon.containerEvent(container, 'extract-to-dir')
  yield* api.empty(200)
}

function* pathStat(container: Container, rootfs: string, path: string): Sys<ContainerPathStat | undefined> {
  const follow = /\/\.?$/.test(path)
  const at = yield* hostPath(container, rootfs, path, follow)
  const stat = yield* sys.stat({ path: at, noFollow: true })
  if (!stat.ok) return undefined
  if (path.endsWith('/') && path !== '/' && stat.value.type !== 'directory') return undefined
  const link = stat.value.type === 'symlink' ? yield* linkTarget(rootfs, path) : ''
  const name =
    path
      .split('/')
      .filter((part) => part !== '' && part !== '.')
      .at(-1) ?? '/'
  return { name, size: stat.value.size, mode: goFileMode(stat.value), mtime: rfc3339(stat.value.mtimeMs), linkTarget: link }
}

/** Where a link leads, as the container writes it. */
function* linkTarget(rootfs: string, path: string): Sys<string> {
  const target = yield* secureJoin(rootfs, path)
  return target.slice(rootfs.length) || '/'
}

/** os.FileMode: permissions with Go's own bits for what kind of file it is. */
export function goFileMode({ mode, type }: Pick<Stat, 'mode' | 'type'>): number {
  const kinds: Readonly<Record<Stat['type'], number>> = { file: 0, directory: 31, symlink: 27, block: 26, fifo: 25, socket: 24, char: 26 }
  let out = mode & 0o777
  if (type !== 'file') out += 2 ** kinds[type]
  if (type === 'char') out += 2 ** 21
  if (mode & 0o4000) out += 2 ** 23
  if (mode & 0o2000) out += 2 ** 22
  if (mode & 0o1000) out += 2 ** 20
  return out
}
