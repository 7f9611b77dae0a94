import type { Sys } from '../../kernel/calls.ts'
import { readFile, writeFile } from '../../libc/stdio.ts'

// Public keys that rpm trusts. A key file is its armoured text with the key's identity in comment lines.

const KEYRING = '/var/lib/rpm/Pubkeys'

export interface PublicKey {
  /** Last eight hexadecimal digits. */
  readonly id: string
  readonly userId: string
  /** Forty hexadecimal digits in groups of four. */
  readonly fingerprint: string
}

export function parseKey(text: string): PublicKey | undefined {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1]
  const [id, userId, fingerprint] = [field('Key-ID'), field('User-ID'), field('Fingerprint')]
  return text.includes('BEGIN PGP PUBLIC KEY BLOCK') && id && userId && fingerprint ? { id, userId, fingerprint } : undefined
}

export const keyText = (key: PublicKey, armour: string): string =>
  `-----BEGIN PGP PUBLIC KEY BLOCK-----\nKey-ID: ${key.id}\nUser-ID: ${key.userId}\nFingerprint: ${key.fingerprint}\n\n${armour}\n-----END PGP PUBLIC KEY BLOCK-----\n`

export function* trustedKeys(): Sys<readonly PublicKey[]> {
  const text = yield* readFile(KEYRING)
  return text.ok
    ? text.value
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as PublicKey)
    : []
}

export function* trustKey(key: PublicKey): Sys<void> {
  yield* writeFile(KEYRING, `${JSON.stringify(key)}\n`, { append: true })
}
