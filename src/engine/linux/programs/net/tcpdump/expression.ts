import { blockContains, parseIpv4, parseIpv4Block } from '../../../../base/ipv4.ts'
import type { CapturedFrame } from '../../../kernel/net/packet-text.ts'
import type { Services } from '../services.ts'

export type FrameTest = (frame: CapturedFrame) => boolean

/** pcap-filter(7) as far as it is common: host, net, port, portrange, src, dst, tcp, udp, icmp, arp, ip, ip6, ether host, and, or, not, parentheses. Undefined for a syntax error. */
export function parseExpression(words: readonly string[], services: Services): FrameTest | undefined {
  const tokens = words
    .join(' ')
    .replace(/([()])/g, ' $1 ')
    .replace(/!(?!=)/g, ' ! ')
    .split(/\s+/)
    .filter(Boolean)
  if (tokens.length === 0) return () => true
  const parser = new Parser(tokens, services)
  const test = parser.either()
  return parser.done ? test : undefined
}

const protocols: Readonly<Record<string, FrameTest>> = {
  tcp: ({ ip }) => ip?.protocol === 'tcp',
  udp: ({ ip }) => ip?.protocol === 'udp',
  icmp: ({ ip }) => ip?.protocol === 'icmp',
  arp: ({ arp }) => arp !== undefined,
  ip: ({ ip }) => ip?.version === 4,
  ip6: ({ ip }) => ip?.version === 6,
}

class Parser {
  private at = 0

  constructor(
    private readonly tokens: readonly string[],
    private readonly services: Services,
  ) {}

  get done(): boolean {
    return this.at === this.tokens.length
  }

  private take(...words: readonly string[]): boolean {
    if (!words.includes(this.tokens[this.at] ?? '')) return false
    this.at++
    return true
  }

  either(): FrameTest | undefined {
    let left = this.both()
    while (left && this.take('or', '||')) left = joined(left, this.both(), (a, b) => a || b)
    return left
  }

  private both(): FrameTest | undefined {
    let left = this.one()
    while (left && this.take('and', '&&')) left = joined(left, this.one(), (a, b) => a && b)
    return left
  }

  private one(): FrameTest | undefined {
    if (this.take('not', '!')) {
      const test = this.one()
      return test && ((frame) => !test(frame))
    }
    if (this.take('(')) {
      const test = this.either()
      return this.take(')') ? test : undefined
    }
    return this.primitive()
  }

  private primitive(): FrameTest | undefined {
    const word = this.tokens[this.at] ?? ''
    const protocol = protocols[word]
    if (protocol) {
      this.at++
      const next = this.tokens[this.at] ?? ''
      if (!/^(src|dst|host|net|port|portrange)$/.test(next)) return protocol
      return joined(protocol, this.primitive(), (a, b) => a && b)
    }
    if (this.take('ether')) return this.etherTest()
    const direction = this.take('src') ? 'src' : this.take('dst') ? 'dst' : 'any'
    const kind = this.take('host') ? 'host' : this.take('net') ? 'net' : this.take('port') ? 'port' : this.take('portrange') ? 'portrange' : 'host'
    const value = this.tokens[this.at++]
    if (value === undefined) return undefined
    return kind === 'port' || kind === 'portrange' ? this.portTest(direction, value) : addressTest(direction, value, kind === 'net')
  }

  private etherTest(): FrameTest | undefined {
    const direction = this.take('src') ? 'src' : this.take('dst') ? 'dst' : 'any'
    this.take('host')
    const mac = this.tokens[this.at++]?.toLowerCase()
    if (mac === undefined) return undefined
    return (frame) => (direction !== 'dst' && frame.sourceMac === mac) || (direction !== 'src' && frame.destinationMac === mac)
  }

  private portTest(direction: 'src' | 'dst' | 'any', text: string): FrameTest | undefined {
    const [low, high] = text
      .split('-')
      .map((name) => (/^\d+$/.test(name) ? Number(name) : (this.services.port(name, 'tcp') ?? this.services.port(name, 'udp'))))
    if (low === undefined) return undefined
    const fits = (port: number) => port >= low && port <= (high ?? low)
    return ({ ip }) =>
      ip !== undefined &&
      ip.protocol !== 'icmp' &&
      ((direction !== 'dst' && fits(ip.sourcePort)) || (direction !== 'src' && fits(ip.destinationPort)))
  }
}

const joined = (a: FrameTest, b: FrameTest | undefined, join: (a: boolean, b: boolean) => boolean): FrameTest | undefined =>
  b && ((frame) => join(a(frame), b(frame)))

function addressTest(direction: 'src' | 'dst' | 'any', text: string, net: boolean): FrameTest | undefined {
  const padded =
    net && /^\d+(\.\d+){0,2}$/.test(text) ? `${[...text.split('.'), '0', '0', '0'].slice(0, 4).join('.')}/${text.split('.').length * 8}` : text
  const block = parseIpv4Block(padded)
  if (!block && !text.includes(':')) return undefined
  const fits = (address: string | undefined) => {
    if (address === undefined) return false
    const ip = parseIpv4(address)
    return block && ip !== undefined ? blockContains(block, ip) : address === text
  }
  return ({ ip, arp }) =>
    (direction !== 'dst' && fits(ip?.source ?? arp?.senderIp)) || (direction !== 'src' && fits(ip?.destination ?? arp?.targetIp))
}
