import { describe, expect, test } from 'vitest'
import { decode, encode } from '../base/utf8.ts'
import { O } from '../linux/kernel/calls.ts'
import { FillerContent } from '../linux/kernel/content.ts'
import { filler, holding } from '../linux/kernel/fs/tree.ts'
import { Ethernet } from '../linux/kernel/net/device/ethernet.ts'
import type { Main } from '../linux/kernel/program.ts'
import { print } from '../linux/libc/stdio.ts'
import { netPrograms } from '../linux/programs/net/table.ts'
import { sys } from '../linux/sys.ts'
import type { TestHost } from '../linux/testing/host.ts'
import { testHost } from '../linux/testing/host.ts'
import { programTable } from '../linux/testing/programs.ts'
import type { Port, PortSpeed } from './segment.ts'
import { Segment } from './segment.ts'

/** Sends /blob (or echoes, told `echo`) to whoever connects. */
const server: Main = function* ({ argv }) {
  const fd = yield* sys.socket({ family: 'inet', type: 'stream' })
  if (!fd.ok) return 1
  yield* sys.bind({ fd: fd.value, address: { family: 'inet', address: '0.0.0.0', port: argv[1] === 'echo' ? 7 : 80 } })
  yield* sys.listen({ fd: fd.value })
  for (;;) {
    const accepted = yield* sys.accept({ fd: fd.value })
    if (!accepted.ok) return 1
    const stream = accepted.value.fd
    yield* sys.clone({
      thread: true,
      *main() {
        if (argv[1] === 'echo') {
          for (;;) {
            const got = yield* sys.recv({ fd: stream, count: 4096 })
            if (!got.ok || got.value.bytes.length === 0) break
            yield* sys.send({ fd: stream, bytes: got.value.bytes })
          }
        } else {
          const blob = yield* sys.open({ path: '/blob', flags: O.RDONLY })
          for (;;) {
            const moved = blob.ok ? yield* sys.splice({ from: blob.value, to: stream, count: 8_000_000 }) : blob
            if (!moved.ok || moved.value === 0) break
          }
        }
        yield* sys.close({ fd: stream })
        return 0
      },
    })
  }
}

const open = function* (address: string, port: number) {
  const fd = yield* sys.socket({ family: 'inet', type: 'stream' })
  if (!fd.ok) return fd
  const connected = yield* sys.connect({ fd: fd.value, address: { family: 'inet', address, port } })
  return connected.ok ? fd : connected
}

/** Downloads and prints the bytes and how often something arrived. */
const download: Main = function* ({ argv }) {
  const fd = yield* open(argv[1] ?? '', 80)
  const sink = yield* sys.open({ path: '/dev/null', flags: O.WRONLY })
  if (!fd.ok || !sink.ok) return 1
  let [bytes, pieces] = [0, 0]
  for (;;) {
    const moved = yield* sys.splice({ from: fd.value, to: sink.value, count: 16_000_000 })
    if (!moved.ok || moved.value === 0) break
    bytes += moved.value
    pieces++
  }
  yield* print(`${bytes} ${pieces}`)
  return 0
}

/** Says something each second and prints what comes back, or the error that ends it. */
const chat: Main = function* ({ argv }) {
  const fd = yield* open(argv[1] ?? '', 7)
  if (!fd.ok) return 1
  for (let n = 1; n <= Number(argv[2]); n++) {
    yield* sys.send({ fd: fd.value, bytes: encode(`${n} `) })
    const got = yield* sys.recv({ fd: fd.value, count: 100 })
    yield* print(got.ok ? decode(got.value.bytes) : got.error)
    if (!got.ok) return 1
    yield* sys.nanosleep({ ms: 1000 })
  }
  return 0
}

interface Lan {
  readonly hosts: readonly TestHost[]
  readonly ports: readonly Port[]
}

const lanOf = (...speeds: readonly PortSpeed[]): Lan => {
  const hosts: TestHost[] = []
  const ports: Port[] = []
  let segment: Segment | undefined
  speeds.forEach((speed, i) => {
    const shared = hosts[0] && { clock: hosts[0].clock, trace: hosts[0].trace }
    const host = testHost({
      hostname: `h${i + 1}`,
      programs: [netPrograms, programTable({ server, download, chat })],
      files: { '/blob': holding(new FillerContent(encode('blob'), 50_000_000)), '/x': filler(1) },
      ...shared,
    })
    segment ??= new Segment('lan', host.clock)
    const { net } = host.kernel.initialNamespaces
    const card = new Ethernet('eth0', `02:00:00:00:00:0${i + 1}`, 1500, net)
    net.devices.add(card)
    ports.push(segment.plug(card, speed))
    host.run(['ip', 'addr', 'add', `192.168.56.${10 + i}/24`, 'dev', 'eth0'])
    host.run(['ip', 'link', 'set', 'eth0', 'up'])
    hosts.push(host)
  })
  return { hosts, ports }
}

const gigabit: PortSpeed = { bitsPerSecond: 1_000_000_000, latencyMs: 0.1 }
const slow: PortSpeed = { bitsPerSecond: 100_000_000, latencyMs: 5 }

const hostsOf = (lan: Lan): readonly [TestHost, TestHost] => {
  const [a, b] = lan.hosts
  if (!a || !b) throw new Error('two hosts')
  return [a, b]
}

describe('a segment', () => {
  test('a download takes the time of its slowest port, in steps one can watch and few events', () => {
    const [a, b] = hostsOf(lanOf(gigabit, slow))
    a.start(['server'])
    a.advance(20)
    const [before, events] = [b.clock.nowMs, b.clock.eventsRun]
    const { stdout } = b.run(['download', '192.168.56.10'])
    const [bytes, pieces] = stdout.split(' ').map(Number)
    const seconds = (b.clock.nowMs - before) / 1000
    expect(bytes).toBe(50_000_000)
    expect(seconds).toBeGreaterThan(4)
    expect(seconds).toBeLessThan(4.6)
    expect(pieces).toBeGreaterThan(20)
    expect(b.clock.eventsRun - events).toBeLessThan(3000)
  })

  test('two downloads share a port, and a small conversation does not wait for them', () => {
    const [a, b] = hostsOf(lanOf(gigabit, slow))
    a.start(['server'])
    a.start(['server', 'echo'])
    a.advance(20)
    const before = b.clock.nowMs
    const loads = [b.start(['download', '192.168.56.10']), b.start(['download', '192.168.56.10'])]
    b.advance(1000)
    const ping = b.run(['ping', '-c', '1', '192.168.56.10'])
    expect(Number(/time=([\d.]+) ms/.exec(ping.stdout)?.[1])).toBeLessThan(15)
    b.advance(10_000)
    expect(loads.map((load) => load.stdout().split(' ')[0])).toEqual(['50000000', '50000000'])
    expect(b.clock.nowMs - before).toBeLessThan(12_000)
  })

  test('a pulled cable: traffic waits, goes on when it is plugged in again, and gives up after a quarter of an hour', () => {
    const lan = lanOf(gigabit, gigabit)
    const [a, b] = hostsOf(lan)
    a.start(['server', 'echo'])
    a.advance(20)
    const talk = b.start(['chat', '192.168.56.10', '6'])
    b.advance(2500)
    expect(talk.stdout()).toBe('1 2 3 ')
    lan.ports[0]?.setCarrier(false)
    b.advance(5000)
    expect(talk.stdout()).toBe('1 2 3 ')
    expect(a.run(['ip', '-br', 'link', 'show', 'eth0']).stdout).toContain('<NO-CARRIER,BROADCAST,MULTICAST,UP>')
    lan.ports[0]?.setCarrier(true)
    b.advance(20_000)
    expect(talk.stdout()).toBe('1 2 3 4 5 6 ')
    const other = b.start(['chat', '192.168.56.10', '9'])
    b.advance(100)
    lan.ports[0]?.setCarrier(false)
    b.advance(1_500_000)
    expect(other.stdout()).toMatch(/^1 EHOSTUNREACH$/)
  })

  test('who is not there is not reached', () => {
    const [a] = hostsOf(lanOf(gigabit, gigabit))
    expect(a.run(['ping', '-c', '1', '192.168.56.11']).exitCode).toBe(0)
    expect(a.run(['ping', '-c', '1', '192.168.56.99']).stdout).toContain('From 192.168.56.10 icmp_seq=1 Destination Host Unreachable\n')
    expect(a.run(['ip', 'neigh', 'show', '192.168.56.99']).stdout).toBe('192.168.56.99 dev eth0 FAILED \n')
    expect(a.run(['ip', 'neigh', 'show', '192.168.56.11']).stdout).toBe('192.168.56.11 dev eth0 lladdr 02:00:00:00:00:02 REACHABLE \n')
  })
})
