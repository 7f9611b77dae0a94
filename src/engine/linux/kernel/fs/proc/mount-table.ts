import type { Process } from '../../task.ts'
import type { Mount } from '../mount.ts'
import { showAttributes } from '../mount-options.ts'
import type { PathRef } from '../path-ref.ts'
import { placeName } from '../place-name.ts'

/** /proc/PID/mounts, as in fstab(5): the mounts a process can reach, by their names from its root. */
export function mountsText(process: Process): string {
  return reachable(process)
    .map(({ mount, name }) => `${escaped(mount.source || 'none')} ${escaped(name)} ${mount.fs.type} ${flatOptions(mount)} 0 0\n`)
    .join('')
}

/** /proc/PID/mountinfo (proc(5)). */
export function mountInfoText(process: Process): string {
  const { root } = process.directories
  return reachable(process)
    .map(({ mount, name }) => {
      const { dev } = mount.fs
      const parent = mount.parent && !mount.rootRef.is(root) ? mount.parent.id : (mount.parent?.id ?? 1)
      const propagation = `${mount.group ? `shared:${mount.group.id} ` : ''}${mount.master ? `master:${mount.master.id} ` : ''}${mount.unbindable ? 'unbindable ' : ''}`
      const device = `${Math.floor(dev / 256)}:${dev % 256}`
      const own = mount.fs.type === 'nsfs' ? mount.root.name : escaped(mount.root.path())
      return `${mount.id} ${parent} ${device} ${own} ${escaped(name)} ${showAttributes(mount.attributes)} ${propagation}- ${mount.fs.type} ${escaped(mount.source || 'none')} ${superOptions(mount)}\n`
    })
    .join('')
}

function reachable(process: Process): { mount: Mount; name: string }[] {
  const { root } = process.directories
  const out: { mount: Mount; name: string }[] = []
  for (const mount of process.namespaces.mnt.mounts) {
    const name = nameOf(mount, root)
    if (name !== undefined) out.push({ mount, name })
  }
  return out
}

/** A chroot shows the mount it is in as `/` only when its root is the mount's own. */
function nameOf(mount: Mount, root: PathRef): string | undefined {
  return placeName(mount.rootRef, root)
}

/** Options of the mount and of the file system in one list. */
function flatOptions(mount: Mount): string {
  const [readWrite, ...rest] = showAttributes(mount.attributes).split(',')
  return [readWrite, ...rest, mount.fs.options?.() ?? ''].filter(Boolean).join(',')
}

const superOptions = (mount: Mount): string => [mount.superReadOnly ? 'ro' : 'rw', mount.fs.options?.() ?? ''].filter(Boolean).join(',')

/** Blanks, tabs, newlines and backslashes in octal, as the kernel's mangle does. */
const escaped = (text: string): string => text.replace(/[ \t\n\\#]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)
