import { concatBytes, decode, encode } from '../../../base/utf8.ts'
import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import { writeBytes } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'

/**
 * MySQL's packets (three bytes of length, one of sequence) whose payloads are simplified: the server greets with its version and a nonce, the client
 * answers with user, database and SHA-256 proof of its password, and queries and results are JSON where the real protocol has binary fields. Real
 * clients do not understand it.
 */
export class Wire {
  private buffer: Uint8Array = new Uint8Array()

  constructor(readonly fd: Fd) {}

  private *need(count: number): Sys<boolean> {
    while (this.buffer.length < count) {
      const chunk = yield* sys.recv({ fd: this.fd, count: 65_536 })
      if (!chunk.ok) {
        if (chunk.error === 'EINTR') continue
        return false
      }
      if (chunk.value.bytes.length === 0) return false
      this.buffer = this.buffer.length === 0 ? chunk.value.bytes : concatBytes([this.buffer, chunk.value.bytes])
    }
    return true
  }

  /** The next packet's message; undefined when the other side is gone. */
  *receive<T>(): Sys<T | undefined> {
    if (!(yield* this.need(4))) return undefined
    const [a = 0, b = 0, c = 0] = this.buffer
    const length = a | (b << 8) | (c << 16)
    if (!(yield* this.need(4 + length))) return undefined
    const text = decode(this.buffer.slice(4, 4 + length))
    this.buffer = this.buffer.subarray(4 + length)
    return JSON.parse(text) as T
  }

  *send(message: object): Sys<boolean> {
    const body = encode(JSON.stringify(message))
    const head = new Uint8Array([body.length & 255, (body.length >> 8) & 255, (body.length >> 16) & 255, 0])
    return (yield* writeBytes(this.fd, concatBytes([head, body]))).ok
  }
}

export interface Greeting {
  readonly version: string
  readonly connection: number
  readonly nonce: string
}

export interface Login {
  readonly user: string
  readonly proof: string
  readonly database?: string
}

export interface Reply {
  readonly error?: { readonly number: number; readonly state: string; readonly message: string }
  readonly columns?: readonly { readonly name: string; readonly numeric: boolean }[]
  readonly rows?: readonly (readonly (string | null)[])[]
  readonly affected?: number
  readonly matched?: number
  readonly database?: string
  readonly warnings?: number
}
