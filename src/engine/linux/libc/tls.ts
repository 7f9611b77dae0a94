import type { Result } from '../../base/result.ts'
import { err, ok } from '../../base/result.ts'
import { concatBytes, decode, encode } from '../../base/utf8.ts'
import type { Fd, Res, Sys } from '../kernel/calls.ts'
import type { Errno } from '../kernel/errno.ts'
import { sys } from '../sys.ts'
import { readFile } from './stdio.ts'
import type { Certificate, Distrust, PrivateKey } from './x509.ts'
import { covers, distrust, parseCertificates, publicKey } from './x509.ts'

/**
 * TLS as far as its outcomes go: one round trip of handshake records with SNI, the server's chain, an optional client certificate and alerts,
 * checked against the trust store (RFC 8446's order of messages). The records after it are plain text: nothing is encrypted in the simulation.
 * Leaves out: ciphers, versions, session tickets, ALPN.
 */
export type TlsError =
  /** The other side does not speak TLS: the first bytes it sent. */
  | { readonly kind: 'not-tls'; readonly bytes: Uint8Array }
  | { readonly kind: 'untrusted'; readonly reason: Distrust }
  /** No trust store where the system keeps it. */
  | { readonly kind: 'no-store'; readonly path: string }
  /** A fatal alert from the other side: `unknown_ca`, `bad_certificate`, `unrecognized_name`, `certificate_required`. */
  | { readonly kind: 'alert'; readonly alert: string }
  | { readonly kind: 'closed' }
  | { readonly kind: 'io'; readonly errno: Errno }

export interface KeyPair {
  /** Leaf first. */
  readonly chain: readonly Certificate[]
  readonly key: PrivateKey
}

export interface TlsConnectOptions {
  readonly serverName: string
  /** Accept any certificate. */
  readonly insecure?: boolean
  /** PEM file of trusted roots instead of the system's. */
  readonly caFile?: string
  /** Trusted roots instead of any file. */
  readonly roots?: readonly Certificate[]
  /** What to show a server that asks for a client certificate. */
  readonly identity?: KeyPair
}

export interface TlsSession {
  /** Server's chain for a client, client's chain for a server; empty when it showed none. */
  readonly peerChain: readonly Certificate[]
  /** Name asked for (SNI). */
  readonly serverName: string
  /** Why the chain would not be trusted, where `insecure` let it pass. */
  readonly ignored: Distrust | undefined
}

/** Where distributions keep the roots, in the order looked for. */
export const trustStores = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem'] as const

const ALERT = 21
const HANDSHAKE = 22

interface ClientHello {
  readonly serverName: string
}
interface ServerHello {
  readonly chain: readonly Certificate[]
  readonly asksCertificate: boolean
}
interface ClientFinished {
  readonly chain: readonly Certificate[]
}

/** The client's half of a handshake on a connected socket; afterwards the stream carries plain text. */
export function* tlsConnect(fd: Fd, options: TlsConnectOptions): Sys<Result<TlsSession, TlsError>> {
  const sent = yield* sendRecord(fd, HANDSHAKE, { serverName: options.serverName } satisfies ClientHello)
  if (!sent.ok) return err({ kind: 'io', errno: sent.error })
  const answer = yield* readRecord(fd)
  if (!answer.ok) return answer
  const hello = answer.value as ServerHello
  const checked = yield* judge(hello.chain, options)
  if (!checked.ok) {
    yield* sendRecord(
      fd,
      ALERT,
      checked.error.kind === 'untrusted' && checked.error.reason.kind === 'unknown-authority' ? 'unknown_ca' : 'bad_certificate',
    )
    return checked
  }
  const finished: ClientFinished = { chain: hello.asksCertificate ? (options.identity?.chain ?? []) : [] }
  const last = yield* sendRecord(fd, HANDSHAKE, finished)
  if (!last.ok) return err({ kind: 'io', errno: last.error })
  yield* sys.compute({ ms: 0.4 })
  return ok({ peerChain: hello.chain, serverName: options.serverName, ignored: checked.value })
}

function* judge(chain: readonly Certificate[], options: TlsConnectOptions): Sys<Result<Distrust | undefined, TlsError>> {
  const roots = options.roots ? ok(options.roots) : yield* readRoots(options.caFile)
  if (!roots.ok && !options.insecure) return roots
  const reason = distrust(chain, roots.ok ? roots.value : [], yield* sys.clockRealtime({}), options.serverName)
  return reason && !options.insecure ? err({ kind: 'untrusted', reason }) : ok(reason)
}

/** Roots of a PEM file, or of the system's trust store. */
export function* readRoots(caFile?: string): Sys<Result<readonly Certificate[], TlsError>> {
  for (const path of caFile === undefined ? trustStores : [caFile]) {
    const text = yield* readFile(path)
    if (text.ok) return ok(parseCertificates(text.value))
  }
  return err({ kind: 'no-store', path: caFile ?? trustStores[0] })
}

export interface TlsAcceptOptions {
  /** The first pair whose certificate covers the name asked for is shown, else the first. */
  readonly identities: readonly KeyPair[]
  /** Ask for a client certificate of these authorities; `require` refuses clients without one. */
  readonly clientRoots?: readonly Certificate[]
  readonly requireClient?: boolean
  /** Sent to clients that speak plain HTTP before the connection is closed. */
  readonly plainHttpAnswer?: string
}

/** What Go's net/http answers to plain HTTP on a TLS port. */
export const goPlainHttpAnswer = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n'

/** The server's half of a handshake on an accepted socket. The caller closes the socket on error. */
export function* tlsAccept(fd: Fd, options: TlsAcceptOptions): Sys<Result<TlsSession, TlsError>> {
  const first = yield* readRecord(fd)
  if (!first.ok) {
    if (first.error.kind === 'not-tls' && options.plainHttpAnswer) yield* sys.send({ fd, bytes: encode(options.plainHttpAnswer) })
    return first
  }
  const { serverName } = first.value as ClientHello
  const identity = options.identities.find((pair) => pair.chain[0] && covers(pair.chain[0], serverName)) ?? options.identities[0]
  const leaf = identity?.chain[0]
  if (!identity || !leaf || leaf.publicKey !== publicKey(identity.key)) {
    yield* sendRecord(fd, ALERT, 'internal_error')
    return err({ kind: 'alert', alert: 'internal_error' })
  }
  yield* sys.compute({ ms: 0.6 })
  const hello: ServerHello = { chain: identity.chain, asksCertificate: options.clientRoots !== undefined }
  const sent = yield* sendRecord(fd, HANDSHAKE, hello)
  if (!sent.ok) return err({ kind: 'io', errno: sent.error })
  const last = yield* readRecord(fd)
  if (!last.ok) return last
  const { chain } = last.value as ClientFinished
  const refused = yield* refuseClient(chain, options)
  if (!refused) return ok({ peerChain: chain, serverName, ignored: undefined })
  yield* sendRecord(fd, ALERT, refused)
  return err({ kind: 'alert', alert: refused })
}

function* refuseClient(chain: readonly Certificate[], options: TlsAcceptOptions): Sys<string | undefined> {
  if (chain.length === 0) return options.requireClient ? 'certificate_required' : undefined
  const reason = distrust(chain, options.clientRoots ?? [], yield* sys.clockRealtime({}))
  return reason === undefined ? undefined : reason.kind === 'unknown-authority' ? 'unknown_ca' : 'bad_certificate'
}

function* sendRecord(fd: Fd, type: number, message: unknown): Sys<Res<void>> {
  const body = encode(JSON.stringify(message))
  let rest = concatBytes([Uint8Array.of(type, 3, 3, body.length >> 8, body.length & 0xff), body])
  while (rest.length > 0) {
    const sent = yield* sys.send({ fd, bytes: rest })
    if (!sent.ok) return sent
    rest = rest.subarray(sent.value)
  }
  return ok(undefined)
}

function* readRecord(fd: Fd): Sys<Result<unknown, TlsError>> {
  const head = yield* receive(fd, 5)
  if (!head.ok) return err({ kind: 'io', errno: head.error })
  if (head.value.length === 0) return err({ kind: 'closed' })
  const [type = 0, major = 0, , high = 0, low = 0] = head.value
  if ((type !== HANDSHAKE && type !== ALERT) || major !== 3) return err({ kind: 'not-tls', bytes: head.value })
  const body = yield* receive(fd, high * 256 + low)
  if (!body.ok) return err({ kind: 'io', errno: body.error })
  if (body.value.length < high * 256 + low) return err({ kind: 'closed' })
  const message: unknown = JSON.parse(decode(body.value))
  return type === ALERT ? err({ kind: 'alert', alert: String(message) }) : ok(message)
}

/** Exactly `count` bytes, fewer at the end of the stream. */
function* receive(fd: Fd, count: number): Sys<Res<Uint8Array>> {
  const parts: Uint8Array[] = []
  for (let have = 0; have < count; ) {
    const part = yield* sys.recv({ fd, count: count - have })
    if (!part.ok) return part
    if (part.value.bytes.length === 0) break
    have += part.value.bytes.length
    parts.push(part.value.bytes)
  }
  return ok(concatBytes(parts))
}
