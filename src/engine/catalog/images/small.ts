import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { executable, file, filler, symlink } from '../../linux/kernel/fs/tree.ts'
import { type CatalogImage, imageOf } from '../image.ts'
import { dateMs } from '../rpm/package.ts'
import { rootDirectories } from './base-system.ts'
import { layerOf } from './pad.ts'

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The smallest useful image: one program that says hello. */
export const helloWorld: () => CatalogImage = () =>
  imageOf('library/hello-world', '2023-05-02T16:49:27Z', { Env: [PATH], Cmd: ['/hello'] }, [
    {
      by: 'COPY hello / # buildkit',
      comment: 'buildkit.dockerfile.v0',
      layer: layerOf({ '/hello': executable('servers/hello', 13_256, {}, 0o755) }, dateMs('2023-05-02'), { bytes: 13_256, compressed: 2_397 }),
    },
    { by: 'CMD ["/hello"]', comment: 'buildkit.dockerfile.v0' },
  ])

/** Applets that both busybox and alpine link to their one program. */
const applets =
  '[ [[ ash awk base64 basename bunzip2 busybox bzip2 cal cat chgrp chmod chown clear cmp cp cut date dd df diff dirname dmesg du echo egrep env expr false fgrep find fold free getent grep groups gunzip gzip head hexdump hostname id install ip kill killall less ln logger ls md5sum mkdir mkfifo mknod mktemp more mount mountpoint mv nc netstat nice nl nohup nproc nslookup od paste pgrep pidof ping pkill printenv printf ps pwd readlink realpath renice rev rm rmdir route sed seq setsid sh sha1sum sha256sum sha512sum sleep sort split stat strings stty su sync tac tail tar tee test time timeout top touch tr traceroute true truncate tty umount uname uniq unzip uptime users usleep vi watch wc wget which who whoami xargs xxd yes zcat'.split(
    ' ',
  )

function links(folderOf: (name: string) => string, target: string): Record<string, TreeEntry> {
  return Object.fromEntries(applets.filter((name) => name !== 'busybox').map((name) => [`${folderOf(name)}/${name}`, symlink(target)]))
}

const accounts = {
  '/etc/passwd':
    'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nbin:x:2:2:bin:/bin:/bin/false\nsys:x:3:3:sys:/dev:/bin/false\nsync:x:4:100:sync:/bin:/bin/sync\nmail:x:8:8:mail:/var/spool/mail:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\noperator:x:37:37:Operator:/var:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n',
  '/etc/group':
    'root:x:0:\ndaemon:x:1:\nbin:x:2:\nsys:x:3:\nadm:x:4:\ntty:x:5:\ndisk:x:6:\nlp:x:7:\nmail:x:8:\nkmem:x:9:\nwheel:x:10:root\nwww-data:x:33:\nusers:x:100:\nnogroup:x:65534:\n',
  '/etc/shadow': file('root:*:19000:0:99999:7:::\n', 0o640),
  '/etc/hostname': 'localhost\n',
  '/etc/hosts': '127.0.0.1\tlocalhost\n',
  '/etc/resolv.conf': '',
}

export const busybox: () => CatalogImage = () =>
  imageOf('library/busybox', '2023-05-18T22:34:17Z', { Env: [PATH], Cmd: ['sh'] }, [
    {
      by: 'BusyBox 1.36.1 (glibc), Debian 12',
      layer: layerOf(
        {
          ...rootDirectories,
          ...accounts,
          '/bin/busybox': executable('busybox/busybox', 1_023_000, { version: '1.36.1' }),
          ...links(() => '/bin', 'busybox'),
        },
        dateMs('2023-05-18'),
        { bytes: 4_261_000, compressed: 2_152_000, rest: '/lib/libc.so.6' },
      ),
    },
  ])

/** Names that Alpine keeps in /bin; the rest is in /usr/bin. */
const inBin = new Set(
  'ash base64 cat chgrp chmod chown cp date dd df dmesg echo egrep false fgrep getopt grep gunzip gzip hostname kill ln ls mkdir mknod mktemp more mount mountpoint mv netstat nice ping ps pwd rev rm rmdir sed setsid sh sleep stat stty su sync tar touch true umount uname usleep watch zcat'.split(
    ' ',
  ),
)
const inSbin = new Set(['ip', 'route'])

export const alpine: () => CatalogImage = () =>
  imageOf('library/alpine', '2024-05-22T18:18:11.872164Z', { Env: [PATH], Cmd: ['/bin/sh'] }, [
    {
      by: '/bin/sh -c #(nop) ADD file:e3abcdba177145039cfef1ad882f9f81a612a24c9f044b19f713b95454d2e3f6 in / ',
      layer: layerOf(
        {
          ...rootDirectories,
          ...accounts,
          '/bin/busybox': executable('busybox/busybox', 808_712, { version: '1.36.1', variant: 'alpine' }),
          ...links((name) => (inBin.has(name) ? '/bin' : inSbin.has(name) ? '/sbin' : '/usr/bin'), '/bin/busybox'),
          '/sbin/apk': executable('apk/apk', 70_000, { version: '2.14.4' }),
          '/lib/ld-musl-x86_64.so.1': filler(653_256, '\x7fELF', 0o755),
          '/etc/alpine-release': '3.20.0\n',
          '/etc/os-release':
            'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.0\nPRETTY_NAME="Alpine Linux v3.20"\nHOME_URL="https://alpinelinux.org/"\nBUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"\n',
          '/etc/issue': 'Welcome to Alpine Linux 3.20\nKernel \\r on an \\m (\\l)\n\n',
          '/etc/apk/repositories': 'https://dl-cdn.alpinelinux.org/alpine/v3.20/main\nhttps://dl-cdn.alpinelinux.org/alpine/v3.20/community\n',
        },
        dateMs('2024-05-22'),
        { bytes: 7_797_760, compressed: 3_622_892, rest: '/lib/libcrypto.so.3' },
      ),
    },
    { by: '/bin/sh -c #(nop)  CMD ["/bin/sh"]' },
  ])
