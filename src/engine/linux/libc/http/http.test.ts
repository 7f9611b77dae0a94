import { describe, expect, test } from 'vitest'
import { O } from '../../kernel/calls.ts'
import { filler } from '../../kernel/fs/tree.ts'
import type { SocketAddress } from '../../kernel/net/socket-address.ts'
import type { Main } from '../../kernel/program.ts'
import { sys } from '../../sys.ts'
import { testHost } from '../../testing/host.ts'
import { programTable } from '../../testing/programs.ts'
import { print } from '../stdio.ts'
import { request } from './client.ts'
import { ConnectionPool } from './pool.ts'
import { serve } from './server.ts'

const web: SocketAddress = { family: 'inet6', address: '::', port: 8080 }
const socket: SocketAddress = { family: 'unix', path: '/run/api.sock' }

function* listenOn(address: SocketAddress) {
  const fd = yield* sys.socket({ family: address.family, type: 'stream' })
  if (!fd.ok) return -1
  yield* sys.bind({ fd: fd.value, address })
  yield* sys.listen({ fd: fd.value })
  return fd.value
}

const server = (address: SocketAddress): Main =>
  function* () {
    yield* serve({
      listener: yield* listenOn(address),
      *handler(exchange) {
        const { method, path, query, body } = exchange.request
        if (path === '/echo') {
          const text = yield* body.text()
          yield* exchange.respond(200, [['Content-Type', 'text/plain']], `${method} ${query.get('who')} ${text.ok ? text.value : text.error}\n`)
        } else if (path === '/stream') {
          const writer = yield* exchange.begin(200, [['Content-Type', 'text/plain']])
          for (const part of ['one\n', 'two\n', 'three\n']) {
            yield* writer.write(part)
            yield* writer.flush()
            yield* sys.nanosleep({ ms: 50 })
          }
        } else if (path === '/blob') {
          const fd = yield* sys.open({ path: '/blob', flags: O.RDONLY })
          const writer = yield* exchange.begin(200, [['Content-Length', '60000000']])
          if (fd.ok) yield* writer.sendFrom(fd.value)
        } else if (path === '/attach') {
          const stream = yield* exchange.hijack('HTTP/1.1 101 UPGRADED', [
            ['Connection', 'Upgrade'],
            ['Upgrade', 'tcp'],
          ])
          for (;;) {
            const bytes = yield* stream.read()
            if (!bytes.ok || !bytes.value) break
            yield* stream.write(bytes.value)
          }
          yield* stream.close()
        } else yield* exchange.respond(404, [], 'no\n')
      },
    })
    return 0
  }

function* get(options: Parameters<typeof request>[0]) {
  const answer = yield* request(options)
  if (!answer.ok) return JSON.stringify(answer.error)
  const text = yield* answer.value.body.text()
  return `${answer.value.status} ${text.ok ? text.value : text.error}`
}

const hostWith = (client: Main) =>
  testHost({ programs: [programTable({ web: server(web), api: server(socket), client })], files: { '/blob': filler(60_000_000, 'layer') } })

const play = (client: Main) => {
  const host = hostWith(client)
  host.start(['web'])
  host.start(['api'])
  host.advance(10)
  return { host, result: host.run(['client']) }
}

describe('HTTP', () => {
  test('requests and answers over TCP and a unix socket', () => {
    const { result } = play(function* () {
      yield* print(yield* get({ url: 'http://localhost:8080/echo?who=me', method: 'POST', body: 'hello' }))
      yield* print(yield* get({ url: 'http://localhost:8080/none' }))
      yield* print(
        yield* get({
          via: socket,
          method: 'PUT',
          target: '/echo?who=a%20b',
          body: function* (write) {
            return yield* write('in chunks')
          },
        }),
      )
      return 0
    })
    expect(result.stdout).toBe('200 POST me hello\n404 no\n200 PUT a b in chunks\n')
  })

  test('an answer arrives while it is written', () => {
    const { result, host } = play(function* () {
      const answer = yield* request({ url: 'http://127.0.0.1:8080/stream' })
      if (!answer.ok) return 1
      for (;;) {
        const chunk = yield* answer.value.body.read()
        if (!chunk.ok || !chunk.value) return 0
        const at = yield* sys.clockMonotonic({})
        yield* print(`${Math.floor(at / 50) * 50} ${new TextDecoder().decode(chunk.value)}`)
      }
    })
    const times = result.stdout
      .trim()
      .split('\n')
      .map((line) => Number(line.split(' ')[0]))
    const [first = 0, second = 0, third = 0] = times
    expect([second - first, third - second]).toEqual([50, 50])
    expect(host.clock.eventsRun).toBeLessThan(600)
  })

  test('a large file costs few events and keeps its identity', () => {
    const host = hostWith(function* () {
      const answer = yield* request({ url: 'http://127.0.0.1:8080/blob' })
      const fd = yield* sys.open({ path: '/copy', flags: O.WRONLY | O.CREAT, mode: 0o644 })
      if (!answer.ok || !fd.ok) return 1
      const saved = yield* answer.value.body.saveTo(fd.value)
      yield* sys.close({ fd: fd.value })
      const [a, b] = [yield* sys.digest({ path: '/blob' }), yield* sys.digest({ path: '/copy' })]
      yield* print(`${saved.ok && saved.value} ${a.ok && b.ok && a.value === b.value}\n`)
      return 0
    })
    host.start(['web'])
    host.advance(10)
    const before = host.clock.eventsRun
    expect(host.run(['client']).stdout).toBe('60000000 true\n')
    expect(host.clock.eventsRun - before).toBeLessThan(700)
  })

  test('connections are kept in a pool and taken over after 101', () => {
    const { result } = play(function* () {
      const pool = new ConnectionPool()
      const ports = new Set<number>()
      for (let i = 0; i < 3; i++) {
        const answer = yield* request({ url: 'http://localhost:8080/echo?who=x', pool })
        if (!answer.ok) return 1
        const name = yield* sys.getsockname({ fd: answer.value.connection.fd })
        if (name.ok && name.value.family !== 'unix') ports.add(name.value.port)
        yield* answer.value.body.drain()
      }
      const attached = yield* request({
        via: socket,
        method: 'POST',
        target: '/attach',
        headers: [
          ['Connection', 'Upgrade'],
          ['Upgrade', 'tcp'],
        ],
      })
      if (!attached.ok) return 1
      const stream = attached.value.body.hijack()
      yield* stream.write('ping')
      const back = yield* stream.read()
      yield* stream.closeWrite()
      const end = yield* stream.read()
      yield* print(
        `${ports.size} ${attached.value.status} ${back.ok && back.value ? new TextDecoder().decode(back.value) : '-'} ${end.ok ? end.value : end.error}\n`,
      )
      return 0
    })
    expect(result.stdout).toBe('1 101 ping undefined\n')
  })

  test('errors say what went wrong', () => {
    const { result } = play(function* () {
      yield* print(`${yield* get({ url: 'http://localhost:9/' })}\n`)
      yield* print(`${yield* get({ url: 'http://nowhere.invalid/' })}\n`)
      yield* print(`${yield* get({ via: { family: 'unix', path: '/run/none.sock' }, target: '/' })}\n`)
      return 0
    })
    const [refused, unknown, missing] = result.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(refused).toMatchObject({ kind: 'connect', errno: 'ECONNREFUSED' })
    expect(unknown).toMatchObject({ kind: 'resolve' })
    expect(missing).toMatchObject({ kind: 'connect', errno: 'ENOENT' })
  })
})
