import type { Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import { strerror } from '../../../linux/kernel/errno.ts'
import type { Body } from '../../../linux/libc/http/body.ts'
import { sys } from '../../../linux/sys.ts'
import type { Cli } from '../cli.ts'
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

/** From a container to this machine: the daemon's tar, unpacked beside the destination and then put in its place. */
export function* copyFromContainer(cli: Cli, container: string, source: string, target: string, settings: CopySettings): Sys<Copied | undefined> {
  const path = cleanPath(target, yield* workingDirectory())
  if (target !== '-') yield* checkTarget(target, path)
  let from = source
  let answer = yield* cli.client.call('GET', `/containers/${container}/archive`, { query: { path: from } })
  let stat = pathStat(answer.headers.get('x-docker-container-path-stat'))
  if (settings.followLink && stat && isSymlinkMode(stat.mode)) {
    yield* answer.body.close()
    from = cleanPath(stat.linkTarget, parentOf(cleanPath(source, '/')))
    answer = yield* cli.client.call('GET', `/containers/${container}/archive`, { query: { path: from } })
    stat = pathStat(answer.headers.get('x-docker-container-path-stat'))
  }
  if (target === '-') {
    yield* answer.body.saveTo(1)
    return undefined
  }
  const bytes = yield* place(answer.body, { source: from, target, path, directory: stat !== undefined && isDirectoryMode(stat.mode) })
  return { bytes, to: target }
}

function* checkTarget(target: string, path: string): Sys<void> {
  const parent = yield* sys.stat({ path: parentOf(path) })
  if (!parent.ok) throw new Failure(`invalid output path: directory "${parentOf(path)}" does not exist`)
  const stat = yield* sys.stat({ path })
  if (stat.ok && (stat.value.type === 'char' || stat.value.type === 'block')) {
    throw new Failure(`invalid output path: "${target}" must be a directory or a regular file: got a device`)
  }
}

interface Placing {
  readonly source: string
  readonly target: string
  readonly path: string
  /** The source is a directory. */
  readonly directory: boolean
}

function* place(body: Body, { source, target, path, directory }: Placing): Sys<number> {
  const existing = yield* sys.stat({ path })
  const intoDirectory = existing.ok && existing.value.type === 'directory'
  if (existing.ok && !intoDirectory && directory) throw new Failure('cannot copy directory')
  if (!existing.ok && !directory && assertsDirectory(target)) throw new Failure('no such directory')
  const stage = yield* temporaryName(intoDirectory ? path : parentOf(path))
  const archive = `${stage}.tar`
  const bytes = yield* save(body, archive)
  if (intoDirectory && !(directory && meansContents(source))) {
    yield* sys.mkdir({ path: stage, mode: 0o700 })
    yield* unpack(archive, stage)
    yield* moveContents(stage, path)
    return bytes
  }
  if (intoDirectory) {
    // The archive's members begin with the directory itself: what is in it goes to the destination.
    yield* sys.mkdir({ path: stage, mode: 0o700 })
    yield* unpack(archive, stage)
    yield* moveContents(yield* onlyEntry(stage), path)
    yield* sys.rmdir({ path: stage })
    return bytes
  }
  yield* sys.mkdir({ path: stage, mode: 0o700 })
  yield* unpack(archive, stage)
  const renamed = yield* sys.rename({ from: yield* onlyEntry(stage), to: path })
  yield* sys.rmdir({ path: stage })
  if (!renamed.ok) throw new Failure(`rename ${baseOf(path)}: ${strerror(renamed.error).toLowerCase()}`)
  return bytes
}

function* save(body: Body, archive: string): Sys<number> {
  const fd = yield* sys.open({ path: archive, flags: O.WRONLY | O.CREAT | O.TRUNC, mode: 0o600 })
  if (!fd.ok) throw new Failure(`open ${archive}: ${strerror(fd.error).toLowerCase()}`)
  const saved = yield* body.saveTo(fd.value)
  yield* sys.close({ fd: fd.value })
  if (saved.ok) return saved.value
  yield* sys.unlink({ path: archive })
  throw new Failure(saved.error === 'EPROTO' ? 'unexpected EOF' : `write ${archive}: ${strerror(saved.error).toLowerCase()}`)
}

function* unpack(archive: string, directory: string): Sys<void> {
  const unpacked = yield* sys.unpack({ archive, directory })
  yield* sys.unlink({ path: archive })
  if (!unpacked.ok) throw new Failure(`mkdir ${directory}: ${strerror(unpacked.error).toLowerCase()}`)
  const { euid: uid, egid: gid } = yield* sys.getcredentials({})
  yield* own(directory, { uid, gid })
}

/** What was unpacked belongs to who unpacked it (archive.TarOptions NoLchown). */
function* own(directory: string, owner: { readonly uid: number; readonly gid: number }): Sys<void> {
  const entries = yield* sys.getdents({ path: directory })
  for (const { name, type } of entries.ok ? entries.value : []) {
    if (name === '.' || name === '..') continue
    yield* sys.chown({ path: `${directory}/${name}`, ...owner, noFollow: true })
    if (type === 'directory') yield* own(`${directory}/${name}`, owner)
  }
}

/** The path of a directory's only entry, or the directory itself when the archive had its members bare. */
function* onlyEntry(directory: string): Sys<string> {
  const entries = yield* sys.getdents({ path: directory })
  const names = entries.ok ? entries.value.map((entry) => entry.name).filter((name) => name !== '.' && name !== '..') : []
  return names.length === 1 ? `${directory}/${names[0]}` : directory
}

function* moveContents(from: string, to: string): Sys<void> {
  const entries = yield* sys.getdents({ path: from })
  for (const { name, type } of entries.ok ? entries.value : []) {
    if (name === '.' || name === '..') continue
    const target = yield* sys.stat({ path: `${to}/${name}`, noFollow: true })
    if (type === 'directory' && target.ok && target.value.type === 'directory') yield* moveContents(`${from}/${name}`, `${to}/${name}`)
    else yield* sys.rename({ from: `${from}/${name}`, to: `${to}/${name}` })
  }
  yield* sys.rmdir({ path: from })
}
