import { limits } from '../../../../base/limits.ts'
import { err, ok } from '../../../../base/result.ts'
import type { Res } from '../../calls.ts'
import { Poll } from '../../calls.ts'
import type { ContentSlice } from '../../content.ts'
import type { Errno } from '../../errno.ts'
import type { Maybe, OpenFile } from '../../open-file.ts'
import type { Task } from '../../task.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { SocketInfo } from '../netlink-calls.ts'
import type { Chunk } from '../packet.ts'
import { isBytes } from '../packet.ts'
import { blocking } from '../socket/blocking.ts'
import type { Received, SendExtras, Socket } from '../socket/socket.ts'
import { raisingSigpipe } from '../socket/socket.ts'
import type { SocketAddress } from '../socket-address.ts'
import { ChunkQueue } from '../tcp/chunk-queue.ts'
import type { PeerCredentials } from './unix-socket.ts'
import { credentialsOf, UnixSocket } from './unix-socket.ts'

/** Synthetic content in a buffer costs nothing; real bytes are bounded like net.core.wmem_default. */
const SLICE_BYTES = 4 * 1024 * 1024

interface Listening {
  backlog: number
  readonly complete: UnixStream[]
  readonly credentials: PeerCredentials
}

/** A unix stream socket: bytes and open files to one peer on the same host. */
export class UnixStream extends UnixSocket {
  private other: UnixStream | undefined
  private connected = false
  private listening: Listening | undefined
  private readonly queue = new ChunkQueue()
  private realBytes = 0
  /** Files that came with the data, by the position in the stream where they were sent. */
  private readonly files: { readonly at: number; readonly files: readonly OpenFile[] }[] = []
  private receivedTotal = 0
  private peerFinished = false
  private writeShut = false
  private readShut = false
  private pendingError: Errno | undefined
  private peerCreds: PeerCredentials | undefined
  private peerPath = ''
  /** The process that made or accepted it. */
  private readonly own: PeerCredentials

  constructor(task: Task, namespace: NetNamespace) {
    super(task, namespace, 'stream')
    this.own = credentialsOf(task)
  }

  /** Joins two fresh sockets (socketpair, accept). */
  static join(a: UnixStream, b: UnixStream): void {
    a.other = b
    b.other = a
    a.connected = true
    b.connected = true
    a.peerCreds = b.own
    b.peerCreds = a.own
  }

  override listen(task: Task, backlog: number): Res<void> {
    if (this.boundName === '' || this.connected) return err('EINVAL')
    const most = Math.min(backlog, this.namespace.sysctl.number('net.core.somaxconn'))
    if (this.listening) this.listening.backlog = most
    else this.listening = { backlog: most, complete: [], credentials: credentialsOf(task) }
    task.kernel.record(task, 'socket.listened', { protocol: 'unix', path: this.boundName, pid: task.process.pid })
    return ok(undefined)
  }

  override accept(_task: Task): Maybe<{ readonly socket: Socket; readonly peer: SocketAddress }> {
    if (!this.listening) return err('EINVAL')
    const attempt = (): Res<{ readonly socket: Socket; readonly peer: SocketAddress }> | undefined => {
      const socket = this.listening?.complete.shift()
      if (!socket) return this.listening ? undefined : err('EINVAL')
      this.changed.wakeAll()
      return ok({ socket, peer: { family: 'unix', path: socket.peerPath } })
    }
    return blocking(attempt, { on: [this.changed], nonBlocking: this.nonBlocking, channel: 'unix_accept' })
  }

  /** The connection exists as soon as it waits in the listener's queue. */
  override connect(task: Task, address: SocketAddress, untilMs: number | undefined): Maybe<void> {
    if (this.connected) return err('EISCONN')
    const found = this.find(task, address)
    if (!found.ok) return found
    const listener = found.value as UnixStream
    const attempt = (): Res<void> | undefined => {
      const { listening } = listener
      if (!listening) return err('ECONNREFUSED')
      if (listening.complete.length > listening.backlog) return undefined
      const end = new UnixStream(task, listener.namespace)
      UnixStream.join(this, end)
      end.boundName = listener.boundName
      end.peerPath = this.boundName
      this.peerPath = listener.boundName
      this.peerCreds = listening.credentials
      listening.complete.push(end)
      listener.changed.wakeAll()
      return ok(undefined)
    }
    return blocking(attempt, {
      on: [listener.changed],
      nonBlocking: this.nonBlocking,
      channel: 'unix_stream_connect',
      untilMs,
      timeoutError: 'ETIMEDOUT',
    })
  }

  override send(task: Task, bytes: Uint8Array, extras: SendExtras): Maybe<number> {
    return this.sendChunk(task, bytes, extras.files)
  }

  override writeSlice(task: Task, slice: ContentSlice): Maybe<number> {
    return raisingSigpipe(task, this.sendChunk(task, slice))
  }

  private sendChunk(_task: Task, chunk: Chunk, files?: readonly OpenFile[]): Maybe<number> {
    const attempt = (): Res<number> | undefined => {
      const error = this.takeError()
      if (error) return err(error)
      if (!this.connected) return err('ENOTCONN')
      const { other } = this
      if (!other || this.writeShut || other.readShut) return err('EPIPE')
      const taken = other.push(chunk, files)
      return taken > 0 || chunk.length === 0 ? ok(taken) : undefined
    }
    const on = this.other ? [this.other.changed, this.changed] : [this.changed]
    return blocking(attempt, { on, nonBlocking: this.nonBlocking, channel: 'sock_alloc_send_pskb' })
  }

  private push(chunk: Chunk, files: readonly OpenFile[] | undefined): number {
    const room = isBytes(chunk) ? limits.socketBufferBytes - this.realBytes : SLICE_BYTES - this.queue.length
    const length = Math.min(chunk.length, Math.max(0, room))
    if (length === 0 && chunk.length > 0) return 0
    if (files && files.length > 0) this.files.push({ at: this.receivedTotal + this.queue.length, files: files.map((file) => file.acquire()) })
    if (isBytes(chunk)) this.realBytes += length
    this.queue.push(isBytes(chunk) ? chunk.slice(0, length) : { ...chunk, length })
    this.changed.wakeAll()
    return length
  }

  override receive(_task: Task, count: number, untilMs: number | undefined): Maybe<Received> {
    return this.receiveRun<Received>(
      count,
      untilMs,
      (most) => {
        const run = this.takeRun(most)
        const bytes = run ? (isBytes(run) ? run : run.content.read(run.offset, run.length)) : new Uint8Array(0)
        const files = this.takeFiles()
        return { bytes, ...(files && { files }) }
      },
      { bytes: new Uint8Array(0) },
    )
  }

  override readSlice(_task: Task, count: number): Maybe<Uint8Array | ContentSlice | undefined> {
    return this.receiveRun<Chunk | undefined>(count, undefined, (most) => this.takeRun(most), undefined)
  }

  override unread(piece: Uint8Array | ContentSlice): void {
    this.queue.putBack(piece)
    this.receivedTotal -= piece.length
    if (isBytes(piece)) this.realBytes += piece.length
  }

  private receiveRun<T>(count: number, untilMs: number | undefined, take: (most: number) => T, atEnd: T): Maybe<T> {
    const attempt = (): Res<T> | undefined => {
      if (this.queue.length > 0) return ok(take(this.untilFiles(count)))
      const error = this.takeError()
      if (error) return err(error)
      if (this.peerFinished || this.readShut) return ok(atEnd)
      return this.connected ? undefined : err(this.listening ? 'EINVAL' : 'ENOTCONN')
    }
    return blocking(attempt, {
      on: [this.changed],
      nonBlocking: this.nonBlocking,
      channel: 'unix_stream_read_generic',
      ...this.receiveLimit(untilMs),
    })
  }

  /** One read never crosses from one message's files to the next one's. */
  private untilFiles(count: number): number {
    const next = this.files.find(({ at }) => at > this.receivedTotal)
    return next ? Math.min(count, next.at - this.receivedTotal) : count
  }

  private takeRun(count: number): Chunk | undefined {
    const run = this.queue.takeRun(count)
    if (!run) return undefined
    this.receivedTotal += run.length
    if (isBytes(run)) this.realBytes -= run.length
    this.changed.wakeAll()
    return run
  }

  private takeFiles(): readonly OpenFile[] | undefined {
    const first = this.files[0]
    if (!first || first.at >= this.receivedTotal) return undefined
    this.files.shift()
    return first.files
  }

  override shutdown(how: 'read' | 'write' | 'both'): Res<void> {
    if (this.listening && how !== 'write') {
      this.stopListening()
      return ok(undefined)
    }
    if (!this.connected) return err('ENOTCONN')
    if (how !== 'read') this.finish()
    if (how !== 'write') this.readShut = true
    this.changed.wakeAll()
    this.other?.changed.wakeAll()
    return ok(undefined)
  }

  private finish(): void {
    this.writeShut = true
    if (this.other) this.other.peerFinished = true
  }

  override takeError(): Errno | undefined {
    const error = this.pendingError
    this.pendingError = undefined
    return error
  }

  override peer(): Res<SocketAddress> {
    return this.connected ? ok({ family: 'unix', path: this.peerPath }) : err('ENOTCONN')
  }

  override peerCredentials(): Res<PeerCredentials> {
    return this.peerCreds ? ok(this.peerCreds) : err('ENOTCONN')
  }

  get peerInode(): number {
    return this.other?.inode ?? 0
  }

  override readable(): Res<number> {
    return this.listening ? err('EINVAL') : ok(this.queue.length)
  }

  override poll(): number {
    if (this.listening) return this.listening.complete.length > 0 ? Poll.in : 0
    let events = this.queue.length > 0 || this.peerFinished || this.readShut ? Poll.in : 0
    const { other } = this
    if (this.connected && (!other || (other.realBytes < limits.socketBufferBytes && other.queue.length < SLICE_BYTES))) events |= Poll.out
    if (!this.connected || (this.peerFinished && this.writeShut) || !other) events |= Poll.hup
    return this.pendingError ? events | Poll.err : events
  }

  override info(): SocketInfo {
    return {
      family: 'unix',
      kind: 'u_str',
      state: this.listening ? 'LISTEN' : this.connected ? 'ESTAB' : 'UNCONN',
      inode: this.inode,
      uid: this.uid,
      receiveQueue: this.listening ? this.listening.complete.length : this.queue.length,
      sendQueue: this.listening ? this.listening.backlog : 0,
      localAddress: this.boundName === '' ? '*' : this.boundName,
      localPort: this.inode,
      peerAddress: this.peerPath === '' ? '*' : this.peerPath,
      peerPort: this.peerInode,
      device: '',
      timer: undefined,
      v6Only: false,
      peerInode: this.peerInode,
      path: this.boundName,
    }
  }

  private stopListening(): void {
    for (const waiting of this.listening?.complete.splice(0) ?? []) waiting.acquire().release()
    this.listening = undefined
    this.changed.wakeAll()
  }

  protected override close(): void {
    if (this.listening) this.stopListening()
    super.close()
    const { other } = this
    for (const { files } of this.files.splice(0)) for (const file of files) file.release()
    if (!other) return
    other.peerFinished = true
    other.other = undefined
    if (this.queue.length > 0) other.pendingError = 'ECONNRESET'
    this.other = undefined
    other.changed.wakeAll()
  }
}
