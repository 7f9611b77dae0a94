import type { Sys } from '../../../linux/kernel/calls.ts'
import type { IptablesRule } from './iptables.ts'
import { Iptables } from './iptables.ts'
import type { Network, PublishedPort } from './network.ts'

/**
 * The netfilter rules of bridge networks, as two generations of dockerd write them: 26.1 (rules for each network in FORWARD) and 28.x (chains of
 * Docker's own behind DOCKER-FORWARD, raw rules against direct access). Source: moby libnetwork/drivers/bridge and its iptables documentation.
 */
export class Firewall {
  private readonly iptables: Iptables
  private readonly modern: boolean

  constructor(
    enabled: boolean,
    major: number,
    private readonly userlandProxy: boolean,
  ) {
    this.iptables = new Iptables(enabled)
    this.modern = major >= 28
  }

  *initialise(): Sys<void> {
    yield* this.iptables.newChain('nat', 'DOCKER')
    yield* this.iptables.flush('nat', 'DOCKER')
    const own = this.modern ? ['DOCKER', 'DOCKER-FORWARD', 'DOCKER-BRIDGE', 'DOCKER-CT'] : ['DOCKER']
    for (const chain of [...own, 'DOCKER-ISOLATION-STAGE-1', 'DOCKER-ISOLATION-STAGE-2']) {
      yield* this.iptables.newChain('filter', chain)
      yield* this.iptables.flush('filter', chain)
    }
    yield* this.iptables.newChain('filter', 'DOCKER-USER')
    if (this.modern) yield* this.initialiseModern()
    else
      for (const chain of ['DOCKER-ISOLATION-STAGE-1', 'DOCKER-ISOLATION-STAGE-2', 'DOCKER-USER'])
        yield* this.iptables.append(filter(chain, '-j', 'RETURN'))
    yield* this.iptables.append(nat('PREROUTING', '-m', 'addrtype', '--dst-type', 'LOCAL', '-j', 'DOCKER'))
    const notLoopback = this.userlandProxy ? ['!', '--dst', '127.0.0.0/8'] : []
    yield* this.iptables.append(nat('OUTPUT', '-m', 'addrtype', '--dst-type', 'LOCAL', '-j', 'DOCKER', ...notLoopback))
  }

  private *initialiseModern(): Sys<void> {
    for (const chain of ['DOCKER-CT', 'DOCKER-ISOLATION-STAGE-1', 'DOCKER-BRIDGE']) yield* this.iptables.append(filter('DOCKER-FORWARD', '-j', chain))
    yield* this.iptables.raise(filter('FORWARD', '-j', 'DOCKER-FORWARD'))
    yield* this.iptables.raise(filter('FORWARD', '-j', 'DOCKER-USER'))
  }

  /** The host does not forward what nobody asked it to, once Docker turned forwarding on. */
  *dropForwarded(): Sys<void> {
    yield* this.iptables.policy('FORWARD', 'DROP')
  }

  *addNetwork(network: Network): Sys<void> {
    for (const [how, rule] of this.networkRules(network)) {
      if (how === 'append') yield* this.iptables.append(rule)
      else yield* this.iptables.insert(rule)
    }
    if (this.modern) return
    yield* this.iptables.raise(filter('FORWARD', '-j', 'DOCKER-ISOLATION-STAGE-1'))
    yield* this.iptables.raise(filter('FORWARD', '-j', 'DOCKER-USER'))
  }

  *removeNetwork(network: Network): Sys<void> {
    for (const [, rule] of this.networkRules(network)) yield* this.iptables.delete(rule)
  }

  private networkRules(network: Network): readonly (readonly ['append' | 'insert', IptablesRule])[] {
    const bridge = network.bridgeName
    const subnet = network.stored.subnet ?? ''
    const { internal } = network.stored
    const masquerade = network.flag('enable_ip_masquerade', true) && !internal
    const icc = network.flag('enable_icc', true)
    const natRules: (readonly ['append' | 'insert', IptablesRule])[] = [
      ...(masquerade ? [['insert', nat('POSTROUTING', '-s', subnet, '!', '-o', bridge, '-j', 'MASQUERADE')] as const] : []),
      ...(this.userlandProxy && !internal ? [['insert', nat('DOCKER', '-i', bridge, '-j', 'RETURN')] as const] : []),
      // Without a proxy the host itself comes by NAT, and must not come as 127.0.0.1.
      ...(!this.userlandProxy && masquerade
        ? [['insert', nat('POSTROUTING', '-o', bridge, '-m', 'addrtype', '--src-type', 'LOCAL', '-j', 'MASQUERADE')] as const]
        : []),
    ]
    return [...natRules, ...(this.modern ? modernRules(bridge, subnet, network) : classicRules(bridge, subnet, internal, icc))]
  }

  /** Rules that let the outside in to one published port. */
  private portRules(network: Network, address: string, port: PublishedPort): readonly (readonly ['append' | 'insert', IptablesRule])[] {
    const bridge = network.bridgeName
    const { protocol, containerPort, hostPort, hostIp } = port
    if (hostIp.includes(':')) return []
    const to = hostIp === '0.0.0.0' || hostIp === '' ? [] : ['-d', hostIp]
    const notFrom = this.userlandProxy ? ['!', '-i', bridge] : []
    const match = (number: number) => ['-p', protocol, '--dport', String(number)]
    return [
      ['append', nat('DOCKER', ...to, ...notFrom, ...match(hostPort), '-j', 'DNAT', '--to-destination', `${address}:${containerPort}`)],
      ...(network.unprotected && this.modern
        ? []
        : [
            [
              this.modern ? 'insert' : 'append',
              filter('DOCKER', '-d', address, '!', '-i', bridge, '-o', bridge, ...match(containerPort), '-j', 'ACCEPT'),
            ] as const,
          ]),
      // A container that reaches itself through a published port.
      ...(this.modern && this.userlandProxy
        ? []
        : [['append', nat('POSTROUTING', '-s', address, '-d', address, ...match(containerPort), '-j', 'MASQUERADE')] as const]),
      ...(this.modern && hostIp.startsWith('127.')
        ? [['append', raw('PREROUTING', '-d', hostIp, '!', '-i', 'lo', ...match(hostPort), '-j', 'DROP')] as const]
        : []),
    ]
  }

  *addPort(network: Network, address: string, port: PublishedPort): Sys<void> {
    for (const [how, rule] of this.portRules(network, address, port)) {
      if (how === 'append') yield* this.iptables.append(rule)
      else yield* this.iptables.insert(rule)
    }
  }

  *removePort(network: Network, address: string, port: PublishedPort): Sys<void> {
    for (const [, rule] of this.portRules(network, address, port)) yield* this.iptables.delete(rule)
  }

  /** From 28 on nobody reaches a container's own address past its bridge. */
  private directAccess(network: Network, address: string): IptablesRule {
    return raw('PREROUTING', '-d', address, '!', '-i', network.bridgeName, '-j', 'DROP')
  }

  *addEndpoint(network: Network, address: string): Sys<void> {
    if (this.modern && !network.stored.internal && !network.unprotected) yield* this.iptables.append(this.directAccess(network, address))
  }

  *removeEndpoint(network: Network, address: string): Sys<void> {
    if (this.modern && !network.stored.internal && !network.unprotected) yield* this.iptables.delete(this.directAccess(network, address))
  }
}

type Placed = readonly ['append' | 'insert', IptablesRule]

const rule =
  (table: IptablesRule['table']) =>
  (chain: string, ...words: readonly string[]): IptablesRule => ({ table, chain, rule: words })
const filter = rule('filter')
const nat = rule('nat')
const raw = rule('raw')

const established = ['-m', 'conntrack', '--ctstate', 'RELATED,ESTABLISHED', '-j', 'ACCEPT']

function modernRules(bridge: string, subnet: string, network: Network): readonly Placed[] {
  const { internal } = network.stored
  const icc = network.flag('enable_icc', true)
  if (internal) {
    return [
      ['insert', filter('DOCKER-ISOLATION-STAGE-1', '!', '-d', subnet, '-i', bridge, '-j', 'DROP')],
      ['insert', filter('DOCKER-ISOLATION-STAGE-1', '!', '-s', subnet, '-o', bridge, '-j', 'DROP')],
      ['append', filter('DOCKER-FORWARD', '-i', bridge, '-o', bridge, '-j', icc ? 'ACCEPT' : 'DROP')],
    ]
  }
  return [
    ['append', filter('DOCKER', '!', '-i', bridge, '-o', bridge, '-j', network.unprotected ? 'ACCEPT' : 'DROP')],
    ['append', filter('DOCKER-CT', '-o', bridge, ...established)],
    ['append', filter('DOCKER-BRIDGE', '-o', bridge, '-j', 'DOCKER')],
    ...(icc
      ? [['append', filter('DOCKER-FORWARD', '-i', bridge, '-j', 'ACCEPT')] as const]
      : [
          ['append', filter('DOCKER-FORWARD', '-i', bridge, '-o', bridge, '-j', 'DROP')] as const,
          ['append', filter('DOCKER-FORWARD', '-i', bridge, '!', '-o', bridge, '-j', 'ACCEPT')] as const,
        ]),
    ['append', filter('DOCKER-ISOLATION-STAGE-1', '-i', bridge, '!', '-o', bridge, '-j', 'DOCKER-ISOLATION-STAGE-2')],
    ['insert', filter('DOCKER-ISOLATION-STAGE-2', '-o', bridge, '-j', 'DROP')],
  ]
}

/** In reverse, as each goes to the top. */
function classicRules(bridge: string, subnet: string, internal: boolean, icc: boolean): readonly Placed[] {
  const within = filter('FORWARD', '-i', bridge, '-o', bridge, '-j', icc ? 'ACCEPT' : 'DROP')
  if (internal) {
    return [
      ['insert', within],
      ['insert', filter('DOCKER-ISOLATION-STAGE-1', '!', '-d', subnet, '-i', bridge, '-j', 'DROP')],
      ['insert', filter('DOCKER-ISOLATION-STAGE-1', '!', '-s', subnet, '-o', bridge, '-j', 'DROP')],
    ]
  }
  return [
    ['insert', within],
    ['insert', filter('FORWARD', '-i', bridge, '!', '-o', bridge, '-j', 'ACCEPT')],
    ['insert', filter('FORWARD', '-o', bridge, '-j', 'DOCKER')],
    ['insert', filter('FORWARD', '-o', bridge, ...established)],
    ['insert', filter('DOCKER-ISOLATION-STAGE-1', '-i', bridge, '!', '-o', bridge, '-j', 'DOCKER-ISOLATION-STAGE-2')],
    ['insert', filter('DOCKER-ISOLATION-STAGE-2', '-o', bridge, '-j', 'DROP')],
  ]
}
