import { err } from '../../../../base/result.ts'
import type { Fd, Res, Stat } from '../../calls.ts'
import { O } from '../../calls.ts'
import type { ContentSlice } from '../../content.ts'
import type { Errno } from '../../errno.ts'
import type { Maybe } from '../../open-file.ts'
import { isKernelCode, OpenFile } from '../../open-file.ts'
import { sendToSelf } from '../../signal/send.ts'
import { signals } from '../../signal.ts'
import type { Task } from '../../task.ts'
import type { KernelCode } from '../../wait.ts'
import { WaitQueue } from '../../wait.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { SocketInfo } from '../netlink-calls.ts'
import type { SocketAddress, SocketFamily, SocketOptions, SocketType } from '../socket-address.ts'

export interface Received {
  readonly bytes: Uint8Array
  readonly from?: SocketAddress
  readonly ttl?: number
  /** Open files that came along (SCM_RIGHTS). */
  readonly files?: readonly OpenFile[]
}

export interface SendExtras {
  readonly to?: SocketAddress | undefined
  readonly ttl?: number | undefined
  readonly files?: readonly OpenFile[]
}

const defaultOptions: SocketOptions = {
  reuseAddress: false,
  keepAlive: false,
  broadcast: false,
  v6Only: false,
  device: '',
  ttl: 64,
  receiveTimeoutMs: 0,
}

/** An open socket (struct socket): what bind, connect, send and the rest mean for its family and type. The rest fails as Linux does. */
export abstract class Socket extends OpenFile {
  options: SocketOptions = defaultOptions
  readonly inode: number
  readonly uid: number
  readonly gid: number

  constructor(
    task: Task,
    readonly namespace: NetNamespace,
    readonly family: SocketFamily,
    readonly type: SocketType,
    changed: WaitQueue = new WaitQueue(),
  ) {
    super(O.RDWR, undefined, changed)
    this.inode = namespace.host.anonymousInode()
    this.uid = task.process.credentials.euid
    this.gid = task.process.credentials.egid
    if (family === 'inet6') this.options = { ...defaultOptions, v6Only: namespace.sysctl.flag('net.ipv6.bindv6only') }
  }

  abstract name(): SocketAddress
  abstract send(task: Task, bytes: Uint8Array, extras: SendExtras): Maybe<number>
  /** `untilMs`: give up with ETIMEDOUT. */
  abstract receive(task: Task, count: number, untilMs: number | undefined): Maybe<Received>
  /** For ss and /proc/net. */
  abstract info(): SocketInfo | undefined

  bind(_task: Task, _address: SocketAddress): Res<void> {
    return err('EOPNOTSUPP')
  }

  connect(_task: Task, _address: SocketAddress, _untilMs: number | undefined): Maybe<void> {
    return err('EOPNOTSUPP')
  }

  listen(_task: Task, _backlog: number): Res<void> {
    return err('EOPNOTSUPP')
  }

  accept(_task: Task): Maybe<{ readonly socket: Socket; readonly peer: SocketAddress }> {
    return err('EOPNOTSUPP')
  }

  shutdown(_how: 'read' | 'write' | 'both'): Res<void> {
    return err('ENOTCONN')
  }

  peer(): Res<SocketAddress> {
    return err('ENOTCONN')
  }

  peerCredentials(): Res<{ readonly pid: number; readonly uid: number; readonly gid: number }> {
    return err('ENOPROTOOPT')
  }

  /** SO_ERROR: told once. */
  takeError(): Errno | undefined {
    return undefined
  }

  get nonBlocking(): boolean {
    return (this.flags & O.NONBLOCK) !== 0
  }

  override describe(): string {
    return `socket:[${this.inode}]`
  }

  override stat(): Stat {
    const { inode: ino, uid, gid } = this
    return { dev: 8, ino, type: 'socket', mode: 0o777, nlink: 1, uid, gid, rdev: 0, size: 0, blocks: 0, atimeMs: 0, mtimeMs: 0, ctimeMs: 0 }
  }

  override read(task: Task, count: number): Maybe<Uint8Array> {
    return mapped(this.receive(task, count, undefined), (received) => received.bytes)
  }

  /** As send, but a broken stream raises SIGPIPE. */
  override write(task: Task, bytes: Uint8Array): Maybe<number> {
    return raisingSigpipe(task, this.send(task, bytes, {}))
  }

  override readSlice(task: Task, count: number): Maybe<Uint8Array | ContentSlice | undefined> {
    return mapped(this.receive(task, count, undefined), ({ bytes }) => (bytes.length > 0 ? bytes : undefined))
  }

  override writeSlice(task: Task, slice: ContentSlice): Maybe<number> {
    return this.write(task, slice.content.read(slice.offset, Math.min(slice.length, 65_536)))
  }

  /** When SO_RCVTIMEO ends a receive begun now. */
  protected receiveLimit(untilMs: number | undefined): { readonly untilMs: number | undefined; readonly timeoutError: Errno } {
    if (untilMs !== undefined || this.options.receiveTimeoutMs === 0) return { untilMs, timeoutError: 'ETIMEDOUT' }
    return { untilMs: this.namespace.host.clock.nowMs + this.options.receiveTimeoutMs, timeoutError: 'EAGAIN' }
  }
}

export function mapped<T, U>(outcome: Maybe<T>, change: (value: T) => U): Maybe<U> {
  if (isKernelCode(outcome)) return mappedLater(outcome, change)
  return outcome.ok ? { ok: true, value: change(outcome.value) } : outcome
}

function* mappedLater<T, U>(outcome: KernelCode<Res<T>>, change: (value: T) => U): KernelCode<Res<U>> {
  const result = yield* outcome
  return result.ok ? { ok: true, value: change(result.value) } : result
}

export function raisingSigpipe(task: Task, outcome: Maybe<number>): Maybe<number> {
  if (isKernelCode(outcome)) return raisingLater(task, outcome)
  if (!outcome.ok && outcome.error === 'EPIPE') sendToSelf(task, signals.SIGPIPE)
  return outcome
}

function* raisingLater(task: Task, outcome: KernelCode<Res<number>>): KernelCode<Res<number>> {
  const result = yield* outcome
  if (!result.ok && result.error === 'EPIPE') sendToSelf(task, signals.SIGPIPE)
  return result
}

/** A descriptor's socket: EBADF, ENOTSOCK. */
export function socketOf(task: Task, fd: Fd): Res<Socket> {
  const file = task.process.files.get(fd)
  if (!file.ok) return file
  return file.value instanceof Socket ? { ok: true, value: file.value } : err('ENOTSOCK')
}
