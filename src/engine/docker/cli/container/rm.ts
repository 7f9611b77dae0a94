import { ApiError } from '../client/api-error.ts'
import { inParallel } from '../command/parallel.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'

/** docker rm: with --force what is not there is only mentioned. */
export const rm: Verb = function* ({ cli, args, flags }) {
  const query = { v: flags.bool('volumes') || undefined, link: flags.bool('link') || undefined, force: flags.bool('force') || undefined }
  const results = yield* inParallel(cli, args, function* (name) {
    const plain = name.replace(/^\/+|\/+$/g, '')
    if (plain === '') throw new Failure(cli.release.major >= 28 ? 'container name cannot be empty' : 'Container name cannot be empty')
    yield* cli.client.done('DELETE', `/containers/${plain}`, { query })
  })
  const problems: string[] = []
  for (const [i, result] of results.entries()) {
    if (!(result instanceof Failure)) yield* cli.print(`${args[i]}\n`)
    else if (flags.bool('force') && result instanceof ApiError && result.notFound) yield* cli.warn(result.message)
    else problems.push(result.message)
  }
  if (problems.length > 0) throw new Failure(problems.join('\n'))
  return 0
}
