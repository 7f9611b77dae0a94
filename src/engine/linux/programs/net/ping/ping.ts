import type { Fd, Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { InetAddress } from '../../../kernel/net/socket-address.ts'
import type { Main } from '../../../kernel/program.ts'
import { signals } from '../../../kernel/signal.ts'
import type { Parsed } from '../../../libc/getopt.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { getaddrinfo, hostName, resolveErrorText } from '../../../libc/resolver.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { IcmpSeen } from './echo.ts'
import { echoRequest, icmpErrorText, openIcmp, receiveIcmp } from './echo.ts'

/** Models iputils' ping(8): -4 -6 -c -D -i -I -n -O -q -s -t -w -W. Flooding, patterns, record route and timestamps in packets are not simulated. */
const table = optionTable('4 6 a A b B c: C D d e: f F: h H i: I: l: L m: M: n N: O p: q Q: r R s: S: t: T: U v V w: W: 3')

const usage = `
Usage
  ping [options] <destination>

Options:
  <destination>      DNS name or IP address
  -c <count>         stop after <count> replies
  -D                 print timestamps
  -h                 print help and exit
  -I <interface>     either interface name or address
  -i <interval>      seconds between sending each packet
  -n                 no reverse DNS name resolution
  -O                 report outstanding replies
  -q                 quiet output
  -s <size>          use <size> as number of data bytes to be sent
  -t <ttl>           define time to live
  -V                 print version and exit
  -w <deadline>      reply wait <deadline> in seconds
  -W <timeout>       time to wait for response

IPv4 options:
  -4                 use IPv4

IPv6 options:
  -6                 use IPv6

For more details see ping(8).
`

export const ping: Main = function* ({ argv, build }) {
  const options = getopt(argv.slice(1), table)
  if (!options.ok) {
    yield* printError(`ping: ${options.message}\n${usage}`)
    return 2
  }
  const parsed = options.value
  if (parsed.has('V')) {
    yield* print(`ping from iputils ${build.get('version') ?? '20221126'}\n`)
    return 0
  }
  const missing = [...'aABCdeFflLmMNpQrRSTUH3b'].find((letter) => parsed.has(letter))
  if (missing) {
    yield* printError(`cais: ping: -${missing} is not simulated\n`)
    return 2
  }
  const target = parsed.operands.at(-1)
  if (parsed.has('h') || target === undefined) {
    yield* printError(parsed.has('h') ? usage : `ping: usage error: Destination address required\n`)
    return parsed.has('h') ? 2 : 1
  }
  return yield* start(target, parsed)
}

function* number(parsed: Parsed, key: string, low: number): Sys<number | undefined | 'bad'> {
  const text = parsed.value(key)
  if (text === undefined) return undefined
  const value = Number(text)
  if (Number.isFinite(value) && text !== '' && value >= low) return value
  yield* printError(
    `ping: invalid argument: '${text}'${Number.isFinite(value) && text !== '' ? `: out of range: ${low} <= value <= 9223372036854775807` : ''}\n`,
  )
  return 'bad'
}

interface Settings {
  readonly name: string
  readonly address: InetAddress
  readonly count: number
  readonly intervalMs: number
  readonly waitMs: number | undefined
  readonly deadlineMs: number | undefined
  readonly size: number
  readonly ttl: number | undefined
  readonly numeric: boolean
  readonly quiet: boolean
  readonly stamps: boolean
  readonly outstanding: boolean
}

function* start(name: string, parsed: Parsed): Sys<number> {
  const values = new Map<string, number | undefined>()
  for (const [key, low] of [
    ['c', 1],
    ['i', 0.002],
    ['W', 0],
    ['w', 0],
    ['s', 0],
    ['t', 0],
  ] as const) {
    const value = yield* number(parsed, key, low)
    if (value === 'bad') return 1
    values.set(key, value)
  }
  const family = parsed.has('4') ? 'inet' : parsed.has('6') ? 'inet6' : undefined
  const found = yield* getaddrinfo(name, { port: 0, ...(family && { family }) })
  if (!found.ok) {
    yield* printError(`ping: ${name}: ${resolveErrorText(found.error)}\n`)
    return 2
  }
  const address = found.value[0] as InetAddress
  const socket = yield* openIcmp(address.family)
  if (!socket.ok) {
    yield* printError(`ping: socktype: SOCK_RAW\nping: socket: ${strerror(socket.error)}\nping: => missing cap_net_raw+p capability or setuid?\n`)
    return 2
  }
  const device = parsed.value('I')
  if (device !== undefined && !(yield* bindTo(socket.value.fd, device))) return 2
  const settings: Settings = {
    name,
    address,
    count: values.get('c') ?? Number.POSITIVE_INFINITY,
    intervalMs: (values.get('i') ?? 1) * 1000,
    waitMs: seconds(values.get('W')),
    deadlineMs: seconds(values.get('w')),
    size: values.get('s') ?? 56,
    ttl: values.get('t'),
    numeric: parsed.has('n') || name === address.address,
    quiet: parsed.has('q'),
    stamps: parsed.has('D'),
    outstanding: parsed.has('O'),
  }
  return yield* new Pinger(settings, socket.value.fd, socket.value.raw).run()
}

const seconds = (value: number | undefined): number | undefined => (value === undefined || value === 0 ? undefined : value * 1000)

function* bindTo(fd: Fd, device: string): Sys<boolean> {
  const isAddress = /^[\d.]+$/.test(device) || device.includes(':')
  const bound = isAddress
    ? yield* sys.bind({ fd, address: { family: device.includes(':') ? 'inet6' : 'inet', address: device, port: 0 } })
    : yield* sys.setsockopt({ fd, options: { device } })
  if (bound.ok) return true
  yield* printError(isAddress ? `ping: bind: ${strerror(bound.error)}\n` : `ping: unknown iface: ${device}\n`)
  return false
}

/** A run of ping: sends at its interval, prints what comes back, and sums up at the end or on Ctrl-C. */
class Pinger {
  private readonly sentAt = new Map<number, number>()
  private readonly answered = new Set<number>()
  private id = 0
  private transmitted = 0
  private duplicates = 0
  private errors = 0
  private readonly times: number[] = []
  private startMs = 0
  private lastMs = 0
  private interrupted = false
  private pipe = 0
  private lastSentMs = 0

  constructor(
    private readonly settings: Settings,
    private readonly fd: Fd,
    private readonly raw: boolean,
  ) {}

  *run(): Sys<number> {
    const { settings } = this
    const self = this
    for (const signal of [signals.SIGINT, signals.SIGALRM]) {
      yield* sys.sigaction({
        signal,
        *handler() {
          self.interrupted = true
        },
      })
    }
    this.id = (yield* sys.getpid({})) & 0xffff
    const reachable = yield* this.probeRoute()
    if (!reachable) return 2
    const size = settings.size
    const { address, family } = settings.address
    if (family === 'inet') yield* print(`PING ${settings.name} (${address}) ${size}(${size + 28}) bytes of data.\n`)
    else yield* print(`PING ${settings.name}(${yield* this.shown(address)}) ${size} data bytes\n`)
    this.startMs = yield* sys.clockMonotonic({})
    this.lastMs = this.startMs
    let nextMs = this.startMs
    for (;;) {
      const nowMs = yield* sys.clockMonotonic({})
      if (this.interrupted || this.finished(nowMs)) break
      if (nowMs >= nextMs && this.transmitted < settings.count) {
        yield* this.send(nowMs)
        nextMs += settings.intervalMs
        continue
      }
      const untilMs = this.transmitted < settings.count ? nextMs : this.giveUpMs()
      const deadline = settings.deadlineMs === undefined ? untilMs : Math.min(untilMs, this.startMs + settings.deadlineMs)
      if (deadline <= nowMs) break
      yield* this.listen(deadline - nowMs)
    }
    yield* this.summary()
    return this.times.length > 0 && !(settings.deadlineMs !== undefined && Number.isFinite(settings.count) && this.times.length < settings.count)
      ? 0
      : 1
  }

  /** As iputils does with a UDP socket: no route is an error before anything is sent. */
  private *probeRoute(): Sys<boolean> {
    const { address } = this.settings
    const probe = yield* sys.socket({ family: address.family, type: 'dgram' })
    if (!probe.ok) return true
    const connected = yield* sys.connect({ fd: probe.value, address: { ...address, port: 1025 } })
    yield* sys.close({ fd: probe.value })
    if (connected.ok) return true
    yield* printError(`ping: connect: ${strerror(connected.error)}\n`)
    return false
  }

  private finished(nowMs: number): boolean {
    const { count, deadlineMs } = this.settings
    if (this.times.length + this.errors >= count) return true
    return deadlineMs !== undefined && nowMs - this.startMs >= deadlineMs
  }

  /** How long to wait for the last answers: twice the slowest so far, else -W or ten seconds. */
  private giveUpMs(): number {
    const slowest = this.times.length > 0 ? Math.max(...this.times) : undefined
    const wait = this.settings.waitMs ?? (slowest === undefined ? 10_000 : Math.max(2 * slowest, this.settings.intervalMs))
    return this.lastSentMs + wait
  }

  private *send(nowMs: number): Sys<void> {
    const { settings } = this
    const sequence = ++this.transmitted
    if (settings.outstanding && sequence > 1 && !this.answered.has(sequence - 1)) yield* print(`no answer yet for icmp_seq=${sequence - 1}\n`)
    this.lastSentMs = nowMs
    this.sentAt.set(sequence, nowMs)
    const bytes = echoRequest(this.id, sequence, settings.size)
    const sent = yield* sys.send({ fd: this.fd, bytes, to: settings.address, ...(settings.ttl !== undefined && { ttl: settings.ttl }) })
    if (!sent.ok) {
      yield* printError(`ping: sendmsg: ${strerror(sent.error)}\n`)
      this.sentAt.delete(sequence)
    }
    this.pipe = Math.max(this.pipe, this.sentAt.size - this.answered.size)
    this.lastMs = nowMs
  }

  private *listen(timeoutMs: number): Sys<void> {
    const seen = yield* receiveIcmp(this.fd, timeoutMs)
    if (!seen.ok) return
    const nowMs = yield* sys.clockMonotonic({})
    const message = seen.value
    if (message.about) {
      if (message.about.protocol === 1 && (!this.raw || message.about.id === this.id) && this.sentAt.has(message.about.sequence))
        yield* this.error(message)
      return
    }
    if (message.type !== 0 || (this.raw && message.id !== this.id)) return
    const sentMs = this.sentAt.get(message.sequence)
    if (sentMs === undefined) return
    this.lastMs = nowMs
    const again = this.answered.has(message.sequence)
    if (again) this.duplicates++
    else {
      this.answered.add(message.sequence)
      this.times.push(nowMs - sentMs)
    }
    if (this.settings.quiet) return
    const from = yield* this.shown(message.from)
    const text = `${message.bytes} bytes from ${from}: icmp_seq=${message.sequence} ttl=${message.ttl} time=${timeText(nowMs - sentMs)} ms${again ? ' (DUP!)' : ''}\n`
    yield* print(`${yield* this.stamp()}${text}`)
  }

  private *error(message: IcmpSeen): Sys<void> {
    this.errors++
    this.lastMs = yield* sys.clockMonotonic({})
    if (this.settings.quiet) return
    const from = yield* this.shown(message.from)
    yield* print(`${yield* this.stamp()}From ${from} icmp_seq=${message.about?.sequence ?? 0} ${icmpErrorText(message.type, message.code)}\n`)
  }

  private *stamp(): Sys<string> {
    if (!this.settings.stamps) return ''
    return `[${((yield* sys.clockRealtime({})) / 1000).toFixed(6)}] `
  }

  private readonly names = new Map<string, string>()

  /** `name (address)`, or the address alone. */
  private *shown(address: string): Sys<string> {
    if (this.settings.numeric) return address
    let name = this.names.get(address)
    if (name === undefined) {
      name = (yield* hostName(address)) ?? address
      this.names.set(address, name)
    }
    return name === address ? address : `${name} (${address})`
  }

  private *summary(): Sys<void> {
    const { transmitted, times, errors, duplicates } = this
    const loss = transmitted > 0 ? ((transmitted - times.length) * 100) / transmitted : 0
    const lossText = `${Number(loss.toPrecision(6))}%`
    const parts = [`${transmitted} packets transmitted`, `${times.length} received`]
    if (duplicates > 0) parts.push(`+${duplicates} duplicates`)
    if (errors > 0) parts.push(`+${errors} errors`)
    parts.push(`${lossText} packet loss`, `time ${Math.floor(this.lastMs - this.startMs)}ms`)
    let text = `\n--- ${this.settings.name} ping statistics ---\n${parts.join(', ')}\n`
    if (times.length > 0) {
      const average = times.reduce((sum, ms) => sum + ms, 0) / times.length
      const deviation = Math.sqrt(Math.max(0, times.reduce((sum, ms) => sum + ms * ms, 0) / times.length - average * average))
      const fixed = (ms: number) => ms.toFixed(3)
      text += `rtt min/avg/max/mdev = ${fixed(Math.min(...times))}/${fixed(average)}/${fixed(Math.max(...times))}/${fixed(deviation)} ms`
    }
    if (this.pipe > 1) text += `${times.length > 0 ? ', ' : ''}pipe ${this.pipe}`
    yield* print(`${text}\n`)
  }
}

/** iputils' precision: about three digits. */
function timeText(ms: number): string {
  const us = Math.round(ms * 1000)
  if (us >= 99_950) return String(Math.floor((us + 500) / 1000))
  if (us >= 9_995) return `${Math.floor((us + 50) / 1000)}.${Math.floor(((us + 50) % 1000) / 100)}`
  if (us >= 1000) return `${Math.floor((us + 5) / 1000)}.${String(Math.floor(((us + 5) % 1000) / 10)).padStart(2, '0')}`
  return `${Math.floor(us / 1000)}.${String(us % 1000).padStart(3, '0')}`
}
