import { referenceText, withDefaultTag } from '../../api/reference.ts'
import type { Verb } from '../command/spec.ts'
import { Failure } from '../failure.ts'
import { namedReference, pullImage } from './pull-progress.ts'

/** docker pull */
export const pull: Verb = function* ({ cli, args, flags }) {
  const named = namedReference(args[0] ?? '')
  const bare = named.tag === undefined && named.digest === undefined
  const allTags = flags.bool('all-tags')
  const quiet = flags.bool('quiet')
  if (allTags && !bare) throw new Failure("tag can't be used with --all-tags/-a")
  const reference = allTags ? named : withDefaultTag(named)
  if (bare && !allTags && !quiet) yield* cli.print(`Using default tag: ${reference.tag}\n`)
  yield* pullImage(cli, reference, { platform: flags.text('platform'), allTags, quiet, fd: 1 })
  yield* cli.print(`${referenceText(reference)}\n`)
  return 0
}
