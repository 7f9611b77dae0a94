import type { Sys } from '../../../linux/kernel/calls.ts'
import type { WaitCondition } from '../../api/container.ts'
import { invalid } from '../errdefs.ts'
import { goJson } from '../go-json.ts'
import type { ApiExchange } from '../http/api-exchange.ts'
import type { Container } from './container.ts'

/** POST /containers/{id}/wait: the head goes out at once, the exit code when the condition holds (moby daemon/wait.go). */
export function* waitForContainer(api: ApiExchange, container: Container): Sys<void> {
  const condition = (api.query('condition') || 'not-running') as WaitCondition
  if (!['not-running', 'next-exit', 'removed'].includes(condition)) throw invalid(`invalid condition: ${JSON.stringify(condition)}`)
  const { exits } = container.state
  const writer = yield* api.begin(200, [['Content-Type', 'application/json']])
  yield* writer.flush()
  yield* api.exchange.watch(container.changed)
  while (!holds(container, condition, exits) && !api.exchange.gone) yield* container.changed.wait()
  if (api.exchange.gone) return
  const { exitCode, error } = container.state
  yield* writer.write(`${goJson({ StatusCode: exitCode, ...(error !== '' && condition !== 'not-running' && { Error: { Message: error } }) })}\n`)
  yield* writer.end()
}

function holds(container: Container, condition: WaitCondition, exitsBefore: number): boolean {
  const { state } = container
  if (condition === 'removed') return state.removed
  if (condition === 'next-exit') return state.exits > exitsBefore || state.removed
  return !state.running
}
