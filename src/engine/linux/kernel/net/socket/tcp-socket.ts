import { err, ok } from '../../../../base/result.ts'
import type { Res } from '../../calls.ts'
import { Poll } from '../../calls.ts'
import type { ContentSlice } from '../../content.ts'
import type { Errno } from '../../errno.ts'
import type { Maybe } from '../../open-file.ts'
import type { Task } from '../../task.ts'
import { routeTo } from '../ip/routing.ts'
import type { Ip } from '../ip-text.ts'
import { ANY4, ANY6, isAny, isV4, LOOPBACK4, LOOPBACK6 } from '../ip-text.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { SocketInfo } from '../netlink-calls.ts'
import type { Chunk } from '../packet.ts'
import type { PortOwner } from '../port-table.ts'
import type { SocketAddress } from '../socket-address.ts'
import type { TcpConnection } from '../tcp/connection.ts'
import { connectionInfo, listenerInfo } from '../tcp/info.ts'
import { TcpListener } from '../tcp/listener.ts'
import { blocking } from './blocking.ts'
import { inetAddress, mayBind, shownAddress } from './inet-address.ts'
import type { Received, SendExtras } from './socket.ts'
import { mapped, raisingSigpipe, Socket } from './socket.ts'

/** A TCP socket: unconnected, listening, or one end of a connection. */
export class TcpSocket extends Socket {
  private local: { readonly ip: Ip; readonly port: number } | undefined
  private owner: PortOwner | undefined
  private listener: TcpListener | undefined
  private connection: TcpConnection | undefined

  constructor(
    task: Task,
    namespace: NetNamespace,
    override readonly family: 'inet' | 'inet6',
    accepted?: TcpConnection,
  ) {
    super(task, namespace, family, 'stream', accepted?.changed)
    if (accepted) this.attach(accepted, task)
  }

  private attach(connection: TcpConnection, task: Task): void {
    this.connection = connection
    connection.inode = this.inode
    connection.uid = this.uid
    connection.gid = this.gid
    connection.attached = true
    if (task.cause !== undefined) connection.cause = task.cause
  }

  override bind(task: Task, address: SocketAddress): Res<void> {
    if (this.local || this.connection) return err('EINVAL')
    const wanted = inetAddress(address, this.family)
    if (!wanted.ok) return wanted
    const { ip, port } = wanted.value
    const allowed = mayBind(task, this.namespace, ip, port)
    if (!allowed.ok) return allowed
    return this.take(ip, port)
  }

  private take(ip: Ip, wanted: number): Res<void> {
    const { ports } = this.namespace.protocols.tcp
    const { reuseAddress, v6Only, device } = this.options
    const owner: PortOwner = { ip, family: this.family, v6Only, reuseAddress, device, listening: false }
    const port = wanted || ports.ephemeral(owner, 'odd')
    if (port === undefined || !ports.bind(port, owner, true)) return err('EADDRINUSE')
    if (!reuseAddress && this.namespace.protocols.tcp.lingersOn(port, ip)) {
      ports.release(port, owner)
      return err('EADDRINUSE')
    }
    this.owner = owner
    this.local = { ip, port }
    return ok(undefined)
  }

  override listen(task: Task, backlog: number): Res<void> {
    if (this.connection) return err('EINVAL')
    const most = Math.min(backlog, this.namespace.sysctl.number('net.core.somaxconn'))
    if (this.listener) {
      this.listener.backlog = most
      return ok(undefined)
    }
    if (!this.local) {
      const bound = this.take(this.family === 'inet' ? ANY4 : ANY6, 0)
      if (!bound.ok) return bound
    }
    if (!this.local || !this.owner) return err('EINVAL')
    this.owner.listening = true
    const { ip, port } = this.local
    const { v6Only, device } = this.options
    this.listener = new TcpListener(this.family, ip, port, most, v6Only, this.inode, this.uid, device, this.changed)
    this.namespace.protocols.tcp.listen(this.listener)
    const address = shownAddress(this.family, ip, port).address
    task.kernel.record(task, 'socket.listened', { protocol: 'tcp', address, port, netns: this.namespace.inode, pid: task.process.pid })
    return ok(undefined)
  }

  override accept(task: Task): Maybe<{ readonly socket: Socket; readonly peer: SocketAddress }> {
    const { listener } = this
    if (!listener) return err('EINVAL')
    return blocking(() => this.acceptNow(task, listener), { on: [this.changed], nonBlocking: this.nonBlocking, channel: 'inet_csk_accept' })
  }

  private acceptNow(task: Task, listener: TcpListener): Res<{ readonly socket: Socket; readonly peer: SocketAddress }> | undefined {
    const connection = listener.complete.shift()
    if (!connection) return this.listener === listener ? undefined : err('EINVAL')
    const socket = new TcpSocket(task, this.namespace, this.family, connection)
    return ok({ socket, peer: shownAddress(this.family, connection.remote.ip, connection.remote.port) })
  }

  override connect(task: Task, address: SocketAddress, untilMs: number | undefined): Maybe<void> {
    if (this.listener) return err('EISCONN')
    if (this.connection) {
      if (this.connection.state === 'SYN-SENT') return err('EALREADY')
      if (this.connection.state !== 'CLOSE') return err('EISCONN')
      this.connection = undefined
    }
    const remote = inetAddress(address, this.family)
    if (!remote.ok) return remote
    const begun = this.begin(task, remote.value.ip, remote.value.port)
    if (!begun.ok) return begun
    if (this.nonBlocking) return err('EINPROGRESS')
    const connection = begun.value
    return blocking(() => this.connected(connection), {
      on: [connection.changed],
      nonBlocking: false,
      channel: 'inet_stream_connect',
      untilMs,
      timeoutError: 'ETIMEDOUT',
    })
  }

  private connected(connection: TcpConnection): Res<void> | undefined {
    if (connection.state === 'SYN-SENT') return undefined
    if (connection.state !== 'CLOSE') return ok(undefined)
    return err(this.takeError() ?? 'ECONNREFUSED')
  }

  private begin(task: Task, to: Ip, port: number): Res<TcpConnection> {
    // Connecting to the unspecified address means this host.
    const ip = isAny(to) ? (isV4(to) ? LOOPBACK4 : LOOPBACK6) : to
    const device = this.options.device === '' ? undefined : this.namespace.devices.get(this.options.device)
    const routed = routeTo(this.namespace, ip, { device })
    if (!routed.ok) return routed
    const from = this.local && !isAny(this.local.ip) ? this.local.ip : routed.value.source
    const { tcp } = this.namespace.protocols
    const { v6Only, reuseAddress } = this.options
    const owner = this.owner ?? { ip: from, family: this.family, v6Only, reuseAddress, device: this.options.device, listening: false }
    const opened = tcp.open(this.family, { ip: from, port: this.local?.port ?? 0 }, { ip, port }, owner, this.changed)
    if (!opened.ok) return opened
    const connection = opened.value
    this.attach(connection, task)
    connection.device = device
    const failed = connection.connect()
    return failed ? err(failed) : ok(connection)
  }

  override send(task: Task, bytes: Uint8Array, extras: SendExtras): Maybe<number> {
    if (extras.files) return err('EINVAL')
    return this.sendChunk(task, bytes)
  }

  override writeSlice(task: Task, slice: ContentSlice): Maybe<number> {
    return raisingSigpipe(task, this.sendChunk(task, slice))
  }

  private sendChunk(task: Task, chunk: Chunk): Maybe<number> {
    const { connection } = this
    if (!connection) return err('EPIPE')
    if (task.cause !== undefined) connection.cause = task.cause
    return blocking(() => this.sendNow(connection, chunk), { on: [this.changed], nonBlocking: this.nonBlocking, channel: 'sk_stream_wait_memory' })
  }

  private sendNow(connection: TcpConnection, chunk: Chunk): Res<number> | undefined {
    const error = this.takeError()
    if (error) return err(error)
    if (connection.state === 'SYN-SENT' || connection.state === 'SYN-RECV') return undefined
    if (!connection.canSend) return err('EPIPE')
    if (chunk.length === 0) return ok(0)
    const taken = connection.write(chunk)
    return taken > 0 ? ok(taken) : undefined
  }

  override receive(_task: Task, count: number, untilMs: number | undefined): Maybe<Received> {
    return mapped(
      this.receiveRun(untilMs, (connection) => connection.in.queue.takeBytes(count)),
      (bytes) => ({ bytes: bytes ?? new Uint8Array(0) }),
    )
  }

  override readSlice(_task: Task, count: number): Maybe<Uint8Array | ContentSlice | undefined> {
    return this.receiveRun<Chunk>(undefined, (connection) => connection.in.queue.takeRun(count))
  }

  override unread(piece: Uint8Array | ContentSlice): void {
    this.connection?.in.queue.putBack(piece)
  }

  private receiveRun<T>(untilMs: number | undefined, take: (connection: TcpConnection) => T | undefined): Maybe<T | undefined> {
    const { connection } = this
    if (!connection) return err('ENOTCONN')
    const attempt = (): Res<T | undefined> | undefined => {
      if (connection.in.queue.length > 0) {
        const taken = take(connection)
        connection.hasRead()
        return ok(taken)
      }
      const error = this.takeError()
      if (error) return err(error)
      if (connection.in.finished || connection.readShut || connection.state === 'CLOSE') return ok(undefined)
      return undefined
    }
    return blocking(attempt, { on: [this.changed], nonBlocking: this.nonBlocking, channel: 'sk_wait_data', ...this.receiveLimit(untilMs) })
  }

  override shutdown(how: 'read' | 'write' | 'both'): Res<void> {
    const { connection } = this
    if (this.listener && how !== 'write') {
      this.stopListening()
      return ok(undefined)
    }
    if (!connection || connection.state === 'CLOSE' || connection.state === 'SYN-SENT') return err('ENOTCONN')
    if (how !== 'read') connection.closeWrite()
    if (how !== 'write') connection.closeRead()
    return ok(undefined)
  }

  override readable(): Res<number> {
    return this.listener ? err('EINVAL') : ok(this.connection?.in.queue.length ?? 0)
  }

  override poll(): number {
    if (this.listener) return this.listener.complete.length > 0 ? Poll.in : 0
    const { connection } = this
    if (!connection) return Poll.out | Poll.hup
    const { state } = connection
    if (state === 'SYN-SENT' || state === 'SYN-RECV') return 0
    const ended = connection.in.finished || connection.readShut || state === 'CLOSE'
    let events = connection.in.queue.length > 0 || ended ? Poll.in : 0
    if (state === 'CLOSE' || (connection.canSend && connection.out.writable)) events |= Poll.out
    if (state === 'CLOSE' || (connection.in.finished && connection.out.finQueued)) events |= Poll.hup
    return connection.error ? events | Poll.err | Poll.in | Poll.out : events
  }

  override takeError(): Errno | undefined {
    const error = this.connection?.error
    if (this.connection) this.connection.error = undefined
    return error
  }

  override name(): SocketAddress {
    const at = this.connection?.local ?? this.local ?? { ip: this.family === 'inet' ? ANY4 : ANY6, port: 0 }
    return shownAddress(this.family, at.ip, at.port)
  }

  override peer(): Res<SocketAddress> {
    const { connection } = this
    if (!connection || connection.state === 'CLOSE' || connection.state === 'SYN-SENT') return err('ENOTCONN')
    return ok(shownAddress(this.family, connection.remote.ip, connection.remote.port))
  }

  override info(): SocketInfo | undefined {
    if (this.listener) return listenerInfo(this.listener)
    return this.connection && connectionInfo(this.connection, this.namespace.host.clock.nowMs)
  }

  private stopListening(): void {
    if (!this.listener) return
    this.namespace.protocols.tcp.unlisten(this.listener)
    this.listener = undefined
    if (this.owner) this.owner.listening = false
    this.changed.wakeAll()
  }

  protected override close(): void {
    this.stopListening()
    if (this.local && this.owner) this.namespace.protocols.tcp.ports.release(this.local.port, this.owner)
    this.connection?.close()
    this.changed.wakeAll()
  }
}
