import { describe, expect, test } from 'vitest'
import type { Fact } from '../../../base/trace.ts'
import { loadBridgeNetfilter } from './kernel-net.ts'
import { dockerTopology } from './testing/topology.ts'

const packets = (facts: readonly Fact[]) => facts.filter(({ kind }) => kind.startsWith('packet.'))
const hopsOf = (fact: Fact | undefined) => (fact?.data.hops ?? []) as readonly Readonly<Record<string, unknown>>[]

describe('a network as Docker builds it', () => {
  test('a container reaches the internet with the address of the host', () => {
    const net = dockerTopology()
    net.start('internet', 'hello 0.0.0.0 443')
    expect(net.in('c1', 'fetch 203.0.113.80 443')).toBe('hello 192.168.56.10')
    const [entry] = net.host.kernel.initialNamespaces.net.netfilter?.conntrack.list() ?? []
    expect(entry?.original).toMatchObject({ protocol: 'tcp', destinationPort: 443 })
    expect(entry?.reply.destination).toBe(0xc0a8380a)
  })

  test('the published port: from outside and through the address of the host by DNAT', () => {
    const net = dockerTopology()
    net.start('c1', 'hello 0.0.0.0 80')
    expect(net.in('internet', 'fetch 192.168.56.10 8080')).toBe('hello 192.168.56.1')
    expect(net.in('', 'fetch 192.168.56.10 8080')).toBe('hello 192.168.56.10')
    expect(net.in('', 'fetch 172.17.0.2 80')).toBe('hello 172.17.0.1')
  })

  test('localhost needs the proxy, which the container sees as the bridge', () => {
    const net = dockerTopology()
    net.start('c1', 'hello 0.0.0.0 80')
    expect(net.in('', 'fetch 127.0.0.1 8080')).toBe('ECONNREFUSED')
    net.start('', 'proxy 0.0.0.0 8080 172.17.0.2 80')
    expect(net.in('', 'fetch 127.0.0.1 8080')).toBe('hello 172.17.0.1')
    expect(net.in('', 'fetch 192.168.56.10 8080')).toBe('hello 192.168.56.10')
    expect(net.in('c2', 'fetch 172.17.0.1 8080')).toBe('hello 172.17.0.1')
  })

  test('without a proxy route_localnet and a masqueraded localhost do', () => {
    const net = dockerTopology()
    net.start('c1', 'hello 0.0.0.0 80')
    net.sh(
      'iptables -t nat -R OUTPUT 1 -m addrtype --dst-type LOCAL -j DOCKER',
      'iptables -t nat -I POSTROUTING -m addrtype --src-type LOCAL -o docker0 -j MASQUERADE',
    )
    expect(net.in('', 'fetch 127.0.0.1 8080 3000')).toBe('ETIMEDOUT')
    net.host.kernel.initialNamespaces.net.sysctl.put('net.ipv4.conf.docker0.route_localnet', '1')
    expect(net.in('', 'fetch 127.0.0.1 8080 3000')).toBe('hello 172.17.0.1')
  })

  test('refused, dropped, unreachable', () => {
    const net = dockerTopology()
    expect(net.in('c1', 'fetch 172.17.0.3 81')).toBe('ECONNREFUSED')
    expect(net.in('internet', 'fetch 192.168.56.10 8080')).toBe('ECONNREFUSED')
    net.sh('iptables -I DOCKER -j DROP')
    const before = net.host.clock.nowMs
    expect(net.in('internet', 'fetch 192.168.56.10 8080')).toBe('ETIMEDOUT')
    expect(Math.round((net.host.clock.nowMs - before) / 1000)).toBe(127)
    net.sh('iptables -I FORWARD -i docker0 -j REJECT')
    expect(net.in('c1', 'fetch 203.0.113.80 443')).toBe('ECONNREFUSED')
    net.sh('iptables -R FORWARD 1 -i docker0 -j REJECT --reject-with icmp-admin-prohibited')
    expect(net.in('c1', 'fetch 203.0.113.80 443')).toBe('EHOSTUNREACH')
    net.sh('iptables -R FORWARD 1 -i docker0 -p tcp -j REJECT --reject-with tcp-reset')
    expect(net.in('c1', 'fetch 203.0.113.80 443')).toBe('ECONNREFUSED')
    const start = net.host.clock.nowMs
    expect(net.in('c1', 'fetch 172.17.0.99 80')).toBe('EHOSTUNREACH')
    expect(Math.round((net.host.clock.nowMs - start) / 1000)).toBe(3)
    net.sh('ip -n c1 route del default')
    expect(net.in('c1', 'fetch 203.0.113.80 443')).toBe('ENETUNREACH')
  })

  test('containers meet iptables on the bridge when br_netfilter is loaded', () => {
    const net = dockerTopology()
    net.start('c2', 'hello 0.0.0.0 80')
    net.sh('iptables -I FORWARD -i docker0 -o docker0 -j DROP')
    expect(net.in('c1', 'fetch 172.17.0.3 80')).toBe('hello 172.17.0.2')
    loadBridgeNetfilter(net.host.kernel)
    expect(net.in('c1', 'fetch 172.17.0.3 80 2000')).toBe('ETIMEDOUT')
    net.sh('iptables -D FORWARD 1', 'iptables -t nat -I PREROUTING -d 10.96.0.1 -p tcp --dport 443 -j DNAT --to-destination 172.17.0.3:80')
    expect(net.in('c1', 'fetch 10.96.0.1 443')).toBe('hello 172.17.0.2')
  })

  test('datagrams are translated both ways, and a refusal finds its way back', () => {
    const net = dockerTopology()
    net.start('internet', 'echo-udp 203.0.113.80 53')
    expect(net.in('c1', 'ask-udp 203.0.113.80 53 marco')).toBe('marco')
    expect(net.in('c1', 'ask-udp 203.0.113.80 54 marco')).toBe('ECONNREFUSED')
  })

  test('the journey of a request is on record, hop by hop', () => {
    const net = dockerTopology()
    net.start('c1', 'hello 0.0.0.0 80')
    const before = net.host.trace.lastId
    net.in('internet', 'fetch 192.168.56.10 8080')
    const facts = packets(net.host.trace.since(before))
    const syn = facts.find(({ data }) => data.flags === 'S')
    expect(syn?.kind).toBe('packet.delivered')
    expect(hopsOf(syn).map(({ at, device, chain, target, what }) => [at, device ?? chain ?? what, target].filter(Boolean).join(' '))).toEqual([
      'routed eth0',
      'crossed eth0',
      'crossed eth0',
      'matched-rule PREROUTING DOCKER',
      'matched-rule DOCKER DNAT',
      'translated destination',
      'matched-rule FORWARD DOCKER',
      'matched-rule DOCKER ACCEPT',
      'forwarded docker0',
      'crossed docker0',
      'crossed veth1',
      'crossed eth0',
    ])
    const answer = facts.find(({ data }) => data.flags === 'S.')
    expect(answer?.cause).toBe(syn?.id)
    expect(hopsOf(answer).find(({ at }) => at === 'translated')).toMatchObject({ what: 'source', from: '172.17.0.2:80', to: '192.168.56.10:8080' })
  })
})
