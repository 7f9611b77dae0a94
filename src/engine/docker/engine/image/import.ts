import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { ImageConfigFile } from '../../oci/image.ts'
import { now } from '../clock.ts'
import { internal } from '../errdefs.ts'
import type { ApiExchange } from '../http/api-exchange.ts'
import { randomId } from '../ids.ts'
import type { TransferProgress } from '../registry/progress.ts'
import { applyChanges } from './changes.ts'
import { logImageEvent } from './delete.ts'
import { receiveArchive } from './load.ts'
import { repositoryTag } from './tag.ts'

/** `docker import`: one layer out of a tar (moby daemon/images/image_import.go). */
export function* importImage(api: ApiExchange, progress: TransferProgress): Sys<void> {
  const { daemon } = api
  const source = api.query('fromSrc')
  if (source !== '-') throw internal(`cais: dockerd: importing from ${source} is not simulated`)
  const reference = repositoryTag(api.query('repo'), api.query('tag'))
  const config = applyChanges({}, api.all('changes'))
  const archive = `${daemon.config.dataRoot}/tmp/import-${(yield* randomId()).slice(0, 12)}`
  yield* receiveArchive(api, archive)
  const diffId = yield* diffIdOf(archive)
  const layer = yield* daemon.images.layers.register(archive, diffId, undefined)
  yield* sys.unlink({ path: archive })
  const created = yield* now()
  const [os = 'linux', architecture = 'amd64'] = (api.query('platform') || 'linux/amd64').split('/')
  const message = api.query('message')
  const file: ImageConfigFile = {
    architecture,
    ...(message !== '' && { comment: message }),
    config,
    created,
    docker_version: daemon.release.version,
    history: [{ created, comment: message === '' ? 'Imported from -' : message }],
    os,
    rootfs: { type: 'layers', diff_ids: [layer.diffId] },
  }
  const image = yield* daemon.images.store.create(JSON.stringify(file))
  if (reference) yield* daemon.images.tag(image.id, reference)
  yield* logImageEvent(daemon, image, 'import', image.id)
  yield* sys.record({ kind: 'image.created', data: { image: image.id, from: 'import' } })
  yield* progress.message({ status: image.id })
}

/** Of the archive uncompressed: a compressed one is unpacked and packed again to learn it. */
function* diffIdOf(archive: string): Sys<string> {
  const head = yield* sys.open({ path: archive, flags: 0 })
  const magic = head.ok ? yield* sys.read({ fd: head.value, count: 2 }) : head
  if (head.ok) yield* sys.close({ fd: head.value })
  const plain = yield* sys.digest({ path: archive })
  if (!plain.ok) throw internal('unexpected EOF')
  if (!magic.ok || magic.value[0] !== 0x1f || magic.value[1] !== 0x8b) return plain.value
  const directory = `${archive}-files`
  yield* sys.mkdir({ path: directory, mode: 0o700 })
  yield* sys.unpack({ archive, directory, keepWhiteouts: true })
  yield* sys.pack({ directory, archive: `${archive}.tar`, whiteouts: true })
  const digest = yield* sys.digest({ path: `${archive}.tar` })
  yield* sys.unlink({ path: `${archive}.tar` })
  return digest.ok ? digest.value : plain.value
}
