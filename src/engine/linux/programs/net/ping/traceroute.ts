import type { Fd, Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { InetAddress } from '../../../kernel/net/socket-address.ts'
import type { Main } from '../../../kernel/program.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { getaddrinfo, hostName, resolveErrorText } from '../../../libc/resolver.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { echoRequest, receiveIcmp } from './echo.ts'

/** Models traceroute(8) of Dmitry Butskoy: UDP probes to rising ports or ICMP echoes (-I), three a hop. TCP probes, MTU discovery and AS look-ups are not simulated. */
const table = optionTable(
  '4 6 d|debug F|dont-fragment f|first: g|gateway: I|icmp T|tcp i|interface: m|max-hops: N|sim-queries: n p|port: t|tos: l|flowlabel: w|wait: q|queries: r s|source: z|sendwait: e|extensions A|as-path-lookups M|module: O|options: sport: fwmark: U|udp UL D|dccp P|protocol: mtu back V|version help',
)

interface Trace {
  readonly target: InetAddress
  readonly firstTtl: number
  readonly maxTtl: number
  readonly queries: number
  readonly waitMs: number
  readonly numeric: boolean
  readonly icmp: boolean
  readonly port: number
}

export const traceroute: Main = function* ({ argv }) {
  const options = getopt(argv.slice(1), table)
  if (!options.ok) {
    yield* printError(`${options.message}\n`)
    return 2
  }
  const parsed = options.value
  const missing = [
    'debug',
    'gateway',
    'tcp',
    'interface',
    'tos',
    'flowlabel',
    'r',
    'source',
    'sendwait',
    'extensions',
    'as-path-lookups',
    'module',
    'options',
    'sport',
    'fwmark',
    'UL',
    'dccp',
    'protocol',
    'mtu',
    'back',
  ].find((key) => parsed.has(key))
  if (missing) {
    yield* printError(`cais: traceroute: --${missing} is not simulated\n`)
    return 2
  }
  const name = parsed.operands[0]
  if (name === undefined) {
    yield* print('Usage:\n  traceroute [ -46FIn ] [ -f first_ttl ] [ -m max_ttl ] [ -p port ] [ -q nqueries ] [ -w wait ] host [ packetlen ]\n')
    return 2
  }
  const found = yield* getaddrinfo(name, { port: 0, family: 'inet' })
  const address = found.ok ? found.value[0] : undefined
  if (!found.ok || !address) {
    const reason = found.ok ? '' : resolveErrorText(found.error)
    yield* printError(`${name}: ${reason}\nCannot handle "host" cmdline arg \`${name}' on position 1 (argc ${parsed.operands.length})\n`)
    return 2
  }
  const value = (key: string, otherwise: number) => Number(parsed.value(key) ?? otherwise)
  const trace: Trace = {
    target: address,
    firstTtl: value('first', 1),
    maxTtl: value('max-hops', 30),
    queries: value('queries', 3),
    waitMs: value('wait', 5) * 1000,
    numeric: parsed.has('n'),
    icmp: parsed.has('icmp'),
    port: value('port', 33_434),
  }
  const raw = yield* sys.socket({ family: 'inet', type: 'raw', protocol: 'icmp' })
  if (!raw.ok) {
    yield* printError(
      trace.icmp
        ? `The specified type of tracerouting is allowed for superuser only\n`
        : `cais: traceroute: error queues of unprivileged sockets are not simulated\n`,
    )
    return 1
  }
  yield* print(`traceroute to ${name} (${address.address}), ${trace.maxTtl} hops max, 60 byte packets\n`)
  return yield* probe(trace, raw.value)
}

function* probe(trace: Trace, raw: Fd): Sys<number> {
  const udp = yield* sys.socket({ family: 'inet', type: 'dgram' })
  if (!udp.ok) return 1
  const id = (yield* sys.getpid({})) & 0xffff
  let sequence = 0
  for (let ttl = trace.firstTtl; ttl <= trace.maxTtl; ttl++) {
    let [line, shown, reached] = [`${String(ttl).padStart(2)} `, '', false]
    for (let query = 0; query < trace.queries; query++) {
      sequence++
      const startMs = yield* sys.clockMonotonic({})
      const port = trace.port + sequence - 1
      const sent = trace.icmp
        ? yield* sys.send({ fd: raw, bytes: echoRequest(id, sequence, 32), to: trace.target, ttl })
        : yield* sys.send({ fd: udp.value, bytes: new Uint8Array(32), to: { ...trace.target, port }, ttl })
      if (!sent.ok && sent.error !== 'ECONNREFUSED') {
        yield* print(`${line}\n`)
        yield* printError(`send: ${strerror(sent.error)}\n`)
        return 1
      }
      const answer = yield* answerTo(trace, raw, trace.icmp ? sequence : port, startMs)
      if (!answer) {
        line += ' *'
        continue
      }
      if (answer.from !== shown) {
        shown = answer.from
        const name = trace.numeric ? undefined : ((yield* hostName(shown)) ?? shown)
        line += ` ${name === undefined ? shown : `${name} (${shown})`}`
      }
      line += `  ${answer.ms.toFixed(3)} ms${answer.mark}`
      reached ||= answer.final
    }
    yield* print(`${line}\n`)
    if (reached) return 0
  }
  return 0
}

interface Answer {
  readonly from: string
  readonly ms: number
  readonly final: boolean
  readonly mark: string
}

function* answerTo(trace: Trace, raw: Fd, mine: number, startMs: number): Sys<Answer | undefined> {
  for (;;) {
    const nowMs = yield* sys.clockMonotonic({})
    const seen = yield* receiveIcmp(raw, Math.max(0, startMs + trace.waitMs - nowMs))
    if (!seen.ok) return undefined
    const { type, code, from, about, sequence } = seen.value
    const ms = (yield* sys.clockMonotonic({})) - startMs
    if (about && about.sequence === mine) return { from, ms, final: type === 3, mark: markOf(type, code) }
    if (trace.icmp && type === 0 && sequence === mine) return { from, ms, final: true, mark: '' }
  }
}

/** `!H` and such after the time. */
function markOf(type: number, code: number): string {
  if (type !== 3 || code === 3) return ''
  return { 0: ' !N', 1: ' !H', 2: ' !P', 9: ' !X', 10: ' !X', 13: ' !X' }[code] ?? ` !<${code}>`
}
