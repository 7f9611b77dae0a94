import { once } from '../../base/once.ts'
import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { aptSettings, dockerAptConfig, installedDatabase } from '../deb/installed.ts'
import { parseTable } from '../deb/table.ts'
import { debianKeyring } from '../debian12/archive-key.ts'
import { baseTable } from '../debian12/base-table.ts'
import { debianMaintainer, withContents } from '../debian12/mirrors.ts'
import { type CatalogImage, imageOf } from '../image.ts'
import { dateMs } from '../rpm/package.ts'
import { ubuntuKeyring } from '../ubuntu2404/mirrors.ts'
import { nobleBase, ubuntuMaintainer } from '../ubuntu2404/packages.ts'
import { debianSettings, debianTools, mergedUsr, rootDirectories } from './base-system.ts'
import { layerOf } from './pad.ts'

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const prompt = "PS1='${debian_chroot:+($debian_chroot)}\\u@\\h:\\w\\$ '"

/** bash's start-up for interactive shells of the base images. */
const bashrc = {
  '/etc/bash.bashrc': `# System-wide .bashrc file for interactive bash(1) shells.\n\n[ -z "\${PS1-}" ] && return\n\nshopt -s checkwinsize\n\n${prompt}\n`,
}

/** apt's settings and dpkg's database of the Debian images. */
const debianPackaging = (): Record<string, TreeEntry> => ({
  ...aptSettings,
  ...dockerAptConfig,
  ...installedDatabase(withContents(parseTable(baseTable)), debianTools('9.1', '5.2.15'), debianMaintainer, dateMs('2024-05-13')),
  '/usr/share/keyrings/debian-archive-keyring.gpg': debianKeyring,
  '/etc/apt/sources.list.d/debian.sources': ['debian bookworm bookworm-updates', 'debian-security bookworm-security']
    .map((line) => line.split(' '))
    .map(
      ([archive, ...suites]) =>
        `Types: deb\nURIs: http://ftp.br.debian.org/${archive}\nSuites: ${suites.join(' ')}\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n`,
    )
    .join('\n'),
})

/** A base image of bookworm: the archive it is made from, what it has beside the minimum, and its sizes. */
const bookworm = (
  archive: string,
  more: Readonly<Record<string, TreeEntry>>,
  size: { readonly bytes: number; readonly compressed: number },
): CatalogImage =>
  imageOf('library/debian', '2024-05-13T00:00:00Z', { Env: [PATH], Cmd: ['bash'] }, [
    {
      by: `/bin/sh -c #(nop) ADD file:${archive} in / `,
      layer: layerOf(
        {
          ...rootDirectories,
          ...mergedUsr,
          ...debianTools('9.1', '5.2.15'),
          ...debianSettings({
            id: 'debian',
            name: 'Debian GNU/Linux',
            version: '12 (bookworm)',
            versionId: '12',
            codename: 'bookworm',
            issue: 'Debian GNU/Linux 12',
            debianVersion: '12.5',
            extra: 'HOME_URL="https://www.debian.org/"\nSUPPORT_URL="https://www.debian.org/support"\nBUG_REPORT_URL="https://bugs.debian.org/"\n',
          }),
          ...bashrc,
          ...more,
          ...debianPackaging(),
        },
        dateMs('2024-05-13'),
        { ...size, rest: '/usr/lib/x86_64-linux-gnu/libs.bin' },
      ),
    },
    { by: '/bin/sh -c #(nop)  CMD ["bash"]' },
  ])

/** Debian 12 (bookworm). */
export const debian12: () => CatalogImage = once(() =>
  bookworm(
    'b4987bca8c4c4c640d6b71dcccfd7172b44771e0f851a47d05c00c2bd2b8ee19',
    {
      '/root/.bashrc': "# ~/.bashrc: executed by bash(1) for non-login shells.\n\n# export LS_OPTIONS='--color=auto'\n# alias ls='ls $LS_OPTIONS'\n",
    },
    { bytes: 116_556_000, compressed: 49_576_000 },
  ),
)

/** Debian 12 slim: what official application images are made from. */
export const debian12slim: () => CatalogImage = once(() =>
  bookworm('5aaace706aa00ff97d243daa40a3ef1a8e5ae7e9b8a8ff9a8ae9a3b8a3bd5fbd', {}, { bytes: 74_799_000, compressed: 29_150_000 }),
)

/** Ubuntu 24.04 (noble), as of May 2024. */
export const ubuntu2404: () => CatalogImage = once(() =>
  imageOf(
    'library/ubuntu',
    '2024-04-27T13:16:37.413204313Z',
    { Env: [PATH], Cmd: ['/bin/bash'], Labels: { 'org.opencontainers.image.ref.name': 'ubuntu', 'org.opencontainers.image.version': '24.04' } },
    [
      { by: '/bin/sh -c #(nop)  ARG RELEASE' },
      { by: '/bin/sh -c #(nop)  ARG LAUNCHPAD_BUILD_ARCH' },
      { by: '/bin/sh -c #(nop)  LABEL org.opencontainers.image.ref.name=ubuntu' },
      { by: '/bin/sh -c #(nop)  LABEL org.opencontainers.image.version=24.04' },
      {
        by: '/bin/sh -c #(nop) ADD file:a5d32dc2ab15ff0d7dbd72af26e361eb1f3e87a0d29ec3a1ceab24ad7b3e6ba9 in / ',
        layer: layerOf(
          {
            ...rootDirectories,
            ...mergedUsr,
            ...debianTools('9.4', '5.2.21'),
            ...debianSettings({
              id: 'ubuntu',
              name: 'Ubuntu',
              version: '24.04 LTS (Noble Numbat)',
              versionId: '24.04',
              codename: 'noble',
              issue: 'Ubuntu 24.04 LTS',
              debianVersion: 'trixie/sid',
              extra:
                'ID_LIKE=debian\nHOME_URL="https://www.ubuntu.com/"\nSUPPORT_URL="https://help.ubuntu.com/"\nBUG_REPORT_URL="https://bugs.launchpad.net/ubuntu/"\nUBUNTU_CODENAME=noble\nLOGO=ubuntu-logo\n',
            }),
            ...bashrc,
            ...aptSettings,
            ...dockerAptConfig,
            ...installedDatabase(nobleBase(), debianTools('9.4', '5.2.21'), ubuntuMaintainer, dateMs('2024-04-27')),
            '/usr/share/keyrings/ubuntu-archive-keyring.gpg': ubuntuKeyring,
            '/etc/apt/sources.list': '# Ubuntu sources have moved to /etc/apt/sources.list.d/ubuntu.sources\n',
            '/etc/apt/sources.list.d/ubuntu.sources': ['archive noble noble-updates noble-backports', 'security noble-security']
              .map((line) => line.split(' '))
              .map(
                ([host, ...suites]) =>
                  `Types: deb\nURIs: http://${host}.ubuntu.com/ubuntu/\nSuites: ${suites.join(' ')}\nComponents: main universe restricted multiverse\nSigned-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg\n`,
              )
              .join('\n'),
            '/etc/lsb-release': 'DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=24.04\nDISTRIB_CODENAME=noble\nDISTRIB_DESCRIPTION="Ubuntu 24.04 LTS"\n',
            '/root/.bashrc': `# ~/.bashrc: executed by bash(1) for non-login shells.\n\n[ -z "$PS1" ] && return\n\nHISTCONTROL=ignoredups:ignorespace\nshopt -s histappend\nHISTSIZE=1000\nHISTFILESIZE=2000\nshopt -s checkwinsize\n\n${prompt}\n\nalias ls='ls --color=auto'\nalias grep='grep --color=auto'\nalias ll='ls -alF'\nalias la='ls -A'\nalias l='ls -CF'\n`,
          },
          dateMs('2024-04-27'),
          { bytes: 76_200_000, compressed: 29_706_000, rest: '/usr/lib/x86_64-linux-gnu/libs.bin' },
        ),
      },
      { by: '/bin/sh -c #(nop)  CMD ["/bin/bash"]' },
    ],
  ),
)
