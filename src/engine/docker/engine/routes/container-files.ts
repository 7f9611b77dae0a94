import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { ContainerConfig } from '../../api/container-config.ts'
import { getArchive, putArchive, statPath } from '../container/archive.ts'
import { containerChanges } from '../container/changes.ts'
import { commitContainer } from '../container/commit.ts'
import type { Container } from '../container/container.ts'
import { withRootfs } from '../container/file-view.ts'
import { internal } from '../errdefs.ts'
import type { ApiExchange } from '../http/api-exchange.ts'
import { route } from '../http/router.ts'
import { randomId } from '../ids.ts'
import { sendArchive } from '../image/save.ts'
import { repositoryTag } from '../image/tag.ts'

/** What a container's files are asked for: copies, differences, exports, commits. */
const named = (api: ApiExchange) => api.daemon.containers.get(api.param('name'))

export const containerFileRoutes = [
  route('HEAD /containers/{name:.*}/archive', (api) => statPath(api, named(api))),
  route('GET /containers/{name:.*}/archive', (api) => getArchive(api, named(api))),
  route('PUT /containers/{name:.*}/archive', (api) => putArchive(api, named(api))),
  route('GET /containers/{name:.*}/changes', function* (api) {
    const changes = yield* containerChanges(api.daemon, named(api))
    yield* api.answer(200, changes.length > 0 ? changes : null)
  }),
  route('GET /containers/{name:.*}/export', (api) => exportContainer(api, named(api))),
  route('POST /commit', function* (api) {
    const container = api.daemon.containers.get(api.query('container'))
    const image = yield* commitContainer(api.daemon, container, {
      reference: repositoryTag(api.query('repo'), api.query('tag')),
      author: api.query('author'),
      comment: api.query('comment'),
      changes: api.all('changes'),
      pause: api.query('pause') === '' || api.flag('pause'),
      config: yield* api.json<Partial<ContainerConfig>>(),
    })
    yield* api.answer(201, { Id: image.id })
  }),
]

function* exportContainer(api: ApiExchange, container: Container): Sys<void> {
  const { daemon } = api
  const archive = `${daemon.config.dataRoot}/tmp/export-${(yield* randomId()).slice(0, 12)}`
  yield* withRootfs(daemon, container, function* (rootfs) {
    const packed = yield* sys.pack({ directory: rootfs, archive })
    if (!packed.ok) throw internal(`error exporting container ${container.displayName}: ${packed.error}`)
  })
  yield* daemon.containerEvent(container, 'export')
  yield* sendArchive(api, archive, 'application/octet-stream')
}
