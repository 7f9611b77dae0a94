/** What the kernel puts in /dev by itself (drivers/base/devtmpfs.c). */
import type { BlockDevice } from '../device-table.ts'
import { rdev } from '../device-table.ts'
import type { TreeEntrySpec } from '../tree.ts'
import { symlink } from '../tree.ts'

const DISK_GROUP = 6
const TTY_GROUP = 5

const device = (type: 'char' | 'block', major: number, minor: number, mode: number, gid = 0): TreeEntrySpec => ({
  make: (mtimeMs) => ({ type, mode, uid: 0, gid, mtimeMs, rdev: rdev(major, minor) }),
})

/** Nodes by path below /dev. */
export function devtmpfsTree(disks: Iterable<BlockDevice>, terminals = 6): Record<string, TreeEntrySpec> {
  const nodes: Record<string, TreeEntrySpec> = {
    '/null': device('char', 1, 3, 0o666),
    '/zero': device('char', 1, 5, 0o666),
    '/full': device('char', 1, 7, 0o666),
    '/random': device('char', 1, 8, 0o666),
    '/urandom': device('char', 1, 9, 0o666),
    '/kmsg': device('char', 1, 11, 0o644),
    '/tty': device('char', 5, 0, 0o666, TTY_GROUP),
    '/console': device('char', 5, 1, 0o600),
    '/ptmx': device('char', 5, 2, 0o666, TTY_GROUP),
    '/tty0': device('char', 4, 0, 0o620, TTY_GROUP),
    '/fuse': device('char', 10, 229, 0o666),
    '/net/tun': device('char', 10, 200, 0o666),
    '/fd': symlink('/proc/self/fd'),
    '/stdin': symlink('/proc/self/fd/0'),
    '/stdout': symlink('/proc/self/fd/1'),
    '/stderr': symlink('/proc/self/fd/2'),
    '/core': symlink('/proc/kcore'),
    '/pts': emptyDirectory,
    '/shm': emptyDirectory,
    '/mqueue': emptyDirectory,
    '/hugepages': emptyDirectory,
  }
  for (let number = 1; number <= terminals; number++) nodes[`/tty${number}`] = device('char', 4, number, 0o620, TTY_GROUP)
  for (const disk of disks) nodes[`/${disk.name}`] = device('block', Math.floor(disk.rdev / 256), disk.rdev % 256, 0o660, DISK_GROUP)
  return nodes
}

const emptyDirectory: TreeEntrySpec = { make: (mtimeMs) => ({ type: 'directory', entries: new Map(), mode: 0o755, uid: 0, gid: 0, mtimeMs }) }
