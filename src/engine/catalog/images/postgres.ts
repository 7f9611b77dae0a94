import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { directory, file, symlink } from '../../linux/kernel/fs/tree.ts'
import { room } from '../executables.ts'
import { type CatalogImage, type ImageStep, imageOf } from '../image.ts'
import { dateMs } from '../rpm/package.ts'
import { entrypoint } from '../servers/postgres/entrypoint.ts'
import { alpine } from './alpine.ts'
import { debianGroup, debianPasswd } from './base-system.ts'
import { debian12slim } from './debian.ts'
import { layerOf } from './pad.ts'

const CREATED = '2024-05-14T18:19:44Z'
const MTIME = dateMs('2024-05-14')
const comment = 'buildkit.dockerfile.v0'

const programs = 'psql pg_isready=pg-isready createdb dropdb createuser dropuser initdb pg_ctl=pg-ctl postgres'

const step = (by: string): ImageStep => ({ by, comment })
const layer = (by: string, files: Readonly<Record<string, TreeEntry>>, bytes: number, compressed: number, rest?: string): ImageStep => ({
  by,
  comment,
  layer: layerOf(files, MTIME, { bytes, compressed, ...(rest !== undefined && { rest }) }),
})

const settings = (path: string, extra: readonly string[]) => ({
  ExposedPorts: { '5432/tcp': {} },
  Env: [path, 'GOSU_VERSION=1.17', 'LANG=en_US.utf8', 'PG_MAJOR=16', ...extra, 'PGDATA=/var/lib/postgresql/data'],
  Entrypoint: ['docker-entrypoint.sh'],
  Cmd: ['postgres'],
  Volumes: { '/var/lib/postgresql/data': {} },
  StopSignal: 'SIGINT',
})

const last = [step('STOPSIGNAL SIGINT'), step('EXPOSE map[5432/tcp:{}]'), step('CMD ["postgres"]')]

/** The official PostgreSQL image, 16.3 on Debian bookworm. */
export const postgres16: () => CatalogImage = () => {
  const postgres = { uid: 999, gid: 999 }
  const bin = '/usr/lib/postgresql/16/bin'
  return imageOf(
    'library/postgres',
    CREATED,
    settings(`PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:${bin}`, ['PG_VERSION=16.3-1.pgdg120+1']),
    [
      layer(
        'RUN /bin/sh -c set -eux; \tgroupadd -r postgres --gid=999; \tuseradd -r -g postgres --uid=999 --home-dir=/var/lib/postgresql --shell=/bin/bash postgres; \tmkdir -p /var/lib/postgresql; \tchown -R postgres:postgres /var/lib/postgresql # buildkit',
        {
          '/etc/passwd': `${debianPasswd}postgres:x:999:999::/var/lib/postgresql:/bin/bash\n`,
          '/etc/group': `${debianGroup}postgres:x:999:\n`,
          '/var/lib/postgresql': directory(0o755, postgres),
        },
        9_770,
        1_213,
        '/etc/shadow-',
      ),
      layer(
        'RUN /bin/sh -c set -ex; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tgnupg \t\tless \t; \trm -rf /var/lib/apt/lists/* # buildkit',
        room('editors', 'less', { size: 198_000 }),
        10_067_000,
        4_534_000,
        '/usr/lib/x86_64-linux-gnu/libgpgme.so.11',
      ),
      step('ENV GOSU_VERSION=1.17'),
      layer(
        'RUN /bin/sh -c set -eux; \tsavedAptMark="$(apt-mark showmanual)"; \tapt-get update; \tapt-get install -y --no-install-recommends ca-certificates wget; \tgosu nobody true # buildkit',
        room('servers', 'gosu', { folder: '/usr/local/bin', size: 2_539_520 }),
        4_045_000,
        1_447_000,
        '/usr/share/doc/gosu.bin',
      ),
      layer(
        "RUN /bin/sh -c set -eux; \tapt-get update; apt-get install -y --no-install-recommends locales; rm -rf /var/lib/apt/lists/*; \tlocale -a | grep 'en_US.utf8' # buildkit",
        {},
        25_180_000,
        8_065_000,
        '/usr/lib/locale/locale-archive',
      ),
      step('ENV LANG=en_US.utf8'),
      layer(
        'RUN /bin/sh -c set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tlibnss-wrapper \t\txz-utils \t\tzstd \t; \trm -rf /var/lib/apt/lists/* # buildkit',
        {},
        3_637_000,
        1_196_000,
        '/usr/lib/x86_64-linux-gnu/libnss_wrapper.so',
      ),
      layer('RUN /bin/sh -c mkdir /docker-entrypoint-initdb.d # buildkit', { '/docker-entrypoint-initdb.d': directory() }, 0, 116),
      layer(
        'RUN /bin/sh -c set -ex; \tkey=\'B97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF8\'; \texport GNUPGHOME="$(mktemp -d)"; \tmkdir -p /usr/local/share/keyrings/ # buildkit',
        { '/usr/local/share/keyrings/postgres.gpg.asc': 'key B97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF8\n' },
        3_150,
        3_140,
        '/usr/local/share/keyrings/postgres.gpg',
      ),
      step('ENV PG_MAJOR=16'),
      step(`ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:${bin}`),
      step('ENV PG_VERSION=16.3-1.pgdg120+1'),
      layer(
        'RUN /bin/sh -c set -ex; \t\texport PYTHONDONTWRITEBYTECODE=1; \t\tdpkgArch="$(dpkg --print-architecture)"; \tapt-get install -y --no-install-recommends "postgresql-$PG_MAJOR=$PG_VERSION" # buildkit',
        {
          ...room('postgres', programs, { folder: bin, size: 1_000_000 }),
          ...Object.fromEntries(
            ['psql', 'pg_isready', 'createdb', 'dropdb', 'createuser', 'dropuser'].map((name) => [`/usr/bin/${name}`, symlink(`${bin}/${name}`)]),
          ),
          '/var/lib/postgresql': directory(0o755, postgres),
          '/var/log/postgresql': directory(0o1775, { uid: 0, gid: 999 }),
        },
        301_300_000,
        110_840_000,
        '/usr/lib/x86_64-linux-gnu/libLLVM-16.so.1',
      ),
      layer(
        'RUN /bin/sh -c set -eux; \tdpkg-divert --add --rename --divert "/usr/share/postgresql/postgresql.conf.sample.dpkg" "/usr/share/postgresql/$PG_MAJOR/postgresql.conf.sample" # buildkit',
        { '/usr/share/postgresql/16/postgresql.conf.sample': "listen_addresses = '*'\n" },
        62_300,
        9_930,
        '/usr/share/postgresql/postgresql.conf.sample',
      ),
      layer(
        'RUN /bin/sh -c mkdir -p /var/run/postgresql && chown -R postgres:postgres /var/run/postgresql && chmod 3777 /var/run/postgresql # buildkit',
        { '/run/postgresql': directory(0o3777, postgres) },
        0,
        129,
      ),
      step('ENV PGDATA=/var/lib/postgresql/data'),
      layer(
        'RUN /bin/sh -c mkdir -p "$PGDATA" && chown -R postgres:postgres "$PGDATA" && chmod 1777 "$PGDATA" # buildkit',
        { '/var/lib/postgresql': directory(0o755, postgres), '/var/lib/postgresql/data': directory(0o1777, postgres) },
        0,
        172,
      ),
      step('VOLUME [/var/lib/postgresql/data]'),
      layer(
        'COPY docker-entrypoint.sh docker-ensure-initdb.sh /usr/local/bin/ # buildkit',
        { '/usr/local/bin/docker-entrypoint.sh': file(entrypoint, 0o755) },
        16_200,
        5_320,
        '/usr/local/bin/docker-ensure-initdb.sh',
      ),
      layer(
        'RUN /bin/sh -c ln -sT docker-ensure-initdb.sh /usr/local/bin/docker-enforce-initdb.sh # buildkit',
        { '/usr/local/bin/docker-enforce-initdb.sh': symlink('docker-ensure-initdb.sh') },
        0,
        184,
      ),
      step('ENTRYPOINT ["docker-entrypoint.sh"]'),
      ...last,
    ],
    debian12slim(),
  )
}

/** The same server on Alpine. */
export const postgres16alpine: () => CatalogImage = () => {
  const postgres = { uid: 70, gid: 70 }
  const bin = '/usr/local/bin'
  const base = alpine()
  return imageOf(
    'library/postgres',
    CREATED,
    settings('PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', [
      'PG_VERSION=16.3',
      'PG_SHA256=331963d5d3dc4caf4216a049fa40b66d6bcb8c730615859411b9518764e60585',
    ]),
    [
      layer(
        'RUN /bin/sh -c set -eux; \taddgroup -g 70 -S postgres; \tadduser -u 70 -S -D -G postgres -H -h /var/lib/postgresql -s /bin/sh postgres; \tinstall --verbose --directory --owner postgres --group postgres --mode 1777 /var/lib/postgresql # buildkit',
        {
          '/etc/passwd':
            'root:x:0:0:root:/root:/bin/sh\nbin:x:1:1:bin:/bin:/sbin/nologin\ndaemon:x:2:2:daemon:/sbin:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\npostgres:x:70:70:Linux User,,,:/var/lib/postgresql:/bin/sh\n',
          '/etc/group': 'root:x:0:root\nbin:x:1:root,bin,daemon\ndaemon:x:2:root,bin,daemon\nnobody:x:65534:\npostgres:x:70:\n',
          '/var/lib/postgresql': directory(0o1777, postgres),
        },
        4_800,
        1_100,
        '/etc/shadow-',
      ),
      step('ENV GOSU_VERSION=1.17'),
      layer(
        'RUN /bin/sh -c set -eux; \tapk add --no-cache --virtual .gosu-deps ca-certificates dpkg gnupg; \tgosu nobody true # buildkit',
        room('servers', 'gosu', { folder: bin, size: 2_539_520 }),
        2_540_000,
        950_000,
        '/usr/local/share/gosu.bin',
      ),
      step('ENV LANG=en_US.utf8'),
      layer('RUN /bin/sh -c mkdir /docker-entrypoint-initdb.d # buildkit', { '/docker-entrypoint-initdb.d': directory() }, 0, 116),
      step('ENV PG_MAJOR=16'),
      step('ENV PG_VERSION=16.3'),
      layer(
        'RUN /bin/sh -c set -eux; \t\twget -O postgresql.tar.bz2 "https://ftp.postgresql.org/pub/source/v$PG_VERSION/postgresql-$PG_VERSION.tar.bz2"; \tmake install-world-contrib-recurse; \tpostgres --version # buildkit',
        {
          ...room('postgres', programs, { folder: bin, size: 900_000 }),
          ...room('bash', 'bash', { folder: '/bin', size: 760_000, build: { version: '5.2.26', shell: 'bash' } }),
          '/usr/lib/postgresql/16/bin/postgres': symlink('/usr/local/bin/postgres'),
        },
        228_300_000,
        91_200_000,
        '/usr/lib/libLLVM-15.so',
      ),
      layer(
        'RUN /bin/sh -c set -eux; \tcp -v /usr/local/share/postgresql/postgresql.conf.sample /usr/local/share/postgresql/postgresql.conf.sample.orig # buildkit',
        { '/usr/local/share/postgresql/postgresql.conf.sample': "listen_addresses = '*'\n" },
        59_700,
        9_300,
        '/usr/local/share/postgresql/postgresql.conf.sample.orig',
      ),
      layer(
        'RUN /bin/sh -c install --verbose --directory --owner postgres --group postgres --mode 3777 /var/run/postgresql # buildkit',
        { '/var/run/postgresql': directory(0o3777, postgres) },
        0,
        128,
      ),
      step('ENV PGDATA=/var/lib/postgresql/data'),
      layer(
        'RUN /bin/sh -c install --verbose --directory --owner postgres --group postgres --mode 1777 "$PGDATA" # buildkit',
        { '/var/lib/postgresql': directory(0o1777, postgres), '/var/lib/postgresql/data': directory(0o1777, postgres) },
        0,
        170,
      ),
      step('VOLUME [/var/lib/postgresql/data]'),
      layer(
        'COPY docker-entrypoint.sh docker-ensure-initdb.sh /usr/local/bin/ # buildkit',
        { '/usr/local/bin/docker-entrypoint.sh': file(entrypoint, 0o755) },
        16_200,
        5_320,
        '/usr/local/bin/docker-ensure-initdb.sh',
      ),
      layer(
        'RUN /bin/sh -c ln -sT docker-ensure-initdb.sh /usr/local/bin/docker-enforce-initdb.sh # buildkit',
        { '/usr/local/bin/docker-enforce-initdb.sh': symlink('docker-ensure-initdb.sh') },
        0,
        184,
      ),
      step('ENTRYPOINT ["docker-entrypoint.sh"]'),
      ...last,
    ],
    base,
  )
}
