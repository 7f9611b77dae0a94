import { routeTo, sourceOn } from '../ip/routing.ts'
import { formatIp, isV4, LOOPBACK4 } from '../ip-text.ts'
import { dropPacket } from '../journey.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { BuiltinChain, TableName } from '../netfilter-calls.ts'
import type { Packet } from '../packet.ts'
import { tcpFlagsText } from '../packet.ts'
import { Conntrack } from './conntrack.ts'
import type { MatchContext } from './match.ts'
import type { Manip } from './nat.ts'
import { decideNat, translate } from './nat.ts'
import type { NatRange, RejectWith } from './rule.ts'
import { Table } from './table.ts'
import type { TableVerdict } from './traverse.ts'
import { traverse } from './traverse.ts'

export type Hook = BuiltinChain

/** A rejected packet is answered by whoever ran the hook. */
export type Verdict = 'accept' | 'drop' | { readonly reject: RejectWith }

/**
 * The tables of a namespace and family, and the walk through them at each hook in the kernel's order (nf_hook priorities): raw, connection
 * tracking, mangle, NAT of destinations, filter; after routing mangle, NAT of sources, confirmation. Follows gVisor's idea that hooks only
 * give verdicts.
 */
export class Netfilter {
  readonly tables = new Map<TableName, Table>()
  readonly conntrack: Conntrack
  /** Connections are tracked as soon as a table needs it. */
  private tracking = false

  constructor(private readonly namespace: NetNamespace) {
    this.conntrack = new Conntrack(namespace.host.clock)
  }

  /** A table, made at first use. */
  table(name: TableName): Table {
    let table = this.tables.get(name)
    if (!table) {
      table = new Table(name)
      this.tables.set(name, table)
      if (name === 'nat') this.tracking = true
    }
    return table
  }

  /** Rules changed: matches on connection states need tracking (nf_ct_netns_get). */
  reconsiderTracking(): void {
    if (this.tracking) return
    for (const table of this.tables.values()) {
      for (const chain of table.chains.values()) {
        for (const { rule } of chain.rules) {
          if (rule.matches.some((match) => /^(conntrack|state|connmark)/.test(match.module))) this.tracking = true
        }
      }
    }
  }

  get tracks(): boolean {
    return this.tracking
  }

  run(hook: Hook, packet: Packet): Verdict {
    const context: MatchContext = {
      namespace: this.namespace,
      in: hook === 'OUTPUT' || hook === 'POSTROUTING' ? undefined : packet.inDevice,
      out: hook === 'PREROUTING' || hook === 'INPUT' ? undefined : packet.outDevice,
    }
    switch (hook) {
      case 'PREROUTING':
        return this.steps(
          packet,
          () => this.begin(hook, packet, context),
          () => this.nat(hook, packet, context, 'destination'),
        )
      case 'OUTPUT':
        return this.steps(
          packet,
          () => this.begin(hook, packet, context),
          () => this.nat(hook, packet, context, 'destination'),
          () => this.filter(hook, packet, context),
        )
      case 'FORWARD':
        return this.steps(
          packet,
          () => this.walk('mangle', hook, packet, context),
          () => this.filter(hook, packet, context),
        )
      case 'INPUT':
        return this.steps(
          packet,
          () => this.walk('mangle', hook, packet, context),
          () => this.filter(hook, packet, context),
          () => this.nat(hook, packet, context, 'source'),
          () => this.confirm(packet),
        )
      case 'POSTROUTING':
        return this.steps(
          packet,
          () => this.walk('mangle', hook, packet, context),
          () => this.nat(hook, packet, context, 'source'),
          () => this.confirm(packet),
        )
    }
  }

  private steps(packet: Packet, ...steps: readonly (() => TableVerdict)[]): Verdict {
    for (const step of steps) {
      const verdict = step()
      if (verdict === 'accept' || 'nat' in verdict) continue
      if ('reject' in verdict) return verdict
      dropPacket(packet, 'rule', { rule: verdict.drop, netns: this.namespace.inode })
      return 'drop'
    }
    return 'accept'
  }

  private walk(name: TableName, hook: Hook, packet: Packet, context: MatchContext): TableVerdict {
    const table = this.tables.get(name)
    if (!table) return 'accept'
    return traverse(table, hook, packet, context, (prefix) => this.namespace.host.log?.(logLine(prefix, packet, context)))
  }

  private begin(hook: Hook, packet: Packet, context: MatchContext): TableVerdict {
    const raw = this.walk('raw', hook, packet, context)
    if (raw !== 'accept') return raw
    if (this.tracking && !this.conntrack.track(packet)) return { drop: 'connection table full' }
    return this.walk('mangle', hook, packet, context)
  }

  private filter(hook: Hook, packet: Packet, context: MatchContext): TableVerdict {
    return this.walk('filter', hook, packet, context)
  }

  /** The nat table sees a connection's first packet only; what it decides holds for all of them. */
  private nat(hook: Hook, packet: Packet, context: MatchContext, manip: Manip): TableVerdict {
    const { tracked } = packet
    if (!tracked || !this.tables.has('nat')) return 'accept'
    const { entry, direction, related } = tracked
    const decided = manip === 'source' ? entry.sourceNat : entry.destinationNat
    if (!entry.confirmed && direction === 'original' && !related && !decided.decided) {
      const verdict = this.walk('nat', hook, packet, context)
      if (verdict !== 'accept' && !('nat' in verdict)) return verdict
      const range = verdict === 'accept' ? undefined : this.rangeOf(verdict, hook, packet, context)
      if (!decideNat(this.conntrack, this.namespace, entry, manip, range)) return { drop: 'no free port for translation' }
    }
    translate(packet, tracked, manip)
    return 'accept'
  }

  private rangeOf(verdict: { readonly nat: string; readonly to: NatRange }, hook: Hook, packet: Packet, { out, in: device }: MatchContext): NatRange {
    const { nat, to } = verdict
    const one = (ip: string): NatRange => ({ ...to, addresses: [ip, ip] })
    if (nat === 'MASQUERADE' && out) {
      const routed = routeTo(this.namespace, packet.destination, { device: out })
      const nextHop = routed.ok ? routed.value.nextHop : packet.destination
      return one(formatIp(sourceOn(this.namespace, out, nextHop, packet.destination)))
    }
    if (nat === 'REDIRECT') {
      if (hook === 'OUTPUT' || !device) return one(formatIp(LOOPBACK4))
      const own = device.addresses.find((address) => isV4(address.address) === isV4(packet.destination))
      return own ? one(formatIp(own.address)) : to
    }
    return to
  }

  private confirm(packet: Packet): TableVerdict {
    return this.conntrack.confirm(packet) ? 'accept' : { drop: 'connection clashes with another' }
  }
}

/** What the LOG target prints (nf_log_ipv4). */
function logLine(prefix: string, packet: Packet, { in: device, out }: MatchContext): string {
  const { payload } = packet
  const head = `${prefix}IN=${device?.name ?? ''} OUT=${out?.name ?? ''} SRC=${formatIp(packet.source)} DST=${formatIp(packet.destination)}`
  const ip = `LEN=${packet.size} TOS=0x${packet.tos.toString(16).padStart(2, '0').toUpperCase()} PREC=0x00 TTL=${packet.ttl} ID=0 DF`
  if (payload.kind === 'icmp') return `${head} ${ip} PROTO=ICMP TYPE=${payload.type} CODE=${payload.code} ID=${payload.id} SEQ=${payload.sequence} `
  const ports = `PROTO=${payload.kind.toUpperCase()} SPT=${payload.sourcePort} DPT=${payload.destinationPort}`
  if (payload.kind === 'udp') return `${head} ${ip} ${ports} LEN=${payload.data.length + 8} `
  const flags = [...tcpFlagsText(payload.flags)].map((flag) => ({ S: 'SYN', F: 'FIN', R: 'RST', P: 'PSH', '.': 'ACK' })[flag] ?? '').join(' ')
  return `${head} ${ip} ${ports} WINDOW=${Math.min(65_535, payload.window)} RES=0x00 ${flags} URGP=0 `
}
