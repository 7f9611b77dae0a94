import type { DebSpec } from '../deb/package.ts'
import { debContents } from '../deb/programs.ts'
import { parseTable } from '../deb/table.ts'
import { baseTable } from '../debian12/base-table.ts'
import { libraryTable } from '../debian12/library-table.ts'
import { programTable } from '../debian12/program-table.ts'
import { rootCertificates } from '../internet/certificates.ts'

// Ubuntu 24.04's packages, written as what differs from Debian 12's: names, and versions by source package. What is not named here keeps
// Debian's version; relations are without versions.

const renamed: Readonly<Record<string, string>> = {
  'debian-archive-keyring': 'ubuntu-keyring',
  'gcc-12-base': 'gcc-14-base',
  'libldap-2.5-0': 'libldap2',
  libicu72: 'libicu74',
  libnode108: 'libnode109',
  'perl-modules-5.36': 'perl-modules-5.38',
  'libperl5.36': 'libperl5.38t64',
  'libpython3.11-minimal': 'libpython3.12-minimal',
  'libpython3.11-stdlib': 'libpython3.12-stdlib',
  'python3.11-minimal': 'python3.12-minimal',
  'python3.11': 'python3.12',
  libunistring2: 'libunistring5',
  'libcurl3-gnutls': 'libcurl3t64-gnutls',
  ...Object.fromEntries(
    'libapt-pkg6.0 libapr1 libaprutil1 libcurl4 libdb5.3 libelf1 libext2fs2 libgdbm6 libgdbm-compat4 libgnutls30 libhogweed6 libnettle8 libpcap0.8 libpsl5 libreadline8 libssl3 libtirpc3 libuv1'
      .split(' ')
      .map((name) => [name, `${name}t64`]),
  ),
}

const versions: ReadonlyMap<string, string> = new Map(
  `adduser 3.137ubuntu1|apt 2.7.14build2|base-files 13ubuntu10|base-passwd 3.6.3build1|bash 5.2.21-2ubuntu4|coreutils 9.4-3ubuntu6|dash 0.5.12-6ubuntu5|debconf 1.5.86ubuntu1|debianutils 5.17build1
diffutils 1:3.10-1build1|dpkg 1.22.6ubuntu6|e2fsprogs 1.47.0-2.4~exp1ubuntu4|findutils 4.9.0-5build1|gcc-12 14-20240412-0ubuntu1|gnupg2 2.4.4-2ubuntu17|grep 3.11-4build1|gzip 1.12-1ubuntu3|hostname 3.23+nmu2ubuntu2
init-system-helpers 1.66ubuntu1|glibc 2.39-0ubuntu8.1|shadow 1:4.13+dfsg1-4ubuntu3|mawk 1.3.4.20240123-1build1|util-linux 2.39.3-9ubuntu6|ncurses 6.4+20240113-1ubuntu2|perl 5.38.2-3.2build2|perl-base 5.38.2-3.2build2
sed 4.9-2build1|sysvinit 3.08-6ubuntu3|tar 1.35+dfsg-3build1|zlib 1:1.3.dfsg-3.1ubuntu2|ubuntu-keyring 2023.11.28.1|openssl 3.0.13-0ubuntu3|systemd 255.4-1ubuntu8|pam 1.5.3-5ubuntu5|tzdata 2024a-2ubuntu1
curl 8.5.0-2ubuntu10.1|wget 1.21.4-1ubuntu4|vim 2:9.1.0016-1ubuntu7|nano 7.2-2build1|less 590-2ubuntu2.1|git 1:2.43.0-1ubuntu7|iputils 3:20240117-1build1|iproute2 6.1.0-1ubuntu6|net-tools 2.10-0.1ubuntu4
bind9 1:9.18.24-0ubuntu5|procps 2:4.0.4-4ubuntu3|htop 3.3.0-4build1|tree 2.1.1-2ubuntu3|jq 1.7.1-3build1|ca-certificates 20240203|nginx 1.24.0-2ubuntu7|apache2 2.4.58-1ubuntu8.1|redis 5:7.0.15-1build2
python3-defaults 3.12.3-0ubuntu1|python3 3.12.3-0ubuntu1|python3.11 3.12.3-1|python-pip 24.0+dfsg-1ubuntu1|nodejs 18.19.1+dfsg-6ubuntu5|npm 9.2.0~ds1-2|openssh 1:9.6p1-3ubuntu13|sudo 1.9.15p5-3ubuntu5
tcpdump 4.99.4-3ubuntu4|strace 6.8-0ubuntu2|lsof 4.95.0-1build3|netcat-openbsd 1.226-1ubuntu2|traceroute 1:2.1.5-1|man-db 2.12.0-4build2|build-essential 12.10ubuntu1|figlet 2.2.5-3|sl 5.02-1|file 1:5.45-3build1
iptables 1.8.10-3ubuntu2|docker.io 24.0.7-0ubuntu4|krb5 1.20.1-6ubuntu2|gnutls28 3.8.3-1.1ubuntu3.1|libseccomp 2.5.5-1ubuntu3|brotli 1.1.0-2build2|cyrus-sasl2 2.1.28+dfsg1-5ubuntu3|openldap 2.6.7+dfsg-1~exp1ubuntu8|nghttp2 1.59.0-1build4
psmisc 23.7-1build1|tmux 3.4-1build1|rsync 3.2.7-1ubuntu1|unzip 6.0-28ubuntu4|zip 3.0-13build1|make-dfsg 4.3-4.1build2|screen 4.9.1-1build1|software-properties 0.99.48`
    .split(/[\n|]/)
    .map((entry) => entry.split(' ', 2) as [string, string]),
)

const universe = new Set(
  'htop tree redis-server redis-tools nodejs npm stress stress-ng cowsay fortune-mod fortune figlet sl docker.io containerd runc tini netcat-traditional screen python3-pip python3-wheel libnode109 libjq1 lua-bitop lua-cjson libjemalloc2 liblzf1 liblua5.1-0 bridge-utils fortunes-min librecode0 postgresql-client default-mysql-client pigz'.split(
    ' ',
  ),
)

const rename = (text: string): string =>
  text
    .replace(/\s*\([^)]*\)/g, '')
    .split(', ')
    .map((group) => group.split(' | ').map((name) => renamed[name] ?? name))
    .map((group) => [...new Set(group)].join(' | '))
    .filter((group, index, all) => all.indexOf(group) === index)
    .join(', ')

function nobleSpec(spec: DebSpec): DebSpec {
  const name = renamed[spec.name] ?? spec.name
  const version = versions.get(name) ?? versions.get(spec.source ?? spec.name) ?? spec.version
  const relations = Object.fromEntries(Object.entries(spec.relations).map(([field, text]) => [field, rename(text)]))
  const library = spec.section === 'libs' && spec.multiArch === 'same' ? { files: {}, triggers: 'activate-noawait ldconfig' } : {}
  return { ...spec, name, version, relations, ...library, ...debContents(spec.name, version, rootCertificates) }
}

const specsOf = (table: string): DebSpec[] => parseTable(table).map(nobleSpec)

export const ubuntuMaintainer = 'Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>'

/** What the base image holds. */
export const nobleBase = (): DebSpec[] => specsOf(baseTable)

/** Everything, by component. */
export function noblePackages(): { main: DebSpec[]; universe: DebSpec[] } {
  const all = specsOf(`${baseTable}${libraryTable}${programTable}`)
  return { main: all.filter((spec) => !universe.has(spec.name)), universe: all.filter((spec) => universe.has(spec.name)) }
}
