import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes } from '../../base/utf8.ts'
import { sys } from '../sys.ts'
import { testHost } from '../testing/host.ts'
import { cat, programTable, readText, say } from '../testing/programs.ts'
import { O, Poll } from './calls.ts'
import type { Main } from './program.ts'

const run = (main: Main) => testHost({ programs: [programTable({ cat, main })] }).run(['main'])

describe('pipes', () => {
  test('bytes arrive in order and complete, whatever the sizes of reads and writes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 20_000 }), { maxLength: 30 }),
        fc.array(fc.integer({ min: 50, max: 70_000 }), { minLength: 1 }),
        (writes, reads) => {
          const sent: Uint8Array[] = []
          const got: Uint8Array[] = []
          run(function* () {
            const pipe = yield* sys.pipe({})
            if (!pipe.ok) return 1
            const [read, write] = pipe.value
            yield* sys.clone({
              main: function* () {
                yield* sys.close({ fd: read })
                for (const [index, size] of writes.entries()) {
                  const bytes = new Uint8Array(size).map((_, at) => (at + index) & 0xff)
                  sent.push(bytes)
                  const written = yield* sys.write({ fd: write, bytes })
                  expect(written).toEqual({ ok: true, value: size })
                }
                return 0
              },
            })
            yield* sys.close({ fd: write })
            for (let i = 0; ; i++) {
              const part = yield* sys.read({ fd: read, count: reads[i % reads.length] as number })
              if (!part.ok || part.value.length === 0) return 0
              got.push(part.value.slice())
            }
          })
          expect(concatBytes([...got, new Uint8Array(0)])).toEqual(concatBytes([...sent, new Uint8Array(0)]))
        },
      ),
      { numRuns: 40 },
    )
  })

  test('small writes of several writers are never torn', () => {
    let text = ''
    run(function* () {
      const pipe = yield* sys.pipe({})
      if (!pipe.ok) return 1
      const [read, write] = pipe.value
      for (const letter of 'abcd') {
        yield* sys.clone({
          main: function* () {
            for (let i = 0; i < 60; i++) yield* say(letter.repeat(999) + '\n', write)
            return 0
          },
        })
      }
      yield* sys.close({ fd: write })
      for (;;) {
        yield* sys.nanosleep({ ms: 1 })
        const part = yield* readText(read, 3000)
        if (part === '') return 0
        text += part
      }
    })
    const lines = text.split('\n').filter(Boolean)
    expect(lines).toHaveLength(240)
    expect(lines.every((line) => /^(a{999}|b{999}|c{999}|d{999})$/.test(line))).toBe(true)
  })

  test('non-blocking ends and poll', () => {
    const { stdout } = run(function* () {
      const pipe = yield* sys.pipe({ nonBlocking: true })
      if (!pipe.ok) return 1
      const [read, write] = pipe.value
      const poll = function* () {
        const ready = yield* sys.poll({
          fds: [
            { fd: read, events: Poll.in },
            { fd: write, events: Poll.out },
          ],
          timeoutMs: 0,
        })
        return ready.ok ? ready.value.map(({ fd, revents }) => `${fd === read ? 'r' : 'w'}${revents}`).join('') : ready.error
      }
      yield* say(`${yield* readText(read)} ${yield* poll()} `)
      let full = 0
      for (;;) {
        const written = yield* sys.write({ fd: write, bytes: new Uint8Array(1000) })
        if (!written.ok) break
        full += written.value
      }
      yield* say(`${full} ${yield* poll()} `)
      const part = yield* sys.write({ fd: write, bytes: new Uint8Array(10_000) })
      yield* say(`${part.ok && part.value} `)
      const held = yield* sys.readable({ fd: read })
      yield* say(`${held.ok && held.value} `)
      yield* sys.close({ fd: read })
      yield* sys.sigaction({ signal: 13, handler: 'ignore' })
      const broken = yield* sys.write({ fd: write, bytes: new Uint8Array(1) })
      yield* say(broken.ok ? '' : broken.error)
      return 0
    })
    expect(stdout).toBe('-EAGAIN w4 65000 r1 536 65536 EPIPE')
  })

  test('poll sleeps until something is there, or the time is over', () => {
    const { stdout } = run(function* () {
      const pipe = yield* sys.pipe({})
      if (!pipe.ok) return 1
      const [read, write] = pipe.value
      yield* sys.clone({
        main: function* () {
          yield* sys.nanosleep({ ms: 20 })
          yield* say('x', write)
          return 0
        },
      })
      const early = yield* sys.poll({ fds: [{ fd: read, events: Poll.in }], timeoutMs: 10 })
      const late = yield* sys.poll({
        fds: [
          { fd: read, events: Poll.in },
          { fd: 77, events: Poll.in },
        ],
      })
      yield* say(`${early.ok && early.value.length} ${JSON.stringify(late.ok && late.value)} `)
      yield* readText(read)
      yield* sys.close({ fd: write })
      const end = yield* sys.poll({ fds: [{ fd: read, events: Poll.in }] })
      yield* say(JSON.stringify(end.ok && end.value))
      return 0
    })
    expect(stdout).toBe('0 [{"fd":77,"revents":32}] [{"fd":3,"revents":16}]')
  })
})

describe('named pipes', () => {
  test('each end waits for the other', () => {
    const { stdout } = run(function* () {
      yield* sys.mknod({ path: '/tmp/fifo', type: 'fifo', mode: 0o644 })
      const early = yield* sys.open({ path: '/tmp/fifo', flags: O.WRONLY | O.NONBLOCK })
      yield* say(early.ok ? '' : `${early.error} `)
      yield* sys.clone({
        main: function* () {
          yield* sys.nanosleep({ ms: 30 })
          const fd = yield* sys.open({ path: '/tmp/fifo', flags: O.WRONLY })
          if (fd.ok) yield* say('through', fd.value)
          return 0
        },
      })
      const began = yield* sys.clockMonotonic({})
      const fd = yield* sys.open({ path: '/tmp/fifo', flags: O.RDONLY })
      if (!fd.ok) return 1
      const waited = (yield* sys.clockMonotonic({})) - began
      yield* say(`${waited >= 30} ${yield* readText(fd.value)} ${JSON.stringify(yield* readText(fd.value))}`)
      return 0
    })
    expect(stdout).toBe('ENXIO true through ""')
  })
})

describe('splice', () => {
  test('moves between pipes and files, and loses nothing when the other side is full', () => {
    const { stdout } = run(function* () {
      const a = yield* sys.pipe({})
      const b = yield* sys.pipe({ nonBlocking: true })
      if (!a.ok || !b.ok) return 1
      yield* say('0123456789', a.value[1])
      const moved = yield* sys.splice({ from: a.value[0], to: b.value[1], count: 4 })
      yield* sys.write({ fd: b.value[1], bytes: new Uint8Array(65_532) })
      const refused = yield* sys.splice({ from: a.value[0], to: b.value[1], count: 100 })
      yield* say(`${moved.ok && moved.value} ${refused.ok ? '' : refused.error} ${yield* readText(a.value[0])}`)
      return 0
    })
    expect(stdout).toBe('4 EAGAIN 456789')
  })
})
