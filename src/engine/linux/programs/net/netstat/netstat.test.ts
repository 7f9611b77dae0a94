import { describe, expect, test } from 'vitest'
import { encode } from '../../../../base/utf8.ts'
import type { Main } from '../../../kernel/program.ts'
import { sys } from '../../../sys.ts'
import { testHost } from '../../../testing/host.ts'
import { programTable } from '../../../testing/programs.ts'
import { netPrograms } from '../table.ts'

/** `listen FAMILY ADDRESS PORT`: accepts one connection and holds it. */
const listen: Main = function* ({ argv }) {
  const family = argv[1] === 'inet6' ? 'inet6' : 'inet'
  const fd = yield* sys.socket({ family, type: 'stream' })
  if (!fd.ok) return 1
  yield* sys.bind({ fd: fd.value, address: { family, address: argv[2] ?? '', port: Number(argv[3]) } })
  yield* sys.listen({ fd: fd.value, backlog: 128 })
  yield* sys.accept({ fd: fd.value })
  yield* sys.pause({})
  return 0
}

const connect: Main = function* ({ argv }) {
  const fd = yield* sys.socket({ family: 'inet', type: 'stream' })
  if (!fd.ok) return 1
  yield* sys.bind({ fd: fd.value, address: { family: 'inet', address: '127.0.0.1', port: 40_000 } })
  yield* sys.connect({ fd: fd.value, address: { family: 'inet', address: '127.0.0.1', port: Number(argv[1]) } })
  yield* sys.send({ fd: fd.value, bytes: encode('waits') })
  yield* sys.pause({})
  return 0
}

const udp: Main = function* () {
  const fd = yield* sys.socket({ family: 'inet', type: 'dgram' })
  if (!fd.ok) return 1
  yield* sys.bind({ fd: fd.value, address: { family: 'inet', address: '0.0.0.0', port: 68 } })
  yield* sys.pause({})
  return 0
}

function busyHost() {
  const host = testHost({
    programs: [netPrograms, programTable({ sshd: listen, 'docker-proxy': listen, client: connect, dhclient: udp })],
    files: { '/etc/services': 'ssh\t22/tcp\nbootpc\t68/udp\n' },
    users: [{ name: 'ana', uid: 1000 }],
  })
  for (const argv of [['sshd', 'inet', '0.0.0.0', '22'], ['docker-proxy', 'inet6', '::', '8080'], ['dhclient'], ['client', '22']]) {
    host.start(argv)
    host.advance(10)
  }
  return host
}

const pids = (text: string) => text.replace(/\d+(?=\/[a-z])/g, 'N').replace(/pid=\d+/g, 'pid=N')

describe('netstat', () => {
  test('-antp as net-tools prints it', () => {
    const host = busyHost()
    expect(pids(host.run(['netstat', '-antp']).stdout).replaceAll(/ +\n/g, '\n')).toBe(`Active Internet connections (servers and established)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name
tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN      N/sshd
tcp        0      0 127.0.0.1:40000         127.0.0.1:22            ESTABLISHED N/client
tcp        5      0 127.0.0.1:22            127.0.0.1:40000         ESTABLISHED N/sshd
tcp6       0      0 :::8080                 :::*                    LISTEN      N/docker-proxy
`)
  })

  test('listening sockets with names, and what others may not see', () => {
    const host = busyHost()
    expect(host.run(['netstat', '-tul']).stdout).toBe(`Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State      
tcp        0      0 0.0.0.0:ssh             0.0.0.0:*               LISTEN     
tcp6       0      0 [::]:8080               [::]:*                  LISTEN     
udp        0      0 0.0.0.0:bootpc          0.0.0.0:*                          
`)
    const other = host.run(['netstat', '-ltnp'], { uid: 1000 })
    expect(other.stderr).toBe(
      '(Not all processes could be identified, non-owned process info\n will not be shown, you would have to be root to see it all.)\n',
    )
    expect(other.stdout).toContain('LISTEN      -                   \n')
  })

  test('routes and interfaces', () => {
    const host = busyHost()
    host.run(['ip', 'link', 'add', 'dummy0', 'type', 'dummy'])
    host.run(['ip', 'addr', 'add', '10.0.2.15/24', 'dev', 'dummy0'])
    host.run(['ip', 'link', 'set', 'dummy0', 'up'])
    host.run(['ip', 'route', 'add', 'default', 'via', '10.0.2.2', 'metric', '100'])
    expect(host.run(['netstat', '-rn']).stdout).toBe(`Kernel IP routing table
Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface
0.0.0.0         10.0.2.2        0.0.0.0         UG        0 0          0 dummy0
10.0.2.0        0.0.0.0         255.255.255.0   U         0 0          0 dummy0
`)
    expect(host.run(['netstat', '-i']).stdout).toMatch(/^lo {7}65536 {7,}\d+ {6}0 {6}0 0 {9,}\d+ {6}0 {6}0 {6}0 LRU$/m)
  })
})

describe('ss', () => {
  test('columns are as wide as they must be', () => {
    const host = busyHost()
    expect(pids(host.run(['ss', '-tlnp']).stdout).replaceAll(/ +\n/g, '\n')).toBe(`State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
LISTEN 0      128          0.0.0.0:22        0.0.0.0:*   users:(("sshd",pid=N,fd=3))
LISTEN 0      128                *:8080            *:*   users:(("docker-proxy",pid=N,fd=3))
`)
  })

  test('filters by state and port', () => {
    const host = busyHost()
    expect(host.run(['ss', '-Htn', 'state', 'established', '( sport = :40000 )']).stdout).toBe('0 0 127.0.0.1:40000 127.0.0.1:22\n')
    expect(host.run(['ss', '-Htnl', 'sport', '=', ':ssh']).stdout).toBe('LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\n')
    expect(host.run(['ss', 'frob', '=']).exitCode).toBe(255)
  })
})
