import { encode } from '../../../base/utf8.ts'
import type { Kernel } from '../kernel.ts'
import type { ProcessGroup, Session } from '../process/session.ts'
import type { Signal } from '../signal.ts'
import { signals } from '../signal.ts'
import type { Process } from '../task.ts'
import { WaitQueue } from '../wait.ts'
import type { Discipline } from './line-discipline.ts'
import { LineDiscipline } from './line-discipline.ts'
import { OutputQueue } from './output-queue.ts'
import type { Termios, WindowSize } from './termios.ts'
import { saneTermios } from './termios.ts'

/** An open slave, as the terminal sees it: a hang-up ends them all. */
interface Line {
  hungUp: boolean
}

/**
 * A terminal (struct tty): line discipline, output, window size, and the session it controls. On its other side is a pty master or the
 * lab's terminal emulator. Models Linux drivers/tty/tty_io.c and tty_jobctrl.c.
 */
export class Terminal implements Discipline {
  termios: Termios = saneTermios
  size: WindowSize
  session: Session | undefined
  /** The foreground job. */
  foreground: ProcessGroup | undefined
  /** ^S came. */
  stopped = false
  readonly input: LineDiscipline
  readonly output = new OutputQueue()
  /** Woken when the slave side may read, write or sees a hang-up. */
  readonly slaveChanged = new WaitQueue()
  /** Woken when the master side may read, write or sees the last slave go. */
  readonly masterChanged = new WaitQueue()
  /** Open slaves. */
  readonly lines = new Set<Line>()
  /** Opened at least once: only then does a master see the end of its last slave. */
  everOpened = false
  /** The other side is gone. */
  masterClosed = false

  constructor(
    private readonly kernel: Kernel,
    /** As ps shows it: `pts/0`, `tty1`. */
    readonly name: string,
    readonly rdev: number,
    size: WindowSize = { rows: 0, cols: 0 },
  ) {
    this.size = size
    this.input = new LineDiscipline(this)
  }

  get column(): number {
    return this.output.column
  }

  /** Bytes from the other side, as typed; answers how many were taken. */
  receive(bytes: Uint8Array): number {
    return this.input.receive(bytes)
  }

  /** Bytes for the other side; none while stopped by ^S. */
  drain(count: number): Uint8Array {
    if (this.stopped || this.output.length === 0) return new Uint8Array(0)
    const out = this.output.take(count)
    if (out.length > 0) this.slaveChanged.wakeAll()
    return out
  }

  get hasOutput(): boolean {
    return !this.stopped && this.output.length > 0
  }

  echo(bytes: Uint8Array | string): void {
    this.output.put(typeof bytes === 'string' ? encode(bytes) : bytes, this.termios)
    this.masterChanged.wakeAll()
  }

  /** A key's signal for the foreground job; what was to be shown is dropped, as keys are pressed to stop it. */
  signal(signal: Signal): void {
    this.output.flush()
    this.slaveChanged.wakeAll()
    this.signalForeground(signal)
  }

  setStopped(stopped: boolean): void {
    this.stopped = stopped
    if (!stopped) this.masterChanged.wakeAll()
  }

  inputReady(): void {
    this.slaveChanged.wakeAll()
  }

  setTermios(termios: Termios): void {
    const before = this.termios
    this.termios = termios
    if (this.stopped && !termios.ixon) this.setStopped(false)
    this.input.modesChanged(before)
  }

  /** TIOCSWINSZ. */
  resize(size: WindowSize): void {
    if (size.rows === this.size.rows && size.cols === this.size.cols) return
    this.size = size
    this.signalForeground(signals.SIGWINCH)
  }

  private signalForeground(signal: Signal): void {
    for (const process of [...(this.foreground?.members ?? [])]) this.kernel.sendSignal(process, signal)
  }

  /** Becomes the session's controlling terminal. */
  control(session: Session): void {
    this.session = session
    session.terminal = this
    this.foreground = session.leader?.group
  }

  /** The session's leader ended or gave the terminal up: the foreground job is hung up, and every open line with it. */
  disassociate(session: Session): void {
    const foreground = this.foreground
    session.terminal = undefined
    if (this.session === session) this.session = undefined
    this.foreground = undefined
    this.hangUpLines()
    for (const process of [...(foreground?.members ?? [])]) this.hangUpProcess(process)
  }

  /** The other side went (modem hang-up, closed window): the session's leader and foreground job hear of it (tty_vhangup). */
  hangUp(): void {
    const { session, foreground } = this
    this.masterClosed = true
    this.hangUpLines()
    this.session = undefined
    this.foreground = undefined
    if (session) session.terminal = undefined
    const heard = new Set([...(session?.leader ? [session.leader] : []), ...(foreground?.members ?? [])])
    for (const process of heard) this.hangUpProcess(process)
  }

  private hangUpProcess(process: Process): void {
    this.kernel.sendSignal(process, signals.SIGHUP)
    this.kernel.sendSignal(process, signals.SIGCONT)
  }

  private hangUpLines(): void {
    for (const line of this.lines) line.hungUp = true
    this.slaveChanged.wakeAll()
    this.masterChanged.wakeAll()
  }
}
