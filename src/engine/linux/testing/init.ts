import type { ProgramTable } from '../kernel/program.ts'
import { signals } from '../kernel/signal.ts'
import { sys } from '../sys.ts'

const mounts: readonly (readonly [type: string, target: string, options?: string])[] = [
  ['proc', '/proc'],
  ['sysfs', '/sys'],
  ['devtmpfs', '/dev'],
  ['devpts', '/dev/pts', 'gid=5,mode=620,ptmxmode=000'],
  ['tmpfs', '/dev/shm'],
  ['tmpfs', '/run', 'mode=755'],
  ['cgroup2', '/sys/fs/cgroup'],
]

/** Pid 1 of a test host: mounts what a distribution's init mounts, brings lo up, then only adopts orphans. */
export const testingPrograms: ProgramTable = new Map([
  [
    'testing/init',
    {
      main: function* init() {
        yield* sys.sigaction({ signal: signals.SIGCHLD, handler: 'ignore' })
        for (const [type, target, options] of mounts) {
          yield* sys.mkdir({ path: target })
          yield* sys.mount({ source: type, target, type, ...(options && { options }) })
        }
        yield* sys.linkSet({ name: 'lo', up: true })
        for (;;) yield* sys.pause({})
      },
    },
  ],
])
