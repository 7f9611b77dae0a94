import type { Arguments } from './calls.ts'
import type { Handlers } from './handlers.ts'
import type { Task } from './task.ts'
import type { KernelCode } from './wait.ts'
import { WaitQueue } from './wait.ts'

/** Threads asleep on an object, first come first served (futex(2)). */
const sleepers = new WeakMap<object, Sleeper[]>()

interface Sleeper {
  readonly queue: WaitQueue
  woken: boolean
}

export const futexCalls: Handlers<'futexWait' | 'futexWake'> = {
  futexWait: (task, request) => futexWait(task, request),

  futexWake: (_task, { on, count }) => {
    const waiting = sleepers.get(on)
    if (!waiting) return 0
    const woken = waiting.splice(0, count ?? 1)
    if (waiting.length === 0) sleepers.delete(on)
    for (const sleeper of woken) {
      sleeper.woken = true
      sleeper.queue.wakeAll()
    }
    return woken.length
  },
}

function* futexWait(task: Task, { on, timeoutMs }: Arguments<'futexWait'>): KernelCode<boolean> {
  const sleeper: Sleeper = { queue: new WaitQueue(), woken: false }
  const waiting = sleepers.get(on)
  if (waiting) waiting.push(sleeper)
  else sleepers.set(on, [sleeper])
  const untilMs = timeoutMs === undefined ? undefined : task.kernel.clock.nowMs + Math.max(0, timeoutMs)
  try {
    yield { on: [sleeper.queue], untilMs, channel: 'futex_wait_queue' }
    return sleeper.woken
  } finally {
    if (!sleeper.woken) forget(on, sleeper)
  }
}

function forget(on: object, sleeper: Sleeper): void {
  const waiting = sleepers.get(on)
  const index = waiting?.indexOf(sleeper) ?? -1
  if (!waiting || index < 0) return
  waiting.splice(index, 1)
  if (waiting.length === 0) sleepers.delete(on)
}
