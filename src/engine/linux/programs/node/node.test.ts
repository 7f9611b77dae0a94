import { describe, expect, it } from 'vitest'
import { testHost } from '../../testing/host.ts'
import { nodePrograms } from './table.ts'

const host = (files: Record<string, string> = {}) => testHost({ programs: [nodePrograms], files, hostname: 'web' })
const run = (text: string) => host({ '/app/a.js': text }).run(['node', '/app/a.js'])
const printed = (text: string) => {
  const { stdout, stderr } = run(text)
  return stderr + stdout
}

describe('the language', () => {
  it('classes, closures, destructuring, spread, templates', () => {
    const text = `
class Animal { #name; static made = 0; constructor(name) { this.#name = name; Animal.made++; } get name() { return this.#name; } speak() { return \`\${this.name} makes a sound\`; } }
class Dog extends Animal { speak() { return super.speak() + ': woof'; } }
const { a, b: { c = 5 } = {}, ...rest } = { a: 1, d: 2, e: 3 };
const [x, , ...ys] = [1, 2, 3, 4];
console.log(new Dog('Rex').speak(), Animal.made, a, c, rest, x, ys, ((n = 2, ...m) => n + m.length)(undefined, 1, 1));
function* count() { let i = 0; while (i < 3) yield i++; }
outer: for (const i of count()) { for (const j of count()) { if (j === 1) continue outer; if (i === 2) break outer; console.log(i, j); } }
console.log([3, 1, 10].sort(), [3, 1, 10].sort((p, q) => p - q), 'a-b'.replace(/(\\w)-(\\w)/, '$2-$1'), null ?? 'x', undefined?.y);
`
    expect(printed(text)).toBe('Rex makes a sound: woof 1 1 5 { d: 2, e: 3 } 1 [ 3, 4 ] 4\n0 0\n1 0\n[ 1, 10, 3 ] [ 1, 3, 10 ] b-a x undefined\n')
  })

  it('runs ticks, microtasks, timers and immediates in order', () => {
    const text = `
setTimeout(() => console.log('timeout'), 0); setImmediate(() => console.log('immediate'));
process.nextTick(() => console.log('tick')); Promise.resolve().then(() => console.log('micro'));
(async () => { console.log('in'); await null; console.log('after'); })(); console.log('sync');
`
    expect(printed(text)).toBe('in\nsync\ntick\nmicro\nafter\ntimeout\nimmediate\n')
  })

  it('finally runs on return and on throw', () => {
    expect(
      printed(
        "const f = () => { try { return 1 } finally { console.log('f') } }; console.log(f()); try { null.x } catch (e) { console.log(e.message) }",
      ),
    ).toBe("f\n1\nCannot read properties of null (reading 'x')\n")
  })
})

describe('util.inspect', () => {
  it('prints values as node does', () => {
    expect(
      printed("console.log({ a: 'x', f() {}, n: null, s: new Set([1]), m: new Map([['k', { v: [1] }]]), d: new Date(0), r: /x/g, c: class A {} })"),
    ).toBe(
      `{
  a: 'x',
  f: [Function: f],
  n: null,
  s: Set(1) { 1 },
  m: Map(1) { 'k' => { v: [Array] } },
  d: 1970-01-01T00:00:00.000Z,
  r: /x/g,
  c: [class A]
}
`,
    )
  })
})

describe('errors', () => {
  it('reports what nobody catches', () => {
    const { stderr, exitCode } = run("function f() {\n  throw new Error('boom');\n}\nf();\n")
    expect(exitCode).toBe(1)
    expect(stderr).toBe(`/app/a.js:2
  throw new Error('boom');
  ^

Error: boom
    at f (/app/a.js:2:9)
    at Object.<anonymous> (/app/a.js:4:1)
    at Module._compile (node:internal/modules/cjs/loader:1358:14)
    at Module._extensions..js (node:internal/modules/cjs/loader:1416:10)
    at Module.load (node:internal/modules/cjs/loader:1208:32)
    at Module._load (node:internal/modules/cjs/loader:1024:12)
    at Function.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:174:12)
    at node:internal/main/run_main_module:28:49

Node.js v20.14.0
`)
  })

  it('says where a text does not parse', () => {
    expect(run('const x = ;\n').stderr).toContain("/app/a.js:1\nconst x = ;\n          ^\n\nSyntaxError: Unexpected token ';'\n")
  })
})

describe('modules of node', () => {
  it('serves and asks over HTTP', () => {
    const text = `
const http = require('http'), os = require('node:os');
const server = http.createServer((req, res) => { let body = ''; req.on('data', (c) => body += c); req.on('end', () => { res.writeHead(200, { 'Content-Type': 'text/plain' }); res.end(req.method + ' ' + req.url + ' ' + body + ' from ' + os.hostname() + '\\n'); }); });
server.listen(3000, () => {
  const req = http.request({ port: 3000, path: '/x?y=1', method: 'POST' }, (res) => { res.setEncoding('utf8'); res.on('data', (d) => console.log(res.statusCode, res.headers['content-type'], d)); res.on('end', () => server.close()); });
  req.end('hello');
});
`
    expect(printed(text)).toBe('200 text/plain POST /x?y=1 hello from web\n\n')
  })

  it('fails as node does when nobody listens, and when somebody else does', () => {
    const { stderr } = run("require('http').get('http://127.0.0.1:1', () => {}).on('error', (e) => console.error(e.message, e.code))")
    expect(stderr).toBe('connect ECONNREFUSED 127.0.0.1:1 ECONNREFUSED\n')
    const taken = run("const http = require('http'); http.createServer().listen(80, () => http.createServer().listen(80))")
    expect(taken.stderr).toContain('Error: listen EADDRINUSE: address already in use :::80\n')
    expect(taken.exitCode).toBe(1)
  })

  it('requires files, JSON and packages', () => {
    const files = {
      '/app/a.js': "console.log(require('./b').x, require('./c.json').y, require('pkg'), __dirname); require('nope')",
      '/app/b.js': 'exports.x = 1',
      '/app/c.json': '{"y":2}',
      '/app/node_modules/pkg/index.js': "module.exports = 'pkg'",
    }
    const { stdout, stderr } = host(files).run(['node', '/app/a.js'])
    expect(stdout).toBe('1 2 pkg /app\n')
    expect(stderr).toContain("Error: Cannot find module 'nope'\nRequire stack:\n- /app/a.js\n")
  })

  it('evaluates -e and -p', () => {
    expect(host().run(['node', '-p', '[1, 2].map((n) => n * 2)']).stdout).toBe('[ 2, 4 ]\n')
    expect(host().run(['node', '--version']).stdout).toBe('v20.14.0\n')
  })
})

describe('npm', () => {
  it('writes package.json and runs its scripts', () => {
    const machine = host({ '/app/server.js': "console.log('up')" })
    const made = machine.run(['npm', 'init', '-y'], { cwd: '/app' })
    expect(made.stdout).toContain('Wrote to /app/package.json:\n\n{\n  "name": "app",\n  "version": "1.0.0",\n  "main": "server.js",\n')
    const missing = machine.run(['npm', 'run', 'nope'], { cwd: '/app' })
    expect(missing.stderr).toBe('npm error Missing script: "nope"\nnpm error\nnpm error To see a list of scripts, run:\nnpm error   npm run\n')
    expect(missing.exitCode).toBe(1)
  })
})

describe('bounds', () => {
  it('endless recursion is a RangeError, an endless loop uses CPU time', () => {
    expect(printed('function f() { return f() + 1 }\ntry { f() } catch (e) { console.log(e instanceof RangeError, e.message) }')).toBe(
      'true Maximum call stack size exceeded\n',
    )
    expect(printed('const t = Date.now(); for (let i = 0; i < 50000; i++); console.log(Date.now() > t)')).toBe('true\n')
  })

  it('no look-up leads to the host', () => {
    expect(printed('console.log([].constructor.constructor === Function, (() => {}).constructor === Function)')).toBe('true true\n')
    expect(printed("try { [].constructor.constructor('return 1')() } catch (e) { console.log(e.message) }")).toBe(
      'cais: node: making functions from text is not simulated\n',
    )
  })
})
