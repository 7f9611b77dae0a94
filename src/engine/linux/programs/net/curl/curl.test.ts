import { describe, expect, test } from 'vitest'
import { ok } from '../../../../base/result.ts'
import { O } from '../../../kernel/calls.ts'
import { executable, filler } from '../../../kernel/fs/tree.ts'
import type { Main } from '../../../kernel/program.ts'
import { serve } from '../../../libc/http/server.ts'
import { goPlainHttpAnswer, tlsAccept } from '../../../libc/tls.ts'
import { certificatePem, issue } from '../../../libc/x509.ts'
import { sys } from '../../../sys.ts'
import { testHost } from '../../../testing/host.ts'
import { programTable } from '../../../testing/programs.ts'
import { netPrograms } from '../table.ts'

const year = 365 * 86_400_000
const now = 1_763_640_000_000
const root = { certificate: issue({ subject: 'Test Root', authority: true, notBeforeMs: now - year, notAfterMs: now + year }, 'root'), key: 'root' }
const leaf = issue({ subject: 'secure.test', names: ['secure.test'], notBeforeMs: now - year, notAfterMs: now + year }, 'leaf', root)

function* listener(port: number) {
  const fd = yield* sys.socket({ family: 'inet', type: 'stream' })
  if (!fd.ok) return -1
  yield* sys.bind({ fd: fd.value, address: { family: 'inet', address: '0.0.0.0', port } })
  yield* sys.listen({ fd: fd.value })
  return fd.value
}

const web = (port: number, secured: boolean): Main =>
  function* () {
    yield* serve({
      listener: yield* listener(port),
      ...(secured && {
        *secure(fd: number) {
          const session = yield* tlsAccept(fd, { identities: [{ chain: [leaf], key: 'leaf' }], plainHttpAnswer: goPlainHttpAnswer })
          return session.ok ? ok(undefined) : { ok: false, error: 'EPROTO' as const }
        },
      }),
      *handler(exchange) {
        const { path, method, headers, body } = exchange.request
        if (path === '/') yield* exchange.respond(200, [['Content-Type', 'text/html']], '<h1>It works!</h1>\n')
        else if (path === '/echo') {
          const text = yield* body.text()
          const shown = ['user-agent', 'authorization', 'content-type', 'x-extra', 'accept', 'host'].map((name) => headers.get(name)).filter(Boolean)
          yield* exchange.respond(200, [], `${method} ${exchange.request.target} [${shown.join(', ')}] ${text.ok ? text.value : ''}\n`)
        } else if (path === '/moved') yield* exchange.respond(302, [['Location', '/']])
        else if (path === '/loop') yield* exchange.respond(302, [['Location', '/loop']])
        else if (path === '/big') {
          const fd = yield* sys.open({ path: '/big', flags: O.RDONLY })
          const writer = yield* exchange.begin(200, [['Content-Length', '5000000']])
          if (fd.ok) yield* writer.sendFrom(fd.value)
        } else if (path === '/slow') {
          yield* sys.nanosleep({ ms: 10_000 })
          yield* exchange.respond(200, [], 'late\n')
        } else yield* exchange.respond(404, [['Content-Type', 'text/plain']], '404 page not found\n')
      },
    })
    return 0
  }

/** Accepts, reads, closes without a word; or resets. */
const rude = (port: number, reads: boolean): Main =>
  function* () {
    const fd = yield* listener(port)
    for (;;) {
      const accepted = yield* sys.accept({ fd })
      if (!accepted.ok) return 1
      if (reads) yield* sys.recv({ fd: accepted.value.fd, count: 4096 })
      else yield* sys.nanosleep({ ms: 5 })
      yield* sys.close({ fd: accepted.value.fd })
    }
  }

function curlHost(version = '7.88.1', store = true) {
  const host = testHost({
    programs: [netPrograms, programTable({ web: web(80, false), tls: web(443, true), silent: rude(81, true), rude: rude(82, false) })],
    files: {
      '/usr/bin/curl': executable('net/curl', 280_000, { version }),
      '/etc/hosts': '127.0.0.1\tlocalhost secure.test other.test\n',
      '/big': filler(5_000_000),
      ...(store && { '/etc/ssl/certs/ca-certificates.crt': certificatePem(root.certificate) }),
    },
  })
  for (const name of ['web', 'tls', 'silent', 'rude']) host.start([name])
  host.advance(20)
  const curl = (...args: readonly string[]) => host.run(['/usr/bin/curl', ...args])
  return { host, curl }
}

const failed = (stderr: string, exitCode: number) => ({ stdout: '', stderr, exitCode })

describe('curl', () => {
  test('pages, heads, headers, data', () => {
    const { curl } = curlHost()
    expect(curl('-s', 'http://localhost')).toEqual({ stdout: '<h1>It works!</h1>\n', stderr: '', exitCode: 0 })
    expect(curl('-s', 'localhost/nope').stdout).toBe('404 page not found\n')
    expect(curl('-sI', 'localhost').stdout).toMatch(
      /^HTTP\/1\.1 200 OK\r\nContent-Type: text\/html\r\nContent-Length: 19\r\nDate: \w{3}, .* GMT\r\n\r\n$/,
    )
    expect(curl('-s', '-X', 'PUT', '-d', 'a=1', '-d', 'b=2', '-H', 'X-Extra: yes', '-u', 'me:pw', 'localhost/echo?q=1').stdout).toBe(
      'PUT /echo?q=1 [curl/7.88.1, Basic bWU6cHc=, application/x-www-form-urlencoded, yes, */*, localhost] a=1&b=2\n',
    )
    expect(curl('-s', '-G', '-d', 'x=1', '-A', '', 'localhost/echo').stdout).toBe('GET /echo?x=1 [*/*, localhost] \n')
    expect(curl('-sL', '-w', '%{http_code} %{num_redirects} %{url_effective}\\n', 'localhost/moved').stdout).toBe(
      '<h1>It works!</h1>\n200 1 http://localhost/\n',
    )
    expect(curl('-s', 'localhost/moved', '-w', '%{http_code} %{redirect_url}').stdout).toBe('302 http://localhost/')
  })

  test('what goes wrong, in the words of 7.88', () => {
    const { curl } = curlHost()
    expect(curl('-sS', 'localhost:9')).toEqual(failed("curl: (7) Failed to connect to localhost port 9 after 0 ms: Couldn't connect to server\n", 7))
    expect(curl('-sS', 'nosuch.invalid')).toEqual(failed('curl: (6) Could not resolve host: nosuch.invalid\n', 6))
    expect(curl('-sS', '-f', 'localhost/nope')).toEqual(failed('curl: (22) The requested URL returned error: 404\n', 22))
    expect(curl('-sS', 'localhost:81')).toEqual(failed('curl: (52) Empty reply from server\n', 52))
    expect(curl('-sS', 'localhost:82')).toEqual(failed('curl: (56) Recv failure: Connection reset by peer\n', 56))
    expect(curl('-sS', '-m', '2', 'localhost/slow')).toEqual(
      failed('curl: (28) Operation timed out after 2000 milliseconds with 0 bytes received\n', 28),
    )
    expect(curl('-sSL', 'localhost/loop')).toEqual(failed('curl: (47) Maximum (50) redirects followed\n', 47))
    expect(curl('-s', 'localhost:9')).toEqual(failed('', 7))
    expect(curl('--frob', 'x')).toEqual(
      failed("curl: option --frob: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n", 2),
    )
    expect(curl('-sS', '--unix-socket', '/none', 'http://d/')).toEqual(failed("curl: (7) Couldn't connect to server\n", 7))
    expect(curl('-sS', 'gopher://x')).toEqual(failed('curl: (1) Protocol "gopher" not supported or disabled in libcurl\n', 1))
  })

  test('and in those of other releases', () => {
    const old = curlHost('7.29.0').curl
    expect(old('-sS', 'localhost:9').stderr).toBe('curl: (7) Failed connect to localhost:9; Connection refused\n')
    expect(old('-sS', '-f', 'localhost/nope').stderr).toBe('curl: (22) The requested URL returned error: 404 Not Found\n')
    expect(curlHost('8.14.1').curl('-sS', 'localhost:9').stderr).toBe(
      'curl: (7) Failed to connect to localhost:9 after 0 ms: Could not connect to server\n',
    )
  })

  test('certificates are checked', () => {
    const { curl } = curlHost()
    expect(curl('-s', 'https://secure.test/').stdout).toBe('<h1>It works!</h1>\n')
    expect(curl('-sS', 'https://other.test/').stderr).toMatch(
      /^curl: \(60\) SSL: no alternative certificate subject name matches target host name 'other.test'\nMore details here:/,
    )
    expect(curl('-sk', 'https://other.test/').stdout).toBe('<h1>It works!</h1>\n')
    expect(curl('-sS', 'https://localhost:80/')).toEqual(failed('curl: (35) error:0A00010B:SSL routines::wrong version number\n', 35))
    expect(curl('-s', 'http://secure.test:443/').stdout).toBe('Client sent an HTTP request to an HTTPS server.\n')
    const bare = curlHost('7.88.1', false).curl
    expect(bare('-sS', 'https://secure.test/').exitCode).toBe(77)
  })

  test('verbose, progress, files', () => {
    const { curl, host } = curlHost()
    const verbose = curl('-sv', 'localhost')
    expect(verbose.stderr.replace(/Date: .*\r/, 'Date: D\r')).toBe(
      '*   Trying 127.0.0.1:80...\n* Connected to localhost (127.0.0.1) port 80 (#0)\n> GET / HTTP/1.1\r\n> Host: localhost\r\n> User-Agent: curl/7.88.1\r\n> Accept: */*\r\n> \r\n< HTTP/1.1 200 OK\r\n< Content-Type: text/html\r\n< Content-Length: 19\r\n< Date: D\r\n< \r\n* Connection #0 to host localhost left intact\n',
    )
    const saved = curl('-o', '/tmp/big', 'localhost/big')
    expect(saved.stderr).toMatch(
      /^ {2}% Total {4}% Received % Xferd {2}Average Speed {3}Time {4}Time {5}Time {2}Current\n {33}Dload {2}Upload {3}Total {3}Spent {4}Left {2}Speed\n\r {2}0 {5}0 {4}0 {5}0 {4}0 {5}0 {6}0 {6}0 --:--:-- --:--:-- --:--:-- {5}0\r100 4882k {2}100 4882k {4}0 {5}0 .* --:--:-- --:--:-- --:--:-- .*\n$/,
    )
    expect(host.run(['curl', '-s', '-O', 'localhost/big', '-o', '/tmp/two', 'localhost']).exitCode).toBe(0)
    expect(curl('-o', '/no/where', '-sS', 'localhost')).toEqual(failed('curl: (23) Failure writing output to destination\n', 23))
  })

  test('tries again when told to', () => {
    const { curl, host } = curlHost()
    const before = host.clock.nowMs
    expect(curl('-sS', '--retry', '2', '--retry-connrefused', 'localhost:9').exitCode).toBe(7)
    expect(Math.round((host.clock.nowMs - before) / 1000)).toBe(3)
  })
})
