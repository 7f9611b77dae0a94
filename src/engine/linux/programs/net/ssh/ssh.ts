import type { Fd, Sys } from '../../../kernel/calls.ts'
import { Poll } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { InetAddress } from '../../../kernel/net/socket-address.ts'
import type { Main } from '../../../kernel/program.ts'
import { signals } from '../../../kernel/signal.ts'
import { rawTermios } from '../../../kernel/tty/termios.ts'
import type { Environment } from '../../../libc/environment.ts'
import { connectTo } from '../../../libc/http/dial.ts'
import { getaddrinfo, resolveErrorText } from '../../../libc/resolver.ts'
import { printError, writeBytes } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { fingerprint, loadKey, proofOf } from './keys.ts'
import { changedKeyWarning, hostKeyName, knownKey, rememberKey } from './known-hosts.ts'
import type { SshOptions } from './options.ts'
import { sshOptions } from './options.ts'
import { askOnTerminal } from './prompt.ts'
import { SshStream } from './ssh-stream.ts'

/**
 * Models ssh(1): host keys and known_hosts, public keys and passwords, commands, terminals with window sizes, exit codes, ~/.ssh/config's common
 * settings. Forwarding, agents, multiplexing and escapes are not simulated.
 */
export const ssh: Main = function* ({ argv, env, build }) {
  const version = build.get('version') ?? '9.2p1 Debian-2+deb12u3'
  const options = yield* sshOptions(argv.slice(1))
  if (!options.ok) {
    const shows = options.error === 'version'
    yield* printError(shows ? `OpenSSH_${version}, OpenSSL 3.0.15 3 Sep 2024\n` : options.error)
    return shows ? 0 : 255
  }
  return yield* new SshClient(options.value, version, env).run()
}

class SshClient {
  private stream: SshStream | undefined
  private resized = false

  constructor(
    private readonly options: SshOptions,
    private readonly version: string,
    private readonly env: Environment,
  ) {}

  private *say(text: string): Sys<void> {
    if (!this.options.quiet) yield* printError(text)
  }

  *run(): Sys<number> {
    const address = yield* this.connect()
    if (!address || !this.stream) return 255
    const { stream, options } = this
    const peer = yield* stream.greet(`OpenSSH_${this.version}`)
    const hello = peer === undefined ? undefined : yield* stream.receive()
    if (!hello?.ok || hello.value.type !== 'host-key') {
      yield* this.say(peer === undefined ? 'kex_exchange_identification: Connection closed by remote host\n' : '')
      yield* this.say(`Connection closed by ${address.address} port ${options.port}\n`)
      return 255
    }
    if (!(yield* this.trust(address.address, hello.value.key))) return 255
    if (!(yield* this.authenticate(hello.value.session))) return 255
    return yield* this.session()
  }

  private *connect(): Sys<InetAddress | undefined> {
    const { options } = this
    const found = yield* getaddrinfo(options.address, { port: options.port })
    if (!found.ok) {
      yield* this.say(`ssh: Could not resolve hostname ${options.address}: ${resolveErrorText(found.error)}\n`)
      return undefined
    }
    for (const address of found.value) {
      const fd = yield* connectTo(address, options.connectTimeoutMs)
      if (fd.ok) {
        this.stream = new SshStream(fd.value)
        return address
      }
      yield* this.say(`ssh: connect to host ${options.address} port ${options.port}: ${strerror(fd.error)}\n`)
    }
    return undefined
  }

  /** Checks the host key against known_hosts, asking where that is the setting. */
  private *trust(address: string, blob: string): Sys<boolean> {
    const { options } = this
    const name = hostKeyName(options.host, options.port)
    const known = yield* knownKey(options.knownHosts, name)
    if (known?.blob === blob) return true
    if (known && options.strict !== 'no') {
      yield* printError(changedKeyWarning(fingerprint(blob), options.knownHosts, known.line, name))
      return false
    }
    if (!known && options.strict === 'yes') {
      yield* printError(`No ED25519 host key is known for ${name} and you have requested strict checking.\nHost key verification failed.\n`)
      return false
    }
    if (!known && options.strict === 'ask' && !(yield* this.agree(name, address, blob))) {
      yield* printError('Host key verification failed.\n')
      return false
    }
    if (!known) {
      yield* rememberKey(options.knownHosts, name, blob)
      yield* this.say(`Warning: Permanently added '${name}' (ED25519) to the list of known hosts.\n`)
    }
    return true
  }

  private *agree(name: string, address: string, blob: string): Sys<boolean> {
    if (this.options.batch) return false
    const modern = !/^[1-7]\./.test(this.version)
    const question = `The authenticity of host '${name} (${address})' can't be established.\nED25519 key fingerprint is ${fingerprint(blob)}.\n${modern ? 'This key is not known by any other names.\n' : ''}Are you sure you want to continue connecting (${modern ? 'yes/no/[fingerprint]' : 'yes/no'})? `
    let answer = yield* askOnTerminal(question, true)
    for (;;) {
      if (answer === undefined || /^no?$/i.test(answer.trim())) return false
      if (/^yes$/i.test(answer.trim()) || answer.trim() === fingerprint(blob)) return true
      answer = yield* askOnTerminal(`Please type 'yes'${modern ? ", 'no' or the fingerprint" : " or 'no'"}: `, true)
    }
  }

  private *authenticate(session: string): Sys<boolean> {
    const { options } = this
    let methods = yield* this.attempt({ method: 'none' })
    if (methods === 'accepted') return true
    for (const path of methods?.includes('publickey') ? options.identities : []) {
      const key = yield* loadKey(path)
      if (!key) continue
      const result = yield* this.attempt({ method: 'publickey', key: key.blob, proof: proofOf(key.blob, session) })
      if (result === 'accepted') return true
      methods = result
    }
    if (options.passwords && !options.batch && methods?.includes('password')) {
      for (let attempt = 0; attempt < 3; attempt++) {
        const password = yield* askOnTerminal(`${options.user}@${options.host}'s password: `, false)
        if (password === undefined) break
        const result = yield* this.attempt({ method: 'password', password })
        if (result === 'accepted') return true
        if (result === undefined) return false
        if (attempt < 2) yield* printError('Permission denied, please try again.\n')
      }
    }
    if (methods !== undefined) yield* printError(`${options.user}@${options.host}: Permission denied (${methods.join(',')}).\n`)
    return false
  }

  private *attempt(how: {
    readonly method: 'none' | 'password' | 'publickey'
    readonly password?: string
    readonly key?: string
    readonly proof?: string
  }): Sys<'accepted' | readonly string[] | undefined> {
    const { stream, options } = this
    if (!stream) return undefined
    yield* stream.send({ type: 'auth', user: options.user, ...how })
    const answer = yield* stream.receive()
    if (answer.ok && answer.value.type === 'auth-result') return answer.value.accepted ? 'accepted' : answer.value.methods
    yield* this.say(`Connection closed by ${options.address} port ${options.port}\n`)
    return undefined
  }

  private *session(): Sys<number> {
    const { stream, options } = this
    if (!stream) return 255
    const local = yield* sys.tcgetattr({ fd: 0 })
    const terminal = options.terminal === 'yes' ? local.ok : options.terminal === 'auto' && options.command === undefined && local.ok
    const size = yield* sys.tcgetwinsize({ fd: 0 })
    const window = size.ok ? size.value : { cols: 80, rows: 24 }
    const lang = this.env.get('LANG')
    yield* stream.send({
      type: 'session',
      ...(options.command !== undefined && { command: options.command }),
      ...(terminal && { terminal: { term: this.env.get('TERM') ?? 'xterm', ...window } }),
      env: lang === undefined ? {} : { LANG: lang },
    })
    if (!terminal && options.command === undefined) yield* this.say('Pseudo-terminal will not be allocated because stdin is not a terminal.\n')
    if (terminal && local.ok) yield* sys.tcsetattr({ fd: 0, termios: rawTermios(local.value) })
    const self = this
    yield* sys.sigaction({
      signal: signals.SIGWINCH,
      *handler() {
        self.resized = true
      },
    })
    const code = yield* this.relay(stream)
    if (terminal && local.ok) yield* sys.tcsetattr({ fd: 0, termios: local.value })
    if (terminal)
      yield* this.say(
        code === undefined
          ? `Connection to ${options.host} closed by remote host.\r\nConnection to ${options.host} closed.\r\n`
          : `Connection to ${options.host} closed.\r\n`,
      )
    else if (code === undefined) yield* this.say(`Connection to ${options.host} closed by remote host.\r\n`)
    return code ?? 255
  }

  /** Input to the server, its output to us, until it tells how the command ended; undefined when it went away. */
  private *relay(stream: SshStream): Sys<number | undefined> {
    let open = !this.options.noInput
    if (!open) yield* stream.send({ type: 'eof' })
    for (;;) {
      if (this.resized) yield* this.tellSize(stream)
      const fds = [{ fd: stream.fd, events: Poll.in }, ...(open ? [{ fd: 0 as Fd, events: Poll.in }] : [])]
      const ready = stream.buffered ? undefined : yield* sys.poll({ fds })
      if (ready && !ready.ok) continue
      const fromServer = !ready || ready.value.some(({ fd }) => fd === stream.fd)
      if (fromServer) {
        const message = yield* stream.receive()
        if (!message.ok) return undefined
        if (message.value.type === 'data') yield* writeBytes(1, message.value.bytes)
        else if (message.value.type === 'error-data') yield* writeBytes(2, message.value.bytes)
        else if (message.value.type === 'exit') return message.value.code ?? 255
      } else if (ready.value.some(({ fd }) => fd === 0)) {
        const typed = yield* sys.read({ fd: 0, count: 32_768 })
        if (typed.ok && typed.value.length > 0) yield* stream.sendData(typed.value)
        else {
          open = false
          yield* stream.send({ type: 'eof' })
        }
      }
    }
  }

  private *tellSize(stream: SshStream): Sys<void> {
    this.resized = false
    const size = yield* sys.tcgetwinsize({ fd: 0 })
    if (size.ok) yield* stream.send({ type: 'window', cols: size.value.cols, rows: size.value.rows })
  }
}
