import type { ContainerInspect } from '../../api/container.ts'
import type { Verb } from '../command/spec.ts'
import { apiTimestamp } from '../command/timestamp.ts'
import { Failure } from '../failure.ts'
import { copyOutput } from './streams.ts'

/** docker logs */
export const logs: Verb = function* ({ cli, args, flags }) {
  const container = yield* cli.client.json<ContainerInspect>('GET', `/containers/${args[0] ?? ''}/json`)
  const nowMs = yield* cli.now()
  const zone = yield* cli.zone()
  const time = (name: string): string | undefined => {
    const text = flags.text(name)
    if (text === '') return undefined
    const stamp = apiTimestamp(text, nowMs, zone)
    if (!stamp.ok) throw new Failure(`invalid value for "${name}": ${stamp.error}`)
    return stamp.value
  }
  const answer = yield* cli.client.call('GET', `/containers/${container.Id}/logs`, {
    query: {
      stdout: true,
      stderr: true,
      since: time('since'),
      until: time('until'),
      timestamps: flags.bool('timestamps') || undefined,
      details: flags.bool('details') || undefined,
      follow: flags.bool('follow') || undefined,
      tail: flags.text('tail'),
    },
  })
  yield* copyOutput(answer.body, container.Config.Tty)
  return 0
}
