import { hmac } from '@noble/hashes/hmac.js'
import { pbkdf2 } from '@noble/hashes/pbkdf2.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { decode, encode } from '../../../base/utf8.ts'

/** SCRAM-SHA-256 (RFC 5802, 7677) as PostgreSQL uses it: verifiers in pg_authid, proofs of the client. */
const ITERATIONS = 4096

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export function base64(bytes: Uint8Array): string {
  let out = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = bytes.subarray(i, i + 3)
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    out += `${alphabet[bits >> 18]}${alphabet[(bits >> 12) & 63]}${b === undefined ? '=' : alphabet[(bits >> 6) & 63]}${c === undefined ? '=' : alphabet[bits & 63]}`
  }
  return out
}

function fromBase64(text: string): Uint8Array {
  const digits = [...text.replace(/=+$/, '')].map((c) => alphabet.indexOf(c))
  const out: number[] = []
  for (let i = 0; i < digits.length; i += 4) {
    const [a = 0, b = 0, c, d] = digits.slice(i, i + 4)
    const bits = (a << 18) | (b << 12) | ((c ?? 0) << 6) | (d ?? 0)
    out.push(bits >> 16)
    if (c !== undefined) out.push((bits >> 8) & 255)
    if (d !== undefined) out.push(bits & 255)
  }
  return new Uint8Array(out)
}

const mac = (key: Uint8Array, text: string): Uint8Array => hmac(sha256, key, encode(text))
const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, i) => byte ^ (b[i] ?? 0))
const salted = (password: string, salt: Uint8Array, iterations: number): Uint8Array =>
  pbkdf2(sha256, encode(password), salt, { c: iterations, dkLen: 32 })

/** What pg_authid stores: `SCRAM-SHA-256$4096:salt$StoredKey:ServerKey`. */
export function verifierOf(password: string, salt: Uint8Array): string {
  const key = salted(password, salt, ITERATIONS)
  return `SCRAM-SHA-256$${ITERATIONS}:${base64(salt)}$${base64(sha256(mac(key, 'Client Key')))}:${base64(mac(key, 'Server Key'))}`
}

const attribute = (message: string, name: string): string =>
  message
    .split(',')
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(2) ?? ''

/** The server's side of one exchange. */
export class ScramServer {
  private bare = ''
  private first = ''

  constructor(
    private readonly verifier: string,
    private readonly nonce: Uint8Array,
  ) {}

  /** server-first-message for a client-first-message. */
  begin(message: Uint8Array): Uint8Array {
    this.bare = decode(message).replace(/^[ny],[^,]*,/, '')
    const [, iterations = '', salt = ''] = /^SCRAM-SHA-256\$(\d+):([^$]*)\$/.exec(this.verifier) ?? []
    this.first = `r=${attribute(this.bare, 'r')}${base64(this.nonce)},s=${salt},i=${iterations}`
    return encode(this.first)
  }

  /** server-final-message, undefined for a wrong proof. */
  finish(message: Uint8Array): Uint8Array | undefined {
    const final = decode(message)
    const [, stored = '', server = ''] = /\$([^$:]*):([^$:]*)$/.exec(this.verifier) ?? []
    const signed = `${this.bare},${this.first},${final.replace(/,p=.*$/, '')}`
    const clientKey = xor(fromBase64(attribute(final, 'p')), mac(fromBase64(stored), signed))
    return base64(sha256(clientKey)) === stored ? encode(`v=${base64(mac(fromBase64(server), signed))}`) : undefined
  }
}

/** The client's side. */
export class ScramClient {
  private readonly bare: string

  constructor(
    private readonly password: string,
    nonce: Uint8Array,
  ) {
    this.bare = `n=,r=${base64(nonce)}`
  }

  get first(): Uint8Array {
    return encode(`n,,${this.bare}`)
  }

  final(serverFirst: Uint8Array): Uint8Array {
    const first = decode(serverFirst)
    const key = salted(this.password, fromBase64(attribute(first, 's')), Number(attribute(first, 'i')))
    const clientKey = mac(key, 'Client Key')
    const without = `c=biws,r=${attribute(first, 'r')}`
    const proof = xor(clientKey, mac(sha256(clientKey), `${this.bare},${first},${without}`))
    return encode(`${without},p=${base64(proof)}`)
  }
}
