import { decode } from '../../../../base/utf8.ts'
import type { Fd, Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { CapturedFrame } from '../../../kernel/net/packet-text.ts'
import type { Main } from '../../../kernel/program.ts'
import { signals } from '../../../kernel/signal.ts'
import type { Environment } from '../../../libc/environment.ts'
import type { Parsed } from '../../../libc/getopt.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { localZone } from '../../../libc/local-zone.ts'
import { hostName } from '../../../libc/resolver.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { readServices } from '../services.ts'
import { parseExpression } from './expression.ts'
import { FramePrinter } from './frame-line.ts'

/** Models tcpdump(8): live captures with the common filters. Capture files, full decoding (-v) and options of TCP are not simulated. */
const table = optionTable(
  'A c: D|list-interfaces e f i|interface: l n p q s: t S|absolute-tcp-sequence-numbers U v X x w: r: G: C: W: Z: y: Q|direction: K N O L B: d E: F: H I J j: m: M: R T: u V: a b z: number version help #|print k',
)
const unmodelled = [
  'f',
  'w',
  'r',
  'G',
  'C',
  'W',
  'Z',
  'y',
  'direction',
  'B',
  'd',
  'E',
  'F',
  'H',
  'I',
  'J',
  'j',
  'm',
  'M',
  'R',
  'T',
  'u',
  'V',
  'a',
  'b',
  'z',
  'v',
  'x',
  'L',
]

export const tcpdump: Main = function* ({ argv, env, build }) {
  const options = getopt(argv.slice(1), table, { inOrder: true })
  if (!options.ok) {
    yield* printError(`tcpdump: ${options.message}\n`)
    return 1
  }
  const parsed = options.value
  if (parsed.has('version')) {
    yield* print(`tcpdump version ${build.get('version') ?? '4.99.3'}\n`)
    return 0
  }
  const missing = unmodelled.find((key) => parsed.has(key))
  if (missing) {
    yield* printError(`cais: tcpdump: -${missing} is not simulated\n`)
    return 1
  }
  const links = yield* sys.linkList({})
  const devices = links.ok ? links.value : []
  if (parsed.has('list-interfaces')) {
    yield* print(
      [
        ...devices.filter((link) => link.up).map((link) => `${link.name} [Up, Running${link.kind === 'loopback' ? ', Loopback' : ''}]`),
        'any (Pseudo-device that captures on all interfaces) [Up, Running]',
      ]
        .map((line, i) => `${i + 1}.${line}\n`)
        .join(''),
    )
    return 0
  }
  const device = parsed.value('interface') ?? devices.find((link) => link.up && link.kind !== 'loopback')?.name ?? 'lo'
  const fd = yield* sys.socket({ family: 'packet', type: 'raw' })
  if (!fd.ok) {
    yield* printError(`tcpdump: ${device}: You don't have permission to perform this capture on that device\n(socket: ${strerror(fd.error)})\n`)
    return 1
  }
  if (device !== 'any') {
    const bound = yield* sys.setsockopt({ fd: fd.value, options: { device } })
    if (!bound.ok) {
      yield* printError(`tcpdump: ${device}: No such device exists\n(No such device exists)\n`)
      return 1
    }
  }
  const services = yield* readServices()
  const test = parseExpression(parsed.operands, services)
  if (!test) {
    yield* printError("tcpdump: can't parse filter expression: syntax error\n")
    return 1
  }
  return yield* capture(fd.value, device, test, yield* styleOf(parsed, env, device))
}

interface Capture {
  readonly style: ConstructorParameters<typeof FramePrinter>[0]
  readonly names: Map<string, string>
  readonly resolve: boolean
  readonly count: number
}

function* styleOf(parsed: Parsed, env: Environment, device: string): Sys<Capture> {
  const numeric = parsed.options.filter((option) => option.key === 'n').length
  const names = new Map<string, string>()
  return {
    names,
    resolve: numeric === 0,
    count: Number(parsed.value('c') ?? Number.POSITIVE_INFINITY),
    style: {
      zone: yield* localZone(env),
      services: yield* readServices(),
      numericPorts: numeric > 0,
      hostName: (address) => names.get(address) ?? address,
      timestamps: !parsed.has('t'),
      ether: parsed.has('e'),
      device: device === 'any',
      quick: parsed.has('q'),
      absolute: parsed.has('absolute-tcp-sequence-numbers'),
      dump: parsed.has('X') ? 'hex' : parsed.has('A') ? 'text' : 'none',
    },
  }
}

function* capture(fd: Fd, device: string, test: (frame: CapturedFrame) => boolean, { style, names, resolve, count }: Capture): Sys<number> {
  let stop = false
  for (const signal of [signals.SIGINT, signals.SIGTERM]) {
    yield* sys.sigaction({
      signal,
      *handler() {
        stop = true
      },
    })
  }
  const link = device === 'any' ? 'LINUX_SLL2 (Linux cooked v2)' : 'EN10MB (Ethernet)'
  yield* printError(
    `tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\nlistening on ${device}, link-type ${link}, snapshot length 262144 bytes\n`,
  )
  const printer = new FramePrinter(style)
  let seen = 0
  while (!stop && seen < count) {
    const received = yield* sys.recv({ fd, count: 65_536 })
    if (!received.ok) continue
    const frame = JSON.parse(decode(received.value.bytes)) as CapturedFrame
    if (!test(frame)) continue
    if (resolve) yield* learnNames(frame, names)
    seen++
    yield* print(printer.line(frame))
  }
  const packets = (n: number) => `${n} packet${n === 1 ? '' : 's'}`
  yield* printError(`${stop ? '\n' : ''}${packets(seen)} captured\n${packets(seen)} received by filter\n0 packets dropped by kernel\n`)
  return 0
}

function* learnNames({ ip, arp }: CapturedFrame, names: Map<string, string>): Sys<void> {
  for (const address of [ip?.source, ip?.destination, arp?.senderIp, arp?.targetIp]) {
    if (address !== undefined && !names.has(address)) names.set(address, (yield* hostName(address)) ?? address)
  }
}
