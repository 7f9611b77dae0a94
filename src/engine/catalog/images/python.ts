import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { executable, file, symlink } from '../../linux/kernel/fs/tree.ts'
import { library } from '../../linux/programs/python/library/library.ts'
import { notSimulated } from '../executables.ts'
import { type CatalogImage, type ImageStep, imageOf } from '../image.ts'
import { dateMs } from '../rpm/package.ts'
import { alpine } from './alpine.ts'
import { debian12, debian12slim } from './debian.ts'
import { layerOf } from './pad.ts'

// The official python images, 3.12.4: built from source into /usr/local over Debian, its slim variant, or Alpine.

const comment = 'buildkit.dockerfile.v0'
const VERSION = '3.12.4'
const CREATED = '2024-06-07T00:00:00Z'
const MTIME = dateMs('2024-06-07')
const LIBRARY = '/usr/local/lib/python3.12'

const environment = [
  'PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'LANG=C.UTF-8',
  'GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305',
  `PYTHON_VERSION=${VERSION}`,
  'PYTHON_PIP_VERSION=24.0',
]

const env = (setting: string): ImageStep => ({ by: `ENV ${setting}`, comment })

const layer = (by: string, files: Readonly<Record<string, TreeEntry>>, bytes: number, compressed: number, rest: string): ImageStep => ({
  by,
  comment,
  layer: layerOf(files, MTIME, { bytes, compressed, rest }),
})

/** The library's sources where the interpreter says they are: a package is a folder. */
function sources(): Record<string, TreeEntry> {
  const names = [...library.keys()]
  return Object.fromEntries(
    [...library].map(([name, text]) => {
      const isPackage = names.some((other) => other.startsWith(`${name}.`))
      return [`${LIBRARY}/${name.replaceAll('.', '/')}${isPackage ? '/__init__' : ''}.py`, file(text)]
    }),
  )
}

const interpreter = (): Record<string, TreeEntry> => ({
  '/usr/local/bin/python3.12': executable('python/python3', 14_512, { version: VERSION }),
  ...sources(),
  [`${LIBRARY}/site-packages/README.txt`]:
    'This directory exists so that 3rd party packages can be installed\nhere.  Read the source for site.py for more details.\n',
})

const links = {
  '/usr/local/bin/python3': symlink('python3.12'),
  '/usr/local/bin/python': symlink('python3'),
}

/** What the full image has below Python: tools and libraries to build extensions with (buildpack-deps). */
const buildTools: readonly ImageStep[] = [
  layer(
    'RUN /bin/sh -c set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tca-certificates \t\tcurl \t\tgnupg \t\tnetbase \t\tsq \t\twget \t; \trm -rf /var/lib/apt/lists/* # buildkit',
    {},
    48_500_000,
    24_050_000,
    '/usr/lib/x86_64-linux-gnu/tools.bin',
  ),
  layer(
    'RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends \t\tgit \t\tmercurial \t\topenssh-client \t\tsubversion \t\tprocps \t&& rm -rf /var/lib/apt/lists/* # buildkit',
    {},
    176_900_000,
    64_140_000,
    '/usr/lib/x86_64-linux-gnu/scm.bin',
  ),
  layer(
    'RUN /bin/sh -c set -ex; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tautoconf \t\tautomake \t\tg++ \t\tgcc \t\tmake \t; \trm -rf /var/lib/apt/lists/* # buildkit',
    {},
    587_000_000,
    211_270_000,
    '/usr/lib/gcc/x86_64-linux-gnu/libs.bin',
  ),
]

interface Variant {
  readonly base: CatalogImage
  readonly before: readonly ImageStep[]
  readonly packages: { readonly by: string; readonly bytes: number; readonly compressed: number; readonly rest: string }
  readonly python: { readonly bytes: number; readonly compressed: number }
}

function pythonOn({ base, before, packages, python }: Variant): CatalogImage {
  const [path = '', ...others] = environment
  const steps: ImageStep[] = [
    ...before,
    env(path),
    env(others[0] ?? ''),
    layer(packages.by, {}, packages.bytes, packages.compressed, packages.rest),
    ...others.slice(1, 3).map(env),
    layer(
      'RUN /bin/sh -c set -eux; \twget -O python.tar.xz "https://www.python.org/ftp/python/3.12.4/Python-$PYTHON_VERSION.tar.xz"; \tmake install; \tpython3 --version # buildkit',
      interpreter(),
      python.bytes,
      python.compressed,
      '/usr/local/lib/libpython3.12.so.1.0',
    ),
    layer(
      'RUN /bin/sh -c set -eux; \tfor src in idle3 pydoc3 python3 python3-config; do \t\tln -svT "$src" "/usr/local/bin/$dst"; \tdone # buildkit',
      links,
      32,
      231,
      '',
    ),
    env(others[3] ?? ''),
    layer(
      'RUN /bin/sh -c set -eux; \twget -O get-pip.py "$PYTHON_GET_PIP_URL"; \tpython get-pip.py \t\t--disable-pip-version-check \t\t--no-cache-dir \t\t--no-compile \t\t"pip==$PYTHON_PIP_VERSION"; \trm -f get-pip.py # buildkit',
      notSimulated('pip pip3', '/usr/local/bin'),
      9_600_000,
      2_700_000,
      `${LIBRARY}/site-packages/pip.bin`,
    ),
    { by: 'CMD ["python3"]', comment },
  ]
  return imageOf('library/python', CREATED, { Env: environment, Cmd: ['python3'] }, steps, base)
}

export const python312 = (): CatalogImage =>
  pythonOn({
    base: debian12(),
    before: buildTools,
    packages: {
      by: 'RUN /bin/sh -c set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tlibbluetooth-dev \t\ttk-dev \t\tuuid-dev \t; \trm -rf /var/lib/apt/lists/* # buildkit',
      bytes: 19_800_000,
      compressed: 6_160_000,
      rest: '/usr/lib/x86_64-linux-gnu/tk.bin',
    },
    python: { bytes: 61_200_000, compressed: 22_480_000 },
  })

export const python312slim = (): CatalogImage =>
  pythonOn({
    base: debian12slim(),
    before: [],
    packages: {
      by: 'RUN /bin/sh -c set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tca-certificates \t\tnetbase \t\ttzdata \t; \trm -rf /var/lib/apt/lists/* # buildkit',
      bytes: 9_230_000,
      compressed: 3_510_000,
      rest: '/usr/lib/x86_64-linux-gnu/ssl.bin',
    },
    python: { bytes: 36_100_000, compressed: 12_000_000 },
  })

export const python312alpine = (): CatalogImage =>
  pythonOn({
    base: alpine(),
    before: [],
    packages: {
      by: 'RUN /bin/sh -c set -eux; \tapk add --no-cache \t\tca-certificates \t\ttzdata \t; # buildkit',
      bytes: 2_440_000,
      compressed: 624_000,
      rest: '/usr/share/zoneinfo.bin',
    },
    python: { bytes: 37_400_000, compressed: 11_700_000 },
  })
