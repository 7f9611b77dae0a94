import type { Fd, Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { SocketAddress } from '../../../kernel/net/socket-address.ts'
import type { Main } from '../../../kernel/program.ts'
import { signals } from '../../../kernel/signal.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { printError, readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { KeyPair } from './keys.ts'
import { generateKey, loadKey, saveKey } from './keys.ts'
import { serveClient } from './server-connection.ts'

const HOST_KEY = '/etc/ssh/ssh_host_ed25519_key'

/** What sshd_config(5) says of what is modelled. */
export interface SshdConfig {
  readonly ports: readonly number[]
  readonly addresses: readonly string[]
  readonly rootLogin: 'yes' | 'no' | 'prohibit-password'
  readonly passwords: boolean
  readonly publicKeys: boolean
  readonly emptyPasswords: boolean
  readonly banner: string | undefined
  readonly printMotd: boolean
}

/** Models sshd(8): a process a connection, passwords and authorized keys, sessions with and without a terminal. Subsystems, forwarding and Match blocks are not simulated. */
export const sshd: Main = function* ({ argv, build }) {
  const options = getopt(argv.slice(1), optionTable('4 6 D d e i q t T f: p: o: h: u: g: E: b: C: c: k: G R r V'))
  if (!options.ok) {
    yield* printError(
      `${options.message}\nusage: sshd [-46DdeGiqTtV] [-C connection_spec] [-c host_cert_file]\n            [-E log_file] [-f config_file] [-g login_grace_time]\n            [-h host_key_file] [-o option] [-p port] [-u len]\n`,
    )
    return 1
  }
  const parsed = options.value
  const missing = [...'dieqThugEbCckGRr'].find((letter) => parsed.has(letter) && letter !== 'e' && letter !== 'q')
  if (missing) {
    yield* printError(`cais: sshd: -${missing} is not simulated\n`)
    return 1
  }
  const path = parsed.value('f') ?? '/etc/ssh/sshd_config'
  const text = yield* readFile(path)
  if (!text.ok) {
    yield* printError(`${path}: ${strerror(text.error)}\n`)
    return 1
  }
  const config = readConfig(text.value, parsed.values('p').map(Number), parsed.values('o'))
  const key = yield* hostKey()
  if (!key) {
    yield* printError('sshd: no hostkeys available -- exiting.\n')
    return 1
  }
  if (parsed.has('t')) return 0
  const listeners = yield* listen(config)
  if (listeners.length === 0) {
    yield* printError('Cannot bind any address.\n')
    return 255
  }
  const version = build.get('version') ?? '9.2p1 Debian-2+deb12u3'
  if (parsed.has('D')) return yield* acceptAll(listeners, config, key, version)
  yield* sys.clone({
    *main() {
      yield* sys.setsid({})
      return yield* acceptAll(listeners, config, key, version)
    },
  })
  return 0
}

function readConfig(text: string, ports: readonly number[], options: readonly string[]): SshdConfig {
  const values = new Map<string, string[]>()
  for (const line of [...options.map((option) => option.replace('=', ' ')), ...text.split('\n')]) {
    const [name = '', ...words] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (name === '' || /^match$/i.test(name)) continue
    const key = name.toLowerCase()
    values.set(key, [...(values.get(key) ?? []), words.join(' ')])
  }
  const first = (name: string, otherwise: string) => values.get(name)?.[0]?.toLowerCase() ?? otherwise
  const root = first('permitrootlogin', 'prohibit-password')
  const banner = values.get('banner')?.[0]
  return {
    ports: ports.length > 0 ? ports : (values.get('port')?.map(Number) ?? [22]),
    addresses: values.get('listenaddress') ?? ['0.0.0.0', '::'],
    rootLogin: root === 'yes' || root === 'no' ? root : 'prohibit-password',
    passwords: first('passwordauthentication', 'yes') === 'yes',
    publicKeys: first('pubkeyauthentication', 'yes') === 'yes',
    emptyPasswords: first('permitemptypasswords', 'no') === 'yes',
    banner: banner === undefined || banner === 'none' ? undefined : banner,
    printMotd: first('printmotd', 'yes') === 'yes',
  }
}

/** The host's key; made at the first start, as distributions' units do with ssh-keygen -A. */
function* hostKey(): Sys<KeyPair | undefined> {
  const known = yield* loadKey(HOST_KEY)
  if (known) return known
  const key = yield* generateKey(`root@${(yield* sys.uname({})).nodename}`)
  yield* sys.mkdir({ path: '/etc/ssh', mode: 0o755 })
  return (yield* saveKey(HOST_KEY, key)) ? key : undefined
}

function* listen(config: SshdConfig): Sys<readonly Fd[]> {
  const listeners: Fd[] = []
  for (const port of config.ports) {
    for (const address of config.addresses) {
      const family = address.includes(':') ? 'inet6' : 'inet'
      const fd = yield* sys.socket({ family, type: 'stream' })
      if (!fd.ok) continue
      yield* sys.setsockopt({ fd: fd.value, options: { reuseAddress: true, v6Only: family === 'inet6' } })
      const bound = yield* sys.bind({ fd: fd.value, address: { family, address, port } })
      if (!bound.ok) {
        yield* printError(`error: Bind to port ${port} on ${address} failed: ${strerror(bound.error)}.\n`)
        yield* sys.close({ fd: fd.value })
        continue
      }
      yield* sys.listen({ fd: fd.value, backlog: 128 })
      listeners.push(fd.value)
    }
  }
  return listeners
}

function* acceptAll(listeners: readonly Fd[], config: SshdConfig, key: KeyPair, version: string): Sys<number> {
  yield* sys.sigaction({ signal: signals.SIGCHLD, handler: 'ignore' })
  for (;;) {
    const ready = yield* sys.poll({ fds: listeners.map((fd) => ({ fd, events: 1 })) })
    for (const { fd } of ready.ok ? ready.value : []) {
      const accepted = yield* sys.accept({ fd })
      if (accepted.ok) yield* fork(listeners, accepted.value.fd, accepted.value.peer, config, key, version)
    }
  }
}

function* fork(listeners: readonly Fd[], fd: Fd, peer: SocketAddress, config: SshdConfig, key: KeyPair, version: string): Sys<void> {
  yield* sys.clone({
    *main() {
      yield* sys.sigaction({ signal: signals.SIGCHLD, handler: 'default' })
      for (const listener of listeners) yield* sys.close({ fd: listener })
      return yield* serveClient(fd, peer, config, key, version)
    },
  })
  yield* sys.close({ fd })
}
