import type { Sys } from '../../linux/kernel/calls.ts'
import { Poll } from '../../linux/kernel/calls.ts'
import type { Main } from '../../linux/kernel/program.ts'
import { serve } from '../../linux/libc/http/server.ts'
import { fail, print, printError, readFile } from '../../linux/libc/stdio.ts'
import { tlsAccept } from '../../linux/libc/tls.ts'
import { parseCertificates, parsePrivateKey } from '../../linux/libc/x509.ts'
import { sys } from '../../linux/sys.ts'
import { Hub } from './hub/hub.ts'
import { REGISTRY_ROOT } from './layout.ts'
import { RegistryLog } from './registry-log.ts'
import { answerRegistry } from './routes.ts'

/** Pulls in six hours from an address that nobody signed in from. */
const ANONYMOUS_PULLS = 100

/**
 * A registry (distribution's API v2) over files. As the public one (`--hub`) it is Docker Hub (hub/) and speaks TLS on 443; as the registry image's `registry serve CONFIG` it listens as its configuration says. Leaves out garbage collection, mirrors, passwords
 * and signatures.
 */
export const registry: Main = function* ({ argv, env, build }) {
  if (argv.includes('--hub')) return yield* serveHub(Number(argv[argv.indexOf('--pulls') + 1]) || ANONYMOUS_PULLS)
  const version = build.get('version') ?? '2.8.3'
  const [, command, path = '/etc/docker/registry/config.yml'] = argv
  if (command === '--version' || command === '-v') {
    yield* print(`registry github.com/docker/distribution ${version}\n`)
    return 0
  }
  if (command === 'serve') return yield* serveConfigured(path, env, version)
  if (command === 'garbage-collect') return yield* fail('cais', 'registry: garbage-collect is not simulated')
  yield* print(
    '`registry`\n\nUsage: \n  registry [flags]\n  registry [command]\n\nAvailable Commands: \n  serve           `serve` stores and distributes Docker images\n',
  )
  return command === undefined ? 0 : 1
}

function* serveHub(anonymousPulls: number): Sys<number> {
  const secure = yield* tls('/etc/registry/chain.pem', '/etc/registry/key.pem')
  const fd = yield* listen(443)
  if (fd === undefined) return yield* fail('registry', 'listen tcp :443: bind: address already in use')
  // What it holds is read when the first visitor is there.
  yield* sys.poll({ fds: [{ fd, events: Poll.in }] })
  const hub = yield* Hub.open(anonymousPulls)
  yield* sys.clone({ thread: true, main: redirectToTls })
  yield* serve({ listener: fd, handler: (exchange) => hub.answer(exchange), ...(secure && { secure }) })
  return 0
}

/** Port 80 only says where the pages are. */
function* redirectToTls(): Sys<number> {
  const fd = yield* listen(80)
  if (fd === undefined) return 1
  yield* serve({
    listener: fd,
    *handler(exchange) {
      const { headers, target } = exchange.request
      yield* exchange.respond(301, [['Location', `https://${headers.get('host') ?? 'hub.docker.com'}${target}`]])
    },
  })
  return 0
}

function* listen(port: number): Sys<number | undefined> {
  const socket = yield* sys.socket({ family: 'inet6', type: 'stream' })
  if (!socket.ok) return undefined
  yield* sys.setsockopt({ fd: socket.value, options: { reuseAddress: true } })
  const bound = yield* sys.bind({ fd: socket.value, address: { family: 'inet6', address: '::', port } })
  return bound.ok && (yield* sys.listen({ fd: socket.value })).ok ? socket.value : undefined
}

/** One setting: REGISTRY_HTTP_ADDR in the environment before `addr:` in the file. */
const setting = (text: string, env: ReadonlyMap<string, string>, variable: string, key: RegExp): string | undefined =>
  env.get(variable) ?? key.exec(text)?.[1]?.trim()

function* serveConfigured(path: string, env: ReadonlyMap<string, string>, version: string): Sys<number> {
  const file = yield* readFile(path)
  if (!file.ok) {
    yield* printError(`configuration error: open ${path}: no such file or directory\n`)
    return 1
  }
  const refused =
    env.has('REGISTRY_AUTH') || /^auth:/m.test(file.value)
      ? 'auth'
      : env.has('REGISTRY_PROXY_REMOTEURL') || /^proxy:/m.test(file.value)
        ? 'proxy'
        : undefined
  if (refused) return yield* fail('cais', `registry: ${refused} is not simulated`)
  const root = setting(file.value, env, 'REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY', /^\s*rootdirectory:\s*(\S+)/m)
  if (root !== undefined && root !== REGISTRY_ROOT) return yield* fail('cais', `registry: rootdirectory ${root} is not simulated`)
  const address = setting(file.value, env, 'REGISTRY_HTTP_ADDR', /^\s*addr:\s*(\S+)/m) ?? ':5000'
  const deletes = setting(file.value, env, 'REGISTRY_STORAGE_DELETE_ENABLED', /^\s*delete:\s*\n\s*enabled:\s*(\w+)/m) === 'true'
  const certificate = setting(file.value, env, 'REGISTRY_HTTP_TLS_CERTIFICATE', /^\s*certificate:\s*(\S+)/m)
  const key = setting(file.value, env, 'REGISTRY_HTTP_TLS_KEY', /^\s*key:\s*(\S+)/m)
  const secure = certificate !== undefined && key !== undefined ? yield* tls(certificate, key) : undefined
  const port = Number(/:(\d+)$/.exec(address)?.[1] ?? 5000)
  const log = new RegistryLog(yield* instanceId(), version)
  if (!env.has('REGISTRY_HTTP_SECRET') && !/^\s*secret:/m.test(file.value))
    yield* log.say(
      'warning',
      'No HTTP secret provided - generated random secret. This may cause problems with uploads if multiple registries are behind a load-balancer. To provide a shared secret, fill in http.secret in the configuration file or set the REGISTRY_HTTP_SECRET environment variable.',
    )
  yield* log.say('info', 'redis not configured')
  yield* log.say('info', 'using inmemory blob descriptor cache')
  const fd = yield* listen(port)
  if (fd === undefined) {
    yield* log.say('fatal', `listen tcp :${port}: bind: address already in use`)
    return 1
  }
  yield* log.say('info', `listening on [::]:${port}${secure ? ', tls' : ''}`)
  yield* serve({
    listener: fd,
    *handler(exchange) {
      const startMs = yield* sys.clockRealtime({})
      yield* answerRegistry(exchange, { deletes })
      yield* log.completed(exchange, startMs)
    },
    ...(secure && { secure }),
  })
  return 0
}

function* instanceId(): Sys<string> {
  const hex = [...(yield* sys.getrandom({ count: 16 }))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}

/** Handshakes with a certificate of files, for every name it covers. */
function* tls(certificate: string, keyFile: string) {
  const chain = yield* readFile(certificate)
  const key = yield* readFile(keyFile)
  const privateKey = key.ok ? parsePrivateKey(key.value) : undefined
  if (!chain.ok || privateKey === undefined) return undefined
  const identities = [{ chain: parseCertificates(chain.value), key: privateKey }]
  return function* (fd: number): Sys<{ ok: true; value: undefined } | { ok: false; error: 'EPROTO' }> {
    return (yield* tlsAccept(fd, { identities })).ok ? { ok: true, value: undefined } : { ok: false, error: 'EPROTO' }
  }
}
