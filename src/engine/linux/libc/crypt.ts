import { sha512 } from '@noble/hashes/sha2.js'
import { concatBytes, encode } from '../../base/utf8.ts'

/** Models crypt(3) with the SHA-512 method (`$6$salt$…`), after Ulrich Drepper's specification. Leaves out the other methods: they match nothing. */
const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The hashed password; undefined for a setting of another method. */
export function crypt(password: string, setting: string): string | undefined {
  const m = /^\$6\$(?:rounds=(\d+)\$)?([^$]{0,16})/.exec(setting)
  if (!m) return undefined
  const rounds = m[1] === undefined ? 5000 : Math.min(999_999_999, Math.max(1000, Number(m[1])))
  const salt = m[2] as string
  return `$6$${m[1] === undefined ? '' : `rounds=${rounds}$`}${salt}$${sha512Crypt(encode(password), encode(salt), rounds)}`
}

/** Whether a password is the one that a shadow entry keeps. */
export const passwordMatches = (password: string, hashed: string): boolean => crypt(password, hashed) === hashed

function repeated(block: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length)
  for (let i = 0; i < length; i++) out[i] = block[i % block.length] as number
  return out
}

function sha512Crypt(key: Uint8Array, salt: Uint8Array, rounds: number): string {
  const inner = sha512(concatBytes([key, salt, key]))
  const parts = [key, salt, repeated(inner, key.length)]
  for (let bits = key.length; bits > 0; bits >>= 1) parts.push(bits & 1 ? inner : key)
  let digest = sha512(concatBytes(parts))
  const p = repeated(sha512(concatBytes(Array.from({ length: key.length }, () => key))), key.length)
  const s = repeated(sha512(concatBytes(Array.from({ length: 16 + (digest[0] as number) }, () => salt))), salt.length)
  for (let round = 0; round < rounds; round++) {
    const odd = (round & 1) === 1
    const pieces = [odd ? p : digest]
    if (round % 3) pieces.push(s)
    if (round % 7) pieces.push(p)
    pieces.push(odd ? digest : p)
    digest = sha512(concatBytes(pieces))
  }
  return encoded(digest)
}

/** Three bytes as four characters, taken from the three thirds of the digest in turn. */
function encoded(digest: Uint8Array): string {
  const at = (i: number) => digest[i] as number
  const letters = (value: number, count: number) => {
    let out = ''
    for (let i = 0; i < count; i++) out += alphabet[(value >> (6 * i)) & 63]
    return out
  }
  let out = ''
  for (let i = 0; i < 21; i++) {
    const thirds = [i, i + 21, i + 42]
    const [a, b, c] = [0, 1, 2].map((k) => thirds[(k + i) % 3] as number) as [number, number, number]
    out += letters((at(a) << 16) | (at(b) << 8) | at(c), 4)
  }
  return out + letters(at(63), 2)
}
