import { ok } from '../../../../base/result.ts'
import type { Handlers } from '../../handlers.ts'
import type { NetNamespace } from '../net-namespace.ts'
import type { SocketInfo } from '../netlink-calls.ts'
import { Socket } from '../socket/socket.ts'
import { connectionInfo, listenerInfo } from '../tcp/info.ts'

type Kind = 'tcp' | 'udp' | 'raw' | 'unix' | 'packet' | 'icmp'

/** sock_diag(7). */
export const diagCalls: Handlers<'socketDiag'> = {
  socketDiag: (task, { families }) => ok(socketsOf(task.namespaces.net, families)),
}

/** The sockets of a namespace, listeners before connections. */
export function socketsOf(namespace: NetNamespace, kinds: readonly Kind[] | undefined): readonly SocketInfo[] {
  const protocols = namespace.usedProtocols
  if (!protocols) return []
  const wants = (kind: Kind) => !kinds || kinds.includes(kind)
  const { nowMs } = namespace.host.clock
  const found: (SocketInfo | undefined)[] = []
  if (wants('udp')) for (const receiver of protocols.udp.all()) if (receiver instanceof Socket) found.push(receiver.info())
  if (wants('tcp')) {
    for (const listener of protocols.tcp.allListeners()) found.push(listenerInfo(listener))
    for (const connection of protocols.tcp.allConnections()) found.push(connectionInfo(connection, nowMs))
  }
  for (const receiver of protocols.icmp.all()) {
    const info = receiver instanceof Socket ? receiver.info() : undefined
    if (info && wants(info.kind === 'raw' ? 'raw' : 'icmp')) found.push(info)
  }
  if (wants('unix')) for (const socket of protocols.unix.all()) found.push(socket.info())
  return found.filter((info): info is SocketInfo => info !== undefined)
}
