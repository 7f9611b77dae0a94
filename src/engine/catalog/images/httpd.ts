import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { directory, executable, file, filler } from '../../linux/kernel/fs/tree.ts'
import { type CatalogImage, imageOf } from '../image.ts'
import { dateMs } from '../rpm/package.ts'
import { debian12slim } from './debian.ts'
import { layerOf } from './pad.ts'

const CREATED = '2024-05-14T02:46:28Z'
const MTIME = dateMs('2024-05-14')
const PREFIX = '/usr/local/apache2'

const conf = `# Configuration of the Apache HTTP server as the image ships it, without the comments.

ServerRoot "${PREFIX}"

Listen 80

LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule mime_module modules/mod_mime.so
LoadModule log_config_module modules/mod_log_config.so
LoadModule unixd_module modules/mod_unixd.so
LoadModule autoindex_module modules/mod_autoindex.so
LoadModule dir_module modules/mod_dir.so
LoadModule alias_module modules/mod_alias.so
#LoadModule proxy_module modules/mod_proxy.so
#LoadModule proxy_http_module modules/mod_proxy_http.so
#LoadModule proxy_balancer_module modules/mod_proxy_balancer.so
#LoadModule lbmethod_byrequests_module modules/mod_lbmethod_byrequests.so
#LoadModule slotmem_shm_module modules/mod_slotmem_shm.so

<IfModule unixd_module>
User www-data
Group www-data
</IfModule>

ServerAdmin you@example.com

#ServerName www.example.com:80

<Directory />
    AllowOverride none
    Require all denied
</Directory>

DocumentRoot "${PREFIX}/htdocs"
<Directory "${PREFIX}/htdocs">
    Options Indexes FollowSymLinks
    AllowOverride None
    Require all granted
</Directory>

<IfModule dir_module>
    DirectoryIndex index.html
</IfModule>

ErrorLog /proc/self/fd/2
LogLevel warn

<IfModule log_config_module>
    LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined
    LogFormat "%h %l %u %t \\"%r\\" %>s %b" common
    CustomLog /proc/self/fd/1 common
</IfModule>
`

/** httpd's control script: its verbs for httpd -k, a check of the configuration, anything else as it is. */
const apachectl = `#!/bin/sh
case "$1" in
    start|stop|restart|graceful|graceful-stop)
        exec ${PREFIX}/bin/httpd -k "$1"
        ;;
    configtest)
        exec ${PREFIX}/bin/httpd -t
        ;;
    *)
        exec ${PREFIX}/bin/httpd "$@"
        ;;
esac
`

const modules = [
  'mpm_event',
  'authz_core',
  'mime',
  'log_config',
  'unixd',
  'autoindex',
  'dir',
  'alias',
  'status',
  'headers',
  'ssl',
  'proxy',
  'proxy_http',
  'proxy_balancer',
  'lbmethod_byrequests',
  'slotmem_shm',
  'rewrite',
]

/** What installing Apache below its prefix leaves there. */
export const httpdFiles = (build: Readonly<Record<string, string>>): Record<string, TreeEntry> => ({
  [`${PREFIX}/bin/httpd`]: executable('servers/httpd', 2_414_560, build),
  [`${PREFIX}/bin/apachectl`]: file(apachectl, 0o755),
  [`${PREFIX}/conf/httpd.conf`]: conf,
  [`${PREFIX}/conf/mime.types`]: file('text/html html htm\ntext/css css\ntext/plain txt\nimage/png png\n'),
  [`${PREFIX}/htdocs/index.html`]: '<html><body><h1>It works!</h1></body></html>\n',
  [`${PREFIX}/logs`]: directory(),
  [`${PREFIX}/cgi-bin`]: directory(),
  ...Object.fromEntries(modules.map((name) => [`${PREFIX}/modules/mod_${name}.so`, filler(64_000, '\x7fELF', 0o755)])),
})

export const httpdForeground = file(
  '#!/bin/sh\nset -e\n\n# Apache gets grumpy about PID files pre-existing\nrm -f /usr/local/apache2/logs/httpd.pid\n\nexec httpd -DFOREGROUND "$@"\n',
  0o755,
)

/** The official Apache image, 2.4.59 on Debian bookworm. */
export const httpd24: () => CatalogImage = () =>
  imageOf(
    'library/httpd',
    CREATED,
    {
      ExposedPorts: { '80/tcp': {} },
      Env: [
        `PATH=${PREFIX}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
        `HTTPD_PREFIX=${PREFIX}`,
        'HTTPD_VERSION=2.4.59',
        'HTTPD_SHA256=ec51501ec480284ff52f637258135d333230a7d229c3afa6f6c2f9040e321323',
        'HTTPD_PATCHES=',
      ],
      Cmd: ['httpd-foreground'],
      WorkingDir: PREFIX,
      StopSignal: 'SIGWINCH',
    },
    [
      { by: `ENV HTTPD_PREFIX=${PREFIX}`, comment: 'buildkit.dockerfile.v0' },
      { by: `ENV PATH=${PREFIX}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`, comment: 'buildkit.dockerfile.v0' },
      {
        by: 'RUN /bin/sh -c mkdir -p "$HTTPD_PREFIX" \t&& chown www-data:www-data "$HTTPD_PREFIX" # buildkit',
        comment: 'buildkit.dockerfile.v0',
        layer: layerOf({ [PREFIX]: directory(0o755, { uid: 33, gid: 33 }) }, MTIME, { bytes: 0, compressed: 145 }),
      },
      { by: `WORKDIR ${PREFIX}`, comment: 'buildkit.dockerfile.v0', layer: layerOf({}, MTIME, { bytes: 0, compressed: 32 }) },
      {
        by: 'RUN /bin/sh -c set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tca-certificates \t\tlibaprutil1-ldap \t\tlibldap-common \t; \trm -rf /var/lib/apt/lists/* # buildkit',
        comment: 'buildkit.dockerfile.v0',
        layer: layerOf({ '/etc/ssl/certs': directory() }, MTIME, {
          bytes: 10_650_000,
          compressed: 4_204_000,
          rest: '/usr/lib/x86_64-linux-gnu/libaprutil-1.so.0',
        }),
      },
      { by: 'ENV HTTPD_VERSION=2.4.59', comment: 'buildkit.dockerfile.v0' },
      { by: 'ENV HTTPD_SHA256=ec51501ec480284ff52f637258135d333230a7d229c3afa6f6c2f9040e321323', comment: 'buildkit.dockerfile.v0' },
      { by: 'ENV HTTPD_PATCHES=', comment: 'buildkit.dockerfile.v0' },
      {
        by: 'RUN /bin/sh -c set -eux; \tsavedAptMark="$(apt-mark showmanual)"; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tbzip2 dirmngr dpkg-dev gcc ...; \tmake install # buildkit',
        comment: 'buildkit.dockerfile.v0',
        layer: layerOf(httpdFiles({ version: '2.4.59', built: 'May_14_2024_02:46:28' }), MTIME, {
          bytes: 61_300_000,
          compressed: 31_730_000,
          rest: '/usr/lib/x86_64-linux-gnu/libicudata.so.72',
        }),
      },
      { by: 'STOPSIGNAL SIGWINCH', comment: 'buildkit.dockerfile.v0' },
      {
        by: 'COPY httpd-foreground /usr/local/bin/ # buildkit',
        comment: 'buildkit.dockerfile.v0',
        layer: layerOf({ '/usr/local/bin/httpd-foreground': httpdForeground }, MTIME, { bytes: 138, compressed: 292 }),
      },
      { by: 'EXPOSE map[80/tcp:{}]', comment: 'buildkit.dockerfile.v0' },
      { by: 'CMD ["httpd-foreground"]', comment: 'buildkit.dockerfile.v0' },
    ],
    debian12slim(),
  )
