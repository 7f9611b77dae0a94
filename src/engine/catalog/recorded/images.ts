import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { directory, executable, file, merge, symlink, tree } from '../../linux/kernel/fs/tree.ts'
import { type CatalogImage, type ImageSettings, type ImageStep, imageOf } from '../image.ts'
import { debian12 } from '../images/debian.ts'
import { httpdFiles, httpdForeground } from '../images/httpd.ts'
import * as nginxFiles from '../images/nginx-files.ts'
import { layerOf } from '../images/pad.ts'
import { helloWorld } from '../images/small.ts'
import { dateMs } from '../rpm/package.ts'

/**
 * The images of the machine that recordings were made on: built there with the classic builder, an hour before, from Debian's packages. Commands,
 * ports, users and stop signals are the official images' own; steps, layers and sizes are as `docker history` tells them.
 */
const DAY = dateMs('2025-11-20')
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const DOCKER = '28.5.2+dfsg4'

function built(name: string, time: string, config: ImageSettings, steps: readonly ImageStep[], base?: CatalogImage): CatalogImage {
  return { ...imageOf(`library/${name}`, `2025-11-20T${time}Z`, config, steps, base), dockerVersion: DOCKER }
}

const nop = (text: string): ImageStep => ({ by: `/bin/sh -c #(nop) ${text}` })
const added = (digest: string, to: string, verb: 'ADD' | 'COPY' = 'COPY'): string => `/bin/sh -c #(nop) ${verb} file:${digest} in ${to} `

export const recordedHello = (): CatalogImage => ({ ...helloWorld(), created: '2025-11-20T10:44:10Z' })

/** What Debian's build of BusyBox has, but for the rarest. */
const applets =
  `[ [[ acpid arch arp arping ascii ash awk base64 basename bc blkid brctl bunzip2 bzcat bzip2 cal cat chgrp chmod chown chroot clear cmp cp cpio crond
  crontab cut date dc dd depmod df diff dirname dmesg dnsdomainname dos2unix dpkg dpkg-deb du echo ed egrep env expand expr factor fallocate false fdisk
  fgrep find findfs fold free fstrim ftpget ftpput getopt getty grep groups gunzip gzip halt head hexdump hostid hostname httpd id ifconfig ifdown ifup
  init insmod ionice ip ipcalc kill killall klogd last less link ln logger login logname logread losetup ls lsmod lzcat md5sum mkdir mkfifo mknod mkswap
  mktemp modinfo modprobe more mount mv nc netstat nice nl nohup nologin nproc nsenter nslookup od paste patch pidof ping ping6 pivot_root poweroff
  printf ps pwd readlink realpath reboot renice reset rev rm rmdir rmmod route run-parts sed seq setsid sh sha1sum sha256sum sha512sum shred shuf sleep
  sort stat strings stty su swapoff swapon switch_root sync sysctl syslogd tac tail tar taskset tee telnet test tftp time timeout top touch tr
  traceroute true truncate tty udhcpc umount uname unexpand uniq unix2dos unlink unshare unxz unzip uptime usleep uudecode uuencode vi w watch wc wget
  which who whoami xargs xxd xz xzcat yes zcat`
    .split(/\s+/)
    .filter(Boolean)

/** BusyBox of Debian 12 with its names, two accounts' files and nothing else. */
export const recordedBusybox = (): CatalogImage =>
  built('busybox', '10:44:14', { Env: [PATH], Cmd: ['sh'] }, [
    {
      by: added('4eb4acc132f236dca0ae1a4b4bb1e5f9e8a43b5f5b4c7c5a8d9d3f0e2b1a6c7d', '/', 'ADD'),
      layer: layerOf(
        {
          '/bin/busybox': executable('busybox/busybox', 1_982_394, {
            version: '1.35.0',
            built: 'Debian_1:1.35.0-4+deb12u1+b1',
            banner: 'v1.35.0_(Debian_1:1.35.0-4+deb12u1+b1)',
            times: 'no',
            colours: 'no',
          }),
          ...Object.fromEntries(applets.map((name) => [`/bin/${name}`, symlink('busybox')])),
          '/dev': directory(),
          '/etc/group':
            'root:x:0:\ndaemon:x:1:\nbin:x:2:\nsys:x:3:\nadm:x:4:\ntty:x:5:\ndisk:x:6:\nlp:x:7:\nmail:x:8:\nkmem:x:9:\nwheel:x:10:root\nwww-data:x:33:\nstaff:x:50:\nusers:x:100:\nnobody:x:65534:\n',
          '/etc/passwd':
            'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nbin:x:2:2:bin:/bin:/bin/false\nsys:x:3:3:sys:/dev:/bin/false\nsync:x:4:100:sync:/bin:/bin/sync\nmail:x:8:8:mail:/var/spool/mail:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\noperator:x:37:37:Operator:/var:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n',
          '/home': directory(),
          '/lib': directory(),
          '/lib64': directory(),
          '/proc': directory(),
          '/root': directory(),
          '/sys': directory(),
          '/tmp': directory(0o1777),
          '/usr/bin/env': symlink('../../bin/env'),
          '/var/spool': directory(),
          '/var/www': directory(),
        },
        DAY,
        { bytes: 1_982_902, compressed: 1_044_000 },
      ),
    },
    nop(' CMD ["sh"]'),
  ])

export const recordedDebian = (): CatalogImage => {
  const { layers } = debian12()
  const [layer] = layers
  return built('debian', '10:43:05', { Env: [PATH], Cmd: ['bash'] }, [
    {
      by: added('c583085fb2e6e3470a9d5bcf83e8b89f89f99a6cf075ec97d7991f0d1a7092c4', '/', 'ADD'),
      ...(layer && { layer: { ...layer, tree: merge(layer.tree, tree({ '/boot': directory(), '/etc/debian_version': '12.15\n' }, DAY)) } }),
    },
    nop(' CMD ["bash"]'),
  ])
}

const PREFIX = '/usr/local/apache2'

/** Steps of a Dockerfile of the official image, done by the classic builder over Debian's own package. */
export const recordedHttpd = (): CatalogImage => {
  const base = recordedDebian()
  const path = `${PREFIX}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`
  const page = '<html><body><h1>It works!</h1></body></html>\n'
  const { [`${PREFIX}/conf/httpd.conf`]: conf = '', ...installed } = httpdFiles({
    version: '2.4.68',
    platform: 'Debian',
    built: '2026-06-12T05:08:45',
  })
  const folders = Object.fromEntries(['bin', 'conf', 'htdocs', 'logs', 'cgi-bin'].map((name) => [`${PREFIX}/${name}`, directory()]))
  const small = (files: Readonly<Record<string, TreeEntry>>, compressed: number) => layerOf(files, DAY, { bytes: 0, compressed })
  return built(
    'httpd',
    '10:44:25',
    {
      ExposedPorts: { '80/tcp': {} },
      Env: [`PATH=${path}`, `HTTPD_PREFIX=${PREFIX}`, 'HTTPD_VERSION=2.4.67'],
      Cmd: ['httpd-foreground'],
      WorkingDir: PREFIX,
      StopSignal: 'SIGWINCH',
    },
    [
      nop(` ENV HTTPD_PREFIX=${PREFIX}`),
      nop(` ENV PATH=${path}`),
      {
        by: '/bin/sh -c mkdir -p "$HTTPD_PREFIX" && chown www-data:www-data "$HTTPD_PREFIX"',
        layer: small({ [PREFIX]: directory(0o755, { uid: 33, gid: 33 }) }, 145),
      },
      nop(`WORKDIR ${PREFIX}`),
      {
        by: added('77a169774c0d45690a5c2f1e3b4d6987a0f1c2e3d4b5a69788c9dae0f1b2c3d4', '/', 'ADD'),
        layer: layerOf(installed, DAY, { bytes: 111_630_000, compressed: 41_200_000, rest: '/usr/lib/x86_64-linux-gnu/libicudata.so.72' }),
      },
      {
        by: '/bin/sh -c mkdir -p bin conf htdocs logs cgi-bin && cp /etc/mime.types conf/ && ln -sf /usr/sbin/apache2 bin/httpd',
        layer: layerOf(folders, DAY, { bytes: 73_900, compressed: 18_300, rest: `${PREFIX}/conf/magic` }),
      },
      nop(' ENV HTTPD_VERSION=2.4.67'),
      nop(' STOPSIGNAL SIGWINCH'),
      {
        by: added('c04ee17e268a91a4f6b7c8d9e0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3', '/usr/local/bin/'),
        layer: small({ '/usr/local/bin/httpd-foreground': httpdForeground }, 292),
      },
      {
        by: added('2c474cc0e6ce4a5d8b9c0d1e2f3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c', `${PREFIX}/conf/httpd.conf`),
        layer: small({ [`${PREFIX}/conf/httpd.conf`]: conf }, 521),
      },
      {
        by: added('6a8cadf12a3b95134c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3', `${PREFIX}/htdocs/index.html`),
        layer: small({ [`${PREFIX}/htdocs/index.html`]: page }, 164),
      },
      nop(' EXPOSE 80'),
      nop(' CMD ["httpd-foreground"]'),
    ],
    base,
  )
}

const nginxPage = '<!DOCTYPE html>\n<html>\n<head><title>Welcome to nginx!</title></head>\n<body>\n<h1>Welcome to nginx!</h1>\n</body>\n</html>\n'

const nginxSite =
  'server {\n    listen       80;\n    server_name  localhost;\n\n    location / {\n        root   /usr/share/nginx/html;\n        index  index.html index.htm;\n    }\n}\n'

/** nginx of Debian 12, with a page, a site and an entrypoint that only executes. */
export const recordedNginx = (): CatalogImage => {
  const copied = (digest: string, to: string, path: string, text: string, mode: number): ImageStep => ({
    by: added(digest, to),
    layer: layerOf({ [path]: file(text, mode) }, DAY, { bytes: text.length, compressed: 120 + text.length }),
  })
  return built(
    'nginx',
    '10:44:29',
    {
      ExposedPorts: { '80/tcp': {} },
      Env: [PATH, 'NGINX_VERSION=1.22.1'],
      Entrypoint: ['/docker-entrypoint.sh'],
      Cmd: ['nginx', '-g', 'daemon off;'],
      Labels: { maintainer: 'NGINX Docker Maintainers <docker-maint@nginx.com>' },
      StopSignal: 'SIGQUIT',
    },
    [
      nop(' LABEL maintainer=NGINX Docker Maintainers <docker-maint@nginx.com>'),
      nop(' ENV NGINX_VERSION=1.22.1'),
      {
        by: added('e85171dd45f33bab43d84bafe6ac03d915f183ace569e790a6239f0c942c1f12', '/', 'ADD'),
        layer: layerOf(
          {
            '/usr/sbin/nginx': executable('servers/nginx', 1_240_136, { version: '1.22.1' }),
            '/etc/nginx/nginx.conf': nginxFiles.nginxConf.replace(/^user\s+nginx;/m, 'user  www-data;'),
            '/etc/nginx/mime.types': nginxFiles.mimeTypes,
            '/var/lib/nginx': directory(),
          },
          DAY,
          { bytes: 17_100_000, compressed: 6_100_000, rest: '/usr/lib/x86_64-linux-gnu/libperl.so.5.36.0' },
        ),
      },
      {
        by: '/bin/sh -c rm -f /etc/nginx/sites-enabled/default && mkdir -p /usr/share/nginx/html /var/log/nginx && ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log',
        layer: layerOf(
          {
            '/usr/share/nginx/html': directory(),
            '/var/log/nginx/access.log': symlink('/dev/stdout'),
            '/var/log/nginx/error.log': symlink('/dev/stderr'),
          },
          DAY,
          { bytes: 22, compressed: 210 },
        ),
      },
      copied(
        'ccbfc54efef452a697bc629a86e8f0fdf5898bdcd58ea2e402b4bea0f45dc6b6',
        '/etc/nginx/conf.d/default.conf',
        '/etc/nginx/conf.d/default.conf',
        nginxSite,
        0o644,
      ),
      copied(
        'fae5fd2027341878a01529a027ed0f5b796a42435f5c7deacf671a934f979df0',
        '/usr/share/nginx/html/index.html',
        '/usr/share/nginx/html/index.html',
        nginxPage,
        0o644,
      ),
      copied(
        '7a2e87fe064cf20faf3f3499722b689996ce3db62070e4f47069bae0530cc89a',
        '/',
        '/docker-entrypoint.sh',
        '#!/bin/sh\nset -e\nexec "$@"\n',
        0o755,
      ),
      nop(' ENTRYPOINT ["/docker-entrypoint.sh"]'),
      nop(' EXPOSE 80'),
      nop(' STOPSIGNAL SIGQUIT'),
      nop(' CMD ["nginx" "-g" "daemon off;"]'),
    ],
    recordedDebian(),
  )
}
