import { err, ok } from '../../base/result.ts'
import type { Arguments, Fd, Res } from './calls.ts'
import { Poll } from './calls.ts'
import type { Task } from './task.ts'
import type { KernelCode, WaitQueue } from './wait.ts'

interface Ready {
  readonly fd: Fd
  readonly revents: number
}

/** poll(2): sleeps until one of the descriptors is ready. */
export function poll(task: Task, request: Arguments<'poll'>): Res<readonly Ready[]> | KernelCode<Res<readonly Ready[]>> {
  const ready = readyOf(task, request)
  if (ready.length > 0 || request.timeoutMs === 0) return ok(ready)
  return pollLater(task, request)
}

function* pollLater(task: Task, request: Arguments<'poll'>): KernelCode<Res<readonly Ready[]>> {
  const untilMs = request.timeoutMs === undefined ? undefined : task.kernel.clock.nowMs + request.timeoutMs
  for (;;) {
    const on: WaitQueue[] = []
    for (const { fd } of request.fds) {
      const file = task.process.files.get(fd)
      if (file.ok && !on.includes(file.value.changed)) on.push(file.value.changed)
    }
    const reason = yield { on, untilMs, channel: 'do_poll' }
    const ready = readyOf(task, request)
    if (ready.length > 0 || reason === 'timeout') return ok(ready)
    if (reason === 'interrupted') return err('EINTR')
  }
}

/** Errors and hang-ups are reported whether asked for or not. */
function readyOf(task: Task, request: Arguments<'poll'>): Ready[] {
  const ready: Ready[] = []
  for (const { fd, events } of request.fds) {
    if (fd < 0) continue
    const file = task.process.files.get(fd)
    const revents = file.ok ? file.value.poll() & (events | Poll.err | Poll.hup) : Poll.nval
    if (revents !== 0) ready.push({ fd, revents })
  }
  return ready
}
