import type { ContainerWaitResponse } from '../../api/container.ts'
import { forEach } from '../command/each.ts'
import type { Verb } from '../command/spec.ts'

/** docker wait */
export const wait: Verb = function* ({ cli, args }) {
  return yield* forEach(cli, args, function* (name) {
    const answer = yield* cli.client.json<ContainerWaitResponse>('POST', `/containers/${name}/wait`, { negotiate: true })
    return String(answer.StatusCode)
  })
}
