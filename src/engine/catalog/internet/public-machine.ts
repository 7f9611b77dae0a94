import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { directory, executable, file, symlink, tree } from '../../linux/kernel/fs/tree.ts'
import type { InterfaceConfig, OperatingSystem } from '../../machine/operating-system.ts'

/** What a machine of the internet runs: commands for its inittab, and the files they need. */
export interface PublicRole {
  readonly commands: readonly string[]
  readonly files: Readonly<Record<string, TreeEntry>>
}

/** A small Debian for a public server: just what its role needs. */
export function publicSystem(interfaces: readonly InterfaceConfig[], nameserver: string, role: PublicRole, mtimeMs: number): OperatingSystem {
  const stanzas = interfaces.map(
    ({ name, address, prefix, gateway }) =>
      `auto ${name}\niface ${name} inet static\n    address ${address}/${prefix}\n${gateway ? `    gateway ${gateway}\n` : ''}`,
  )
  const files: Record<string, TreeEntry> = {
    '/dev': directory(),
    '/proc': directory(),
    '/sys': directory(),
    '/run': directory(),
    '/tmp': directory(0o1777),
    '/var/tmp': directory(0o1777),
    '/root': directory(0o700),
    '/sbin': symlink('usr/sbin'),
    '/bin': symlink('usr/bin'),
    '/usr/bin': directory(),
    '/usr/sbin/init': executable('servers/init', 70_000),
    '/usr/sbin/ifup': executable('net-scripts/ifup', 70_000),
    '/usr/sbin/named': executable('servers/named', 800_000),
    '/usr/sbin/origin': executable('servers/origin', 900_000),
    '/etc/network/interfaces': `auto lo\niface lo inet loopback\n\n${stanzas.join('\n')}`,
    '/etc/resolv.conf': `nameserver ${nameserver}\n`,
    '/etc/hosts': '127.0.0.1\tlocalhost\n',
    '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
    '/etc/group': 'root:x:0:\n',
    '/etc/inittab': role.commands.map((command) => `${command}\n`).join(''),
    ...role.files,
  }
  return {
    name: 'Debian GNU/Linux 12 (bookworm)',
    release: '6.1.0-21-amd64',
    version: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.90-1 (2024-05-03)',
    rootFsType: 'ext4',
    init: '/usr/sbin/init',
    root: tree(files, mtimeMs),
  }
}

/** A web server for some host names: `sites` has the files of each, certificates cover them all. */
export function webRole(
  sites: Readonly<Record<string, Readonly<Record<string, TreeEntry>>>>,
  identity: { readonly chainPem: string; readonly keyPem: string },
): PublicRole {
  const files: Record<string, TreeEntry> = { '/etc/origin/chain.pem': identity.chainPem, '/etc/origin/key.pem': file(identity.keyPem, 0o600) }
  for (const [host, pages] of Object.entries(sites)) for (const [path, entry] of Object.entries(pages)) files[`/srv/${host}${path}`] = entry
  return { commands: ['/usr/sbin/origin'], files }
}
