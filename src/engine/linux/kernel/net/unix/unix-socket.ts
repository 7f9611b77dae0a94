import { err, ok } from '../../../../base/result.ts'
import type { Res } from '../../calls.ts'
import { makeNode } from '../../fs/calls/names.ts'
import type { Inode } from '../../fs/inode.ts'
import { permits, WRITE } from '../../fs/permission.ts'
import { walkBy } from '../../fs/walk.ts'
import type { Task } from '../../task.ts'
import type { NetNamespace } from '../net-namespace.ts'
import { Socket } from '../socket/socket.ts'
import type { SocketAddress, SocketType, UnixAddress } from '../socket-address.ts'
import { bindFile, releaseFile, socketAt } from './socket-files.ts'

export interface PeerCredentials {
  readonly pid: number
  readonly uid: number
  readonly gid: number
}

export const credentialsOf = (task: Task): PeerCredentials => ({
  pid: task.process.pid,
  uid: task.process.credentials.euid,
  gid: task.process.credentials.egid,
})

/** What unix sockets of all types share: names in the file system and abstract ones (net/unix/af_unix.c). */
export abstract class UnixSocket extends Socket {
  /** Path or abstract name, empty when unnamed. */
  boundName = ''
  private file: Inode | undefined

  constructor(task: Task, namespace: NetNamespace, type: SocketType) {
    super(task, namespace, 'unix', type)
    namespace.protocols.unix.add(this)
  }

  override bind(task: Task, address: SocketAddress): Res<void> {
    if (address.family !== 'unix' || address.path === '') return err('EINVAL')
    if (this.boundName !== '') return err('EINVAL')
    const { path } = address
    if (path.length > 107) return err('EINVAL')
    if (path.startsWith('@')) {
      if (!this.namespace.protocols.unix.bind(path, this)) return err('EADDRINUSE')
    } else {
      const made = makeNode(task, path, { type: 'socket', mode: 0o777 })
      if (!made.ok) return made.error === 'EEXIST' ? err('EADDRINUSE') : made
      this.file = made.value.inode
      bindFile(this.file, this)
    }
    this.boundName = path
    return ok(undefined)
  }

  /** The socket a name leads to: ENOENT, EACCES without write permission, ECONNREFUSED when nobody is behind it. */
  protected find(task: Task, address: SocketAddress): Res<UnixSocket> {
    if (address.family !== 'unix') return err('EINVAL')
    if (address.path.startsWith('@')) {
      const socket = this.namespace.protocols.unix.get(address.path)
      return socket ? ok(socket) : err('ECONNREFUSED')
    }
    const place = walkBy(task, address.path)
    if (!place.ok) return place
    const { inode } = place.value
    if (!permits(task.process.credentials, inode, WRITE)) return err('EACCES')
    if (inode.type !== 'socket') return err('ECONNREFUSED')
    const socket = socketAt(inode)
    if (!socket) return err('ECONNREFUSED')
    return socket.type === this.type ? ok(socket) : err('EPROTOTYPE')
  }

  override name(): UnixAddress {
    return { family: 'unix', path: this.boundName }
  }

  /** Inode of the other end, for ss. */
  abstract get peerInode(): number

  protected override close(): void {
    this.namespace.protocols.unix.remove(this)
    if (this.file) releaseFile(this.file, this)
    else if (this.boundName !== '') this.namespace.protocols.unix.release(this.boundName, this)
    this.changed.wakeAll()
  }
}
