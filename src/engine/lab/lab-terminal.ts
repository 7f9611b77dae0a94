import { ok } from '../base/result.ts'
import { encode, Utf8Stream } from '../base/utf8.ts'
import { O } from '../linux/kernel/calls.ts'
import { rootCredentials } from '../linux/kernel/credentials.ts'
import { walk } from '../linux/kernel/fs/walk.ts'
import type { Kernel } from '../linux/kernel/kernel.ts'
import { spawnFromKernel } from '../linux/kernel/process/spawn.ts'
import type { Process, Task } from '../linux/kernel/task.ts'
import { type HostTerminal, openWindow } from '../linux/kernel/tty/host-terminal.ts'
import type { WindowSize } from '../linux/kernel/tty/termios.ts'
import { TtyFile } from '../linux/kernel/tty/tty-file.ts'
import type { TerminalId } from './input.ts'

/** What a program wrote to the terminal, before the line discipline: the headless runner tells standard output from standard error. */
export type WriteTap = (task: Task, bytes: Uint8Array) => void

/** A terminal of the session: a window on a host with a login in it. */
export class LabTerminal {
  private readonly utf8 = new Utf8Stream()

  private constructor(
    readonly id: TerminalId,
    readonly host: string,
    readonly kernel: Kernel,
    private readonly window: HostTerminal,
    /** The login, then the user's shell. */
    readonly shell: Process,
  ) {}

  /** Opens a window and logs a user in; undefined when the host is not up to it. */
  static open(
    id: TerminalId,
    kernel: Kernel,
    user: string,
    size: WindowSize,
    onOutput: (text: string) => void,
    tap?: WriteTap,
  ): LabTerminal | undefined {
    const emit = { output: (_bytes: Uint8Array): void => undefined }
    const opened = openWindow(kernel, size, 0, (bytes) => emit.output(bytes))
    if (!opened || !kernel.init) return undefined
    const { terminal } = opened.master
    const root = kernel.initialNamespaces.mnt.rootRef
    const place = walk({ task: undefined, root, cwd: root, credentials: rootCredentials }, opened.path)
    if (!place.ok) return undefined
    const file = tap ? new TappedTty(terminal, O.RDWR, place.value, tap) : new TtyFile(terminal, O.RDWR, place.value)
    const shell = spawnFromKernel(kernel, {
      path: '/bin/login',
      argv: ['login', '-f', user],
      env: new Map([['TERM', 'xterm-256color']]),
      files: [file, file, file],
    })
    terminal.control(shell.session)
    const lab = new LabTerminal(id, kernel.hostname, kernel, opened.host, shell)
    emit.output = (bytes) => onOutput(lab.utf8.push(bytes))
    return lab
  }

  get alive(): boolean {
    return !this.shell.status && !this.kernel.halted
  }

  /** Name of what runs in the foreground: `bash`, `vi`. */
  get foreground(): string {
    const members = [...(this.window.terminal.foreground?.members ?? [])]
    return members.at(-1)?.name ?? ''
  }

  /** Some program of the foreground sleeps until a key comes, and none is waiting to be read. */
  get awaitsInput(): boolean {
    const { terminal } = this.window
    if (terminal.input.readable > 0) return false
    for (const process of terminal.foreground?.members ?? []) {
      for (const thread of process.threads)
        if (thread.sleep?.on.includes(terminal.slaveChanged) && thread.request && waitsForInput(thread)) return true
    }
    return false
  }

  /** The login shell itself waits at its prompt. */
  get atPrompt(): boolean {
    return this.awaitsInput && this.window.terminal.foreground === this.shell.group
  }

  type(data: string): void {
    this.window.input(encode(data))
  }

  resize(size: WindowSize): void {
    this.window.resize(size)
  }

  close(): void {
    this.window.close()
  }
}

const waitsForInput = (thread: Task): boolean => thread.request?.call === 'read' || thread.request?.call === 'poll'

class TappedTty extends TtyFile {
  constructor(
    terminal: TtyFile['terminal'],
    flags: number,
    path: TtyFile['path'],
    private readonly tap: WriteTap,
  ) {
    super(terminal, flags, path)
  }

  override write(task: Task, bytes: Uint8Array): ReturnType<TtyFile['write']> {
    const outcome = super.write(task, bytes)
    if ('ok' in outcome) {
      if (outcome.ok) this.tap(task, bytes.subarray(0, outcome.value))
      return outcome
    }
    return this.tapLater(task, bytes, outcome)
  }

  private *tapLater(task: Task, bytes: Uint8Array, waiting: Exclude<ReturnType<TtyFile['write']>, { ok: boolean }>): typeof waiting {
    const result = yield* waiting
    if (result.ok) this.tap(task, bytes.subarray(0, result.value))
    return result.ok ? ok(result.value) : result
  }
}
