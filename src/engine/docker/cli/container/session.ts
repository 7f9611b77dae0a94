import type { Sys } from '../../../linux/kernel/calls.ts'
import { rawTermios, type Termios } from '../../../linux/kernel/tty/termios.ts'
import type { Connection } from '../../../linux/libc/http/connection.ts'
import { sys } from '../../../linux/sys.ts'
import { Failure } from '../failure.ts'
import { DetachKeys } from './detach-keys.ts'
import { copyOutput } from './streams.ts'

export interface SessionSettings {
  readonly connection: Connection
  /** The container has a terminal: bytes as they are, this terminal raw. */
  readonly tty: boolean
  /** Pass standard input on. */
  readonly input: boolean
  readonly output: boolean
  readonly detachKeys: string
}

/**
 * The two directions of an attached stream, one thread each (cli/command/container/hijack.go): output until the daemon ends it, input until its end or
 * the detach keys. The terminal is raw meanwhile and itself again before the session reports its end.
 */
export class Session {
  private outputDone = false
  private inputDone = false
  private detached = false
  private stopped = false
  private problem: Failure | undefined
  private saved: Termios | undefined

  constructor(
    private readonly settings: SessionSettings,
    /** Woken whenever something ended. */
    private readonly bell: object,
  ) {}

  *start(): Sys<void> {
    if (this.settings.tty && this.settings.input) yield* this.makeRaw()
    yield* this.thread(() => this.copyOutput())
    yield* this.thread(() => this.copyInput())
  }

  private *thread(main: () => Sys<void>): Sys<void> {
    yield* sys.clone({
      thread: true,
      main: function* () {
        yield* main()
        return 0
      },
    })
  }

  /** How it ended; undefined while it goes on. */
  get ended(): 'done' | 'detached' | undefined {
    if (this.detached) return 'detached'
    const { output } = this.settings
    return this.stopped || (output ? this.outputDone : this.inputDone) ? 'done' : undefined
  }

  /** Sleeps until it ended; throws what broke it. */
  *finish(): Sys<'done' | 'detached'> {
    while (this.ended === undefined) yield* sys.futexWait({ on: this.bell })
    yield* this.restore()
    if (this.problem) throw this.problem
    return this.ended
  }

  /** Ends it from outside (the start failed). */
  *stop(): Sys<void> {
    this.stopped = true
    yield* this.restore()
  }

  private *ring(): Sys<void> {
    yield* sys.futexWake({ on: this.bell, count: 64 })
  }

  private *makeRaw(): Sys<void> {
    const termios = yield* sys.tcgetattr({ fd: 0 })
    if (!termios.ok) return
    this.saved = termios.value
    yield* sys.tcsetattr({ fd: 0, termios: rawTermios(termios.value) })
  }

  private *restore(): Sys<void> {
    const termios = this.saved
    this.saved = undefined
    if (termios) yield* sys.tcsetattr({ fd: 0, termios })
  }

  private *copyOutput(): Sys<void> {
    const { connection, tty, output } = this.settings
    try {
      if (output) yield* copyOutput(connection, tty)
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure
      this.problem = failure
    }
    yield* this.restore()
    this.outputDone = true
    yield* this.ring()
  }

  private *copyInput(): Sys<void> {
    const { connection, input, tty, detachKeys } = this.settings
    if (input) {
      const keys = new DetachKeys(tty ? detachKeys : undefined)
      for (;;) {
        const chunk = yield* sys.read({ fd: 0, count: 32_768 })
        if (!chunk.ok) {
          if (chunk.error === 'EINTR') continue
          break
        }
        if (chunk.value.length === 0) break
        const pass = keys.pass(chunk.value)
        if (pass.bytes.length > 0 && !(yield* connection.write(pass.bytes)).ok) break
        if (pass.detached) {
          yield* this.restore()
          this.detached = true
          yield* this.ring()
          return
        }
      }
      yield* this.restore()
    }
    yield* connection.closeWrite()
    this.inputDone = true
    yield* this.ring()
  }
}
