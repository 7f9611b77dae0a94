import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { parseRelations } from '../../linux/programs/apt/relation.ts'
import { dockerDebs } from '../deb/docker-ce.ts'
import { aptSettings, installedDatabase } from '../deb/installed.ts'
import type { DebSpec } from '../deb/package.ts'
import { parseTable } from '../deb/table.ts'
import { debianArmour, debianKeyring } from './archive-key.ts'
import { baseTable } from './base-table.ts'
import { libraryTable } from './library-table.ts'
import { debianMaintainer, withContents } from './mirrors.ts'
import { programTable } from './program-table.ts'

/** What was chosen when the servers were installed, beside the base system; dependencies come along. */
const chosen =
  'apt-utils bash-completion bc bind9-dnsutils ca-certificates curl file gnupg ifupdown iproute2 iptables iputils-ping kmod less lsof man-db nano net-tools netbase netcat-openbsd openssh-client openssh-server perl procps psmisc strace sudo systemd systemd-sysv tcpdump traceroute tree vim wget whiptail xxd xz-utils'.split(
    ' ',
  )
const dockerPackages = 'docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin docker-ce-rootless-extras'.split(' ')

/** Packages with everything they depend on, first alternatives first. */
function closure(names: readonly string[], known: ReadonlyMap<string, DebSpec>): DebSpec[] {
  const found = new Map<string, DebSpec>()
  const visit = (name: string): void => {
    const spec = known.get(name)
    if (!spec || found.has(name)) return
    found.set(name, spec)
    for (const field of ['Pre-Depends', 'Depends'])
      for (const group of parseRelations(spec.relations[field])) visit(group.find((relation) => known.has(relation.name))?.name ?? '')
  }
  for (const name of names) visit(name)
  return [...found.values()]
}

/** The packages' files, apt's settings and dpkg's database of a Debian server, with Docker's own packages or without; `files` are the base system's. */
export function serverPackaging(files: Readonly<Record<string, TreeEntry>>, withDocker: boolean, mtimeMs: number): Record<string, TreeEntry> {
  const base = parseTable(baseTable)
  const docker = withDocker ? dockerDebs('debian.12', 'bookworm') : []
  const known = new Map([...base, ...parseTable(`${libraryTable}${programTable}`), ...docker].map((spec) => [spec.name, spec]))
  const asked = [...base.map((spec) => spec.name), ...chosen, ...(withDocker ? dockerPackages : [])]
  const specs = closure(asked, known)
  const contents = specs.map((spec) => (docker.includes(spec) ? spec : (withContents([spec])[0] ?? spec)))
  const automatic = specs
    .filter((spec) => !asked.includes(spec.name))
    .map((spec) => `Package: ${spec.name}\nArchitecture: amd64\nAuto-Installed: 1\n\n`)
  return {
    ...Object.fromEntries(contents.filter((spec) => !docker.includes(spec)).flatMap((spec) => Object.entries(spec.files ?? {}))),
    ...aptSettings,
    ...installedDatabase(contents, files, debianMaintainer, mtimeMs),
    '/var/lib/apt/extended_states': automatic.sort().join(''),
    '/usr/share/keyrings/debian-archive-keyring.gpg': debianKeyring,
    '/etc/apt/trusted.gpg.d/debian-archive-bookworm-automatic.asc': debianArmour,
    '/etc/apt/sources.list':
      'deb http://ftp.br.debian.org/debian/ bookworm main\n\ndeb http://ftp.br.debian.org/debian-security bookworm-security main\n\ndeb http://ftp.br.debian.org/debian/ bookworm-updates main\n',
  }
}
