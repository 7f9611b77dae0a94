import { encode, Utf8Stream } from '../engine/base/utf8.ts'
import type { Lab } from '../engine/lab/lab.ts'
import { spawnFromKernel } from '../engine/linux/kernel/process/spawn.ts'
import type { Process } from '../engine/linux/kernel/task.ts'
import { openWindow } from '../engine/linux/kernel/tty/host-terminal.ts'

/** What happened on a recorded terminal: seconds since the start, input or output, the bytes. */
export type TerminalEvent = readonly [atSeconds: number, direction: 'i' | 'o', data: string]

export interface TerminalStep {
  readonly host: string
  readonly command: string
  readonly directory: string
  readonly cols: number
  readonly rows: number
  readonly events: readonly TerminalEvent[]
}

export interface TerminalOutcome {
  readonly tty: string
  /** As a shell counts; 124 when the program did not end. */
  readonly code: number
}

/** A key that answered something waits until the answer is there and has been quiet this long, at most PATIENCE_MS over its recorded time. */
const QUIET_MS = 300
const PATIENCE_MS = 20_000
/** How long a program may go on after the last key. */
const END_MS = 60_000

/** Runs `bash -c COMMAND` on a terminal and types what was typed in the recording, at the times of the recording. */
export function runOnTerminal(lab: Lab, step: TerminalStep): TerminalOutcome {
  const kernel = lab.machines.get(step.host)?.kernel
  const utf8 = new Utf8Stream()
  const { clock } = lab
  let tty = ''
  let lastOutputMs = clock.nowMs
  const window =
    kernel &&
    openWindow(kernel, { cols: step.cols, rows: step.rows }, 0, (bytes) => {
      tty += utf8.push(bytes)
      lastOutputMs = clock.nowMs
    })
  if (!window) return { tty: `${step.host}: machine is off\n`, code: 255 }
  const env = new Map([
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['HOME', '/root'],
    ['USER', 'root'],
    ['LOGNAME', 'root'],
    ['LANG', 'C.UTF-8'],
    ['TERM', 'xterm-256color'],
    ['PWD', step.directory],
  ])
  const process = spawnFromKernel(kernel, { path: '/bin/bash', argv: ['bash', '-c', step.command], env, cwd: step.directory, terminal: window.path })
  let shiftMs = 0
  let answered = 0
  const startMs = clock.nowMs
  for (const { atMs, data, answers } of keysOf(step.events)) {
    const dueMs = startMs + shiftMs + atMs
    const giveUpMs = dueMs + PATIENCE_MS
    clock.advanceTo(dueMs)
    const ready = () => !answers || (tty.length > answered && clock.nowMs >= lastOutputMs + QUIET_MS)
    while (!process.status && clock.nowMs < giveUpMs && !ready()) clock.advanceTo(clock.nowMs + 50)
    shiftMs += clock.nowMs - dueMs
    answered = tty.length
    window.host.input(encode(data))
  }
  const code = waitForEnd(lab, process)
  lab.advance(100)
  window.host.close()
  return { tty, code }
}

interface Keys {
  readonly atMs: number
  readonly data: string
  /** The program had written since the keys before. */
  readonly answers: boolean
}

function keysOf(events: readonly TerminalEvent[]): readonly Keys[] {
  let wrote = false
  return events.flatMap(([atSeconds, direction, data]) => {
    const answers = wrote
    wrote = direction === 'o'
    return direction === 'i' ? [{ atMs: atSeconds * 1000, data, answers }] : []
  })
}

function waitForEnd(lab: Lab, process: Process): number {
  const untilMs = lab.clock.nowMs + END_MS
  while (!process.status) {
    const due = lab.clock.nextDueMs
    if (due === undefined || due > untilMs) return 124
    lab.clock.advanceTo(due)
  }
  const { status } = process
  return status.kind === 'exited' ? status.code : status.kind === 'signaled' ? 128 + status.signal : 0
}
