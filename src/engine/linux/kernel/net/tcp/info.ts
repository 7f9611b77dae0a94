import type { SocketInfo } from '../netlink-calls.ts'
import { shownAddress } from '../socket/inet-address.ts'
import type { TcpConnection } from './connection.ts'
import type { TcpListener } from './listener.ts'

const plain = { device: '', v6Only: false, peerInode: 0, path: '', timer: undefined } as const

/** A listener as ss and /proc/net/tcp show it. */
export function listenerInfo(listener: TcpListener): SocketInfo {
  const any = listener.family === 'inet' ? '0.0.0.0' : '::'
  return {
    ...plain,
    family: listener.family,
    kind: 'tcp',
    state: 'LISTEN',
    inode: listener.inode,
    uid: listener.uid,
    receiveQueue: listener.complete.length,
    sendQueue: listener.backlog,
    localAddress: shownAddress(listener.family, listener.ip, 0).address,
    localPort: listener.port,
    peerAddress: any,
    peerPort: 0,
    device: listener.device,
    v6Only: listener.v6Only,
  }
}

/** A connection, or what is left of one. */
export function connectionInfo(connection: TcpConnection, nowMs: number): SocketInfo {
  const waiting = connection.state === 'TIME-WAIT'
  return {
    ...plain,
    family: connection.family,
    kind: 'tcp',
    state: connection.state,
    inode: waiting ? 0 : connection.inode,
    uid: waiting ? 0 : connection.uid,
    receiveQueue: waiting ? 0 : connection.in.queue.length + (connection.state === 'CLOSE-WAIT' ? 1 : 0),
    sendQueue: waiting ? 0 : connection.out.queuedBytes,
    localAddress: shownAddress(connection.family, connection.local.ip, 0).address,
    localPort: connection.local.port,
    peerAddress: shownAddress(connection.family, connection.remote.ip, 0).address,
    peerPort: connection.remote.port,
    device: connection.device?.name ?? '',
    timer: timerOf(connection, nowMs),
  }
}

function timerOf(connection: TcpConnection, nowMs: number): SocketInfo['timer'] {
  if (connection.state === 'TIME-WAIT') return { kind: 'timewait', leftMs: Math.max(0, connection.expiresMs - nowMs) }
  if (!connection.out.timer || !(connection.out.outstanding || connection.out.stalled)) return undefined
  return { kind: connection.out.stalled ? 'persist' : 'on', leftMs: Math.max(0, connection.out.deadlineMs - nowMs) }
}
