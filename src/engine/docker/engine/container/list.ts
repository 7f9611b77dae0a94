import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { ContainerSummary, Port } from '../../api/container.ts'
import type { Filters } from '../../api/filters.ts'
import { exactMatch, labelsMatch, regexMatch } from '../../api/filters.ts'
import { parseReference, withDefaultTag } from '../../api/reference.ts'
import { unixMsOf } from '../clock.ts'
import type { Daemon } from '../daemon.ts'
import { invalid, notFound } from '../errdefs.ts'
import { sortedMap } from '../go-json.ts'
import type { Container } from './container.ts'
import { containerSizes, mountPoints, networkMap } from './inspect.ts'

/** GET /containers/json (moby daemon/list.go). */
export interface ListOptions {
  readonly all: boolean
  /** Newest so many, whatever their state; 0 for no limit. */
  readonly limit: number
  readonly size: boolean
  readonly filters: Filters
}

const known = [
  'ancestor',
  'before',
  'exited',
  'expose',
  'health',
  'id',
  'is-task',
  'isolation',
  'label',
  'name',
  'network',
  'publish',
  'since',
  'status',
  'volume',
]
const states = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']

export function* listContainers(daemon: Daemon, options: ListOptions): Sys<readonly ContainerSummary[]> {
  const { filters } = options
  for (const name of filters.keys()) if (!known.includes(name)) throw invalid(`invalid filter '${name}'`)
  for (const status of filters.get('status') ?? []) {
    if (!states.includes(status))
      throw invalid(`invalid filter 'status=${status}': invalid value for state (${status}): must be one of ${states.join(', ')}`)
  }
  for (const code of filters.get('exited') ?? [])
    if (!/^-?\d+$/.test(code)) throw invalid(`strconv.Atoi: parsing ${JSON.stringify(code)}: invalid syntax`)
  const everything = options.all || options.limit > 0 || ['status', 'exited', 'before', 'since'].some((name) => filters.has(name))
  const nowMs = yield* sys.clockRealtime({})
  const matches = matcher(daemon, filters)
  const out: ContainerSummary[] = []
  for (const container of daemon.containers.all()) {
    if (!everything && !container.state.running) continue
    if (!matches(container)) continue
    out.push(yield* summary(daemon, container, nowMs, options.size))
    if (options.limit > 0 && out.length >= options.limit) break
  }
  return out
}

function matcher(daemon: Daemon, filters: Filters): (container: Container) => boolean {
  const reference = (name: string) => filters.get(name)?.map((text) => found(daemon, text))
  const before = reference('before')
  const since = reference('since')
  const ancestors = filters.get('ancestor')?.map((text) => ancestorIds(daemon, text))
  return (container) => {
    const { state, config } = container
    if (!labelsMatch(filters, config.Labels)) return false
    if (!regexMatch(filters, 'id', container.id)) return false
    if (filters.has('name') && !regexMatch(filters, 'name', container.name) && !regexMatch(filters, 'name', container.displayName)) return false
    if (!exactMatch(filters, 'status', state.status)) return false
    if (filters.has('exited') && (state.running || state.status === 'created' || !exactMatch(filters, 'exited', String(state.exitCode)))) return false
    if (!exactMatch(filters, 'health', state.health?.Status ?? 'none')) return false
    if (before && !before.every((one) => container.created < one.created)) return false
    if (since && !since.every((one) => container.created > one.created)) return false
    if (ancestors && !ancestors.some((ids) => ids.has(container.image))) return false
    return mountsMatch(container, filters) && networksMatch(container, filters) && portsMatch(container, filters)
  }
}

function found(daemon: Daemon, text: string): Container {
  const container = daemon.containers.find(text)
  if (!container) throw notFound(`No such container: ${text}`)
  return container
}

/** The image and all built on it here. */
function ancestorIds(daemon: Daemon, text: string): ReadonlySet<string> {
  const image = daemon.images.find(text)
  const ids = new Set<string>()
  const visit = (id: string): void => {
    ids.add(id)
    for (const child of daemon.images.store.children(id)) visit(child.id)
  }
  if (image) visit(image.id)
  return ids
}

function mountsMatch(container: Container, filters: Filters): boolean {
  if (!filters.has('volume')) return true
  return [...container.mounts.values()].some(
    (mount) => exactMatch(filters, 'volume', mount.Name ?? mount.Source) || exactMatch(filters, 'volume', mount.Destination),
  )
}

function networksMatch(container: Container, filters: Filters): boolean {
  const wanted = filters.get('network')
  if (!wanted) return true
  return [...container.networking.networks].some(([name, { NetworkID }]) =>
    wanted.some((text) => text === name || (text !== '' && NetworkID.startsWith(text))),
  )
}

function portsMatch(container: Container, filters: Filters): boolean {
  const inAny = (texts: readonly string[] | undefined, port: number, protocol: string) =>
    !texts ||
    texts.some((text) => {
      const [range = '', wanted = 'tcp'] = text.split('/')
      const [low = 0, high = low] = range.split('-').map(Number)
      return wanted === protocol && port >= low && port <= high
    })
  const ports = portList(container)
  const exposed = [...Object.keys(container.config.ExposedPorts ?? {}), ...Object.keys(container.networking.ports)].map((key) => key.split('/'))
  if (filters.has('publish') && !ports.some((port) => port.PublicPort !== undefined && inAny(filters.get('publish'), port.PublicPort, port.Type)))
    return false
  return !filters.has('expose') || exposed.some(([port, protocol]) => inAny(filters.get('expose'), Number(port), protocol ?? 'tcp'))
}

/** Published and exposed ports of a running container. */
export function portList(container: Container): readonly Port[] {
  const out: Port[] = []
  for (const [key, bindings] of Object.entries(sortedMap(Object.entries(container.networking.ports)))) {
    const [port = '', type = 'tcp'] = key.split('/')
    if (!bindings || bindings.length === 0) out.push({ PrivatePort: Number(port), Type: type })
    for (const { HostIp, HostPort } of bindings ?? []) out.push({ IP: HostIp, PrivatePort: Number(port), PublicPort: Number(HostPort), Type: type })
  }
  return out
}

function* summary(daemon: Daemon, container: Container, nowMs: number, withSize: boolean): Sys<ContainerSummary> {
  const sizes = withSize ? yield* containerSizes(daemon, container) : undefined
  return {
    Id: container.id,
    Names: [container.name],
    Image: shownImage(daemon, container),
    ImageID: container.image,
    Command: commandText(container),
    Created: Math.floor(unixMsOf(container.created) / 1000),
    Ports: portList(container),
    ...(sizes && { ...(sizes.rw > 0 && { SizeRw: sizes.rw }), SizeRootFs: sizes.rootFs }),
    Labels: sortedMap(Object.entries(container.config.Labels ?? {})),
    State: container.state.status,
    Status: container.state.describe(nowMs),
    HostConfig: { NetworkMode: container.hostConfig.NetworkMode },
    NetworkSettings: { Networks: summaryNetworks(container) },
    Mounts: mountPoints(container),
  }
}

const summaryNetworks = (container: Container) =>
  Object.fromEntries(
    Object.entries(networkMap(container)).map(([name, endpoint]) => [
      name,
      { ...endpoint, Aliases: null, Links: null, IPAMConfig: endpoint.IPAMConfig, DNSNames: null },
    ]),
  )

/** The name it was made with while that is still this image, else the id. */
function shownImage(daemon: Daemon, container: Container): string {
  const text = container.config.Image
  if (text === container.image || container.image === '') return text
  const reference = parseReference(text)
  if (!reference.ok) return daemon.images.find(text)?.id === container.image ? text : container.image
  const named = daemon.images.references.get(withDefaultTag(reference.value))
  if (named === undefined) return daemon.images.find(text)?.id === container.image ? text : container.image
  return named === container.image ? text : container.image
}

/** Path and arguments, quoted where they have blanks. */
function commandText(container: Container): string {
  const args = container.args.map((arg) => (arg.includes(' ') ? `'${arg}'` : arg))
  return [container.path, ...args].join(' ')
}
