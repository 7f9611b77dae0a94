import { formatIpv4, networkOf, parseIpv4 } from '../../../../base/ipv4.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { Main } from '../../../kernel/program.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { prefixOf, routeTable } from '../netstat/tables.ts'

/** Models route(8) of net-tools: the table, and adding and deleting routes in IPv4. */
export const route: Main = function* ({ argv }) {
  const words = argv.slice(1)
  const flags = words.filter((word) => word.startsWith('-') && word !== '-net' && word !== '-host')
  const rest = words.filter((word) => !flags.includes(word))
  for (const flag of flags) {
    if (/^-[nve]+$/.test(flag) || flag === '--numeric') continue
    if (flag === '-V' || flag === '--version') {
      yield* print('net-tools 2.10\n')
      return 4
    }
    yield* printError(
      flag === '-A' || flag === '-6' || flag === '-F' || flag === '-C'
        ? `cais: route: ${flag} is not simulated\n`
        : `route: invalid option -- '${flag.replace(/^-+/, '').charAt(0)}'\n`,
    )
    return 1
  }
  const verb = rest[0]
  if (verb === undefined) {
    const extended = flags.some((flag) => flag.includes('e'))
    return yield* routeTable(
      extended ? 'netstat' : 'route',
      flags.some((flag) => flag.includes('n')),
    )
  }
  if (verb !== 'add' && verb !== 'del') {
    yield* printError(
      'Usage: route [-nNvee] [-FC] [<AF>]           List kernel routing tables\n       route [-v] [-FC] {add|del|flush} ...  Modify routing table for AF.\n',
    )
    return 4
  }
  return yield* change(verb, rest.slice(1))
}

function* change(verb: 'add' | 'del', words: readonly string[]): Sys<number> {
  let [destination, mask, via, device, metric, host]: [
    string | undefined,
    string | undefined,
    string | undefined,
    string | undefined,
    number | undefined,
    boolean,
  ] = [undefined, undefined, undefined, undefined, undefined, false]
  let reject = false
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string
    if (word === '-net') host = false
    else if (word === '-host') host = true
    else if (word === 'netmask') mask = words[++i]
    else if (word === 'gw') via = words[++i]
    else if (word === 'dev') device = words[++i]
    else if (word === 'metric') metric = Number(words[++i])
    else if (word === 'reject') reject = true
    else if (destination === undefined) destination = word
    else device = word
  }
  const [ip = '', given] = (destination ?? '').split('/')
  const address = ip === 'default' ? 0 : parseIpv4(ip)
  if (address === undefined) {
    yield* printError(`${destination ?? ''}: Host name lookup failure\n`)
    return 6
  }
  const prefix =
    ip === 'default' ? 0 : host ? 32 : given !== undefined ? Number(given) : mask !== undefined ? prefixOf(mask) : (address & 255) === 0 ? 24 : 32
  if (prefix === undefined || networkOf({ address, prefix }) !== address) {
    yield* printError("route: netmask doesn't match route address\n")
    return 4
  }
  const spec = {
    destination: prefix === 0 ? 'default' : `${formatIpv4(address)}/${prefix}`,
    ...(via !== undefined && { via }),
    ...(device !== undefined && { device }),
    ...(metric !== undefined && { metric }),
    ...(reject && { kind: 'unreachable' as const }),
  }
  const outcome = verb === 'add' ? yield* sys.routeAdd(spec) : yield* sys.routeDelete(spec)
  if (outcome.ok) return 0
  yield* printError(`SIOC${verb === 'add' ? 'ADD' : 'DEL'}RT: ${strerror(outcome.error.errno)}\n`)
  return 7
}
