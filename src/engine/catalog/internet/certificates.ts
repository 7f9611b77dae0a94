import { certificatePem, issue, privateKeyPem } from '../../linux/libc/x509.ts'

const HOUR = 3_600_000
const YEAR = 365 * 24 * HOUR

const rootKey = 'Cais root key'
/** 2020-01-01. */
const rootSinceMs = 1_577_836_800_000

const root = issue(
  { subject: 'Cais Public Root CA', organizations: ['Cais'], authority: true, notBeforeMs: rootSinceMs, notAfterMs: rootSinceMs + 20 * YEAR },
  rootKey,
)

/** What every system's bundle of root certificates holds, whatever the world: systems and images are the same in all of them. */
export const rootCertificates = certificatePem(root)

/** The certificate authority that every machine of the lab trusts, and a server's certificate under it. */
export function publicAuthority(nowMs: number) {
  return {
    rootPem: rootCertificates,
    /** Chain and key of a server with these names. */
    identity: (names: readonly string[]) => {
      const key = `key of ${names.join(' ')}`
      const leaf = issue({ subject: names[0] ?? '', names, notBeforeMs: nowMs - 720 * HOUR, notAfterMs: nowMs + 1440 * HOUR }, key, {
        certificate: root,
        key: rootKey,
      })
      return { chainPem: `${certificatePem(leaf)}${rootCertificates}`, keyPem: privateKeyPem(key) }
    },
  }
}
