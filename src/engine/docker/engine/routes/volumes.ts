import { labelsMatch, regexMatch } from '../../api/filters.ts'
import type { VolumeCreateRequest } from '../../api/volume.ts'
import { invalid } from '../errdefs.ts'
import { route } from '../http/router.ts'

/** /volumes (moby api/server/router/volume). */
export const volumeRoutes = [
  route('GET /volumes', function* (api) {
    const filters = api.filters()
    for (const name of filters.keys()) if (!['dangling', 'name', 'driver', 'label'].includes(name)) throw invalid(`invalid filter '${name}'`)
    const [dangling] = filters.get('dangling') ?? []
    const unused = dangling === undefined ? undefined : dangling === 'true' || dangling === '1'
    const volumes = [...api.daemon.volumes.byName.values()].filter(
      (volume) =>
        regexMatch(filters, 'name', volume.name) &&
        labelsMatch(filters, volume.stored.labels) &&
        (!filters.has('driver') || (filters.get('driver') ?? []).includes('local')) &&
        (unused === undefined || (volume.users.size === 0) === unused),
    )
    yield* api.answer(200, { Volumes: volumes.map((volume) => volume.toJson()), Warnings: null })
  }),
  route('POST /volumes/create', function* (api) {
    const volume = yield* api.daemon.volumes.create((yield* api.json<VolumeCreateRequest>()) ?? {})
    yield* api.answer(201, volume.toJson())
  }),
  route('POST /volumes/prune', function* (api) {
    const filters = api.filters()
    for (const name of filters.keys()) if (!['label', 'label!', 'all'].includes(name)) throw invalid(`invalid filter '${name}'`)
    const all = ['true', '1'].includes(filters.get('all')?.[0] ?? '') || api.apiMinor < 42
    const deleted: string[] = []
    let reclaimed = 0
    for (const volume of [...api.daemon.volumes.byName.values()]) {
      if (volume.users.size > 0 || (!all && !volume.anonymous)) continue
      if (!labelsMatch(filters, volume.stored.labels) || (filters.has('label!') && labelsMatch(filters, volume.stored.labels, 'label!'))) continue
      reclaimed += yield* api.daemon.volumes.bytes(volume)
      yield* api.daemon.volumes.remove(volume.name, false)
      deleted.push(volume.name)
    }
    yield* api.daemon.events.log('volume', 'prune', '', { reclaimed: String(reclaimed) })
    yield* api.answer(200, { VolumesDeleted: deleted, SpaceReclaimed: reclaimed })
  }),
  route('GET /volumes/{name:.*}', function* (api) {
    yield* api.answer(200, api.daemon.volumes.get(api.param('name')).toJson())
  }),
  route('DELETE /volumes/{name:.*}', function* (api) {
    yield* api.daemon.volumes.remove(api.param('name'), api.flag('force'))
    yield* api.empty(204)
  }),
]
