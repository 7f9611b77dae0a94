import type { Fd, Sys } from '../../../kernel/calls.ts'
import type { SocketAddress } from '../../../kernel/net/socket-address.ts'
import { passwordMatches } from '../../../libc/crypt.ts'
import { shadowOf } from '../../../libc/shadow.ts'
import { readFile } from '../../../libc/stdio.ts'
import type { User } from '../../../libc/users.ts'
import { userByName } from '../../../libc/users.ts'
import { sys } from '../../../sys.ts'
import type { KeyPair } from './keys.ts'
import { parsePublic, proofOf } from './keys.ts'
import { runSession } from './server-session.ts'
import type { SshMessage } from './ssh-stream.ts'
import { SshStream } from './ssh-stream.ts'
import type { SshdConfig } from './sshd.ts'
import { log } from './syslog.ts'

const MOST_ATTEMPTS = 6

export interface Peer {
  readonly address: string
  readonly port: number
  /** Our end. */
  readonly local: string
  readonly localPort: number
}

/** One connection, in its own process: versions, host key, authentication, a session. */
export function* serveClient(fd: Fd, from: SocketAddress, config: SshdConfig, key: KeyPair, version: string): Sys<number> {
  const stream = new SshStream(fd)
  const plain = (address: string) => address.replace(/^::ffff:/, '')
  const own = yield* sys.getsockname({ fd })
  const [local, localPort] = own.ok && own.value.family !== 'unix' ? [plain(own.value.address), own.value.port] : ['', 0]
  const peer: Peer =
    from.family === 'unix' ? { address: 'UNKNOWN', port: 0, local, localPort } : { address: plain(from.address), port: from.port, local, localPort }
  const client = yield* stream.greet(`OpenSSH_${version}`)
  if (client === undefined) {
    yield* log(`Connection closed by ${peer.address} port ${peer.port}`)
    return 255
  }
  const session = [...(yield* sys.getrandom({ count: 16 }))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  yield* stream.send({ type: 'host-key', key: key.blob, session })
  const user = yield* authenticate(stream, config, session, peer)
  if (!user) return 255
  const wanted = yield* stream.receive()
  if (!wanted.ok || wanted.value.type !== 'session') return 255
  const code = yield* runSession(stream, user, wanted.value, peer, config)
  yield* stream.close()
  return code
}

function* authenticate(stream: SshStream, config: SshdConfig, session: string, peer: Peer): Sys<User | undefined> {
  const methods = [...(config.publicKeys ? ['publickey'] : []), ...(config.passwords ? ['password'] : [])]
  for (let attempts = 0; attempts < MOST_ATTEMPTS; ) {
    const message = yield* stream.receive()
    if (!message.ok || message.value.type !== 'auth') {
      yield* log(`Connection closed by authenticating user ${peer.address} port ${peer.port} [preauth]`)
      return undefined
    }
    const request = message.value
    const user = yield* userByName(request.user)
    const accepted = user !== undefined && (yield* allows(user, request, config, session))
    yield* stream.send({ type: 'auth-result', accepted, methods })
    if (accepted) {
      yield* log(`Accepted ${request.method} for ${request.user} from ${peer.address} port ${peer.port} ssh2`)
      return user
    }
    if (request.method === 'none') continue
    attempts++
    if (request.method === 'password')
      yield* log(`Failed password for ${user ? '' : 'invalid user '}${request.user} from ${peer.address} port ${peer.port} ssh2`)
  }
  return undefined
}

function* allows(user: User, request: Extract<SshMessage, { type: 'auth' }>, config: SshdConfig, session: string): Sys<boolean> {
  const root = user.uid === 0
  if (root && config.rootLogin === 'no') return false
  if (request.method === 'publickey') {
    if (!config.publicKeys || request.key === undefined || request.proof !== proofOf(request.key, session)) return false
    const text = yield* readFile(`${user.home}/.ssh/authorized_keys`)
    return text.ok && text.value.split('\n').some((line) => parsePublic(line)?.blob === request.key)
  }
  if (root && config.rootLogin === 'prohibit-password') return false
  const entry = yield* shadowOf(user.name)
  if (request.method === 'none') return config.emptyPasswords && entry?.password === ''
  if (!config.passwords || request.password === undefined || !entry) return false
  return entry.password === '' ? config.emptyPasswords && request.password === '' : passwordMatches(request.password, entry.password)
}
