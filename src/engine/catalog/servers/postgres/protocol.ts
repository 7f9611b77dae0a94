import { concatBytes, decode, encode } from '../../../base/utf8.ts'
import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import { writeBytes } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'

/**
 * Frontend/backend protocol 3.0: messages of a letter, a length and fields. Both sides speak the simple query flow with real SCRAM-SHA-256; left
 * out: the extended flow (Parse, Bind), COPY, TLS (the server answers `N`), cancellation.
 */
export interface Message {
  readonly kind: string
  readonly body: Uint8Array
}

/** Builds a message's body. */
export class Fields {
  private readonly parts: Uint8Array[] = []

  bytes(bytes: Uint8Array): this {
    this.parts.push(bytes)
    return this
  }

  text(text: string): this {
    return this.bytes(encode(`${text}\0`))
  }

  int32(value: number): this {
    return this.bytes(new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value]))
  }

  int16(value: number): this {
    return this.bytes(new Uint8Array([value >>> 8, value]))
  }

  take(): Uint8Array {
    return this.parts.length === 0 ? new Uint8Array() : concatBytes(this.parts)
  }
}

/** Reads a message's body. */
export class BodyReader {
  private at = 0

  constructor(private readonly body: Uint8Array) {}

  text(): string {
    let end = this.at
    while (end < this.body.length && this.body[end] !== 0) end++
    const text = decode(this.body.subarray(this.at, end))
    this.at = end + 1
    return text
  }

  int32(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.body.subarray(this.at, this.at + 4)
    this.at += 4
    return (a << 24) | (b << 16) | (c << 8) | d
  }

  int16(): number {
    const [a = 0, b = 0] = this.body.subarray(this.at, this.at + 2)
    this.at += 2
    return (a << 8) | b
  }

  bytes(count: number): Uint8Array {
    const bytes = this.body.subarray(this.at, this.at + count)
    this.at += count
    return bytes
  }

  rest(): Uint8Array {
    return this.body.subarray(this.at)
  }

  get done(): boolean {
    return this.at >= this.body.length
  }
}

/** One side of a connection: messages in, messages out in batches. */
export class Wire {
  private buffer: Uint8Array = new Uint8Array()
  private out: Uint8Array[] = []

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

  private take(count: number): Uint8Array {
    const bytes = this.buffer.slice(0, count)
    this.buffer = this.buffer.subarray(count)
    return bytes
  }

  /** One raw byte: the answer to an SSLRequest. */
  *byte(): Sys<number | undefined> {
    return (yield* this.need(1)) ? this.take(1)[0] : undefined
  }

  /** The start-up packet, which has no letter. */
  *startup(): Sys<Uint8Array | undefined> {
    if (!(yield* this.need(4))) return undefined
    const length = new BodyReader(this.buffer).int32()
    if (length < 8 || length > 10_000 || !(yield* this.need(length))) return undefined
    return this.take(length).subarray(4)
  }

  /** The next message; undefined when the other side is gone. */
  *next(): Sys<Message | undefined> {
    if (!(yield* this.need(5))) return undefined
    const length = new BodyReader(this.buffer.subarray(1)).int32()
    if (!(yield* this.need(1 + length))) return undefined
    const whole = this.take(1 + length)
    return { kind: String.fromCharCode(whole[0] ?? 0), body: whole.subarray(5) }
  }

  put(kind: string, fields: Fields = new Fields()): void {
    const body = fields.take()
    this.out.push(
      new Fields()
        .bytes(encode(kind))
        .int32(body.length + 4)
        .bytes(body)
        .take(),
    )
  }

  *raw(bytes: Uint8Array): Sys<boolean> {
    return (yield* writeBytes(this.fd, bytes)).ok
  }

  *flush(): Sys<boolean> {
    if (this.out.length === 0) return true
    const bytes = concatBytes(this.out)
    this.out = []
    return (yield* writeBytes(this.fd, bytes)).ok
  }
}

export const PROTOCOL_3 = 196_608
export const SSL_REQUEST = 80_877_103

/** Object identifiers of types in RowDescription. */
export const typeOids: Readonly<Record<string, number>> = {
  boolean: 16,
  bytea: 17,
  name: 19,
  bigint: 20,
  smallint: 21,
  integer: 23,
  text: 25,
  oid: 26,
  json: 114,
  real: 700,
  'double precision': 701,
  character: 1042,
  'character varying': 1043,
  date: 1082,
  time: 1083,
  timestamp: 1114,
  timestamptz: 1184,
  interval: 1186,
  numeric: 1700,
  regclass: 2205,
  uuid: 2950,
  jsonb: 3802,
}
