/** The networks that Docker keeps (moby libnetwork's store below /var/lib/docker/network) and who is on them. */
import type { Kernel } from '../../engine/linux/kernel/kernel.ts'
import type { SceneBuilder } from './builder.ts'
import type { StoredContainer } from './container-store.ts'
import { dataRoot } from './docker-store.ts'
import { jsonAt } from './files.ts'
import { sceneId } from './ids.ts'
import type { EntityId } from './scene.ts'

interface StoredNetwork {
  readonly id: string
  readonly name: string
  readonly driver: string
  readonly subnet?: string
  readonly gateway?: string
  readonly internal?: boolean
  readonly options?: Readonly<Record<string, string>>
}

function storedNetworks(kernel: Kernel): readonly StoredNetwork[] {
  const stored = jsonAt<readonly StoredNetwork[]>(kernel, `${dataRoot}/network/files/local-kv.db`)
  return Array.isArray(stored) ? stored : []
}

/** Docker's names of the bridges of a host, by device. */
export function bridgeNames(kernel: Kernel): ReadonlyMap<string, string> {
  const bridges = storedNetworks(kernel).filter(({ driver }) => driver === 'bridge')
  return new Map(bridges.map(({ id, name, options }) => [options?.['com.docker.network.bridge.name'] ?? `br-${id.slice(0, 12)}`, name]))
}

/** Draws the networks, except `host` and `none` while nobody uses them, and the containers' places in them. */
export function drawNetworks(build: SceneBuilder, kernel: Kernel, parent: EntityId, containers: readonly StoredContainer[]): void {
  const host = kernel.hostname
  const networks = storedNetworks(kernel)
  const used = new Set(containers.flatMap(({ joined }) => joined.map(({ network }) => network)))
  for (const network of networks) if (network.subnet || used.has(network.name)) drawOne(build, host, parent, network)
  for (const container of containers) drawPlaces(build, host, container, networks, containers)
}

function drawOne(build: SceneBuilder, host: string, parent: EntityId, { id, name, driver, subnet, gateway, internal }: StoredNetwork): void {
  build.add('network', sceneId.network(host, id), parent, name, {
    sublabel: subnet ? `${subnet}${gateway ? ` gw ${gateway}` : ''}` : driver,
    facts: { id: id.slice(0, 12), driver, subnet, gateway, internal: internal === true || undefined, dns: dnsOf(name, driver) },
  })
}

/** Names are answered on networks that were made by somebody, not on the three that come with Docker. */
function dnsOf(name: string, driver: string): string | undefined {
  return driver !== 'bridge' || name === 'bridge' ? undefined : '127.0.0.11'
}

function drawPlaces(
  build: SceneBuilder,
  host: string,
  container: StoredContainer,
  networks: readonly StoredNetwork[],
  containers: readonly StoredContainer[],
): void {
  const from = sceneId.container(host, container.id)
  for (const { network, address, aliases } of container.joined) {
    const known = networks.find(({ name }) => name === network)
    if (known) build.link('joins', from, sceneId.network(host, known.id), [address, ...aliases].filter(Boolean).join(' '))
  }
  const shared = /^container:(.+)$/.exec(container.networkMode)?.[1]
  const owner = shared === undefined ? undefined : named(containers, shared)
  if (owner) build.link('joins', from, sceneId.container(host, owner.id), container.networkMode.slice(0, 9))
  for (const link of container.links) {
    const [name = '', alias = name] = link.split(':')
    const other = named(containers, name)
    if (other) build.link('links-to', from, sceneId.container(host, other.id), `--link ${alias}`)
  }
}

function named(containers: readonly StoredContainer[], name: string): StoredContainer | undefined {
  const plain = name.replace(/^\//, '')
  return containers.find((each) => each.name === plain || each.id === plain)
}
