import { describe, expect, test } from 'vitest'
import { symlink } from '../../../kernel/fs/tree.ts'
import { testHost } from '../../../testing/host.ts'
import { netPrograms } from '../table.ts'

const host = () => testHost({ programs: [netPrograms], files: { '/var/run': symlink('/run') } })
const play = (lines: readonly string[]) => {
  const machine = host()
  return lines.map((line) => {
    const { stdout, stderr, exitCode } = machine.run(line.split(' '))
    return `${stdout}${stderr}${exitCode === 0 ? '' : `[${exitCode}]\n`}`
  })
}

describe('ip', () => {
  test('shows the loopback interface of a fresh host', () => {
    expect(play(['ip addr', 'ip -br a', 'ip link', 'ip route', 'ip -4 -o a'])).toEqual([
      '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n    inet6 ::1/128 scope host noprefixroute \n       valid_lft forever preferred_lft forever\n',
      'lo               UNKNOWN        127.0.0.1/8 ::1/128 \n',
      '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n',
      '',
      '1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever\n',
    ])
  })

  test('a veth pair between two named namespaces', () => {
    const out = play([
      'ip netns add red',
      'ip link add veth0 address 02:00:00:00:00:01 type veth peer name eth0 address 02:00:00:00:00:02 netns red',
      'ip addr add 10.0.0.1/24 dev veth0',
      'ip link set veth0 up',
      'ip -br link show veth0',
      'ip netns exec red ip addr add 10.0.0.2/24 brd + dev eth0',
      'ip -n red link set eth0 up',
      'ip netns list',
      'ip addr show veth0',
      'ip netns exec red ip -4 addr show eth0',
      'ip route',
      'ip route get 10.0.0.2',
      'ip -n red route add default via 10.0.0.1',
      'ip -n red route',
    ])
    expect(out.slice(0, 4).join('')).toBe('')
    expect(out[4]).toBe('veth0@if2        LOWERLAYERDOWN 02:00:00:00:00:01 <NO-CARRIER,BROADCAST,MULTICAST,UP> \n')
    expect(out[7]).toBe('red (id: 0)\n')
    expect(out[8]).toBe(
      '2: veth0@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000\n    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff link-netns red\n    inet 10.0.0.1/24 scope global veth0\n       valid_lft forever preferred_lft forever\n    inet6 fe80::ff:fe00:1/64 scope link \n       valid_lft forever preferred_lft forever\n',
    )
    expect(out[9]).toContain('    inet 10.0.0.2/24 brd 10.0.0.255 scope global eth0\n')
    expect(out[10]).toBe('10.0.0.0/24 dev veth0 proto kernel scope link src 10.0.0.1 \n')
    expect(out[11]).toBe('10.0.0.2 dev veth0 src 10.0.0.1 uid 0 \n    cache \n')
    expect(out[13]).toBe('default via 10.0.0.1 dev eth0 \n10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.2 \n')
  })

  test('says what is wrong as iproute2 does', () => {
    const out = play([
      'ip link set nope up',
      'ip addr show nope',
      'ip addr add 10.0.0.300/24 dev lo',
      'ip route add default via 1.2.3.4',
      'ip foo',
      'ip link add br0 type bridge',
      'ip link add br0 type bridge',
      'ip addr add 10.1.0.1/24 dev br0',
      'ip addr add 10.1.0.1/24 dev br0',
      'ip route add 10.2.0.1/16 dev br0',
      'ip link del lo',
      'ip netns del blue',
      'ip addr frob',
    ])
    expect(out).toEqual([
      'Cannot find device "nope"\n[1]\n',
      'Device "nope" does not exist.\n[1]\n',
      'Error: any valid prefix is expected rather than "10.0.0.300/24".\n[1]\n',
      'Error: Nexthop has invalid gateway.\n[2]\n',
      'Object "foo" is unknown, try "ip help".\n[1]\n',
      '',
      'RTNETLINK answers: File exists\n[2]\n',
      '',
      'Error: ipv4: Address already assigned.\n[2]\n',
      'Error: Invalid prefix for given prefix length.\n[2]\n',
      'RTNETLINK answers: Operation not supported\n[2]\n',
      'Cannot remove namespace file "/var/run/netns/blue": No such file or directory\n[1]\n',
      'Command "frob" is unknown, try "ip address help".\n[255]\n',
    ])
  })

  test('a bridge has a carrier while a port works, and its route says so', () => {
    const out = play([
      'ip link add docker0 type bridge',
      'ip addr add 172.17.0.1/16 brd 172.17.255.255 dev docker0',
      'ip link set docker0 up',
      'ip route',
      'ip link add va type veth peer name vb',
      'ip link set va master docker0',
      'ip link set va up',
      'ip link set vb up',
      'ip route',
      'ip -br link show master docker0',
      'ip link del va',
      'ip -br link show docker0',
    ])
    expect(out[3]).toBe('172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1 linkdown \n')
    expect(out[8]).toBe('172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1 \n')
    expect(out[9]).toMatch(/^va@vb\s+UP\s+[0-9a-f:]{17} <BROADCAST,MULTICAST,UP,LOWER_UP> \n$/)
    expect(out[11]).toMatch(/^docker0\s+DOWN\s+[0-9a-f:]{17} <NO-CARRIER,BROADCAST,MULTICAST,UP> \n$/)
  })
})
