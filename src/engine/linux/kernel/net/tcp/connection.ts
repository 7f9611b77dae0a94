import type { FactId } from '../../../../base/trace.ts'
import type { Errno } from '../../errno.ts'
import { WaitQueue } from '../../wait.ts'
import type { Device } from '../device/device.ts'
import { Icmp, Unreachable } from '../ip/icmp-error.ts'
import type { Ip } from '../ip-text.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { TcpStateName } from '../netlink-calls.ts'
import type { Chunk, TcpSegment } from '../packet.ts'
import { Packet, TcpFlags } from '../packet.ts'
import type { TcpListener } from './listener.ts'
import { endOf, ReceiveSide } from './receive-side.ts'
import type { SentSegment } from './send-side.ts'
import { SendSide } from './send-side.ts'
import type { TcpLayer } from './tcp-layer.ts'

export interface Endpoint {
  readonly ip: Ip
  readonly port: number
}

/** Packets of a connection and direction that are recorded hop by hop: handshake, request, answer. */
const RECORDED_PACKETS = 5
const FIN_WAIT_MS = 60_000

/**
 * A TCP connection (Models net/ipv4/tcp*.c, RFC 9293): handshake, windows, retransmission with backoff, half close, reset, TIME_WAIT. Leaves out:
 * congestion control (the pace adapts so that bulk data takes the time its slowest link needs, in few large segments), delayed
 * acknowledgements, SACK, urgent data, sequence numbers that wrap.
 */
export class TcpConnection {
  state: TcpStateName = 'CLOSE'
  /** Pending error of the socket (SO_ERROR): told once. */
  error: Errno | undefined
  readonly out: SendSide
  readonly in = new ReceiveSide()
  /** A socket still refers to it. */
  attached = true
  inode = 0
  uid = 0
  gid = 0
  cause: FactId | undefined
  device: Device | undefined
  /** Virtual time when TIME_WAIT ends. */
  expiresMs = 0
  private recorded = 0
  /** What an established connection fails with when it gives up (sk_err_soft). */
  private softError: Errno | undefined
  private readClosed = false

  constructor(
    private readonly layer: TcpLayer,
    /** `inet6` shows IPv4 peers as mapped addresses. */
    readonly family: 'inet' | 'inet6',
    readonly local: Endpoint,
    readonly remote: Endpoint,
    /** Where it goes when the handshake is done, for one that came in. */
    private listener: TcpListener | undefined,
    /** Woken when reading, writing or the state may have changed. */
    readonly changed = new WaitQueue(),
  ) {
    this.out = new SendSide(1 + layer.namespace.random.below(0x7fffffff))
  }

  private get namespace(): NetNamespace {
    return this.layer.namespace
  }

  private get nowMs(): number {
    return this.namespace.host.clock.nowMs
  }

  /** Sends SYN; an error that is known at once (no route, EPERM by a rule is silent as in Linux). */
  connect(): Errno | undefined {
    this.state = 'SYN-SENT'
    const failed = this.emit(TcpFlags.syn, this.out.initial, [], 0)
    this.out.nxt = this.out.initial + 1
    if (failed && failed !== 'EPERM') {
      this.vanish()
      return failed
    }
    this.arm()
    return undefined
  }

  /** Answers a SYN. */
  acceptFrom(syn: Packet): void {
    const segment = syn.payload as TcpSegment
    this.state = 'SYN-RECV'
    this.in.nxt = segment.seq + 1
    this.out.window = segment.window
    this.cause = syn.cause
    this.emit(TcpFlags.syn | TcpFlags.ack, this.out.initial, [], 0)
    this.out.nxt = this.out.initial + 1
    this.arm()
  }

  receive(packet: Packet): void {
    const segment = packet.payload as TcpSegment
    if (packet.recorded) this.cause = packet.cause
    if (this.state === 'SYN-SENT') this.receiveInSynSent(segment)
    else if (segment.flags & TcpFlags.rst) this.receiveReset(segment)
    else if (segment.flags & TcpFlags.syn) this.receiveSynAgain(segment)
    else this.receiveSegment(packet, segment)
  }

  private receiveInSynSent(segment: TcpSegment): void {
    const acknowledges = (segment.flags & TcpFlags.ack) !== 0 && segment.ack === this.out.nxt
    if (segment.flags & TcpFlags.rst) {
      if (acknowledges) this.fail('ECONNREFUSED')
      return
    }
    if (!(segment.flags & TcpFlags.syn) || !acknowledges) return
    this.in.nxt = segment.seq + 1
    this.out.window = segment.window
    this.out.acknowledge(segment.ack, this.nowMs)
    this.out.smoothedMs = undefined
    this.state = 'ESTAB'
    this.acknowledge()
    this.push()
    this.changed.wakeAll()
  }

  private receiveReset(segment: TcpSegment): void {
    if (segment.seq < this.in.nxt && segment.seq !== 0) return
    if (this.state === 'SYN-RECV') this.vanish()
    else this.fail(this.state === 'CLOSE-WAIT' ? 'EPIPE' : 'ECONNRESET')
  }

  private receiveSynAgain(segment: TcpSegment): void {
    if (this.state === 'SYN-RECV' && !(segment.flags & TcpFlags.ack)) this.emit(TcpFlags.syn | TcpFlags.ack, this.out.initial, [], 0)
    else this.acknowledge()
  }

  private receiveSegment(packet: Packet, segment: TcpSegment): void {
    if (this.state === 'SYN-RECV' && !this.completeHandshake(segment)) return
    const news = this.out.acknowledge(segment.ack, this.nowMs)
    const opened = segment.window > this.out.window
    this.out.window = segment.window
    if (news) {
      this.softError = undefined
      this.namespace.confirmNeighbour(packet.source)
      this.settleAcknowledged()
    }
    if (segment.length > 0 || segment.flags & TcpFlags.fin) this.receiveData(segment)
    if (this.state === 'CLOSE') return
    if (news || opened) {
      this.push()
      this.changed.wakeAll()
    }
  }

  private completeHandshake(segment: TcpSegment): boolean {
    if (segment.ack !== this.out.nxt || !this.listener) return false
    if (!this.listener.established(this)) return false
    this.state = 'ESTAB'
    this.listener = undefined
    return true
  }

  /** Our FIN may have been acknowledged. */
  private settleAcknowledged(): void {
    if (!this.out.finSent || this.out.outstanding) return
    if (this.state === 'FIN-WAIT-1') {
      this.state = 'FIN-WAIT-2'
      if (!this.attached) this.expireAfter(FIN_WAIT_MS)
    } else if (this.state === 'CLOSING') this.timeWait()
    else if (this.state === 'LAST-ACK') this.vanish()
  }

  private receiveData(segment: TcpSegment): void {
    if (endOf(segment) <= this.in.nxt) {
      this.acknowledge()
      return
    }
    if (segment.length > 0 && !this.attached) {
      // Nobody will ever read it: tell the sender (tcp_rcv_state_process after close).
      this.reset()
      return
    }
    const inOrder = this.in.accept(segment)
    if (inOrder && this.readClosed) this.in.queue.clear()
    if (inOrder && this.in.finished) this.peerFinished()
    this.acknowledge()
    if (inOrder) this.changed.wakeAll()
  }

  private peerFinished(): void {
    if (this.state === 'ESTAB') this.state = 'CLOSE-WAIT'
    else if (this.state === 'FIN-WAIT-1') this.state = this.out.outstanding ? 'CLOSING' : 'TIME-WAIT'
    else if (this.state === 'FIN-WAIT-2') this.state = 'TIME-WAIT'
    if (this.state === 'TIME-WAIT') this.timeWait()
  }

  private timeWait(): void {
    this.state = 'TIME-WAIT'
    this.namespace.host.clock.cancel(this.out.timer)
    this.out.timer = undefined
    this.layer.timeWait(this)
  }

  /** Takes data to send; answers how many bytes fitted. */
  write(chunk: Chunk): number {
    const room = Math.min(chunk.length, this.out.room(chunk))
    if (room <= 0) return 0
    this.out.push(chunk instanceof Uint8Array ? chunk.slice(0, room) : { ...chunk, length: room })
    this.push()
    return room
  }

  get canSend(): boolean {
    return this.state === 'ESTAB' || this.state === 'CLOSE-WAIT'
  }

  /** Sends what window and pace allow. */
  private push(): void {
    if (this.state === 'SYN-SENT' || this.state === 'SYN-RECV' || this.state === 'CLOSE') return
    for (let segment = this.out.nextSegment(this.nowMs); segment; segment = this.out.nextSegment(this.nowMs)) this.emitSegment(segment)
    if (this.out.outstanding || this.out.stalled) this.arm()
  }

  private emitSegment(segment: SentSegment): void {
    const flags = TcpFlags.ack | (segment.length > 0 ? TcpFlags.psh : 0) | (segment.fin ? TcpFlags.fin : 0)
    this.emit(flags, segment.seq, segment.chunks, segment.length)
  }

  private acknowledge(): void {
    this.emit(TcpFlags.ack, this.out.nxt, [], 0)
  }

  private emit(flags: number, seq: number, chunks: readonly Chunk[], length: number): Errno | undefined {
    const { local, remote } = this
    const ack = flags & TcpFlags.ack ? this.in.nxt : 0
    const segment: TcpSegment = {
      kind: 'tcp',
      sourcePort: local.port,
      destinationPort: remote.port,
      seq,
      ack,
      flags,
      window: this.in.window,
      chunks,
      length,
    }
    const packet = new Packet(local.ip, remote.ip, segment)
    packet.uid = this.uid
    packet.gid = this.gid
    if (this.recorded < RECORDED_PACKETS || flags & TcpFlags.rst) {
      this.recorded++
      this.namespace.record(packet, this.cause)
    }
    return this.namespace.send(packet, this.device)
  }

  /** The application read: offers the room again when that matters. */
  hasRead(): void {
    if (this.in.reopened && this.state !== 'CLOSE' && this.state !== 'TIME-WAIT') this.acknowledge()
  }

  /** shutdown(SHUT_RD). */
  closeRead(): void {
    this.readClosed = true
    this.in.queue.clear()
    this.changed.wakeAll()
  }

  get readShut(): boolean {
    return this.readClosed
  }

  /** shutdown(SHUT_WR): FIN after what is still to be sent. */
  closeWrite(): void {
    if (this.out.finQueued) return
    this.out.finQueued = true
    if (this.state === 'ESTAB') this.state = 'FIN-WAIT-1'
    else if (this.state === 'CLOSE-WAIT') this.state = 'LAST-ACK'
    this.push()
  }

  /** The last descriptor went: RST when data was left unread, else FIN. */
  close(): void {
    this.attached = false
    this.inode = 0
    if (this.state === 'SYN-SENT' || this.state === 'CLOSE') this.vanish()
    else if (this.in.queue.length > 0) this.reset()
    else if (this.state === 'FIN-WAIT-2') this.expireAfter(FIN_WAIT_MS)
    else this.closeWrite()
  }

  /** Tells the peer that the connection is gone. */
  reset(): void {
    if (this.state !== 'CLOSE' && this.state !== 'TIME-WAIT' && this.state !== 'SYN-SENT') this.emit(TcpFlags.rst | TcpFlags.ack, this.out.nxt, [], 0)
    this.vanish()
  }

  /** Ends with an error for the application. */
  fail(errno: Errno): void {
    this.error = errno
    this.vanish()
  }

  /** What an ICMP error about one of its packets means (tcp_v4_err). */
  icmpError(type: number, code: number): void {
    if (type !== Icmp.unreachable && type !== Icmp.timeExceeded) return
    const net = type === Icmp.unreachable && (code === Unreachable.net || code === Unreachable.netProhibited)
    const errno = net ? 'ENETUNREACH' : code === Unreachable.port && type === Icmp.unreachable ? 'ECONNREFUSED' : 'EHOSTUNREACH'
    if (this.state === 'SYN-SENT') this.fail(errno)
    else this.softError = errno
  }

  /** Gone without a word. */
  vanish(): void {
    this.state = 'CLOSE'
    this.namespace.host.clock.cancel(this.out.timer)
    this.out.timer = undefined
    this.out.unsent.clear()
    this.out.inFlight.length = 0
    this.listener?.forget(this)
    this.listener = undefined
    this.layer.remove(this)
    this.changed.wakeAll()
  }

  private expireAfter(ms: number): void {
    const { clock } = this.namespace.host
    clock.cancel(this.out.timer)
    this.out.timer = clock.schedule(ms, () => this.vanish())
  }

  /** Starts or prolongs the wait for an acknowledgement. */
  private arm(): void {
    const { out } = this
    out.deadlineMs = this.nowMs + out.timeoutMs
    out.timer ??= this.namespace.host.clock.schedule(out.timeoutMs, () => this.timeout())
  }

  private timeout(): void {
    const { out } = this
    out.timer = undefined
    if (!out.outstanding && !out.stalled) return
    if (this.nowMs < out.deadlineMs) {
      out.timer = this.namespace.host.clock.schedule(out.deadlineMs - this.nowMs, () => this.timeout())
      return
    }
    if (!out.stalled && out.retries >= this.allowedRetries) {
      if (this.state === 'SYN-RECV') this.vanish()
      else this.fail(this.softError ?? 'ETIMEDOUT')
      return
    }
    out.backOff()
    this.retransmit()
    this.arm()
  }

  private get allowedRetries(): number {
    const { sysctl } = this.namespace
    if (this.state === 'SYN-SENT') return sysctl.number('net.ipv4.tcp_syn_retries')
    if (this.state === 'SYN-RECV') return sysctl.number('net.ipv4.tcp_synack_retries')
    return this.attached ? sysctl.number('net.ipv4.tcp_retries2') : 8
  }

  private retransmit(): void {
    if (this.state === 'SYN-SENT') this.emit(TcpFlags.syn, this.out.initial, [], 0)
    else if (this.state === 'SYN-RECV') this.emit(TcpFlags.syn | TcpFlags.ack, this.out.initial, [], 0)
    else {
      const probe = this.out.stalled ? this.out.probe(this.nowMs) : this.out.inFlight[0]
      if (!probe) return
      probe.retransmitted = true
      this.emitSegment(probe)
    }
  }
}
