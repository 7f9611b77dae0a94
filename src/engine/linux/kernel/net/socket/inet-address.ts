import { err, ok } from '../../../../base/result.ts'
import type { Res } from '../../calls.ts'
import { capableIn } from '../../namespace/capable.ts'
import type { Task } from '../../task.ts'
import type { Ip } from '../ip-text.ts'
import { ANY4, ANY6, formatIp, isAny, isMulticast, isV4, parseIp } from '../ip-text.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { InetAddress, SocketAddress } from '../socket-address.ts'

/** An address of a call as the kernel's own, checked against the socket's family. */
export function inetAddress(address: SocketAddress, family: 'inet' | 'inet6'): Res<{ readonly ip: Ip; readonly port: number }> {
  if (address.family === 'unix') return err('EAFNOSUPPORT')
  if (address.family === 'inet6' && family === 'inet') return err('EAFNOSUPPORT')
  const ip = address.address === '' ? (family === 'inet' ? ANY4 : ANY6) : parseIp(address.address)
  if (ip === undefined || !(address.port >= 0 && address.port <= 65_535)) return err('EINVAL')
  // An IPv6 socket given 0.0.0.0 means any address.
  return ok({ ip: family === 'inet6' && ip === ANY4 ? ANY6 : ip, port: address.port })
}

/** An address as calls show it: IPv4 on an IPv6 socket is mapped. */
export function shownAddress(family: 'inet' | 'inet6', ip: Ip, port: number): InetAddress {
  if (family === 'inet6' && isV4(ip)) return { family, address: ip === ANY4 ? '::' : `::ffff:${formatIp(ip)}`, port }
  return { family, address: formatIp(ip), port }
}

/** Whether a socket may be bound there (inet_bind): EADDRNOTAVAIL for foreign addresses, EACCES for low ports. */
export function mayBind(task: Task, namespace: NetNamespace, ip: Ip, port: number): Res<void> {
  const own = isAny(ip) || isMulticast(ip) || namespace.isLocal(ip) || namespace.sysctl.flag('net.ipv4.ip_nonlocal_bind')
  if (!own) return err('EADDRNOTAVAIL')
  const low = port > 0 && port < namespace.sysctl.number('net.ipv4.ip_unprivileged_port_start')
  return low && !capableIn(task, 'net', 'CAP_NET_BIND_SERVICE') ? err('EACCES') : ok(undefined)
}
