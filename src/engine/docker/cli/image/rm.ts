import type { ImageDeleteItem } from '../../api/image.ts'
import { ApiError } from '../client/api-error.ts'
import type { Verb } from '../command/spec.ts'
import { Failure, notSimulated } from '../failure.ts'

/** docker rmi: with --force what is not there is only mentioned. */
export const rm: Verb = function* ({ cli, args, flags }) {
  if (flags.changed('platform')) throw notSimulated('--platform')
  const problems: Failure[] = []
  for (const image of args) {
    try {
      const items = yield* cli.client.json<readonly ImageDeleteItem[]>('DELETE', `/images/${image}`, {
        query: { force: flags.bool('force') || undefined, noprune: flags.bool('no-prune') || undefined },
      })
      for (const item of items) yield* cli.print(item.Deleted ? `Deleted: ${item.Deleted}\n` : `Untagged: ${item.Untagged}\n`)
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure
      problems.push(failure)
    }
  }
  if (problems.length === 0) return 0
  const message = problems.map((problem) => problem.message).join('\n')
  if (!flags.bool('force') || problems.some((problem) => !(problem instanceof ApiError && problem.notFound))) throw new Failure(message)
  yield* cli.warn(message)
  return 0
}
