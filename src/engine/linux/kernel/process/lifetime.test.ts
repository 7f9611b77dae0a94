import { describe, expect, test } from 'vitest'
import { sys } from '../../sys.ts'
import { testHost } from '../../testing/host.ts'
import { programTable, readText, say } from '../../testing/programs.ts'
import { executable, file, symlink } from '../fs/tree.ts'
import type { Main } from '../program.ts'
import { signals } from '../signal.ts'

const run = (main: Main) => testHost({ programs: [programTable({ main })] }).run(['main'])

describe('orphans', () => {
  test('go to the nearest subreaper, else to init', () => {
    const { stdout } = run(function* () {
      for (const childSubreaper of [true, false]) {
        yield* sys.prctl({ childSubreaper })
        const pipe = yield* sys.pipe({})
        if (!pipe.ok) return 1
        const [read, write] = pipe.value
        const middle = yield* sys.clone({
          main: function* () {
            yield* sys.clone({
              main: function* () {
                yield* sys.nanosleep({ ms: 10 })
                yield* say(`${yield* sys.getppid({})}`, write)
                return 0
              },
            })
            return 0
          },
        })
        if (middle.ok) yield* sys.wait4({ pid: middle.value })
        const parent = Number(yield* readText(read))
        yield* say(parent === (yield* sys.getpid({})) ? 'mine ' : `${parent} `)
        const waited = yield* sys.wait4({ pid: -1 })
        yield* say(waited.ok ? 'reaped ' : `${waited.error} `)
      }
      return 0
    })
    expect(stdout).toBe('mine reaped 1 ECHILD ')
  })

  test('die with their parent when they asked to (PR_SET_PDEATHSIG)', () => {
    const host = testHost({
      programs: [
        programTable({
          *main() {
            yield* sys.clone({
              main: function* () {
                yield* sys.prctl({ parentDeathSignal: signals.SIGTERM })
                yield* sys.pause({})
                return 0
              },
            })
            yield* sys.nanosleep({ ms: 5 })
            return 0
          },
        }),
      ],
    })
    host.run(['main'])
    host.advance(1)
    expect(host.kernel.processes()).toHaveLength(1)
  })

  test('a zombie stays until it is waited for, or never when SIGCHLD is ignored', () => {
    const { stdout } = run(function* () {
      const child = yield* sys.clone({
        main: function* () {
          return 4
        },
      })
      yield* sys.nanosleep({ ms: 5 })
      const pid = child.ok ? child.value : 0
      yield* say(`${(yield* sys.kill({ pid, signal: 0 })).ok} `)
      yield* say(`${(yield* sys.wait4({ pid, nohang: true })).ok} `)
      yield* say(`${(yield* sys.kill({ pid, signal: 0 })).ok} `)
      yield* sys.sigaction({ signal: signals.SIGCHLD, handler: 'ignore' })
      yield* sys.clone({
        main: function* () {
          return 4
        },
      })
      const waited = yield* sys.wait4({ pid: -1 })
      yield* say(waited.ok ? 'waited' : waited.error)
      return 0
    })
    expect(stdout).toBe('true true false ECHILD')
  })
})

describe('execve', () => {
  const host = testHost({
    users: [{ name: 'ana', uid: 1000 }],
    programs: [
      programTable({
        *args({ argv, build }) {
          yield* say(`${argv.join('|')} ${build.get('version') ?? ''}`)
          return 0
        },
        *whoami() {
          const who = yield* sys.getcredentials({})
          yield* say(`${who.uid} ${who.euid} ${who.effective.size > 0}`)
          return 0
        },
        *exec({ argv }) {
          const failed = yield* sys.execve({ path: argv[1] ?? '', argv: argv.slice(1), env: new Map() })
          yield* say(failed.ok ? '' : failed.error)
          return 1
        },
        *huge() {
          const long = 'x'.repeat(131_072)
          for (const argv of [[long], new Array<string>(30_000).fill('y'.repeat(100))]) {
            const failed = yield* sys.execve({ path: '/bin/args', argv, env: new Map() })
            yield* say(failed.ok ? '' : `${failed.error} `)
          }
          return 0
        },
      }),
    ],
    files: {
      '/opt/args': executable('test/args', 1000, { version: '1.2' }),
      '/opt/unknown': executable('test/absent', 1000),
      '/opt/script': file('#!/opt/args -x  y \nrest\n', 0o755),
      '/opt/nested': file('#! /opt/script\n', 0o755),
      '/opt/loop': file('#!/opt/loop\n', 0o755),
      '/opt/text': file('echo hello\n', 0o755),
      '/opt/noexec': file('#!/opt/args\n', 0o644),
      '/opt/lost': file('#!/opt/nobody\n', 0o755),
      '/opt/link': symlink('args'),
      '/opt/setuid': executable('test/whoami', 1000, {}, 0o4755),
      '/opt/private/args': executable('test/args', 1000, {}, 0o700),
    },
  })
  const exec = (...argv: string[]) => host.run(['exec', ...argv]).stdout

  test('the note in the file names the program and its build', () => {
    expect(exec('/opt/args', 'a', 'b')).toBe('/opt/args|a|b 1.2')
    expect(exec('/opt/link')).toBe('/opt/link 1.2')
  })

  test('scripts run their interpreter with one argument', () => {
    expect(exec('/opt/script', 'a')).toBe('/opt/args|-x  y|/opt/script|a 1.2')
    expect(exec('/opt/nested', 'a')).toBe('/opt/args|-x  y|/opt/script|/opt/nested|a 1.2')
  })

  test('errors', () => {
    expect(exec('/opt/absent')).toBe('ENOENT')
    expect(exec('/opt/lost')).toBe('ENOENT')
    expect(exec('/opt/text')).toBe('ENOEXEC')
    expect(exec('/opt/unknown')).toBe('ENOEXEC')
    expect(exec('/opt/noexec')).toBe('EACCES')
    expect(exec('/opt')).toBe('EACCES')
    expect(exec('/opt/args/x')).toBe('ENOTDIR')
    expect(exec('/opt/loop')).toBe('ELOOP')
    expect(host.run(['huge']).stdout).toBe('E2BIG E2BIG ')
    expect(host.run(['exec', '/opt/private/args'], { uid: 1000 }).stdout).toBe('EACCES')
  })

  test('set-user-ID programs get their owner’s rights', () => {
    expect(host.run(['whoami'], { uid: 1000 }).stdout).toBe('1000 1000 false')
    expect(host.run(['exec', '/opt/setuid'], { uid: 1000 }).stdout).toBe('1000 0 true')
  })
})

describe('threads', () => {
  test('share descriptors, sleep on objects, and end with main', () => {
    const { stdout, exitCode } = run(function* () {
      const lock = { value: 0 }
      for (let i = 0; i < 3; i++) {
        yield* sys.clone({
          thread: true,
          main: function* () {
            while (lock.value === 0) yield* sys.futexWait({ on: lock })
            yield* say(`${i}`)
            return 0
          },
        })
      }
      yield* sys.clone({
        thread: true,
        main: function* () {
          yield* sys.pause({})
          return 0
        },
      })
      yield* sys.nanosleep({ ms: 1 })
      lock.value = 1
      yield* say(`${yield* sys.futexWake({ on: lock, count: 2 })} `)
      yield* sys.nanosleep({ ms: 1 })
      yield* sys.futexWake({ on: lock })
      yield* sys.nanosleep({ ms: 1 })
      yield* say(` ${yield* sys.futexWait({ on: lock, timeoutMs: 5 })}`)
      return 9
    })
    expect(stdout).toBe('2 012 false')
    expect(exitCode).toBe(9)
  })

  test('a thread that executes becomes the process', () => {
    const { stdout } = testHost({
      programs: [
        programTable({
          *main() {
            yield* say(`${yield* sys.getpid({})} `)
            yield* sys.clone({
              thread: true,
              main: function* () {
                yield* sys.execve({ path: '/bin/after', argv: ['after'], env: new Map() })
                return 0
              },
            })
            yield* sys.pause({})
            return 0
          },
          *after() {
            yield* say(`${yield* sys.getpid({})} ${yield* sys.gettid({})}`)
            return 0
          },
        }),
      ],
    }).run(['main'])
    expect(stdout).toBe('2 2 2')
  })
})

describe('limits', () => {
  test('nproc counts the tasks of a user', () => {
    const { stdout } = testHost({
      users: [{ name: 'ana', uid: 1000 }],
      programs: [
        programTable({
          *main() {
            yield* sys.prlimit({ resource: 'nproc', set: { soft: 4, hard: 4 } })
            for (let i = 0; ; i++) {
              const child = yield* sys.clone({
                main: function* () {
                  yield* sys.pause({})
                  return 0
                },
              })
              if (child.ok) continue
              yield* say(`${i} ${child.error}`)
              return 0
            }
          },
        }),
      ],
    }).run(['main'], { uid: 1000 })
    expect(stdout).toBe('3 EAGAIN')
  })

  test('nofile bounds descriptors', () => {
    const { stdout } = run(function* () {
      const set = yield* sys.prlimit({ resource: 'nofile', set: { soft: 5, hard: 5 } })
      for (;;) {
        const copy = yield* sys.dup({ fd: 0 })
        if (copy.ok) continue
        yield* say(`${set.ok && set.value.soft} ${copy.error}`)
        return 0
      }
    })
    expect(stdout).toBe('1024 EMFILE')
  })

  test('a fork bomb fills the table and nothing else', () => {
    const host = testHost({
      programs: [
        programTable({
          *bomb() {
            for (;;) {
              const child = yield* sys.clone({
                main: function* () {
                  yield* sys.execve({ path: '/bin/bomb', argv: ['bomb'], env: new Map() })
                  return 0
                },
              })
              if (!child.ok) yield* sys.nanosleep({ ms: 100 })
            }
          },
        }),
      ],
      memoryBytes: 64 * 1024 ** 3,
    })
    host.start(['bomb'])
    host.advance(1000)
    expect(host.kernel.taskCount).toBeGreaterThan(1000)
    expect(host.kernel.taskCount).toBeLessThanOrEqual(4096)
  })
})
