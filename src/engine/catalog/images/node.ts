import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { directory, executable, file, symlink } from '../../linux/kernel/fs/tree.ts'
import { type CatalogImage, type ImageStep, imageOf } from '../image.ts'
import { dateMs } from '../rpm/package.ts'
import { alpine } from './alpine.ts'
import { baseText } from './base-text.ts'
import { debian12, debian12slim } from './debian.ts'
import { layerOf } from './pad.ts'

// The official node images (nodejs/docker-node): user node, node and yarn below /usr/local and /opt, and an entrypoint that gives what is no command to node.

const comment = 'buildkit.dockerfile.v0'
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const created = '2024-06-07T00:00:00Z'
const mtime = dateMs('2024-06-07')
const yarn = '1.22.22'

/** Options, names that are no command, and script files go to node. */
const entrypoint = `#!/bin/sh
set -e

# Run command with node if the first argument contains a "-" or is not a system command. The last
# part inside the "{}" is a workaround for the following bug in ash/dash:
# https://bugs.debian.org/cgi-bin/bugreport.cgi?bug=874264
if [ "\${1#-}" != "\${1}" ] || [ -z "$(command -v "\${1}")" ] || { [ -f "\${1}" ] && ! [ -x "\${1}" ]; }; then
  set -- node "$@"
fi

exec "$@"
`

interface Base {
  readonly image: CatalogImage
  readonly account: ImageStep['by']
  readonly shell: string
  readonly install: { readonly bytes: number; readonly compressed: number }
  readonly yarn: { readonly bytes: number; readonly compressed: number }
  /** buildpack-deps' layers, of the full image. */
  readonly tools?: readonly { readonly by: string; readonly bytes: number; readonly compressed: number }[]
}

const programs = (version: string): Record<string, TreeEntry> => ({
  '/usr/local/bin/node': executable('node/node', 97_000_000, { version }),
  '/usr/local/bin/nodejs': symlink('node'),
  '/usr/local/include/node': directory(),
  '/usr/local/lib/node_modules/npm/bin/npm-cli.js': executable('node/npm', 4_096),
  '/usr/local/lib/node_modules/npm/bin/npx-cli.js': executable('node/absent', 4_096),
  '/usr/local/bin/npm': symlink('../lib/node_modules/npm/bin/npm-cli.js'),
  '/usr/local/bin/npx': symlink('../lib/node_modules/npm/bin/npx-cli.js'),
})

function nodeOn(base: Base, version: string): CatalogImage {
  const steps: ImageStep[] = [
    ...(base.tools ?? []).map(({ by, bytes, compressed }, index) => ({
      by,
      comment,
      layer: layerOf({}, mtime, { bytes, compressed, rest: `/usr/lib/x86_64-linux-gnu/tools-${index}.bin` }),
    })),
    {
      by: base.account,
      comment,
      layer: layerOf(
        {
          '/etc/passwd': `${baseText(base.image, '/etc/passwd')}node:x:1000:1000:${base.shell === '/bin/sh' ? 'Linux User,,,' : ''}:/home/node:${base.shell}\n`,
          '/etc/group': `${baseText(base.image, '/etc/group')}node:x:1000:${base.shell === '/bin/sh' ? 'node' : ''}\n`,
          '/home/node': directory(0o755, { uid: 1000, gid: 1000 }),
        },
        mtime,
        { bytes: 8_940, compressed: 3_371 },
      ),
    },
    { by: `ENV NODE_VERSION=${version}`, comment },
    {
      by: 'RUN /bin/sh -c ARCH= && dpkgArch="$(dpkg --print-architecture)" && curl -fsSLO --compressed "https://nodejs.org/dist/v$NODE_VERSION/node-v$NODE_VERSION-linux-x64.tar.xz" && node --version && npm --version # buildkit',
      comment,
      layer: layerOf(programs(version), mtime, { ...base.install, rest: '/usr/local/include/node/headers.bin' }),
    },
    { by: `ENV YARN_VERSION=${yarn}`, comment },
    {
      by: 'RUN /bin/sh -c set -ex && curl -fsSLO --compressed "https://yarnpkg.com/downloads/$YARN_VERSION/yarn-v$YARN_VERSION.tar.gz" && yarn --version && rm -rf /tmp/* # buildkit',
      comment,
      layer: layerOf(
        {
          [`/opt/yarn-v${yarn}/bin/yarn`]: executable('node/absent', 1_025),
          '/usr/local/bin/yarn': symlink(`/opt/yarn-v${yarn}/bin/yarn`),
          '/usr/local/bin/yarnpkg': symlink(`/opt/yarn-v${yarn}/bin/yarn`),
        },
        mtime,
        { ...base.yarn, rest: `/opt/yarn-v${yarn}/lib/cli.js` },
      ),
    },
    {
      by: 'COPY docker-entrypoint.sh /usr/local/bin/ # buildkit',
      comment,
      layer: layerOf({ '/usr/local/bin/docker-entrypoint.sh': file(entrypoint, 0o755) }, mtime, { bytes: entrypoint.length, compressed: 447 }),
    },
    { by: 'ENTRYPOINT ["docker-entrypoint.sh"]', comment },
    { by: 'CMD ["node"]', comment },
  ]
  const config = { Env: [PATH, `NODE_VERSION=${version}`, `YARN_VERSION=${yarn}`], Entrypoint: ['docker-entrypoint.sh'], Cmd: ['node'] }
  return imageOf('library/node', created, config, steps, base.image)
}

const account = 'RUN /bin/sh -c groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node # buildkit'

const onAlpine = (): Base => ({
  image: alpine(),
  account: 'RUN /bin/sh -c addgroup -g 1000 node && adduser -u 1000 -G node -s /bin/sh -D node && apk add --no-cache libstdc++ # buildkit',
  shell: '/bin/sh',
  install: { bytes: 119_800_000, compressed: 41_600_000 },
  yarn: { bytes: 5_350_000, compressed: 1_390_000 },
})

const onSlim = (): Base => ({
  image: debian12slim(),
  account,
  shell: '/bin/bash',
  install: { bytes: 119_900_000, compressed: 41_300_000 },
  yarn: { bytes: 5_350_000, compressed: 1_710_000 },
})

const onDebian = (): Base => ({
  ...onSlim(),
  image: debian12(),
  tools: [
    {
      by: 'RUN /bin/sh -c set -eux; apt-get update; apt-get install -y --no-install-recommends ca-certificates curl gnupg netbase sq wget # buildkit',
      bytes: 47_700_000,
      compressed: 24_050_000,
    },
    {
      by: 'RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends git mercurial openssh-client subversion procps # buildkit',
      bytes: 177_000_000,
      compressed: 64_140_000,
    },
    {
      by: 'RUN /bin/sh -c set -ex; apt-get update; apt-get install -y --no-install-recommends autoconf automake bzip2 g++ gcc make # buildkit',
      bytes: 587_000_000,
      compressed: 211_200_000,
    },
  ],
})

export const node20 = (): CatalogImage => nodeOn(onDebian(), '20.14.0')
export const node20slim = (): CatalogImage => nodeOn(onSlim(), '20.14.0')
export const node20alpine = (): CatalogImage => nodeOn(onAlpine(), '20.14.0')
export const node22 = (): CatalogImage => nodeOn(onDebian(), '22.2.0')
export const node22slim = (): CatalogImage => nodeOn(onSlim(), '22.2.0')
export const node22alpine = (): CatalogImage => nodeOn(onAlpine(), '22.2.0')
