import { directory, executable, file, symlink } from '../../linux/kernel/fs/tree.ts'
import { appletNames } from '../../linux/programs/busybox/applet-names.ts'
import { type CatalogImage, imageOf } from '../image.ts'
import { dateMs } from '../rpm/package.ts'
import { layerOf } from './pad.ts'

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** BusyBox 1.36.1 with everything, linked with glibc: one program in /bin and its names beside it. */
export const busybox: () => CatalogImage = () =>
  imageOf('library/busybox', '2023-05-18T22:34:17Z', { Env: [PATH], Cmd: ['sh'] }, [
    {
      by: 'BusyBox 1.36.1 (glibc), Debian 12',
      layer: layerOf(
        {
          '/bin/busybox': executable('busybox/busybox', 1_023_000, { version: '1.36.1', built: '2023-05-18_22:34:17_UTC', banner: 'none' }),
          ...Object.fromEntries(appletNames(undefined).map((name) => [`/bin/${name}`, symlink('busybox')])),
          '/dev': directory(),
          '/etc/group':
            'root:x:0:\ndaemon:x:1:\nbin:x:2:\nsys:x:3:\nadm:x:4:\ntty:x:5:\ndisk:x:6:\nlp:x:7:\nmail:x:8:\nkmem:x:9:\nwheel:x:10:root\ncdrom:x:11:\ndialout:x:18:\nfloppy:x:19:\nvideo:x:28:\naudio:x:29:\ntape:x:32:\nwww-data:x:33:\noperator:x:37:\nutmp:x:43:\nplugdev:x:46:\nstaff:x:50:\nlock:x:54:\nnetdev:x:82:\nusers:x:100:\nnobody:x:65534:\n',
          '/etc/localtime': file('TZif2\nUTC0\n'),
          '/etc/nsswitch.conf': 'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n',
          '/etc/passwd':
            'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nbin:x:2:2:bin:/bin:/bin/false\nsys:x:3:3:sys:/dev:/bin/false\nsync:x:4:100:sync:/bin:/bin/sync\nmail:x:8:8:mail:/var/spool/mail:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\noperator:x:37:37:Operator:/var:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n',
          '/etc/shadow': file('root:*:19496:0:99999:7:::\ndaemon:*:::::::\nnobody:*:::::::\n', 0o640),
          '/home': directory(0o755, { uid: 65_534, gid: 65_534 }),
          '/lib64': symlink('lib'),
          '/root': directory(0o700),
          '/tmp': directory(0o1777),
          '/usr/bin/env': symlink('../../bin/env'),
          '/usr/sbin': directory(0o755, { uid: 1, gid: 1 }),
          '/var/spool/mail': directory(0o755, { uid: 8, gid: 8 }),
          '/var/www': directory(0o755, { uid: 33, gid: 33 }),
        },
        dateMs('2023-05-18'),
        { bytes: 4_261_000, compressed: 2_152_000, rest: '/lib/libc.so.6' },
      ),
    },
  ])
