import type { WaitQueue } from '../../wait.ts'
import type { Ip } from '../ip-text.ts'
import { isAny, isV4 } from '../ip-text.ts'
import type { TcpConnection } from './connection.ts'

/** A listening socket: connections in the making, and complete ones that wait to be accepted. */
export class TcpListener {
  readonly complete: TcpConnection[] = []
  private readonly halfOpen = new Set<TcpConnection>()

  constructor(
    readonly family: 'inet' | 'inet6',
    readonly ip: Ip,
    readonly port: number,
    public backlog: number,
    readonly v6Only: boolean,
    readonly inode: number,
    readonly uid: number,
    readonly device: string,
    readonly changed: WaitQueue,
  ) {}

  /** Whether it serves a packet to that address: an IPv6 wildcard takes IPv4 as well unless told otherwise. */
  serves(ip: Ip, device: string | undefined): boolean {
    if (this.device !== '' && this.device !== device) return false
    if (!isAny(this.ip)) return this.ip === ip
    return this.family === 'inet' ? isV4(ip) : !isV4(ip) || !this.v6Only
  }

  get full(): boolean {
    return this.complete.length > this.backlog
  }

  begin(connection: TcpConnection): void {
    this.halfOpen.add(connection)
  }

  /** The handshake is done; false when the queue is full, so that the last ACK counts as lost. */
  established(connection: TcpConnection): boolean {
    if (this.full) return false
    this.halfOpen.delete(connection)
    this.complete.push(connection)
    this.changed.wakeAll()
    return true
  }

  forget(connection: TcpConnection): void {
    this.halfOpen.delete(connection)
  }

  /** Whoever was not accepted is reset. */
  close(): void {
    for (const connection of [...this.halfOpen]) connection.vanish()
    for (const connection of this.complete.splice(0)) connection.reset()
    this.changed.wakeAll()
  }
}
