import type { Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { AddressInfo, LinkInfo, NetlinkError, NetlinkRes, RouteInfo } from '../../../kernel/net/netlink-calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { linkFlags, linkName } from '../ip/link-text.ts'
import { busyboxBanner } from './applet.ts'

/** Models busybox' ip: address, link, route and neigh, with its shorter lines and SIOC… errors. Tunnels and rules are not simulated. */
export const busyboxIp: Main = function* ({ argv, build }) {
  const words = argv.slice(1)
  let [oneline, family]: [boolean, 'inet' | 'inet6' | undefined] = [false, undefined]
  while (words[0]?.startsWith('-')) {
    const option = words.shift() as string
    if (/^-o(neline)?$/.test(option)) oneline = true
    else if (option === '-4') family = 'inet'
    else if (option === '-6') family = 'inet6'
    else if ((option === '-f' || option === '-family') && words.length > 0) family = words.shift() === 'inet6' ? 'inet6' : 'inet'
    else return yield* usage(build)
  }
  const [object = '', verb = 'show', ...rest] = words
  const fits = (full: string) => object !== '' && full.startsWith(object)
  if (fits('address')) return yield* address(verb, rest, oneline, family)
  if (fits('route')) return yield* route(verb, rest)
  if (fits('link')) return yield* link(verb, rest, oneline)
  if (fits('neigh')) return yield* neighbours()
  if (fits('rule') || fits('tunnel') || fits('tunl')) {
    yield* printError(`cais: ip: ${object} is not simulated\n`)
    return 1
  }
  return yield* usage(build)
}

function* usage(build: ReadonlyMap<string, string>): Sys<number> {
  yield* printError(
    `${busyboxBanner(build)} multi-call binary.\n\nUsage: ip [OPTIONS] address|route|link|neigh|rule [ARGS]\n\nOPTIONS := -f[amily] inet|inet6|link | -o[neline]\n\nip addr add|del IFADDR dev IFACE | show|flush [dev IFACE] [to PREFIX]\nip route list|flush|add|del|change|append|replace|test ROUTE\nip link set IFACE [up|down] [arp on|off] [multicast on|off] | show [IFACE]\nip neigh show|flush [to PREFIX] [dev DEV] [nud STATE]\n`,
  )
  return 1
}

const shows = (verb: string): boolean => /^(s|sh|sho|show|l|li|lis|list|ls|lst)$/.test(verb)

function* devices(wanted: string | undefined): Sys<readonly LinkInfo[] | undefined> {
  const listed = yield* sys.linkList({})
  const all = listed.ok ? listed.value : []
  if (wanted === undefined || all.some((each) => each.name === wanted)) return all
  yield* printError(`ip: can't find device '${wanted}'\n`)
  return undefined
}

/** Where busybox looks at the flags of another end that it cannot see, it finds it down. */
function lines(each: LinkInfo, all: readonly LinkInfo[], newline: string): string {
  const hidden = each.linkNamespaceId !== undefined ? ',M-DOWN' : ''
  const queue = each.txQueueLength > 0 && each.kind !== 'veth' ? `qlen ${each.txQueueLength}` : ''
  const master = each.master ? `master ${each.master} ` : ''
  const zero = each.kind === 'loopback'
  const first = `${each.index}: ${linkName(each)}: <${linkFlags(each, all)}${hidden}> mtu ${each.mtu} qdisc ${each.up ? each.qdisc : 'noop'} ${master}${queue}`
  return `${first}${newline}    link/${zero ? 'loopback' : 'ether'} ${each.mac} brd ${zero ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff'}\n`
}

const deviceOf = (words: readonly string[]): string | undefined => (words[0] === 'dev' ? words[1] : words[0])

function* link(verb: string, words: readonly string[], oneline: boolean): Sys<number> {
  if (shows(verb)) {
    const wanted = deviceOf(words)
    const all = yield* devices(wanted)
    if (!all) return 1
    yield* print(
      all
        .filter((each) => wanted === undefined || each.name === wanted)
        .map((each) => lines(each, all, oneline ? '\\' : '\n'))
        .join(''),
    )
    return 0
  }
  if (verb === 'add') return yield* addLink(words)
  const name = deviceOf(words)
  if (verb === 'del' || verb === 'delete') return yield* settled(sys.linkDelete({ name: name ?? '' }), 'RTNETLINK answers')
  if (verb !== 'set' || name === undefined) {
    yield* printError(`ip: invalid argument '${verb}' to 'ip link'\n`)
    return 1
  }
  if (!(yield* devices(name))) return 1
  const rest = words.slice(words[0] === 'dev' ? 2 : 1)
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i]
    let code = 0
    if (word === 'up' || word === 'down') code = yield* settled(sys.linkSet({ name, up: word === 'up' }), 'SIOCSIFFLAGS')
    else if (word === 'mtu') code = yield* settled(sys.linkSet({ name, mtu: Number(rest[++i]) }), 'SIOCSIFMTU')
    else if (word === 'name') code = yield* settled(sys.linkSet({ name, newName: rest[++i] ?? '' }), 'SIOCSIFNAME')
    else if (word === 'address') code = yield* settled(sys.linkSet({ name, mac: rest[++i] ?? '' }), 'SIOCSIFHWADDR')
    else if (word === 'master') code = yield* settled(sys.linkSet({ name, master: rest[++i] ?? '' }), 'RTNETLINK answers')
    else {
      yield* printError(`ip: either "dev" is duplicate, or "${word}" is garbage\n`)
      return 1
    }
    if (code !== 0) return code
  }
  return 0
}

function* addLink(words: readonly string[]): Sys<number> {
  const at = words.indexOf('type')
  const kind = at < 0 ? undefined : words[at + 1]
  const name = words[0] === 'name' || words[0] === 'dev' ? words[1] : words[0]
  if (kind !== 'veth' && kind !== 'bridge' && kind !== 'dummy') {
    yield* printError(kind === undefined ? `ip: command line is not complete, try option "help"\n` : `cais: ip: link type ${kind} is not simulated\n`)
    return 1
  }
  const peer = words.indexOf('peer')
  const peerName = peer < 0 ? undefined : words[peer + 1] === 'name' ? words[peer + 2] : words[peer + 1]
  return yield* settled(
    sys.linkAdd({ kind, ...(name !== undefined && { name }), ...(peerName !== undefined && { peer: { name: peerName } }) }),
    'RTNETLINK answers',
  )
}

function* settled(change: Sys<NetlinkRes<void>>, what: string): Sys<number> {
  const outcome = yield* change
  return outcome.ok ? 0 : yield* refused(outcome.error, what)
}

function* refused(error: NetlinkError, what: string): Sys<number> {
  yield* printError(`ip: ${what}: ${strerror(error.errno)}\n`)
  return 2
}

function* address(verb: string, words: readonly string[], oneline: boolean, family: 'inet' | 'inet6' | undefined): Sys<number> {
  if (verb === 'add' || verb === 'del' || verb === 'delete' || verb === 'a' || verb === 'd') return yield* changeAddress(verb.startsWith('a'), words)
  if (verb === 'flush') return yield* flushAddresses(deviceOf(words))
  // `ip addr eth0` is no verb: busybox wants show first.
  if (!shows(verb)) {
    yield* printError(`ip: invalid argument '${verb}' to 'ip address'\n`)
    return 1
  }
  const wanted = deviceOf(words)
  const all = yield* devices(wanted)
  if (!all) return 1
  const listed = yield* sys.addressList({})
  const addresses = (listed.ok ? listed.value : []).filter((each) => family === undefined || each.family === family)
  let text = ''
  for (const each of all) {
    const own = addresses.filter((one) => one.device === each.name)
    if ((wanted !== undefined && each.name !== wanted) || (family !== undefined && own.length === 0)) continue
    if (!oneline) text += lines(each, all, '\n')
    text += own.map((one) => (oneline ? `${each.index}: ${each.name}${addressText(one, '\\')}` : addressText(one, '\n'))).join('')
  }
  yield* print(text)
  return 0
}

function addressText(one: AddressInfo, newline: string): string {
  const broadcast = one.broadcast === undefined ? '' : ` brd ${one.broadcast}`
  const flags = `${one.secondary ? 'secondary ' : ''}${one.validSeconds === undefined ? '' : 'dynamic '}`
  return `    ${one.family} ${one.address}${broadcast} scope ${one.scope} ${flags}${one.label}${newline}       valid_lft ${one.validSeconds === undefined ? 'forever' : `${one.validSeconds}sec`} preferred_lft ${one.validSeconds === undefined ? 'forever' : `${one.validSeconds}sec`}\n`
}

function* changeAddress(add: boolean, words: readonly string[]): Sys<number> {
  const at = words.indexOf('dev')
  const device = at < 0 ? undefined : words[at + 1]
  const text = words[0] === 'dev' ? words[2] : words[0]
  if (device === undefined || text === undefined) {
    yield* printError('ip: "dev" (Cisco-style) is required argument\n')
    return 1
  }
  if (!(yield* devices(device))) return 1
  return yield* settled(add ? sys.addressAdd({ device, address: text }) : sys.addressDelete({ device, address: text }), 'RTNETLINK answers')
}

function* flushAddresses(device: string | undefined): Sys<number> {
  const listed = yield* sys.addressList(device === undefined ? {} : { device })
  for (const one of listed.ok ? listed.value : []) {
    if (one.family === 'inet6' && one.scope === 'link') continue
    const code = yield* settled(sys.addressDelete({ device: one.device, address: one.address }), 'RTNETLINK answers')
    if (code !== 0) return code
  }
  return 0
}

function* route(verb: string, words: readonly string[]): Sys<number> {
  if (shows(verb)) {
    const listed = yield* sys.routeList({})
    yield* print((listed.ok ? listed.value : []).map((each) => `${routeText(each)} \n`).join(''))
    return 0
  }
  const at = (key: string) => (words.includes(key) ? words[words.indexOf(key) + 1] : undefined)
  const [via, device, source, metric] = [at('via'), at('dev'), at('src'), at('metric')]
  if (verb === 'get') {
    const found = yield* sys.routeGet({ destination: words[0] ?? '' })
    if (!found.ok) return yield* refused(found.error, 'RTNETLINK answers')
    const { destination, via: gateway, device: out, source: from } = found.value
    yield* print(`${destination} ${gateway ? `via ${gateway} ` : ''}dev ${out ?? ''}  src ${from ?? ''} \n`)
    return 0
  }
  const spec = {
    destination: words[0] ?? 'default',
    ...(via !== undefined && { via }),
    ...(device !== undefined && { device }),
    ...(source !== undefined && { source }),
    ...(metric !== undefined && { metric: Number(metric) }),
  }
  if (verb === 'add' || verb === 'append' || verb === 'replace' || verb === 'change')
    return yield* settled(sys.routeAdd({ ...spec, replace: verb === 'replace' || verb === 'change' }), 'RTNETLINK answers')
  if (verb === 'del' || verb === 'delete') return yield* settled(sys.routeDelete(spec), 'RTNETLINK answers')
  yield* printError(`ip: invalid argument '${verb}' to 'ip route'\n`)
  return 1
}

function routeText(each: RouteInfo): string {
  const words = [each.destination]
  if (each.via !== undefined) words.push(`via ${each.via}`)
  if (each.device !== undefined) words.push(`dev ${each.device}`)
  if (each.scope !== 'global') words.push(`scope ${each.scope}`)
  if (each.source !== undefined) words.push(` src ${each.source}`)
  if (each.metric) words.push(` metric ${each.metric}`)
  return words.join(' ')
}

function* neighbours(): Sys<number> {
  const listed = yield* sys.neighbourList({})
  yield* print(
    (listed.ok ? listed.value : [])
      .map(({ address: ip, device, mac, state }) => `${ip} dev ${device} ${mac ? `lladdr ${mac} ` : ''}used 0/0/0 probes 1 ${state}\n`)
      .join(''),
  )
  return 0
}
