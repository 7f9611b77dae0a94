import type { FromWorker, ToWorker } from '../../worker/protocol.ts'
import type { Connection } from './connection.ts'

/**
 * A connection to the engine's worker. A worker that cannot start, or breaks, is told of like any other problem. What arrives before anybody
 * listens is kept: the engine is woken before the page can draw.
 */
export function workerConnection(worker: Worker): Connection {
  const early: FromWorker[] = []
  let receive = (message: FromWorker) => {
    early.push(message)
  }
  const lost = (message: string) => receive({ kind: 'problem', problem: { code: 'worker-lost', message } })
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => receive(data))
  worker.addEventListener('error', (event) => lost(event.message ?? 'error'))
  worker.addEventListener('messageerror', () => lost('messageerror'))
  return {
    post: (message: ToWorker) => worker.postMessage(message),
    listen: (listener) => {
      receive = listener
      for (const message of early.splice(0)) listener(message)
    },
  }
}
