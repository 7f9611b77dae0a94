import { sha256 as digestOf } from '@noble/hashes/sha2.js'
import { encode } from './utf8.ts'

const hex = (bytes: Uint8Array): string => {
  let out = ''
  for (const byte of bytes) out += byte.toString(16).padStart(2, '0')
  return out
}

/** SHA-256 of bytes, or of a text's UTF-8. */
export const sha256 = (data: Uint8Array | string): Uint8Array => digestOf(typeof data === 'string' ? encode(data) : data)

/** The same in 64 hexadecimal digits. */
export const sha256Hex = (data: Uint8Array | string): string => hex(sha256(data))

/** A hash of what arrives in pieces. */
export class Sha256 {
  private readonly state = digestOf.create()

  update(data: Uint8Array | string): this {
    this.state.update(typeof data === 'string' ? encode(data) : data)
    return this
  }

  /** 64 hexadecimal digits; nothing may be added afterwards. */
  hex(): string {
    return hex(this.state.digest())
  }
}
