import type { BuildStatus } from '../../api/build-progress.ts'
import type { Display } from './display.ts'
import { BuildTrace } from './trace.ts'

/** `--quiet`: nothing until the end. */
export class QuietDisplay implements Display {
  readonly trace = new BuildTrace()
  readonly ticks = false

  update(status: BuildStatus): void {
    this.trace.update(status, 80)
  }

  refresh(): string {
    return ''
  }

  finish(): string {
    return ''
  }
}
