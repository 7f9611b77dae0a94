import type { Fd, Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { SocketAddress } from '../../../kernel/net/socket-address.ts'
import type { Main } from '../../../kernel/program.ts'
import type { Parsed } from '../../../libc/getopt.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { connectTo } from '../../../libc/http/dial.ts'
import { getaddrinfo, hostName, resolveErrorText } from '../../../libc/resolver.ts'
import { printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { Services } from '../services.ts'
import { readServices } from '../services.ts'
import { relay } from './relay.ts'

/**
 * Models netcat: OpenBSD's (Debian) and, where the executable is called ncat (CentOS), Nmap's. Connecting, listening, scanning, datagrams and unix
 * sockets; proxies, TLS and running commands are not simulated.
 */
const table = optionTable(
  '4 6 b C D d F h i: I: k|keep-open l|listen M: m: N n O: P: p: q: r S s: T: t U u|udp V: v|verbose W: w|wait: X: x: Z z c|sh-exec: e|exec: o|output: recv-only send-only ssl proxy: allow: deny: max-conns: crlf broker chat version help',
)
const unmodelled = [
  'b',
  'C',
  'D',
  'F',
  'i',
  'I',
  'M',
  'm',
  'O',
  'P',
  'r',
  'S',
  's',
  'T',
  't',
  'V',
  'W',
  'X',
  'x',
  'Z',
  'sh-exec',
  'exec',
  'output',
  'ssl',
  'proxy',
  'allow',
  'deny',
  'max-conns',
  'crlf',
  'broker',
  'chat',
]

export const nc: Main = function* ({ argv }) {
  const link = yield* sys.readlink({ path: '/proc/self/exe' })
  const ncat = link.ok && link.value.endsWith('/ncat')
  const options = getopt(argv.slice(1), table)
  if (!options.ok) {
    yield* printError(ncat ? `Ncat: ${options.message}. QUITTING.\n` : `nc: ${options.message}\n${usage}`)
    return ncat ? 2 : 1
  }
  const parsed = options.value
  const missing = unmodelled.find((name) => parsed.has(name))
  if (missing) {
    yield* printError(`cais: nc: -${missing} is not simulated\n`)
    return 1
  }
  const netcat = new Netcat(parsed, ncat, yield* readServices())
  if (parsed.has('listen')) return yield* netcat.listen()
  return yield* netcat.connect()
}

const usage = `usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
\t  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
\t  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
\t  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
\t  [destination] [port]
`

class Netcat {
  constructor(
    private readonly parsed: Parsed,
    private readonly ncat: boolean,
    private readonly services: Services,
  ) {}

  private get verbose(): boolean {
    return this.parsed.has('verbose')
  }

  private get udp(): boolean {
    return this.parsed.has('udp')
  }

  private get waitMs(): number | undefined {
    const text = this.parsed.value('wait')
    return text === undefined ? undefined : Number.parseFloat(text) * 1000
  }

  private *say(text: string): Sys<void> {
    if (this.verbose) yield* printError(this.ncat ? `Ncat: ${text}\n` : `${text}\n`)
  }

  private *fail(text: string): Sys<number> {
    yield* printError(this.ncat ? `Ncat: ${text}\n` : `nc: ${text}\n`)
    return 1
  }

  private *banner(): Sys<void> {
    if (this.ncat) yield* this.say('Version 7.50 ( https://nmap.org/ncat )')
  }

  *connect(): Sys<number> {
    const { parsed } = this
    if (parsed.has('U')) return yield* this.connectUnix(parsed.operands[0])
    const [host, ports] = parsed.operands
    if (host === undefined || ports === undefined) {
      if (this.ncat && host === undefined) return yield* this.fail('You must specify a host to connect to. QUITTING.')
      if (!this.ncat) {
        yield* printError(host === undefined ? usage : `nc: missing port number\n`)
        return 1
      }
    }
    yield* this.banner()
    let code = 1
    for (const port of portsOf(ports ?? '31337')) {
      if (port === undefined) return yield* this.fail(this.ncat ? `Invalid port number "${ports}". QUITTING.` : `port number invalid: ${ports}`)
      code = Math.min(code, yield* this.connectTo(host ?? '', port))
    }
    return code
  }

  private *connectTo(host: string, port: number): Sys<number> {
    const { parsed } = this
    const family = parsed.has('4') ? 'inet' : parsed.has('6') ? 'inet6' : undefined
    const found = yield* getaddrinfo(host, { port, ...(family && { family }) })
    if (!found.ok) {
      if (this.ncat) return yield* this.fail(`Could not resolve hostname "${host}": ${resolveErrorText(found.error)}. QUITTING.`)
      return yield* this.fail(`getaddrinfo for host "${host}" port ${port}: ${resolveErrorText(found.error)}`)
    }
    const protocol = this.udp ? 'udp' : 'tcp'
    let failure = ''
    for (const address of found.value) {
      const startMs = yield* sys.clockMonotonic({})
      const fd = yield* this.open(address)
      if (!fd.ok) {
        const where = host === address.address ? host : `${host} (${address.address})`
        failure = strerror(fd.error)
        if (!this.ncat && (this.verbose || !parsed.has('z')))
          yield* printError(`nc: connect to ${where} port ${port} (${protocol}) failed: ${failure}\n`)
        continue
      }
      const service = this.services.name(port, protocol)
      if (this.ncat) yield* this.say(`Connected to ${address.address}:${port}.`)
      else
        yield* this.say(
          `Connection to ${host === address.address ? host : `${host} (${address.address})`} ${port} port [${protocol}/${service ?? '*'}] succeeded!`,
        )
      return yield* this.talk(fd.value, startMs)
    }
    return this.ncat ? yield* this.fail(`${failure}.`) : 1
  }

  private *open(address: SocketAddress) {
    const { parsed } = this
    const source = parsed.value('p')
    if (!this.udp && source === undefined) return yield* connectTo(address, this.waitMs)
    const fd = yield* sys.socket({ family: address.family, type: this.udp ? 'dgram' : 'stream' })
    if (!fd.ok) return fd
    if (source !== undefined && address.family !== 'unix') {
      const bound = yield* sys.bind({
        fd: fd.value,
        address: { ...address, address: address.family === 'inet' ? '0.0.0.0' : '::', port: Number(source) },
      })
      if (!bound.ok) return bound
    }
    const connected = yield* sys.connect({ fd: fd.value, address, ...(this.waitMs !== undefined && { timeoutMs: this.waitMs }) })
    return connected.ok ? fd : connected
  }

  private *connectUnix(path: string | undefined): Sys<number> {
    if (path === undefined) return yield* this.fail('missing hostname and port')
    yield* this.banner()
    const startMs = yield* sys.clockMonotonic({})
    const fd = yield* connectTo({ family: 'unix', path }, this.waitMs)
    if (!fd.ok) return yield* this.fail(this.ncat ? `${strerror(fd.error)}.` : `unix connect failed: ${strerror(fd.error)}`)
    yield* this.say(this.ncat ? `Connected to ${path}.` : `Connection to ${path} succeeded!`)
    return yield* this.talk(fd.value, startMs)
  }

  private *talk(fd: Fd, startMs: number): Sys<number> {
    const { parsed } = this
    let [sent, received, idle] = [0, 0, false]
    if (!parsed.has('z')) {
      const outcome = yield* relay(fd, {
        shutdown: this.ncat || parsed.has('N') || parsed.has('q'),
        idleMs: this.waitMs,
        input: !parsed.has('d') && !parsed.has('recv-only'),
        datagrams: this.udp,
      })
      ;[sent, received, idle] = [outcome.sent, outcome.received, outcome.reason === 'idle']
    }
    yield* sys.close({ fd })
    if (this.ncat) {
      const seconds = ((yield* sys.clockMonotonic({})) - startMs) / 1000
      yield* this.say(`${sent} bytes sent, ${received} bytes received in ${seconds.toFixed(2)} seconds.`)
    }
    return idle && this.udp ? 1 : 0
  }

  *listen(): Sys<number> {
    const { parsed } = this
    yield* this.banner()
    const address = this.listenAddress()
    if (!address) return yield* this.fail(this.ncat ? 'Invalid port number. QUITTING.' : `missing port number`)
    const fd = yield* sys.socket({ family: address.family, type: this.udp ? 'dgram' : 'stream' })
    if (!fd.ok) return yield* this.fail(strerror(fd.error))
    yield* sys.setsockopt({ fd: fd.value, options: { reuseAddress: true } })
    const bound = yield* sys.bind({ fd: fd.value, address })
    if (!bound.ok) {
      const where = address.family === 'unix' ? address.path : `${address.address === '::' ? ':::' : `${address.address}:`}${address.port}`
      return this.ncat ? yield* this.refuse(`bind to ${where}: ${strerror(bound.error)}. QUITTING.`) : yield* this.fail(strerror(bound.error))
    }
    if (this.udp) return yield* this.listenDatagrams(fd.value, address)
    const listening = yield* sys.listen({ fd: fd.value, backlog: 1 })
    if (!listening.ok) return yield* this.fail(strerror(listening.error))
    yield* this.announce(address)
    for (;;) {
      const accepted = yield* sys.accept({ fd: fd.value })
      if (!accepted.ok) return 1
      yield* this.greet(accepted.value.peer)
      if (!parsed.has('keep-open')) yield* sys.close({ fd: fd.value })
      const code = yield* this.talk(accepted.value.fd, yield* sys.clockMonotonic({}))
      if (!parsed.has('keep-open')) return code
    }
  }

  private *refuse(text: string): Sys<number> {
    yield* printError(`Ncat: ${text}\n`)
    return 2
  }

  /** `nc -l 8080`, `nc -l -p 8080`, `nc -l 127.0.0.1 8080`, `nc -lU path`. */
  private listenAddress(): SocketAddress | undefined {
    const { parsed } = this
    if (parsed.has('U')) return parsed.operands[0] === undefined ? undefined : { family: 'unix', path: parsed.operands[0] }
    const words = [...parsed.operands]
    const port = parsed.value('p') ?? words.pop() ?? (this.ncat ? '31337' : undefined)
    if (port === undefined || !/^\d+$/.test(port) || Number(port) > 65_535) return undefined
    const host = words[0]
    const six = parsed.has('6') || host?.includes(':') === true || (this.ncat && host === undefined && !parsed.has('4'))
    return { family: six ? 'inet6' : 'inet', address: host ?? (six ? '::' : '0.0.0.0'), port: Number(port) }
  }

  private *announce(address: SocketAddress): Sys<void> {
    if (address.family === 'unix')
      yield* this.say(this.ncat ? `Listening on ${address.path}` : `Bound on ${address.path}\nListening on ${address.path}`)
    else if (!this.ncat) yield* this.say(`Listening on ${address.address} ${address.port}`)
    else {
      yield* this.say(`Listening on ${address.address}:${address.port}`)
      if (address.address === '::') yield* this.say(`Listening on 0.0.0.0:${address.port}`)
    }
  }

  private *greet(peer: SocketAddress): Sys<void> {
    if (!this.verbose) return
    if (peer.family === 'unix') {
      yield* this.say(this.ncat ? 'Connection from a client on Unix domain socket.' : 'Connection received on ')
      return
    }
    const address = peer.address.replace(/^::ffff:/, '')
    if (this.ncat) {
      yield* this.say(`Connection from ${address}.`)
      yield* this.say(`Connection from ${address}:${peer.port}.`)
    } else yield* this.say(`Connection received on ${this.parsed.has('n') ? address : ((yield* hostName(address)) ?? address)} ${peer.port}`)
  }

  /** The first sender becomes the peer. */
  private *listenDatagrams(fd: Fd, address: SocketAddress): Sys<number> {
    if (!this.ncat && address.family !== 'unix') yield* this.say(`Bound on ${address.address} ${address.port}`)
    else yield* this.announce(address)
    const first = yield* sys.recv({ fd, count: 65_536 })
    if (!first.ok || !first.value.from) return 1
    yield* this.greet(first.value.from)
    yield* sys.write({ fd: 1, bytes: first.value.bytes })
    yield* sys.connect({ fd, address: first.value.from })
    return yield* this.talk(fd, yield* sys.clockMonotonic({}))
  }
}

/** `80`, `20-25`; undefined stands for what is no port. */
function portsOf(text: string): readonly (number | undefined)[] {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text)
  if (!match) return [undefined]
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])]
  if (from < 1 || to > 65_535) return [undefined]
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
}
