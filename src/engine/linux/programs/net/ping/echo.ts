import type { Fd, Res, Sys } from '../../../kernel/calls.ts'
import { sys } from '../../../sys.ts'

/** An ICMP message as ping and traceroute see it. */
export interface IcmpSeen {
  readonly type: number
  readonly code: number
  readonly id: number
  readonly sequence: number
  readonly bytes: number
  readonly from: string
  readonly ttl: number
  /** What an error quotes: the packet it is about. */
  readonly about: { readonly protocol: number; readonly destination: string; readonly id: number; readonly sequence: number } | undefined
}

/** An echo request with that much data. */
export function echoRequest(id: number, sequence: number, size: number): Uint8Array {
  const bytes = new Uint8Array(8 + size)
  bytes.set([8, 0, 0, 0, id >> 8, id & 255, (sequence >> 8) & 255, sequence & 255])
  for (let i = 8; i < bytes.length; i++) bytes[i] = (i - 8) & 255
  return bytes
}

/** The next ICMP message; ETIMEDOUT after `timeoutMs`. */
export function* receiveIcmp(fd: Fd, timeoutMs: number): Sys<Res<IcmpSeen>> {
  const received = yield* sys.recv({ fd, count: 65_535, timeoutMs })
  if (!received.ok) return received
  const { bytes, from, ttl = 0 } = received.value
  const word = (at: number) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  const [type = 0, code = 0] = bytes
  const isError = type === 3 || type === 11 || type === 5
  const quoted = bytes.subarray(8)
  const inner = (at: number) => ((quoted[at] ?? 0) << 8) | (quoted[at + 1] ?? 0)
  const protocol = quoted[9] ?? 0
  const about = isError
    ? {
        protocol,
        destination: [...quoted.subarray(16, 20)].join('.'),
        // For UDP and TCP these are the ports.
        id: protocol === 1 ? inner(24) : inner(20),
        sequence: protocol === 1 ? inner(26) : inner(22),
      }
    : undefined
  const address = from && from.family !== 'unix' ? from.address : ''
  return { ok: true, value: { type, code, id: word(4), sequence: word(6), bytes: bytes.length, from: address, ttl, about } }
}

/** A socket for ICMP: raw where that is allowed, else a ping socket. */
export function* openIcmp(family: 'inet' | 'inet6'): Sys<Res<{ readonly fd: Fd; readonly raw: boolean }>> {
  const ping = yield* sys.socket({ family, type: 'dgram', protocol: 'icmp' })
  if (ping.ok) return { ok: true, value: { fd: ping.value, raw: false } }
  const raw = yield* sys.socket({ family, type: 'raw', protocol: 'icmp' })
  return raw.ok ? { ok: true, value: { fd: raw.value, raw: true } } : raw
}

/** iputils' names of ICMP errors (pr_icmph). */
export function icmpErrorText(type: number, code: number): string {
  if (type === 11) return code === 1 ? 'Frag reassembly time exceeded' : 'Time to live exceeded'
  if (type === 5) return 'Redirect Host'
  const texts: Readonly<Record<number, string>> = {
    0: 'Destination Net Unreachable',
    1: 'Destination Host Unreachable',
    2: 'Destination Protocol Unreachable',
    3: 'Destination Port Unreachable',
    4: 'Frag needed and DF set (mtu = 0)',
    5: 'Source Route Failed',
    6: 'Destination Net Unknown',
    7: 'Destination Host Unknown',
    9: 'Destination Net Prohibited',
    10: 'Destination Host Prohibited',
    13: 'Packet filtered',
  }
  return texts[code] ?? `Dest Unreachable, Bad Code: ${code}`
}
