import type { Inode } from '../../fs/inode.ts'
import type { UnixSocket } from './unix-socket.ts'

/** Which socket is bound to a socket file, by the inode that stores it: hard links and bind mounts lead to the same one. */
const bound = new WeakMap<object, Map<number, UnixSocket>>()

const stored = (inode: Inode): Inode => inode.backing?.() ?? inode

export function bindFile(inode: Inode, socket: UnixSocket): void {
  const { fs, ino } = stored(inode)
  const sockets = bound.get(fs) ?? new Map<number, UnixSocket>()
  bound.set(fs, sockets)
  sockets.set(ino, socket)
}

export function socketAt(inode: Inode): UnixSocket | undefined {
  const { fs, ino } = stored(inode)
  return bound.get(fs)?.get(ino)
}

export function releaseFile(inode: Inode, socket: UnixSocket): void {
  const { fs, ino } = stored(inode)
  const sockets = bound.get(fs)
  if (sockets?.get(ino) === socket) sockets.delete(ino)
}
