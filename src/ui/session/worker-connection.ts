import type { FromWorker, ToWorker } from '../../worker/protocol.ts'
import type { Connection } from './connection.ts'

/** A connection to the engine's worker. A worker that cannot start, or breaks, is told of like any other problem. */
export function workerConnection(worker: Worker): Connection {
  return {
    post: (message: ToWorker) => worker.postMessage(message),
    listen: (receive) => {
      worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => receive(data))
      const lost = (message: string) => receive({ kind: 'problem', problem: { code: 'worker-lost', message } })
      worker.addEventListener('error', (event) => lost(event.message ?? 'error'))
      worker.addEventListener('messageerror', () => lost('messageerror'))
    },
  }
}
