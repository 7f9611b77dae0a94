import { executable, file } from '../../linux/kernel/fs/tree.ts'
import { type CatalogImage, imageOf } from '../image.ts'
import { dateMs } from '../rpm/package.ts'
import { alpine } from './alpine.ts'
import { layerOf } from './pad.ts'

const comment = 'buildkit.dockerfile.v0'
const MTIME = dateMs('2023-10-02')

const config = `version: 0.1
log:
  fields:
    service: registry
storage:
  cache:
    blobdescriptor: inmemory
  filesystem:
    rootdirectory: /var/lib/registry
http:
  addr: :5000
  headers:
    X-Content-Type-Options: [nosniff]
health:
  storagedriver:
    enabled: true
    interval: 10s
    threshold: 3
`

/** A configuration alone, or registry's own commands, become the whole command line. */
const entrypoint = `#!/bin/sh

set -e

case "$1" in
    *.yaml|*.yml) set -- registry serve "$@" ;;
    serve|garbage-collect|help|-*) set -- registry "$@" ;;
esac

exec "$@"
`

/** The official registry image: distribution 2.8.3 over Alpine, its content in the volume /var/lib/registry. */
export const registry2 = (): CatalogImage =>
  imageOf(
    'library/registry',
    '2023-10-02T18:42:49Z',
    {
      ExposedPorts: { '5000/tcp': {} },
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      Entrypoint: ['/entrypoint.sh'],
      Cmd: ['/etc/docker/registry/config.yml'],
      Volumes: { '/var/lib/registry': {} },
    },
    [
      {
        by: 'RUN /bin/sh -c apk add --no-cache ca-certificates # buildkit',
        comment,
        layer: layerOf({}, MTIME, { bytes: 624_000, compressed: 302_000, rest: '/etc/ssl/certs.bin' }),
      },
      {
        by: 'RUN /bin/sh -c set -eux; \twget -O registry.tar.gz "$url"; \ttar --extract --verbose --file registry.tar.gz --directory /bin/ registry; \tregistry --version # buildkit',
        comment,
        layer: layerOf({ '/bin/registry': executable('docker/registry', 16_917_000, { version: '2.8.3' }) }, MTIME, {
          bytes: 16_917_000,
          compressed: 6_500_000,
        }),
      },
      {
        by: 'COPY ./config-example.yml /etc/docker/registry/config.yml # buildkit',
        comment,
        layer: layerOf({ '/etc/docker/registry/config.yml': config }, MTIME, { bytes: config.length, compressed: 400 }),
      },
      { by: 'VOLUME [/var/lib/registry]', comment },
      { by: 'EXPOSE map[5000/tcp:{}]', comment },
      {
        by: 'COPY docker-entrypoint.sh /entrypoint.sh # buildkit',
        comment,
        layer: layerOf({ '/entrypoint.sh': file(entrypoint, 0o755) }, MTIME, { bytes: entrypoint.length, compressed: 213 }),
      },
      { by: 'ENTRYPOINT ["/entrypoint.sh"]', comment },
      { by: 'CMD ["/etc/docker/registry/config.yml"]', comment },
    ],
    alpine(),
  )
