import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { keyringText } from '../../linux/programs/apt/keyring.ts'
import { docker } from '../debian12/docker.ts'
import { dateMs } from '../rpm/package.ts'
import type { DebSpec } from './package.ts'
import { dockerGroup } from './program-files.ts'
import { suiteFiles } from './repository.ts'
import { serviceScripts } from './service.ts'
import { parseTable } from './table.ts'

/** Docker's own repository for Debian and Ubuntu in November 2025. */
const key = {
  id: '7EA0A9C3F273FCD8',
  userId: 'Docker Release (CE deb) <docker@docker.com>',
  fingerprint: '9DC8 5822 9FC7 DD38 854A  E2D8 8D81 803C 0EBF CD88',
}

const table = (distribution: string, id: string) => `
containerd.io|2.2.0-2~${distribution}~${id}|125000|31879000|admin|An open and reliable container runtime|D=libc6 (>= 2.34), libseccomp2 (>= 2.5.0)|P=containerd, runc|C=containerd, runc|E=containerd, runc
docker-ce|5:28.5.2-1~${distribution}~${id}|91536|20800000|admin|Docker: the open-source application container engine|D=containerd.io (>= 1.7.27), docker-ce-cli, iptables, nftables | iptables, libc6 (>= 2.34), libsystemd0|R=apparmor, ca-certificates, docker-ce-rootless-extras, git, libltdl7, pigz, procps, xz-utils|S=aufs-tools, cgroupfs-mount | cgroup-lite|C=docker.io|E=docker.io
docker-ce-cli|5:28.5.2-1~${distribution}~${id}|42900|16538000|admin|Docker CLI: the open-source application container engine|D=libc6 (>= 2.34)|R=docker-buildx-plugin, docker-compose-plugin|E=docker-ce-cli-plugins
docker-ce-rootless-extras|5:28.5.2-1~${distribution}~${id}|19500|6389000|admin|Rootless support for Docker.|D=dbus-user-session | libc6, docker-ce|R=slirp4netns (>= 0.4.0)|E=docker-ce
docker-buildx-plugin|0.29.1-1~${distribution}~${id}|66100|15951000|admin|Docker Buildx plugin extends build capabilities with BuildKit.
docker-compose-plugin|2.40.3-1~${distribution}~${id}|75900|14225000|admin|Docker Compose (V2) plugin for the Docker CLI.
`

const belongs: Readonly<Record<string, RegExp>> = {
  'containerd.io': /^\/usr\/bin\/(containerd|ctr|runc)|^\/etc\/containerd\/|^\/usr\/lib\/systemd\/system\/containerd/,
  'docker-ce': /^\/usr\/bin\/(dockerd|docker-proxy|docker-init)$|^\/usr\/lib\/systemd\/system\/docker/,
  'docker-ce-cli': /^\/usr\/bin\/docker$|bash-completion/,
}

function filesOf(name: string): Record<string, TreeEntry> | undefined {
  const mine = belongs[name]
  return mine && Object.fromEntries(Object.entries(docker('docker-ce')).filter(([path]) => mine.test(path)))
}

const scripts: Readonly<Record<string, NonNullable<DebSpec['scripts']>>> = {
  'containerd.io': serviceScripts('containerd.service'),
  'docker-ce': withSocket(),
}

function withSocket(): NonNullable<DebSpec['scripts']> {
  const service = serviceScripts('docker.service', { before: dockerGroup })
  const socket = serviceScripts('docker.socket')
  return {
    ...service,
    postinst: `${service.postinst ?? ''}${socket.postinst ?? ''}`.replace(
      /(deb-systemd-invoke start 'docker\.service'[^\n]*\n)([\s\S]*?)(\t\tdeb-systemd-invoke start 'docker\.socket'[^\n]*\n)/,
      '$2$3\t\t$1',
    ),
  }
}

/** Packages of the repository for a release: `debian.12`, `bookworm`. */
export const dockerDebs = (distribution: string, codename: string): DebSpec[] =>
  parseTable(table(distribution, codename)).map((spec) => {
    const files = filesOf(spec.name)
    const own = scripts[spec.name]
    return {
      ...spec,
      ...(files && { files }),
      ...(own && { scripts: own }),
      ...(spec.name === 'containerd.io' && { conffiles: ['/etc/containerd/config.toml'] }),
    }
  })

/** download.docker.com below /linux, the parts for Debian and Ubuntu. */
export function dockerDebFiles(): Record<string, TreeEntry> {
  const out: Record<string, TreeEntry> = {}
  for (const [folder, distribution, codename] of [
    ['debian', 'debian.12', 'bookworm'],
    ['ubuntu', 'ubuntu.24.04', 'noble'],
  ] as const) {
    const suite = suiteFiles(
      {
        origin: 'Docker',
        label: 'Docker CE',
        suite: codename,
        codename,
        date: dateMs('2025-11-05'),
        components: [{ name: 'stable', packages: dockerDebs(distribution, codename), indexBytes: 47_900 }],
        keyId: key.id,
        inReleaseBytes: 46_600,
        maintainer: 'Docker <support@docker.com>',
      },
      codename,
      `dists/${codename}/pool`,
    )
    for (const [path, entry] of Object.entries(suite)) out[`/${folder}${path}`] = entry
    out[`/${folder}/gpg`] = keyringText(key, 'mQINBFit2ioBEADhWpZ8/wvZ6hUTiXOwQHXMAlaFHcPH9hAtr4F1y2+OYdbtMuth')
  }
  return out
}
