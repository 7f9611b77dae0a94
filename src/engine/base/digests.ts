import { blake2b } from '@noble/hashes/blake2.js'
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js'

/** Hash functions by name, over what arrives in pieces. */
const functions = { md5, sha1, sha224, sha256, sha384, sha512, blake2b } as const

export type DigestName = keyof typeof functions

/** Hexadecimal digits of a digest. */
export const digestDigits = (name: DigestName): number => functions[name].outputLen * 2

export class Digest {
  private readonly state

  constructor(name: DigestName) {
    this.state = functions[name].create()
  }

  update(bytes: Uint8Array): void {
    this.state.update(bytes)
  }

  /** Lower-case hexadecimal; nothing may be added afterwards. */
  hex(): string {
    let out = ''
    for (const byte of this.state.digest()) out += byte.toString(16).padStart(2, '0')
    return out
  }
}
