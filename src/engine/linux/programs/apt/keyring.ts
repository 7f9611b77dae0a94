import { decode } from '../../../base/utf8.ts'
import type { Sys } from '../../kernel/calls.ts'
import { readFileBytes } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

// Public keys that apt trusts. A key's text carries its identity in armour headers (Key-ID, User-ID, Fingerprint); a keyring is such texts one
// after the other, with or without the armour's first and last line (`gpg --dearmor` takes them off).

export const ARMOUR_BEGIN = '-----BEGIN PGP PUBLIC KEY BLOCK-----'
export const ARMOUR_END = '-----END PGP PUBLIC KEY BLOCK-----'
/** How a binary keyring begins: the tag of an OpenPGP public-key packet. */
export const BINARY_MARK = '\u0099\n'

export interface AptKey {
  /** Sixteen hexadecimal digits, upper case. */
  readonly id: string
  readonly userId: string
  readonly fingerprint: string
}

export function parseKeys(text: string): readonly AptKey[] {
  return [...text.matchAll(/^Key-ID: (\S+)\nUser-ID: (.*)\nFingerprint: (.*)$/gm)].map(([, id = '', userId = '', fingerprint = '']) => ({
    id: id.toUpperCase(),
    userId,
    fingerprint,
  }))
}

export const keyringText = (key: AptKey, armour: string): string =>
  `${ARMOUR_BEGIN}\nKey-ID: ${key.id}\nUser-ID: ${key.userId}\nFingerprint: ${key.fingerprint}\n\n${armour}\n${ARMOUR_END}\n`

/** The keys of a file by its name: armoured ones end in .asc, binary ones in .gpg, and apt ignores what is the other way round. */
export function* keysOfFile(path: string): Sys<readonly AptKey[]> {
  const bytes = yield* readFileBytes(path)
  if (!bytes.ok) return []
  const text = decode(bytes.value)
  const armoured = text.includes(ARMOUR_BEGIN)
  return armoured === path.endsWith('.asc') ? parseKeys(text) : []
}

/** The keys a source is checked with: those it names, else everything in trusted.gpg.d. */
export function* trustedKeys(signedBy: readonly string[] | undefined): Sys<readonly AptKey[]> {
  const paths: string[] = [...(signedBy ?? [])]
  if (!signedBy) {
    const folder = '/etc/apt/trusted.gpg.d'
    const entries = yield* sys.getdents({ path: folder })
    for (const { name } of entries.ok ? entries.value : []) if (/\.(gpg|asc)$/.test(name)) paths.push(`${folder}/${name}`)
  }
  const keys: AptKey[] = []
  for (const path of paths) keys.push(...(yield* keysOfFile(path)))
  return keys
}

/** Which key made the signature of an InRelease file. */
export const signerOf = (inRelease: string): string | undefined =>
  /^-----BEGIN PGP SIGNATURE-----\n(?:.*\n)*?Key-ID: (\S+)$/m.exec(inRelease)?.[1]?.toUpperCase()
