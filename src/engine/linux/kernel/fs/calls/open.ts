import { err, ok } from '../../../../base/result.ts'
import type { Fd, Res, Stat } from '../../calls.ts'
import { O } from '../../calls.ts'
import type { Handlers } from '../../handlers.ts'
import type { Maybe, OpenFile } from '../../open-file.ts'
import { OpenFile as AnyFile, isKernelCode } from '../../open-file.ts'
import type { Task } from '../../task.ts'
import type { KernelCode } from '../../wait.ts'
import type { Inode } from '../inode.ts'
import { PathRef } from '../path-ref.ts'
import { EXECUTE, isOwner, mayCreateIn, permits, READ, WRITE } from '../permission.ts'
import { describePlace } from '../place-name.ts'
import type { LastName } from '../walk.ts'
import { walkerOf, walkToName } from '../walk.ts'

/** open(2). */
export const openCalls: Handlers<'open'> = {
  open: (task, { path, flags, mode }) => {
    const file = openPath(task, path, flags, mode ?? 0)
    return isKernelCode(file) ? installWhenOpen(task, file, flags) : install(task, file, flags)
  },
}

function* installWhenOpen(task: Task, opening: KernelCode<Res<OpenFile>>, flags: number): KernelCode<Res<Fd>> {
  return install(task, yield* opening, flags)
}

function install(task: Task, file: Res<OpenFile>, flags: number): Res<Fd> {
  if (!file.ok) return file
  const held = file.value.acquire()
  const fd = task.process.files.install(held, { closeOnExec: (flags & O.CLOEXEC) !== 0 })
  held.release()
  return fd
}

/** Opens what a path leads to, creating it where the flags say so. Opening a named pipe may sleep. */
export function openPath(task: Task, path: string, flags: number, mode: number): Maybe<OpenFile> {
  const created = flags & O.CREAT
  if (created && flags & O.DIRECTORY) return err('EINVAL')
  const follow = !(flags & O.NOFOLLOW) && !(created && flags & O.EXCL)
  const found = walkToName(walkerOf(task), path, follow || (!created && path.endsWith('/')))
  if (!found.ok) return found
  const last = found.value
  if (last.place) {
    if (created && flags & O.EXCL) return err('EEXIST')
    return openPlace(task, last.place, flags, last.slash)
  }
  if (!created) return err('ENOENT')
  return createAndOpen(task, last, flags, mode)
}

function createAndOpen(task: Task, last: LastName, flags: number, mode: number): Maybe<OpenFile> {
  const { directory, name, slash } = last
  if (slash) return err('EISDIR')
  const made = makeFile(task, directory, name, mode)
  if (!made.ok) return made
  return openInode(made.value, flags, task)
}

function makeFile(task: Task, directory: PathRef, name: string, mode: number): Res<PathRef> {
  const { credentials, directories } = task.process
  const may = mayCreateIn(credentials, directory)
  if (!may.ok) return may
  const parent = directory.inode.stat()
  const gid = parent.mode & 0o2000 ? parent.gid : credentials.egid
  const inode = directory.inode.create(name, { type: 'file', mode: mode & ~directories.umask & 0o7777, uid: credentials.euid, gid })
  if (!inode.ok) return inode
  task.kernel.vfs.watches.entry(directory, 'CREATE', name)
  const dentry = directory.dentry.lookup(name, task)
  return dentry ? ok(new PathRef(directory.mount, dentry)) : err('ENOENT')
}

/** Opens a place that exists, with the checks of open(2) (may_open). */
function openPlace(task: Task, place: PathRef, flags: number, slash: boolean): Maybe<OpenFile> {
  const { inode } = place
  if (flags & O.PATH) return ok(new PathFile(flags, place))
  if (inode.type === 'symlink') return err('ELOOP')
  const access = flags & 3
  const writes = access !== O.RDONLY || (flags & O.TRUNC) !== 0
  if (inode.type === 'directory' && (writes || flags & O.CREAT)) return err('EISDIR')
  if (inode.type !== 'directory' && (flags & O.DIRECTORY || slash)) return err('ENOTDIR')
  if (isDevice(inode) && place.mount.attributes.noDev) return err('EACCES')
  const wanted = (access !== O.WRONLY ? READ : 0) | (writes ? WRITE : 0)
  if (!permits(task.process.credentials, inode, wanted)) return err('EACCES')
  if (writes && inode.type === 'file' && isExecuting(task, inode)) return err('ETXTBSY')
  const stored = inode.type === 'file' || inode.type === 'directory'
  if (writes && stored && place.mount.attributes.readOnly) return err('EROFS')
  if (flags & O.TRUNC && inode.type === 'file') {
    const emptied = inode.truncate(0)
    if (!emptied.ok) return emptied
    task.kernel.vfs.watches.changed(place, 'MODIFY')
  }
  return openInode(place, flags, task)
}

function openInode(place: PathRef, flags: number, task: Task): Maybe<OpenFile> {
  const { inode } = place
  const { vfs } = task.kernel
  if (inode.openDevice) return inode.openDevice(flags, task, place)
  switch (inode.type) {
    case 'char':
    case 'block': {
      const { rdev } = inode.stat()
      const driver = vfs.devices.find(rdev)
      return driver ? driver({ flags, task, path: place, rdev }) : err('ENXIO')
    }
    case 'fifo':
      return vfs.openFifo ? vfs.openFifo(inode.backing?.() ?? inode, flags, task, place) : err('ENXIO')
    case 'socket':
      return err('ENXIO')
    default:
      return inode.open(flags & ~(O.CREAT | O.EXCL | O.TRUNC | O.CLOEXEC), task, place)
  }
}

/** Some process runs the file. */
function isExecuting(task: Task, inode: Inode): boolean {
  if ((inode.stat().mode & 0o111) === 0) return false
  return task.kernel.processes().some(({ executable, status }) => !status && executable?.inode === inode)
}

const isDevice = (inode: Inode): boolean => inode.type === 'char' || inode.type === 'block'

/** O_PATH: a place to hold, nothing to read. */
class PathFile extends AnyFile {
  constructor(
    flags: number,
    override readonly path: PathRef,
  ) {
    super(flags, path)
  }

  describe(): string {
    return describePlace(this.path)
  }

  stat(): Stat {
    return this.path.inode.stat()
  }

  override read(): Res<Uint8Array> {
    return err('EBADF')
  }

  override write(): Res<number> {
    return err('EBADF')
  }
}

/** Faccessat's question with effective ids. */
export function mayAccess(task: Task, place: PathRef, mode: string): Res<void> {
  const { inode, mount } = place
  if (mode.includes('w') && mount.attributes.readOnly && !isDevice(inode)) return err('EROFS')
  if (mode.includes('x') && mount.attributes.noExec && inode.type === 'file') return err('EACCES')
  const wanted = (mode.includes('r') ? READ : 0) | (mode.includes('w') ? WRITE : 0) | (mode.includes('x') ? EXECUTE : 0)
  return permits(task.process.credentials, inode, wanted) ? ok(undefined) : err('EACCES')
}

/** Whether who calls may change mode and times: the owner, or CAP_FOWNER. */
export const owns = (task: Task, inode: Inode): boolean => isOwner(task.process.credentials, inode.stat())
