import type { Sys } from '../../kernel/calls.ts'
import { signals } from '../../kernel/signal.ts'
import { sys } from '../../sys.ts'
import type { Builtin } from '../builtin.ts'
import { complainOf, print } from '../complain.ts'
import { ExitJump } from '../errors.ts'
import type { Job } from '../jobs/job.ts'
import { exitStatus } from '../jobs/job.ts'
import { jobLine, noticeDeaths } from '../jobs/notify.ts'
import { reapChildren, waitUntil } from '../jobs/wait.ts'
import { checkpoint } from '../run/checkpoint.ts'
import { runForeground } from '../run/foreground.ts'
import type { Shell } from '../state/shell.ts'
import { parseOptions } from './options.ts'

/** jobs, fg, bg, wait, disown, suspend. */
export const jobs: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, shell.isBash ? 'lpnrsx' : 'lp')
  if (!options) return 2
  yield* reapChildren(shell)
  let status = 0
  const chosen: Job[] = []
  for (const operand of options.operands) {
    const job = yield* findJob(shell, name, operand)
    if (job) chosen.push(job)
    else status = 1
  }
  for (const job of options.operands.length > 0 ? chosen : shell.jobs.list()) {
    if ((options.has('r') && job.state !== 'running') || (options.has('s') && job.state !== 'stopped') || (options.has('n') && job.notified)) continue
    if (options.has('p')) yield* print(`${job.processes[0]?.pid}\n`)
    else yield* print(jobLine(shell, job, options.has('l') ? 'long' : 'standard'))
    job.notified = true
    if (job.state === 'done') shell.jobs.remove(job)
  }
  return status
}

function* findJob(shell: Shell, builtin: string, spec: string): Sys<Job | undefined> {
  const found = shell.jobs.find(spec)
  if (found === 'ambiguous') {
    yield* complainOf(shell, builtin, `${spec}: ambiguous job spec`)
    return undefined
  }
  if (!found) yield* complainOf(shell, builtin, shell.isBash ? `${spec}: no such job` : `No such job: ${spec}`)
  return found
}

function* currentJob(shell: Shell, builtin: string, spec: string | undefined): Sys<Job | undefined> {
  if (!shell.options.has('monitor')) {
    yield* complainOf(shell, builtin, shell.isBash ? 'no job control' : shell.dialect.name === 'dash' ? 'No current job' : 'no current job')
    if (!shell.isBash && !shell.interactive) throw new ExitJump(2)
    return undefined
  }
  yield* reapChildren(shell)
  if (spec === undefined) {
    const { current } = shell.jobs
    if (!current) yield* complainOf(shell, builtin, 'current: no such job')
    return current
  }
  return yield* findJob(shell, builtin, spec)
}

export const fg: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, '')
  if (!options) return 2
  const job = yield* currentJob(shell, name, options.operands[0])
  if (!job) return 1
  if (job.state === 'done') {
    yield* complainOf(shell, name, 'job has terminated')
    shell.jobs.remove(job)
    return 1
  }
  yield* print(`${job.text}${job.directory === shell.get('PWD') ? '' : `\t(wd: ${job.directory})`}\n`)
  job.foreground = true
  if (shell.terminal !== undefined) {
    yield* sys.tcsetpgrp({ fd: shell.terminal, pgid: job.pgid })
    if (job.termios) yield* sys.tcsetattr({ fd: shell.terminal, termios: job.termios })
  }
  yield* resume(job)
  return yield* runForeground(shell, job)
}

function* resume(job: Job): Sys<void> {
  for (const process of job.processes) if (process.status?.kind === 'stopped') process.status = undefined
  yield* sys.kill({ pid: -job.pgid, signal: signals.SIGCONT })
}

export const bg: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, '')
  if (!options) return 2
  let status = 0
  for (const spec of options.operands.length > 0 ? options.operands : [undefined]) {
    const job = yield* currentJob(shell, name, spec)
    if (!job) {
      status = 1
      continue
    }
    if (job.state !== 'stopped') {
      yield* complainOf(shell, name, job.state === 'running' ? `job ${job.number} already in background` : 'job has terminated')
      status = job.state === 'running' ? 0 : 1
      continue
    }
    yield* print(`[${job.number}]${shell.jobs.mark(job)} ${job.text} &\n`)
    job.foreground = false
    yield* resume(job)
    shell.jobs.makeCurrent(job)
  }
  return status
}

export const wait: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, shell.isBash ? 'fnp:' : '')
  if (!options) return 2
  if (options.has('n')) return yield* waitForNext(shell, options.letters.get('p'))
  if (options.operands.length === 0) {
    const done = () => shell.jobs.list().every((job) => job.state !== 'running')
    const outcome = yield* interruptible(shell, done)
    if (outcome !== 0) return outcome
    if (!shell.interactive) yield* noticeDeaths(shell)
    if (!shell.interactive) for (const job of shell.jobs.list()) if (job.state === 'done') shell.jobs.remove(job)
    return 0
  }
  let status = 0
  for (const operand of options.operands) status = yield* waitForOne(shell, name, operand)
  return status
}

/** Waits; a trapped signal ends it with 128 + signal. */
function* interruptible(shell: Shell, done: () => boolean): Sys<number> {
  for (;;) {
    const outcome = yield* waitUntil(shell, done)
    if (outcome !== 'interrupted') return 0
    const [signal] = shell.pendingTraps
    yield* checkpoint(shell)
    if (signal !== undefined) return 128 + signal
  }
}

function* waitForOne(shell: Shell, builtin: string, operand: string): Sys<number> {
  if (operand.startsWith('%')) {
    const job = yield* findJob(shell, builtin, operand)
    return job ? yield* waitForJob(shell, job) : 127
  }
  if (!/^\d+$/.test(operand)) {
    yield* complainOf(shell, builtin, shell.isBash ? `\`${operand}': not a pid or valid job spec` : `Illegal number: ${operand}`)
    return 1
  }
  const pid = Number(operand)
  const job = shell.jobs.ofProcess(pid)
  if (job) {
    const process = job.processes.find((each) => each.pid === pid)
    const outcome = yield* interruptible(shell, () => process?.status !== undefined)
    if (outcome !== 0) return outcome
    const status = exitStatus(process?.status)
    if (job.state === 'done' && !shell.interactive) {
      shell.jobs.remove(job)
      shell.jobs.remember(pid, status)
    }
    return status
  }
  const remembered = shell.jobs.recall(pid)
  if (remembered !== undefined) return remembered
  if (shell.isBash) yield* complainOf(shell, builtin, `pid ${pid} is not a child of this shell`)
  return 127
}

function* waitForJob(shell: Shell, job: Job): Sys<number> {
  const outcome = yield* interruptible(shell, () => job.state !== 'running')
  if (outcome !== 0) return outcome
  const status = exitStatus(job.last?.status)
  if (job.state === 'done') shell.jobs.remove(job)
  return status
}

/** `wait -n`: the next job to end. */
function* waitForNext(shell: Shell, variable: string | undefined): Sys<number> {
  const ended = () => shell.jobs.list().find((job) => job.state === 'done')
  if (shell.jobs.list().length === 0) return 127
  const outcome = yield* interruptible(shell, () => ended() !== undefined)
  if (outcome !== 0) return outcome
  const job = ended()
  if (!job) return 127
  if (variable !== undefined) shell.variables.assign(variable, String(job.last?.pid ?? ''))
  shell.jobs.remove(job)
  return exitStatus(job.last?.status)
}

export const disown: Builtin = function* (shell, args, _lists, name) {
  const options = yield* parseOptions(shell, name, args, 'ahr')
  if (!options) return 2
  const chosen: Job[] = []
  let status = 0
  if (options.has('a') || options.has('r')) chosen.push(...shell.jobs.list().filter((job) => !options.has('r') || job.state === 'running'))
  else if (options.operands.length === 0) {
    const { current } = shell.jobs
    if (!current) {
      yield* complainOf(shell, name, 'current: no such job')
      return 1
    }
    chosen.push(current)
  }
  for (const operand of options.operands) {
    const job = /^\d+$/.test(operand) ? shell.jobs.ofProcess(Number(operand)) : shell.jobs.find(operand)
    if (job && job !== 'ambiguous') chosen.push(job)
    else {
      yield* complainOf(shell, name, `${operand}: no such job`)
      status = 1
    }
  }
  for (const job of chosen) {
    if (options.has('h')) job.noHangup = true
    else shell.jobs.remove(job)
  }
  return status
}

export const suspend: Builtin = function* (shell, args, _lists, name) {
  const force = args[0] === '-f'
  if (!shell.options.has('monitor')) {
    yield* complainOf(shell, name, 'cannot suspend: no job control')
    return 1
  }
  if (shell.login && !force) {
    yield* complainOf(shell, name, 'cannot suspend a login shell')
    return 1
  }
  yield* sys.kill({ pid: shell.ownPid, signal: signals.SIGSTOP })
  return 0
}
