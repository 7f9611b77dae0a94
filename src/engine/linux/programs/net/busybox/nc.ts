import { strerror } from '../../../kernel/errno.ts'
import type { InetAddress } from '../../../kernel/net/socket-address.ts'
import type { Main } from '../../../kernel/program.ts'
import { connectTo } from '../../../libc/http/dial.ts'
import { getaddrinfo } from '../../../libc/resolver.ts'
import { printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { relay } from '../nc/relay.ts'
import type { Applet } from './applet.ts'
import { appletOptions, appletUsage } from './applet.ts'

const applet: Applet = {
  name: 'nc',
  options: 'l p: n u w: v z i: o: s: e: k',
  usage: '[OPTIONS] HOST PORT  - connect\nnc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen',
  unsimulated: ['i', 'o', 's', 'e', 'k'],
}

/** Models busybox' netcat. */
export const busyboxNc: Main = function* (start) {
  const parsed = yield* appletOptions(applet, start)
  if (typeof parsed === 'number') return parsed
  const waitMs = parsed.has('w') ? Number(parsed.value('w')) * 1000 : undefined
  const udp = parsed.has('u')
  if (parsed.has('l')) {
    const port = Number(parsed.value('p') ?? parsed.operands.at(-1))
    if (!(port > 0)) return yield* appletUsage(applet, start.build)
    const fd = yield* sys.socket({ family: 'inet', type: 'stream' })
    if (!fd.ok) return 1
    yield* sys.setsockopt({ fd: fd.value, options: { reuseAddress: true } })
    const bound = yield* sys.bind({ fd: fd.value, address: { family: 'inet', address: '0.0.0.0', port } })
    if (!bound.ok) {
      yield* printError(`nc: bind: ${strerror(bound.error)}\n`)
      return 1
    }
    yield* sys.listen({ fd: fd.value, backlog: 1 })
    if (parsed.has('v')) yield* printError(`nc: listening on 0.0.0.0:${port} ...\n`)
    const accepted = yield* sys.accept({ fd: fd.value })
    if (!accepted.ok) return 1
    yield* relay(accepted.value.fd, { shutdown: true, idleMs: waitMs, input: true, datagrams: false })
    return 0
  }
  const [host, port] = parsed.operands
  if (host === undefined || port === undefined) return yield* appletUsage(applet, start.build)
  const found = yield* getaddrinfo(host, { port: Number(port) })
  const address = found.ok ? (found.value[0] as InetAddress) : undefined
  if (!address) {
    yield* printError(`nc: bad address '${host}'\n`)
    return 1
  }
  let fd = yield* connectTo(address, waitMs)
  if (udp) {
    fd = yield* sys.socket({ family: address.family, type: 'dgram' })
    if (fd.ok) yield* sys.connect({ fd: fd.value, address })
  }
  if (!fd.ok) {
    const timedOut = fd.error === 'ETIMEDOUT' && waitMs !== undefined
    yield* printError(timedOut ? 'nc: timed out\n' : `nc: can't connect to remote host (${address.address}): ${strerror(fd.error)}\n`)
    return 1
  }
  if (parsed.has('v')) yield* printError(`${host} (${address.address}:${port}) open\n`)
  if (!parsed.has('z')) yield* relay(fd.value, { shutdown: true, idleMs: waitMs, input: true, datagrams: udp })
  return 0
}
