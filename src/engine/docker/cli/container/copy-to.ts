import { rfc3339 } from '../../../base/calendar.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import { strerror } from '../../../linux/kernel/errno.ts'
import { sys } from '../../../linux/sys.ts'
import type { ContainerPathStat } from '../../api/container.ts'
import type { Cli } from '../cli.ts'
import { ApiError } from '../client/api-error.ts'
import { Failure } from '../failure.ts'
import {
  assertsDirectory,
  baseOf,
  type Copied,
  type CopySettings,
  cleanPath,
  isDirectoryMode,
  isSymlinkMode,
  meansContents,
  parentOf,
  pathStat,
  temporaryName,
  workingDirectory,
} from './copy-paths.ts'

/** From this machine into a container (cli/command/container/cp.go): a tar of the source, named as it shall be there. */
export function* copyToContainer(cli: Cli, source: string, container: string, target: string, settings: CopySettings): Sys<Copied> {
  const to = `${container}:${target}`
  const found = yield* statInside(cli, container, target)
  const exists = found.stat !== undefined
  const targetIsDirectory = found.stat !== undefined && isDirectoryMode(found.stat.mode)
  if (source === '-') {
    if (!targetIsDirectory) throw new Failure(`destination "${to}" must be a directory`)
    yield* put(cli, container, found.path, { fd: 0 }, settings)
    return { bytes: 0, to }
  }
  const given = cleanPath(source, yield* workingDirectory())
  const path = settings.followLink ? yield* followed(given) : given
  const local = yield* sys.stat({ path, noFollow: !settings.followLink && !assertsDirectory(source) })
  if (!local.ok) throw new Failure(`lstat ${path}: ${strerror(local.error).toLowerCase()}`)
  const isDirectory = local.value.type === 'directory'
  if (exists && !targetIsDirectory && isDirectory) throw new Failure('cannot copy directory')
  if (!exists && !isDirectory && assertsDirectory(target)) {
    yield* cli.warn(`time="${rfc3339(yield* cli.now())}" level=error msg="Can't add file ${path} to tar: io: read/write on closed pipe"`)
    throw new Failure('no such directory')
  }
  const inside = targetIsDirectory
  const directory = inside ? found.path : parentOf(found.path)
  const contents = isDirectory && meansContents(source)
  const name = inside ? baseOf(given) : baseOf(found.path)
  const packed = yield* pack(path, contents && inside ? undefined : name)
  yield* put(cli, container, directory, { fd: packed.fd, length: packed.bytes }, settings)
  yield* sys.close({ fd: packed.fd })
  return { bytes: packed.bytes, to }
}

/** Where the last part of a path leads. */
function* followed(path: string): Sys<string> {
  let at = path
  for (let hops = 0; hops < 40; hops++) {
    const link = yield* sys.readlink({ path: at })
    if (!link.ok) return at
    at = cleanPath(link.value, parentOf(at))
  }
  return at
}

function* put(cli: Cli, container: string, path: string, body: { readonly fd: number; readonly length?: number }, settings: CopySettings): Sys<void> {
  yield* cli.client.done('PUT', `/containers/${container}/archive`, {
    query: { path, noOverwriteDirNonDir: 'true', copyUIDGID: settings.archive ? 'true' : undefined },
    body,
  })
}

/** What is at a path in a container, its last link followed; `stat` is undefined when nothing is. */
function* statInside(cli: Cli, container: string, path: string): Sys<{ readonly path: string; readonly stat: ContainerPathStat | undefined }> {
  const asked = path === '' ? '/' : path
  const first = yield* head(cli, container, asked)
  if (!first || !isSymlinkMode(first.mode)) return { path: cleanPath(asked, '/'), stat: first }
  const target = cleanPath(first.linkTarget, parentOf(cleanPath(asked, '/')))
  return { path: target, stat: yield* head(cli, container, target) }
}

function* head(cli: Cli, container: string, path: string): Sys<ContainerPathStat | undefined> {
  try {
    const answer = yield* cli.client.call('HEAD', `/containers/${container}/archive`, { query: { path } })
    yield* answer.body.drain()
    return pathStat(answer.headers.get('x-docker-container-path-stat'))
  } catch (failure) {
    if (failure instanceof ApiError && failure.notFound) return undefined
    if (failure instanceof Failure && /returned 404/.test(failure.message)) return undefined
    throw failure
  }
}

/** A tar of one path (named `as`), or of what is in it, in a file without a name. */
function* pack(path: string, as: string | undefined): Sys<{ readonly fd: number; readonly bytes: number }> {
  const archive = yield* temporaryName('/tmp')
  const request = as === undefined ? { directory: path, archive } : { directory: parentOf(path), archive, paths: [baseOf(path)], as }
  const packed = yield* sys.pack(request)
  if (!packed.ok) throw new Failure(`open ${path}: ${strerror(packed.error).toLowerCase()}`)
  const fd = yield* sys.open({ path: archive, flags: O.RDONLY })
  yield* sys.unlink({ path: archive })
  if (!fd.ok) throw new Failure(`open ${archive}: ${strerror(fd.error).toLowerCase()}`)
  const stat = yield* sys.fstat({ fd: fd.value })
  return { fd: fd.value, bytes: stat.ok ? stat.value.size : 0 }
}
