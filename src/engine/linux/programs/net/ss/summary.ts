import type { Sys } from '../../../kernel/calls.ts'
import type { SocketInfo } from '../../../kernel/net/netlink-calls.ts'
import { print } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'

/** `ss -s`. */
export function* summary(): Sys<number> {
  const listed = yield* sys.socketDiag({})
  const all = listed.ok ? listed.value : []
  const waiting = all.filter((socket) => socket.state === 'TIME-WAIT').length
  const established = all.filter((socket) => socket.kind === 'tcp' && socket.state === 'ESTAB').length
  const tcp = all.filter((socket) => socket.kind === 'tcp').length
  const row = (name: string, of: readonly SocketInfo[]) => {
    const six = of.filter((socket) => socket.family === 'inet6').length
    return `${name}\t  ${String(of.length).padEnd(9)} ${String(of.length - six).padEnd(9)} ${String(six).padEnd(9)}\n`
  }
  const living = (kind: SocketInfo['kind']) => all.filter((socket) => socket.kind === kind && socket.state !== 'TIME-WAIT')
  const [raw, udp, stream] = [living('raw'), living('udp'), living('tcp')]
  yield* print(
    `Total: ${all.length - waiting}\nTCP:   ${tcp} (estab ${established}, closed ${waiting}, orphaned 0, timewait ${waiting})\n\nTransport Total     IP        IPv6\n` +
      row('RAW', raw) +
      row('UDP', udp) +
      row('TCP', stream) +
      row('INET', [...raw, ...udp, ...stream]) +
      row('FRAG', []) +
      '\n',
  )
  return 0
}
