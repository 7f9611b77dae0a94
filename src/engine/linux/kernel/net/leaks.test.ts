import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Clock } from '../../../base/clock.ts'
import { RandomStreams } from '../../../base/random.ts'
import { TraceBus } from '../../../base/trace.ts'
import { NetNamespace } from './net-namespace.ts'
import { Conntrack, invert, tupleOf } from './netfilter/conntrack.ts'
import { decideNat, translate } from './netfilter/nat.ts'
import { Packet } from './packet.ts'
import { topology } from './testing/topology.ts'

const bare = () => {
  const clock = new Clock(0)
  let inode = 0
  return new NetNamespace({
    hostname: 'h',
    clock,
    random: new RandomStreams(7),
    trace: new TraceBus(() => clock.nowMs, 100),
    anonymousInode: () => ++inode,
  })
}

describe('nothing leaks', () => {
  test('random building and tearing down of namespaces, links, bridges, rules and connections leaves an empty host', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('link' as const), a: fc.nat(2), b: fc.nat(2), bridge: fc.boolean() }),
      fc.record({ kind: fc.constant('unlink' as const), a: fc.nat(20) }),
      fc.record({ kind: fc.constant('talk' as const), a: fc.nat(2), port: fc.integer({ min: 80, max: 82 }) }),
      fc.record({ kind: fc.constant('rule' as const), port: fc.integer({ min: 80, max: 82 }), add: fc.boolean() }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const net = topology()
        const { host } = net
        const initial = host.kernel.initialNamespaces.net
        const sh = (...lines: readonly string[]) => lines.forEach((line) => void host.run(line.split(' ')))
        sh('ip link add br0 type bridge', 'ip addr add 10.0.0.1/24 dev br0', 'ip link set br0 up')
        for (const n of [0, 1, 2]) sh(`ip netns add n${n}`, `ip -n n${n} link set lo up`)
        net.start('', 'hello 0.0.0.0 80')
        let links = 0
        for (const one of steps) {
          if (one.kind === 'link') {
            const n = links++
            sh(
              `ip link add v${n} type veth peer name e${n} netns n${one.a}`,
              `ip link set v${n} up`,
              `ip -n n${one.a} addr add 10.0.0.${n + 2}/24 dev e${n}`,
              `ip -n n${one.a} link set e${n} up`,
            )
            if (one.bridge) sh(`ip link set v${n} master br0`)
          } else if (one.kind === 'unlink') sh(`ip link del v${one.a}`)
          else if (one.kind === 'talk') net.in(`n${one.a}`, `fetch 10.0.0.1 ${one.port} 200`)
          else sh(`iptables -t nat -${one.add ? 'A' : 'D'} PREROUTING -p tcp --dport ${one.port} -j REDIRECT --to-ports 80`)
        }
        for (const n of [0, 1, 2]) sh(`ip netns del n${n}`)
        sh('ip link del br0', 'iptables -t nat -F')
        for (const process of host.kernel.processes()) if (process.argv[0] === 'hello') host.kernel.sendSignal(process, 9)
        host.advance(200_000)
        expect(initial.devices.list().map((device) => device.name)).toEqual(['lo'])
        expect([...initial.routes.all()]).toEqual([])
        expect(initial.usedProtocols?.empty ?? true).toBe(true)
        expect(initial.netfilter?.conntrack.list().filter((entry) => entry.state !== 'ESTABLISHED') ?? []).toEqual([])
        expect([...host.kernel.namespaces.of('net')]).toHaveLength(1)
        expect(host.clock.nextDueMs).toBeUndefined()
      }),
      { numRuns: 6 },
    )
  })

  test('an idle namespace is small and quiet', () => {
    const clock = new Clock(0)
    const host = { hostname: 'h', clock, random: new RandomStreams(1), trace: new TraceBus(() => clock.nowMs, 10), anonymousInode: () => 1 }
    const many = Array.from({ length: 5000 }, () => {
      const namespace = new NetNamespace(host)
      namespace.setUp(namespace.loopback, true)
      return namespace
    })
    expect(clock.nextDueMs).toBeUndefined()
    expect(many.every((namespace) => namespace.usedProtocols === undefined && namespace.netfilter === undefined)).toBe(true)
  })
})

describe('translation', () => {
  test('the answer to a translated packet, translated back, is the answer to the packet as it was', () => {
    const address = fc.integer({ min: 0x0a000001, max: 0xdfffffff })
    const port = fc.integer({ min: 1, max: 65_535 })
    const text = (ip: number) => [24, 16, 8, 0].map((shift) => (ip >>> shift) & 255).join('.')
    fc.assert(
      fc.property(
        address,
        address,
        port,
        port,
        address,
        address,
        port,
        fc.boolean(),
        fc.boolean(),
        (source, destination, from, to, dnat, snat, newPort, translatesDestination, translatesSource) => {
          const namespace = bare()
          const conntrack = new Conntrack(namespace.host.clock)
          const out = new Packet(source, destination, { kind: 'udp', sourcePort: from, destinationPort: to, data: new Uint8Array(1) })
          const before = tupleOf(out)
          conntrack.track(out)
          const tracked = out.tracked
          if (!tracked) throw new Error('not tracked')
          const range = (ip: number, ports?: number) => ({
            addresses: [text(ip), text(ip)] as const,
            ...(ports !== undefined && { ports: { from: ports, to: ports } }),
          })
          decideNat(conntrack, namespace, tracked.entry, 'destination', translatesDestination ? range(dnat, newPort) : undefined)
          translate(out, tracked, 'destination')
          decideNat(conntrack, namespace, tracked.entry, 'source', translatesSource ? range(snat) : undefined)
          translate(out, tracked, 'source')
          expect(conntrack.confirm(out)).toBe(true)
          const wire = tupleOf(out)
          if (translatesDestination) expect([wire.destination, wire.destinationPort]).toEqual([dnat, newPort])
          if (translatesSource) expect(wire.source).toBe(snat)
          const back = new Packet(wire.destination, wire.source, {
            kind: 'udp',
            sourcePort: wire.destinationPort,
            destinationPort: wire.sourcePort,
            data: new Uint8Array(1),
          })
          conntrack.track(back)
          if (!back.tracked) throw new Error('not tracked')
          expect(back.tracked.entry).toBe(tracked.entry)
          translate(back, back.tracked, 'destination')
          translate(back, back.tracked, 'source')
          expect(tupleOf(back)).toEqual(invert(before))
        },
      ),
      { numRuns: 300 },
    )
  })

  test('two clients behind one address keep apart', () => {
    const namespace = bare()
    const conntrack = new Conntrack(namespace.host.clock)
    const ports = new Set<number>()
    for (let client = 0; client < 200; client++) {
      const packet = new Packet(0x0a000001 + client, 0x08080808, { kind: 'udp', sourcePort: 5000, destinationPort: 53, data: new Uint8Array(0) })
      conntrack.track(packet)
      if (!packet.tracked) throw new Error('not tracked')
      decideNat(conntrack, namespace, packet.tracked.entry, 'source', { addresses: ['1.2.3.4', '1.2.3.4'] })
      translate(packet, packet.tracked, 'source')
      expect(conntrack.confirm(packet)).toBe(true)
      ports.add(packet.sourcePort)
    }
    expect(ports.size).toBe(200)
  })
})
