import type { SocketInfo } from '../../../kernel/net/netlink-calls.ts'
import type { Listing } from './socket-text.ts'
import { ownersText, portName, timerText } from './socket-text.ts'

/** ss as releases before 4.15 print it: fixed widths out of the screen's. */
export function oldTable(listing: Listing, screen: number): string {
  let netid = listing.netid ? 5 : 0
  let state = listing.state ? 10 : 0
  let address = screen - 14 - (netid ? netid + 1 : 0) - (state ? state + 1 : 0)
  if (address & 1) {
    if (netid) netid++
    else if (state) state++
  }
  address = Math.floor(address / 2) - 1
  const service = listing.numeric ? 5 : 7
  address = Math.max(address, 15 + service + 1) - service - 1
  const lead = (kind: string, name: string) => `${netid ? `${kind.padEnd(netid)} ` : ''}${state ? `${name.padEnd(state)} ` : ''}`
  const pair = (local: string, localPort: string, peer: string, peerPort: string, width: number, ports: number) =>
    `${local.padStart(width)}:${localPort.padEnd(ports)} ${peer.padStart(width)}:${peerPort.padEnd(ports)}`
  const heading = `${lead('Netid', 'State')}${'Recv-Q'.padEnd(6)} ${'Send-Q'.padEnd(6)} ${pair('Local Address', 'Port', 'Peer Address', 'Port', address - 13, service + 13)}\n`
  const rows = listing.sockets.map((socket) => {
    const queues = `${String(socket.receiveQueue).padEnd(6)} ${String(socket.sendQueue).padEnd(6)}`
    const ports = [portName(listing, socket, socket.localPort), portName(listing, socket, socket.peerPort)] as const
    const ends = pair(addressText(socket, socket.localAddress), ports[0], addressText(socket, socket.peerAddress), ports[1], address, service)
    const extra = [ownersText(listing, socket), listing.timers ? timerText(socket) : ''].filter(Boolean).join(' ')
    return `${lead(socket.kind, socket.state)}${queues} ${ends} ${extra}\n`
  })
  return (listing.headings ? heading : '') + rows.join('')
}

const addressText = (socket: SocketInfo, address: string): string =>
  address === '0.0.0.0' ? '*' : address === '::' && socket.family === 'inet6' ? '::' : address
