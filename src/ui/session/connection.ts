import type { FromWorker, Input, ToWorker } from '../../worker/protocol.ts'

/** The page's end of the wire to the engine's worker. */
export interface Connection {
  post(message: ToWorker): void
  listen(receive: (message: FromWorker) => void): void
}

let current: Connection | undefined

export function connect(connection: Connection): void {
  current = connection
}

export function send(message: ToWorker): void {
  current?.post(message)
}

export function sendInput(input: Input): void {
  send({ kind: 'input', input })
}
