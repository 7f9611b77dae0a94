import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Config, ListenAddress, Server, Upstream, VariableMap } from './config.ts'
import { buildListens, type ListenSpec, parseListen } from './listen-spec.ts'
import { buildLocations } from './location-build.ts'
import type { Directive } from './parse.ts'
import { ConfigError } from './parse.ts'
import { expression, rewriteSteps } from './rewrite-build.ts'
import { serverNames } from './server-name.ts'
import { initialSettings, type Settings, settingsOf } from './settings.ts'
import { buildUpstream } from './upstream-build.ts'
import { checkVariables } from './variable-names.ts'

/** The `combined` format, which every configuration has. */
const combined = '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'

/** What building one configuration gathers on the way. */
export interface Building {
  readonly formats: Map<string, string>
  readonly upstreams: Map<string, Upstream>
  /** Texts with variables, to be checked once all are known. */
  readonly texts: string[]
  /** Variables that `set`, `map` and named groups define. */
  readonly variables: Set<string>
}

/** Makes a configuration of parsed directives; resolves the names of upstreams as it goes. Throws ConfigError. */
export function* buildConfig(directives: readonly Directive[]): Sys<Config> {
  const last = (name: string) => directives.findLast((directive) => directive.name === name)
  if (!last('events')) throw new ConfigError('no "events" section in configuration')
  for (const name of ['daemon', 'pid', 'user', 'worker_processes', 'http', 'events']) {
    const again = directives.filter((directive) => directive.name === name)[1]
    if (again) throw new ConfigError(`"${name}" directive is duplicate`, again)
  }
  const building: Building = { formats: new Map([['combined', combined]]), upstreams: new Map(), texts: [], variables: new Set() }
  const errorLogs = directives.filter(({ name }) => name === 'error_log').map(({ args: [path = '', level = 'error'] }) => ({ path, level }))
  const http = last('http')
  const made = http?.block ? yield* buildHttp(http.block, building, errorLogs) : { listens: [], maps: new Map(), warnings: [] }
  checkVariables(building.texts, new Set([...building.variables, ...made.maps.keys()]))
  const [user = 'nginx', group = user] = last('user')?.args ?? []
  const workers = last('worker_processes')
  const count = workers?.args[0] ?? '1'
  if (workers && count !== 'auto' && !/^[1-9]\d*$/.test(count))
    throw new ConfigError(`invalid value "${count}" in "worker_processes" directive`, workers)
  const connections = last('events')?.block?.findLast(({ name }) => name === 'worker_connections')
  return {
    user: { name: user, group },
    workers: count === 'auto' ? 'auto' : Number(count),
    workerConnections: Number(connections?.args[0] ?? 512),
    daemon: last('daemon')?.args[0] !== 'off',
    masterProcess: last('master_process')?.args[0] !== 'off',
    pidPath: last('pid')?.args[0] ?? '/var/run/nginx.pid',
    errorLogs: errorLogs.length > 0 ? errorLogs : [{ path: '/var/log/nginx/error.log', level: 'error' }],
    formats: building.formats,
    upstreams: building.upstreams,
    ...made,
  }
}

interface Http {
  readonly listens: readonly ListenAddress[]
  readonly maps: ReadonlyMap<string, VariableMap>
  readonly warnings: readonly string[]
}

function* buildHttp(block: readonly Directive[], building: Building, errorLogs: Settings['errorLogs']): Sys<Http> {
  for (const { name, args } of block) {
    if (name !== 'log_format') continue
    const words = args.slice(1).filter((word) => !/^escape=/.test(word))
    building.formats.set(args[0] ?? '', words.join(''))
    building.texts.push(...words)
  }
  const maps = new Map<string, VariableMap>()
  for (const directive of block) if (directive.name === 'map') maps.set((directive.args[1] ?? '').replace('$', ''), buildMap(directive))
  for (const directive of block) if (directive.name === 'upstream') yield* buildUpstream(directive, building)
  const settings = settingsOf(block, { ...initialSettings, errorLogs }, building.formats)
  const specs: ListenSpec[] = []
  for (const directive of block) {
    if (directive.name !== 'server' || !directive.block) continue
    const server = yield* buildServer(directive.block, settings, building)
    const listens = directive.block.filter(({ name }) => name === 'listen').map((found) => parseListen(found))
    const own =
      listens.length > 0 ? listens : [{ family: 'inet', address: '0.0.0.0', port: 80, ssl: false, isDefault: false, from: directive } as const]
    for (const listen of own) specs.push({ ...listen, server })
  }
  return { maps, ...buildListens(specs) }
}

function* buildServer(block: readonly Directive[], inherited: Settings, building: Building): Sys<Server> {
  const settings = settingsOf(block, inherited, building.formats)
  const names = block.filter(({ name }) => name === 'server_name').flatMap(({ args }) => args)
  const certificate = (name: string) => block.findLast((directive) => directive.name === name)?.args[0]
  return {
    names: serverNames(names, building),
    settings,
    rewrites: rewriteSteps(block, settings, building),
    locations: yield* buildLocations(block, settings, building, undefined),
    certificate: certificate('ssl_certificate'),
    certificateKey: certificate('ssl_certificate_key'),
  }
}

function buildMap({ args, block = [] }: Directive): VariableMap {
  const exact = new Map<string, string>()
  const expressions: { regex: RegExp; value: string }[] = []
  let fallback = ''
  for (const entry of block) {
    const value = entry.args[0] ?? ''
    if (entry.name === 'default') fallback = value
    else if (entry.name.startsWith('~*')) expressions.push({ regex: expression(entry.name.slice(2), true, entry), value })
    else if (entry.name.startsWith('~')) expressions.push({ regex: expression(entry.name.slice(1), false, entry), value })
    else exact.set(entry.name.replace(/^\\/, '').toLowerCase(), value)
  }
  return { source: args[0] ?? '', exact, expressions, fallback }
}
