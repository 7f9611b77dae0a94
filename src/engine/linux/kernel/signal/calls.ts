import { err, ok } from '../../../base/result.ts'
import type { Res } from '../calls.ts'
import { capable } from '../credentials.ts'
import type { Handlers } from '../handlers.ts'
import type { Signal } from '../signal.ts'
import { signals } from '../signal.ts'
import type { Process, Task } from '../task.ts'
import type { KernelCode } from '../wait.ts'
import { effect, sendSignal } from './send.ts'

/** kill(2), sigaction(2), sigprocmask(2), pause(2). */
export const signalCalls: Handlers<'kill' | 'sigaction' | 'sigprocmask' | 'pause'> = {
  kill: (task, { pid, signal }) => {
    if (signal < 0 || signal > 64 || !Number.isInteger(signal)) return err('EINVAL')
    const targets = targetsOf(task, pid)
    if (targets.length === 0) return err('ESRCH')
    const allowed = targets.filter((target) => mayKill(task.process, target, signal))
    if (allowed.length === 0) return err('EPERM')
    for (const target of allowed) {
      if (signal !== 0) task.kernel.record(task, 'signal.sent', { signal, pid: target.pid, name: target.name, from: task.process.pid })
      sendSignal(task.kernel, target, signal, task.process.id.namespace)
    }
    return ok(undefined)
  },

  sigaction: (task, { signal, handler, restart }) => {
    if (signal < 1 || signal > 64 || signal === signals.SIGKILL || signal === signals.SIGSTOP) return err('EINVAL')
    const { process } = task
    const old = process.handlers.get(signal)?.handler ?? 'default'
    if (handler === 'default') process.handlers.delete(signal)
    else process.handlers.set(signal, { handler, restart: restart ?? false })
    if (effect(process, signal) === 'ignore') process.pending.delete(signal)
    return ok(old)
  },

  sigprocmask: (task, request) => {
    const { blocked } = task.process
    const old = [...blocked]
    for (const signal of request.signals) {
      if (!request.block) blocked.delete(signal)
      else if (signal !== signals.SIGKILL && signal !== signals.SIGSTOP) blocked.add(signal)
    }
    return old
  },

  pause: () => pause(),
}

function* pause(): KernelCode<Res<never>> {
  for (;;) {
    const reason = yield { on: [], channel: 'do_sys_pause' }
    if (reason === 'interrupted') return err('EINTR')
  }
}

/** The processes a pid of kill(2) names, as the caller sees them. */
function targetsOf(task: Task, pid: number): Process[] {
  const namespace = task.namespaces.pid
  if (pid > 0) {
    const process = namespace.process(pid)
    return process ? [process] : []
  }
  const all = namespace.processes()
  if (pid === 0) return all.filter((process) => process.group === task.process.group)
  if (pid === -1) return all.filter((process) => process !== task.process && process !== namespace.init)
  return all.filter((process) => process.group.id.in(namespace) === -pid)
}

/** Same real or effective user, CAP_KILL, or SIGCONT within the session. */
function mayKill(sender: Process, target: Process, signal: Signal): boolean {
  const who = sender.credentials
  const whom = target.credentials
  if (capable(who, 'CAP_KILL', target.namespaces.user)) return true
  if (who.euid === whom.suid || who.euid === whom.uid || who.uid === whom.suid || who.uid === whom.uid) return true
  return signal === signals.SIGCONT && sender.session === target.session
}
