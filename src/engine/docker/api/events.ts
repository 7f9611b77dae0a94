import type { StringMap } from './common.ts'

export type EventType = 'builder' | 'config' | 'container' | 'daemon' | 'image' | 'network' | 'node' | 'plugin' | 'secret' | 'service' | 'volume'

/** GET /events: one a line. `status`, `id` and `from` are there for containers and images, for old clients. */
export interface EventMessage {
  readonly status?: string
  readonly id?: string
  readonly from?: string
  readonly Type: EventType
  readonly Action: string
  readonly Actor: { readonly ID: string; readonly Attributes: StringMap }
  readonly scope?: 'local' | 'swarm'
  /** Unix seconds. */
  readonly time: number
  /** Unix nanoseconds; the last digits are those a double can hold. */
  readonly timeNano: number
}
