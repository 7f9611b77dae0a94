import { certificatePem, issue, privateKeyPem } from '../../linux/libc/x509.ts'

const HOUR = 3_600_000
const YEAR = 365 * 24 * HOUR

const rootKey = 'Cais root key'

/** The certificate authority that every machine of the lab trusts, and a server's certificate under it. */
export function publicAuthority(nowMs: number) {
  const root = issue(
    { subject: 'Cais Public Root CA', organizations: ['Cais'], authority: true, notBeforeMs: nowMs - 5 * YEAR, notAfterMs: nowMs + 15 * YEAR },
    rootKey,
  )
  return {
    rootPem: certificatePem(root),
    /** Chain and key of a server with these names. */
    identity: (names: readonly string[]) => {
      const key = `key of ${names.join(' ')}`
      const leaf = issue({ subject: names[0] ?? '', names, notBeforeMs: nowMs - 720 * HOUR, notAfterMs: nowMs + 1440 * HOUR }, key, {
        certificate: root,
        key: rootKey,
      })
      return { chainPem: `${certificatePem(leaf)}${certificatePem(root)}`, keyPem: privateKeyPem(key) }
    },
  }
}
