import type { Pid, Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import { internal, invalid } from '../errdefs.ts'
import { configureInterface, insist } from './endpoint-interface.ts'
import { inNamespace } from './in-namespace.ts'
import type { Endpoint, Network } from './network.ts'

const modes = ['bridge', 'private', 'vepa', 'passthru'] as const
type Mode = (typeof modes)[number]

/**
 * The macvlan driver: each endpoint is a neighbour on the parent interface's own network, with an address and a MAC of its own (moby
 * libnetwork/drivers/macvlan). Without a parent a dummy interface keeps the network to its containers. Leaves out VLAN subinterfaces, IPv6.
 */
export class MacvlanDriver {
  private mode(network: Network): Mode {
    const asked = network.stored.options.macvlan_mode ?? 'bridge'
    const mode = modes.find((one) => one === asked)
    if (!mode) throw invalid(`requested macvlan mode '${asked}' is not valid, 'bridge' mode is the macvlan driver default`)
    return mode
  }

  /** Idempotent. */
  *createNetwork(network: Network, others: readonly Network[]): Sys<void> {
    const mode = this.mode(network)
    const parent = parentOf(network)
    const sharing = others.find((other) => other !== network && other.driver === 'macvlan' && parentOf(other) === parent)
    if (sharing && mode === 'passthru')
      throw internal(`cannot use mode passthru, macvlan network ${sharing.id} is already using parent interface ${parent}`)
    if (sharing && this.mode(sharing) === 'passthru')
      throw internal(`macvlan network ${sharing.id} is already using parent interface ${parent} in mode passthru`)
    const links = yield* sys.linkList({})
    if (links.ok && links.value.some((link) => link.name === parent)) return
    if (parent === dummyName(network)) {
      insist(yield* sys.linkAdd({ kind: 'dummy', name: parent }), `failed to create the ${parent} network link`)
      insist(yield* sys.linkSet({ name: parent, up: true }), `failed to set link ${parent} up`)
      return
    }
    if (!parent.includes('.')) throw internal(`invalid subinterface vlan name ${parent}, example formatting is eth0.10`)
    throw internal(`cais: dockerd: VLAN subinterfaces (${parent}) are not simulated`)
  }

  *removeNetwork(network: Network): Sys<void> {
    if (parentOf(network) === dummyName(network)) yield* sys.linkDelete({ name: dummyName(network) })
  }

  *plug(endpoint: Endpoint, target: { readonly pid: Pid; readonly path: string; readonly gateway: boolean }): Sys<void> {
    const { network, interfaceName, mac } = endpoint
    const parent = parentOf(network)
    const added = yield* sys.linkAdd({
      kind: 'macvlan',
      name: interfaceName,
      mac,
      lower: parent,
      macvlanMode: this.mode(network),
      namespace: { pid: target.pid },
    })
    insist(added, `failed to create the macvlan port`)
    yield* inNamespace(target.path, () => configureInterface(endpoint, target.gateway))
    yield* sys.record({
      kind: 'network.endpoint-created',
      data: {
        network: network.id,
        networkName: network.name,
        endpoint: endpoint.id,
        container: endpoint.containerId,
        address: endpoint.address,
        mac,
        hostInterface: parent,
      },
    })
  }

  *unplug(endpoint: Endpoint, path: string): Sys<void> {
    yield* inNamespace(path, () => sys.linkDelete({ name: endpoint.interfaceName }))
  }
}

const dummyName = (network: Network): string => `dm-${network.id.slice(0, 12)}`

const parentOf = (network: Network): string => network.stored.options.parent || dummyName(network)
