import type { Sys } from '../../../kernel/calls.ts'
import type { SocketInfo, TcpStateName } from '../../../kernel/net/netlink-calls.ts'
import type { Main } from '../../../kernel/program.ts'
import type { Parsed } from '../../../libc/getopt.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { hostName } from '../../../libc/resolver.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { Services } from '../services.ts'
import { readServices } from '../services.ts'
import { socketOwners } from '../socket-owners.ts'
import { render } from './columns.ts'
import { parseFilter, statesNamed } from './filter.ts'
import { oldTable } from './old-table.ts'
import type { Listing } from './socket-text.ts'
import { ownersText, portName, timerText } from './socket-text.ts'
import { summary } from './summary.ts'

/** Models iproute2's ss(8). Internal TCP information, memory, contexts and killing sockets are not simulated. */
const table = optionTable(
  'a|all l|listening t|tcp u|udp w|raw x|unix 0|packet 4|ipv4 6|ipv6 n|numeric r|resolve p|processes o|options e|extended m|memory i|info s|summary H|no-header O|oneline N|net= A|query|socket= K|kill Z|context z b|bpf E|events S|sctp vsock xdp tipc M|mptcp D|diag= F|filter= f|family= V|version h|help cgroup tos inet-sockopt B|bound-inactive T|threads Q|no-queues',
)

const unmodelled = [
  'extended',
  'memory',
  'info',
  'net',
  'query',
  'kill',
  'context',
  'z',
  'bpf',
  'events',
  'sctp',
  'vsock',
  'xdp',
  'tipc',
  'mptcp',
  'diag',
  'filter',
  'cgroup',
  'tos',
  'inet-sockopt',
  'bound-inactive',
  'threads',
]

const usage = `Usage: ss [ OPTIONS ]
       ss [ OPTIONS ] [ FILTER ]
   -h, --help          this message
   -V, --version       output version information
   -n, --numeric       don't resolve service names
   -r, --resolve       resolve host names
   -a, --all           display all sockets
   -l, --listening     display listening sockets
   -o, --options       show timer information
   -p, --processes     show process using socket
   -s, --summary       show socket usage summary
   -4, --ipv4          display only IP version 4 sockets
   -6, --ipv6          display only IP version 6 sockets
   -0, --packet        display PACKET sockets
   -t, --tcp           display only TCP sockets
   -u, --udp           display only UDP sockets
   -w, --raw           display only RAW sockets
   -x, --unix          display only Unix domain sockets
   -H, --no-header     Suppress header line
`

export const ss: Main = function* ({ argv, build }) {
  const version = build.get('version') ?? '6.1.0'
  const options = getopt(argv.slice(1), table)
  if (!options.ok) {
    yield* printError(`ss: ${options.message}\n${usage}`)
    return 255
  }
  const parsed = options.value
  if (parsed.has('version')) {
    yield* print(`ss utility, iproute2-${version}\n`)
    return 0
  }
  if (parsed.has('help')) {
    yield* print(usage)
    return 0
  }
  const missing = unmodelled.find((name) => parsed.has(name))
  if (missing) {
    yield* printError(`cais: ss: --${missing} is not simulated\n`)
    return 1
  }
  if (parsed.has('summary')) return yield* summary()
  return yield* list(parsed, version)
}

type Kind = 'tcp' | 'udp' | 'raw' | 'unix' | 'packet' | 'icmp'

function* list(parsed: Parsed, version: string): Sys<number> {
  const services = yield* readServices()
  const kinds = (['tcp', 'udp', 'raw', 'unix', 'packet'] as const).filter((kind) => parsed.has(kind))
  const family =
    parsed.has('ipv4') || parsed.value('family') === 'inet' ? 'inet' : parsed.has('ipv6') || parsed.value('family') === 'inet6' ? 'inet6' : undefined
  const wanted: readonly Kind[] = kinds.length > 0 ? kinds : family ? ['tcp', 'udp', 'raw', 'icmp'] : ['unix', 'raw', 'icmp', 'udp', 'tcp', 'packet']
  const filtered = filterOf(parsed, services)
  if (!filtered) {
    yield* printError('ss: bison bellows (while parsing filter): "syntax error!" Sorry.\n')
    yield* printError(usage)
    return 255
  }
  const { states, test } = filtered
  const listed = yield* sys.socketDiag({ families: wanted })
  const sockets = (listed.ok ? listed.value : []).filter(
    (socket) => (family === undefined || socket.family === family) && states.includes(socket.state) && test(socket),
  )
  const order = ['u_str', 'u_dgr', 'u_seq', 'raw', 'icmp', 'udp', 'tcp', 'p_raw', 'p_dgr']
  const listing: Listing = {
    sockets: sockets.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || Number(a.family === 'inet6') - Number(b.family === 'inet6')),
    netid: wanted.length !== 1,
    state: states.length > 1,
    numeric: parsed.has('numeric'),
    services,
    hosts: parsed.has('resolve') ? yield* hostNames(sockets) : new Map(),
    owners: parsed.has('processes') ? (yield* socketOwners()).owners : undefined,
    timers: parsed.has('options'),
    headings: !parsed.has('no-header'),
  }
  const size = yield* sys.tcgetwinsize({ fd: 1 })
  const screen = size.ok && size.value.cols > 0 ? size.value.cols : undefined
  const old = /^(4|3|2)\.|^ss/.test(version)
  yield* print(old ? oldTable(listing, screen ?? 80) : newTable(listing, screen))
  return 0
}

function filterOf(
  parsed: Parsed,
  services: Services,
): { readonly states: readonly TcpStateName[]; readonly test: (socket: SocketInfo) => boolean } | undefined {
  let states =
    (parsed.has('all')
      ? statesNamed('all')
      : parsed.has('listening')
        ? (['LISTEN', 'UNCONN', 'CLOSE'] as const)
        : (['ESTAB', 'SYN-SENT', 'FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSE-WAIT', 'LAST-ACK', 'CLOSING'] as const)) ?? []
  let words = parsed.operands
  let named: readonly TcpStateName[] | undefined
  while (words[0] === 'state' || words[0] === 'exclude' || words[0] === 'excl') {
    const group = statesNamed(words[1] ?? '')
    if (!group) return undefined
    named = words[0] === 'state' ? [...(named ?? []), ...group] : (named ?? statesNamed('all') ?? []).filter((state) => !group.includes(state))
    words = words.slice(2)
  }
  states = named ?? states
  if (words.length === 0) return { states, test: () => true }
  const test = parseFilter(words, services)
  return test && { states, test }
}

function* hostNames(sockets: readonly SocketInfo[]): Sys<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  for (const { localAddress, peerAddress } of sockets) {
    for (const address of [localAddress, peerAddress]) {
      if (names.has(address) || address === '0.0.0.0' || address === '::') continue
      names.set(address, (yield* hostName(address)) ?? address)
    }
  }
  return names
}

function newTable(listing: Listing, screen: number | undefined): string {
  const columns = [
    { align: 'left', heading: 'Netid', delimiter: '', disabled: !listing.netid },
    { align: 'left', heading: 'State', delimiter: ' ', disabled: !listing.state },
    { align: 'left', heading: 'Recv-Q', delimiter: ' ', disabled: false },
    { align: 'left', heading: 'Send-Q', delimiter: ' ', disabled: false },
    { align: 'right', heading: 'Local Address:', delimiter: ' ', disabled: false },
    { align: 'left', heading: 'Port', delimiter: '', disabled: false },
    { align: 'right', heading: 'Peer Address:', delimiter: ' ', disabled: false },
    { align: 'left', heading: 'Port', delimiter: '', disabled: false },
    { align: 'left', heading: 'Process', delimiter: '', disabled: false },
  ] as const
  const rows = listing.sockets.map((socket) => {
    const extra = [ownersText(listing, socket), listing.timers ? timerText(socket) : ''].filter(Boolean).join(' ')
    return [socket.kind, socket.state, String(socket.receiveQueue), String(socket.sendQueue), ...endpoints(listing, socket), extra]
  })
  return render(columns, rows, screen, listing.headings)
}

function endpoints(listing: Listing, socket: SocketInfo): readonly string[] {
  if (socket.family === 'unix' || socket.family === 'packet') {
    return [`${socket.localAddress} `, String(socket.localPort), `${socket.peerAddress} `, String(socket.peerPort)]
  }
  const device = socket.device === '' ? '' : `%${socket.device}`
  return [
    `${addressText(listing, socket, socket.localAddress)}${device}:`,
    portName(listing, socket, socket.localPort),
    `${addressText(listing, socket, socket.peerAddress)}:`,
    portName(listing, socket, socket.peerPort),
  ]
}

/** IPv6 in brackets; a wildcard that takes IPv4 too is a star. */
function addressText(listing: Listing, socket: SocketInfo, address: string): string {
  if (socket.family === 'inet6' && address === '::' && !socket.v6Only) return '*'
  const shown = listing.hosts.get(address) ?? address
  return shown.includes(':') ? `[${shown}]` : shown
}
