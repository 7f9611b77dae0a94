import { strerror } from '../../kernel/errno.ts'
import { trackedConnection } from '../../kernel/net/proc/conntrack-text.ts'
import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { print, printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

/** Models conntrack(8) of conntrack-tools: listing, counting, deleting and flushing. Events, creation and expectations are not simulated. */
const table = optionTable(
  'L|dump D|delete F|flush C|count p|proto: s|orig-src|src: d|orig-dst|dst: sport|orig-port-src: dport|orig-port-dst: o|output: V|version G|get I|create U|update E|event S|stats n|src-nat g|dst-nat j|any-nat f|family: r|reply-src: q|reply-dst: t|timeout: u|status: m|mark: e|event-mask: z|zero',
)
const name = 'conntrack v1.4.7 (conntrack-tools)'

export const conntrack: Main = function* ({ argv }) {
  // The table's name (`-L conntrack`) may follow the command.
  const options = getopt(argv.slice(1), table)
  if (!options.ok) {
    yield* printError(`conntrack: ${options.message}\n${name}: Bad parameter\nTry \`conntrack -h' or 'conntrack --help' for more information.\n`)
    return 2
  }
  const parsed = options.value
  const missing = [
    'get',
    'create',
    'update',
    'event',
    'stats',
    'output',
    'src-nat',
    'dst-nat',
    'any-nat',
    'reply-src',
    'reply-dst',
    'timeout',
    'status',
    'mark',
    'event-mask',
    'zero',
    'sport',
  ].find((key) => parsed.has(key))
  if (missing) {
    yield* printError(`cais: conntrack: --${missing} is not simulated\n`)
    return 2
  }
  const [protocol, source, destination, port] = ['proto', 'orig-src', 'orig-dst', 'dport'].map((key) => parsed.value(key))
  const wanted = {
    ...(protocol !== undefined && { protocol }),
    ...(source !== undefined && { source }),
    ...(destination !== undefined && { destination }),
    ...(port !== undefined && { destinationPort: Number(port) }),
  }
  const listed = yield* sys.conntrackList({})
  if (!listed.ok) {
    yield* printError(`${name}: Operation failed: sorry, you must be root or get CAP_NET_ADMIN capability to do this\n`)
    return 1
  }
  const fits = listed.value.filter(
    (entry) =>
      (protocol === undefined || entry.protocol === protocol) &&
      (source === undefined || entry.original.source === source) &&
      (destination === undefined || entry.original.destination === destination) &&
      (port === undefined || entry.original.destinationPort === Number(port)),
  )
  if (parsed.has('count')) {
    yield* print(`${listed.value.length}\n`)
    return 0
  }
  if (parsed.has('flush')) {
    yield* sys.conntrackDelete({})
    yield* printError(`${name}: connection tracking table has been emptied.\n`)
    return 0
  }
  if (!parsed.has('dump') && !parsed.has('delete')) {
    yield* printError(`${name}: Missing command\nTry \`conntrack -h' or 'conntrack --help' for more information.\n`)
    return 2
  }
  const deleting = parsed.has('delete')
  if (deleting) {
    const deleted = yield* sys.conntrackDelete(wanted)
    if (!deleted.ok) yield* printError(`${name}: Operation failed: ${strerror(deleted.error)}\n`)
  }
  yield* print(fits.map((entry) => `${trackedConnection(entry)} use=1\n`).join(''))
  yield* printError(`${name}: ${fits.length} flow entries have been ${deleting ? 'deleted' : 'shown'}.\n`)
  return deleting && fits.length === 0 ? 1 : 0
}
