import type { Sys } from '../../kernel/calls.ts'
import type { Connection } from './connection.ts'

const IDLE_PER_HOST = 2

/** Idle keep-alive connections of a client, by where they lead; threads of a process may share one. */
export class ConnectionPool {
  private readonly idle = new Map<string, Connection[]>();

  /** An idle connection that the peer has not closed. */
  *take(key: string): Sys<Connection | undefined> {
    const waiting = this.idle.get(key)
    for (;;) {
      const connection = waiting?.pop()
      if (!connection) return undefined
      if (!(yield* connection.gone())) return connection
      yield* connection.close()
    }
  }

  *put(key: string, connection: Connection): Sys<void> {
    const waiting = this.idle.get(key) ?? []
    this.idle.set(key, waiting)
    waiting.push(connection)
    if (waiting.length > IDLE_PER_HOST) yield* (waiting.shift() as Connection).close()
  }

  /** Closes everything idle. */
  *close(): Sys<void> {
    for (const waiting of this.idle.values()) for (const connection of waiting) yield* connection.close()
    this.idle.clear()
  }
}
