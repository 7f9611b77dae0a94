import { IcmpLayer } from './icmp-layer.ts'
import type { NetNamespace } from './net-namespace.ts'
import { TcpLayer } from './tcp/tcp-layer.ts'
import { UdpLayer } from './udp-layer.ts'
import { AbstractNames } from './unix/abstract-names.ts'

/** The transport protocols of a namespace with their sockets; made when the first packet or socket needs them. */
export class Protocols {
  readonly tcp: TcpLayer
  readonly udp: UdpLayer
  readonly icmp: IcmpLayer
  readonly unix = new AbstractNames()

  constructor(namespace: NetNamespace) {
    this.tcp = new TcpLayer(namespace)
    this.udp = new UdpLayer(namespace)
    this.icmp = new IcmpLayer(namespace)
  }

  /** No socket and no connection is left. */
  get empty(): boolean {
    return this.tcp.empty && this.udp.empty && this.icmp.empty && this.unix.empty
  }

  destroy(): void {
    this.tcp.destroy()
  }
}
