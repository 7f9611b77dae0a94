import { executable, file, symlink } from '../../linux/kernel/fs/tree.ts'
import { modelledCoreutils, unmodelledCoreutils } from '../coreutils-names.ts'
import { notSimulated, room } from '../executables.ts'
import { rootCertificates } from '../internet/certificates.ts'
import type { ApkSpec } from './package.ts'
import { musl, offered } from './packages.ts'

const needs = (...names: readonly string[]): { readonly depends: readonly string[] } => ({ depends: [...names, ...musl] })
const extra = new Set(['sync', 'false', 'true', 'sleep', 'stat', 'stty', 'touch', 'uname'])
/** coreutils keeps the oldest names in /bin. */
const inBin = modelledCoreutils
  .split(' ')
  .filter(
    (name) =>
      extra.has(name) ||
      [
        'base64',
        'cat',
        'chgrp',
        'chmod',
        'chown',
        'cp',
        'date',
        'dd',
        'df',
        'echo',
        'ln',
        'ls',
        'mkdir',
        'mknod',
        'mktemp',
        'mv',
        'nice',
        'printenv',
        'pwd',
        'rm',
        'rmdir',
      ].includes(name),
  )

const updateCertificates = '#!/bin/sh\nupdate-ca-certificates --fresh >/dev/null 2>&1\nexit 0\n'

/** Command-line tools of Alpine 3.20. What has no program in the lab installs one that says so. */
export const tools: readonly ApkSpec[] = [
  offered('ca-certificates', '20240226-r0', 242_688, 704_512, 'Common CA certificates PEM files from Mozilla', {
    url: 'https://www.mozilla.org/en-US/about/governance/policies/security-group/certs/',
    license: 'MPL-2.0 AND MIT',
    depends: ['/bin/sh', 'so:libc.musl-x86_64.so.1', 'so:libcrypto.so.3'],
    files: {
      '/usr/share/ca-certificates/mozilla/Cais_Public_Root_CA.crt': rootCertificates,
      '/etc/ca-certificates.conf': 'mozilla/Cais_Public_Root_CA.crt\n',
      '/usr/sbin/update-ca-certificates': file(
        '#!/bin/sh\ncat /usr/share/ca-certificates/mozilla/*.crt /usr/local/share/ca-certificates/*.crt > /etc/ssl/certs/ca-certificates.crt.new 2>/dev/null\nmv /etc/ssl/certs/ca-certificates.crt.new /etc/ssl/certs/ca-certificates.crt\n',
        0o755,
      ),
    },
    scripts: { trigger: updateCertificates },
    triggers: ['/usr/share/ca-certificates', '/usr/local/share/ca-certificates', '/etc/ssl/certs', '/usr/share/ca-certificates/mozilla'],
  }),
  offered('curl', '8.7.1-r0', 134_144, 262_144, 'URL retrival utility and library', {
    ...needs('libcurl', 'so:libz.so.1'),
    url: 'https://curl.se/',
    license: 'curl',
    files: room('net', 'curl', { size: 255_000, build: { version: '8.7.1' } }),
  }),
  offered('wget', '1.24.5-r0', 224_256, 507_904, 'Network utility to retrieve files from the Web', {
    ...needs('libidn2', 'pcre2', 'so:libcrypto.so.3', 'so:libssl.so.3', 'so:libz.so.1'),
    url: 'https://www.gnu.org/software/wget/wget.html',
    license: 'GPL-3.0-or-later WITH OpenSSL-Exception',
    files: room('net', 'wget', { size: 500_000, build: { version: '1.24.5' } }),
  }),
  offered('bash', '5.2.26-r0', 475_136, 1_314_816, 'The GNU Bourne Again shell', {
    ...needs('readline', '/bin/sh'),
    url: 'https://www.gnu.org/software/bash/bash.html',
    license: 'GPL-3.0-or-later',
    files: room('bash', 'bash', { folder: '/bin', size: 755_000, build: { version: '5.2.26', shell: 'bash' } }),
    scripts: {
      'post-install': "#!/bin/sh\ngrep -q '^/bin/bash$' /etc/shells || echo /bin/bash >> /etc/shells\nexit 0\n",
      'pre-deinstall': "#!/bin/sh\nsed -i '/^\\/bin\\/bash$/d' /etc/shells\nexit 0\n",
    },
  }),
  offered('vim', '9.1.0414-r0', 1_245_184, 3_153_920, 'Improved vi-style text editor', {
    ...needs('vim-common', 'xxd', 'libncursesw'),
    license: 'Vim',
    files: {
      ...room('editors', 'vim', { size: 3_100_000, build: { version: '9.1' } }),
      '/usr/bin/view': symlink('vim'),
      '/usr/bin/ex': symlink('vim'),
      '/usr/bin/vi': symlink('vim'),
    },
  }),
  offered('vim-common', '9.1.0414-r0', 3_612_672, 33_112_064, 'Improved vi-style text editor - common files', {
    origin: 'vim',
    license: 'Vim',
    depends: [],
    rest: '/usr/share/vim/vim91/runtime',
  }),
  offered('xxd', '9.1.0414-r0', 9_216, 20_480, 'A tool to make a hexdump or do the reverse', {
    origin: 'vim',
    license: 'Vim',
    files: room('coreutils', 'xxd', { size: 18_000 }),
  }),
  offered('nano', '8.0-r0', 339_968, 706_560, 'Enhanced clone of the Pico text editor', {
    ...needs('libncursesw'),
    license: 'GPL-3.0-or-later',
    files: room('editors', 'nano', { size: 262_000, build: { version: '8.0' } }),
  }),
  offered('less', '643-r2', 98_304, 217_088, 'File pager', {
    ...needs('libncursesw'),
    license: 'GPL-3.0-or-later OR BSD-2-Clause',
    files: room('editors', 'less', { size: 190_000 }),
  }),
  offered('git', '2.45.1-r0', 3_018_752, 6_938_624, 'Distributed version control system', {
    ...needs('libcurl', 'libexpat', 'pcre2', 'so:libz.so.1'),
    license: 'GPL-2.0-or-later',
    files: notSimulated('git'),
  }),
  offered('iproute2', '6.9.0-r0', 9_216, 16_384, 'IP Routing Utilities', {
    ...needs('iproute2-minimal', 'iproute2-ss', 'iproute2-tc'),
    license: 'GPL-2.0-or-later',
    files: { '/etc/iproute2/rt_tables.d/README': 'Each file in this directory is an rt_tables configuration file.\n' },
  }),
  offered('iproute2-minimal', '6.9.0-r0', 266_240, 634_880, 'IP Routing Utilities (minimal)', {
    ...needs('libelf', 'libmnl', 'libcap2'),
    origin: 'iproute2',
    license: 'GPL-2.0-or-later',
    files: room('net', 'ip', { folder: '/sbin', size: 620_000, build: { version: '6.9.0' } }),
  }),
  offered('iproute2-ss', '6.9.0-r0', 55_296, 118_784, 'IP Routing Utilities (ss)', {
    ...needs('libmnl'),
    origin: 'iproute2',
    license: 'GPL-2.0-or-later',
    files: room('net', 'ss', { folder: '/sbin', size: 115_000, build: { version: '6.9.0' } }),
  }),
  offered('iproute2-tc', '6.9.0-r0', 217_088, 602_112, 'IP Routing Utilities (tc)', {
    ...needs('libelf', 'libmnl', 'libxtables'),
    origin: 'iproute2',
    license: 'GPL-2.0-or-later',
    files: notSimulated('tc', '/sbin'),
  }),
  offered('iputils', '20240117-r0', 3_072, 8_192, 'IP Configuration Utilities (and Ping)', {
    depends: ['iputils-ping', 'iputils-tracepath', 'iputils-arping'],
    license: 'BSD-3-Clause AND GPL-2.0-or-later',
  }),
  offered('iputils-ping', '20240117-r0', 31_744, 77_824, 'IP Configuration Utilities (ping)', {
    ...needs('libcap2'),
    origin: 'iputils',
    license: 'BSD-3-Clause',
    files: room('net', 'ping', { folder: '/bin', size: 72_000, setuid: true }),
  }),
  offered('iputils-tracepath', '20240117-r0', 9_216, 20_480, 'IP Configuration Utilities (tracepath)', {
    origin: 'iputils',
    license: 'GPL-2.0-or-later',
    files: notSimulated('tracepath'),
  }),
  offered('iputils-arping', '20240117-r0', 12_288, 32_768, 'IP Configuration Utilities (arping)', {
    ...needs('libcap2'),
    origin: 'iputils',
    license: 'GPL-2.0-or-later',
    files: notSimulated('arping', '/usr/sbin'),
  }),
  offered('bind-tools', '9.18.27-r0', 140_288, 438_272, 'The ISC DNS tools', {
    ...needs('bind-libs', 'libedit'),
    origin: 'bind',
    license: 'MPL-2.0',
    files: { ...room('net', 'dig host nslookup', { size: 145_000, build: { version: '9.18.27' } }), ...notSimulated('delv nsupdate mdig') },
  }),
  offered('tcpdump', '4.99.4-r1', 471_040, 1_306_624, 'A tool for network monitoring and data acquisition', {
    ...needs('libpcap'),
    license: 'BSD-3-Clause',
    files: room('net', 'tcpdump', { size: 1_290_000 }),
  }),
  offered('iptables', '1.8.10-r3', 226_304, 708_608, 'Linux kernel firewall, NAT and packet mangling tools', {
    ...needs('libmnl', 'libnftnl', 'libxtables'),
    license: 'GPL-2.0-or-later',
    files: room('net', 'iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore', {
      folder: '/sbin',
      size: 98_000,
      build: { version: '1.8.10' },
    }),
  }),
  offered('bridge-utils', '1.7.1-r3', 16_384, 45_056, 'Tools for configuring the Linux kernel 802.1d Ethernet Bridge', {
    license: 'GPL-2.0-or-later',
    files: room('net', 'brctl', { folder: '/usr/sbin', size: 40_000 }),
  }),
  offered('net-tools', '2.10-r3', 199_680, 552_960, 'Linux networking tools', {
    license: 'GPL-2.0-or-later',
    files: { ...room('net', 'netstat', { folder: '/bin', size: 140_000 }), ...room('net', 'ifconfig route arp', { folder: '/sbin', size: 80_000 }) },
  }),
  offered('strace', '6.9-r0', 453_632, 1_486_848, 'Diagnostic, debugging and instructional userspace tracer', {
    license: 'LGPL-2.1-or-later',
    files: room('util-linux', 'strace', { size: 1_480_000 }),
  }),
  offered('lsof', '4.99.3-r1', 84_992, 196_608, 'LiSt Open Files', { license: 'lsof', files: room('procps', 'lsof', { size: 190_000 }) }),
  offered('htop', '3.3.0-r0', 130_048, 258_048, 'Interactive process viewer', {
    ...needs('libncursesw'),
    license: 'GPL-2.0-or-later',
    files: notSimulated('htop'),
  }),
  offered('procps-ng', '4.0.4-r0', 199_680, 516_096, 'Utilities for monitoring your system and processes on your system', {
    ...needs('libncursesw', 'libproc2', 'utmps-libs'),
    license: 'GPL-2.0-or-later',
    provides: ['procps=4.0.4-r0'],
    files: {
      ...room('procps', 'ps pidof watch', { folder: '/bin', size: 100_000, build: { version: '4.0.4' } }),
      ...room('procps', 'free pgrep pkill pmap top uptime vmstat w', { size: 60_000, build: { version: '4.0.4' } }),
      ...room('procps', 'sysctl', { folder: '/sbin', size: 31_000 }),
    },
  }),
  offered('psmisc', '23.6-r0', 81_920, 262_144, 'Set of some small useful utilities that use the proc filesystem', {
    ...needs('libncursesw'),
    license: 'GPL-2.0-or-later',
    files: room('procps', 'fuser killall pstree', { size: 44_000 }),
  }),
  offered('tree', '2.1.1-r0', 29_696, 77_824, 'A recursive directory indented listing program', {
    license: 'GPL-2.0-or-later',
    files: room('coreutils', 'tree', { size: 74_000 }),
  }),
  offered('file', '5.45-r1', 9_216, 28_672, 'File type identification utility', {
    ...needs('libmagic'),
    license: 'BSD-2-Clause',
    files: room('coreutils', 'file', { size: 22_000 }),
  }),
  offered('jq', '1.7.1-r0', 137_216, 315_392, 'A lightweight and flexible command-line JSON processor', {
    ...needs('oniguruma'),
    url: 'https://jqlang.github.io/jq/',
    files: notSimulated('jq'),
  }),
  offered('yq', '4.44.1-r0', 3_940_352, 10_997_760, 'Portable command-line YAML processor', { license: 'MIT', files: notSimulated('yq') }),
  offered('make', '4.4.1-r2', 114_688, 266_240, 'GNU make utility to maintain groups of programs', {
    license: 'GPL-3.0-or-later',
    files: notSimulated('make'),
  }),
  offered('gcc', '13.2.1_git20240309-r0', 53_477_376, 148_897_792, 'The GNU Compiler Collection', {
    ...needs('libstdc++'),
    license: 'GPL-2.0-or-later',
    files: notSimulated('gcc cc cpp'),
  }),
  offered('musl-dev', '1.2.5-r0', 2_240_512, 10_899_456, 'the musl c library (libc) implementation (development files)', {
    depends: ['musl=1.2.5-r0'],
    origin: 'musl',
    rest: '/usr/lib/libc.a',
  }),
  offered('build-base', '0.5-r3', 1_536, 8_192, 'Meta package for build base', { depends: ['gcc', 'make', 'musl-dev'] }),
  offered('coreutils', '9.5-r0', 526_336, 1_130_496, 'The basic file, shell and text manipulation utilities', {
    ...needs('acl-libs', 'libattr', 'utmps-libs', 'so:libcrypto.so.3', 'coreutils-env', 'coreutils-fmt', 'coreutils-sha512sum'),
    license: 'GPL-3.0-or-later',
    files: {
      ...room(
        'coreutils',
        modelledCoreutils
          .split(' ')
          .filter((name) => !inBin.includes(name) && name !== 'env' && name !== 'sha512sum')
          .join(' '),
        { size: 52_000, build: { version: '9.5' } },
      ),
      ...room('coreutils', inBin.join(' '), { folder: '/bin', size: 52_000, build: { version: '9.5' } }),
      ...notSimulated(unmodelledCoreutils),
    },
  }),
  ...['env', 'fmt', 'sha512sum'].map((name) =>
    offered(`coreutils-${name}`, '9.5-r0', 18_432, 49_152, 'The basic file, shell and text manipulation utilities', {
      origin: 'coreutils',
      license: 'GPL-3.0-or-later',
      files: name === 'fmt' ? notSimulated('fmt') : room('coreutils', name, { size: 48_000, build: { version: '9.5' } }),
    }),
  ),
  offered('grep', '3.11-r0', 76_800, 163_840, 'Searches input files for lines containing a match to a specified pattern', {
    ...needs('pcre2'),
    license: 'GPL-3.0-or-later',
    files: room('text', 'grep egrep fgrep', { folder: '/bin', size: 150_000 }),
  }),
  offered('sed', '4.9-r2', 66_560, 188_416, 'GNU stream editor', {
    ...needs('acl-libs'),
    license: 'GPL-3.0-or-later',
    files: room('text', 'sed', { folder: '/bin', size: 170_000 }),
  }),
  offered('gawk', '5.3.0-r1', 331_776, 1_478_656, 'GNU awk pattern-matching language', {
    ...needs('readline'),
    license: 'GPL-3.0-or-later',
    files: { ...room('text', 'gawk=awk', { size: 590_000 }), '/usr/bin/awk': symlink('gawk') },
  }),
  offered('findutils', '4.9.0-r5', 150_528, 446_464, 'GNU utilities for finding files', {
    license: 'GPL-3.0-or-later',
    files: room('findutils', 'find xargs', { size: 160_000 }),
  }),
  offered('diffutils', '3.10-r0', 170_000, 450_560, 'Shows differences among files', {
    license: 'GPL-3.0-or-later',
    files: room('text', 'diff cmp', { size: 150_000 }),
  }),
  offered('tar', '1.35-r2', 211_968, 471_040, 'Utility used to store, backup, and transport files', {
    ...needs('acl-libs'),
    license: 'GPL-3.0-or-later',
    files: room('archive', 'tar', { size: 430_000 }),
  }),
  offered('gzip', '1.13-r0', 53_248, 118_784, 'Popular data compression program', {
    license: 'GPL-3.0-or-later',
    files: room('archive', 'gzip gunzip zcat', { folder: '/bin', size: 80_000 }),
  }),
  offered('util-linux', '2.40.1-r1', 5_120, 12_288, 'Random collection of Linux utilities', {
    depends: ['util-linux-misc', 'lsblk', 'mount', 'umount'],
    license: 'GPL-3.0-or-later',
  }),
  offered('util-linux-misc', '2.40.1-r1', 870_400, 2_207_744, 'Commonly used utilities from util-linux', {
    origin: 'util-linux',
    license: 'GPL-2.0-or-later',
    files: room('util-linux', 'unshare nsenter lsns lscpu setsid dmesg getopt mountpoint taskset', { size: 60_000 }),
  }),
  offered('lsblk', '2.40.1-r1', 53_248, 135_168, 'Block device list tool from util-linux', {
    origin: 'util-linux',
    license: 'GPL-2.0-or-later',
    files: room('util-linux', 'lsblk', { folder: '/bin', size: 130_000 }),
  }),
  offered('mount', '2.40.1-r1', 24_576, 57_344, 'Mount and umount from util-linux', {
    origin: 'util-linux',
    license: 'GPL-2.0-or-later',
    files: room('util-linux', 'mount', { folder: '/bin', size: 55_000, setuid: true }),
  }),
  offered('umount', '2.40.1-r1', 17_408, 40_960, 'umount from util-linux', {
    origin: 'util-linux',
    license: 'GPL-2.0-or-later',
    files: room('util-linux', 'umount', { folder: '/bin', size: 38_000, setuid: true }),
  }),
  offered('shadow', '4.15.1-r0', 171_008, 573_440, 'PAM-using login and passwd utilities (usermod, useradd, ...)', {
    ...needs('linux-pam', 'libbsd'),
    license: 'BSD-3-Clause',
    files: {
      ...room('accounts', 'useradd userdel usermod groupadd groupdel groupmod chpasswd', { folder: '/usr/sbin', size: 80_000 }),
      ...room('accounts', 'passwd gpasswd chage', { setuid: true, size: 60_000 }),
      '/etc/login.defs': 'UID_MIN\t\t\t 1000\nUID_MAX\t\t\t60000\nGID_MIN\t\t\t 1000\nGID_MAX\t\t\t60000\nCREATE_HOME\tno\nUMASK\t\t022\n',
    },
  }),
  offered('sudo', '1.9.15_p5-r0', 807_936, 2_310_144, 'Give certain users the ability to run some commands as root', {
    ...needs('linux-pam', 'so:libz.so.1', '/bin/sh'),
    license: 'custom ISC',
    files: {
      ...room('util-linux', 'sudo', { setuid: true, size: 190_000 }),
      '/etc/sudoers': file('root ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n', 0o440),
      '/etc/sudoers.d/README': file('# Files here are read as parts of sudoers.\n', 0o440),
    },
  }),
  offered('tzdata', '2024a-r1', 430_080, 1_757_184, 'Timezone data', {
    license: 'Public-Domain',
    depends: [],
    files: {
      '/usr/share/zoneinfo/UTC': file('TZif2\nUTC0\n'),
      '/usr/share/zoneinfo/Etc/UTC': file('TZif2\nUTC0\n'),
      '/usr/share/zoneinfo/America/Sao_Paulo': file('TZif2\n<-03>3\n'),
      '/usr/share/zoneinfo/Brazil/East': file('TZif2\n<-03>3\n'),
    },
    rest: '/usr/share/zoneinfo/tzdata.zi',
  }),
  offered('openssl', '3.3.1-r0', 344_064, 847_872, 'Toolkit for Transport Layer Security (TLS)', {
    ...needs('so:libcrypto.so.3', 'so:libssl.so.3'),
    url: 'https://www.openssl.org/',
    license: 'Apache-2.0',
    built: '2024-06-05',
    files: notSimulated('openssl'),
  }),
  offered('openssh', '9.7_p1-r3', 3_072, 8_192, "Port of OpenBSD's free SSH release", {
    depends: ['openssh-client-default', 'openssh-sftp-server', 'openssh-server', 'openssh-keygen'],
    license: 'SSH-OpenSSH',
  }),
  offered('openssh-client-default', '9.7_p1-r3', 370_000, 860_160, "OpenBSD's SSH client", {
    ...needs('openssh-keygen', 'libedit', 'so:libcrypto.so.3', 'so:libz.so.1'),
    origin: 'openssh',
    license: 'SSH-OpenSSH',
    provides: ['openssh-client=9.7_p1-r3'],
    files: { ...room('net', 'ssh scp', { size: 400_000 }), ...notSimulated('sftp ssh-agent ssh-add ssh-keyscan ssh-copy-id') },
  }),
  offered('openssh-keygen', '9.7_p1-r3', 215_040, 475_136, 'ssh helper program for generating keys', {
    ...needs('so:libcrypto.so.3'),
    origin: 'openssh',
    license: 'SSH-OpenSSH',
    files: room('net', 'ssh-keygen', { size: 460_000 }),
  }),
  offered('openssh-server', '9.7_p1-r3', 367_616, 880_640, 'OpenSSH server', {
    ...needs('openssh-keygen', 'so:libcrypto.so.3', 'so:libz.so.1'),
    origin: 'openssh',
    license: 'SSH-OpenSSH',
    files: {
      ...room('net', 'sshd', { folder: '/usr/sbin', size: 860_000 }),
      '/etc/ssh/sshd_config': file(
        'Include /etc/ssh/sshd_config.d/*.conf\nAuthorizedKeysFile\t.ssh/authorized_keys\nAllowTcpForwarding no\nGatewayPorts no\nX11Forwarding no\nSubsystem\tsftp\tinternal-sftp\n',
        0o644,
      ),
    },
  }),
  offered('openssh-sftp-server', '9.7_p1-r3', 47_104, 106_496, 'ssh sftp server module', {
    origin: 'openssh',
    license: 'SSH-OpenSSH',
    files: notSimulated('sftp-server', '/usr/lib/ssh'),
  }),
  offered('rsync', '3.3.0-r0', 220_160, 442_368, 'A file transfer program to keep remote files in sync', {
    ...needs('acl-libs', 'zstd-libs', 'so:libz.so.1'),
    license: 'GPL-3.0-or-later',
    files: notSimulated('rsync'),
  }),
  offered('socat', '1.8.0.0-r0', 166_912, 409_600, 'Multipurpose relay for binary protocols', {
    ...needs('readline', 'so:libcrypto.so.3'),
    license: 'GPL-2.0-only',
    files: notSimulated('socat'),
  }),
  offered('netcat-openbsd', '1.226-r0', 20_480, 45_056, 'TCP/IP swiss army knife. OpenBSD variant.', {
    ...needs('libbsd', 'libmd'),
    license: 'BSD',
    files: room('net', 'nc', { size: 42_000 }),
  }),
  offered('nmap', '7.95-r0', 2_170_880, 5_726_208, 'Network exploration tool and security/port scanner', {
    ...needs('libpcap', 'pcre2', 'libstdc++'),
    license: 'NPSL',
    files: notSimulated('nmap'),
  }),
  offered('stress-ng', '0.17.08-r0', 1_720_320, 3_997_696, 'stress-ng will stress test a computer system in various selectable ways', {
    license: 'GPL-2.0-or-later',
    files: notSimulated('stress-ng'),
  }),
  offered('libcap', '2.70-r0', 3_072, 8_192, 'POSIX 1003.1e capabilities', {
    depends: ['libcap2'],
    license: 'GPL-2.0-only',
    files: notSimulated('capsh getcap setcap getpcaps', '/usr/sbin'),
  }),
  offered('busybox-extras', '1.36.1-r28', 55_296, 122_880, 'Additional binaries of Busybox', {
    origin: 'busybox',
    url: 'https://busybox.net/',
    license: 'GPL-2.0-only',
    built: '2024-05-03',
    files: {
      '/bin/busybox-extras': executable('busybox/busybox', 96_000, {
        version: '1.36.1',
        built: '2024-05-03_13:00:32_UTC',
        variant: 'extras',
        libc: 'musl',
      }),
      ...Object.fromEntries(
        ['telnet', 'httpd', 'ftpget', 'ftpput', 'tftp', 'telnetd', 'ftpd', 'inetd', 'dnsd', 'fakeidentd'].map((name) => [
          `/usr/${/d$/.test(name) ? 'sbin' : 'bin'}/${name}`,
          symlink('/bin/busybox-extras'),
        ]),
      ),
    },
  }),
]
