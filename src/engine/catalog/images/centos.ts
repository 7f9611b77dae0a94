import type { TreeDirectory, TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { directory, file, filler, merge, symlink, tree, treeBytes } from '../../linux/kernel/fs/tree.ts'
import { databaseText } from '../../linux/programs/rpm/database.ts'
import { listedRelease } from '../centos7/listed.ts'
import { installedPackages } from '../centos7/packages.ts'
import { centosVendor } from '../centos7/vendor.ts'
import { notSimulated } from '../executables.ts'
import { type CatalogImage, imageOf } from '../image.ts'
import { buildRpm, dateMs } from '../rpm/package.ts'
import { rootDirectories } from './base-system.ts'

// The official CentOS images as they were left: 7.9.2009 and 8.4.2105, of 15 September 2021.

const CREATED = '2021-09-15T18:20:05.184694267Z'
const MTIME = dateMs('2020-11-13')
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Packages of the machine's image that the container's has too; no network tools, no init scripts, no locales. */
const contained = new Set(
  'centos-release bash coreutils grep sed gawk diffutils findutils tar gzip vim-minimal hostname procps-ng util-linux kmod shadow-utils passwd iputils curl systemd rpm yum ncurses audit-libs acl basesystem ca-certificates chkconfig cpio cracklib cryptsetup-libs dbus dbus-libs device-mapper device-mapper-libs elfutils-libelf elfutils-libs expat file-libs filesystem glib2 glibc gmp gnupg2 gobject-introspection gpgme info keyutils-libs krb5-libs libacl libassuan libattr libblkid libcap libcap-ng libcom_err libcurl libdb libdb-utils libffi libgcc libgcrypt libgpg-error libidn libmount libpwquality libselinux libsemanage libsepol libsmartcols libssh2 libstdc++ libtasn1 libuser libutempter libuuid libverto libxml2 lua lz4 ncurses-base ncurses-libs nspr nss nss-pem nss-softokn nss-softokn-freebl nss-sysinit nss-tools nss-util openldap openssl-libs p11-kit p11-kit-trust pam pcre pinentry pkgconfig popt pth pygpgme pyliblzma python python-iniparse python-libs python-pycurl python-urlgrabber pyxattr qrencode-libs readline rpm-build-libs rpm-libs rpm-python setup shared-mime-info sqlite systemd-libs tzdata ustr xz xz-libs yum-metadata-parser yum-plugin-fastestmirror yum-plugin-ovl yum-utils zlib'.split(
    ' ',
  ),
)

const accounts: Readonly<Record<string, TreeEntry>> = {
  '/etc/passwd':
    'root:x:0:0:root:/root:/bin/bash\nbin:x:1:1:bin:/bin:/sbin/nologin\ndaemon:x:2:2:daemon:/sbin:/sbin/nologin\nadm:x:3:4:adm:/var/adm:/sbin/nologin\nlp:x:4:7:lp:/var/spool/lpd:/sbin/nologin\nsync:x:5:0:sync:/sbin:/bin/sync\nshutdown:x:6:0:shutdown:/sbin:/sbin/shutdown\nhalt:x:7:0:halt:/sbin:/sbin/halt\nmail:x:8:12:mail:/var/spool/mail:/sbin/nologin\noperator:x:11:0:operator:/root:/sbin/nologin\ngames:x:12:100:games:/usr/games:/sbin/nologin\nftp:x:14:50:FTP User:/var/ftp:/sbin/nologin\nnobody:x:99:99:Nobody:/:/sbin/nologin\nsystemd-network:x:192:192:systemd Network Management:/:/sbin/nologin\ndbus:x:81:81:System message bus:/:/sbin/nologin\n',
  '/etc/group':
    'root:x:0:\nbin:x:1:\ndaemon:x:2:\nsys:x:3:\nadm:x:4:\ntty:x:5:\ndisk:x:6:\nlp:x:7:\nmem:x:8:\nkmem:x:9:\nwheel:x:10:\ncdrom:x:11:\nmail:x:12:\nman:x:15:\ndialout:x:18:\nfloppy:x:19:\ngames:x:20:\ntape:x:33:\nvideo:x:39:\nftp:x:50:\nlock:x:54:\naudio:x:63:\nnobody:x:99:\nusers:x:100:\nutmp:x:22:\nutempter:x:35:\ninput:x:999:\nsystemd-journal:x:190:\nsystemd-network:x:192:\ndbus:x:81:\n',
  '/etc/shadow': file('root:locked::0:99999:7:::\nbin:*:18353:0:99999:7:::\ndaemon:*:18353:0:99999:7:::\nnobody:*:18353:0:99999:7:::\n', 0o000),
  '/etc/hostname': 'localhost.localdomain\n',
  '/etc/hosts': '127.0.0.1\tlocalhost\n',
  '/etc/resolv.conf': '',
  '/etc/localtime': symlink('../usr/share/zoneinfo/UTC'),
  '/etc/locale.conf': 'LANG="en_US.UTF-8"\n',
  '/etc/nsswitch.conf': 'passwd:     files sss\nshadow:     files sss\ngroup:      files sss\nhosts:      files dns myhostname\nnetworks:   files\n',
  '/etc/machine-id': file('', 0o444),
}

const layout: Readonly<Record<string, TreeEntry>> = {
  ...rootDirectories,
  '/bin': symlink('usr/bin'),
  '/sbin': symlink('usr/sbin'),
  '/lib': symlink('usr/lib'),
  '/lib64': symlink('usr/lib64'),
  '/usr/lib64': directory(),
  '/usr/local/sbin': directory(),
  '/var/cache/yum': directory(),
  '/var/run': symlink('../run'),
  '/var/lock': symlink('../run/lock'),
  '/root': directory(0o550),
  '/usr/lib64/libc-2.17.so': filler(2_156_592, '\x7fELF', 0o755),
  '/usr/lib64/libc.so.6': symlink('libc-2.17.so'),
}

/** The files of some packages with the database that lists them, filled up to the layer's size. */
function packagesTree(chosen: typeof installedPackages, own: Readonly<Record<string, TreeEntry>>, bytes: number): TreeDirectory {
  const packages = chosen.map((spec) => buildRpm(spec, centosVendor))
  const database = packages.map(({ header }) => ({ ...header, installedMs: MTIME, from: 'CentOS' }))
  let root = tree(layout, MTIME)
  for (const each of packages) root = merge(root, each.tree)
  root = merge(root, tree({ ...accounts, '/var/lib/rpm/Packages': databaseText(database), '/var/lib/rpm/Pubkeys': '', ...own }, MTIME))
  const rest = bytes - treeBytes(root)
  return rest <= 0 ? root : merge(root, tree({ '/usr/lib64/libs.bin': filler(rest, '\x7fELF') }, MTIME))
}

const labels = (id: string, date: string) => ({
  'org.label-schema.build-date': date,
  'org.label-schema.license': 'GPLv2',
  'org.label-schema.name': 'CentOS Base Image',
  'org.label-schema.schema-version': '1.0',
  'org.label-schema.vendor': 'CentOS',
  ...(id === '7' && {
    'org.opencontainers.image.created': '2020-11-13 00:00:00+00:00',
    'org.opencontainers.image.licenses': 'GPL-2.0-only',
    'org.opencontainers.image.title': 'CentOS Base Image',
    'org.opencontainers.image.vendor': 'CentOS',
  }),
})

function centosImage(
  id: '7' | '8',
  add: string,
  date: string,
  layer: { readonly tree: TreeDirectory; readonly compressedBytes: number },
): CatalogImage {
  const label = Object.entries(labels(id, date))
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
  return imageOf('library/centos', CREATED, { Env: [PATH], Cmd: ['/bin/bash'], Labels: labels(id, date) }, [
    { by: `/bin/sh -c #(nop) ADD file:${add} in / `, layer },
    { by: `/bin/sh -c #(nop)  LABEL ${label}` },
    { by: '/bin/sh -c #(nop)  CMD ["/bin/bash"]' },
  ])
}

const modelledOf = (names: ReadonlySet<string>) => {
  const modelled = installedPackages.filter(({ name }) => names.has(name))
  const known = new Set(modelled.map(({ name }) => name))
  return [...modelled, ...listedRelease.filter(({ name }) => names.has(name) && !known.has(name))]
}

/** CentOS 7.9.2009. */
export const centos7image = (): CatalogImage =>
  centosImage('7', 'b3ebbe8bd304723d43b7b44a6d990cd657b63d93d6a2a9293983a30bfc1dfa53', '20201113', {
    tree: packagesTree(modelledOf(contained), {}, 203_900_000),
    compressedBytes: 76_097_157,
  })

const release8 = `NAME="CentOS Linux"
VERSION="8"
ID="centos"
ID_LIKE="rhel fedora"
VERSION_ID="8"
PLATFORM_ID="platform:el8"
PRETTY_NAME="CentOS Linux 8"
ANSI_COLOR="0;31"
CPE_NAME="cpe:/o:centos:centos:8"
HOME_URL="https://centos.org/"
BUG_REPORT_URL="https://bugs.centos.org/"
CENTOS_MANTISBT_PROJECT="CentOS-8"
CENTOS_MANTISBT_PROJECT_VERSION="8"
`

/** Of CentOS 8 only the programs: its packages, dnf and their database are not modelled, and say so. */
const programs8 = new Set(
  'bash coreutils grep sed gawk diffutils findutils tar gzip vim-minimal hostname util-linux shadow-utils curl ncurses'.split(' '),
)

/** CentOS 8.4.2105. */
export const centos8image = (): CatalogImage =>
  centosImage('8', '805cb5e15fb6e0bb0326ca33fd2942e068863ce2a8491bb71522c652f31fb466', '20210915', {
    tree: packagesTree(
      modelledOf(programs8),
      {
        '/etc/os-release': release8,
        '/etc/centos-release': 'CentOS Linux release 8.4.2105\n',
        '/etc/redhat-release': symlink('centos-release'),
        '/etc/system-release': symlink('centos-release'),
        '/var/lib/rpm/Packages': '',
        ...notSimulated('yum dnf rpm'),
      },
      231_268_856,
    ),
    compressedBytes: 83_518_086,
  })
