import { err, ok } from '../../../base/result.ts'
import type { Arguments, ProcessCalls, Res } from '../calls.ts'
import { capable } from '../credentials.ts'
import { futexCalls } from '../futex.ts'
import type { Handlers } from '../handlers.ts'
import { moduleCalls } from '../modules.ts'
import { namespaceCalls } from '../namespace/calls.ts'
import { ptraceCalls } from '../ptrace.ts'
import { compute } from '../scheduler/compute.ts'
import { signalCalls } from '../signal/calls.ts'
import type { Task } from '../task.ts'
import type { KernelCode } from '../wait.ts'
import { clone } from './clone.ts'
import { execve } from './execve.ts'
import { exitProcess } from './exit.ts'
import { groupCalls } from './group-calls.ts'
import { identityCalls } from './identity-calls.ts'
import { resourceCalls } from './resource-calls.ts'
import { wait4 } from './wait4.ts'

/** Calls about processes, time, and the pseudo calls of the lab. */
export const processCalls: Handlers<keyof ProcessCalls> = {
  ...signalCalls,
  ...groupCalls,
  ...identityCalls,
  ...resourceCalls,
  ...namespaceCalls,
  ...futexCalls,
  ...ptraceCalls,
  ...moduleCalls,
  getpid: (task) => task.process.id.in(task.namespaces.pid),
  getppid: (task) => task.process.parent?.id.in(task.namespaces.pid) ?? 0,
  gettid: (task) => task.id.in(task.namespaces.pid),
  clone: (task, request) => clone(task, request),
  execve: (task, request) => execve(task, request),
  exit: (task, { code }) => {
    exitProcess(task.process, { kind: 'exited', code: code & 0xff })
    return undefined as never
  },
  wait4: (task, request) => wait4(task, request),
  nanosleep: (task, request) => nanosleep(task, request),
  clockRealtime: (task) => task.kernel.clock.unixMs,
  clockMonotonic: (task) => task.kernel.uptimeMs,
  getrandom: (task, { count }) => task.kernel.random.stream(`${task.kernel.hostname}/getrandom`).bytes(count),
  reboot: (task, { how }) => {
    if (!capable(task.process.credentials, 'CAP_SYS_BOOT')) return err('EPERM')
    const init = task.process.id.namespace.init
    if (task.process.id.namespace.parent && init) {
      exitProcess(init, { kind: 'signaled', signal: how === 'restart' ? 1 : 2, coreDumped: false })
      return ok(undefined)
    }
    task.kernel.shutDown(how)
    return ok(undefined)
  },
  syslog: (task, { write }) => {
    const { log, initialNamespaces } = task.kernel
    if (write !== undefined) {
      if (task.process.credentials.euid !== 0) return err('EPERM')
      log.print(write)
      return ok([])
    }
    const allowed = capable(task.process.credentials, 'CAP_SYSLOG') || task.namespaces.user === initialNamespaces.user
    return allowed ? ok(log.all) : err('EPERM')
  },
  compute: (task, request) => compute(task, request),
  memory: (task, { bytes }) => task.kernel.memory.set(task.process, bytes),
  record: (task, { kind, data, cause }) => task.kernel.record(task, kind, data, cause),
  cause: (task, { fact }) => {
    const old = task.cause
    task.cause = fact
    return old
  },
  expose: (task, { name, state }) => {
    task.process.exposed.set(name, state)
  },
}

function* nanosleep(task: Task, { ms }: Arguments<'nanosleep'>): KernelCode<Res<void>> {
  const untilMs = task.kernel.clock.nowMs + Math.max(0, ms)
  if (ms === Number.POSITIVE_INFINITY) {
    for (;;) if ((yield { on: [], channel: 'hrtimer_nanosleep' }) === 'interrupted') return err('EINTR')
  }
  const reason = yield { on: [], untilMs, channel: 'hrtimer_nanosleep' }
  return reason === 'interrupted' ? err('EINTR') : ok(undefined)
}
