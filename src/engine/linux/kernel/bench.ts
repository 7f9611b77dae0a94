import { Clock } from '../../base/clock.ts'
import { RandomStreams } from '../../base/random.ts'
import { TraceBus } from '../../base/trace.ts'
import { sys } from '../sys.ts'
import { O } from './calls.ts'
import { executable, tree } from './fs/tree.ts'
import { Kernel } from './kernel.ts'
import type { Main, ProgramTable } from './program.ts'

/** One measured workload: how many of what. */
interface Workload {
  readonly name: string
  readonly main: Main
  /** Calls (or processes) of one run. */
  readonly count: number
}

const calls = 400_000
const one = Uint8Array.of(65)
const small = new Uint8Array(64).fill(65)

/** What `npm run bench` measures of the kernel: calls a second of real time, by kind of call. */
const workloads: readonly Workload[] = [
  {
    name: 'getpid',
    count: calls,
    *main() {
      for (let i = 0; i < calls; i++) yield* sys.getpid({})
      return 0
    },
  },
  {
    name: 'write /dev/null, 64 bytes',
    count: calls,
    *main() {
      const fd = yield* sys.open({ path: '/dev/null', flags: O.WRONLY })
      if (!fd.ok) return 1
      for (let i = 0; i < calls; i++) yield* sys.write({ fd: fd.value, bytes: small })
      return 0
    },
  },
  {
    name: 'pipe within a process, 64 bytes',
    count: calls,
    *main() {
      const pipe = yield* sys.pipe({})
      if (!pipe.ok) return 1
      const [read, write] = pipe.value
      for (let i = 0; i < calls / 2; i++) {
        yield* sys.write({ fd: write, bytes: small })
        yield* sys.read({ fd: read, count: 64 })
      }
      return 0
    },
  },
  {
    name: 'pipe between processes, 64 bytes',
    count: calls,
    *main() {
      const pipe = yield* sys.pipe({})
      if (!pipe.ok) return 1
      const [read, write] = pipe.value
      yield* sys.clone({
        main: function* writer() {
          for (let i = 0; i < calls / 2; i++) yield* sys.write({ fd: write, bytes: small })
          return 0
        },
      })
      for (let i = 0; i < calls / 2; i++) yield* sys.read({ fd: read, count: 64 })
      return 0
    },
  },
  {
    name: 'ping-pong through two pipes, a switch each',
    count: calls / 2,
    *main() {
      const there = yield* sys.pipe({})
      const back = yield* sys.pipe({})
      if (!there.ok || !back.ok) return 1
      const [thereRead, thereWrite] = there.value
      const [backRead, backWrite] = back.value
      yield* sys.clone({
        main: function* pong() {
          for (let i = 0; i < calls / 8; i++) {
            yield* sys.read({ fd: thereRead, count: 1 })
            yield* sys.write({ fd: backWrite, bytes: one })
          }
          return 0
        },
      })
      for (let i = 0; i < calls / 8; i++) {
        yield* sys.write({ fd: thereWrite, bytes: one })
        yield* sys.read({ fd: backRead, count: 1 })
      }
      return 0
    },
  },
  {
    name: 'fork, exec, exit, wait',
    count: 5_000,
    *main() {
      for (let i = 0; i < 5_000; i++) {
        const child = yield* sys.clone({
          main: function* run() {
            yield* sys.execve({ path: '/bin/true', argv: ['true'], env: new Map() })
            return 1
          },
        })
        if (child.ok) yield* sys.wait4({ pid: child.value })
      }
      return 0
    },
  },
]

export interface Measured {
  readonly name: string
  /** Calls (or processes) a second of real time. */
  readonly perSecond: number
}

/** Runs every workload; the caller lends the wall clock the engine does not have, in milliseconds. */
export function measureKernel(wallMs: () => number): readonly Measured[] {
  return workloads.map((workload) => {
    const run = prepare(workload)
    const began = wallMs()
    const count = run()
    return { name: workload.name, perSecond: (count / (wallMs() - began)) * 1000 }
  })
}

/** A host that runs one workload as its init and stops. */
function prepare(workload: Workload): () => number {
  const clock = new Clock(0)
  const programs: ProgramTable = new Map([
    ['bench/init', { main: init(workload.main) }],
    [
      'bench/true',
      {
        main: function* () {
          return 0
        },
      },
    ],
  ])
  const kernel = new Kernel({
    hostname: 'bench',
    clock,
    random: new RandomStreams(1),
    trace: new TraceBus(() => clock.nowMs, 10_000),
    programs,
    cpus: 2,
    memoryBytes: 4 * 1024 ** 3,
    diskBytes: 10 * 1024 ** 3,
    release: '6.1.0-18-amd64',
    version: '#1 SMP PREEMPT_DYNAMIC',
    machine: 'x86_64',
    root: tree({ '/sbin/init': executable('bench/init', 1000), '/bin/true': executable('bench/true', 1000), '/dev/.keep': '' }, 0),
    rootFsType: 'ext4',
  })
  kernel.start('/sbin/init', ['/sbin/init'])
  return () => {
    while (clock.nextDueMs !== undefined) clock.advanceTo(clock.nextDueMs)
    return workload.count
  }
}

function init(main: Main): Main {
  return function* (start) {
    yield* sys.mount({ source: 'devtmpfs', target: '/dev', type: 'devtmpfs' })
    const child = yield* sys.clone({ main: () => main(start) })
    if (child.ok) yield* sys.wait4({ pid: child.value })
    for (;;) yield* sys.pause({})
  }
}
