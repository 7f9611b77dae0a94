import { parseIpv4Block } from '../../../../base/ipv4.ts'
import type { Sys } from '../../../kernel/calls.ts'
import type { RouteInfo, RouteKind, RouteProtocol, RouteSpec } from '../../../kernel/net/netlink-calls.ts'
import { print } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { IpContext, Words } from './context.ts'
import { abbreviates, IpFailure, netlinkFailed } from './context.ts'

/** ip route. */
export function* ipRoute(context: IpContext, words: Words): Sys<number> {
  const verb = words.next() ?? 'show'
  if (abbreviates(verb, 'add') || abbreviates(verb, 'append')) return yield* add(context, words, false)
  if (abbreviates(verb, 'replace') || abbreviates(verb, 'change')) return yield* add(context, words, true)
  if (abbreviates(verb, 'delete')) return yield* remove(context, words)
  if (abbreviates(verb, 'get')) return yield* get(context, words)
  if (abbreviates(verb, 'flush')) return yield* flush(context, words)
  if (abbreviates(verb, 'show') || abbreviates(verb, 'lst') || verb === 'list') return yield* show(context, words)
  throw new IpFailure(`Command "${verb}" is unknown, try "ip route help".\n`, 255)
}

interface RouteFilter {
  table: 'main' | 'local'
  device?: string
  via?: string
  protocol?: string
  destination?: string
  exact?: boolean
}

function routeFilter(words: Words): RouteFilter {
  const filter: RouteFilter = { table: 'main' }
  while (!words.done) {
    const word = words.value()
    if (word === 'dev' || word === 'oif') filter.device = words.value()
    else if (word === 'via') filter.via = words.value()
    else if (word === 'proto' || word === 'protocol') filter.protocol = words.value()
    else if (word === 'table') filter.table = tableName(words.value())
    else if (word === 'exact' || word === 'root' || word === 'match') filter.destination = words.value()
    else filter.destination = word
  }
  return filter
}

function tableName(text: string): 'main' | 'local' {
  if (text === 'main' || text === '254') return 'main'
  if (text === 'local' || text === '255') return 'local'
  if (text === 'all') throw new IpFailure('cais: ip: table all is not simulated\n', 2)
  throw new IpFailure(`Error: argument "${text}" is wrong: table id value is invalid\n\n`, 255)
}

function* selected(context: IpContext, filter: RouteFilter): Sys<readonly RouteInfo[]> {
  const listed = yield* sys.routeList({ table: filter.table, family: context.family ?? 'inet' })
  const links = yield* sys.linkList({})
  if (filter.device !== undefined && links.ok && !links.value.some((link) => link.name === filter.device))
    throw new IpFailure(`Cannot find device "${filter.device}"\n`, 1)
  return (listed.ok ? listed.value : []).filter(
    (route) =>
      (filter.device === undefined || route.device === filter.device) &&
      (filter.via === undefined || route.via === filter.via) &&
      (filter.protocol === undefined || route.protocol === filter.protocol) &&
      (filter.destination === undefined || route.destination === filter.destination),
  )
}

function* show(context: IpContext, words: Words): Sys<number> {
  const filter = routeFilter(words)
  const routes = yield* selected(context, filter)
  yield* print(routes.map((route) => `${routeLine(route, filter)}\n`).join(''))
  return 0
}

/** One route as `ip route` prints it, with its trailing blank. */
function routeLine(route: RouteInfo, filter: RouteFilter): string {
  const words: string[] = []
  if (route.kind !== 'unicast') words.push(route.kind)
  words.push(route.destination)
  if (route.via !== undefined) words.push(`via ${route.via}`)
  if (route.device !== undefined && filter.device === undefined) words.push(`dev ${route.device}`)
  if (route.protocol !== 'boot') words.push(`proto ${route.protocol}`)
  if (route.scope !== 'global') words.push(`scope ${route.scope}`)
  if (route.source !== undefined) words.push(`src ${route.source}`)
  if (route.metric) words.push(`metric ${route.metric}`)
  if (route.mtu !== undefined) words.push(`mtu ${route.mtu}`)
  if (route.family === 'inet6') words.push('pref medium')
  if (route.onLink) words.push('onlink')
  if (route.linkDown && filter.table === 'main') words.push('linkdown')
  return route.family === 'inet6' ? words.join(' ') : `${words.join(' ')} `
}

const kinds: readonly RouteKind[] = ['unicast', 'local', 'broadcast', 'unreachable', 'blackhole', 'prohibit']
const protocols: readonly RouteProtocol[] = ['kernel', 'boot', 'static', 'dhcp', 'ra']

function specFrom(words: Words): RouteSpec {
  const spec: { -readonly [K in keyof RouteSpec]?: RouteSpec[K] } = {}
  while (!words.done) {
    const word = words.value()
    if (word === 'via') spec.via = words.value()
    else if (word === 'dev' || word === 'oif') spec.device = words.value()
    else if (word === 'src') spec.source = words.value()
    else if (word === 'metric' || word === 'priority' || word === 'preference') spec.metric = Number(words.value())
    else if (word === 'mtu') spec.mtu = Number(words.value())
    else if (word === 'onlink') spec.onLink = true
    else if (word === 'scope') spec.scope = words.value() as NonNullable<RouteSpec['scope']>
    else if (word === 'proto' || word === 'protocol') spec.protocol = protocol(words.value())
    else if (word === 'table') {
      if (tableName(words.value()) !== 'main') throw new IpFailure('cais: ip: routes in other tables than main are not simulated\n', 2)
    } else if ((kinds as readonly string[]).includes(word)) spec.kind = word as RouteKind
    else if (word === 'to') spec.destination = destination(words.value())
    else if (spec.destination === undefined) spec.destination = destination(word)
    else throw new IpFailure(`Error: either "to" is duplicate, or "${word}" is a garbage.\n`, 255)
  }
  return { ...spec, destination: spec.destination ?? 'default' }
}

function protocol(text: string): RouteProtocol {
  if (!(protocols as readonly string[]).includes(text))
    throw new IpFailure(`Error: argument "${text}" is wrong: "protocol" value is invalid\n\n`, 255)
  return text as RouteProtocol
}

function destination(text: string): string {
  if (text === 'default' || text === 'any' || text === 'all') return 'default'
  const parts = text.split('/')
  const padded = [...(parts[0] ?? '').split('.'), '0', '0', '0'].slice(0, 4).join('.')
  const short = /^\d+(\.\d+){0,2}$/.test(parts[0] ?? '') ? (parts[1] === undefined ? padded : `${padded}/${parts[1]}`) : text
  if (!parseIpv4Block(short)) throw new IpFailure(`Error: any valid prefix is expected rather than "${text}".\n`, 1)
  return short
}

function* checkDevice(spec: RouteSpec): Sys<void> {
  if (spec.device === undefined) return
  const links = yield* sys.linkList({})
  if (links.ok && !links.value.some((link) => link.name === spec.device)) throw new IpFailure(`Cannot find device "${spec.device}"\n`, 1)
}

function* add(context: IpContext, words: Words, replace: boolean): Sys<number> {
  const spec = specFrom(words)
  yield* checkDevice(spec)
  const added = yield* sys.routeAdd({ ...spec, replace })
  return added.ok ? 0 : yield* netlinkFailed(context, added.error)
}

function* remove(context: IpContext, words: Words): Sys<number> {
  const spec = specFrom(words)
  yield* checkDevice(spec)
  const deleted = yield* sys.routeDelete(spec)
  return deleted.ok ? 0 : yield* netlinkFailed(context, deleted.error)
}

function* flush(context: IpContext, words: Words): Sys<number> {
  for (const route of yield* selected(context, routeFilter(words))) {
    const deleted = yield* sys.routeDelete(route)
    if (!deleted.ok) return yield* netlinkFailed(context, deleted.error)
  }
  return 0
}

function* get(context: IpContext, words: Words): Sys<number> {
  const to = words.value()
  const found = yield* sys.routeGet({ destination: to === 'to' ? words.value() : to })
  if (!found.ok) return yield* netlinkFailed(context, found.error)
  const route = found.value
  const credentials = yield* sys.getcredentials({})
  const parts = [route.local ? `local ${route.destination}` : route.kind === 'broadcast' ? `broadcast ${route.destination}` : route.destination]
  if (route.via !== undefined) parts.push(`via ${route.via}`)
  parts.push(`dev ${route.device ?? 'lo'}`, `src ${route.source ?? ''}`, `uid ${credentials.uid}`)
  const newline = context.oneline ? '\\' : '\n'
  yield* print(`${parts.join(' ')} ${newline}    cache ${route.local ? '<local> ' : route.kind === 'broadcast' ? '<local,brd> ' : ''}\n`)
  return 0
}
