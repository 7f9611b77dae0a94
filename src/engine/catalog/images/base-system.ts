import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { directory, executable, file, filler, symlink } from '../../linux/kernel/fs/tree.ts'
import { modelledCoreutils } from '../coreutils-names.ts'
import { room } from '../executables.ts'

/** The directories every root file system has. */
export const rootDirectories: Readonly<Record<string, TreeEntry>> = {
  '/dev': directory(),
  '/etc': directory(),
  '/home': directory(),
  '/media': directory(),
  '/mnt': directory(),
  '/opt': directory(),
  '/proc': directory(),
  '/root': directory(0o700),
  '/run': directory(),
  '/srv': directory(),
  '/sys': directory(),
  '/tmp': directory(0o1777),
  '/usr/bin': directory(),
  '/usr/sbin': directory(),
  '/usr/lib': directory(),
  '/usr/share': directory(),
  '/usr/local/bin': directory(),
  '/var/cache': directory(),
  '/var/lib': directory(),
  '/var/log': directory(),
  '/var/spool': directory(),
  '/var/tmp': directory(0o1777),
  '/var/run': symlink('/run'),
}

/** /bin, /sbin and /lib inside /usr, as Debian and Ubuntu have them. */
export const mergedUsr: Readonly<Record<string, TreeEntry>> = {
  '/bin': symlink('usr/bin'),
  '/sbin': symlink('usr/sbin'),
  '/lib': symlink('usr/lib'),
  '/lib64': symlink('usr/lib64'),
  '/usr/lib64': directory(),
}

export const debianPasswd = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
bin:x:2:2:bin:/bin:/usr/sbin/nologin
sys:x:3:3:sys:/dev:/usr/sbin/nologin
sync:x:4:65534:sync:/bin:/bin/sync
games:x:5:60:games:/usr/games:/usr/sbin/nologin
man:x:6:12:man:/var/cache/man:/usr/sbin/nologin
lp:x:7:7:lp:/var/spool/lpd:/usr/sbin/nologin
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
news:x:9:9:news:/var/spool/news:/usr/sbin/nologin
uucp:x:10:10:uucp:/var/spool/uucp:/usr/sbin/nologin
proxy:x:13:13:proxy:/bin:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
backup:x:34:34:backup:/var/backups:/usr/sbin/nologin
list:x:38:38:Mailing List Manager:/var/list:/usr/sbin/nologin
irc:x:39:39:ircd:/run/ircd:/usr/sbin/nologin
_apt:x:42:65534::/nonexistent:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`

export const debianGroup = `root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
disk:x:6:
lp:x:7:
mail:x:8:
news:x:9:
uucp:x:10:
man:x:12:
proxy:x:13:
kmem:x:15:
dialout:x:20:
fax:x:21:
voice:x:22:
cdrom:x:24:
floppy:x:25:
tape:x:26:
sudo:x:27:
audio:x:29:
dip:x:30:
www-data:x:33:
backup:x:34:
operator:x:37:
list:x:38:
irc:x:39:
src:x:40:
shadow:x:42:
utmp:x:43:
video:x:44:
sasl:x:45:
plugdev:x:46:
staff:x:50:
games:x:60:
users:x:100:
nogroup:x:65534:
`

/** What a Debian-like base image has in /usr/bin and its like: enough to look around, no editors, no network tools. */
export function debianTools(coreutils: string, bash: string): Record<string, TreeEntry> {
  return {
    ...room('coreutils', modelledCoreutils, { build: { version: coreutils }, size: 72_000 }),
    ...room('bash', 'bash', { size: 1_265_648, build: { version: bash, shell: 'bash' } }),
    ...room('bash', 'dash=bash', { size: 125_640, build: { shell: 'dash' } }),
    '/usr/bin/sh': symlink('dash'),
    ...room('text', 'grep egrep fgrep sed', { size: 203_152 }),
    ...room('text', 'mawk=awk', { size: 158_000, build: { variant: 'mawk' } }),
    '/usr/bin/awk': symlink('mawk'),
    ...room('text', 'diff cmp', { size: 146_000 }),
    ...room('findutils', 'find xargs', { size: 224_848 }),
    ...room('archive', 'tar gzip gunzip zcat', { size: 531_928 }),
    ...room('coreutils', 'hostname getent which', { size: 22_680 }),
    ...room('util-linux', 'mount umount su', { size: 59_704, setuid: true }),
    ...room('util-linux', 'dmesg lsblk lscpu lsns nsenter unshare findmnt mountpoint setsid whereis getopt taskset', { size: 60_000 }),
    ...room('editors', 'more', { size: 59_712 }),
    ...room('coreutils', 'chroot', { folder: '/usr/sbin', size: 43_000 }),
    ...room('accounts', 'useradd userdel usermod groupadd groupdel groupmod chpasswd', { folder: '/usr/sbin', size: 93_000 }),
    ...room('accounts', 'passwd gpasswd', { setuid: true, size: 68_248 }),
    ...room('editors', 'clear reset tput', { size: 14_000 }),
    ...room('apt', 'apt apt-get apt-cache apt-mark apt-key', { size: 18_752 }),
    ...room('apt', 'dpkg dpkg-query dpkg-deb', { size: 318_176 }),
    ...room('apt', 'update-alternatives', { size: 59_752 }),
    ...room('apt', 'deb-systemd-helper deb-systemd-invoke', { size: 23_000 }),
    ...room('apt', 'invoke-rc.d update-rc.d', { folder: '/usr/sbin', size: 17_000 }),
    ...room('apt', 'dpkg-preconfigure=debconf-frontend', { folder: '/usr/sbin', size: 4_000 }),
    '/usr/share/debconf/frontend': executable('apt/debconf-frontend', 2_900),
  }
}

/** Settings files of a Debian-like system. */
export function debianSettings(release: {
  id: string
  name: string
  version: string
  versionId: string
  codename: string
  issue: string
  debianVersion: string
  extra?: string
}): Record<string, TreeEntry> {
  return {
    '/etc/os-release': symlink('../usr/lib/os-release'),
    '/usr/lib/os-release': `PRETTY_NAME="${release.name} ${release.version}"
NAME="${release.name}"
VERSION_ID="${release.versionId}"
VERSION="${release.version}"
VERSION_CODENAME=${release.codename}
ID=${release.id}
${release.extra ?? ''}`,
    '/etc/debian_version': `${release.debianVersion}\n`,
    '/etc/issue': `${release.issue} \\n \\l\n\n`,
    '/etc/passwd': debianPasswd,
    '/etc/group': debianGroup,
    '/etc/shadow': file('root:*:19879:0:99999:7:::\n', 0o640, { gid: 42 }),
    '/etc/hostname': 'localhost\n',
    '/etc/hosts': '127.0.0.1\tlocalhost\n',
    '/etc/nsswitch.conf':
      'passwd:         files\ngroup:          files\nshadow:         files\ngshadow:        files\n\nhosts:          files dns\nnetworks:       files\n',
    '/etc/resolv.conf': '',
    '/etc/profile':
      'if [ "$(id -u)" -eq 0 ]; then\n  PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"\nelse\n  PATH="/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"\nfi\nexport PATH\n\nif [ "${PS1-}" ]; then\n  if [ "${BASH-}" ] && [ "$BASH" != "/bin/sh" ]; then\n    if [ -f /etc/bash.bashrc ]; then\n      . /etc/bash.bashrc\n    fi\n  fi\nfi\n',
    '/etc/localtime': symlink('/usr/share/zoneinfo/Etc/UTC'),
    '/root/.profile':
      '# ~/.profile: executed by Bourne-compatible login shells.\n\nif [ "$BASH" ]; then\n  if [ -f ~/.bashrc ]; then\n    . ~/.bashrc\n  fi\nfi\n\nmesg n 2> /dev/null || true\n',
    '/usr/lib/x86_64-linux-gnu/libc.so.6': filler(1_922_136, '\x7fELF', 0o755),
    '/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2': filler(210_968, '\x7fELF', 0o755),
    '/usr/lib64/ld-linux-x86-64.so.2': symlink('/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2'),
  }
}
