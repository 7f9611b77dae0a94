import { err, ok } from '../../../../base/result.ts'
import type { Res } from '../../calls.ts'
import { Poll } from '../../calls.ts'
import type { Maybe, OpenFile } from '../../open-file.ts'
import type { Task } from '../../task.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { SocketInfo } from '../netlink-calls.ts'
import { blocking } from '../socket/blocking.ts'
import type { Received, SendExtras } from '../socket/socket.ts'
import type { SocketAddress } from '../socket-address.ts'
import { UnixSocket } from './unix-socket.ts'

/** net.unix.max_dgram_qlen, with a sender's room on top. */
const QUEUED = 512

/** A unix datagram socket (syslog's /dev/log, systemd's notify socket). */
export class UnixDgram extends UnixSocket {
  private target: UnixDgram | undefined
  private readonly waiting: { readonly bytes: Uint8Array; readonly from: string; readonly files?: readonly OpenFile[] }[] = []
  private closed = false

  constructor(task: Task, namespace: NetNamespace) {
    super(task, namespace, 'dgram')
  }

  static join(a: UnixDgram, b: UnixDgram): void {
    a.target = b
    b.target = a
  }

  override connect(task: Task, address: SocketAddress): Maybe<void> {
    const found = this.find(task, address)
    if (!found.ok) return found
    this.target = found.value as UnixDgram
    return ok(undefined)
  }

  override send(task: Task, bytes: Uint8Array, { to, files }: SendExtras): Maybe<number> {
    const found = to ? this.find(task, to) : this.target ? ok(this.target) : err('ENOTCONN' as const)
    if (!found.ok) return found
    const target = found.value as UnixDgram
    const attempt = (): Res<number> | undefined => {
      if (target.closed) return err('ECONNREFUSED')
      if (target.waiting.length >= QUEUED) return undefined
      const held = files?.map((file) => file.acquire())
      target.waiting.push({ bytes: bytes.slice(), from: this.boundName, ...(held && { files: held }) })
      target.changed.wakeAll()
      return ok(bytes.length)
    }
    return blocking(attempt, { on: [target.changed], nonBlocking: this.nonBlocking, channel: 'unix_dgram_sendmsg' })
  }

  override receive(_task: Task, count: number, untilMs: number | undefined): Maybe<Received> {
    const attempt = (): Res<Received> | undefined => {
      const first = this.waiting.shift()
      if (!first) return undefined
      this.changed.wakeAll()
      const from = { family: 'unix', path: first.from } as const
      return ok({ bytes: first.bytes.subarray(0, count), from, ...(first.files && { files: first.files }) })
    }
    return blocking(attempt, { on: [this.changed], nonBlocking: this.nonBlocking, channel: 'unix_dgram_recvmsg', ...this.receiveLimit(untilMs) })
  }

  override shutdown(): Res<void> {
    return ok(undefined)
  }

  override peer(): Res<SocketAddress> {
    return this.target ? ok({ family: 'unix', path: this.target.boundName }) : err('ENOTCONN')
  }

  get peerInode(): number {
    return this.target?.inode ?? 0
  }

  override poll(): number {
    return Poll.out | (this.waiting.length > 0 ? Poll.in : 0)
  }

  override info(): SocketInfo {
    return {
      family: 'unix',
      kind: 'u_dgr',
      state: this.target ? 'ESTAB' : 'UNCONN',
      inode: this.inode,
      uid: this.uid,
      receiveQueue: this.waiting.reduce((sum, { bytes }) => sum + bytes.length, 0),
      sendQueue: 0,
      localAddress: this.boundName === '' ? '*' : this.boundName,
      localPort: this.inode,
      peerAddress: this.target?.boundName || '*',
      peerPort: this.peerInode,
      device: '',
      timer: undefined,
      v6Only: false,
      peerInode: this.peerInode,
      path: this.boundName,
    }
  }

  protected override close(): void {
    this.closed = true
    for (const { files } of this.waiting.splice(0)) for (const file of files ?? []) file.release()
    super.close()
  }
}
