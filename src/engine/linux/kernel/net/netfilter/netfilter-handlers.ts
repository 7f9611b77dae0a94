import { err, ok } from '../../../../base/result.ts'
import type { Handlers } from '../../handlers.ts'
import { capableIn } from '../../namespace/capable.ts'
import type { Task } from '../../task.ts'
import { formatIp } from '../ip-text.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { NetfilterCalls, NetfilterFamily } from '../netfilter-calls.ts'
import { applyChanges } from './change.ts'
import { Netfilter } from './netfilter.ts'

const administers = (task: Task): boolean => capableIn(task, 'net', 'CAP_NET_ADMIN')

/** A namespace's tables of a family, made at first use. */
function netfilterOf(namespace: NetNamespace, family: NetfilterFamily | undefined): Netfilter {
  if (family === 'ipv6') {
    namespace.netfilter6 ??= new Netfilter(namespace)
    return namespace.netfilter6
  }
  namespace.netfilter ??= new Netfilter(namespace)
  return namespace.netfilter
}

/** Calls on tables and tracked connections. */
export const netfilterCalls: Handlers<keyof NetfilterCalls> = {
  netfilterRead: (task, { table, family }) => (administers(task) ? ok(netfilterOf(task.namespaces.net, family).table(table).state()) : err('EPERM')),

  netfilterChange: (task, { table, family, changes }) => {
    if (!administers(task)) return err({ errno: 'EPERM', index: 0, why: 'permission' })
    const netfilter = netfilterOf(task.namespaces.net, family)
    const applied = applyChanges(netfilter.table(table), changes)
    if (!applied.ok) return applied
    netfilter.reconsiderTracking()
    task.kernel.record(task, 'netfilter.changed', { table, family: family ?? 'ipv4', netns: task.namespaces.net.inode, changes: changes.length })
    return applied
  },

  netfilterTables: (task, { family }) => {
    const { net } = task.namespaces
    const netfilter = family === 'ipv6' ? net.netfilter6 : net.netfilter
    return [...(netfilter?.tables.keys() ?? [])]
  },

  conntrackList: (task) => {
    if (!administers(task)) return err('EPERM')
    const conntrack = task.namespaces.net.netfilter?.conntrack
    return ok(conntrack?.list().map((entry) => conntrack.describe(entry)) ?? [])
  },

  conntrackDelete: (task, { protocol, source, destination, destinationPort }) => {
    if (!administers(task)) return err('EPERM')
    const conntrack = task.namespaces.net.netfilter?.conntrack
    const doomed = (conntrack?.list() ?? []).filter(
      ({ original }) =>
        (protocol === undefined || original.protocol === protocol) &&
        (source === undefined || formatIp(original.source) === source) &&
        (destination === undefined || formatIp(original.destination) === destination) &&
        (destinationPort === undefined || original.destinationPort === destinationPort),
    )
    for (const entry of doomed) conntrack?.delete(entry)
    return ok(doomed.length)
  },
}
