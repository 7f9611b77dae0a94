import type { IDResponse } from '../../api/common.ts'
import { parseReference, repositoryName, withDefaultTag } from '../../api/reference.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'

/** docker commit */
export const commit: Verb = function* ({ cli, args, flags }) {
  const [container = '', name = ''] = args
  let repository: string | undefined
  let tag: string | undefined
  if (name !== '') {
    const reference = parseReference(name)
    if (!reference.ok) throw new Failure(reference.error)
    if (reference.value.digest !== undefined) throw new Failure('refusing to create a tag with a digest reference')
    repository = repositoryName(reference.value)
    tag = withDefaultTag(reference.value).tag
  }
  const answer = yield* cli.client.json<IDResponse>('POST', '/commit', {
    query: {
      container,
      repo: repository ?? '',
      tag: tag ?? '',
      comment: flags.text('message'),
      author: flags.text('author'),
      changes: flags.list('change'),
      pause: flags.bool('pause') ? undefined : false,
    },
  })
  yield* cli.print(`${answer.Id}\n`)
  return 0
}
