import type { View, ViewDirectory } from '../../fs/views/view.ts'
import { viewDirectory, viewText } from '../../fs/views/view.ts'
import type { NetNamespace } from '../net-namespace.ts'
import { trackedConnections } from './conntrack-text.ts'
import { arpTable, deviceStatistics, ipv6Addresses, routes } from './interface-text.ts'
import { internetSockets, socketStatistics, unixSockets } from './socket-text.ts'

/** /proc/PID/net: a network namespace as text (proc_pid_net(5)). Leaves out: counters of protocols (snmp, netstat), multicast lists, fib_trie. */
export function procNet(namespace: NetNamespace): ViewDirectory {
  const entries: Record<string, View> = {
    arp: viewText(() => arpTable(namespace)),
    dev: viewText(() => deviceStatistics(namespace)),
    if_inet6: viewText(() => ipv6Addresses(namespace)),
    route: viewText(() => routes(namespace)),
    sockstat: viewText(() => socketStatistics(namespace)),
    tcp: viewText(() => internetSockets(namespace, 'tcp', 'inet')),
    tcp6: viewText(() => internetSockets(namespace, 'tcp', 'inet6')),
    udp: viewText(() => internetSockets(namespace, 'udp', 'inet')),
    udp6: viewText(() => internetSockets(namespace, 'udp', 'inet6')),
    raw: viewText(() => internetSockets(namespace, 'raw', 'inet')),
    raw6: viewText(() => internetSockets(namespace, 'raw', 'inet6')),
    icmp: viewText(() => internetSockets(namespace, 'icmp', 'inet')),
    icmp6: viewText(() => internetSockets(namespace, 'icmp', 'inet6')),
    unix: viewText(() => unixSockets(namespace)),
  }
  const names = (tables: Iterable<string> | undefined) =>
    [...(tables ?? [])]
      .reverse()
      .map((name) => `${name}\n`)
      .join('')
  if (namespace.netfilter) {
    entries.ip_tables_names = viewText(() => names(namespace.netfilter?.tables.keys()), { mode: 0o440 })
    entries.nf_conntrack = viewText(() => trackedConnections(namespace), { mode: 0o440 })
  }
  if (namespace.netfilter6) entries.ip6_tables_names = viewText(() => names(namespace.netfilter6?.tables.keys()), { mode: 0o440 })
  return viewDirectory(entries)
}
