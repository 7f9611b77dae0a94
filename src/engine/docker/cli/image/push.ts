import { familiarName, referenceText, withDefaultTag } from '../../api/reference.ts'
import type { Verb } from '../command/spec.ts'
import { Failure, notSimulated } from '../failure.ts'
import { eachMessage, showMessages } from '../progress/json-message.ts'
import { registryAuth } from '../registry/auth.ts'
import { namedReference } from './pull-progress.ts'

/** docker push */
export const push: Verb = function* ({ cli, args, flags }) {
  if (flags.changed('platform')) throw notSimulated('--platform')
  const named = namedReference(args[0] ?? '')
  const bare = named.tag === undefined && named.digest === undefined
  const all = flags.bool('all-tags')
  const quiet = flags.bool('quiet')
  if (all && !bare) throw new Failure("tag can't be used with --all-tags/-a")
  const reference = all ? named : withDefaultTag(named)
  if (bare && !all && !quiet) yield* cli.print(`Using default tag: ${reference.tag}\n`)
  const answer = yield* cli.client.call('POST', `/images/${familiarName(reference)}/push`, {
    query: { tag: all ? '' : (reference.tag ?? '') },
    headers: [['X-Registry-Auth', yield* registryAuth(cli, reference.domain)]],
  })
  if (!quiet) {
    yield* showMessages(answer.body, 1)
    return 0
  }
  yield* eachMessage(answer.body, function* (message) {
    if (message.errorDetail || message.error) throw new Failure(message.errorDetail?.message ?? message.error ?? '')
  })
  yield* cli.print(`${referenceText(reference)}\n`)
  return 0
}
