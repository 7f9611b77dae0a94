import { describe, expect, test } from 'vitest'
import { filler } from '../../kernel/fs/tree.ts'
import { dockerTopology } from '../../kernel/net/testing/topology.ts'
import type { Main } from '../../kernel/program.ts'
import type { DnsRecord } from '../../libc/dns/message.ts'
import { decodeDns, dnsAnswer, encodeDns } from '../../libc/dns/message.ts'
import { serve } from '../../libc/http/server.ts'
import { sys } from '../../sys.ts'
import { testHost } from '../../testing/host.ts'
import { programTable } from '../../testing/programs.ts'
import { netPrograms } from './table.ts'

const web: Main = function* () {
  const fd = yield* sys.socket({ family: 'inet', type: 'stream' })
  if (!fd.ok) return 1
  yield* sys.bind({ fd: fd.value, address: { family: 'inet', address: '0.0.0.0', port: 80 } })
  yield* sys.listen({ fd: fd.value })
  yield* serve({
    listener: fd.value,
    *handler(exchange) {
      if (exchange.request.path === '/old') yield* exchange.respond(302, [['Location', '/page.html']])
      else if (exchange.request.path === '/page.html') yield* exchange.respond(200, [['Content-Type', 'text/html']], 'x'.repeat(120_000))
      else yield* exchange.respond(404, [], 'no\n')
    },
  })
  return 0
}

const names: readonly DnsRecord[] = [
  { name: 'www.lab.test', type: 'CNAME', ttlSeconds: 300, data: 'web.lab.test' },
  { name: 'web.lab.test', type: 'A', ttlSeconds: 60, data: '127.0.0.1' },
  { name: '1.0.0.127.in-addr.arpa', type: 'PTR', ttlSeconds: 60, data: 'web.lab.test' },
]

const named: Main = function* () {
  const fd = yield* sys.socket({ family: 'inet', type: 'dgram' })
  if (!fd.ok) return 1
  yield* sys.bind({ fd: fd.value, address: { family: 'inet', address: '127.0.0.1', port: 53 } })
  for (;;) {
    const received = yield* sys.recv({ fd: fd.value, count: 4096 })
    const query = received.ok ? decodeDns(received.value.bytes) : undefined
    const question = query?.questions[0]
    if (!received.ok || !received.value.from || !query || !question) continue
    const first = names.filter((record) => record.name === question.name && (record.type === question.type || record.type === 'CNAME'))
    const answers = first.flatMap((record) =>
      record.type === 'CNAME' ? [record, ...names.filter((other) => other.name === record.data && other.type === question.type)] : [record],
    )
    const known = names.some((record) => record.name === question.name)
    yield* sys.send({ fd: fd.value, bytes: encodeDns(dnsAnswer(query, { answers, rcode: known ? 'NOERROR' : 'NXDOMAIN' })), to: received.value.from })
  }
}

function serverHost() {
  const host = testHost({
    programs: [netPrograms, programTable({ web, named })],
    files: { '/etc/resolv.conf': 'nameserver 127.0.0.1\nsearch lab.test\n', '/etc/services': 'http\t80/tcp\n', '/data': filler(1000) },
  })
  host.start(['web'])
  host.start(['named'])
  host.advance(20)
  return host
}

describe('wget', () => {
  test('dots, redirects, the saved file', () => {
    const host = serverHost()
    const { stderr, exitCode } = host.run(['wget', 'http://localhost/old'], { env: { LANG: 'en_US.UTF-8', TZ: 'UTC' } })
    const masked = stderr
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'NOW')
      .replace(/\([\d.]+ [KMG]?B\/s\)/, '(R)')
      .replace(/[\d.]+[KMG]?=[\d.]+s/, 'S=T')
      .replace(/% +[\d.]+[KMG ] \d+s$/gm, '% S')
    expect(masked).toBe(
      `--NOW--  http://localhost/old
Resolving localhost (localhost)... 127.0.0.1
Connecting to localhost (localhost)|127.0.0.1|:80... connected.
HTTP request sent, awaiting response... 302 Found
Location: /page.html [following]
--NOW--  http://localhost/page.html
Reusing existing connection to localhost:80.
HTTP request sent, awaiting response... 200 OK
Length: 120000 (117K) [text/html]
Saving to: ‘page.html’

     0K .......... .......... .......... .......... .......... 42% S
    50K .......... .......... .......... .......... .......... 85% S
   100K .......... .......                                    100% S=T

NOW (R) - ‘page.html’ saved [120000/120000]

`,
    )
    expect(exitCode).toBe(0)
  })

  test('what goes wrong', () => {
    const host = serverHost()
    expect(host.run(['wget', '-q', 'http://localhost/none']).exitCode).toBe(8)
    expect(host.run(['wget', '-nv', '-O', '-', 'http://localhost/none']).stderr).toMatch(
      /^http:\/\/localhost\/none:\n[\d-]+ [\d:]+ ERROR 404: Not Found\.\n$/,
    )
    const refused = host.run(['wget', '-O-', 'http://localhost:81/'])
    expect([refused.stderr.split('\n').at(-2), refused.exitCode]).toEqual([
      'Connecting to localhost (localhost)|127.0.0.1|:81... failed: Connection refused.',
      4,
    ])
    expect(host.run(['wget', 'http://no.such/']).stderr).toContain("wget: unable to resolve host address 'no.such'\n")
    expect(host.run(['wget']).exitCode).toBe(1)
  })
})

describe('name service tools', () => {
  test('dig', () => {
    const host = serverHost()
    const { stdout } = host.run(['dig', 'www.lab.test'])
    expect(
      stdout
        .replace(/id: \d+/, 'id: N')
        .replace(/time: \d+/, 'time: N')
        .replace(/WHEN: .*/, 'WHEN: W')
        .replace(/rcvd: \d+/, 'rcvd: N')
        .replace(/DiG \S+/, 'DiG V'),
    ).toBe(`
; <<>> DiG V <<>> www.lab.test
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: N
;; flags: qr rd ra; QUERY: 1, ANSWER: 2, AUTHORITY: 0, ADDITIONAL: 0

;; QUESTION SECTION:
;www.lab.test.\t\t\tIN\tA

;; ANSWER SECTION:
www.lab.test.\t\t300\tIN\tCNAME\tweb.lab.test.
web.lab.test.\t\t60\tIN\tA\t127.0.0.1

;; Query time: N msec
;; SERVER: 127.0.0.1#53(127.0.0.1) (UDP)
;; WHEN: W
;; MSG SIZE  rcvd: N

`)
    expect(host.run(['dig', '+short', '-x', '127.0.0.1']).stdout).toBe('web.lab.test.\n')
    expect(host.run(['dig', '+short', 'nosuch.example'])).toEqual({ stdout: '', stderr: '', exitCode: 0 })
    expect(host.run(['dig', '+noall', '+answer', 'web.lab.test']).stdout).toBe('web.lab.test.\t\t60\tIN\tA\t127.0.0.1\n')
    expect(host.run(['dig', '@127.0.0.2', '+tries=1', 'x'])).toMatchObject({
      stdout: expect.stringContaining(';; communications error to 127.0.0.2#53: connection refused\n;; no servers could be reached\n'),
      exitCode: 9,
    })
  })

  test('nslookup and host', () => {
    const host = serverHost()
    expect(host.run(['nslookup', 'www']).stdout).toBe(
      'Server:\t\t127.0.0.1\nAddress:\t127.0.0.1#53\n\nNon-authoritative answer:\nwww.lab.test\tcanonical name = web.lab.test.\nName:\tweb.lab.test\nAddress: 127.0.0.1\n\n',
    )
    expect(host.run(['nslookup', 'nosuch'])).toMatchObject({
      stdout: expect.stringContaining("** server can't find nosuch: NXDOMAIN\n\n"),
      exitCode: 1,
    })
    expect(host.run(['host', 'www.lab.test']).stdout).toBe('www.lab.test is an alias for web.lab.test.\nweb.lab.test has address 127.0.0.1\n')
    expect(host.run(['host', '127.0.0.1']).stdout).toBe('1.0.0.127.in-addr.arpa domain name pointer web.lab.test.\n')
    expect(host.run(['host', 'nosuch'])).toEqual({ stdout: 'Host nosuch not found: 3(NXDOMAIN)\n', stderr: '', exitCode: 1 })
  })
})

describe('nc', () => {
  test('scans, talks, listens', () => {
    const host = serverHost()
    expect(host.run(['nc', '-zv', 'localhost', '80-81'])).toEqual({
      stdout: '',
      stderr:
        'Connection to localhost (127.0.0.1) 80 port [tcp/http] succeeded!\nnc: connect to localhost (127.0.0.1) port 81 (tcp) failed: Connection refused\n',
      exitCode: 0,
    })
    expect(host.run(['nc', '-N', 'localhost', '80'], { stdin: 'GET /none HTTP/1.0\r\n\r\n' }).stdout).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/)
    const server = host.start(['nc', '-lv', '9000'], { stdin: 'from the server' })
    host.advance(20)
    const client = host.run(['nc', '-N', '127.0.0.1', '9000', '-w', '1'], { stdin: 'from the client' })
    host.advance(20)
    expect(client.stdout).toBe('from the server')
    expect(server.stdout()).toBe('from the client')
    expect(server.stderr()).toMatch(/^Listening on 0\.0\.0\.0 9000\nConnection received on \S+ \d+\n$/)
  })
})

describe('net-tools and friends', () => {
  test('ifconfig, route, arp', () => {
    const net = dockerTopology()
    net.in('', 'ping -c 1 172.17.0.2')
    expect(
      net
        .in('', 'ifconfig docker0')
        .replace(/(packets|bytes) \d+( {2})?/g, '$1 N$2')
        .replace(/\([\d.]+ K?i?B\)/g, '(H)')
        .replace(/ether \S+/, 'ether M')
        .replace(/fe80\S+/, 'fe80'),
    ).toBe(
      'docker0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500\n        inet 172.17.0.1  netmask 255.255.0.0  broadcast 172.17.255.255\n        inet6 fe80  prefixlen 64  scopeid 0x20<link>\n        ether M  txqueuelen 1000  (Ethernet)\n        RX packets N  bytes N (H)\n        RX errors 0  dropped 0  overruns 0  frame 0\n        TX packets N  bytes N (H)\n        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0\n\n',
    )
    expect(net.in('', 'ifconfig nope')).toBe('nope: error fetching interface information: Device not found\n')
    expect(net.in('', 'route -n')).toBe(`Kernel IP routing table
Destination     Gateway         Genmask         Flags Metric Ref    Use Iface
0.0.0.0         192.168.56.1    0.0.0.0         UG    0      0        0 eth0
172.17.0.0      0.0.0.0         255.255.0.0     U     0      0        0 docker0
192.168.56.0    0.0.0.0         255.255.255.0   U     0      0        0 eth0
`)
    expect(
      net.in('', 'arp -n').replace(/([0-9a-f]{2}:){5}[0-9a-f]{2}/, '00:00:00:00:00:00'),
    ).toBe(`Address                  HWtype  HWaddress           Flags Mask            Iface
172.17.0.2               ether   00:00:00:00:00:00   C                     docker0
`)
    expect(net.in('', 'ip neigh')).toMatch(/^172\.17\.0\.2 dev docker0 lladdr \S+ REACHABLE \n$/)
    net.sh('route add -net 10.5.0.0 netmask 255.255.0.0 gw 172.17.0.2')
    expect(net.in('', 'ip route show 10.5.0.0/16')).toBe('10.5.0.0/16 via 172.17.0.2 dev docker0 \n')
  })

  test('conntrack and brctl', () => {
    const net = dockerTopology()
    net.start('c1', 'hello 0.0.0.0 80')
    net.in('internet', 'fetch 192.168.56.10 8080')
    expect(
      net
        .in('', 'conntrack -L -p tcp')
        .replace(/sport=\d{5}/g, 'sport=P')
        .replace(/dport=\d{5}/g, 'dport=P')
        .replace(/6 \d+ /, '6 T '),
    ).toBe(
      'tcp      6 T TIME_WAIT src=192.168.56.1 dst=192.168.56.10 sport=P dport=8080 src=172.17.0.2 dst=192.168.56.1 sport=80 dport=P [ASSURED] mark=0 use=1\nconntrack v1.4.7 (conntrack-tools): 1 flow entries have been shown.\n',
    )
    expect(net.in('', 'conntrack -D -p udp')).toBe('conntrack v1.4.7 (conntrack-tools): 0 flow entries have been deleted.\n')
    expect(net.in('', 'brctl show').replace(/8000\.\w{12}/, '8000.M')).toBe(
      'bridge name\tbridge id\t\tSTP enabled\tinterfaces\ndocker0\t\t8000.M\tno\t\tveth1\n\t\t\t\t\t\t\tveth2\n',
    )
    expect(net.in('', 'bridge link').split('\n')).toHaveLength(3)
  })
})
