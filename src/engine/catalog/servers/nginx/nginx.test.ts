import { describe, expect, test } from 'vitest'
import { directory } from '../../../linux/kernel/fs/tree.ts'
import { coreutilsPrograms } from '../../../linux/programs/coreutils/table.ts'
import { netPrograms } from '../../../linux/programs/net/table.ts'
import { procpsPrograms } from '../../../linux/programs/procps/table.ts'
import { shellPrograms } from '../../../linux/shell/table.ts'
import { testHost } from '../../../linux/testing/host.ts'
import { serverPrograms } from '../table.ts'

const main = `error_log /var/log/nginx/error.log notice;
pid /run/nginx.pid;
worker_processes 2;
events {}
http {
  types { text/html html; }
  include /etc/nginx/conf.d/*.conf;
}
`

/** A host where nginx runs with these servers. */
function webHost(servers: string, files: Readonly<Record<string, string>> = {}) {
  const host = testHost({
    programs: [shellPrograms, coreutilsPrograms, netPrograms, procpsPrograms, serverPrograms],
    files: {
      '/etc/nginx/nginx.conf': main,
      '/etc/nginx/conf.d/default.conf': servers,
      '/usr/share/nginx/html/index.html': '<h1>hello</h1>\n',
      '/usr/share/nginx/html/sub/a.txt': 'a\n',
      '/var/log/nginx': directory(),
      ...files,
    },
    users: [{ name: 'nginx', uid: 101 }],
  })
  const started = host.run('nginx')
  return {
    host,
    started,
    get: (path: string, options = '') => host.run(`curl -s ${options} localhost${path}`).stdout,
    sh: (command: string) => host.run(command),
  }
}

const site = 'root /usr/share/nginx/html;'

describe('serving files', () => {
  test('head as nginx writes it, conditions and ranges', () => {
    const { get } = webHost(`server { listen 80; ${site} }`)
    const head = get('/', '-i').replaceAll('\r', '').split('\n')
    expect(head.map((line) => line.split(':')[0]).slice(0, 9)).toEqual([
      'HTTP/1.1 200 OK',
      'Server',
      'Date',
      'Content-Type',
      'Content-Length',
      'Last-Modified',
      'Connection',
      'ETag',
      'Accept-Ranges',
    ])
    const etag = /ETag: (.*)/.exec(head.join('\n'))?.[1] ?? ''
    expect(get('/', `-i -H 'If-None-Match: ${etag}'`)).toContain('HTTP/1.1 304 Not Modified\r\n')
    expect(get('/', '-i -r 1-2')).toMatch(/206 Partial Content[\s\S]*Content-Range: bytes 1-2\/15[\s\S]*h1$/)
    expect(get('/', '-i -r 99-')).toContain('416 Requested Range Not Satisfiable')
  })

  test('directories, listings and missing files', () => {
    const { get, sh } = webHost(`server { listen 80; ${site} location /sub/ { autoindex on; } }`)
    expect(get('/sub', '-i')).toContain('Location: http://localhost/sub/\r\n')
    expect(get('/sub/')).toContain('<a href="a.txt">a.txt</a>')
    expect(get('/none')).toBe(
      '<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx/1.27.0</center>\r\n</body>\r\n</html>\r\n',
    )
    expect(sh('tail -1 /var/log/nginx/error.log').stdout).toMatch(
      /\[error\] \d+#\d+: \*\d+ open\(\) "\/usr\/share\/nginx\/html\/none" failed \(2: No such file or directory\), client: 127\.0\.0\.1, server: , request: "GET \/none HTTP\/1\.1", host: "localhost"$/m,
    )
    expect(sh('tail -1 /var/log/nginx/access.log').stdout).toMatch(/^127\.0\.0\.1 - - \[.*\] "GET \/none HTTP\/1\.1" 404 153 "-" "curl\/[\d.]+"$/m)
  })
})

test('locations: exact, ^~, expressions, the longest prefix', () => {
  const { get } = webHost(`server { listen 80;
    location / { return 200 "slash"; }
    location = /a { return 200 "exact"; }
    location /a { return 200 "prefix"; }
    location ^~ /img/ { return 200 "final"; }
    location ~ \\.(png|php)$ { return 200 "regex $1"; }
    location ~* \\.GIF$ { return 200 "gif"; }
  }`)
  expect(['/', '/a', '/ab', '/img/x.php', '/x.php', '/y.gif'].map((path) => get(path))).toEqual([
    'slash',
    'exact',
    'prefix',
    'final',
    'regex php',
    'gif',
  ])
})

test('rewriting, conditions, named locations and error pages', () => {
  const { get } = webHost(`server { listen 80; ${site}
    rewrite ^/old/(.*)$ /new/$1 permanent;
    rewrite ^/r/(.*)$ /sub/$1 last;
    error_page 404 = @missing;
    location / { try_files $uri $uri/index.html =404; }
    location @missing { return 410 "gone $uri"; }
    location /if { if ($arg_x = 1) { return 200 "one"; } set $y "$arg_x!"; return 200 $y; }
  }`)
  expect(get('/old/x', '-i')).toContain('301 Moved Permanently')
  expect(get('/r/a.txt')).toBe('a\n')
  expect(get('/nothing')).toBe('gone /nothing')
  expect([get('/if?x=1'), get('/if?x=2')]).toEqual(['one', '2!'])
})

test('servers by name, default server', () => {
  const { get } = webHost(`
    server { listen 80; server_name a.org www.a.org; return 200 "a"; }
    server { listen 80; server_name *.b.org; return 200 "wild"; }
    server { listen 80 default_server; server_name _; return 200 "default $host"; }
    server { listen 80; server_name ~^(?<who>\\w+)\\.c\\.org$; return 200 "c $who"; }`)
  const of = (host: string) => get('/', `-H 'Host: ${host}'`)
  expect(['www.a.org', 'x.b.org', 'me.c.org', 'other.org'].map(of)).toEqual(['a', 'wild', 'c me', 'default other.org'])
})

test('upstreams: weights, failing over, headers', () => {
  const { get, sh } = webHost(`
    upstream app { server 127.0.0.1:9001 weight=2; server 127.0.0.1:9002; }
    upstream half { server 127.0.0.1:9009; server 127.0.0.1:9002; }
    server { listen 80; location /api/ { proxy_pass http://app/v1/; proxy_set_header X-Real-IP $remote_addr; }
      location /half { proxy_pass http://half; } location /dead { proxy_pass http://127.0.0.1:9009; } }
    server { listen 9001; return 200 "one $request_uri $http_host $http_x_real_ip $server_protocol"; }
    server { listen 9002; return 200 "two"; }`)
  const answers = [1, 2, 3, 4, 5, 6].map(() => get('/api/x?y=1'))
  expect(answers.filter((text) => text === 'two')).toHaveLength(2)
  expect(answers[0]).toBe('one /v1/x?y=1 app 127.0.0.1 HTTP/1.0')
  expect([get('/half'), get('/half')]).toEqual(['two', 'two'])
  expect(get('/dead', '-i')).toContain('HTTP/1.1 502 Bad Gateway')
  expect(sh('tail -1 /var/log/nginx/error.log').stdout).toContain(
    'connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1, server: , request: "GET /dead HTTP/1.1", upstream: "http://127.0.0.1:9009/dead", host: "localhost"',
  )
})

describe('the master', () => {
  test('reloads with new workers, keeps the old configuration when the new one is bad, and quits', () => {
    const { get, sh, host } = webHost('server { listen 80; return 200 "first"; }')
    expect(sh('ps -C nginx -o args=').stdout).toBe('nginx: master process nginx\nnginx: worker process\nnginx: worker process\n')
    sh(`echo 'server { listen 80; return 200 "second"; }' > /etc/nginx/conf.d/default.conf`)
    expect(sh('nginx -s reload').exitCode).toBe(0)
    host.advance(200)
    expect(get('/')).toBe('second')
    sh(`echo 'server { listen 80; foo; }' > /etc/nginx/conf.d/default.conf`)
    const bad = sh('nginx -s reload')
    expect([bad.exitCode, bad.stderr]).toEqual([1, 'nginx: [emerg] unknown directive "foo" in /etc/nginx/conf.d/default.conf:1\n'])
    expect(get('/')).toBe('second')
    sh(`echo 'server { listen 80; }' > /etc/nginx/conf.d/default.conf; nginx -s quit`)
    host.advance(500)
    expect(sh('curl -s localhost').exitCode).toBe(7)
    expect(sh('tail -1 /var/log/nginx/error.log').stdout).toMatch(/\[notice\] \d+#\d+: exit\n$/)
  })

  test('tests a configuration and says what is wrong with it', () => {
    const { sh } = webHost('server { listen 80; }')
    expect(sh('nginx -t').stderr).toBe(
      'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n',
    )
    const problem = (text: string) => {
      sh(`cat > /etc/nginx/conf.d/default.conf <<'X'\n${text}\nX`)
      return sh('nginx -t').stderr.split('\n')[0]
    }
    const at = 'in /etc/nginx/conf.d/default.conf'
    expect(problem('server { listen 80 }')).toBe(`nginx: [emerg] unexpected "}" ${at}:1`)
    expect(problem('server {\n  listen 80;')).toBe(`nginx: [emerg] unexpected end of file, expecting "}" ${at}:3`)
    expect(problem('listen 80;')).toBe(`nginx: [emerg] "listen" directive is not allowed here ${at}:1`)
    expect(problem('server { root; }')).toBe(`nginx: [emerg] invalid number of arguments in "root" directive ${at}:1`)
    expect(problem('server { root /a; root /b; }')).toBe(`nginx: [emerg] "root" directive is duplicate ${at}:1`)
    expect(problem('server { location / {} location / {} }')).toBe(`nginx: [emerg] duplicate location "/" ${at}:1`)
    expect(problem('server { return 200 $nope; }')).toBe('nginx: [emerg] unknown "nope" variable')
    expect(problem('server { location / { proxy_pass http://nowhere:80; } }')).toBe(`nginx: [emerg] host not found in upstream "nowhere:80" ${at}:1`)
    expect(problem('server { gzip on; }')).toBe(`cais: nginx: "gzip" is not simulated ${at}:1`)
  })

  test('an address in use', () => {
    const { sh } = webHost('server { listen 80; }')
    const again = sh('nginx')
    expect(again.exitCode).toBe(1)
    expect(again.stderr).toContain('nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)\n')
    expect(again.stderr.endsWith('nginx: [emerg] still could not bind()\n')).toBe(true)
  })
})
