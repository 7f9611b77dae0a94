import { sha256, sha256Hex } from '../../../../base/sha256.ts'
import { concatBytes, encode } from '../../../../base/utf8.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { base64, fromBase64 } from '../../../libc/http/url.ts'
import { readFile, writeFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'

/** Key pairs as files: the public half in OpenSSH's own format, the private half a secret in a PEM frame (no cryptography). */
export interface KeyPair {
  readonly secret: string
  /** Base64 of the public blob, as in .pub files and known_hosts. */
  readonly blob: string
  readonly comment: string
}

export const KEY_TYPE = 'ssh-ed25519'

const string = (bytes: Uint8Array): Uint8Array => concatBytes([Uint8Array.of(0, 0, bytes.length >> 8, bytes.length & 255), bytes])

/** The public blob of a secret: type and 32 bytes. */
export const blobOf = (secret: string): string => base64(concatBytes([string(encode(KEY_TYPE)), string(sha256(`ssh public ${secret}`))]))

/** `SHA256:…` without padding. */
export const fingerprint = (blob: string): string => `SHA256:${base64(sha256(fromBase64(blob) ?? new Uint8Array(0))).replace(/=+$/, '')}`

/** What only the key's owner is taken to be able to make for a session. */
export const proofOf = (blob: string, session: string): string => sha256Hex(`ssh proof ${blob} ${session}`)

export function* generateKey(comment: string): Sys<KeyPair> {
  const bytes = yield* sys.getrandom({ count: 32 })
  const secret = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return { secret, blob: blobOf(secret), comment }
}

/** Writes `path` (0600) and `path.pub`. */
export function* saveKey(path: string, key: KeyPair): Sys<boolean> {
  const lines = base64(`cais-ssh-key ${key.secret} ${key.comment}`).match(/.{1,70}/g) ?? []
  const written = yield* writeFile(path, `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`, {
    mode: 0o600,
  })
  if (!written.ok) return false
  return (yield* writeFile(`${path}.pub`, `${KEY_TYPE} ${key.blob} ${key.comment}\n`, { mode: 0o644 })).ok
}

export function* loadKey(path: string): Sys<KeyPair | undefined> {
  const text = yield* readFile(path)
  const body = text.ok ? /-----BEGIN OPENSSH PRIVATE KEY-----\s*([A-Za-z0-9+/=\s]+?)-----END/.exec(text.value)?.[1] : undefined
  const bytes = body === undefined ? undefined : fromBase64(body.replace(/\s+/g, ''))
  const [mark, secret, ...comment] = bytes ? new TextDecoder().decode(bytes).split(' ') : []
  return mark === 'cais-ssh-key' && secret !== undefined ? { secret, blob: blobOf(secret), comment: comment.join(' ') } : undefined
}

/** A public key's blob and comment from a line of a .pub file. */
export function parsePublic(line: string): { readonly blob: string; readonly comment: string } | undefined {
  const match = /^(?:.*\s)?ssh-ed25519 ([A-Za-z0-9+/=]+)(?: (.*))?$/.exec(line.trim())
  return match?.[1] === undefined ? undefined : { blob: match[1], comment: match[2] ?? '' }
}

/** ssh-keygen's picture of a key (the drunken bishop). */
export function randomArt(blob: string): string {
  const [width, height] = [17, 9]
  const field = new Uint8Array(width * height)
  let [x, y] = [8, 4]
  for (const byte of sha256(fromBase64(blob) ?? new Uint8Array(0))) {
    for (let shift = 0; shift < 8; shift += 2) {
      const move = (byte >> shift) & 3
      x = Math.min(width - 1, Math.max(0, x + (move & 1 ? 1 : -1)))
      y = Math.min(height - 1, Math.max(0, y + (move & 2 ? 1 : -1)))
      field[y * width + x] = Math.min(14, (field[y * width + x] ?? 0) + 1)
    }
  }
  const marks = ' .o+=*BOX@%&#/^'
  const rows = Array.from({ length: height }, (_, row) => {
    const cells = Array.from({ length: width }, (_unused, column) =>
      row === 4 && column === 8 ? 'S' : row === y && column === x ? 'E' : marks[field[row * width + column] ?? 0],
    )
    return `|${cells.join('')}|`
  })
  return ['+--[ED25519 256]--+', ...rows, '+----[SHA256]-----+'].join('\n')
}
