import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { directory, file, symlink } from '../../linux/kernel/fs/tree.ts'
import { room } from '../executables.ts'
import { type CatalogImage, type ImageStep, imageOf } from '../image.ts'
import { dateMs } from '../rpm/package.ts'
import { entrypoint } from '../servers/mysql/entrypoint.ts'
import { debianGroup, debianPasswd, debianTools, mergedUsr, rootDirectories } from './base-system.ts'
import { layerOf } from './pad.ts'

const MTIME = dateMs('2024-05-14')
const comment = 'buildkit.dockerfile.v0'
const owner = { uid: 999, gid: 999 }

const step = (by: string): ImageStep => ({ by, comment })
const layer = (by: string, files: Readonly<Record<string, TreeEntry>>, bytes: number, compressed: number, rest?: string): ImageStep => ({
  by,
  comment,
  layer: layerOf(files, MTIME, { bytes, compressed, ...(rest !== undefined && { rest }) }),
})

/** Tools of Oracle Linux's slim image: the same programs as elsewhere, without a package manager the lab has. */
const tools = (): Record<string, TreeEntry> =>
  Object.fromEntries(Object.entries(debianTools('8.32', '5.1.8')).filter(([path]) => !/\/(apt|dpkg)/.test(path)))

/** The official MySQL image, 8.4.0 on Oracle Linux 9. */
export const mysql84: () => CatalogImage = () =>
  imageOf(
    'library/mysql',
    '2024-05-14T22:12:19Z',
    {
      ExposedPorts: { '3306/tcp': {}, '33060/tcp': {} },
      Env: [
        'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        'GOSU_VERSION=1.17',
        'MYSQL_MAJOR=8.4',
        'MYSQL_VERSION=8.4.0-1.el9',
        'MYSQL_SHELL_VERSION=8.4.0-1.el9',
      ],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['mysqld'],
      Volumes: { '/var/lib/mysql': {} },
    },
    [
      layer(
        '/bin/sh -c #(nop) ADD file:fd5eb4ef8c2ffbef4d6b6d6f0a2d3a2f3d6ef6e2a1e4d2c6c5e2df4c07b3db6c in / ',
        {
          ...rootDirectories,
          ...mergedUsr,
          ...tools(),
          '/etc/passwd': debianPasswd,
          '/etc/group': debianGroup,
          '/etc/os-release':
            'NAME="Oracle Linux Server"\nVERSION="9.4"\nID="ol"\nID_LIKE="fedora"\nVERSION_ID="9.4"\nPRETTY_NAME="Oracle Linux Server 9.4"\n',
          '/etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
        },
        110_900_000,
        49_600_000,
        '/usr/lib64/libs.bin',
      ),
      layer(
        'RUN /bin/sh -c set -eux; \tgroupadd --system --gid 999 mysql; \tuseradd --system --uid 999 --gid 999 --home-dir /var/lib/mysql --no-create-home mysql # buildkit',
        { '/etc/passwd': `${debianPasswd}mysql:x:999:999::/var/lib/mysql:/bin/bash\n`, '/etc/group': `${debianGroup}mysql:x:999:\n` },
        2_500,
        887,
      ),
      step('ENV GOSU_VERSION=1.17'),
      layer(
        'RUN /bin/sh -c set -eux; \tarch="$(uname -m)"; \tcurl -fL -o /usr/local/bin/gosu "$url"; \tgosu nobody true # buildkit',
        room('servers', 'gosu', { folder: '/usr/local/bin', size: 2_459_000 }),
        2_460_000,
        983_000,
        '/usr/local/share/gosu.bin',
      ),
      layer(
        'RUN /bin/sh -c set -eux; \tmicrodnf install -y \t\tbzip2 \t\tgzip \t\topenssl \t\txz \t\tzstd \t\tfindutils \t; \tmicrodnf clean all # buildkit',
        {},
        14_250_000,
        4_600_000,
        '/usr/lib64/libzstd.so.1',
      ),
      layer(
        'RUN /bin/sh -c set -eux; \tkey=\'BCA4 3417 C3B4 85DD 128E C6D4 B7B3 B788 A8D3 785C\'; \trm -rf "$GNUPGHOME" # buildkit',
        { '/etc/pki/rpm-gpg/RPM-GPG-KEY-mysql': 'BCA4 3417 C3B4 85DD 128E C6D4 B7B3 B788 A8D3 785C\n' },
        3_160,
        2_600,
        '/etc/pki/rpm-gpg/mysql.bin',
      ),
      step('ENV MYSQL_MAJOR=8.4'),
      step('ENV MYSQL_VERSION=8.4.0-1.el9'),
      layer(
        "RUN /bin/sh -c set -eu; \t{ \t\techo '[mysql8.4-server-minimal]'; \t} | tee /etc/yum.repos.d/mysql-community-minimal.repo # buildkit",
        { '/etc/yum.repos.d/mysql-community-minimal.repo': '[mysql8.4-server-minimal]\nname=MySQL 8.4 Server Minimal\nenabled=1\n' },
        226,
        334,
      ),
      layer(
        'RUN /bin/sh -c set -eux; \tmicrodnf install -y "mysql-community-server-minimal-$MYSQL_VERSION"; \tmkdir -p /var/lib/mysql /var/run/mysqld; \tchown mysql:mysql /var/lib/mysql /var/run/mysqld # buildkit',
        {
          ...room('mysql', 'mysqld', { folder: '/usr/sbin', size: 60_000_000 }),
          ...room('mysql', 'mysql mysqladmin', { size: 7_500_000 }),
          '/var/lib/mysql': directory(0o1777, owner),
          '/run/mysqld': directory(0o1777, owner),
          '/docker-entrypoint-initdb.d': directory(),
          '/etc/my.cnf': '[mysqld]\nhost-cache-size=0\nskip-name-resolve\ndatadir=/var/lib/mysql\nsocket=/var/run/mysqld/mysqld.sock\nuser=mysql\n',
        },
        180_000_000,
        48_300_000,
        '/usr/lib64/mysql/libmysqlclient.bin',
      ),
      layer(
        "RUN /bin/sh -c set -eu; \t{ \t\techo '[mysql-tools-community]'; \t} | tee /etc/yum.repos.d/mysql-community-tools.repo # buildkit",
        { '/etc/yum.repos.d/mysql-community-tools.repo': '[mysql-tools-community]\nname=MySQL Tools Community\nenabled=1\n' },
        226,
        332,
      ),
      step('ENV MYSQL_SHELL_VERSION=8.4.0-1.el9'),
      layer(
        'RUN /bin/sh -c set -eux; \tmicrodnf install -y "mysql-shell-$MYSQL_SHELL_VERSION"; \tmicrodnf clean all # buildkit',
        {},
        270_500_000,
        58_200_000,
        '/usr/lib/mysqlsh/mysqlsh.bin',
      ),
      step('VOLUME [/var/lib/mysql]'),
      layer(
        'COPY docker-entrypoint.sh /usr/local/bin/ # buildkit',
        { '/usr/local/bin/docker-entrypoint.sh': file(entrypoint, 0o755), '/entrypoint.sh': symlink('usr/local/bin/docker-entrypoint.sh') },
        14_300,
        5_310,
      ),
      step('ENTRYPOINT ["docker-entrypoint.sh"]'),
      step('EXPOSE map[3306/tcp:{} 33060/tcp:{}]'),
      step('CMD ["mysqld"]'),
    ],
  )
