import type { LinkInfo } from '../../../kernel/net/netlink-calls.ts'
import type { IpContext } from './context.ts'
import { atLeast } from './context.ts'

/** Names of namespaces by the id this one knows them under. */
export type NamespaceNames = ReadonlyMap<number, string>

/** `eth0@if5`, `veth1@veth0`. */
export function linkName(link: LinkInfo): string {
  if (link.linkIndex === undefined) return link.name
  return `${link.name}@${link.linkNamespaceId === undefined && link.linkName ? link.linkName : `if${link.linkIndex}`}`
}

/** Flags in angle brackets, in ip's order. */
export function linkFlags(link: LinkInfo, links: readonly LinkInfo[]): string {
  const flags: string[] = []
  if (link.up && !link.carrier) flags.push('NO-CARRIER')
  if (link.kind === 'loopback') flags.push('LOOPBACK')
  else flags.push('BROADCAST', ...(link.kind === 'dummy' ? [] : ['MULTICAST']))
  if (link.kind === 'dummy') flags.push('NOARP')
  if (link.promiscuous) flags.push('PROMISC')
  if (link.up) flags.push('UP')
  if (link.up && link.carrier) flags.push('LOWER_UP')
  const lower = link.linkName === undefined ? undefined : links.find((other) => other.index === link.linkIndex)
  if (lower && !lower.up) flags.push('M-DOWN')
  return flags.join(',')
}

/** Both lines of a link; `addresses` leaves out the mode, as `ip address` does. */
export function linkLines(context: IpContext, link: LinkInfo, links: readonly LinkInfo[], names: NamespaceNames, addresses: boolean): string {
  const newline = context.oneline ? '\\' : '\n'
  const master = link.master ? ` master ${link.master}` : ''
  const mode = addresses ? '' : ' mode DEFAULT'
  const queue = link.txQueueLength > 0 ? `qlen ${link.txQueueLength}` : ''
  const qdisc = link.up
    ? link.qdisc
    : link.kind === 'ethernet' || link.kind === 'veth' || link.kind === 'bridge' || link.kind === 'loopback'
      ? 'noop'
      : link.qdisc
  const first = `${link.index}: ${linkName(link)}: <${linkFlags(link, links)}> mtu ${link.mtu} qdisc ${qdisc}${master} state ${link.operState}${mode} group default ${queue}`
  const zero = link.kind === 'loopback'
  const hardware = `    link/${zero ? 'loopback' : 'ether'} ${link.mac} brd ${zero ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff'}`
  const alias = link.alias === '' ? '' : `${newline}    alias ${link.alias}`
  const statistics = context.statistics > 0 ? newline + linkStatistics(context, link) : ''
  return `${first}${newline}${hardware}${otherNamespace(link, names)}${alias}${statistics}\n`
}

function otherNamespace(link: LinkInfo, names: NamespaceNames): string {
  const id = link.linkNamespaceId
  if (id === undefined) return ''
  const name = names.get(id)
  return name === undefined ? ` link-netnsid ${id}` : ` link-netns ${name}`
}

/** `ip -br link`. */
export const briefLink = (link: LinkInfo, links: readonly LinkInfo[]): string =>
  `${linkName(link).padEnd(16)} ${link.operState.padEnd(14)} ${link.mac} <${linkFlags(link, links)}> \n`

function linkStatistics(context: IpContext, { statistics: s }: LinkInfo): string {
  const newline = context.oneline ? '\\' : '\n'
  const rx = [s.rxBytes, s.rxPackets, s.rxErrors, s.rxDropped, 0, 0]
  const tx = [s.txBytes, s.txPackets, s.txErrors, s.txDropped, 0, 0]
  if (!atLeast(context, 5, 16)) {
    const line = (values: readonly number[]) => `    ${values.map((value, i) => String(value).padEnd(oldWidths[i] ?? 7)).join(' ')} `
    const rows = [
      '    RX: bytes  packets  errors  dropped overrun mcast   ',
      line(rx),
      '    TX: bytes  packets  errors  dropped carrier collsns ',
      line(tx),
    ]
    return rows.join(newline)
  }
  const widths = newWidths.map((width, i) => Math.max(width, String(rx[i] ?? 0).length, String(tx[i] ?? 0).length))
  const head = (what: string, names: readonly string[]) =>
    `    ${what}: ${names.map((name, i) => name.padStart((widths[i] ?? 0) - (i === 0 ? 4 : 0))).join(' ')} ${' '.repeat(10)}`
  const line = (values: readonly number[]) => `    ${values.map((value, i) => `${String(value).padStart(widths[i] ?? 0)} `).join('')}`
  return [
    head('RX', ['bytes', 'packets', 'errors', 'dropped', 'missed', 'mcast']),
    line(rx),
    head('TX', ['bytes', 'packets', 'errors', 'dropped', 'carrier', 'collsns']),
    line(tx),
  ].join(newline)
}

const oldWidths = [10, 8, 7, 7, 7, 7]
/** "*X errors:", packets, errors, dropped, heartbt, transns. */
const newWidths = [10, 7, 6, 7, 7, 7]
