import type { Sys } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'
import type { EventMessage, EventType } from '../api/events.ts'
import { sortedMap } from './go-json.ts'
import { Condition } from './mutex.ts'

const REMEMBERED = 256

/** What happened to the daemon's objects: the last 256 and whoever listens (moby daemon/events). */
export class EventBus {
  private readonly past: EventMessage[] = []
  private readonly listeners = new Set<EventListener>();

  *log(type: EventType, action: string, id: string, attributes: Readonly<Record<string, string>>, scope: 'local' | 'swarm' = 'local'): Sys<void> {
    const unixMs = yield* sys.clockRealtime({})
    const legacy = legacyFields(type, action, id, attributes)
    const event: EventMessage = {
      ...legacy,
      Type: type,
      Action: action,
      Actor: { ID: id, Attributes: sortedMap(Object.entries(attributes)) },
      scope,
      time: Math.floor(unixMs / 1000),
      timeNano: Math.round(unixMs * 1e6),
    }
    this.past.push(event)
    if (this.past.length > REMEMBERED) this.past.shift()
    for (const listener of this.listeners) yield* listener.push(event)
  }

  get listenerCount(): number {
    return this.listeners.size
  }

  /** Events remembered between two times (Unix milliseconds), oldest first. */
  between(sinceMs: number, untilMs: number): readonly EventMessage[] {
    return this.past.filter((event) => event.timeNano >= sinceMs * 1e6 && event.timeNano <= untilMs * 1e6)
  }

  listen(): EventListener {
    const listener = new EventListener(() => this.listeners.delete(listener))
    this.listeners.add(listener)
    return listener
  }
}

/** `status`, `id` and `from`, which only containers and images have. */
function legacyFields(type: EventType, action: string, id: string, attributes: Readonly<Record<string, string>>): Partial<EventMessage> {
  if (type === 'container') return { status: action, id, ...(attributes.image !== undefined && { from: attributes.image }) }
  return type === 'image' ? { status: action, id } : {}
}

/** One subscriber's queue. */
export class EventListener {
  private readonly queue: EventMessage[] = []
  readonly arrived = new Condition()

  constructor(readonly stop: () => void) {}

  *push(event: EventMessage): Sys<void> {
    this.queue.push(event)
    yield* this.arrived.broadcast()
  }

  next(): EventMessage | undefined {
    return this.queue.shift()
  }
}
