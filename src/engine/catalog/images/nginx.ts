import { Digest } from '../../base/digests.ts'
import { encode } from '../../base/utf8.ts'
import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { directory, executable, file, symlink } from '../../linux/kernel/fs/tree.ts'
import { room } from '../executables.ts'
import { type CatalogImage, type ImageStep, imageOf } from '../image.ts'
import { alpine } from './alpine.ts'
import { baseText } from './base-text.ts'
import { debian12slim } from './debian.ts'
import * as files from './nginx-files.ts'
import { layerOf } from './pad.ts'

// The official nginx images: nginx.org's packages over Debian slim or Alpine, with the start-up scripts of docker-nginx.

const comment = 'buildkit.dockerfile.v0'
const maintainer = 'NGINX Docker Maintainers <docker-maint@nginx.com>'

interface Release {
  readonly version: string
  readonly njs: string
  readonly packageRelease: string
  readonly created: string
  /** When the package was made: what Last-Modified of its pages says. */
  readonly builtMs: number
  /** Size and compressed size of the layer with the packages. */
  readonly bytes: number
  readonly compressed: number
}

function md5(text: string): string {
  const digest = new Digest('md5')
  digest.update(encode(text))
  return digest.hex()
}

/** What nginx.org's package installs, the same on every distribution. */
function packageFiles(version: string): Record<string, TreeEntry> {
  return {
    '/usr/sbin/nginx': executable('servers/nginx', 1_544_224, { version }),
    '/etc/nginx/nginx.conf': files.nginxConf,
    '/etc/nginx/mime.types': files.mimeTypes,
    '/etc/nginx/conf.d/default.conf': files.defaultConf,
    '/etc/nginx/modules': symlink('/usr/lib/nginx/modules'),
    '/usr/lib/nginx/modules': directory(),
    '/usr/share/nginx/html/index.html': files.indexHtml,
    '/usr/share/nginx/html/50x.html': files.errorHtml,
    '/usr/share/nginx/default.conf.md5': `${md5(files.defaultConf)}  /etc/nginx/conf.d/default.conf\n`,
    '/var/log/nginx/access.log': symlink('/dev/stdout'),
    '/var/log/nginx/error.log': symlink('/dev/stderr'),
    '/var/cache/nginx': directory(),
    '/docker-entrypoint.d': directory(),
  }
}

const scripts: readonly (readonly [name: string, text: string, compressed: number])[] = [
  ['10-listen-on-ipv6-by-default.sh', files.listenOnIpv6, 958],
  ['15-local-resolvers.envsh', files.localResolvers, 404],
  ['20-envsubst-on-templates.sh', files.envsubstOnTemplates, 1210],
  ['30-tune-worker-processes.sh', files.tuneWorkers, 1398],
]

function scriptSteps(mtimeMs: number): readonly ImageStep[] {
  const copy = (path: string, by: string, text: string, compressed: number): ImageStep => ({
    by: `COPY ${by} # buildkit`,
    comment,
    layer: layerOf({ [path]: file(text, 0o755) }, mtimeMs, { bytes: text.length, compressed }),
  })
  return [
    copy('/docker-entrypoint.sh', 'docker-entrypoint.sh /', files.entrypoint, 627),
    ...scripts.map(([name, text, compressed]) => copy(`/docker-entrypoint.d/${name}`, `${name} /docker-entrypoint.d`, text, compressed)),
  ]
}

const startSteps: readonly ImageStep[] = [
  { by: 'ENTRYPOINT ["/docker-entrypoint.sh"]', comment },
  { by: 'EXPOSE map[80/tcp:{}]', comment },
  { by: 'STOPSIGNAL SIGQUIT', comment },
  { by: 'CMD ["nginx" "-g" "daemon off;"]', comment },
]

const settings = (path: string, release: Release) => ({
  ExposedPorts: { '80/tcp': {} },
  Env: [path, `NGINX_VERSION=${release.version}`, `NJS_VERSION=${release.njs}`, `PKG_RELEASE=${release.packageRelease}`],
  Entrypoint: ['/docker-entrypoint.sh'],
  Cmd: ['nginx', '-g', 'daemon off;'],
  Labels: { maintainer },
  StopSignal: 'SIGQUIT',
})

const versionSteps = (release: Release): readonly ImageStep[] => [
  { by: `LABEL maintainer=${maintainer}`, comment },
  { by: `ENV NGINX_VERSION=${release.version}`, comment },
  { by: `ENV NJS_VERSION=${release.njs}`, comment },
  { by: `ENV PKG_RELEASE=${release.packageRelease}`, comment },
]

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

function onDebian(release: Release): CatalogImage {
  const base = debian12slim()
  return imageOf(
    'library/nginx',
    release.created,
    settings(PATH, release),
    [
      ...versionSteps(release),
      {
        by: 'RUN /bin/sh -c set -x     && groupadd --system --gid 101 nginx     && useradd --system --gid nginx --no-create-home --home /nonexistent --comment "nginx user" --shell /bin/false --uid 101 nginx     && apt-get update     && apt-get install --no-install-recommends --no-install-suggests -y gnupg1 ca-certificates     && apt-get install --no-install-recommends --no-install-suggests -y $nginxPackages gettext-base curl     && ln -sf /dev/stdout /var/log/nginx/access.log     && ln -sf /dev/stderr /var/log/nginx/error.log     && mkdir /docker-entrypoint.d # buildkit',
        comment,
        layer: layerOf(
          {
            ...packageFiles(release.version),
            '/etc/passwd': `${baseText(base, '/etc/passwd')}nginx:x:101:101:nginx user:/nonexistent:/bin/false\n`,
            '/etc/group': `${baseText(base, '/etc/group')}nginx:x:101:\n`,
            ...room('net', 'curl', { size: 301_240 }),
            ...room('servers', 'envsubst', { size: 35_000 }),
          },
          release.builtMs,
          { bytes: release.bytes, compressed: release.compressed, rest: '/usr/lib/x86_64-linux-gnu/libperl.so.5.36' },
        ),
      },
      ...scriptSteps(release.builtMs),
      ...startSteps,
    ],
    base,
  )
}

function onAlpine(release: Release): CatalogImage {
  const base = alpine()
  return imageOf(
    'library/nginx',
    release.created,
    settings(PATH, release),
    [
      ...versionSteps(release),
      {
        by: 'RUN /bin/sh -c set -x     && addgroup -g 101 -S nginx     && adduser -S -D -H -u 101 -h /var/cache/nginx -s /sbin/nologin -G nginx -g nginx nginx     && apk add --no-cache $nginxPackages gettext-envsubst     && ln -sf /dev/stdout /var/log/nginx/access.log     && ln -sf /dev/stderr /var/log/nginx/error.log     && mkdir /docker-entrypoint.d # buildkit',
        comment,
        layer: layerOf(
          {
            ...packageFiles(release.version),
            '/etc/passwd': `${baseText(base, '/etc/passwd')}nginx:x:101:101:nginx:/var/cache/nginx:/sbin/nologin\n`,
            '/etc/group': `${baseText(base, '/etc/group')}nginx:x:101:nginx\n`,
            ...room('servers', 'envsubst', { folder: '/usr/local/bin', size: 35_000 }),
          },
          release.builtMs,
          { bytes: release.bytes, compressed: release.compressed, rest: '/usr/lib/libpcre2-8.so.0' },
        ),
      },
      ...scriptSteps(release.builtMs),
      ...startSteps,
    ],
    base,
  )
}

/** 28 May 2024 13:22:30 UTC. */
const MAY_2024 = 1_716_902_550_000

const mainline: Release = {
  version: '1.27.0',
  njs: '0.8.4',
  packageRelease: '2~bookworm',
  created: '2024-05-29T00:00:00Z',
  builtMs: MAY_2024,
  bytes: 112_900_000,
  compressed: 41_828_000,
}
const stable: Release = { ...mainline, version: '1.26.1', builtMs: MAY_2024 + 3_600_000 }
const withoutNjs = (version: string, created: string, builtMs: number, bytes: number): Release => ({
  ...mainline,
  version,
  njs: '0.7.11',
  packageRelease: '1~bookworm',
  created,
  builtMs,
  bytes,
  compressed: Math.round(bytes / 2.7),
})

export const nginx127 = (): CatalogImage => onDebian(mainline)
export const nginx126 = (): CatalogImage => onDebian(stable)
export const nginx125 = (): CatalogImage => onDebian(withoutNjs('1.25.5', '2024-04-24T00:00:00Z', 1_713_281_514_000, 112_700_000))
export const nginx124 = (): CatalogImage => onDebian(withoutNjs('1.24.0', '2023-05-23T00:00:00Z', 1_681_228_052_000, 67_400_000))
export const nginx122 = (): CatalogImage => onDebian(withoutNjs('1.22.1', '2023-03-23T00:00:00Z', 1_666_164_042_000, 67_300_000))
export const nginx116 = (): CatalogImage => onDebian(withoutNjs('1.16.1', '2020-04-23T00:00:00Z', 1_565_696_432_000, 52_000_000))
export const nginx114 = (): CatalogImage => onDebian(withoutNjs('1.14.2', '2019-03-27T00:00:00Z', 1_543_935_282_000, 34_300_000))
export const nginx127alpine = (): CatalogImage => onAlpine({ ...mainline, packageRelease: '1', bytes: 35_400_000, compressed: 13_980_000 })
export const nginx126alpine = (): CatalogImage => onAlpine({ ...stable, packageRelease: '1', bytes: 35_300_000, compressed: 13_950_000 })
