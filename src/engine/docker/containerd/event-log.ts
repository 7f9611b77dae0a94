import type { Sys } from '../../linux/kernel/calls.ts'
import type { Exchange } from '../../linux/libc/http/exchange.ts'
import { sys } from '../../linux/sys.ts'
import type { TaskEvent } from './tasks.ts'

/** Hands every event to every subscriber, each at its own pace. */
export class EventExchange {
  private readonly subscribers = new Set<{ readonly queue: TaskEvent[] }>();

  *publish(event: TaskEvent): Sys<void> {
    for (const subscriber of this.subscribers) {
      subscriber.queue.push(event)
      yield* sys.futexWake({ on: subscriber })
    }
  }

  /** Answers a subscription with a line of JSON for each event, until the subscriber goes away. */
  *stream(exchange: Exchange): Sys<void> {
    const subscriber = { queue: [] as TaskEvent[] }
    this.subscribers.add(subscriber)
    const writer = yield* exchange.begin(200, [['Content-Type', 'application/json']])
    yield* writer.flush()
    yield* exchange.watch(subscriber)
    while (!exchange.gone) {
      const event = subscriber.queue.shift()
      if (!event) {
        yield* sys.futexWait({ on: subscriber })
        continue
      }
      yield* writer.write(`${JSON.stringify(event)}\n`)
      if (!(yield* writer.flush()).ok) break
    }
    this.subscribers.delete(subscriber)
  }
}
