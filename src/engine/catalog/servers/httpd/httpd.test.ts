import { expect, test } from 'vitest'
import { coreutilsPrograms } from '../../../linux/programs/coreutils/table.ts'
import { netPrograms } from '../../../linux/programs/net/table.ts'
import { shellPrograms } from '../../../linux/shell/table.ts'
import { testHost } from '../../../linux/testing/host.ts'
import { serverPrograms } from '../table.ts'

const prefix = '/usr/local/apache2'
const base = `Listen 80
LoadModule alias_module x
LoadModule proxy_module x
ServerName localhost
<Directory "${prefix}/htdocs">
  Options Indexes
  Require all granted
</Directory>
`

/** A host where httpd runs with these lines after the usual ones. */
function apache(lines: string) {
  const host = testHost({
    programs: [shellPrograms, coreutilsPrograms, netPrograms, serverPrograms],
    files: {
      [`${prefix}/conf/httpd.conf`]: base + lines,
      [`${prefix}/htdocs/index.html`]: 'main\n',
      '/srv/b/index.html': 'b\n',
      [`${prefix}/logs/.keep`]: '',
    },
    users: [{ name: 'www-data', uid: 33 }],
  })
  const server = host.start(['httpd', '-DFOREGROUND'])
  host.advance(100)
  return { host, server, get: (path: string, options = '') => host.run(`curl -s ${options} localhost${path}`).stdout }
}

test('virtual hosts, aliases, redirects and error documents', () => {
  const { get } = apache(`
<VirtualHost *:80>
  ServerName a.org
  Alias /b /srv/b
  Redirect permanent /old http://c.org/new
  ErrorDocument 404 "not here"
</VirtualHost>
<VirtualHost *:80>
  ServerName b.org
  ServerAlias *.b.org
  DocumentRoot /srv/b
</VirtualHost>`)
  expect([get('/'), get('/', '-H "Host: www.b.org"'), get('/b/'), get('/none')]).toEqual(['main\n', 'b\n', 'b\n', 'not here'])
  expect(get('/old/x', '-i')).toMatch(/^HTTP\/1\.1 301 Moved Permanently\r\n[\s\S]*Location: http:\/\/c\.org\/new\/x\r\n/)
})

test('a balancer takes turns, a dead backend is 503 and in the error log', () => {
  const { get, host } = apache(`
Listen 9001
Listen 9002
<Proxy "balancer://group">
  BalancerMember "http://127.0.0.1:9001"
  BalancerMember "http://127.0.0.1:9002"
</Proxy>
ProxyPass /api/ balancer://group/
ProxyPass /dead/ http://127.0.0.1:9009/`)
  expect(get('/api/')).toBe('main\n')
  expect(get('/dead/', '-i')).toContain('HTTP/1.1 503 Service Unavailable')
  expect(host.run(`cat ${prefix}/logs/error_log`).stdout).toContain('AH00957: HTTP: attempt to connect to 127.0.0.1:9009 (127.0.0.1:9009) failed')
})

test('restarts read the configuration again; a bad one ends it; what is not simulated says so', () => {
  const { get, host, server } = apache('')
  const conf = `${prefix}/conf/httpd.conf`
  host.run(`echo 'ErrorDocument 404 gone' >> ${conf}; kill -USR1 ${server.process.pid}`)
  host.advance(100)
  expect(get('/none')).toBe('gone')
  host.run(`echo Foo >> ${conf}`)
  expect(host.run(['httpd', '-t']).stderr).toBe(
    `AH00526: Syntax error on line 10 of ${conf}:\nInvalid command 'Foo', perhaps misspelled or defined by a module not included in the server configuration\n`,
  )
  host.run(`kill -HUP ${server.process.pid}`)
  host.advance(100)
  expect(server.process.status).toEqual({ kind: 'exited', code: 1 })
  host.run(`printf 'Listen 80\\nRewriteEngine on\\n' > ${conf}`)
  expect(host.run(['httpd', '-t']).stderr).toBe(`cais: httpd: RewriteEngine is not simulated (line 2 of ${conf})\n`)
})
