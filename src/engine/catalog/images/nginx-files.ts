/** What the nginx packages and the image's Dockerfile put in place: settings, pages, start-up scripts. */

export const nginxConf = `
user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /var/run/nginx.pid;


events {
    worker_connections  1024;
}


http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;
    #tcp_nopush     on;

    keepalive_timeout  65;

    #gzip  on;

    include /etc/nginx/conf.d/*.conf;
}
`

export const defaultConf = `server {
    listen       80;
    server_name  localhost;

    #access_log  /var/log/nginx/host.access.log  main;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    #error_page  404              /404.html;

    # server errors get a page of their own
    #
    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}

`

export const mimeTypes = `
types {
    text/html                                        html htm shtml;
    text/css                                         css;
    text/xml                                         xml;
    image/gif                                        gif;
    image/jpeg                                       jpeg jpg;
    application/javascript                           js;
    application/atom+xml                             atom;
    application/rss+xml                              rss;

    text/mathml                                      mml;
    text/plain                                       txt;
    text/vnd.sun.j2me.app-descriptor                 jad;
    text/vnd.wap.wml                                 wml;
    text/x-component                                 htc;

    image/avif                                       avif;
    image/png                                        png;
    image/svg+xml                                    svg svgz;
    image/tiff                                       tif tiff;
    image/vnd.wap.wbmp                               wbmp;
    image/webp                                       webp;
    image/x-icon                                     ico;
    image/x-jng                                      jng;
    image/x-ms-bmp                                   bmp;

    font/woff                                        woff;
    font/woff2                                       woff2;

    application/java-archive                         jar war ear;
    application/json                                 json;
    application/msword                               doc;
    application/pdf                                  pdf;
    application/postscript                           ps eps ai;
    application/rtf                                  rtf;
    application/vnd.ms-excel                         xls;
    application/vnd.ms-powerpoint                    ppt;
    application/wasm                                 wasm;
    application/x-7z-compressed                      7z;
    application/x-rar-compressed                     rar;
    application/x-redhat-package-manager             rpm;
    application/x-x509-ca-cert                       der pem crt;
    application/xhtml+xml                            xhtml;
    application/zip                                  zip;

    application/octet-stream                         bin exe dll;
    application/octet-stream                         deb;
    application/octet-stream                         dmg;
    application/octet-stream                         iso img;

    audio/midi                                       mid midi kar;
    audio/mpeg                                       mp3;
    audio/ogg                                        ogg;
    audio/x-m4a                                      m4a;

    video/mp4                                        mp4;
    video/mpeg                                       mpeg mpg;
    video/quicktime                                  mov;
    video/webm                                       webm;
    video/x-flv                                      flv;
    video/x-msvideo                                  avi;
}
`

/** Fills a page's last paragraph up to the size of the real one, which Content-Length and ETag show. */
const sized = (head: string, tail: string, bytes: number): string => `${head}${'-'.repeat(bytes - head.length - tail.length)}${tail}`

export const indexHtml = sized(
  `<!DOCTYPE html>
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
<p>This page comes from the web server's own folder: nginx runs,
and nobody has put another page in its place yet.</p>

<p>Documentation: <a href="http://nginx.org/">nginx.org</a>.</p>

<!-- `,
  ` -->
</body>
</html>
`,
  615,
)

export const errorHtml = sized(
  `<!DOCTYPE html>
<html>
<head>
<title>Error</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>An error occurred.</h1>
<p>The page cannot be shown now. Please try again later.</p>
<p>Who runs this server finds the reason in the error log.</p>

<!-- `,
  ` -->
</body>
</html>
`,
  497,
)

export const entrypoint = `#!/bin/sh
# Prepares the configuration, then becomes the command given to the container.

set -e

say() {
    if [ -z "\${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ]; then
        echo "$0: $*"
    fi
}

if [ "$1" = "nginx" ] || [ "$1" = "nginx-debug" ]; then
    if [ -n "$(find /docker-entrypoint.d/ -mindepth 1 -maxdepth 1 -type f)" ]; then
        say "/docker-entrypoint.d/ is not empty, will attempt to perform configuration"
        say "Looking for shell scripts in /docker-entrypoint.d/"
        for script in $(find /docker-entrypoint.d/ -follow -type f | sort -V); do
            case "$script" in
                *.envsh)
                    if [ -x "$script" ]; then
                        say "Sourcing $script"
                        . "$script"
                    else
                        say "Ignoring $script, not executable"
                    fi
                    ;;
                *.sh)
                    if [ -x "$script" ]; then
                        say "Launching $script"
                        "$script"
                    else
                        say "Ignoring $script, not executable"
                    fi
                    ;;
                *)
                    say "Ignoring $script"
                    ;;
            esac
        done
        say "Configuration complete; ready for start up"
    else
        say "No files found in /docker-entrypoint.d/, skipping configuration"
    fi
fi

exec "$@"
`

const scriptHead = `#!/bin/sh

set -e

name=$(basename "$0")

say() {
    if [ -z "\${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ]; then
        echo "$name: $*"
    fi
}
`

export const listenOnIpv6 = `${scriptHead}
conf=/etc/nginx/conf.d/default.conf

if [ ! -f /proc/net/if_inet6 ]; then
    say "info: ipv6 not available"
    exit 0
fi

if [ ! -f "$conf" ]; then
    say "info: $conf is not a file or does not exist"
    exit 0
fi

# A mounted or read-only file stays as it is.
if ! touch "$conf" 2>/dev/null; then
    say "info: can not modify $conf (read-only file system?)"
    exit 0
fi

if grep -q 'listen  *\\[::\\]:80;' "$conf"; then
    say "info: IPv6 listen already enabled"
    exit 0
fi

say "info: Getting the checksum of $conf"
if ! md5sum -c /usr/share/nginx/default.conf.md5 >/dev/null 2>&1; then
    say "info: $conf differs from the packaged version"
    exit 0
fi

sed -i -e 's/listen       80;/listen       80;\\n    listen  [::]:80;/' "$conf"
say "info: Enabled listen on IPv6 in $conf"
`

export const localResolvers = `#!/bin/sh
# NGINX_LOCAL_RESOLVERS for templates, on request.

if [ -n "\${NGINX_ENTRYPOINT_LOCAL_RESOLVERS:-}" ]; then
    NGINX_LOCAL_RESOLVERS=$(awk '$1 == "nameserver" { printf "%s%s", between, $2; between = " " }' /etc/resolv.conf)
    export NGINX_LOCAL_RESOLVERS
fi
`

export const envsubstOnTemplates = `${scriptHead}
templates="\${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}"
suffix="\${NGINX_ENVSUBST_TEMPLATE_SUFFIX:-.template}"
output="\${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}"
filter="\${NGINX_ENVSUBST_FILTER:-}"

[ -d "$templates" ] || exit 0

names=$(env | cut -d= -f1 | grep "$filter" | sed -e 's/^/\${/' -e 's/$/}/' | tr '\\n' ' ')

if [ ! -w "$output" ]; then
    say "ERROR: $templates exists, but $output is not writable"
    exit 0
fi

find "$templates" -follow -type f -name "*$suffix" | while read -r template; do
    relative="\${template#"$templates"/}"
    result="$output/\${relative%"$suffix"}"
    mkdir -p "$(dirname "$result")"
    say "Running envsubst on $template to $result"
    envsubst "$names" < "$template" > "$result"
done
`

export const tuneWorkers = `${scriptHead}
# As many workers as the CPUs the container may use, on request.
[ -n "\${NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE:-}" ] || exit 0

if ! touch /etc/nginx/nginx.conf 2>/dev/null; then
    say "error: can not modify /etc/nginx/nginx.conf (read-only file system?)"
    exit 0
fi

cpus=$(nproc)
if [ -r /sys/fs/cgroup/cpu.max ]; then
    read -r quota period < /sys/fs/cgroup/cpu.max
    if [ "$quota" != max ]; then
        allowed=$(( (quota + period - 1) / period ))
        [ "$allowed" -lt "$cpus" ] && cpus=$allowed
    fi
fi

sed -i -e "s/^worker_processes.*;/worker_processes $cpus;/" /etc/nginx/nginx.conf
`
