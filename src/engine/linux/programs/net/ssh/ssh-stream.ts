import type { Result } from '../../../../base/result.ts'
import { err, ok } from '../../../../base/result.ts'
import { concatBytes, decode, encode } from '../../../../base/utf8.ts'
import type { Fd, Res, Sys } from '../../../kernel/calls.ts'
import { Connection } from '../../../libc/http/connection.ts'

/**
 * The conversation between ssh and sshd: version lines as in RFC 4253, then framed messages in plain text. What each side may know and in what order
 * follows the real protocol (host key, authentication, session, exit status); nothing is encrypted in the simulation.
 */
export type SshMessage =
  /** Server: its host key. */
  | { readonly type: 'host-key'; readonly key: string; readonly session: string }
  /** Client: who it wants to be. `proof` is what the key's owner can make. */
  | {
      readonly type: 'auth'
      readonly user: string
      readonly method: 'none' | 'password' | 'publickey'
      readonly password?: string
      readonly key?: string
      readonly proof?: string
    }
  | { readonly type: 'auth-result'; readonly accepted: boolean; readonly methods: readonly string[] }
  | {
      readonly type: 'session'
      readonly command?: string
      readonly terminal?: { readonly term: string; readonly cols: number; readonly rows: number }
      readonly env: Readonly<Record<string, string>>
    }
  | { readonly type: 'window'; readonly cols: number; readonly rows: number }
  | { readonly type: 'eof' }
  | { readonly type: 'exit'; readonly code?: number; readonly signal?: number }

/** Data of the session: input and output as they are. */
export interface SshData {
  readonly type: 'data' | 'error-data'
  readonly bytes: Uint8Array
}

const JSON_FRAME = 1
const DATA_FRAME = 2
const ERROR_FRAME = 3

export class SshStream {
  private readonly connection: Connection
  private have: Uint8Array = new Uint8Array(0)

  constructor(readonly fd: Fd) {
    this.connection = new Connection(fd)
  }

  /** Exchanges version lines; the peer's, or undefined when it is no SSH peer. */
  *greet(version: string): Sys<string | undefined> {
    yield* this.connection.write(`SSH-2.0-${version}\r\n`)
    const line = yield* this.connection.readLine()
    return line.ok && line.value?.startsWith('SSH-2.0-') ? line.value.slice(8) : undefined
  }

  *send(message: SshMessage): Sys<Res<void>> {
    return yield* this.frame(JSON_FRAME, encode(JSON.stringify(message)))
  }

  *sendData(bytes: Uint8Array, error = false): Sys<Res<void>> {
    return yield* this.frame(error ? ERROR_FRAME : DATA_FRAME, bytes)
  }

  private *frame(kind: number, body: Uint8Array): Sys<Res<void>> {
    const { length } = body
    return yield* this.connection.write(
      concatBytes([Uint8Array.of(kind, length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255), body]),
    )
  }

  /** The next message; ECONNRESET when the other side is gone. */
  *receive(): Sys<Result<SshMessage | SshData, 'gone'>> {
    for (;;) {
      const message = this.take()
      if (message) return ok(message)
      const more = yield* this.connection.read()
      if (!more.ok || more.value === undefined) return err('gone')
      this.have = concatBytes([this.have, more.value])
    }
  }

  /** A whole message that has already arrived. */
  private take(): SshMessage | SshData | undefined {
    const [kind, a = 0, b = 0, c = 0, d = 0] = this.have
    const length = a * 16_777_216 + b * 65_536 + c * 256 + d
    if (kind === undefined || this.have.length < 5 + length) return undefined
    const body = this.have.slice(5, 5 + length)
    this.have = this.have.subarray(5 + length)
    if (kind === JSON_FRAME) return JSON.parse(decode(body)) as SshMessage
    return { type: kind === ERROR_FRAME ? 'error-data' : 'data', bytes: body }
  }

  /** More whole messages are here without waiting. */
  get buffered(): boolean {
    const [, a = 0, b = 0, c = 0, d = 0] = this.have
    return this.have.length >= 5 && this.have.length >= 5 + a * 16_777_216 + b * 65_536 + c * 256 + d
  }

  *close(): Sys<void> {
    yield* this.connection.close()
  }
}
