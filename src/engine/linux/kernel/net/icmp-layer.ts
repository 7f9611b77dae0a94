import { Icmp, isIcmpError } from './ip/icmp-error.ts'
import { isMulticast } from './ip-text.ts'
import { beginJourney } from './journey.ts'
import type { NetNamespace } from './net-namespace.ts'
import type { IcmpMessage } from './packet.ts'
import { Packet } from './packet.ts'

/** A raw or ping socket, as the layer sees it. */
export interface IcmpReceiver {
  /** A ping socket gets the answers to its own id only; a raw socket gets everything. */
  readonly pingId: number | undefined
  deliver(packet: Packet, message: IcmpMessage): void
}

/** ICMP of one namespace: answers echo requests, tells sockets of errors, gives raw sockets their copies. */
export class IcmpLayer {
  private readonly receivers = new Set<IcmpReceiver>()

  constructor(private readonly namespace: NetNamespace) {}

  add(receiver: IcmpReceiver): void {
    this.receivers.add(receiver)
  }

  remove(receiver: IcmpReceiver): void {
    this.receivers.delete(receiver)
  }

  /** A ping id that no ping socket uses. */
  freeId(): number {
    const used = new Set([...this.receivers].map((receiver) => receiver.pingId))
    for (;;) {
      const id = 1 + this.namespace.random.below(65_535)
      if (!used.has(id)) return id
    }
  }

  receive(packet: Packet): void {
    const message = packet.payload as IcmpMessage
    if (message.type === Icmp.echo) this.answerEcho(packet, message)
    if (isIcmpError(message)) {
      this.namespace.usedProtocols?.tcp.error(message)
      this.namespace.usedProtocols?.udp.error(message)
    }
    const id = message.about?.payload.kind === 'icmp' ? message.about.payload.id : message.id
    for (const receiver of this.receivers) {
      if (receiver.pingId === undefined || (receiver.pingId === id && message.type !== Icmp.echo)) receiver.deliver(packet, message)
    }
  }

  private answerEcho(packet: Packet, message: IcmpMessage): void {
    const { sysctl } = this.namespace
    if (sysctl.flag('net.ipv4.icmp_echo_ignore_all')) return
    if (packet.broadcast && sysctl.flag('net.ipv4.icmp_echo_ignore_broadcasts')) return
    const from = packet.broadcast || isMulticast(packet.destination) ? 0 : packet.destination
    const reply = new Packet(from, packet.source, { ...message, type: Icmp.echoReply })
    reply.elapsedMs = packet.elapsedMs
    reply.crossings = packet.crossings
    reply.mark = packet.mark
    if (packet.recorded) {
      reply.name = this.namespace.nextPacketName()
      beginJourney(this.namespace.host, reply, packet.cause)
    }
    this.namespace.send(reply)
  }

  all(): readonly IcmpReceiver[] {
    return [...this.receivers]
  }

  get empty(): boolean {
    return this.receivers.size === 0
  }
}
