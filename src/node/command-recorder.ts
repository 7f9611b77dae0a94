import { decode } from '../engine/base/utf8.ts'
import type { TerminalId } from '../engine/lab/input.ts'
import type { Lab } from '../engine/lab/lab.ts'
import type { WriteTap } from '../engine/lab/lab-terminal.ts'

/** What a shell command line did, as `--json` prints it. */
export interface RecordedCommand {
  readonly host: string
  readonly command: string
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
  /** Virtual milliseconds since the world began, when it was entered. */
  readonly atMs: number
}

interface Running {
  readonly host: string
  readonly command: string
  readonly atMs: number
  readonly shell: string
  stdout: string
  stderr: string
}

/**
 * Tells the output of each command line apart: between the shell's «command entered» and «command ended», by the descriptor written to. What the
 * shell writes while it edits a line belongs to no command.
 */
export class CommandRecorder {
  private readonly running = new Map<TerminalId, Running>()
  private lab: Lab | undefined

  constructor(private readonly emit: (command: RecordedCommand) => void) {}

  readonly tap =
    (terminal: TerminalId): WriteTap =>
    (task, bytes) => {
      const command = this.running.get(terminal)
      if (!command || task.request === undefined || !('fd' in task.request)) return
      if (task.request.fd === 2) command.stderr += decode(bytes)
      else command.stdout += decode(bytes)
    }

  watch(lab: Lab): void {
    this.lab = lab
    lab.trace.subscribe((fact) => {
      if (fact.kind !== 'shell.command-entered' && fact.kind !== 'shell.command-ended') return
      const terminal = this.terminalOf(fact.host, Number(fact.data.pid))
      if (terminal === undefined) return
      if (fact.kind === 'shell.command-entered') {
        this.running.set(terminal, { host: fact.host, command: String(fact.data.line), atMs: fact.atMs, shell: fact.actor, stdout: '', stderr: '' })
      } else this.end(terminal, Number(fact.data.exitCode))
    })
  }

  /** Whatever still runs when the script ends is told with exit code -1. */
  finish(): void {
    for (const terminal of [...this.running.keys()]) this.end(terminal, -1)
  }

  private end(terminal: TerminalId, exitCode: number): void {
    const running = this.running.get(terminal)
    if (!running) return
    this.running.delete(terminal)
    const { host, command, atMs, stdout, stderr } = running
    this.emit({ host, command, stdout, stderr, exitCode, atMs })
  }

  /** Only the login shell of a lab terminal counts: a shell in a container is part of the command that started it. */
  private terminalOf(host: string, pid: number): TerminalId | undefined {
    for (const [id, terminal] of this.lab?.terminals ?? []) if (terminal.host === host && terminal.shell.pid === pid) return id
    return undefined
  }
}
