import { file, symlink } from '../../linux/kernel/fs/tree.ts'
import { modelledCoreutils, unmodelledCoreutils } from '../coreutils-names.ts'
import { notSimulated, room } from '../executables.ts'
import type { RpmSpec } from '../rpm/package.ts'
import * as files from './config-files.ts'
import { systemUnits } from './units.ts'

const sbin = '/usr/sbin'
const KIB = 1024
const built = '2020-10-01'

const spec = (name: string, evr: string, installedKib: number, archiveKib: number, summary: string, more: Partial<RpmSpec> = {}): RpmSpec => ({
  name,
  evr,
  summary,
  installedBytes: installedKib * KIB,
  archiveBytes: archiveKib * KIB,
  built,
  ...more,
})

/** Packages of the machine's image whose programs and files are modelled. */
export const installedPackages: readonly RpmSpec[] = [
  spec('centos-release', '7-9.2009.0.el7.centos', 44, 27, 'CentOS Linux release file', { files: files.release, config: Object.keys(files.release) }),
  spec('bash', '4.2.46-34.el7', 3581, 1037, 'The GNU Bourne Again shell', {
    files: {
      ...room('bash', 'bash', { size: 964_536, build: { version: '4.2.46', shell: 'bash' } }),
      '/usr/bin/sh': symlink('bash'),
      ...files.shellStartup,
    },
    provides: ['/bin/sh', '/bin/bash'],
  }),
  spec('coreutils', '8.22-24.el7_9.2', 14_589, 3379, 'A set of basic GNU tools commonly used in shell scripts', {
    files: {
      ...room('coreutils', modelledCoreutils, { build: { version: '8.22' } }),
      ...room('coreutils', 'chroot', { folder: sbin }),
      ...notSimulated(unmodelledCoreutils),
      '/etc/DIR_COLORS': file('# Colours of ls: see dircolors(1).\n'),
    },
  }),
  spec('grep', '2.20-3.el7', 1195, 344, 'Pattern matching utilities', { files: room('text', 'grep egrep fgrep', { size: 159_024 }) }),
  spec('sed', '4.2.2-7.el7', 604, 231, 'A GNU stream text editor', { files: room('text', 'sed', { size: 76_016 }) }),
  spec('gawk', '4.0.2-4.el7_3.1', 2434, 874, 'The GNU version of the awk text processing utility', {
    files: { ...room('text', 'gawk=awk', { size: 428_584 }), '/usr/bin/awk': symlink('gawk') },
  }),
  spec('diffutils', '3.3-5.el7', 1180, 322, 'A GNU collection of diff utilities', { files: room('text', 'diff cmp', { size: 190_000 }) }),
  spec('findutils', '4.5.11-6.el7', 1941, 559, 'The GNU versions of find utilities (find and xargs)', {
    files: room('findutils', 'find xargs', { size: 199_304 }),
  }),
  spec('tar', '2:1.26-35.el7', 2767, 846, 'A GNU file archiving program', { files: room('archive', 'tar', { size: 345_528 }) }),
  spec('gzip', '1.5-10.el7', 243, 130, 'The GNU data compression program', { files: room('archive', 'gzip gunzip zcat', { size: 95_384 }) }),
  spec('less', '458-9.el7', 215, 120, 'A text file browser similar to more, but better', { files: room('editors', 'less', { size: 158_240 }) }),
  spec('vim-minimal', '2:7.4.629-7.el7', 917, 443, 'A minimal version of the VIM editor', {
    files: {
      ...room('editors', 'vi=vim', { size: 926_904, build: { version: '7.4' } }),
      '/usr/bin/view': symlink('vi'),
      '/usr/bin/ex': symlink('vi'),
    },
  }),
  spec('which', '2.20-7.el7', 75, 41, 'Displays where a particular program in your path is located', {
    files: room('coreutils', 'which', { size: 24_400 }),
  }),
  spec('file', '5.11-37.el7', 68, 58, 'A utility for determining file types', { files: room('coreutils', 'file', { size: 19_240 }) }),
  spec('hostname', '3.13-3.el7_7.1', 19, 17, 'Utility to set/show the host name or domain name', {
    files: room('coreutils', 'hostname', { size: 15_800 }),
  }),
  spec('procps-ng', '3.3.10-28.el7', 731, 291, 'System and process monitoring utilities', {
    files: {
      ...room('procps', 'ps top free uptime vmstat watch pgrep pkill pidof w pmap pwdx tload slabtop skill=kill'),
      ...room('procps', 'sysctl', { folder: sbin }),
    },
  }),
  spec('psmisc', '22.20-17.el7', 475, 141, 'Utilities for managing processes on your system', { files: room('procps', 'killall pstree fuser') }),
  spec('util-linux', '2.23.2-65.el7', 8472, 2014, 'A collection of basic system utilities', {
    files: {
      ...room('util-linux', 'mount umount su', { setuid: true, size: 44_264 }),
      ...room(
        'util-linux',
        'dmesg lsblk lscpu lsns nsenter unshare findmnt mountpoint taskset renice setsid getopt whereis cal column fallocate hexdump rev uuidgen',
      ),
      ...room('util-linux', 'pivot_root', { folder: sbin }),
      ...room('editors', 'more', { size: 41_080 }),
      ...room('procps', 'kill', { size: 33_608 }),
      ...notSimulated('flock script scriptreplay namei ipcs ipcrm last lastb mesg wall write'),
      ...notSimulated('losetup blkid swapon swapoff fdisk sfdisk mkfs mkswap fsck hwclock agetty', sbin),
      ...room('system', 'login logger'),
    },
  }),
  spec('kmod', '20-28.el7', 243, 123, 'Linux kernel module management utilities', {
    files: { ...room('util-linux', 'lsmod modprobe', { folder: sbin }), ...notSimulated('modinfo insmod rmmod depmod', sbin) },
  }),
  spec('shadow-utils', '2:4.6-5.el7', 3534, 1191, 'Utilities for managing accounts and shadow password files', {
    files: {
      ...room('accounts', 'useradd userdel usermod groupadd groupdel groupmod chpasswd', { folder: sbin }),
      ...room('accounts', 'gpasswd chage', { setuid: true }),
      ...notSimulated('newgrp sg lastlog faillog'),
      ...notSimulated('vipw pwck grpck', sbin),
      '/etc/login.defs': file(
        'MAIL_DIR        /var/spool/mail\nUID_MIN                  1000\nUID_MAX                 60000\nSYS_UID_MIN               201\nSYS_UID_MAX               999\nCREATE_HOME     yes\nUMASK           077\n',
      ),
    },
  }),
  spec('passwd', '0.79-6.el7', 421, 105, 'An utility for setting or changing passwords using PAM', {
    files: room('accounts', 'passwd', { setuid: true }),
  }),
  spec('sudo', '1.8.23-10.el7', 2977, 862, 'Allows restricted root access for specified users', {
    files: { ...room('util-linux', 'sudo', { setuid: true, size: 151_424 }), '/etc/sudoers': file(files.sudoers, 0o440) },
  }),
  spec('iproute', '4.11.0-30.el7', 1767, 805, 'Advanced IP routing and network device configuration tools', {
    files: room('net', 'ip ss bridge', { folder: sbin, size: 332_928 }),
  }),
  spec('net-tools', '2.0-0.25.20131004git.el7', 940, 306, 'Basic networking tools', {
    files: { ...room('net', 'netstat', { size: 155_008 }), ...room('net', 'ifconfig route arp', { folder: sbin, size: 82_000 }) },
  }),
  spec('iputils', '20160308-10.el7', 357, 148, 'Network monitoring tools including ping', {
    files: { ...room('net', 'ping', { setuid: true, size: 66_176 }), ...notSimulated('tracepath'), ...notSimulated('arping', sbin) },
  }),
  spec('iptables', '1.4.21-35.el7', 1542, 432, 'Tools for managing Linux kernel packet filtering capabilities', {
    files: room('net', 'iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore', { folder: sbin, size: 93_000 }),
  }),
  spec('curl', '7.29.0-59.el7', 527, 271, 'A utility for getting files from remote servers (FTP, HTTP, and others)', {
    files: room('net', 'curl', { size: 156_104, build: { version: '7.29.0' } }),
    requires: ['libcurl'],
  }),
  spec('openssh-clients', '7.4p1-21.el7', 2651, 655, 'An open source SSH client applications', {
    files: { ...room('net', 'ssh scp', { size: 778_360 }), ...notSimulated('sftp ssh-copy-id ssh-agent ssh-add') },
  }),
  spec('openssh-server', '7.4p1-21.el7', 993, 459, 'An open source SSH server daemon', {
    files: {
      ...room('net', 'sshd', { folder: sbin, size: 853_040 }),
      ...room('net', 'ssh-keygen', { size: 419_112 }),
      '/etc/ssh/sshd_config': file(files.sshdConfig, 0o600),
      '/usr/lib/systemd/system/sshd.service': files.sshdService,
    },
  }),
  spec('systemd', '219-78.el7', 25_111, 5218, 'A System and Service Manager', {
    files: {
      ...notSimulated('timedatectl localectl loginctl busctl machinectl systemd-analyze systemd-cgls systemd-cgtop systemd-run'),
      ...room('system', 'systemctl journalctl hostnamectl', { build: { version: '219' }, size: 612_000 }),
      ...room('system', 'systemd', { folder: '/usr/lib/systemd', size: 1_632_776, build: { version: '219' } }),
      ...room('system', 'systemd-journald=journald', { folder: '/usr/lib/systemd', size: 346_200, build: { version: '219' } }),
      ...room('system', 'shutdown poweroff reboot halt', { folder: sbin, build: { version: '219' } }),
      '/usr/sbin/init': symlink('../lib/systemd/systemd'),
      ...systemUnits,
    },
  }),
  spec('initscripts', '9.49.53-1.el7', 1526, 440, 'The inittab file and the /etc/init.d scripts', {
    files: { ...room('system', 'service', { folder: sbin, build: { distribution: 'centos' } }), ...files.network },
  }),
  spec('rpm', '4.11.3-45.el7', 2605, 1206, 'The RPM package management system', { files: room('rpm', 'rpm', { size: 15_760 }) }),
  spec('yum', '3.4.3-168.el7.centos', 5711, 1270, 'RPM package installer/updater/manager', {
    arch: 'noarch',
    files: { ...room('rpm', 'yum', { size: 801 }), ...files.yum },
    config: ['/etc/yum.conf'],
  }),
  spec('glibc-common', '2.17-317.el7', 118_122, 11_776, 'Common binaries and locale data for glibc', {
    files: room('coreutils', 'getent', { size: 20_040 }),
    requires: ['glibc'],
  }),
  spec('man-db', '2.6.3-11.el7', 1928, 831, 'Tools for searching and reading man pages', { files: room('editors', 'man', { size: 102_632 }) }),
  spec('bc', '1.06.95-13.el7', 218, 115, "GNU's bc (a numeric processing language) and dc (a calculator)", {
    files: room('coreutils', 'bc', { size: 80_880 }),
  }),
  spec('cronie', '1.4.11-23.el7', 214, 92, 'Cron daemon for executing programs at set times', { files: notSimulated('crontab') }),
  spec('xfsprogs', '4.5.0-22.el7', 3448, 897, 'Utilities for managing the XFS filesystem', {
    files: notSimulated('mkfs.xfs xfs_info xfs_growfs xfs_repair', sbin),
  }),
  spec('e2fsprogs', '1.42.9-19.el7', 3127, 701, 'Utilities for managing ext2, ext3, and ext4 filesystems', {
    files: notSimulated('mkfs.ext4 mke2fs tune2fs e2fsck resize2fs', sbin),
  }),
  spec('ncurses', '5.9-14.20130511.el7_4', 439, 304, 'Ncurses support utilities', { files: room('editors', 'clear reset tput', { size: 7_192 }) }),
]

/** What the base repository offers beyond: the usual things people install. */
export const offeredPackages: readonly RpmSpec[] = [
  spec('yum-utils', '1.1.31-54.el7_8', 337, 122, 'Utilities based around the yum package manager', {
    arch: 'noarch',
    requires: ['libxml2-python', 'python-kitchen'],
    files: room('rpm', 'yum-config-manager', { size: 9_429 }),
  }),
  spec('nano', '2.3.1-10.el7', 1640, 440, 'A small text editor', { files: room('editors', 'nano', { size: 205_904 }) }),
  spec('wget', '1.14-18.el7_6.1', 2064, 547, 'A utility for retrieving files using the HTTP or FTP protocols', {
    files: room('net', 'wget', { size: 428_288 }),
  }),
  spec('tree', '1.6.0-10.el7', 87, 46, 'File system tree viewer', { files: room('coreutils', 'tree', { size: 62_768 }) }),
  spec('bind-utils', '32:9.11.4-26.P2.el7_9.15', 583, 262, 'Utilities for querying DNS name servers', {
    files: room('net', 'dig nslookup host', { size: 137_000 }),
  }),
  spec('nmap-ncat', '2:6.40-19.el7', 423, 206, "Nmap's Netcat replacement", {
    files: { ...room('net', 'ncat=nc', { size: 380_000 }), '/usr/bin/nc': symlink('ncat') },
  }),
  spec('traceroute', '3:2.0.22-2.el7', 92, 59, 'Traces the route taken by packets over an IPv4/IPv6 network', {
    files: room('net', 'traceroute', { size: 67_440 }),
  }),
  spec('tcpdump', '14:4.9.2-4.el7_7.1', 1020, 421, 'A network traffic monitoring tool', {
    files: room('net', 'tcpdump', { folder: sbin, size: 988_000 }),
  }),
  spec('strace', '4.24-7.el7_9', 2035, 901, 'Tracks and displays system calls associated with a running process', {
    files: room('util-linux', 'strace', { size: 1_200_000 }),
  }),
  spec('lsof', '4.87-6.el7', 927, 331, 'A utility which lists open files on a Linux/UNIX system', {
    files: room('procps', 'lsof', { folder: sbin, size: 154_184 }),
  }),
  spec('vim-enhanced', '2:7.4.629-8.el7_9', 2297, 1085, 'A version of the VIM editor which includes recent enhancements', {
    files: room('editors', 'vim', { size: 2_337_192, build: { version: '7.4' } }),
  }),
]
