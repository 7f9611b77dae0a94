import type { Sys } from '../../../linux/kernel/calls.ts'
import { readFile, writeFile } from '../../../linux/libc/stdio.ts'
import type { Container } from '../container/container.ts'
import type { Daemon } from '../daemon.ts'
import { internal, invalid } from '../errdefs.ts'
import type { HostRecord } from './sandbox-files.ts'

/** `--link child:alias` on the default bridge: names in /etc/hosts and the child's ports in the environment (moby daemon/links). */
interface Link {
  readonly alias: string
  readonly child: Container
}

const plain = (text: string): string => text.replace(/^.*\//, '')

/** The links of a container, by alias. */
function linksOf(daemon: Daemon, container: Container): readonly Link[] {
  return (container.hostConfig.Links ?? []).flatMap((text) => {
    const [name = '', alias = name] = text.split(':')
    const child = daemon.containers.find(plain(name))
    return child ? [{ alias: plain(alias), child }] : []
  })
}

/** Refuses links to what is not there, or has no network of its own to be found on. */
export function verifyLinks(daemon: Daemon, links: readonly string[] | null): void {
  for (const text of links ?? []) {
    const [name = ''] = text.split(':')
    const child = daemon.containers.find(plain(name))
    if (!child) throw invalid(`could not get container for ${name}: No such container: ${name}`)
    if (child.hostConfig.NetworkMode === 'host')
      throw invalid("conflicting options: host type networking can't be used with links. This would result in undefined behavior")
  }
}

/** As `docker inspect` shows them: `/child:/container/alias`. */
export function describeLinks(daemon: Daemon, container: Container): readonly string[] | null {
  const links = linksOf(daemon, container)
  return links.length === 0 ? null : links.map(({ alias, child }) => `${child.name}:${container.name}/${alias}`)
}

const addressOf = (container: Container): string | undefined => container.networking.networks.get('bridge')?.IPAddress

export function linkRecords(daemon: Daemon, container: Container): readonly HostRecord[] {
  if (!container.networking.networks.has('bridge')) return []
  return linksOf(daemon, container).flatMap(({ alias, child }) => {
    const address = addressOf(child)
    return address ? [{ address, names: [...new Set([alias, child.config.Hostname, child.displayName])].join(' ') }] : []
  })
}

/** Who links to a container that has a new address finds it there: the alias's line in their hosts changes. */
export function* tellLinking(daemon: Daemon, child: Container): Sys<void> {
  const address = addressOf(child)
  if (!address) return
  for (const container of daemon.containers.all()) {
    const aliases = container.state.running ? linksOf(daemon, container).filter((link) => link.child === child) : []
    const before = aliases.length > 0 ? yield* readFile(container.hostsPath) : undefined
    if (!before?.ok) continue
    const lines = before.value
      .split('\n')
      .map((line) => (aliases.some(({ alias }) => line.split(/\s+/)[1] === alias) ? line.replace(/^\S+/, address) : line))
    yield* writeFile(container.hostsPath, lines.join('\n'))
  }
}

/** Variables that describe the linked containers: addresses and ports, their own environment. */
export function linkEnvironment(daemon: Daemon, container: Container): readonly string[] {
  if (!container.networking.networks.has('bridge')) return []
  return linksOf(daemon, container).flatMap(({ alias, child }) => {
    if (!child.state.running) throw internal(`Cannot link to a non running container: ${child.name} AS ${container.name}/${alias}`)
    const address = addressOf(child)
    if (!child.networking.networks.has('bridge')) throw internal(`container ${child.id} not attached to default bridge network`)
    return variablesOf(alias, `${container.name}/${alias}`, address ?? '', child)
  })
}

interface Port {
  readonly number: number
  readonly protocol: string
}

function variablesOf(alias: string, name: string, address: string, child: Container): readonly string[] {
  const prefix = alias.toUpperCase().replaceAll('-', '_')
  const ports = sortedPorts(Object.keys(child.config.ExposedPorts ?? {}))
  const own = (child.config.Env ?? []).filter((entry) => entry.includes('=') && !/^(HOME|PATH)=/.test(entry))
  return [
    ...ports.slice(0, 1).map(({ number, protocol }) => `${prefix}_PORT=${protocol}://${address}:${number}`),
    ...ports.flatMap((port) => portVariables(prefix, address, port)),
    ...rangesOf(ports).flatMap((range) => rangeVariables(prefix, address, range)),
    `${prefix}_NAME=${name}`,
    ...own.map((entry) => `${prefix}_ENV_${entry}`),
  ]
}

/** TCP first, then by protocol and number. */
function sortedPorts(keys: readonly string[]): readonly Port[] {
  const ports = keys.map((key) => ({ number: Number(key.split('/')[0]), protocol: key.split('/')[1] ?? 'tcp' }))
  const rank = ({ protocol }: Port) => (protocol === 'tcp' ? '' : protocol)
  return ports.sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : a.number - b.number))
}

function portVariables(prefix: string, address: string, { number, protocol }: Port): readonly string[] {
  const name = `${prefix}_PORT_${number}_${protocol.toUpperCase()}`
  return [`${name}=${protocol}://${address}:${number}`, `${name}_ADDR=${address}`, `${name}_PORT=${number}`, `${name}_PROTO=${protocol}`]
}

type PortRange = readonly [start: Port, end: Port]

/** Runs of consecutive ports, where there is more than one. */
function rangesOf(ports: readonly Port[]): readonly PortRange[] {
  const ranges: [Port, Port][] = []
  for (const port of ports) {
    const last = ranges[ranges.length - 1]
    if (last && last[1].protocol === port.protocol && last[1].number + 1 === port.number) last[1] = port
    else ranges.push([port, port])
  }
  return ranges.filter(([start, end]) => start !== end)
}

function rangeVariables(prefix: string, address: string, [start, end]: PortRange): readonly string[] {
  const { number, protocol } = start
  const name = `${prefix}_PORT_${number}_${protocol.toUpperCase()}`
  return [
    `${name}_START=${protocol}://${address}:${number}`,
    `${name}_PORT_START=${number}`,
    `${name}_END=${protocol}://${address}:${end.number}`,
    `${name}_PORT_END=${end.number}`,
  ]
}
