import type { Volume, VolumeListResponse } from '../../api/volume.ts'
import { ApiError } from '../client/api-error.ts'
import { forEach } from '../command/each.ts'
import { filtersQuery } from '../command/filters.ts'
import { keyValues } from '../command/flag-values.ts'
import type { Verb } from '../command/spec.ts'
import { Failure, notSimulated } from '../failure.ts'
import { renderListing } from '../formatter/listing.ts'
import { naturalOrder } from '../formatter/natural-order.ts'
import { volumeFormat, volumeHeader, volumeRow } from '../formatter/volume.ts'

/** docker volume ls */
export const ls: Verb = function* ({ cli, flags }) {
  if (flags.bool('cluster')) throw notSimulated('--cluster')
  const quiet = flags.bool('quiet')
  const answer = yield* cli.client.json<VolumeListResponse>('GET', '/volumes', { query: { filters: filtersQuery(flags.list('filter')) } })
  const format = flags.text('format') || (quiet ? '' : (yield* cli.config()).volumesFormat) || 'table'
  const sorted = [...(answer.Volumes ?? [])].sort((a, b) => naturalOrder(a.Name, b.Name))
  yield* cli.print(renderListing(volumeFormat(format, quiet), { header: volumeHeader, rows: sorted.map(volumeRow) }))
  return 0
}

const clusterFlags = [
  'availability',
  'group',
  'limit-bytes',
  'required-bytes',
  'scope',
  'secret',
  'sharing',
  'topology-preferred',
  'topology-required',
  'type',
]

/** docker volume create */
export const create: Verb = function* ({ cli, args, flags }) {
  for (const name of clusterFlags) if (flags.changed(name)) throw notSimulated(`--${name}`)
  const options = flags.map('opt')
  const labels = keyValues(flags.list('label'))
  const volume = yield* cli.client.json<Volume>('POST', '/volumes/create', {
    json: {
      Driver: flags.text('driver'),
      ...(Object.keys(options).length > 0 && { DriverOpts: options }),
      ...(Object.keys(labels).length > 0 && { Labels: labels }),
      ...(args[0] !== undefined && args[0] !== '' && { Name: args[0] }),
    },
    negotiate: true,
  })
  yield* cli.print(`${volume.Name}\n`)
  return 0
}

/** docker volume rm */
export const rm: Verb = function* ({ cli, args, flags }) {
  const force = flags.bool('force')
  return yield* forEach(cli, args, function* (name) {
    try {
      yield* cli.client.done('DELETE', `/volumes/${name}`, { query: { force: force || undefined }, negotiate: true })
    } catch (failure) {
      if (!(failure instanceof ApiError && failure.notFound && force)) throw failure
    }
    return name
  })
}

/** docker volume update: only cluster volumes have something to change. */
export const update: Verb = function* () {
  throw new Failure('cais: docker: cluster volumes are not simulated')
}
