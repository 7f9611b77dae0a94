import type { TreeEntry } from '../../linux/kernel/fs/tree.ts'
import { directory, symlink } from '../../linux/kernel/fs/tree.ts'

// Configuration files, units and scripts of Debian's packages, without most of their comments.

/** A System V init script: start, stop, status. */
export const initScript = (name: string, command: string): string => `#!/bin/sh
### BEGIN INIT INFO
# Provides:          ${name}
# Required-Start:    $network $remote_fs $local_fs
# Required-Stop:     $network $remote_fs $local_fs
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: Stop/start ${name}
### END INIT INFO

case "$1" in
start)
	echo "Starting ${name}: ${name}."
	${command}
	;;
stop)
	echo "Stopping ${name}: ${name}."
	pkill -x ${name} || true
	;;
restart|reload|force-reload)
	"$0" stop
	"$0" start
	;;
*)
	echo "Usage: $0 {start|stop|restart|reload|force-reload}" >&2
	exit 3
	;;
esac
`

/** A postinst's lines that make a system user. */
export const systemUser = (name: string, home = `/var/lib/${name}`): string =>
  `if ! getent group ${name} >/dev/null; then groupadd --system ${name}; fi
if ! getent passwd ${name} >/dev/null; then useradd --system --gid ${name} --home-dir ${home} --no-create-home --shell /usr/sbin/nologin ${name}; fi
`

export const redisSetup = `${systemUser('redis')}chown redis:redis /var/lib/redis /var/log/redis
chown root:redis /etc/redis/redis.conf
`

export const dockerGroup = 'if ! getent group docker >/dev/null; then groupadd --system docker; fi\n'

export const lsbRelease = `#!/bin/sh
. /etc/os-release
long=
value() { if [ -n "$short" ]; then echo "$2"; else printf '%s:\\t%s\\n' "$1" "$2"; fi; }
short=; show=
for arg; do
	case "$arg" in
	-a|--all) show="i d r c" ;;
	-i|--id) show="$show i" ;;
	-d|--description) show="$show d" ;;
	-r|--release) show="$show r" ;;
	-c|--codename) show="$show c" ;;
	-s|--short) short=1 ;;
	-cs|-sc) show="$show c"; short=1 ;;
	-is|-si) show="$show i"; short=1 ;;
	-rs|-sr) show="$show r"; short=1 ;;
	-ds|-sd) show="$show d"; short=1 ;;
	*) echo "lsb_release: unrecognized option '$arg'" >&2; exit 1 ;;
	esac
done
[ -n "$short" ] || echo "No LSB modules are available." >&2
for one in $show; do
	case $one in
	i) case "$ID" in debian) value "Distributor ID" Debian ;; ubuntu) value "Distributor ID" Ubuntu ;; esac ;;
	d) value Description "$PRETTY_NAME" ;;
	r) value Release "$VERSION_ID" ;;
	c) value Codename "$VERSION_CODENAME" ;;
	esac
done
`

export const updateCaCertificates = `#!/bin/sh
# Puts every certificate of /usr/share/ca-certificates and /usr/local/share/ca-certificates into /etc/ssl/certs.
fresh=0
hooks=/etc/ca-certificates/update.d
while [ $# -gt 0 ]; do
	case "$1" in
	--fresh|-f) fresh=1 ;;
	--verbose|-v) ;;
	--hooksdir) shift; hooks=$1 ;;
	*) echo "$0: [--verbose] [--fresh]" >&2; exit 1 ;;
	esac
	shift
done
echo "Updating certificates in /etc/ssl/certs..."
[ $fresh = 1 ] && rm -f /etc/ssl/certs/*.pem
added=0
removed=0
bundle=/etc/ssl/certs/ca-certificates.crt
for link in /etc/ssl/certs/*.pem; do
	[ -L "$link" ] || continue
	if [ ! -e "$link" ]; then rm -f "$link"; removed=$((removed + 1)); fi
done
: > $bundle.new
for crt in $(find /usr/share/ca-certificates /usr/local/share/ca-certificates -name '*.crt' | sort); do
	name=$(basename "$crt" .crt)
	if [ ! -e "/etc/ssl/certs/$name.pem" ]; then
		ln -s "$crt" "/etc/ssl/certs/$name.pem"
		added=$((added + 1))
	fi
	cat "$crt" >> $bundle.new
done
mv $bundle.new $bundle
echo "$added added, $removed removed; done."
[ -n "$hooks" ] || exit 0
echo "Running hooks in $hooks..."
echo "done."
`

export const nginxConf = `user www-data;
worker_processes auto;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log;
include /etc/nginx/modules-enabled/*.conf;

events {
	worker_connections 768;
}

http {
	sendfile on;
	tcp_nopush on;
	types_hash_max_size 2048;

	include /etc/nginx/mime.types;
	default_type application/octet-stream;

	access_log /var/log/nginx/access.log;

	#gzip on;

	include /etc/nginx/conf.d/*.conf;
	include /etc/nginx/sites-enabled/*;
}
`

export const nginxSite = `# Default server configuration
#
server {
	listen 80 default_server;
	listen [::]:80 default_server;

	root /var/www/html;

	index index.html index.htm index.nginx-debian.html;

	server_name _;

	location / {
		try_files $uri $uri/ =404;
	}
}
`

export const nginxPage = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`

const unit = (description: string, service: string, install: string): string =>
  `[Unit]\nDescription=${description}\nAfter=network.target\n\n[Service]\n${service}\n\n[Install]\n${install}\n`

export const nginxUnit = unit(
  'A high performance web server and a reverse proxy server',
  `Type=forking
PIDFile=/run/nginx.pid
ExecStartPre=/usr/sbin/nginx -t -q -g 'daemon on; master_process on;'
ExecStart=/usr/sbin/nginx -g 'daemon on; master_process on;'
ExecReload=/usr/sbin/nginx -g 'daemon on; master_process on;' -s reload
TimeoutStopSec=5
KillMode=mixed`,
  'WantedBy=multi-user.target',
)

export const apacheUnit = unit(
  'The Apache HTTP Server',
  'Type=forking\nEnvironment=APACHE_STARTED_BY_SYSTEMD=true\nExecStart=/usr/sbin/apachectl start\nExecStop=/usr/sbin/apachectl graceful-stop\nExecReload=/usr/sbin/apachectl graceful\nKillMode=mixed\nRestart=on-abort',
  'WantedBy=multi-user.target',
)

export const redisUnit = unit(
  'Advanced key-value store',
  'Type=simple\nExecStart=/usr/bin/redis-server /etc/redis/redis.conf\nTimeoutStopSec=0\nRestart=always\nUser=redis\nGroup=redis\nRuntimeDirectory=redis\nRuntimeDirectoryMode=2755',
  'WantedBy=multi-user.target\nAlias=redis.service',
)

export const sshUnit = unit(
  'OpenBSD Secure Shell server',
  'ExecStart=/usr/sbin/sshd -D\nExecReload=/bin/kill -HUP $MAINPID\nKillMode=process\nRestart=on-failure',
  'WantedBy=multi-user.target\nAlias=sshd.service',
)

// The lab's redis-server neither daemonizes nor reports to systemd: it runs in the foreground of its unit and logs to the journal.
export const redisConf = 'bind 127.0.0.1 -::1\nprotected-mode yes\nport 6379\ndaemonize no\npidfile /run/redis/redis-server.pid\ndir /var/lib/redis\n'

export const apache2ctl = '#!/bin/sh\n. /etc/apache2/envvars\nexec /usr/sbin/apache2 -d /etc/apache2 -f apache2.conf -k "$@"\n'

export const apacheFiles: Record<string, TreeEntry> = {
  '/etc/apache2/apache2.conf':
    'DefaultRuntimeDir ${APACHE_RUN_DIR}\nPidFile ${APACHE_PID_FILE}\nTimeout 300\nKeepAlive On\nUser ${APACHE_RUN_USER}\nGroup ${APACHE_RUN_GROUP}\nErrorLog ${APACHE_LOG_DIR}/error.log\nLogLevel warn\nIncludeOptional mods-enabled/*.load\nIncludeOptional mods-enabled/*.conf\nInclude ports.conf\n<Directory />\n\tOptions FollowSymLinks\n\tAllowOverride None\n\tRequire all denied\n</Directory>\n<Directory /var/www/>\n\tOptions Indexes FollowSymLinks\n\tAllowOverride None\n\tRequire all granted\n</Directory>\nIncludeOptional conf-enabled/*.conf\nIncludeOptional sites-enabled/*.conf\n',
  '/etc/apache2/ports.conf': 'Listen 80\n',
  '/etc/apache2/envvars':
    'export APACHE_RUN_USER=www-data\nexport APACHE_RUN_GROUP=www-data\nexport APACHE_PID_FILE=/var/run/apache2/apache2.pid\nexport APACHE_RUN_DIR=/var/run/apache2\nexport APACHE_LOCK_DIR=/var/lock/apache2\nexport APACHE_LOG_DIR=/var/log/apache2\nexport LANG=C\n',
  '/etc/apache2/sites-available/000-default.conf':
    '<VirtualHost *:80>\n\tServerAdmin webmaster@localhost\n\tDocumentRoot /var/www/html\n\tErrorLog ${APACHE_LOG_DIR}/error.log\n\tCustomLog ${APACHE_LOG_DIR}/access.log combined\n</VirtualHost>\n',
  '/etc/apache2/sites-enabled/000-default.conf': symlink('../sites-available/000-default.conf'),
  '/var/log/apache2': directory(0o750, { gid: 4 }),
  '/var/www/html/index.html':
    '<!DOCTYPE html>\n<html><head><title>Apache2 Debian Default Page: It works</title></head><body><h1>It works!</h1></body></html>\n',
}

export const sudoers =
  'Defaults\tenv_reset\nDefaults\tmail_badpass\nDefaults\tsecure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"\nDefaults\tuse_pty\n\nroot\tALL=(ALL:ALL) ALL\n%sudo\tALL=(ALL:ALL) ALL\n\n@includedir /etc/sudoers.d\n'

export const cowsay = `#!/bin/sh
# One line of speech; longer texts are folded at 40 columns as cowsay does.
case "$0" in *think) open='('; close=')'; tail=o ;; *) open='<'; close='>'; tail='\\' ;; esac
if [ $# -eq 0 ]; then text=$(cat); else text="$*"; fi
printf '%s\\n' "$text" | fold -s -w 39 | sed 's/ *$//' | awk -v o="$open" -v c="$close" -v tail="$tail" '
{ line[NR] = $0; if (length($0) > w) w = length($0) }
END {
	top = " _"; bottom = " -"
	for (i = 0; i <= w; i++) { top = top "_"; bottom = bottom "-" }
	print top " "
	for (i = 1; i <= NR; i++) {
		l = c == ")" ? "(" : NR == 1 ? "<" : i == 1 ? "/" : i == NR ? "\\\\" : "|"
		r = c == ")" ? ")" : NR == 1 ? ">" : i == 1 ? "\\\\" : i == NR ? "/" : "|"
		printf "%s %-" w "s %s\\n", l, line[i], r
	}
	print bottom " "
	print "        " tail "   ^__^"
	print "         " tail "  (oo)\\\\_______"
	print "            (__)\\\\       )\\\\/\\\\"
	print "                ||----w |"
	print "                ||     ||"
}'
`
