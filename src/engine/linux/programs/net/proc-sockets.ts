import { formatIpv4 } from '../../../base/ipv4.ts'
import { shortIpv6 } from '../../libc/dns/message.ts'

/** A line of /proc/net/tcp, udp or raw, read back. */
export interface ProcSocket {
  readonly localAddress: string
  readonly localPort: number
  readonly peerAddress: string
  readonly peerPort: number
  /** 1 ESTABLISHED to 11 CLOSING. */
  readonly state: number
  readonly sendQueue: number
  readonly receiveQueue: number
  /** 0 none, 1 retransmission, 3 TIME_WAIT, 4 zero-window probe. */
  readonly timer: number
  /** Hundredths of a second. */
  readonly timerLeft: number
  readonly uid: number
  readonly inode: number
}

/** Reads a whole file of them. */
export function parseProcSockets(text: string): readonly ProcSocket[] {
  return text
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map(parseLine)
}

function parseLine(line: string): ProcSocket {
  const [, local = '', peer = '', state = '', queues = '', timer = '', , uid = '', , inode = ''] = line.trim().split(/\s+/)
  const [localAddress, localPort] = endpoint(local)
  const [peerAddress, peerPort] = endpoint(peer)
  const pair = (text: string) => text.split(':').map((part) => Number.parseInt(part, 16))
  const [sendQueue = 0, receiveQueue = 0] = pair(queues)
  const [kind = 0, left = 0] = pair(timer)
  return {
    localAddress,
    localPort,
    peerAddress,
    peerPort,
    state: Number.parseInt(state, 16),
    sendQueue,
    receiveQueue,
    timer: kind,
    timerLeft: left,
    uid: Number(uid),
    inode: Number(inode),
  }
}

function endpoint(text: string): readonly [string, number] {
  const [address = '', port = ''] = text.split(':')
  return [address.length === 8 ? formatIpv4(swapped(address)) : ipv6(address), Number.parseInt(port, 16)]
}

/** A word in memory order as a number. */
const swapped = (word: string): number => {
  const bytes = word.match(/../g)?.toReversed() ?? []
  return Number.parseInt(bytes.join(''), 16)
}

/** IPv4-mapped addresses are shown as IPv4, as net-tools does. */
function ipv6(text: string): string {
  const words = (text.match(/.{8}/g) ?? []).map(swapped)
  if (words[0] === 0 && words[1] === 0 && words[2] === 0xffff) return formatIpv4(words[3] ?? 0)
  return shortIpv6(words.flatMap((word) => [word >>> 16, word & 0xffff]))
}
