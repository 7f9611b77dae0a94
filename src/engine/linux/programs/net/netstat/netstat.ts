import type { Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import type { Parsed } from '../../../libc/getopt.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { readServices } from '../services.ts'
import { socketOwners } from '../socket-owners.ts'
import type { ConnectionView } from './connections.ts'
import { internetPart, unixPart } from './connections.ts'
import { interfaceTable, routeTable } from './tables.ts'

/** Models netstat(8) of net-tools 2.x: it reads /proc/net and /proc/PID/fd. Statistics (-s), multicast groups and masquerading are not simulated. */
const table = optionTable(
  'a|all l|listening t|tcp u|udp w|raw x|unix 4 6 n|numeric numeric-hosts numeric-ports numeric-users p|programs e|extend o|timers W|wide r|route i|interfaces c|continuous v|verbose s|statistics g|groups M|masquerade F|fib C|cache N|symbolic Z|context A|protocol= inet inet6 V|version h|help',
)

const usage = `usage: netstat [-vWeenNcCF] [<Af>] -r         netstat {-V|--version|-h|--help}
       netstat [-vWnNcaeol] [<Socket> ...]
       netstat { [-vWeenNac] -i | [-cnNe] -M | -s [-6tuw] }

        -r, --route              display routing table
        -i, --interfaces         display interface table
        -g, --groups             display multicast group memberships
        -s, --statistics         display networking statistics (like SNMP)
        -M, --masquerade         display masqueraded connections

        -v, --verbose            be verbose
        -W, --wide               don't truncate IP addresses
        -n, --numeric            don't resolve names
        --numeric-hosts          don't resolve host names
        --numeric-ports          don't resolve port names
        --numeric-users          don't resolve user names
        -N, --symbolic           resolve hardware names
        -e, --extend             display other/more information
        -p, --programs           display PID/Program name for sockets
        -o, --timers             display timers
        -c, --continuous         continuous listing

        -l, --listening          display listening server sockets
        -a, --all                display all sockets (default: connected)
        -F, --fib                display Forwarding Information Base (default)
        -C, --cache              display routing cache instead of FIB
        -Z, --context            display SELinux security context for sockets
`

const unmodelled = ['continuous', 'statistics', 'groups', 'masquerade', 'cache', 'symbolic', 'context'] as const

export const netstat: Main = function* ({ argv }) {
  const options = getopt(argv.slice(1), table)
  if (!options.ok) {
    yield* printError(`netstat: ${options.message}\n${usage}`)
    return 2
  }
  const parsed = options.value
  if (parsed.has('version')) {
    yield* print('net-tools 2.10\n')
    return 4
  }
  if (parsed.has('help')) {
    yield* printError(usage)
    return 4
  }
  const missing = unmodelled.find((name) => parsed.has(name))
  if (missing || parsed.has('protocol')) {
    yield* printError(`cais: netstat: --${missing ?? 'protocol'} is not simulated\n`)
    return 1
  }
  if (parsed.has('route')) return yield* routeTable('netstat', parsed.has('numeric') || parsed.has('numeric-hosts'))
  if (parsed.has('interfaces')) return yield* interfaceTable(parsed.has('all'))
  return yield* connections(parsed)
}

function* connections(parsed: Parsed): Sys<number> {
  const programs = parsed.has('programs')
  const { owners, hidden } = programs ? yield* socketOwners() : { owners: new Map(), hidden: false }
  if (hidden) {
    const { euid } = yield* sys.getcredentials({})
    if (euid !== 0)
      yield* printError(
        '(Not all processes could be identified, non-owned process info\n will not be shown, you would have to be root to see it all.)\n',
      )
  }
  const numeric = parsed.has('numeric')
  const chosen = (['tcp', 'udp', 'raw', 'unix'] as const).filter((name) => parsed.has(name))
  const families = new Set<'inet' | 'inet6'>()
  if (parsed.has('4') || parsed.has('inet')) families.add('inet')
  if (parsed.has('6') || parsed.has('inet6')) families.add('inet6')
  const wantsInternet = families.size > 0
  const view: ConnectionView = {
    style: 'net-tools',
    protocols: new Set(chosen.length > 0 ? chosen : wantsInternet ? ['tcp', 'udp', 'raw'] : ['tcp', 'udp', 'raw', 'unix']),
    families: wantsInternet ? families : new Set(['inet', 'inet6']),
    all: parsed.has('all') || (parsed.has('listening') && parsed.has('all')),
    listening: parsed.has('listening'),
    numericHosts: numeric || parsed.has('numeric-hosts'),
    numericPorts: numeric || parsed.has('numeric-ports'),
    numericUsers: numeric || parsed.has('numeric-users'),
    extended: parsed.has('extend'),
    programs,
    timers: parsed.has('timers'),
    wide: parsed.has('wide'),
    services: yield* readServices(),
    owners,
  }
  if (['tcp', 'udp', 'raw'].some((name) => view.protocols.has(name as 'tcp'))) yield* internetPart(view)
  if (view.protocols.has('unix')) yield* unixPart(view)
  return 0
}
