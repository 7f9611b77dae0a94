import { describe, expect, test } from 'vitest'
import { sys } from '../../sys.ts'
import type { TestHost } from '../../testing/host.ts'
import { testHost } from '../../testing/host.ts'
import { cat, programTable, readText, say } from '../../testing/programs.ts'
import { O, Poll } from '../calls.ts'

const base = '/sys/fs/cgroup'

function machine(options: Parameters<typeof testHost>[0] = {}): TestHost {
  return testHost({
    ...options,
    programs: [
      programTable({
        cat,
        *put({ argv }) {
          const [, path = '', text = ''] = argv
          const fd = yield* sys.open({ path, flags: O.WRONLY })
          if (!fd.ok) return yield* complain(fd.error)
          const written = yield* sys.write({ fd: fd.value, bytes: new TextEncoder().encode(text) })
          return written.ok ? 0 : yield* complain(written.error)
        },
        *get({ argv }) {
          const fd = yield* sys.open({ path: argv[1] ?? '', flags: O.RDONLY })
          if (!fd.ok) return yield* complain(fd.error)
          yield* say(yield* readText(fd.value))
          return 0
        },
        *mkdir({ argv }) {
          const made = yield* sys.mkdir({ path: argv[1] ?? '' })
          return made.ok ? 0 : yield* complain(made.error)
        },
        *rmdir({ argv }) {
          const gone = yield* sys.rmdir({ path: argv[1] ?? '' })
          return gone.ok ? 0 : yield* complain(gone.error)
        },
        /** burn GROUP MS THREADS: uses CPUs inside a group, says how long it took. */
        *burn({ argv }) {
          yield* enter(argv[1] ?? '')
          const began = yield* sys.clockMonotonic({})
          const workers = Number(argv[3] ?? 1)
          for (let i = 0; i < workers; i++) {
            yield* sys.clone({
              main: function* () {
                yield* sys.compute({ ms: Number(argv[2]) })
                return 0
              },
            })
          }
          for (let i = 0; i < workers; i++) yield* sys.wait4({ pid: -1 })
          yield* say(`${Math.round((yield* sys.clockMonotonic({})) - began)}`)
          return 0
        },
        *hold({ argv }) {
          yield* enter(argv[1] ?? '')
          const held = yield* sys.memory({ bytes: Number(argv[2]) * 1024 * 1024 })
          yield* say(`${held.ok}`)
          yield* sys.nanosleep({ ms: 1_000_000 })
          return 0
        },
        *forks({ argv }) {
          yield* enter(argv[1] ?? '')
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
        *sleeper({ argv }) {
          yield* enter(argv[1] ?? '')
          for (let i = 0; ; i++) {
            yield* say(`${i}`)
            yield* sys.nanosleep({ ms: 1000 })
          }
        },
      }),
    ],
  })
}

function* complain(error: string) {
  yield* say(error, 2)
  return 1
}

function* enter(group: string) {
  const fd = yield* sys.open({ path: `${base}/${group}/cgroup.procs`, flags: O.WRONLY })
  if (!fd.ok) return
  yield* sys.write({ fd: fd.value, bytes: new TextEncoder().encode('0') })
  yield* sys.close({ fd: fd.value })
}

const put = (host: TestHost, path: string, text: string): string => host.run(['put', `${base}/${path}`, text]).stderr
const get = (host: TestHost, path: string): string => {
  const { stdout, stderr } = host.run(['get', `${base}/${path}`])
  return stdout || stderr
}

function prepared(...groups: string[]): TestHost {
  const host = machine()
  expect(put(host, 'cgroup.subtree_control', '+cpu +memory +pids +cpuset +io')).toBe('')
  for (const group of groups) expect(host.run(['mkdir', `${base}/${group}`]).exitCode).toBe(0)
  return host
}

describe('the hierarchy', () => {
  test('controllers are offered below when enabled above', () => {
    const host = machine()
    expect(get(host, 'cgroup.controllers')).toBe('cpuset cpu io memory pids\n')
    host.run(['mkdir', `${base}/a`])
    expect(get(host, 'a/cgroup.controllers')).toBe('\n')
    expect(get(host, 'a/memory.max')).toBe('ENOENT')
    expect(put(host, 'cgroup.subtree_control', '+memory +nothing')).toBe('EINVAL')
    expect(put(host, 'cgroup.subtree_control', '+memory')).toBe('')
    expect(get(host, 'a/memory.max')).toBe('max\n')
    expect(put(host, 'a/memory.max', '100M')).toBe('')
    expect(get(host, 'a/memory.max')).toBe('104857600\n')
    expect(put(host, 'a/memory.max', 'lots')).toBe('EINVAL')
    expect(put(host, 'a/cgroup.subtree_control', '+pids')).toBe('ENOENT')
    expect(put(host, 'cgroup.subtree_control', '-memory')).toBe('')
    expect(get(host, 'a/cgroup.type')).toBe('domain\n')
    expect(get(host, 'cgroup.type')).toBe('ENOENT')
  })

  test('processes live in leaves; a group with a process or a child cannot be removed', () => {
    const host = prepared('a')
    const sleeper = host.start(['sleeper', 'a'])
    host.advance(10)
    expect(get(host, 'a/cgroup.procs')).toBe(`${sleeper.process.pid}\n`)
    expect(get(host, 'a/cgroup.events')).toBe('populated 1\nfrozen 0\n')
    expect(put(host, 'a/cgroup.subtree_control', '+pids')).toBe('EBUSY')
    expect(host.run(['rmdir', `${base}/a`]).stderr).toBe('EBUSY')
    expect(put(host, 'a/cgroup.kill', '1')).toBe('')
    host.advance(1)
    expect(sleeper.process.status).toEqual({ kind: 'signaled', signal: 9, coreDumped: false })
    expect(get(host, 'a/cgroup.events')).toBe('populated 0\nfrozen 0\n')
    expect(host.run(['rmdir', `${base}/a`]).exitCode).toBe(0)
    expect(get(host, 'a/cgroup.procs')).toBe('ENOENT')
  })

  test('freezing stops processes without their knowing', () => {
    const host = prepared('a')
    const sleeper = host.start(['sleeper', 'a'])
    host.advance(2500)
    expect(sleeper.stdout()).toBe('012')
    put(host, 'a/cgroup.freeze', '1')
    expect(get(host, 'a/cgroup.events')).toBe('populated 1\nfrozen 1\n')
    host.advance(5000)
    expect(sleeper.stdout()).toBe('012')
    put(host, 'a/cgroup.freeze', '0')
    host.advance(500)
    expect(sleeper.stdout()).toBe('0123')
    put(host, 'a/cgroup.freeze', '1')
    host.kernel.sendSignal(sleeper.process, 9)
    host.advance(1)
    expect(sleeper.process.status?.kind).toBe('signaled')
  })

  test('poll on cgroup.events wakes when the group empties', () => {
    const host = testHost({
      programs: [
        programTable({
          *watch() {
            yield* sys.mkdir({ path: `${base}/w` })
            const child = yield* sys.clone({
              cgroup: 'w',
              main: function* () {
                yield* sys.nanosleep({ ms: 700 })
                return 0
              },
            })
            const fd = yield* sys.open({ path: `${base}/w/cgroup.events`, flags: O.RDONLY })
            if (!fd.ok || !child.ok) return 1
            yield* readText(fd.value)
            const ready = yield* sys.poll({ fds: [{ fd: fd.value, events: Poll.pri }] })
            yield* sys.lseek({ fd: fd.value, offset: 0, whence: 'set' })
            yield* say(`${ready.ok && ready.value[0]?.revents} ${Math.floor(yield* sys.clockMonotonic({}))} ${yield* readText(fd.value)}`)
            return 0
          },
        }),
      ],
    })
    expect(host.run(['watch']).stdout).toMatch(/^10 80\d populated 0\nfrozen 0\n$/)
  })
})

describe('cpu', () => {
  test('cpu.max throttles, and cpu.stat counts it', () => {
    const host = prepared('half')
    expect(put(host, 'half/cpu.max', '50000 100000')).toBe('')
    expect(get(host, 'half/cpu.max')).toBe('50000 100000\n')
    const { stdout } = host.run(['burn', 'half', '1000'])
    expect(Number(stdout)).toBeGreaterThanOrEqual(1900)
    expect(Number(stdout)).toBeLessThanOrEqual(2060)
    const stat = get(host, 'half/cpu.stat')
    expect(Number(/usage_usec (\d+)/.exec(stat)?.[1])).toBeGreaterThanOrEqual(1_000_000)
    expect(Number(/nr_throttled (\d+)/.exec(stat)?.[1])).toBeGreaterThanOrEqual(19)
    expect(Number(/throttled_usec (\d+)/.exec(stat)?.[1])).toBeGreaterThan(900_000)
    host.advance(1000)
    expect(host.clock.nextDueMs).toBeUndefined()
    expect(put(host, 'half/cpu.max', '100')).toBe('EINVAL')
    expect(put(host, 'half/cpu.weight', '0')).toBe('ERANGE')
  })

  test('weights share what there is, and nobody waits without need', () => {
    const host = prepared('light', 'heavy')
    put(host, 'light/cpu.weight', '100')
    put(host, 'heavy/cpu.weight', '300')
    const light = host.start(['burn', 'light', '1000', '2'])
    const heavy = host.start(['burn', 'heavy', '1000', '2'])
    host.advance(5000)
    const [lightMs, heavyMs] = [Number(light.stdout()), Number(heavy.stdout())]
    expect(heavyMs).toBeGreaterThan(1300)
    expect(heavyMs).toBeLessThan(1360)
    expect(lightMs).toBeGreaterThan(1960)
    expect(lightMs).toBeLessThan(2040)
    expect(Number(host.run(['burn', 'light', '500', '2']).stdout)).toBeLessThan(510)
  })

  test('cpuset.cpus leaves fewer processors', () => {
    const host = prepared('one')
    expect(put(host, 'one/cpuset.cpus', '1')).toBe('')
    expect(get(host, 'one/cpuset.cpus.effective')).toBe('1\n')
    expect(Number(host.run(['burn', 'one', '300', '2']).stdout)).toBeGreaterThan(590)
  })
})

describe('memory', () => {
  test('beyond memory.max the process is killed, and the log says so', () => {
    const host = prepared('small')
    put(host, 'small/memory.max', '64M')
    expect(host.run(['hold', 'small', '100']).exitCode).toBe(137)
    expect(get(host, 'small/memory.events')).toMatch(/oom 1\noom_kill 1\n/)
    const log = host.kernel.log.all.map((message) => message.text).join('\n')
    expect(log).toMatch(
      /oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=\(null\),cpuset=\/,mems_allowed=0,oom_memcg=\/small,task_memcg=\/small,task=hold,pid=\d+,uid=0/,
    )
    expect(log).toMatch(/Memory cgroup out of memory: Killed process \d+ \(hold\)/)
    expect(host.trace.since(0).filter((fact) => fact.kind === 'process.oom-killed')).toHaveLength(1)
    expect(get(host, 'small/memory.current')).toBe('0\n')
  })

  test('the biggest of the group goes, not who asked', () => {
    const host = prepared('shared')
    put(host, 'shared/memory.max', '100M')
    const big = host.start(['hold', 'shared', '70'])
    host.advance(10)
    const small = host.start(['hold', 'shared', '30'])
    host.advance(10)
    expect(big.process.status).toEqual({ kind: 'signaled', signal: 9, coreDumped: false })
    expect(small.stdout()).toBe('true')
    put(host, 'shared/memory.max', '10M')
    expect(small.process.status?.kind).toBe('signaled')
  })
})

test('pids.max refuses forks with EAGAIN and the kernel says so once', () => {
  const host = prepared('few')
  put(host, 'few/pids.max', '5')
  expect(host.run(['forks', 'few']).stdout).toBe('4 EAGAIN')
  expect(get(host, 'few/pids.events')).toBe('max 1\n')
  expect(host.kernel.log.all.at(-1)?.text).toBe('cgroup: fork rejected by pids controller in /few')
})
