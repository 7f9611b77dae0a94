import { parseReference, repositoryName, withDefaultTag } from '../../api/reference.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'

/** docker tag */
export const tag: Verb = function* ({ cli, args }) {
  const [source = '', target = ''] = args
  const from = /^[a-f0-9]{64}$/.test(source) ? undefined : parseReference(source)
  if (from && !from.ok) throw new Failure(`Error parsing reference: "${source}" is not a valid repository/tag: ${from.error}`)
  const to = parseReference(target)
  if (!to.ok) throw new Failure(`Error parsing reference: "${target}" is not a valid repository/tag: ${to.error}`)
  if (to.value.digest !== undefined) throw new Failure('refusing to create a tag with a digest reference')
  const reference = withDefaultTag(to.value)
  yield* cli.client.done('POST', `/images/${source}/tag`, { query: { repo: repositoryName(reference), tag: reference.tag } })
  return 0
}
