import type { ImageSummary } from '../../api/image.ts'
import { filtersQuery } from '../command/filters.ts'
import type { Verb } from '../command/spec.ts'
import { notSimulated } from '../failure.ts'
import { imageFormat, imageHeader, imageRows } from '../formatter/image.ts'
import { renderListing } from '../formatter/listing.ts'

/** Words of `docker image` that people type after `docker images`. */
const commands = new Set(['build', 'history', 'import', 'inspect', 'list', 'load', 'ls', 'prune', 'pull', 'push', 'rm', 'save', 'tag'])

/** docker images */
export const ls: Verb = function* ({ cli, args, flags, commandPath }) {
  if (flags.bool('tree')) throw notSimulated('--tree')
  const quiet = flags.bool('quiet')
  const wanted = args[0]
  const images = yield* cli.client.json<readonly ImageSummary[]>('GET', '/images/json', {
    query: { all: flags.bool('all') || undefined, filters: filtersQuery(flags.list('filter'), wanted ? { reference: wanted } : {}) },
  })
  const format = flags.text('format') || (quiet ? '' : (yield* cli.config()).imagesFormat) || 'table'
  const source = imageFormat(format, quiet, flags.bool('digests'))
  const digests = flags.bool('digests') || source.includes('{{.Digest}}')
  const settings = { truncate: !flags.bool('no-trunc'), nowMs: yield* cli.now(), zone: yield* cli.zone(), digests }
  yield* cli.print(renderListing(source, { header: imageHeader, rows: imageRows(images, settings) }))
  if (wanted && images.length === 0 && commandPath === 'docker images' && commands.has(wanted)) {
    yield* cli.warn(`\nNo images found matching "${wanted}": did you mean "docker image ${wanted}"?`)
  }
  return 0
}
