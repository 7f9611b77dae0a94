import { describe, expect, test } from 'vitest'
import { decode, encode } from '../../../base/utf8.ts'
import { print } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { TestHostOptions } from '../../testing/host.ts'
import { testHost } from '../../testing/host.ts'
import { programTable } from '../../testing/programs.ts'
import { O, Poll } from '../calls.ts'
import { directory } from '../fs/tree.ts'
import type { Main } from '../program.ts'
import { signals } from '../signal.ts'

const play = (main: Main, options: TestHostOptions & { uid?: number } = {}) =>
  testHost({ ...options, programs: [programTable({ main })] }).run(['main'], options.uid === undefined ? {} : { uid: options.uid })

const local = (port: number, address = '127.0.0.1') => ({ family: 'inet', address, port }) as const
const path = (name: string) => ({ family: 'unix', path: name }) as const

function* open(family: 'inet' | 'inet6' | 'unix' = 'inet', type: 'stream' | 'dgram' = 'stream') {
  const fd = yield* sys.socket({ family, type })
  return fd.ok ? fd.value : -1
}

function* tell(...values: readonly unknown[]) {
  yield* print(`${values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' ')}\n`)
}

const text = (result: { ok: true; value: { bytes: Uint8Array } } | { ok: false; error: string }) =>
  result.ok ? decode(result.value.bytes) : result.error
const outcome = (result: { ok: true } | { ok: false; error: string }) => (result.ok ? 'ok' : result.error)

function* pair() {
  const listener = yield* open()
  yield* sys.bind({ fd: listener, address: local(0) })
  yield* sys.listen({ fd: listener })
  const name = yield* sys.getsockname({ fd: listener })
  const client = yield* open()
  if (!name.ok) return [-1, -1, -1] as const
  yield* sys.connect({ fd: client, address: name.value })
  const accepted = yield* sys.accept({ fd: listener })
  return [client, accepted.ok ? accepted.value.fd : -1, listener] as const
}

describe('TCP sockets', () => {
  test('half close, end of file, then EPIPE with SIGPIPE only for write', () => {
    const { stdout, exitCode } = play(function* () {
      const [a, b] = yield* pair()
      yield* sys.send({ fd: a, bytes: encode('request') })
      yield* sys.shutdown({ fd: a, how: 'write' })
      yield* tell(text(yield* sys.recv({ fd: b, count: 100 })), text(yield* sys.recv({ fd: b, count: 100 })), '|')
      yield* sys.send({ fd: b, bytes: encode('answer') })
      yield* sys.close({ fd: b })
      yield* tell(text(yield* sys.recv({ fd: a, count: 100 })), text(yield* sys.recv({ fd: a, count: 100 })), '|')
      yield* tell(outcome(yield* sys.send({ fd: a, bytes: encode('x') })))
      yield* sys.write({ fd: a, bytes: encode('x') })
      yield* tell('not reached')
      return 0
    })
    expect(stdout).toBe('request  |\nanswer  |\nEPIPE\n')
    expect(exitCode).toBe(128 + signals.SIGPIPE)
  })

  test('closing with unread data resets, and so does data for a closed socket', () => {
    const { stdout } = play(function* () {
      const [a, b] = yield* pair()
      yield* sys.send({ fd: a, bytes: encode('unread') })
      yield* sys.nanosleep({ ms: 1 })
      yield* sys.close({ fd: b })
      yield* tell(text(yield* sys.recv({ fd: a, count: 10 })))
      const [c, d] = yield* pair()
      yield* sys.close({ fd: d })
      yield* sys.send({ fd: c, bytes: encode('late') })
      yield* sys.nanosleep({ ms: 1 })
      yield* tell(outcome(yield* sys.send({ fd: c, bytes: encode('later') })), outcome(yield* sys.send({ fd: c, bytes: encode('later') })))
      return 0
    })
    expect(stdout).toBe('ECONNRESET\nEPIPE EPIPE\n')
  })

  test('states as the diagnosis call shows them, TIME_WAIT for a minute', () => {
    const { stdout } = play(function* () {
      const states = function* () {
        const listed = yield* sys.socketDiag({ families: ['tcp'] })
        return listed.ok ? listed.value.map(({ state, localPort }) => `${state}${localPort === 80 ? '*' : ''}`).sort() : []
      }
      const listener = yield* open('inet6')
      yield* sys.bind({ fd: listener, address: { family: 'inet6', address: '::', port: 80 } })
      yield* sys.listen({ fd: listener })
      yield* tell(yield* states())
      const client = yield* open()
      yield* sys.connect({ fd: client, address: local(80) })
      const accepted = yield* sys.accept({ fd: listener })
      if (!accepted.ok) return 1
      yield* tell(accepted.value.peer.family === 'unix' ? '' : accepted.value.peer.address, yield* states())
      yield* sys.close({ fd: accepted.value.fd })
      yield* sys.nanosleep({ ms: 1 })
      yield* tell(yield* states())
      yield* sys.close({ fd: client })
      yield* sys.nanosleep({ ms: 1 })
      yield* tell(yield* states())
      yield* sys.nanosleep({ ms: 61_000 })
      yield* tell(yield* states())
      return 0
    })
    expect(stdout).toBe(
      '["LISTEN*"]\n::ffff:127.0.0.1 ["ESTAB","ESTAB*","LISTEN*"]\n["CLOSE-WAIT","FIN-WAIT-2*","LISTEN*"]\n["LISTEN*","TIME-WAIT*"]\n["LISTEN*"]\n',
    )
  })

  test('addresses in use, not available, not allowed', () => {
    const main: Main = function* () {
      const [a, b, c] = [yield* open(), yield* open(), yield* open('inet6')]
      yield* tell(outcome(yield* sys.bind({ fd: a, address: local(8080, '0.0.0.0') })))
      yield* tell(outcome(yield* sys.bind({ fd: b, address: local(8080) })), outcome(yield* sys.bind({ fd: b, address: local(1, '10.9.9.9') })))
      yield* tell(outcome(yield* sys.bind({ fd: c, address: { family: 'inet6', address: '::', port: 8080 } })))
      yield* tell(outcome(yield* sys.bind({ fd: b, address: local(79) })))
      return 0
    }
    expect(play(main).stdout).toBe('ok\nEADDRINUSE EADDRNOTAVAIL\nEADDRINUSE\nok\n')
    expect(play(main, { users: [{ name: 'ana', uid: 1000 }], uid: 1000 }).stdout).toBe('ok\nEADDRINUSE EADDRNOTAVAIL\nEADDRINUSE\nEACCES\n')
  })

  test('a full backlog makes the next client wait for the accepting process', () => {
    const { stdout } = play(function* () {
      const listener = yield* open()
      yield* sys.bind({ fd: listener, address: local(80) })
      yield* sys.listen({ fd: listener, backlog: 0 })
      const connect = function* (timeoutMs: number) {
        const fd = yield* open()
        const connected = yield* sys.connect({ fd, address: local(80), timeoutMs })
        if (!connected.ok) yield* sys.close({ fd })
        return outcome(connected)
      }
      yield* tell(yield* connect(500), yield* connect(500))
      yield* sys.clone({
        thread: true,
        *main() {
          yield* sys.nanosleep({ ms: 500 })
          yield* sys.accept({ fd: listener })
          return 0
        },
      })
      const before = yield* sys.clockMonotonic({})
      yield* tell(yield* connect(5000), Math.round((yield* sys.clockMonotonic({})) - before) >= 1000)
      return 0
    })
    expect(stdout).toBe('ok ETIMEDOUT\nok true\n')
  })

  test('non-blocking calls and poll', () => {
    const { stdout } = play(function* () {
      const [a, b] = yield* pair()
      yield* sys.fcntl({ fd: a, nonBlocking: true })
      yield* tell(text(yield* sys.recv({ fd: a, count: 1 })))
      let sent = 0
      for (;;) {
        const more = yield* sys.send({ fd: a, bytes: new Uint8Array(100_000) })
        if (!more.ok) {
          yield* tell(more.error)
          break
        }
        sent += more.value
      }
      const ready = yield* sys.poll({ fds: [{ fd: a, events: Poll.out }], timeoutMs: 0 })
      yield* tell(ready.ok && ready.value.length)
      let received = 0
      while (received < sent) {
        const part = yield* sys.recv({ fd: b, count: 1_000_000 })
        if (!part.ok) return 1
        received += part.value.bytes.length
      }
      const again = yield* sys.poll({ fds: [{ fd: a, events: Poll.out | Poll.in }] })
      yield* tell(sent === received, again.ok && again.value.map(({ revents }) => revents))
      return 0
    })
    expect(stdout).toBe('EAGAIN\nEAGAIN\n0\ntrue [4]\n')
  })

  test('a stream is whole whatever the sizes of its reads and writes', () => {
    const { stdout } = play(function* () {
      const [a, b] = yield* pair()
      const total = 3_000_000
      yield* sys.clone({
        thread: true,
        *main() {
          for (let at = 0; at < total; ) {
            const size = Math.min(total - at, 1 + ((at * 7) % 70_001))
            const sent = yield* sys.send({ fd: a, bytes: Uint8Array.from({ length: size }, (_, i) => (at + i) & 255) })
            if (!sent.ok) return 1
            at += sent.value
          }
          yield* sys.close({ fd: a })
          return 0
        },
      })
      let [at, wrong] = [0, 0]
      for (;;) {
        const part = yield* sys.recv({ fd: b, count: 1 + ((at * 3) % 50_000) })
        if (!part.ok || part.value.bytes.length === 0) break
        for (const byte of part.value.bytes) if (byte !== (at++ & 255)) wrong++
      }
      yield* tell(at, wrong)
      return 0
    })
    expect(stdout).toBe('3000000 0\n')
  })
})

describe('UDP sockets', () => {
  test('datagrams keep their borders, addresses and order', () => {
    const { stdout } = play(function* () {
      const [a, b] = [yield* open('inet', 'dgram'), yield* open('inet', 'dgram')]
      yield* sys.bind({ fd: a, address: local(53, '0.0.0.0') })
      for (const word of ['one', 'two', '']) yield* sys.send({ fd: b, bytes: encode(word), to: local(53) })
      const name = yield* sys.getsockname({ fd: b })
      for (let i = 0; i < 3; i++) {
        const got = yield* sys.recv({ fd: a, count: 2 })
        yield* tell(
          text(got),
          got.ok && name.ok && got.value.from?.family === 'inet' && name.value.family === 'inet' && got.value.from.port === name.value.port,
        )
      }
      yield* tell(
        outcome(yield* sys.recv({ fd: a, count: 2, timeoutMs: 10 })),
        outcome(yield* sys.send({ fd: b, bytes: new Uint8Array(70_000), to: local(53) })),
      )
      return 0
    })
    expect(stdout).toBe('on true\ntw true\n true\nETIMEDOUT EMSGSIZE\n')
  })

  test('a connected socket hears that nobody listens', () => {
    const { stdout } = play(function* () {
      const a = yield* open('inet', 'dgram')
      yield* sys.connect({ fd: a, address: local(9) })
      yield* tell(outcome(yield* sys.send({ fd: a, bytes: encode('x') })), outcome(yield* sys.recv({ fd: a, count: 1, timeoutMs: 50 })))
      return 0
    })
    expect(stdout).toBe('ok ECONNREFUSED\n')
  })
})

describe('unix sockets', () => {
  test('path names with their permissions, peers and left-over files', () => {
    const main: Main = function* () {
      const server = yield* open('unix')
      yield* tell(
        outcome(yield* sys.bind({ fd: server, address: path('/srv/api.sock') })),
        outcome(yield* sys.bind({ fd: yield* open('unix'), address: path('/srv/api.sock') })),
      )
      const early = yield* open('unix')
      yield* tell(outcome(yield* sys.connect({ fd: early, address: path('/srv/api.sock') })))
      yield* sys.chmod({ path: '/srv/api.sock', mode: 0o660 })
      yield* sys.listen({ fd: server })
      yield* sys.symlink({ target: 'api.sock', path: '/srv/link' })
      const client = yield* open('unix')
      yield* tell(outcome(yield* sys.connect({ fd: client, address: path('/srv/link') })))
      const accepted = yield* sys.accept({ fd: server })
      if (!accepted.ok) return 1
      const [mine, theirs] = [yield* sys.getpeercred({ fd: client }), yield* sys.getpeercred({ fd: accepted.value.fd })]
      const pid = yield* sys.getpid({})
      yield* tell(mine.ok && mine.value.pid === pid, theirs.ok && theirs.value)
      yield* sys.clone({
        *main() {
          yield* sys.setcredentials({ uid: 7, euid: 7, suid: 7, gid: 7, egid: 7, sgid: 7, groups: [], effective: new Set(), permitted: new Set() })
          yield* tell(outcome(yield* sys.connect({ fd: yield* open('unix'), address: path('/srv/api.sock') })))
          return 0
        },
      })
      yield* sys.wait4({ pid: -1 })
      yield* sys.close({ fd: server })
      yield* tell(
        outcome(yield* sys.connect({ fd: yield* open('unix'), address: path('/srv/api.sock') })),
        outcome(yield* sys.connect({ fd: yield* open('unix'), address: path('/srv/none') })),
      )
      return 0
    }
    const host = testHost({ programs: [programTable({ main })], files: { '/srv': directory() } })
    const { stdout } = host.run(['main'])
    expect(stdout.replace(/"pid":\d+/, '"pid":N')).toBe(
      'ok EADDRINUSE\nECONNREFUSED\nok\ntrue {"pid":N,"uid":0,"gid":0}\nEACCES\nECONNREFUSED ENOENT\n',
    )
  })

  test('open files travel along', () => {
    const { stdout } = play(function* () {
      const ends = yield* sys.socketpair({})
      const file = yield* sys.open({ path: '/tmp/note', flags: O.RDWR | O.CREAT, mode: 0o600 })
      if (!ends.ok || !file.ok) return 1
      const [a, b] = ends.value
      yield* sys.write({ fd: file.value, bytes: encode('written before') })
      yield* sys.send({ fd: a, bytes: encode('x'), fds: [file.value] })
      yield* sys.close({ fd: file.value })
      const got = yield* sys.recv({ fd: b, count: 10 })
      const fd = got.ok ? (got.value.fds?.[0] ?? -1) : -1
      const read = yield* sys.pread({ fd, count: 100, offset: 0 })
      yield* tell(read.ok ? decode(read.value) : read.error)
      return 0
    })
    expect(stdout).toBe('written before\n')
  })

  test('abstract names belong to the network namespace; datagrams keep borders', () => {
    const { stdout } = play(function* () {
      const [a, b] = [yield* open('unix', 'dgram'), yield* open('unix', 'dgram')]
      yield* sys.bind({ fd: a, address: path('@notify') })
      yield* sys.send({ fd: b, bytes: encode('READY=1'), to: path('@notify') })
      yield* sys.send({ fd: b, bytes: encode('STATUS=up'), to: path('@notify') })
      yield* tell(text(yield* sys.recv({ fd: a, count: 100 })), text(yield* sys.recv({ fd: a, count: 100 })))
      yield* sys.unshare({ namespaces: ['net'] })
      yield* tell(outcome(yield* sys.send({ fd: yield* open('unix', 'dgram'), bytes: encode('x'), to: path('@notify') })))
      return 0
    })
    expect(stdout).toBe('READY=1 STATUS=up\nECONNREFUSED\n')
  })
})
