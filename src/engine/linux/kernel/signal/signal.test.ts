import { describe, expect, test } from 'vitest'
import { sys } from '../../sys.ts'
import { testHost } from '../../testing/host.ts'
import { cat, fork, programTable, readText, say } from '../../testing/programs.ts'
import type { Main } from '../program.ts'
import { signals } from '../signal.ts'

const { SIGCHLD, SIGCONT, SIGHUP, SIGINT, SIGKILL, SIGPIPE, SIGSTOP, SIGTERM, SIGUSR1, SIGUSR2 } = signals

const run = (main: Main, options: { uid?: number } = {}) => testHost({ programs: [programTable({ cat, main })] }).run(['main'], options)

describe('default actions', () => {
  test('terminate, core, ignore', () => {
    const { stdout } = run(function* () {
      for (const signal of [SIGTERM, signals.SIGSEGV, SIGCHLD]) {
        const pid = yield* fork(function* () {
          yield* sys.nanosleep({ ms: 50 })
          return 5
        })
        yield* sys.kill({ pid, signal })
        const waited = yield* sys.wait4({ pid })
        yield* say(`${JSON.stringify(waited.ok && waited.value?.status)}\n`)
      }
      return 0
    })
    expect(stdout).toBe(
      '{"kind":"signaled","signal":15,"coreDumped":false}\n{"kind":"signaled","signal":11,"coreDumped":false}\n{"kind":"exited","code":5}\n',
    )
  })

  test('a broken pipe kills the writer, or gives EPIPE when it ignores SIGPIPE', () => {
    const { stdout } = run(function* () {
      for (const handler of ['default', 'ignore'] as const) {
        const pid = yield* fork(function* () {
          yield* sys.sigaction({ signal: SIGPIPE, handler })
          const pipe = yield* sys.pipe({})
          if (!pipe.ok) return 1
          const [read, write] = pipe.value
          yield* sys.close({ fd: read })
          const written = yield* sys.write({ fd: write, bytes: new Uint8Array(1) })
          yield* say(`${written.ok ? '' : written.error} `)
          return 0
        })
        const waited = yield* sys.wait4({ pid })
        yield* say(`${waited.ok && waited.value?.status.kind}\n`)
      }
      return 0
    })
    expect(stdout).toBe('signaled\nEPIPE exited\n')
  })
})

describe('handlers', () => {
  test('run between calls; a sleeping read ends with EINTR, or goes on with SA_RESTART', () => {
    const { stdout } = run(function* () {
      for (const restart of [false, true]) {
        const pipe = yield* sys.pipe({})
        if (!pipe.ok) return 1
        const [read, write] = pipe.value
        const self = yield* sys.getpid({})
        yield* sys.sigaction({
          signal: SIGUSR1,
          restart,
          handler: function* () {
            yield* say('handled ')
          },
        })
        yield* sys.clone({
          main: function* () {
            yield* sys.nanosleep({ ms: 10 })
            yield* sys.kill({ pid: self, signal: SIGUSR1 })
            yield* sys.nanosleep({ ms: 10 })
            yield* sys.write({ fd: write, bytes: new TextEncoder().encode('data') })
            return 0
          },
        })
        yield* say(`${yield* readText(read)}\n`)
        yield* sys.wait4({ pid: -1 })
      }
      return 0
    })
    expect(stdout).toBe('handled -EINTR\nhandled data\n')
  })

  test('what a handler throws unwinds the program', () => {
    const { stdout } = run(function* () {
      yield* sys.sigaction({
        signal: SIGINT,
        handler: function* () {
          throw new Error('interrupted')
        },
      })
      const self = yield* sys.getpid({})
      yield* sys.clone({
        main: function* () {
          yield* sys.kill({ pid: self, signal: SIGINT })
          return 0
        },
      })
      try {
        yield* sys.nanosleep({ ms: 60_000 })
      } catch (error) {
        yield* say(`caught ${(error as Error).message} at ${Math.floor(yield* sys.clockMonotonic({})) < 1000}`)
      }
      return 0
    })
    expect(stdout).toBe('caught interrupted at true')
  })

  test('a handler interrupts a computation, which then goes on', () => {
    const { stdout } = run(function* () {
      const began = yield* sys.clockMonotonic({})
      const self = yield* sys.getpid({})
      yield* sys.sigaction({
        signal: SIGUSR1,
        handler: function* () {
          yield* say(`${Math.round((yield* sys.clockMonotonic({})) - began)} `)
        },
      })
      yield* sys.clone({
        main: function* () {
          yield* sys.nanosleep({ ms: 30 })
          yield* sys.kill({ pid: self, signal: SIGUSR1 })
          return 0
        },
      })
      yield* sys.compute({ ms: 100 })
      yield* say(`${Math.round((yield* sys.clockMonotonic({})) - began)}`)
      return 0
    })
    expect(stdout).toBe('30 100')
  })

  test('blocked signals wait; ignored ones are forgotten', () => {
    const { stdout } = run(function* () {
      const self = yield* sys.getpid({})
      for (const signal of [SIGUSR1, SIGUSR2]) {
        yield* sys.sigaction({
          signal,
          handler: function* () {
            yield* say(`${signal} `)
          },
        })
      }
      yield* sys.sigprocmask({ signals: [SIGUSR1, SIGKILL], block: true })
      yield* sys.kill({ pid: self, signal: SIGUSR1 })
      yield* sys.kill({ pid: self, signal: SIGUSR1 })
      yield* sys.kill({ pid: self, signal: SIGUSR2 })
      yield* say('blocked ')
      const was = yield* sys.sigprocmask({ signals: [SIGUSR1], block: false })
      yield* say(`${was.join()} `)
      yield* sys.sigprocmask({ signals: [SIGUSR1], block: true })
      yield* sys.kill({ pid: self, signal: SIGUSR1 })
      yield* sys.sigaction({ signal: SIGUSR1, handler: 'ignore' })
      yield* sys.sigprocmask({ signals: [SIGUSR1], block: false })
      return 0
    })
    expect(stdout).toBe('12 blocked 10 10 ')
  })

  test('pause waits for a handler', () => {
    const { stdout } = run(function* () {
      const parent = yield* sys.getpid({})
      yield* sys.sigaction({ signal: SIGCHLD, handler: function* () {} })
      yield* sys.clone({
        main: function* () {
          yield* sys.nanosleep({ ms: 20 })
          return parent > 0 ? 0 : 1
        },
      })
      const paused = yield* sys.pause({})
      yield* say(paused.ok ? '' : paused.error)
      return 0
    })
    expect(stdout).toBe('EINTR')
  })

  test('execve resets handlers and keeps ignored signals', () => {
    const { exitCode } = run(function* ({ argv }) {
      const self = yield* sys.getpid({})
      if (argv[0] !== 'again') {
        yield* sys.sigaction({ signal: SIGHUP, handler: 'ignore' })
        yield* sys.sigaction({ signal: SIGTERM, handler: function* () {} })
        yield* sys.execve({ path: '/bin/main', argv: ['again'], env: new Map() })
      }
      yield* sys.kill({ pid: self, signal: SIGHUP })
      yield* sys.kill({ pid: self, signal: SIGTERM })
      return 0
    })
    expect(exitCode).toBe(128 + SIGTERM)
  })
})

describe('stopping', () => {
  test('a stopped process sleeps through its time and goes on when continued', () => {
    const host = testHost({
      programs: [
        programTable({
          *ticker() {
            for (let i = 0; ; i++) {
              yield* say(`${i}`)
              yield* sys.nanosleep({ ms: 100 })
            }
          },
        }),
      ],
    })
    const { process, stdout } = host.start(['ticker'])
    host.advance(250)
    host.kernel.sendSignal(process, SIGSTOP)
    host.advance(1000)
    expect([stdout(), process.leader.state]).toEqual(['012', 'T'])
    host.kernel.sendSignal(process, SIGCONT)
    host.advance(50)
    expect(stdout()).toBe('0123')
    host.kernel.sendSignal(process, SIGSTOP)
    host.kernel.sendSignal(process, SIGKILL)
    host.advance(1)
    expect(process.status).toEqual({ kind: 'signaled', signal: SIGKILL, coreDumped: false })
    host.advance(1000)
    expect(host.clock.nextDueMs).toBeUndefined()
  })

  test('a stopped computation uses no CPU', () => {
    const host = testHost({
      programs: [
        programTable({
          *burn() {
            yield* sys.compute({ ms: 100 })
            return 0
          },
        }),
      ],
    })
    const { process } = host.start(['burn'])
    host.advance(40)
    host.kernel.sendSignal(process, SIGSTOP)
    host.advance(1000)
    host.kernel.sendSignal(process, SIGCONT)
    host.advance(50)
    expect(process.status).toBeUndefined()
    host.advance(15)
    expect(process.status).toEqual({ kind: 'exited', code: 0 })
    expect(process.endedUserMs).toBeCloseTo(100)
  })
})

describe('permissions', () => {
  test('only the same user, or root', () => {
    const host = testHost({
      users: [{ name: 'ana', uid: 1000 }],
      programs: [
        programTable({
          *kill({ argv }) {
            const killed = yield* sys.kill({ pid: Number(argv[1]), signal: Number(argv[2]) })
            yield* say(killed.ok ? 'ok' : killed.error)
            return 0
          },
          *sleep() {
            yield* sys.pause({})
            return 0
          },
        }),
      ],
    })
    const ana = host.start(['sleep'], { uid: 1000 })
    const root = host.start(['sleep'])
    host.advance(1)
    expect(host.run(['kill', `${root.process.pid}`, '15'], { uid: 1000 }).stdout).toBe('EPERM')
    expect(host.run(['kill', '1', '0'], { uid: 1000 }).stdout).toBe('EPERM')
    expect(host.run(['kill', `${ana.process.pid}`, '0'], { uid: 1000 }).stdout).toBe('ok')
    expect(host.run(['kill', `${ana.process.pid}`, '99'], { uid: 1000 }).stdout).toBe('EINVAL')
    expect(host.run(['kill', '1', '9']).stdout).toBe('ok')
    expect(host.kernel.init?.status).toBeUndefined()
    expect(host.run(['kill', '30000', '9']).stdout).toBe('ESRCH')
    expect(host.run(['kill', `${ana.process.pid}`, '9']).stdout).toBe('ok')
    expect(ana.process.status?.kind).toBe('signaled')
  })
})
