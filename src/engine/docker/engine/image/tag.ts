import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Reference } from '../../api/reference.ts'
import { familiarText, isTag, parseReference, withDefaultTag } from '../../api/reference.ts'
import type { Daemon } from '../daemon.ts'
import { invalid } from '../errdefs.ts'
import { logImageEvent } from './delete.ts'
import type { Image } from './image-store.ts'

/** A repository and a tag as separate parameters; undefined for an empty repository (httputils.RepoTagReference). */
export function repositoryTag(repository: string, tag: string): Reference | undefined {
  if (repository === '') return undefined
  const parsed = parseReference(repository)
  if (!parsed.ok) throw invalid(parsed.error)
  if (parsed.value.digest !== undefined) throw invalid('cannot import digest reference')
  if (tag === '') return withDefaultTag(parsed.value)
  if (!isTag(tag)) throw invalid('invalid tag format')
  return { domain: parsed.value.domain, path: parsed.value.path, tag }
}

/** POST /images/{name}/tag. */
export function* tagImage(daemon: Daemon, image: Image, repository: string, tag: string): Sys<void> {
  const reference = repositoryTag(repository, tag)
  if (!reference) throw invalid('invalid reference format')
  yield* daemon.images.tag(image.id, reference)
  yield* logImageEvent(daemon, image, 'tag', familiarText(reference))
}
