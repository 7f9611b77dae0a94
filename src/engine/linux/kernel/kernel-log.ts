import type { Clock } from '../../base/clock.ts'
import { WaitQueue } from './wait.ts'

export interface KernelMessage {
  /** Milliseconds since boot. */
  readonly atMs: number
  /** 0 emergency to 7 debug (printk). */
  readonly level: number
  readonly text: string
}

/** The kernel ring buffer (dmesg, /dev/kmsg): bounded, the oldest messages go. */
export class KernelLog {
  private messages: KernelMessage[] = []
  /** How many messages were ever written: sequence number of the next. */
  written = 0
  readonly changed = new WaitQueue()

  constructor(
    private readonly clock: Clock,
    private readonly bootedMs: number,
    private readonly capacity = 4096,
  ) {}

  print(text: string, level = 6): void {
    for (const line of text.split('\n')) {
      this.messages.push({ atMs: this.clock.nowMs - this.bootedMs, level, text: line })
      this.written++
    }
    if (this.messages.length > this.capacity) this.messages = this.messages.slice(this.capacity >> 2)
    this.changed.wakeAll()
  }

  get all(): readonly KernelMessage[] {
    return this.messages
  }

  clear(): void {
    this.messages = []
  }
}
