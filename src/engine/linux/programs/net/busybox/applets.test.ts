import { describe, expect, test } from 'vitest'
import type { Main } from '../../../kernel/program.ts'
import { serve } from '../../../libc/http/server.ts'
import { sys } from '../../../sys.ts'
import { testHost } from '../../../testing/host.ts'
import { programTable } from '../../../testing/programs.ts'
import { netPrograms } from '../table.ts'
import { busyboxNetApplets } from './applets.ts'

const web: Main = function* () {
  const fd = yield* sys.socket({ family: 'inet', type: 'stream' })
  if (!fd.ok) return 1
  yield* sys.bind({ fd: fd.value, address: { family: 'inet', address: '0.0.0.0', port: 80 } })
  yield* sys.listen({ fd: fd.value })
  yield* serve({
    listener: fd.value,
    *handler(exchange) {
      if (exchange.request.path === '/') yield* exchange.respond(200, [], 'It works!\n')
      else yield* exchange.respond(404)
    },
  })
  return 0
}

const applets = programTable({ web, ...Object.fromEntries([...busyboxNetApplets].map(([name, main]) => [`b-${name}`, main])) })
const busyHost = () => {
  const host = testHost({ programs: [netPrograms, applets], users: [{ name: 'ana', uid: 1000 }] })
  host.start(['web'])
  host.advance(10)
  return host
}

describe('network applets of busybox', () => {
  test('ip', () => {
    const host = busyHost()
    expect(host.run(['b-ip', 'addr']).stdout).toBe(
      '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n    inet6 ::1/128 scope host \n       valid_lft forever preferred_lft forever\n',
    )
    host.run(['ip', 'link', 'add', 'eth0', 'type', 'dummy'])
    host.run(['b-ip', 'addr', 'add', '172.17.0.2/16', 'dev', 'eth0'])
    host.run(['b-ip', 'link', 'set', 'eth0', 'up'])
    host.run(['b-ip', 'route', 'add', 'default', 'via', '172.17.0.1'])
    expect(host.run(['b-ip', 'route']).stdout).toBe('default via 172.17.0.1 dev eth0 \n172.17.0.0/16 dev eth0 scope link  src 172.17.0.2 \n')
    expect(host.run(['b-ip', 'link', 'set', 'eth0', 'down'], { uid: 1000 })).toEqual({
      stdout: '',
      stderr: 'ip: SIOCSIFFLAGS: Operation not permitted\n',
      exitCode: 2,
    })
    expect(host.run(['b-ip', 'addr', 'show', 'nope'])).toEqual({ stdout: '', stderr: "ip: can't find device 'nope'\n", exitCode: 1 })
  })

  test('ping', () => {
    const host = busyHost()
    expect(
      host
        .run(['b-ping', '-c', '1', 'localhost'])
        .stdout.replace(/[\d.]+ ms/g, 'T ms')
        .replace(/[\d.]+\/[\d.]+\/T/, 'T'),
    ).toBe(
      'PING localhost (127.0.0.1): 56 data bytes\n64 bytes from 127.0.0.1: seq=0 ttl=64 time=T ms\n\n--- localhost ping statistics ---\n1 packets transmitted, 1 packets received, 0% packet loss\nround-trip min/avg/max = T ms\n',
    )
    expect(host.run(['b-ping', '-c', '1', 'srv'])).toEqual({ stdout: '', stderr: "ping: bad address 'srv'\n", exitCode: 1 })
    expect(host.run(['b-ping', '-c', '1', '127.0.0.1'], { uid: 1000 })).toEqual({
      stdout: 'PING 127.0.0.1 (127.0.0.1): 56 data bytes\n',
      stderr: 'ping: permission denied (are you root?)\n',
      exitCode: 1,
    })
  })

  test('wget, netstat, nc', () => {
    const host = busyHost()
    expect(host.run(['b-wget', '-qO-', 'localhost'])).toEqual({ stdout: 'It works!\n', stderr: '', exitCode: 0 })
    expect(host.run(['b-wget', '-O', '/tmp/x', 'http://localhost/']).stderr).toBe(
      "Connecting to localhost (127.0.0.1:80)\nsaving to '/tmp/x'\nindex.html           100% |*******************************|    10  0:00:00 ETA\n'/tmp/x' saved\n",
    )
    expect(host.run(['b-wget', 'http://localhost/none']).stderr).toContain('wget: server returned error: HTTP/1.1 404 Not Found\n')
    expect(host.run(['b-wget', 'localhost:81']).stderr).toContain("wget: can't connect to remote host (127.0.0.1): Connection refused\n")
    expect(host.run(['b-netstat', '-tln']).stdout).toBe(
      'Active Internet connections (only servers)\nProto Recv-Q Send-Q Local Address           Foreign Address         State       \ntcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN      \n',
    )
    expect(host.run(['b-nc', 'localhost', '81']).stderr).toBe("nc: can't connect to remote host (127.0.0.1): Connection refused\n")
  })
})
