import type { Sys } from '../../kernel/calls.ts'
import { Poll } from '../../kernel/calls.ts'
import type { Signal } from '../../kernel/signal.ts'
import { signals } from '../../kernel/signal.ts'
import type { Termios } from '../../kernel/tty/termios.ts'
import { rawTermios } from '../../kernel/tty/termios.ts'
import { print, printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

/** A full-screen program's terminal: raw mode, alternate screen, its size and its changes of size. Shared by the editors and pagers. */
export class RawTerminal {
  cols = 80
  rows = 24
  /** Set by SIGWINCH until looked at. */
  resized = false
  private saved: Termios | undefined

  constructor(
    /** Where keys come from. */
    readonly input: number,
    private readonly settings: {
      readonly enter: string
      readonly leave: string
      readonly onDeath?: (signal: Signal) => string
      readonly keepOutput?: boolean /** Ctrl-C and Ctrl-Z make signals. */
      readonly keepSignals?: boolean
    },
  ) {}

  *open(): Sys<void> {
    yield* this.raw()
    yield* sys.sigaction({
      signal: signals.SIGWINCH,
      handler: function* (this: RawTerminal): Sys<void> {
        this.resized = true
      }.bind(this),
    })
    for (const signal of [signals.SIGTERM, signals.SIGHUP]) yield* sys.sigaction({ signal, handler: () => this.die(signal) })
  }

  /** Takes the terminal (again, after a stop or a shell command). */
  *raw(quiet = false): Sys<void> {
    const termios = yield* sys.tcgetattr({ fd: this.input })
    if (termios.ok) {
      this.saved ??= termios.value
      const raw = rawTermios(this.saved)
      yield* sys.tcsetattr({
        fd: this.input,
        termios: { ...raw, opost: this.settings.keepOutput === true, isig: this.settings.keepSignals === true },
      })
    }
    yield* this.measure()
    if (!quiet) yield* print(this.settings.enter)
  }

  *restore(): Sys<void> {
    yield* print(this.settings.leave)
    if (this.saved) yield* sys.tcsetattr({ fd: this.input, termios: this.saved })
    this.saved = undefined
  }

  *measure(): Sys<void> {
    this.resized = false
    for (const fd of [1, this.input]) {
      const size = yield* sys.tcgetwinsize({ fd })
      if (!size.ok || size.value.cols <= 0 || size.value.rows <= 0) continue
      this.cols = size.value.cols
      this.rows = size.value.rows
      return
    }
  }

  /** Whether keys wait to be read. */
  *ready(): Sys<boolean> {
    const ready = yield* sys.poll({ fds: [{ fd: this.input, events: Poll.in }], timeoutMs: 0 })
    return ready.ok && ready.value.length > 0
  }

  /** Stops the program as Ctrl-Z does and takes the terminal back afterwards. */
  *suspend(): Sys<void> {
    yield* this.restore()
    yield* sys.kill({ pid: 0, signal: signals.SIGTSTP })
    yield* this.raw()
  }

  private *die(signal: Signal): Sys<void> {
    yield* this.restore()
    const words = this.settings.onDeath?.(signal)
    if (words) yield* printError(words)
    yield* sys.exit({ code: 1 })
  }
}
