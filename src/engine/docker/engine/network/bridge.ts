import type { Ipv4Block } from '../../../base/ipv4.ts'
import { broadcastOf, formatIpv4, parseIpv4Block } from '../../../base/ipv4.ts'
import type { Pid, Sys } from '../../../linux/kernel/calls.ts'
import { readFile, writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { DaemonConfig } from '../config.ts'
import { internal } from '../errdefs.ts'
import { configureInterface, insist } from './endpoint-interface.ts'
import { Firewall } from './firewall.ts'
import { inNamespace } from './in-namespace.ts'
import type { Endpoint, Network } from './network.ts'
import { bridgeOption } from './network.ts'

/** The bridge driver: a Linux bridge for each network, a veth pair for each endpoint (moby libnetwork/drivers/bridge). */
export class BridgeDriver {
  readonly firewall: Firewall

  constructor(
    private readonly config: DaemonConfig,
    private readonly major: number,
  ) {
    this.firewall = new Firewall(config.iptables, major, config.userlandProxy)
  }

  *initialise(): Sys<void> {
    yield* this.firewall.initialise()
    if (!this.config.ipForward) return
    const path = '/proc/sys/net/ipv4/ip_forward'
    const before = yield* readFile(path)
    if (before.ok && before.value.trim() === '1') return
    yield* writeFile(path, '1')
    yield* this.firewall.dropForwarded()
  }

  /** Address of a bridge that is there from before. */
  *existingAddress(name: string): Sys<Ipv4Block | undefined> {
    const addresses = yield* sys.addressList({ device: name })
    const own = addresses.ok ? addresses.value.find((one) => one.family === 'inet') : undefined
    return own && parseIpv4Block(own.address)
  }

  /** Idempotent: a bridge that survived a restart of the daemon is used as it is. */
  *createNetwork(network: Network): Sys<void> {
    const name = network.bridgeName
    const links = yield* sys.linkList({})
    const existing = links.ok ? links.value.find((link) => link.name === name) : undefined
    if (existing && existing.kind !== 'bridge') throw internal(`existing interface ${name} is not a bridge`)
    if (!existing) insist(yield* sys.linkAdd({ kind: 'bridge', name, mac: yield* bridgeMac(this.major) }), `failed to create bridge ${name}`)
    if (network.mtu !== 1500) yield* sys.linkSet({ name, mtu: network.mtu })
    const { gateway } = network.stored
    const prefix = network.addresses?.subnet.prefix ?? 16
    const current = yield* this.existingAddress(name)
    if (gateway !== undefined && !(current && formatIpv4(current.address) === gateway)) {
      const broadcast = network.addresses && formatIpv4(broadcastOf(network.addresses.subnet))
      insist(
        yield* sys.addressAdd({ device: name, address: `${gateway}/${prefix}`, ...(broadcast && { broadcast }) }),
        'failed to add IPv4 address to bridge',
      )
    }
    insist(yield* sys.linkSet({ name, up: true }), `failed to set bridge ${name} up`)
    yield* this.firewall.addNetwork(network)
  }

  *removeNetwork(network: Network): Sys<void> {
    yield* this.firewall.removeNetwork(network)
    if (network.stored.options[bridgeOption('inhibit_ipv4')] !== 'true') yield* sys.linkDelete({ name: network.bridgeName })
  }

  /** A veth pair: one end in the bridge, the other in the container as `ethN`. */
  *plug(endpoint: Endpoint, target: { readonly pid: Pid; readonly path: string; readonly gateway: boolean }): Sys<void> {
    const { network } = endpoint
    const host = `veth${endpoint.id.slice(0, 7)}`
    const peer = { name: endpoint.interfaceName, mac: endpoint.mac, mtu: network.mtu, namespace: { pid: target.pid } }
    insist(
      yield* sys.linkAdd({ kind: 'veth', name: host, mtu: network.mtu, peer }),
      `failed to add the host (${host}) <=> sandbox (${endpoint.interfaceName}) pair interfaces`,
    )
    yield* sys.linkSet({ name: host, master: network.bridgeName, txQueueLength: 0, hairpin: !this.config.userlandProxy })
    yield* sys.linkSet({ name: host, up: true })
    yield* this.firewall.addEndpoint(network, endpoint.address)
    yield* inNamespace(target.path, () => configureInterface(endpoint, target.gateway))
    yield* sys.record({
      kind: 'network.endpoint-created',
      data: {
        network: network.id,
        networkName: network.name,
        endpoint: endpoint.id,
        container: endpoint.containerId,
        address: endpoint.address,
        mac: endpoint.mac,
        hostInterface: host,
        bridge: network.bridgeName,
      },
    })
  }

  *unplug(endpoint: Endpoint): Sys<void> {
    yield* this.firewall.removeEndpoint(endpoint.network, endpoint.address)
    yield* sys.linkDelete({ name: `veth${endpoint.id.slice(0, 7)}` })
  }
}

/** Random: all of it from 28 on, after 02:42 before. */
function* bridgeMac(major: number): Sys<string> {
  const [first = 0, second = 0, ...rest] = yield* sys.getrandom({ count: 6 })
  const start = major < 28 ? [0x02, 0x42] : [(first & 0xfe) | 2, second]
  return [...start, ...rest].map((byte) => byte.toString(16).padStart(2, '0')).join(':')
}
