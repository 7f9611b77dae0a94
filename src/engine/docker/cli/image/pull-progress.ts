import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import { parseReference, type Reference, repositoryName, withDefaultTag } from '../../api/reference.ts'
import type { Cli } from '../cli.ts'
import { Failure } from '../failure.ts'
import { eachMessage, showMessages } from '../progress/json-message.ts'
import { registryAuth } from '../registry/auth.ts'

export interface PullSettings {
  readonly platform: string
  readonly allTags?: boolean
  readonly quiet: boolean
  /** Where progress goes: standard output for `pull`, standard error for `run`. */
  readonly fd: Fd
}

/** Asks the daemon to pull an image and shows how it goes. */
export function* pullImage(cli: Cli, reference: Reference, settings: PullSettings): Sys<void> {
  const tag = settings.allTags ? undefined : (reference.digest ?? withDefaultTag(reference).tag)
  const answer = yield* cli.client.call('POST', '/images/create', {
    query: { fromImage: repositoryName(reference), tag, platform: settings.platform || undefined },
    headers: [['X-Registry-Auth', yield* registryAuth(cli, reference.domain)]],
  })
  if (!settings.quiet) yield* showMessages(answer.body, settings.fd)
  else yield* showQuietly(answer.body)
}

function* showQuietly(body: Parameters<typeof showMessages>[0]): Sys<void> {
  yield* eachMessage(body, function* (message) {
    if (message.errorDetail || message.error) throw new Failure(message.errorDetail?.message ?? message.error ?? '')
  })
}

/** The reference of an image the user named; throws the grammar's complaint. */
export function namedReference(text: string): Reference {
  const reference = parseReference(text)
  if (!reference.ok) throw new Failure(reference.error)
  return reference.value
}
