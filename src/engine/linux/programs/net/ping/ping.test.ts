import { describe, expect, test } from 'vitest'
import { dockerTopology } from '../../../kernel/net/testing/topology.ts'

const times = (text: string) =>
  text
    .replace(/time=[\d.]+ ms/g, 'time=T ms')
    .replace(/= [\d./]+ ms/, '= R ms')
    .replace(/time \d+ms/, 'time Nms')

describe('ping', () => {
  test('answers, statistics, exit codes', () => {
    const net = dockerTopology()
    const { stdout, exitCode } = net.host.run(['ping', '-c', '2', '172.17.0.2'])
    expect(times(stdout)).toBe(`PING 172.17.0.2 (172.17.0.2) 56(84) bytes of data.
64 bytes from 172.17.0.2: icmp_seq=1 ttl=64 time=T ms
64 bytes from 172.17.0.2: icmp_seq=2 ttl=64 time=T ms

--- 172.17.0.2 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time Nms
rtt min/avg/max/mdev = R ms
`)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/time=0\.0\d\d ms/)
    expect(times(net.in('', 'ping -c1 localhost'))).toContain('64 bytes from localhost (127.0.0.1): icmp_seq=1 ttl=64 time=T ms\n')
  })

  test('through NAT the time to live drops, and errors come back to the container', () => {
    const net = dockerTopology()
    expect(times(net.in('c1', 'ping -c 1 203.0.113.80'))).toContain('64 bytes from 203.0.113.80: icmp_seq=1 ttl=63 time=T ms\n')
    expect(times(net.in('c1', 'ping -c 1 -t 1 203.0.113.80'))).toBe(`PING 203.0.113.80 (203.0.113.80) 56(84) bytes of data.
From 172.17.0.1 icmp_seq=1 Time to live exceeded

--- 203.0.113.80 ping statistics ---
1 packets transmitted, 0 received, +1 errors, 100% packet loss, time Nms

`)
  })

  test('nobody there, no route, no such name', () => {
    const net = dockerTopology()
    expect(times(net.in('', 'ping -c 3 172.17.0.77'))).toBe(`PING 172.17.0.77 (172.17.0.77) 56(84) bytes of data.
From 172.17.0.1 icmp_seq=1 Destination Host Unreachable
From 172.17.0.1 icmp_seq=2 Destination Host Unreachable
From 172.17.0.1 icmp_seq=3 Destination Host Unreachable

--- 172.17.0.77 ping statistics ---
3 packets transmitted, 0 received, +3 errors, 100% packet loss, time Nms
pipe 3
`)
    net.sh('ip route del default')
    expect(net.in('', 'ping -c 1 8.8.8.8')).toBe('ping: connect: Network is unreachable\n')
    expect(net.in('', 'ping -c 1 nosuch.invalid')).toMatch(
      /^ping: nosuch\.invalid: (Name or service not known|Temporary failure in name resolution)\n$/,
    )
    net.sh('iptables -A OUTPUT -p icmp -j DROP')
    expect(net.in('', 'ping -c 1 -W 1 172.17.0.2')).toContain('ping: sendmsg: Operation not permitted\n')
  })

  test('traceroute shows the hops', () => {
    const net = dockerTopology()
    expect(net.in('c1', 'traceroute -n 203.0.113.80').replace(/[\d.]+ ms/g, 'T ms')).toBe(
      'traceroute to 203.0.113.80 (203.0.113.80), 30 hops max, 60 byte packets\n 1  172.17.0.1  T ms  T ms  T ms\n 2  203.0.113.80  T ms  T ms  T ms\n',
    )
  })
})
