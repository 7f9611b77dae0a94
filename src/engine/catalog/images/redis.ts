import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { directory, executable, file, symlink } from '../../linux/kernel/fs/tree.ts'
import { type CatalogImage, type ImageStep, imageOf } from '../image.ts'
import { dateMs } from '../rpm/package.ts'
import { alpine } from './alpine.ts'
import { baseText } from './base-text.ts'
import { debian12slim } from './debian.ts'
import { layerOf } from './pad.ts'

// The official redis images: built from source over Debian slim or Alpine, run by user redis, data in the volume /data.

const comment = 'buildkit.dockerfile.v0'
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Makes redis-server the command of bare options, gives /data to user redis and drops to that user. */
const entrypoint = `#!/bin/sh
set -e

# Options alone, or a configuration file: for redis-server.
if [ "\${1#-}" != "$1" ] || [ "\${1%.conf}" != "$1" ]; then
	set -- redis-server "$@"
fi

# As root: the data belongs to redis, who runs the server.
if [ "$1" = 'redis-server' ] && [ "$(id -u)" = '0' ]; then
	find . \\! -user redis -exec chown redis '{}' +
	exec gosu redis "$0" "$@"
fi

# Files that only redis can read, unless somebody chose otherwise.
if [ "$(umask)" = '0022' ]; then
	umask 0077
fi

exec "$@"
`

interface Release {
  readonly version: string
  readonly created: string
  readonly sha: string
}

interface Base {
  readonly image: CatalogImage
  readonly uid: number
  readonly account: ImageStep['by']
  readonly tools: { readonly bytes: number; readonly compressed: number }
  readonly build: { readonly bytes: number; readonly compressed: number }
  /** Steps only one of the two has. */
  readonly timezones: boolean
}

const programs = (version: string): Record<string, TreeEntry> => ({
  '/usr/local/bin/redis-server': executable('servers/redis-server', 16_100_000, { version }),
  '/usr/local/bin/redis-cli': executable('servers/redis-cli', 7_100_000, { version }),
  '/usr/local/bin/redis-benchmark': executable('servers/redis-benchmark', 7_000_000, { version }),
  '/usr/local/bin/redis-sentinel': symlink('redis-server'),
  '/usr/local/bin/redis-check-aof': symlink('redis-server'),
  '/usr/local/bin/redis-check-rdb': symlink('redis-server'),
})

function redisOn(base: Base, release: Release): CatalogImage {
  const { version, created, sha } = release
  const mtime = dateMs(created.slice(0, 10))
  const owner = { uid: base.uid, gid: base.uid === 999 ? 999 : 1000 }
  const steps: ImageStep[] = [
    {
      by: base.account,
      comment,
      layer: layerOf(
        {
          '/etc/passwd': `${baseText(base.image, '/etc/passwd')}redis:x:${owner.uid}:${owner.gid}::/home/redis:/bin/sh\n`,
          '/etc/group': `${baseText(base.image, '/etc/group')}redis:x:${owner.gid}:\n`,
        },
        mtime,
        { bytes: 8_740, compressed: 1_100 },
      ),
    },
    ...(base.timezones
      ? []
      : [
          {
            by: 'RUN /bin/sh -c apk add --no-cache tzdata # buildkit',
            comment,
            layer: layerOf({}, mtime, { bytes: 1_600_000, compressed: 456_000, rest: '/usr/share/zoneinfo.bin' }),
          },
        ]),
    { by: 'ENV GOSU_VERSION=1.17', comment },
    {
      by: 'RUN /bin/sh -c set -eux; \twget -O /usr/local/bin/gosu "$url"; \tchmod +x /usr/local/bin/gosu; \tgosu --version; \tgosu nobody true # buildkit',
      comment,
      layer: layerOf({ '/usr/local/bin/gosu': executable('servers/gosu', 2_334_720) }, mtime, { ...base.tools, rest: '/usr/lib/tools.bin' }),
    },
    { by: `ENV REDIS_VERSION=${version}`, comment },
    { by: `ENV REDIS_DOWNLOAD_URL=http://download.redis.io/releases/redis-${version}.tar.gz`, comment },
    { by: `ENV REDIS_DOWNLOAD_SHA=${sha}`, comment },
    {
      by: 'RUN /bin/sh -c set -eux; \tmake -C /usr/src/redis -j "$(nproc)" all; \tmake -C /usr/src/redis install; \tredis-cli --version; \tredis-server --version # buildkit',
      comment,
      layer: layerOf(programs(version), mtime, { ...base.build, rest: '/usr/local/lib/redis.bin' }),
    },
    {
      by: 'RUN /bin/sh -c mkdir /data && chown redis:redis /data # buildkit',
      comment,
      layer: layerOf({ '/data': directory(0o755, owner) }, mtime, { bytes: 0, compressed: 98 }),
    },
    { by: 'VOLUME [/data]', comment },
    { by: 'WORKDIR /data', comment, layer: layerOf({}, mtime, { bytes: 0, compressed: 32 }) },
    {
      by: 'COPY docker-entrypoint.sh /usr/local/bin/ # buildkit',
      comment,
      layer: layerOf({ '/usr/local/bin/docker-entrypoint.sh': file(entrypoint, 0o755) }, mtime, { bytes: entrypoint.length, compressed: 573 }),
    },
    { by: 'ENTRYPOINT ["docker-entrypoint.sh"]', comment },
    { by: 'EXPOSE map[6379/tcp:{}]', comment },
    { by: 'CMD ["redis-server"]', comment },
  ]
  const config = {
    ExposedPorts: { '6379/tcp': {} },
    Env: [
      PATH,
      'GOSU_VERSION=1.17',
      `REDIS_VERSION=${version}`,
      `REDIS_DOWNLOAD_URL=http://download.redis.io/releases/redis-${version}.tar.gz`,
      `REDIS_DOWNLOAD_SHA=${sha}`,
    ],
    Entrypoint: ['docker-entrypoint.sh'],
    Cmd: ['redis-server'],
    Volumes: { '/data': {} },
    WorkingDir: '/data',
  }
  return imageOf('library/redis', created, config, steps, base.image)
}

const onDebian = (): Base => ({
  image: debian12slim(),
  uid: 999,
  account: 'RUN /bin/sh -c set -eux; \tgroupadd -r -g 999 redis; \tuseradd -r -g redis -u 999 redis # buildkit',
  tools: { bytes: 4_140_000, compressed: 1_417_000 },
  build: { bytes: 37_600_000, compressed: 10_400_000 },
  timezones: true,
})

const onAlpine = (): Base => ({
  image: alpine(),
  uid: 999,
  account: 'RUN /bin/sh -c set -eux; \taddgroup -S -g 1000 redis; \tadduser -S -G redis -u 999 redis # buildkit',
  tools: { bytes: 2_370_000, compressed: 940_000 },
  build: { bytes: 29_200_000, compressed: 11_900_000 },
  timezones: false,
})

const redis725: Release = {
  version: '7.2.5',
  created: '2024-05-22T00:00:00Z',
  sha: '5981179706f8391f03be91d951acafaeda91af7fac56beffb2701963103e423d',
}
const redis740: Release = {
  version: '7.4.0',
  created: '2024-07-29T00:00:00Z',
  sha: '57b47c2c6682636d697dbf5d66d8d495b4e653afc9cd32b7adf9da3e433b8aaf',
}

export const redis72 = (): CatalogImage => redisOn(onDebian(), redis725)
export const redis72alpine = (): CatalogImage => redisOn(onAlpine(), redis725)
export const redis74 = (): CatalogImage => redisOn(onDebian(), redis740)
export const redis74alpine = (): CatalogImage => redisOn(onAlpine(), redis740)
