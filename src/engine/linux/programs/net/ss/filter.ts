import { blockContains, parseIpv4, parseIpv4Block } from '../../../../base/ipv4.ts'
import type { SocketInfo, TcpStateName } from '../../../kernel/net/netlink-calls.ts'
import type { Services } from '../services.ts'

export type SocketTest = (socket: SocketInfo) => boolean

const groups: Readonly<Record<string, readonly TcpStateName[]>> = {
  all: ['ESTAB', 'SYN-SENT', 'SYN-RECV', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'CLOSE', 'CLOSE-WAIT', 'LAST-ACK', 'LISTEN', 'CLOSING', 'UNCONN'],
  established: ['ESTAB'],
  'syn-sent': ['SYN-SENT'],
  'syn-recv': ['SYN-RECV'],
  'fin-wait-1': ['FIN-WAIT-1'],
  'fin-wait-2': ['FIN-WAIT-2'],
  'time-wait': ['TIME-WAIT'],
  closed: ['CLOSE', 'UNCONN'],
  unconnected: ['CLOSE', 'UNCONN'],
  'close-wait': ['CLOSE-WAIT'],
  'last-ack': ['LAST-ACK'],
  listening: ['LISTEN'],
  closing: ['CLOSING'],
  connected: ['ESTAB', 'SYN-SENT', 'SYN-RECV', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'CLOSE-WAIT', 'LAST-ACK', 'CLOSING'],
  synchronized: ['ESTAB', 'SYN-RECV', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'CLOSE-WAIT', 'LAST-ACK', 'CLOSING'],
  bucket: ['SYN-RECV', 'TIME-WAIT'],
  big: ['ESTAB', 'SYN-SENT', 'FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSE', 'UNCONN', 'CLOSE-WAIT', 'LAST-ACK', 'LISTEN', 'CLOSING'],
}

/** States of a name of `state NAME`; undefined for an unknown one. */
export const statesNamed = (name: string): readonly TcpStateName[] | undefined => groups[name]

/** Reads ss's expressions: `sport = :80`, `dst 10.0.0.0/8`, `and`, `or`, `not`, parentheses. Undefined when it is none. */
export function parseFilter(words: readonly string[], services: Services): SocketTest | undefined {
  const tokens = words
    .flatMap((word) => word.split(/([()])/))
    .flatMap((word) => word.trim().split(/\s+/))
    .filter(Boolean)
  const parser = new FilterParser(tokens, services)
  const test = parser.either()
  return parser.done ? test : undefined
}

class FilterParser {
  private at = 0

  constructor(
    private readonly tokens: readonly string[],
    private readonly services: Services,
  ) {}

  get done(): boolean {
    return this.at === this.tokens.length
  }

  either(): SocketTest | undefined {
    let left = this.both()
    while (left && (this.take('or') || this.take('||') || this.take('|'))) {
      const [a, b]: [SocketTest, SocketTest | undefined] = [left, this.both()]
      left = b && ((socket) => a(socket) || b(socket))
    }
    return left
  }

  private both(): SocketTest | undefined {
    let left = this.one()
    while (left && !this.done && this.tokens[this.at] !== ')' && !['or', '||', '|'].includes(this.tokens[this.at] ?? '')) {
      if (!this.take('and') && !this.take('&&')) this.take('&')
      const [a, b]: [SocketTest, SocketTest | undefined] = [left, this.one()]
      left = b && ((socket) => a(socket) && b(socket))
    }
    return left
  }

  private one(): SocketTest | undefined {
    if (this.take('not') || this.take('!')) {
      const test = this.one()
      return test && ((socket) => !test(socket))
    }
    if (this.take('(')) {
      const test = this.either()
      return this.take(')') ? test : undefined
    }
    return this.comparison()
  }

  private take(word: string): boolean {
    if (this.tokens[this.at] !== word) return false
    this.at++
    return true
  }

  private comparison(): SocketTest | undefined {
    const what = this.tokens[this.at++]
    const operators: Readonly<Record<string, (a: number, b: number) => boolean>> = {
      '=': (a, b) => a === b,
      '==': (a, b) => a === b,
      eq: (a, b) => a === b,
      '!=': (a, b) => a !== b,
      ne: (a, b) => a !== b,
      '<=': (a, b) => a <= b,
      le: (a, b) => a <= b,
      '>=': (a, b) => a >= b,
      ge: (a, b) => a >= b,
      '<': (a, b) => a < b,
      lt: (a, b) => a < b,
      '>': (a, b) => a > b,
      gt: (a, b) => a > b,
    }
    const operator = operators[this.tokens[this.at] ?? '']
    if (operator) this.at++
    const value = this.tokens[this.at++]
    if (value === undefined) return undefined
    if (what === 'sport' || what === 'dport') return this.portTest(what, operator ?? ((a, b) => a === b), value)
    return what === 'src' || what === 'dst' ? this.addressTest(what, value) : undefined
  }

  private portTest(what: 'sport' | 'dport', compare: (a: number, b: number) => boolean, value: string): SocketTest | undefined {
    const name = value.replace(/^.*:/, '')
    const port = /^\d+$/.test(name) ? Number(name) : (this.services.port(name, 'tcp') ?? this.services.port(name, 'udp'))
    if (port === undefined) return undefined
    return (socket) => compare(what === 'sport' ? socket.localPort : socket.peerPort, port)
  }

  private addressTest(what: 'src' | 'dst', value: string): SocketTest | undefined {
    const [address = '', port] = value.split(':')
    const block = address === '' || address === '*' ? undefined : parseIpv4Block(address)
    if (address !== '' && address !== '*' && !block) return undefined
    return (socket) => {
      const ip = parseIpv4((what === 'src' ? socket.localAddress : socket.peerAddress).replace(/^::ffff:/, ''))
      const number = what === 'src' ? socket.localPort : socket.peerPort
      return (!block || (ip !== undefined && blockContains(block, ip))) && (port === undefined || port === '*' || number === Number(port))
    }
  }
}
