import { directory, executable, file, symlink } from '../../linux/kernel/fs/tree.ts'
import { notSimulated, room } from '../executables.ts'
import type { ApkSpec } from './package.ts'
import { musl, offered } from './packages.ts'

const needs = (...names: readonly string[]): { readonly depends: readonly string[] } => ({ depends: [...names, ...musl] })

const nginxConf = `# /etc/nginx/nginx.conf

user nginx;

worker_processes auto;

error_log /var/log/nginx/error.log warn;

events {
	worker_connections 1024;
}

http {
	include /etc/nginx/mime.types;
	default_type application/octet-stream;

	server_tokens off;

	client_max_body_size 1m;

	sendfile on;

	tcp_nopush on;

	log_format main '$remote_addr - $remote_user [$time_local] "$request" '
			'$status $body_bytes_sent "$http_referer" '
			'"$http_user_agent" "$http_x_forwarded_for"';

	access_log /var/log/nginx/access.log main;

	include /etc/nginx/http.d/*.conf;
}
`

const nginxDefault = `# This is a default site configuration which will simply return 404, preventing
# chance access to any other virtualhost.

server {
	listen 80 default_server;
	listen [::]:80 default_server;

	# Everything is a 404
	location / {
		return 404;
	}
}
`

const makeAccount = (name: string, home: string, title: string): string =>
  `#!/bin/sh\n\naddgroup -S ${name} 2>/dev/null\nadduser -S -D -H -h ${home} -s /sbin/nologin -G ${name} -g "${title}" ${name} 2>/dev/null\n\nexit 0\n`

/** Servers and languages of Alpine 3.20. */
export const servers: readonly ApkSpec[] = [
  offered('nginx', '1.26.1-r0', 598_016, 1_585_152, 'HTTP and reverse proxy server (stable version)', {
    ...needs('pcre2', 'so:libcrypto.so.3', 'so:libssl.so.3', 'so:libz.so.1'),
    url: 'https://www.nginx.org/',
    license: 'BSD-2-Clause',
    built: '2024-05-30',
    files: {
      '/usr/sbin/nginx': executable('servers/nginx', 1_290_000, { version: '1.26.1' }),
      '/etc/nginx/nginx.conf': nginxConf,
      '/etc/nginx/http.d/default.conf': nginxDefault,
      '/etc/nginx/mime.types':
        'types {\n\ttext/html html htm shtml;\n\ttext/css css;\n\ttext/plain txt;\n\tapplication/javascript js;\n\tapplication/json json;\n\timage/png png;\n\timage/jpeg jpeg jpg;\n\timage/svg+xml svg svgz;\n}\n',
      '/var/lib/nginx/html/index.html':
        '<html>\n<head><title>Welcome to nginx!</title></head>\n<body>\n<h1>Welcome to nginx!</h1>\n</body>\n</html>\n',
      '/var/lib/nginx/tmp': directory(),
      '/var/log/nginx': directory(),
      '/run/nginx': directory(),
      '/etc/logrotate.d/nginx': '/var/log/nginx/*.log {\n\tmissingok\n}\n',
    },
    scripts: { 'pre-install': makeAccount('nginx', '/var/lib/nginx', 'nginx') },
  }),
  offered('apache2', '2.4.59-r0', 1_826_816, 4_452_352, 'A high performance Unix-based HTTP server', {
    ...needs('pcre2', '/bin/sh'),
    license: 'Apache-2.0',
    files: notSimulated('httpd apachectl', '/usr/sbin'),
  }),
  offered('redis', '7.2.5-r0', 931_840, 2_752_512, 'Advanced key-value store', {
    ...needs('so:libcrypto.so.3', 'so:libssl.so.3'),
    license: 'BSD-3-Clause',
    built: '2024-05-19',
    files: {
      ...room('servers', 'redis-server redis-cli redis-benchmark', { size: 1_300_000, build: { version: '7.2.5' } }),
      ...notSimulated('redis-sentinel'),
    },
    scripts: { 'pre-install': makeAccount('redis', '/var/lib/redis', 'redis') },
  }),
  offered('postgresql16-client', '16.3-r0', 1_540_096, 3_813_376, 'PostgreSQL client', {
    ...needs('libpq', 'libedit', 'zstd-libs', 'so:libz.so.1'),
    origin: 'postgresql16',
    license: 'PostgreSQL',
    provides: ['postgresql-client=16.3'],
    files: notSimulated('psql pg_dump pg_restore pg_isready createdb dropdb'),
  }),
  offered('mariadb-client', '10.11.8-r0', 2_703_360, 15_327_232, 'client for the MariaDB database', {
    ...needs('libncursesw', 'libstdc++', 'so:libcrypto.so.3', 'so:libssl.so.3', 'so:libz.so.1'),
    origin: 'mariadb',
    license: 'GPL-2.0-or-later',
    provides: ['mysql-client=10.11.8'],
    files: notSimulated('mysql mariadb mysqldump mysqladmin'),
  }),
  offered('mysql-client', '10.11.8-r0', 1_536, 4_096, 'dummy package for migration', {
    depends: ['mariadb-client'],
    origin: 'mariadb',
    license: 'GPL-2.0-or-later',
  }),
  offered('python3', '3.12.3-r1', 12_238_848, 46_104_576, 'A high-level scripting language', {
    ...needs(
      'libbz2',
      'libexpat',
      'libffi',
      'gdbm',
      'xz-libs',
      'mpdecimal',
      'libpanelw',
      'readline',
      'sqlite-libs',
      'so:libcrypto.so.3',
      'so:libssl.so.3',
      'so:libz.so.1',
      'python3-pycache-pyc0',
      'pyc',
    ),
    license: 'PSF-2.0',
    files: {
      ...room('python', 'python3.12=python3', { size: 14_184, build: { version: '3.12.3' } }),
      '/usr/bin/python3': symlink('python3.12'),
      '/usr/bin/python': symlink('python3'),
      ...notSimulated('pydoc3'),
    },
    rest: '/usr/lib/libpython3.12.so.1.0',
  }),
  offered('python3-pycache-pyc0', '3.12.3-r1', 9_021_440, 34_705_408, 'Python3 bytecode', {
    depends: [],
    origin: 'python3',
    license: 'PSF-2.0',
    rest: '/usr/lib/python3.12/__pycache__/all.pyc',
  }),
  offered('pyc', '3.12.3-r1', 1_536, 4_096, 'Meta package for Python bytecode', { depends: [], origin: 'python3', license: 'PSF-2.0' }),
  offered('py3-pip', '24.0-r2', 1_638_400, 6_873_088, 'Tool for installing and managing Python packages', {
    depends: ['python3'],
    files: notSimulated('pip pip3'),
    rest: '/usr/lib/python3.12/site-packages/pip/pip.bin',
  }),
  offered('nodejs', '20.13.1-r0', 13_156_352, 46_583_808, 'JavaScript runtime built on V8 engine - LTS version', {
    ...needs(
      'ada-libs',
      'brotli-libs',
      'c-ares',
      'icu-libs',
      'nghttp2-libs',
      'libuv',
      'libgcc',
      'libstdc++',
      'ca-certificates',
      'so:libcrypto.so.3',
      'so:libssl.so.3',
      'so:libz.so.1',
    ),
    files: { '/usr/bin/node': executable('node/node', 46_000_000, { version: '20.13.1' }) },
    rest: '/usr/lib/node.bin',
  }),
  offered('npm', '10.8.0-r0', 1_835_008, 8_052_736, 'The package manager for JavaScript', {
    depends: ['nodejs'],
    license: 'Artistic-2.0',
    files: { '/usr/bin/npm': executable('node/npm', 4_096), '/usr/bin/npx': executable('node/absent', 4_096) },
    rest: '/usr/lib/node_modules/npm/npm.bin',
  }),
  offered('go', '1.22.3-r0', 74_448_896, 222_298_112, 'Go programming language compiler', {
    ...needs('gcc', 'musl-dev'),
    license: 'BSD-3-Clause',
    files: notSimulated('go gofmt'),
    rest: '/usr/lib/go/pkg/go.bin',
  }),
  offered('openjdk17-jre-headless', '17.0.11_p9-r0', 57_671_680, 149_946_368, 'OpenJDK Java Runtime Environment (headless)', {
    ...needs('so:libz.so.1'),
    origin: 'openjdk17',
    license: 'GPL-2.0-with-classpath-exception',
    files: notSimulated('java'),
    rest: '/usr/lib/jvm/java-17-openjdk/lib/modules',
  }),
  offered('docker-cli', '26.1.3-r1', 13_107_200, 34_914_304, 'Docker CLI', {
    ...needs('ca-certificates'),
    license: 'Apache-2.0',
    files: { '/usr/bin/docker': executable('docker/docker', 34_800_000, { version: '26.1.3', commit: 'b72abbb' }) },
  }),
  offered('openrc', '0.54-r1', 178_176, 2_293_760, 'OpenRC manages the services, startup and shutdown of a host', {
    ...needs('/bin/sh'),
    license: 'BSD-2-Clause',
    files: notSimulated('rc-service rc-update rc-status openrc', '/sbin'),
  }),
  offered('dnsmasq', '2.90-r3', 175_104, 425_984, 'Small forwarding DNS server', {
    license: 'GPL-2.0-only OR GPL-3.0-only',
    files: { ...notSimulated('dnsmasq', '/usr/sbin'), '/etc/dnsmasq.conf': file('conf-dir=/etc/dnsmasq.d/,*.conf\n') },
  }),
]
