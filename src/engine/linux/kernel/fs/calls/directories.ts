import { err, ok } from '../../../../base/result.ts'
import type { Handlers } from '../../handlers.ts'
import { capableIn } from '../../namespace/capable.ts'
import { EXECUTE, permits, READ } from '../permission.ts'
import { placeName } from '../place-name.ts'
import { walkBy } from '../walk.ts'
import { InotifyFile } from '../watches.ts'

/** A process's own directories, and watching for changes. */
export const directoryCalls: Handlers<'getcwd' | 'chdir' | 'chroot' | 'inotify'> = {
  getcwd: (task) => {
    const { cwd, root } = task.process.directories
    if (cwd.dentry.deleted) return err('ENOENT')
    const name = placeName(cwd, root)
    return ok(name ?? `(unreachable)${placeName(cwd) ?? cwd.dentry.path(cwd.mount.root)}`)
  },

  chdir: (task, { path }) => {
    const place = walkBy(task, path)
    if (!place.ok) return place
    if (place.value.inode.type !== 'directory') return err('ENOTDIR')
    if (!permits(task.process.credentials, place.value.inode, EXECUTE)) return err('EACCES')
    task.process.directories.cwd = place.value
    return ok(undefined)
  },

  chroot: (task, { path }) => {
    const place = walkBy(task, path)
    if (!place.ok) return place
    if (place.value.inode.type !== 'directory') return err('ENOTDIR')
    if (!permits(task.process.credentials, place.value.inode, EXECUTE)) return err('EACCES')
    if (!capableIn(task, 'user', 'CAP_SYS_CHROOT')) return err('EPERM')
    task.process.directories.root = place.value
    return ok(undefined)
  },

  inotify: (task, { paths }) => {
    const inodes = []
    for (const path of paths) {
      const place = walkBy(task, path)
      if (!place.ok) return place
      if (!permits(task.process.credentials, place.value.inode, READ)) return err('EACCES')
      inodes.push(place.value.inode)
    }
    return task.process.files.install(new InotifyFile(task.kernel.vfs.watches, inodes))
  },
}
