export type SocketFamily = 'inet' | 'inet6' | 'unix' | 'packet'
export type SocketType = 'stream' | 'dgram' | 'raw'

export type SocketAddress = InetAddress | UnixAddress

export interface InetAddress {
  readonly family: 'inet' | 'inet6'
  /** Dotted quad or IPv6 text; `0.0.0.0` and `::` mean any. */
  readonly address: string
  readonly port: number
}

export interface UnixAddress {
  readonly family: 'unix'
  /** File-system path, or `@name` for an abstract one; empty when unnamed. */
  readonly path: string
}

export interface SocketOptions {
  readonly reuseAddress: boolean
  readonly keepAlive: boolean
  readonly broadcast: boolean
  /** IPV6_V6ONLY. */
  readonly v6Only: boolean
  /** SO_BINDTODEVICE. */
  readonly device: string
  readonly ttl: number
  /** SO_RCVTIMEO: 0 waits for ever. */
  readonly receiveTimeoutMs: number
}
