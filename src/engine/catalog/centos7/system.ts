import type { TreeDirectory, TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { directory, file, filler, merge, symlink, tree } from '../../linux/kernel/fs/tree.ts'
import { databaseText } from '../../linux/programs/rpm/database.ts'
import type { HostIdentity, OperatingSystem } from '../../machine/operating-system.ts'
import { type BuiltRpm, buildRpm, dateMs } from '../rpm/package.ts'
import { listedRelease } from './listed.ts'
import { installedPackages } from './packages.ts'
import { centosVendor } from './vendor.ts'

// A CentOS 7.9.2009 machine as its image ships: the packages' files, then what the installer writes.

const INSTALLED = dateMs('2024-06-01')

/** The directory layout of the filesystem package: / with its links into /usr. */
const layout: Readonly<Record<string, TreeEntry>> = {
  '/bin': symlink('usr/bin'),
  '/sbin': symlink('usr/sbin'),
  '/lib': symlink('usr/lib'),
  '/lib64': symlink('usr/lib64'),
  '/boot': directory(0o555),
  '/dev': directory(),
  '/etc': directory(),
  '/home': directory(),
  '/media': directory(),
  '/mnt': directory(),
  '/opt': directory(),
  '/proc': directory(0o555),
  '/root': directory(0o550),
  '/run': directory(),
  '/srv': directory(),
  '/sys': directory(0o555),
  '/tmp': directory(0o1777),
  '/usr/local/bin': directory(),
  '/usr/local/sbin': directory(),
  '/usr/share/doc': directory(),
  '/usr/lib64': directory(),
  '/var/cache/yum': directory(),
  '/var/lib/rpm': directory(),
  '/var/log': directory(),
  '/var/spool/mail': directory(0o775, { gid: 12 }),
  '/var/spool/cron': directory(0o700),
  '/var/tmp': directory(0o1777),
  '/var/run': symlink('../run'),
  '/var/lock': symlink('../run/lock'),
  '/boot/vmlinuz-3.10.0-1160.el7.x86_64': filler(6_769_256, 'MZ', 0o755),
  '/boot/initramfs-3.10.0-1160.el7.x86_64.img': filler(19_812_352, '\x1f\x8b', 0o600),
  '/usr/lib/locale/locale-archive': filler(106_172_832),
  '/usr/lib/modules/3.10.0-1160.el7.x86_64/modules.builtin.bin': filler(44_000_000),
  '/usr/lib/firmware/firmware.bin': filler(245_148 * 1024),
  '/usr/lib64/libc-2.17.so': filler(2_156_592, '\x7fELF', 0o755),
  '/usr/lib64/libc.so.6': symlink('libc-2.17.so'),
  '/usr/lib64/ld-2.17.so': filler(163_312, '\x7fELF', 0o755),
  '/usr/lib64/ld-linux-x86-64.so.2': symlink('ld-2.17.so'),
}

/** crypt(3) of `root` and `aluno`: passwords of a machine for practice. */
const passwords = {
  root: '$6$quay$.JxJEgaRovFA5Td4vSPeUiylSEic1277KzP0VptHADknViRb.sOQasBtKizuO5TYO1jPNjxraJJnEwKZ57WNu0',
  aluno: '$6$matrix$m7uyqXZiAvBdHOruakQXCsB0kD318suMtxJBbKuSztEMG.mW.OOcKj1k.Mnxb.jqxV1PSobJJAmb7VKpe0sGt1',
}

const accounts: Readonly<Record<string, TreeEntry>> = {
  '/etc/passwd': `root:x:0:0:root:/root:/bin/bash
bin:x:1:1:bin:/bin:/sbin/nologin
daemon:x:2:2:daemon:/sbin:/sbin/nologin
adm:x:3:4:adm:/var/adm:/sbin/nologin
lp:x:4:7:lp:/var/spool/lpd:/sbin/nologin
sync:x:5:0:sync:/sbin:/bin/sync
shutdown:x:6:0:shutdown:/sbin:/sbin/shutdown
halt:x:7:0:halt:/sbin:/sbin/halt
mail:x:8:12:mail:/var/spool/mail:/sbin/nologin
operator:x:11:0:operator:/root:/sbin/nologin
ftp:x:14:50:FTP User:/var/ftp:/sbin/nologin
nobody:x:99:99:Nobody:/:/sbin/nologin
systemd-network:x:192:192:systemd Network Management:/:/sbin/nologin
dbus:x:81:81:System message bus:/:/sbin/nologin
polkitd:x:999:998:User for polkitd:/:/sbin/nologin
sshd:x:74:74:Privilege-separated SSH:/var/empty/sshd:/sbin/nologin
aluno:x:1000:1000:Aluno:/home/aluno:/bin/bash
`,
  '/etc/group': `root:x:0:
bin:x:1:
daemon:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
disk:x:6:
lp:x:7:
mem:x:8:
kmem:x:9:
wheel:x:10:aluno
cdrom:x:11:
mail:x:12:
man:x:15:
dialout:x:18:
floppy:x:19:
games:x:20:
utmp:x:22:
ftp:x:50:
audio:x:63:
sshd:x:74:
dbus:x:81:
nobody:x:99:
users:x:100:
systemd-journal:x:190:
systemd-network:x:192:
polkitd:x:998:
aluno:x:1000:
`,
  '/etc/shadow': file(
    `root:${passwords.root}::0:99999:7:::\nbin:*:18353:0:99999:7:::\nsshd:!!:19875::::::\naluno:${passwords.aluno}:19875:0:99999:7:::\n`,
    0o000,
  ),
  '/home/aluno/.bashrc': file('# .bashrc\n\nif [ -f /etc/bashrc ]; then\n\t. /etc/bashrc\nfi\n', 0o644, { uid: 1000, gid: 1000 }),
  '/home/aluno/.bash_profile': file('if [ -f ~/.bashrc ]; then\n\t. ~/.bashrc\nfi\n', 0o644, { uid: 1000, gid: 1000 }),
  '/home/aluno': directory(0o700, { uid: 1000, gid: 1000 }),
  '/etc/shells': '/bin/sh\n/bin/bash\n/usr/bin/sh\n/usr/bin/bash\n',
}

function identityFiles(identity: HostIdentity): Readonly<Record<string, TreeEntry>> {
  const files: Record<string, TreeEntry> = {
    '/etc/hostname': `${identity.hostname}\n`,
    '/etc/hosts': `127.0.0.1   localhost localhost.localdomain localhost4 localhost4.localdomain4\n::1         localhost localhost.localdomain localhost6 localhost6.localdomain6\n${(identity.hosts ?? []).map((line) => `${line}\n`).join('')}`,
    '/etc/resolv.conf': identity.nameservers.map((address) => `nameserver ${address}\n`).join(''),
    '/etc/machine-id': file('4f0a2c5a3e6b4d0c9b1f7a8d2e5c6b31\n', 0o444),
  }
  for (const { name, address, prefix, gateway } of identity.interfaces) {
    files[`/etc/sysconfig/network-scripts/ifcfg-${name}`] =
      `TYPE=Ethernet\nBOOTPROTO=static\nNAME=${name}\nDEVICE=${name}\nONBOOT=yes\nIPADDR=${address}\nPREFIX=${prefix}\n${gateway ? `GATEWAY=${gateway}\n` : ''}`
  }
  return files
}

const settings: Readonly<Record<string, TreeEntry>> = {
  '/etc/locale.conf': 'LANG="en_US.UTF-8"\n',
  '/etc/localtime': symlink('../usr/share/zoneinfo/America/Sao_Paulo'),
  '/usr/share/zoneinfo/America/Sao_Paulo': filler(1_914, 'TZif2'),
  '/etc/nsswitch.conf': 'passwd:     files sss\nshadow:     files sss\ngroup:      files sss\nhosts:      files dns myhostname\nnetworks:   files\n',
  '/etc/fstab': '/dev/sda2               /                       xfs     defaults        0 0\n',
  '/etc/motd': '',
  '/etc/systemd/system/multi-user.target.wants/sshd.service': symlink('/usr/lib/systemd/system/sshd.service'),
  '/etc/systemd/system/multi-user.target.wants/network.service': symlink('/usr/lib/systemd/system/network.service'),
  '/etc/pki/tls/certs/ca-bundle.crt': symlink('/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem'),
}

/** Every package of the image, with what the listed ones are replaced by when modelled. */
export function installedRpms(): readonly BuiltRpm[] {
  const modelled = new Set(installedPackages.map((spec) => spec.name))
  return [...installedPackages, ...listedRelease.filter((spec) => !modelled.has(spec.name))].map((spec) => buildRpm(spec, centosVendor))
}

/** CentOS 7 on a disk of its own. `trustedCertificates` goes to the machine's certificate bundle. */
export function centos7(identity: HostIdentity, trustedCertificates: string): OperatingSystem {
  const packages = installedRpms()
  const database = packages.map((entry) => ({ ...entry.header, installedMs: INSTALLED, from: 'anaconda' }))
  let root: TreeDirectory = tree(layout, INSTALLED)
  const links = new Map(root.entries)
  for (const entry of packages) root = merge(root, entry.tree)
  const own = tree(
    {
      ...accounts,
      ...identityFiles(identity),
      ...settings,
      '/var/lib/rpm/Packages': databaseText(database),
      '/var/lib/rpm/Pubkeys': '',
      '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem': trustedCertificates,
    },
    INSTALLED,
  )
  root = merge(root, own)
  const keep = ['/', 'root', 'tmp', 'proc', 'sys', 'boot'].filter((name) => links.has(name))
  const entries = new Map(root.entries)
  for (const name of keep) {
    const node = entries.get(name)
    const original = links.get(name)
    if (node?.type === 'directory' && original) entries.set(name, { ...node, mode: original.mode })
  }
  return {
    name: 'CentOS Linux 7 (Core)',
    release: '3.10.0-1160.el7.x86_64',
    version: '#1 SMP Mon Oct 19 16:18:59 UTC 2020',
    rootFsType: 'xfs',
    init: '/usr/lib/systemd/systemd',
    root: { ...root, entries },
  }
}
