// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text
import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { directory, file, symlink } from '../../linux/kernel/fs/tree.ts'

/** Accounts and names: alpine-baselayout-data. */
export const accounts: Readonly<Record<string, TreeEntry>> = {
  '/etc/fstab': '/dev/cdrom\t/media/cdrom\tiso9660\tnoauto,ro 0 0\n/dev/usbdisk\t/media/usb\tvfat\tnoauto\t0 0\n',
  '/etc/group':
    'root:x:0:root\nbin:x:1:root,bin,daemon\ndaemon:x:2:root,bin,daemon\nsys:x:3:root,bin\nadm:x:4:root,daemon\ntty:x:5:\ndisk:x:6:root\nlp:x:7:lp\nkmem:x:9:\nwheel:x:10:root\nfloppy:x:11:root\nmail:x:12:mail\nnews:x:13:news\nuucp:x:14:uucp\ncron:x:16:cron\naudio:x:18:\ncdrom:x:19:\ndialout:x:20:root\nftp:x:21:\nsshd:x:22:\ninput:x:23:\ntape:x:26:root\nvideo:x:27:root\nnetdev:x:28:\nkvm:x:34:kvm\ngames:x:35:\nshadow:x:42:\nwww-data:x:82:\nusers:x:100:games\nntp:x:123:\nabuild:x:300:\nutmp:x:406:\nping:x:999:\nnogroup:x:65533:\nnobody:x:65534:\n',
  '/etc/hostname': 'localhost\n',
  '/etc/hosts': '127.0.0.1\tlocalhost localhost.localdomain\n::1\t\tlocalhost localhost.localdomain\n',
  '/etc/inittab':
    '# /etc/inittab\n\n::sysinit:/sbin/openrc sysinit\n::wait:/sbin/openrc default\n\ntty1::respawn:/sbin/getty 38400 tty1\n\n::ctrlaltdel:/sbin/reboot\n::shutdown:/sbin/openrc shutdown\n',
  '/etc/modules': 'af_packet\nipv6\n',
  '/etc/nsswitch.conf':
    '# musl itself does not support NSS, however some third-party DNS\n# implementations use the nsswitch.conf file to determine what\n# policy to follow.\nhosts: files dns\n',
  '/etc/passwd':
    'root:x:0:0:root:/root:/bin/sh\nbin:x:1:1:bin:/bin:/sbin/nologin\ndaemon:x:2:2:daemon:/sbin:/sbin/nologin\nlp:x:4:7:lp:/var/spool/lpd:/sbin/nologin\nsync:x:5:0:sync:/sbin:/bin/sync\nshutdown:x:6:0:shutdown:/sbin:/sbin/shutdown\nhalt:x:7:0:halt:/sbin:/sbin/halt\nmail:x:8:12:mail:/var/mail:/sbin/nologin\nnews:x:9:13:news:/usr/lib/news:/sbin/nologin\nuucp:x:10:14:uucp:/var/spool/uucppublic:/sbin/nologin\ncron:x:16:16:cron:/var/spool/cron:/sbin/nologin\nftp:x:21:21::/var/lib/ftp:/sbin/nologin\nsshd:x:22:22:sshd:/dev/null:/sbin/nologin\ngames:x:35:35:games:/usr/games:/sbin/nologin\nntp:x:123:123:NTP:/var/empty:/sbin/nologin\nguest:x:405:100:guest:/dev/null:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n',
  '/etc/profile':
    '# /etc/profile\n\nexport PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"\n\n# Prefer readable output from commands\nexport PAGER=less\numask 022\n\n# use nicer PS1 for bash and busybox ash\nif [ -n "$BASH_VERSION" -o "$BB_ASH_VERSION" ]; then\n\tPS1=\'\\h:\\w\\$ \'\n# otherwise keep the shell\'s own\nelse\n\t: "${HOSTNAME:=$(hostname)}"\n\tPS1=\'${HOSTNAME%%.*}:$PWD\'\n\t[ "$(id -u)" = "0" ] && PS1="${PS1}# "\n\t[ "$(id -u)" = "0" ] || PS1="${PS1}$ "\nfi\n\nfor script in /etc/profile.d/*.sh ; do\n\tif [ -r "$script" ] ; then\n\t\t. "$script"\n\tfi\ndone\nunset script\n',
  '/etc/protocols': 'ip\t0\tIP\nicmp\t1\tICMP\ntcp\t6\tTCP\nudp\t17\tUDP\n',
  '/etc/services': 'ssh\t\t22/tcp\ndomain\t\t53/tcp\ndomain\t\t53/udp\nhttp\t\t80/tcp\t\twww\nhttps\t\t443/tcp\n',
  '/etc/shadow': file(
    'root:*::0:::::\nbin:!::0:::::\ndaemon:!::0:::::\nlp:!::0:::::\nsync:!::0:::::\nshutdown:!::0:::::\nhalt:!::0:::::\nmail:!::0:::::\nnews:!::0:::::\nuucp:!::0:::::\ncron:!::0:::::\nftp:!::0:::::\nsshd:!::0:::::\ngames:!::0:::::\nntp:!::0:::::\nguest:!::0:::::\nnobody:!::0:::::\n',
    0o640,
    { gid: 42 },
  ),
  '/etc/shells': '# valid login shells\n/bin/sh\n/bin/ash\n',
  '/etc/sysctl.conf': '# content of this file will override /etc/sysctl.d/*\n',
}

/** Folders and the release's words: alpine-baselayout (and, of the release, alpine-release). */
export const settings: Readonly<Record<string, TreeEntry>> = {
  '/dev': directory(),
  '/etc/alpine-release': '3.20.0\n',
  '/etc/crontabs/root': file(
    '# do daily/weekly/monthly maintenance\n# min\thour\tday\tmonth\tweekday\tcommand\n*/15\t*\t*\t*\t*\trun-parts /etc/periodic/15min\n0\t*\t*\t*\t*\trun-parts /etc/periodic/hourly\n0\t2\t*\t*\t*\trun-parts /etc/periodic/daily\n',
    0o600,
  ),
  '/etc/issue': 'Welcome to Alpine Linux 3.20\nKernel \\r on an \\m (\\l)\n\n',
  '/etc/modprobe.d/aliases.conf': '# Aliases to tell insmod/modprobe which modules to use\n',
  '/etc/motd':
    'Welcome to Alpine!\n\nThe Alpine Wiki contains a large amount of how-to guides and general\ninformation about administrating Alpine systems.\nSee <https://wiki.alpinelinux.org/>.\n\nYou can setup the system with the command: setup-alpine\n\nYou may change this message by editing /etc/motd.\n\n',
  '/etc/mtab': symlink('../proc/mounts'),
  '/etc/opt': directory(),
  '/etc/os-release': symlink('../usr/lib/os-release'),
  '/etc/periodic/daily': directory(),
  '/etc/profile.d/20locale.sh': 'export CHARSET=${CHARSET:-UTF-8}\nexport LANG=${LANG:-C.UTF-8}\nexport LC_COLLATE=${LC_COLLATE:-C}\n',
  '/etc/sysctl.d': directory(),
  '/home': directory(),
  '/lib/firmware': directory(),
  '/lib/modules-load.d': directory(),
  '/lib/sysctl.d/00-alpine.conf': 'net.ipv4.tcp_syncookies = 1\nkernel.panic = 120\nfs.protected_hardlinks = 1\nfs.protected_symlinks = 1\n',
  '/media/cdrom': directory(),
  '/media/floppy': directory(),
  '/media/usb': directory(),
  '/mnt': directory(),
  '/opt': directory(),
  '/proc': directory(0o555),
  '/root': directory(0o700),
  '/run': directory(),
  '/srv': directory(),
  '/sys': directory(),
  '/tmp': directory(0o1777),
  '/usr/lib/os-release':
    'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.0\nPRETTY_NAME="Alpine Linux v3.20"\nHOME_URL="https://alpinelinux.org/"\nBUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"\n',
  '/usr/local/bin': directory(),
  '/usr/local/lib': directory(),
  '/usr/local/share': directory(),
  '/usr/share/man': directory(),
  '/usr/share/misc': directory(),
  '/usr/sbin': directory(),
  '/var/cache/apk': directory(),
  '/var/empty': directory(0o555),
  '/var/lib/misc': directory(),
  '/var/local': directory(),
  '/var/log': directory(),
  '/var/mail': directory(),
  '/var/opt': directory(),
  '/var/spool/cron/crontabs': symlink('../../../etc/crontabs'),
  '/var/tmp': directory(0o1777),
  '/var/lock': symlink('../run/lock'),
  '/var/run': symlink('../run'),
}
