import { describe, expect, test } from 'vitest'
import { dockerTopology } from '../../../kernel/net/testing/topology.ts'
import { restoreWords } from '../iptables/words.ts'

const masked = (text: string) =>
  text
    .replace(/^\d\d:\d\d:\d\d\.\d{6}/gm, 'T')
    .replace(/\.(\d{5})( >|:)/g, '.P$2')
    .replace(/id \d+/g, 'id N')
    .replace(/(seq|ack) \d{4,}/g, '$1 N')

function captured(command: string, act: (net: ReturnType<typeof dockerTopology>) => void) {
  const net = dockerTopology()
  const dump = net.host.start(restoreWords(command))
  net.host.advance(20)
  act(net)
  net.host.advance(100)
  net.host.kernel.sendSignal(dump.process, 2)
  net.host.advance(100)
  return { stdout: masked(dump.stdout()), stderr: dump.stderr() }
}

describe('tcpdump', () => {
  test('a ping over the bridge, ARP first', () => {
    const { stdout, stderr } = captured('tcpdump -ni docker0', (net) => net.in('c1', 'ping -c 1 172.17.0.1'))
    expect(stdout.replace(/([0-9a-f]{2}:){5}[0-9a-f]{2}/g, 'M')).toBe(
      'T ARP, Request who-has 172.17.0.1 tell 172.17.0.2, length 28\nT ARP, Reply 172.17.0.1 is-at M, length 28\nT IP 172.17.0.2 > 172.17.0.1: ICMP echo request, id N, seq 1, length 64\nT IP 172.17.0.1 > 172.17.0.2: ICMP echo reply, id N, seq 1, length 64\n',
    )
    expect(stderr).toBe(
      'tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\nlistening on docker0, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n\n4 packets captured\n4 packets received by filter\n0 packets dropped by kernel\n',
    )
  })

  test('a connection with a filter, numbers relative to its beginning', () => {
    const { stdout } = captured('tcpdump -nti veth1 tcp and port 80', (net) => {
      net.start('c1', 'hello 0.0.0.0 80')
      net.in('', 'fetch 172.17.0.2 80')
    })
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      'IP 172.17.0.1.P > 172.17.0.2.80: Flags [S], seq N, win 65160, length 0',
      'IP 172.17.0.2.80 > 172.17.0.1.P: Flags [S.], seq N, ack N, win 65160, length 0',
      'IP 172.17.0.1.P > 172.17.0.2.80: Flags [.], ack 1, win 49152, length 0',
      'IP 172.17.0.2.80 > 172.17.0.1.P: Flags [P.], seq 1:17, ack 1, win 49152, length 16',
    ])
  })

  test('errors', () => {
    const net = dockerTopology()
    expect(net.in('', 'tcpdump -i nope')).toBe('tcpdump: nope: No such device exists\n(No such device exists)\n')
    expect(net.in('', 'tcpdump -i lo port and')).toBe("tcpdump: can't parse filter expression: syntax error\n")
  })
})
