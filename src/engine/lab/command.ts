import { decode, encode } from '../base/utf8.ts'
import { rootCredentials } from '../linux/kernel/credentials.ts'
import { walk } from '../linux/kernel/fs/walk.ts'
import { spawnFromKernel } from '../linux/kernel/process/spawn.ts'
import type { Process } from '../linux/kernel/task.ts'
import { CollectedOutput, GivenInput } from '../linux/testing/files.ts'
import type { Lab } from './lab.ts'

/** A command running on a host without a terminal. */
export interface RunningCommand {
  readonly process: Process
  readonly stdout: () => string
  readonly stderr: () => string
}

/** Starts `bash -c COMMAND` as root, input empty, output collected: how recordings are replayed and checks of the tests look around. */
export function startCommand(lab: Lab, host: string, command: string, directory: string): RunningCommand | undefined {
  const kernel = lab.machines.get(host)?.kernel
  if (!kernel) return undefined
  const root = kernel.initialNamespaces.mnt.rootRef
  const place = walk({ task: undefined, root, cwd: root, credentials: rootCredentials }, directory)
  const stdout = new CollectedOutput()
  const stderr = new CollectedOutput()
  const env = new Map([
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['HOME', '/root'],
    ['USER', 'root'],
    ['LOGNAME', 'root'],
    ['LANG', 'C.UTF-8'],
    ['PWD', directory],
  ])
  const process = spawnFromKernel(kernel, {
    path: '/bin/bash',
    argv: ['bash', '-c', command],
    env,
    cwd: place.ok ? directory : '/',
    files: [new GivenInput(encode('')), stdout, stderr],
  })
  return { process, stdout: () => decode(stdout.bytes), stderr: () => decode(stderr.bytes) }
}

export interface CommandResult {
  readonly stdout: string
  readonly stderr: string
  /** As a shell counts; 124 when it did not end in time. */
  readonly exitCode: number
}

/** Runs a command to its end, at most `withinMs` of virtual time. */
export function runCommand(lab: Lab, host: string, command: string, options: { directory?: string; withinMs?: number } = {}): CommandResult {
  const running = startCommand(lab, host, command, options.directory ?? '/root')
  if (!running) return { stdout: '', stderr: `${host}: machine is off\n`, exitCode: 255 }
  const untilMs = lab.clock.nowMs + (options.withinMs ?? 600_000)
  while (!running.process.status) {
    const due = lab.clock.nextDueMs
    if (due === undefined || due > untilMs) return { stdout: running.stdout(), stderr: running.stderr(), exitCode: 124 }
    lab.clock.advanceTo(due)
  }
  const { status } = running.process
  const exitCode = status.kind === 'exited' ? status.code : status.kind === 'signaled' ? 128 + status.signal : 0
  return { stdout: running.stdout(), stderr: running.stderr(), exitCode }
}
