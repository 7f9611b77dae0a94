import type { Fd, Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { InetAddress } from '../../../kernel/net/socket-address.ts'
import type { Main } from '../../../kernel/program.ts'
import { signals } from '../../../kernel/signal.ts'
import { getaddrinfo } from '../../../libc/resolver.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { echoRequest, receiveIcmp } from '../ping/echo.ts'
import type { Applet } from './applet.ts'
import { appletOptions, appletUsage } from './applet.ts'

const applet: Applet = {
  name: 'ping',
  options: '4 6 c: i: I: q s: t: w: W: A p: v',
  usage: '[OPTIONS] HOST',
  unsimulated: ['A', 'p', 'I'],
}

interface Run {
  readonly host: string
  readonly address: InetAddress
  readonly count: number
  readonly intervalMs: number
  readonly waitMs: number
  readonly deadlineMs: number | undefined
  readonly size: number
  readonly ttl: number | undefined
  readonly quiet: boolean
}

/** Models busybox' ping: sequence numbers from 0, a summary of three numbers. */
export const busyboxPing: Main = function* (start) {
  const parsed = yield* appletOptions(applet, start)
  if (typeof parsed === 'number') return parsed
  const host = parsed.operands[0]
  if (host === undefined) return yield* appletUsage(applet, start.build)
  const family = parsed.has('4') ? 'inet' : parsed.has('6') ? 'inet6' : undefined
  const found = yield* getaddrinfo(host, { port: 0, ...(family && { family }) })
  const address = found.ok ? found.value[0] : undefined
  if (!address) {
    yield* printError(`ping: bad address '${host}'\n`)
    return 1
  }
  const value = (key: string) => (parsed.has(key) ? Number(parsed.value(key)) : undefined)
  const size = value('s') ?? 56
  yield* print(`PING ${host} (${address.address}): ${size} data bytes\n`)
  const raw = yield* sys.socket({ family: address.family, type: 'raw', protocol: 'icmp' })
  const socket = raw.ok ? raw : yield* sys.socket({ family: address.family, type: 'dgram', protocol: 'icmp' })
  if (!socket.ok) {
    yield* printError('ping: permission denied (are you root?)\n')
    return 1
  }
  const deadline = value('w')
  const run: Run = {
    host,
    address,
    count: value('c') ?? Number.POSITIVE_INFINITY,
    intervalMs: (value('i') ?? 1) * 1000,
    waitMs: (value('W') ?? 10) * 1000,
    deadlineMs: deadline === undefined ? undefined : deadline * 1000,
    size,
    ttl: value('t'),
    quiet: parsed.has('q'),
  }
  return yield* pingAll(run, socket.value, raw.ok)
}

function* pingAll(run: Run, fd: Fd, raw: boolean): Sys<number> {
  const times: number[] = []
  let [sent, stop] = [0, false]
  yield* sys.sigaction({
    signal: signals.SIGINT,
    *handler() {
      stop = true
    },
  })
  const id = (yield* sys.getpid({})) & 0xffff
  const startMs = yield* sys.clockMonotonic({})
  const sentAt: number[] = []
  let nextMs = startMs
  while (!stop) {
    const nowMs = yield* sys.clockMonotonic({})
    if (run.deadlineMs !== undefined && nowMs - startMs >= run.deadlineMs) break
    if (sent < run.count && nowMs >= nextMs) {
      sentAt[sent] = nowMs
      const out = yield* sys.send({ fd, bytes: echoRequest(id, sent, run.size), to: run.address, ...(run.ttl !== undefined && { ttl: run.ttl }) })
      if (!out.ok) {
        yield* printError(`ping: sendto: ${strerror(out.error)}\n`)
        return 1
      }
      sent++
      nextMs += run.intervalMs
      continue
    }
    // After the last one: as long again as the slowest answer took, or -W.
    const lastWait = times.length > 0 ? Math.max(...times) * 2 : run.waitMs
    const untilMs = sent < run.count ? nextMs : (sentAt.at(-1) ?? nowMs) + lastWait
    if (times.length >= run.count || untilMs <= nowMs) break
    const seen = yield* receiveIcmp(fd, untilMs - nowMs)
    if (!seen.ok) continue
    const { type, bytes, from, ttl, sequence } = seen.value
    const began = sentAt[sequence]
    if (type !== 0 || (raw && seen.value.id !== id) || began === undefined) continue
    const ms = (yield* sys.clockMonotonic({})) - began
    times.push(ms)
    if (!run.quiet) yield* print(`${bytes} bytes from ${from}: seq=${sequence} ttl=${ttl} time=${ms.toFixed(3)} ms\n`)
  }
  const loss = sent > 0 ? Math.floor(((sent - times.length) * 100) / sent) : 0
  let text = `\n--- ${run.host} ping statistics ---\n${sent} packets transmitted, ${times.length} packets received, ${loss}% packet loss\n`
  if (times.length > 0) {
    const average = times.reduce((sum, ms) => sum + ms, 0) / times.length
    text += `round-trip min/avg/max = ${Math.min(...times).toFixed(3)}/${average.toFixed(3)}/${Math.max(...times).toFixed(3)} ms\n`
  }
  yield* print(text)
  return times.length > 0 ? 0 : 1
}
