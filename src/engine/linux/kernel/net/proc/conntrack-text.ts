import type { NetNamespace } from '../net-namespace.ts'
import type { ConntrackEntry, ConntrackTuple } from '../netfilter-calls.ts'

const numbers = { icmp: 1, tcp: 6, udp: 17 } as const

/** A tracked connection as /proc/net/nf_conntrack prints it after the layer-3 columns; conntrack(8) prints the same. */
export function trackedConnection(entry: ConntrackEntry): string {
  const words = [`${entry.protocol.padEnd(8)} ${numbers[entry.protocol]} ${entry.timeoutSeconds}`]
  if (entry.state) words.push(entry.state)
  words.push(...tuple(entry, entry.original, true))
  if (!entry.replied) words.push('[UNREPLIED]')
  words.push(...tuple(entry, entry.reply, false))
  if (entry.assured) words.push('[ASSURED]')
  words.push(`mark=${entry.mark}`)
  return words.join(' ')
}

function tuple(entry: ConntrackEntry, { source, destination, sourcePort, destinationPort }: ConntrackTuple, original: boolean): readonly string[] {
  const addresses = [`src=${source}`, `dst=${destination}`]
  if (!entry.icmp) return [...addresses, `sport=${sourcePort}`, `dport=${destinationPort}`]
  return [...addresses, `type=${original ? entry.icmp.type : 0}`, `code=${entry.icmp.code}`, `id=${sourcePort}`]
}

/** /proc/net/nf_conntrack. */
export function trackedConnections(namespace: NetNamespace): string {
  const conntrack = namespace.netfilter?.conntrack
  const entries = conntrack?.list() ?? []
  return entries.map((entry) => `ipv4     2 ${conntrack ? trackedConnection(conntrack.describe(entry)) : ''} zone=0 use=2\n`).join('')
}
