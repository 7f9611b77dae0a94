import type { TreeDirectory, TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { directory, executable, file, filler, merge, symlink, tree } from '../../linux/kernel/fs/tree.ts'
import type { HostIdentity, OperatingSystem } from '../../machine/operating-system.ts'
import { systemUnits } from '../centos7/units.ts'
import { unmodelledCoreutils } from '../coreutils-names.ts'
import { notSimulated, room } from '../executables.ts'
import { debianSettings, debianTools, mergedUsr, rootDirectories } from '../images/base-system.ts'
import { dateMs } from '../rpm/package.ts'
import { type DockerBuild, docker } from './docker.ts'
import { serverPackaging } from './installed.ts'

// A Debian 12 server with Docker's own packages of November 2025: what the worlds that begin with Docker run on.

const INSTALLED = dateMs('2025-11-10')
const sbin = '/usr/sbin'

/** What a person finds on the server beside the base system's tools. */
const tools: Readonly<Record<string, TreeEntry>> = {
  ...room('editors', 'less more man nano', { size: 200_000 }),
  ...room('editors', 'vim=vim vi=vim view=vim', { size: 3_400_000, build: { version: '9.0' } }),
  ...room('procps', 'ps top free uptime vmstat watch pgrep pkill pidof w pmap kill killall pstree lsof fuser pwdx', { size: 90_000 }),
  ...room('procps', 'sysctl', { folder: sbin, size: 31_000 }),
  ...room('coreutils', 'tree file bc xxd base32 b2sum', { size: 80_000 }),
  ...room('net', 'ip ss ping curl wget nc dig nslookup host ssh scp ssh-keygen', { size: 250_000, build: { version: '7.88.1' } }),
  ...room(
    'net',
    'ifconfig route arp bridge brctl conntrack iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore tcpdump traceroute sshd',
    { folder: sbin, size: 120_000 },
  ),
  '/usr/sbin/ip': symlink('/bin/ip'),
  ...room('net', 'netstat', { size: 155_000 }),
  ...room('util-linux', 'sudo', { setuid: true, size: 281_624 }),
  ...room('util-linux', 'strace', { size: 2_100_000 }),
  ...room('util-linux', 'column cal fallocate hexdump rev renice uuidgen', { size: 48_000 }),
  ...room('util-linux', 'lsmod modprobe pivot_root', { folder: sbin, size: 60_000 }),
  ...room('accounts', 'chage', { setuid: true, size: 72_184 }),
  ...notSimulated(
    'flock script namei last lastlog mesg wall write crontab newgrp timedatectl localectl loginctl busctl systemd-analyze systemd-cgls systemd-cgtop systemd-run sftp ssh-copy-id ssh-agent ssh-add tracepath',
  ),
  ...notSimulated(
    'losetup blkid swapon swapoff fdisk sfdisk mkfs mkfs.ext4 mkswap fsck hwclock agetty modinfo insmod rmmod depmod nft vipw pwck grpck tune2fs resize2fs',
    sbin,
  ),
  ...notSimulated(unmodelledCoreutils),
  ...room('system', 'systemctl journalctl hostnamectl login logger', { build: { version: '252' }, size: 700_000 }),
  ...room('system', 'shutdown poweroff reboot halt service', { folder: sbin, build: { version: '252' }, size: 30_000 }),
  ...room('net-scripts', 'ifup ifdown', { folder: sbin, size: 70_000 }),
  '/usr/lib/systemd/systemd': executable('system/systemd', 1_804_416, { version: '252' }),
  '/usr/lib/systemd/systemd-journald': executable('system/journald', 178_000, { version: '252' }),
  '/usr/sbin/init': symlink('../lib/systemd/systemd'),
}

const networking = `[Unit]
Description=Raise network interfaces
Documentation=man:interfaces(5)
Before=network.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/ifup -a
ExecStop=/usr/sbin/ifdown -a

[Install]
WantedBy=multi-user.target
`

const ssh = `[Unit]
Description=OpenBSD Secure Shell server
Documentation=man:sshd(8) man:sshd_config(5)
After=network.target

[Service]
Type=simple
ExecStart=/usr/sbin/sshd -D
ExecReload=/bin/kill -HUP $MAINPID
KillMode=process
Restart=on-failure

[Install]
WantedBy=multi-user.target
Alias=sshd.service
`

const settings: Readonly<Record<string, TreeEntry>> = {
  '/usr/lib/systemd/system/networking.service': networking,
  '/usr/lib/systemd/system/ssh.service': ssh,
  '/etc/systemd/system/multi-user.target.wants/networking.service': symlink('/usr/lib/systemd/system/networking.service'),
  '/etc/systemd/system/multi-user.target.wants/ssh.service': symlink('/usr/lib/systemd/system/ssh.service'),
  '/etc/ssh/sshd_config': file('Port 22\nPermitRootLogin yes\nPasswordAuthentication yes\n'),
  '/etc/default/locale': 'LANG=C.UTF-8\n',
  '/etc/motd': '',
  '/etc/bash.bashrc': `# System-wide .bashrc file for interactive bash(1) shells.

[ -z "\${PS1-}" ] && return

shopt -s checkwinsize

PS1='\${debian_chroot:+($debian_chroot)}\\u@\\h:\\w\\$ '
if [ -r /usr/share/bash-completion/completions/docker ]; then
  . /usr/share/bash-completion/completions/docker
fi
`,
  '/root/.bashrc':
    "# ~/.bashrc: executed by bash(1) for non-login shells.\n\nexport LS_OPTIONS='--color=auto'\nalias ls='ls $LS_OPTIONS'\nalias ll='ls $LS_OPTIONS -l'\nalias l='ls $LS_OPTIONS -lA'\n",
  '/root/.profile':
    '# ~/.profile: executed by Bourne-compatible login shells.\n\nif [ "$BASH" ]; then\n  if [ -f ~/.bashrc ]; then\n    . ~/.bashrc\n  fi\nfi\n',
  '/var/spool/mail': directory(0o775, { gid: 8 }),
  '/boot/vmlinuz-6.1.0-41-amd64': filler(8_220_000, 'MZ'),
  '/boot/initrd.img-6.1.0-41-amd64': filler(40_100_000, '\x1f\x8b'),
  '/usr/lib/modules/6.1.0-41-amd64/modules.builtin.bin': filler(210_000_000),
  '/usr/lib/x86_64-linux-gnu/libs.bin': filler(420_000_000, '\x7fELF'),
  '/etc/ssl/certs': directory(),
}

function identityFiles(identity: HostIdentity): Record<string, TreeEntry> {
  const stanzas = identity.interfaces.map(
    ({ name, address, prefix, gateway }) =>
      `auto ${name}\niface ${name} inet static\n    address ${address}/${prefix}\n${gateway ? `    gateway ${gateway}\n` : ''}`,
  )
  return {
    '/etc/hostname': `${identity.hostname}\n`,
    '/etc/hosts': `127.0.0.1\tlocalhost\n127.0.1.1\t${identity.hostname}\n${(identity.hosts ?? []).map((line) => `${line}\n`).join('')}`,
    '/etc/resolv.conf': identity.nameservers.map((address) => `nameserver ${address}\n`).join(''),
    '/etc/network/interfaces': `source /etc/network/interfaces.d/*\n\nauto lo\niface lo inet loopback\n\n${stanzas.join('\n')}`,
    '/etc/machine-id': file(`${identity.hostname.length.toString(16).padStart(2, '0')}9c1f4e7a3b4d6f8e2a5b7c9d1e3f50\n`, 0o444),
  }
}

const bookworm = {
  release: {
    id: 'debian',
    name: 'Debian GNU/Linux',
    version: '12 (bookworm)',
    versionId: '12',
    codename: 'bookworm',
    issue: 'Debian GNU/Linux 12',
    debianVersion: '12.12',
    extra: 'HOME_URL="https://www.debian.org/"\nSUPPORT_URL="https://www.debian.org/support"\nBUG_REPORT_URL="https://bugs.debian.org/"\n',
  },
  kernel: '6.1.0-41-amd64',
  version: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.158-1 (2025-11-09)',
}

/** A Debian disk with Docker installed and enabled, and `more` files. */
export function debianWithDocker(
  identity: HostIdentity,
  trustedCertificates: string,
  build: DockerBuild = 'docker-ce',
  more: Readonly<Record<string, TreeEntry>> = {},
): OperatingSystem {
  const { release, kernel, version } = bookworm
  const baseTools = debianTools('9.1', '5.2.15')
  const base: TreeDirectory = tree({ ...rootDirectories, ...mergedUsr, ...baseTools, ...debianSettings(release) }, INSTALLED)
  const own = tree(
    {
      ...serverPackaging({ ...baseTools, ...tools }, build === 'docker-ce', INSTALLED),
      ...tools,
      ...docker(build),
      ...systemUnits,
      ...settings,
      ...identityFiles(identity),
      '/etc/group': groupsWithDocker,
      '/etc/shadow': file(`root:${rootPassword}:20402:0:99999:7:::\ndaemon:*:20402:0:99999:7:::\nnobody:*:20402:0:99999:7:::\n`, 0o640, { gid: 42 }),
      '/etc/ssl/certs/ca-certificates.crt': trustedCertificates,
      ...more,
    },
    INSTALLED,
  )
  return {
    name: 'Debian GNU/Linux 12 (bookworm)',
    release: kernel,
    version,
    rootFsType: 'ext4',
    init: '/usr/lib/systemd/systemd',
    root: withModes(merge(base, own), base),
  }
}

/** Merging made the parents of later files plain: /tmp and /root get their own modes back. */
function withModes(root: TreeDirectory, base: TreeDirectory): TreeDirectory {
  const entries = new Map(root.entries)
  for (const name of ['root', 'tmp']) {
    const node = entries.get(name)
    const original = base.entries.get(name)
    if (node?.type === 'directory' && original) entries.set(name, { ...node, mode: original.mode })
  }
  return { ...root, entries }
}

/** crypt(3) of `root`: the password of a machine for practice. */
const rootPassword = '$6$quay$.JxJEgaRovFA5Td4vSPeUiylSEic1277KzP0VptHADknViRb.sOQasBtKizuO5TYO1jPNjxraJJnEwKZ57WNu0'

const groupsWithDocker = `root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
disk:x:6:
lp:x:7:
mail:x:8:
sudo:x:27:
www-data:x:33:
shadow:x:42:
utmp:x:43:
staff:x:50:
users:x:100:
systemd-journal:x:999:
docker:x:998:
nogroup:x:65534:
`
