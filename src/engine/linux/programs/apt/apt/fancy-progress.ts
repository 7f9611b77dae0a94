import type { Sys } from '../../../kernel/calls.ts'
import { print } from '../../../libc/stdio.ts'

/** The bar that `apt` keeps in the terminal's last line while dpkg works. Models apt-pkg/install-progress.cc. */
export class FancyProgress {
  private done = 0

  constructor(
    private readonly rows: number,
    private readonly columns: number,
    /** Steps of the whole run. */
    private readonly steps: number,
  ) {}

  *start(): Sys<void> {
    yield* this.scrollArea(this.rows)
    yield* this.draw()
  }

  *step(): Sys<void> {
    this.done = Math.min(this.steps, this.done + 1)
    yield* this.draw()
  }

  *stop(): Sys<void> {
    yield* this.scrollArea(this.rows + 1)
    yield* print('\x1b[J')
  }

  private scrollArea(rows: number): Sys<unknown> {
    return print(`\n\x1b7\x1b[0;${rows - 1}r\x1b8\x1b[1A`)
  }

  private *draw(): Sys<void> {
    const percent = Math.floor((100 * this.done) / Math.max(1, this.steps))
    const title = `Progress: [${String(percent).padStart(3)}%]`
    const width = this.columns - 4 - title.length
    const filled = Math.floor(((width - 2) * percent) / 100)
    const bar = width > 2 ? ` [${'#'.repeat(filled)}${'.'.repeat(width - 2 - filled)}] ` : ''
    yield* print(`\x1b7\x1b[${this.rows};0f\x1b[42m\x1b[30m${title}\x1b[49m\x1b[39m${bar}\x1b8`)
  }
}
