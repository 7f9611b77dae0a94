import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { directory, file, filler, tree } from '../../linux/kernel/fs/tree.ts'
import { formatStanzas, type Stanza } from '../../linux/programs/apt/control.ts'
import { rootDirectories } from '../images/base-system.ts'
import { controlFiles, controlOf, type DebSpec, listPaths } from './package.ts'

/** Programs of base-system.ts by the package that brings them; coreutils has the rest of /usr/bin. */
const owners: Readonly<Record<string, string>> = {
  bash: 'bash',
  dash: 'dash',
  sh: 'dash',
  grep: 'grep',
  egrep: 'grep',
  fgrep: 'grep',
  sed: 'sed',
  mawk: 'mawk',
  awk: 'mawk',
  diff: 'diffutils',
  cmp: 'diffutils',
  find: 'findutils',
  xargs: 'findutils',
  tar: 'tar',
  gzip: 'gzip',
  gunzip: 'gzip',
  zcat: 'gzip',
  hostname: 'hostname',
  getent: 'libc-bin',
  ldconfig: 'libc-bin',
  which: 'debianutils',
  mount: 'mount',
  umount: 'mount',
  clear: 'ncurses-bin',
  reset: 'ncurses-bin',
  tput: 'ncurses-bin',
  'update-alternatives': 'dpkg',
  'invoke-rc.d': 'init-system-helpers',
  'update-rc.d': 'init-system-helpers',
  'deb-systemd-helper': 'init-system-helpers',
  'deb-systemd-invoke': 'init-system-helpers',
  'dpkg-preconfigure': 'debconf',
  frontend: 'debconf',
  'libc.so.6': 'libc6',
  'ld-linux-x86-64.so.2': 'libc6',
  'os-release': 'base-files',
}
const utilLinux = new Set('su dmesg lsblk lscpu lsns nsenter unshare findmnt mountpoint more setsid flock whereis getopt taskset'.split(' '))
const shadow = new Set('useradd userdel usermod groupadd groupdel groupmod chpasswd passwd gpasswd'.split(' '))

export function ownerOf(path: string): string | undefined {
  const name = path.split('/').at(-1) ?? ''
  const known = owners[name]
  if (known) return known
  if (utilLinux.has(name)) return 'util-linux'
  if (shadow.has(name)) return 'passwd'
  if (name.startsWith('apt')) return 'apt'
  if (name.startsWith('dpkg')) return 'dpkg'
  return path.startsWith('/usr/bin/') ? 'coreutils' : undefined
}

/** Files that dpkg's database consists of, for packages installed from the start; `files` are the system's, which find their package here. */
export function installedDatabase(
  specs: readonly DebSpec[],
  files: Readonly<Record<string, TreeEntry>>,
  maintainer: string,
  mtimeMs: number,
): Record<string, TreeEntry> {
  const owned = new Map<string, Record<string, TreeEntry>>()
  for (const [path, entry] of Object.entries(files)) {
    const owner = ownerOf(path)
    if (owner) owned.set(owner, { ...owned.get(owner), [path]: entry })
  }
  const out: Record<string, TreeEntry> = {
    '/var/lib/dpkg/info/format': '1\n',
    '/var/lib/dpkg/updates': directory(),
    '/var/lib/dpkg/triggers/File': '',
    '/var/lib/dpkg/available': '',
    '/var/lib/dpkg/diversions': '',
    '/var/lib/dpkg/alternatives': directory(),
    '/var/lib/dpkg/lock': file('', 0o640),
    '/var/lib/dpkg/lock-frontend': file('', 0o640),
    '/var/lib/apt/extended_states': '',
    '/var/lib/apt/lists/partial': directory(0o700, { uid: 42 }),
    '/var/cache/apt/archives/partial': directory(0o700, { uid: 42 }),
    '/var/cache/debconf': directory(),
    '/var/log/apt': directory(),
  }
  const stanzas: Stanza[] = []
  for (const spec of [...specs].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const copyright = `/usr/share/doc/${spec.name}/copyright`
    const mine = { ...(spec.name === 'base-files' && rootDirectories), ...owned.get(spec.name), ...spec.files }
    out[copyright] = filler(900, `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: ${spec.name}\n`)
    const list = listPaths(tree({ ...mine, [copyright]: filler(900) }, mtimeMs))
    const name = spec.multiArch === 'same' ? `${spec.name}:${spec.arch}` : spec.name
    for (const [kind, entry] of Object.entries(controlFiles(spec, list))) out[`/var/lib/dpkg/info/${name}.${kind.slice(1)}`] = entry
    const fields = new Map<string, string>()
    for (const [field, value] of controlOf(spec, maintainer)) {
      fields.set(field, value)
      if (field === 'Package') fields.set('Status', 'install ok installed')
    }
    stanzas.push(fields)
  }
  out['/var/lib/dpkg/status'] = formatStanzas(stanzas)
  out['/var/lib/dpkg/status-old'] = formatStanzas(stanzas)
  return out
}

/** What Docker's makers put into the Debian-like base images for apt. */
export const dockerAptConfig: Readonly<Record<string, TreeEntry>> = {
  '/etc/apt/apt.conf.d/docker-clean':
    '# Since for most Docker users, package installs happen in "docker build" steps, they essentially become individual layers.\nDPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };\nAPT::Update::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };\n\nDir::Cache::pkgcache "";\nDir::Cache::srcpkgcache "";\n',
  '/etc/apt/apt.conf.d/docker-gzip-indexes': '# Keep the package lists compressed.\nAcquire::GzipIndexes "true";\n',
  '/etc/apt/apt.conf.d/docker-no-languages': '# No translations of package descriptions.\nAcquire::Languages "none";\n',
  '/etc/apt/apt.conf.d/docker-autoremove-suggests':
    '# Suggested packages do not keep anything installed.\nApt::AutoRemove::SuggestsImportant "false";\n',
  '/etc/dpkg/dpkg.cfg.d/docker-apt-speedup': 'force-unsafe-io\n',
  '/usr/sbin/policy-rc.d': file(
    '#!/bin/sh\n\n# For most Docker users, "apt-get install" only happens during "docker build",\n# where starting services doesn\'t work and often fails in humorous ways. This\n# prevents those failures by stopping the services from attempting to start.\n\nexit 101\n',
    0o755,
  ),
}

/** apt's own directories. */
export const aptSettings: Readonly<Record<string, TreeEntry>> = {
  '/etc/apt/apt.conf.d/01autoremove': 'APT\n{\n  NeverAutoRemove\n  {\n\t"^firmware-linux.*";\n\t"^linux-image-[a-z0-9]*$";\n  };\n};\n',
  '/etc/apt/apt.conf.d/70debconf':
    '// Pre-configure all packages with debconf before they are installed.\nDPkg::Pre-Install-Pkgs {"/usr/sbin/dpkg-preconfigure --apt || true";};\n',
  '/etc/apt/keyrings': directory(),
  '/etc/apt/preferences.d': directory(),
  '/etc/apt/sources.list.d': directory(),
  '/etc/apt/trusted.gpg.d': directory(),
}
