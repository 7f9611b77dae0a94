import { describe, expect, test } from 'vitest'
import { encode } from '../../../base/utf8.ts'
import { sys } from '../../sys.ts'
import { testHost } from '../../testing/host.ts'
import type { Main, ProgramTable } from '../program.ts'

const program = (mains: Record<string, Main>): ProgramTable => new Map(Object.entries(mains).map(([name, main]) => [`test/${name}`, { main }]))
const print = (text: string) => sys.write({ fd: 1, bytes: encode(text) })

describe('processes', () => {
  test('a program runs, writes and exits', () => {
    const host = testHost({
      programs: [
        program({
          *hello({ argv }) {
            yield* print(`hello ${argv[1]} ${yield* sys.getpid({})}\n`)
            return 3
          },
        }),
      ],
    })
    expect(host.run(['hello', 'world'])).toEqual({ stdout: 'hello world 2\n', stderr: '', exitCode: 3 })
    expect(host.run(['nothing'])).toEqual({ stdout: '', stderr: '/bin/nothing: No such file or directory\n', exitCode: 127 })
  })

  test('fork, pipe, exec and wait', () => {
    const host = testHost({
      programs: [
        program({
          *echo({ argv }) {
            yield* print(argv.slice(1).join(' '))
            return 0
          },
          *parent() {
            const pipe = yield* sys.pipe({})
            if (!pipe.ok) return 1
            const [read, write] = pipe.value
            const child = yield* sys.clone({
              main: function* () {
                yield* sys.dup2({ fd: write, to: 1 })
                yield* sys.close({ fd: read })
                yield* sys.close({ fd: write })
                yield* sys.execve({ path: '/bin/echo', argv: ['echo', 'from', 'child'], env: new Map() })
                return 127
              },
            })
            yield* sys.close({ fd: write })
            const bytes = yield* sys.read({ fd: read, count: 100 })
            if (bytes.ok) yield* sys.write({ fd: 1, bytes: bytes.value })
            const end = yield* sys.read({ fd: read, count: 100 })
            const waited = yield* sys.wait4({ pid: -1 })
            yield* print(
              ` end=${end.ok && end.value.length} ${JSON.stringify(waited.ok && waited.value?.status)} ${child.ok && waited.ok && waited.value?.pid === child.value}`,
            )
            return 0
          },
        }),
      ],
    })
    expect(host.run(['parent']).stdout).toBe('from child end=0 {"kind":"exited","code":0} true')
  })

  test('an endless loop of calls never hangs the clock', () => {
    const host = testHost({
      programs: [
        program({
          *yes() {
            for (;;) yield* sys.write({ fd: 1, bytes: encode('y\n') })
          },
        }),
      ],
    })
    const started = host.start(['yes'])
    host.advance(20)
    expect(started.process.status).toBeUndefined()
    expect(started.stdout().length).toBeGreaterThan(5_000)
    host.kernel.sendSignal(started.process, 9)
    host.advance(1)
    expect(started.process.status).toEqual({ kind: 'signaled', signal: 9, coreDumped: false })
  })
})
