import type { Sys } from '../../../linux/kernel/calls.ts'
import { write } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { ContainerWaitResponse, WaitCondition } from '../../api/container.ts'
import type { Cli } from '../cli.ts'
import { Failure } from '../failure.ts'

/** Waits for a container's end in a thread of its own: the request must be under way before the container starts. */
export class ExitStatus {
  private code: number | undefined
  private failure: Failure | undefined

  constructor(
    private readonly cli: Cli,
    private readonly id: string,
    private readonly condition: WaitCondition | undefined,
    private readonly bell: object,
  ) {}

  /** Sends the request and returns once the daemon accepted it (its headers come at once). */
  *begin(): Sys<void> {
    const opened = { done: false }
    const self = this
    yield* sys.clone({
      thread: true,
      main: function* () {
        yield* self.wait(opened)
        return 0
      },
    })
    while (!opened.done) yield* sys.futexWait({ on: opened })
  }

  private *wait(opened: { done: boolean }): Sys<void> {
    try {
      const answer = yield* this.cli.client.call('POST', `/containers/${this.id}/wait`, { query: { condition: this.condition } })
      opened.done = true
      yield* sys.futexWake({ on: opened })
      const text = yield* answer.body.text()
      const result = (text.ok && text.value ? JSON.parse(text.value) : { StatusCode: 125 }) as ContainerWaitResponse
      if (result.Error) {
        yield* write(2, `level=error msg="Error waiting for container: ${result.Error.Message}"\n`)
        this.code = 125
      } else this.code = result.StatusCode
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure
      this.failure = failure
      this.code = 125
      opened.done = true
      yield* sys.futexWake({ on: opened })
    }
    yield* sys.futexWake({ on: this.bell, count: 64 })
  }

  get known(): number | undefined {
    return this.code
  }

  get problem(): Failure | undefined {
    return this.failure
  }

  /** Sleeps until the container's exit code is known. */
  *result(): Sys<number> {
    while (this.code === undefined) yield* sys.futexWait({ on: this.bell })
    return this.code
  }
}
