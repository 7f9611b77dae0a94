import { describe, expect, test } from 'vitest'
import { Clock } from '../../base/clock.ts'
import { sys } from '../sys.ts'
import { testHost } from '../testing/host.ts'
import { programTable, say } from '../testing/programs.ts'
import { Kernel } from './kernel.ts'
import { usualKernelThreads } from './process/kernel-threads.ts'
import type { Main } from './program.ts'

const busy: Main = function* () {
  for (let i = 0; i < 5; i++) {
    yield* sys.clone({
      main: function* () {
        yield* sys.compute({ ms: 13 })
        yield* sys.nanosleep({ ms: 7 })
        yield* sys.pipe({})
        yield* say(`${i}`)
        yield* sys.pause({})
        return 0
      },
    })
  }
  const random = yield* sys.getrandom({ count: 4 })
  yield* say(`${random.join()} `)
  yield* sys.pause({})
  return 0
}

describe('a host', () => {
  test('an idle one schedules nothing', () => {
    const host = testHost()
    expect(host.clock.nextDueMs).toBeUndefined()
    const before = host.clock.eventsRun
    host.advance(3_600_000)
    expect(host.clock.eventsRun).toBe(before)
  })

  test('the same history gives the same state, another one another', () => {
    const play = (ms: number, seed = 1) => {
      const host = testHost({ programs: [programTable({ busy })], seed })
      const started = host.start(['busy'])
      host.advance(ms)
      return `${host.kernel.stateHash()} ${started.stdout()}`
    }
    expect(play(50)).toBe(play(50))
    expect(play(50)).not.toBe(play(20))
    expect(play(50)).not.toBe(play(50, 2))
  })

  test('a power cut stops everything, and leaves no event behind', () => {
    const host = testHost({ programs: [programTable({ busy })] })
    const started = host.start(['busy'])
    host.advance(5)
    const before = started.stdout()
    host.kernel.powerCut()
    expect(host.clock.nextDueMs).toBeUndefined()
    host.advance(100)
    expect(started.stdout()).toBe(before)
    expect(host.kernel.cpus.running).toBe(0)
  })

  test('reboot(2) is for root, and ends the kernel', () => {
    const host = testHost({
      users: [{ name: 'ana', uid: 1000 }],
      programs: [
        programTable({
          *off() {
            const done = yield* sys.reboot({ how: 'poweroff' })
            yield* say(done.ok ? 'off' : done.error)
            return 0
          },
        }),
      ],
    })
    expect(host.run(['off'], { uid: 1000 }).stdout).toBe('EPERM')
    host.start(['off'])
    host.advance(1)
    expect(host.kernel.halted).toBe(true)
    expect(host.kernel.log.all.at(-1)?.text).toBe('reboot: Power down')
  })

  test('the end of init is a panic', () => {
    const host = testHost({
      programs: [
        programTable({
          *kill() {
            yield* sys.kill({ pid: 1, signal: 9 })
            yield* sys.nanosleep({ ms: 1 })
            yield* say('still here')
            return 0
          },
        }),
      ],
    })
    expect(host.run(['kill']).stdout).toBe('still here')
  })

  test('a program that throws dies alone, and its error is reported', () => {
    const host = testHost({
      programs: [
        programTable({
          *bug() {
            yield* say('before ')
            throw new TypeError('a bug')
          },
        }),
      ],
    })
    const started = host.start(['bug'])
    expect(() => host.advance(10)).toThrow('a bug')
    host.advance(10)
    expect(started.process.status).toEqual({ kind: 'signaled', signal: 11, coreDumped: false })
    expect(host.kernel.processes()).toHaveLength(1)
  })

  test('kernel threads are there to see, and deaf', () => {
    const kernel = new Kernel({ ...testHost().kernel.options, clock: new Clock(0), kernelThreads: usualKernelThreads(2) })
    kernel.start('/sbin/init', ['/sbin/init'])
    kernel.clock.advanceTo(10)
    const [init, kthreadd, rcu] = kernel.processes()
    expect([init?.name, kthreadd?.name, kthreadd?.pid, kthreadd?.pgid, rcu?.name, rcu?.parent?.pid, rcu?.leader.state]).toEqual([
      'init',
      'kthreadd',
      2,
      0,
      'rcu_gp',
      2,
      'I',
    ])
    if (rcu) kernel.sendSignal(rcu, 9)
    kernel.clock.advanceTo(20)
    expect(rcu?.status).toBeUndefined()
    expect(kernel.clock.nextDueMs).toBeUndefined()
  })

  test('several share one clock', () => {
    const clock = new Clock(0)
    const [a, b] = ['a', 'b'].map((hostname) => testHost({ clock, hostname, programs: [programTable({ busy })] }))
    a?.start(['busy'])
    const started = b?.start(['busy'])
    b?.advance(100)
    expect(started?.stdout()).toMatch(/ [0-4]{5}$/)
    expect(a?.kernel.stateHash()).not.toBe(b?.kernel.stateHash())
  })
})

test('load average and CPU totals follow the work', () => {
  const host = testHost({
    programs: [
      programTable({
        *burn() {
          yield* sys.compute({ ms: 60_000 })
          return 0
        },
      }),
    ],
  })
  for (let i = 0; i < 4; i++) host.start(['burn'])
  host.advance(60_000)
  const [one, five, fifteen] = host.kernel.cpus.loadAverage()
  expect(one).toBeGreaterThan(2.4)
  expect(one).toBeLessThan(2.6)
  expect(five).toBeLessThan(one)
  expect(fifteen).toBeLessThan(five)
  host.kernel.cpus.settleAll()
  expect(host.kernel.cpus.userMs).toBeCloseTo(120_000, -2)
  host.advance(61_000)
  expect(host.kernel.processes()).toHaveLength(1)
})
