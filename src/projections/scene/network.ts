import { Bridge } from '../../engine/linux/kernel/net/device/bridge.ts'
import type { Device } from '../../engine/linux/kernel/net/device/device.ts'
import { Ethernet } from '../../engine/linux/kernel/net/device/ethernet.ts'
import { Veth } from '../../engine/linux/kernel/net/device/veth.ts'
import { formatIp, isV4 } from '../../engine/linux/kernel/net/ip-text.ts'
import type { NetNamespace } from '../../engine/linux/kernel/net/net-namespace.ts'
import type { NatRange, Rule } from '../../engine/linux/kernel/net/netfilter/rule.ts'
import { socketsOf } from '../../engine/linux/kernel/net/netlink/diag-calls.ts'
import type { SceneBuilder } from './builder.ts'
import { internetId, sceneId } from './ids.ts'
import type { EntityId } from './scene.ts'

interface Owner {
  readonly host: string
  readonly parent: EntityId
  /** What Docker calls the networks of bridges, by device. */
  readonly networkOf?: ReadonlyMap<string, string>
  /** Says which process holds a socket. */
  readonly holderOf: (socketInode: number) => { readonly pid: number; readonly name: string } | undefined
}

/** Draws a network namespace inside its owner: interfaces, the rules that translate, the ports that are listened on. */
export function drawNetwork(build: SceneBuilder, namespace: NetNamespace, owner: Owner): void {
  const netns = namespace.inode
  for (const device of namespace.devices.list()) drawDevice(build, device, netns, owner)
  drawRules(build, namespace, owner)
  drawPorts(build, namespace, owner)
}

function drawDevice(build: SceneBuilder, device: Device, netns: number, { host, parent, networkOf }: Owner): void {
  const id = sceneId.interface(host, netns, device.name)
  const addresses = device.addresses.filter(({ address }) => isV4(address)).map(({ address, prefix }) => `${formatIp(address)}/${prefix}`)
  const { counters } = device
  build.add(device instanceof Bridge ? 'bridge' : 'interface', id, parent, device.name, {
    sublabel: [networkOf?.get(device.name), addresses[0]].filter(Boolean).join(' '),
    state: device.running || device.kind === 'loopback' ? 'running' : 'off',
    facts: {
      kind: device.kind,
      mac: device.mac,
      mtu: device.mtu,
      state: device.operState,
      addresses: addresses.join(' '),
      rxPackets: counters.rxPackets,
      rxBytes: counters.rxBytes,
      txPackets: counters.txPackets,
      txBytes: counters.txBytes,
      dockerNetwork: networkOf?.get(device.name),
      netns,
    },
  })
  const { master } = device
  if (master) build.link('bridge-port', id, sceneId.interface(host, netns, master.name))
  if (device instanceof Ethernet && device.running) build.link('cable', id, internetId)
  if (device instanceof Veth && device.peer && device.peer.namespace.inode > netns) {
    build.link('veth', id, sceneId.interface(host, device.peer.namespace.inode, device.peer.name))
  }
}

/** Of all rules, those that rewrite addresses: the ones that make a published port and an outgoing connection work. */
function drawRules(build: SceneBuilder, namespace: NetNamespace, { host, parent }: Owner): void {
  const table = namespace.netfilter?.tables.get('nat')
  for (const chain of table?.chains.values() ?? []) {
    chain.rules.forEach(({ rule, packets, bytes }, index) => {
      const text = translation(rule)
      if (text === undefined) return
      const id = sceneId.rule(host, namespace.inode, 'nat', chain.name, index + 1)
      build.add('rule', id, parent, text, { facts: { table: 'nat', chain: chain.name, number: index + 1, packets, bytes } })
      const port = destinationPort(rule)
      if (port !== undefined) build.link('publishes', sceneId.port(host, namespace.inode, rule.protocol?.is ?? 'tcp', port), id)
    })
  }
}

/** `DNAT :8080 → 172.17.0.2:80`; undefined for a rule that translates nothing. */
function translation(rule: Rule): string | undefined {
  const { target } = rule
  if (!target || 'chain' in target) return undefined
  if (target.kind === 'MASQUERADE') return `MASQUERADE ${rule.source?.is ?? ''}`.trim()
  if (target.kind !== 'DNAT' && target.kind !== 'SNAT' && target.kind !== 'REDIRECT') return undefined
  const port = destinationPort(rule)
  return `${target.kind}${port === undefined ? '' : ` :${port}`} → ${rangeText(target.to)}`
}

function rangeText({ addresses, ports }: NatRange): string {
  return `${addresses?.[0] ?? ''}${ports ? `:${ports.from}` : ''}`
}

function destinationPort(rule: Rule): number | undefined {
  for (const match of rule.matches) {
    if ((match.module === 'tcp' || match.module === 'udp') && match.destinationPort && !match.destinationPort.not)
      return match.destinationPort.is.from
  }
  return undefined
}

/** Where dockerd answers the names of a container's networks. */
const embeddedDns = '127.0.0.11'

function drawPorts(build: SceneBuilder, namespace: NetNamespace, { host, parent, holderOf }: Owner): void {
  for (const socket of socketsOf(namespace, ['tcp', 'udp'])) {
    if (socket.kind === 'tcp' ? socket.state !== 'LISTEN' : socket.peerPort !== 0 || socket.localPort >= 32_768) continue
    const id = sceneId.port(host, namespace.inode, socket.kind, socket.localPort)
    const holder = holderOf(socket.inode)
    if (!build.has(id)) {
      build.add('port', id, parent, `${socket.localPort}`, {
        sublabel: socket.localAddress === embeddedDns ? 'DNS' : `${socket.kind}${holder ? ` ${holder.name}` : ''}`,
        state: 'running',
        facts: {
          protocol: socket.kind,
          port: socket.localPort,
          address: socket.localAddress,
          process: holder?.name,
          pid: holder?.pid,
          netns: namespace.inode,
        },
      })
    }
    if (holder) build.link('talks-to', sceneId.process(host, holder.pid), id)
  }
}
