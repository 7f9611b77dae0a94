import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { decode, encode } from '../../base/utf8.ts'
import { base64, fromBase64 } from './http/url.ts'

/**
 * Certificates as files: who a key belongs to, which names it may answer for, who vouches for it and until when. PEM frames hold our own plain
 * encoding instead of DER, and a signature is a digest over the contents and the issuer's public key: enough for every trust decision of the
 * simulated world (unknown authority, wrong name, expired), no cryptography.
 */
export interface Certificate {
  /** Common name; `O=` organisations beside it. */
  readonly subject: string
  readonly organizations: readonly string[]
  /** DNS names (`*.docker.io` allowed) and addresses. */
  readonly names: readonly string[]
  readonly issuer: string
  readonly authority: boolean
  /** Unix milliseconds. */
  readonly notBeforeMs: number
  readonly notAfterMs: number
  readonly serial: string
  readonly publicKey: string
  readonly signature: string
}

/** A private key is its secret text. */
export type PrivateKey = string

export interface Authority {
  readonly certificate: Certificate
  readonly key: PrivateKey
}

export interface CertificateRequest {
  readonly subject: string
  readonly organizations?: readonly string[]
  readonly names?: readonly string[]
  readonly authority?: boolean
  readonly notBeforeMs: number
  readonly notAfterMs: number
}

const digest = (text: string): string => bytesToHex(sha256(encode(text)))

/** The key that a secret stands for. */
export const publicKey = (key: PrivateKey): string => digest(`public ${key}`)

/** Issues a certificate for a key; without an issuer it signs itself. */
export function issue(request: CertificateRequest, key: PrivateKey, issuer?: Authority): Certificate {
  const own = publicKey(key)
  const unsigned = {
    subject: request.subject,
    organizations: request.organizations ?? [],
    names: request.names ?? [],
    issuer: issuer?.certificate.subject ?? request.subject,
    authority: request.authority ?? false,
    notBeforeMs: request.notBeforeMs,
    notAfterMs: request.notAfterMs,
    serial: digest(`serial ${own} ${request.subject} ${request.notBeforeMs}`).slice(0, 32),
    publicKey: own,
  }
  return { ...unsigned, signature: sign(unsigned, issuer?.certificate.publicKey ?? own) }
}

const sign = (unsigned: Omit<Certificate, 'signature'>, issuerKey: string): string =>
  digest(
    `${issuerKey} ${JSON.stringify([unsigned.subject, unsigned.organizations, unsigned.names, unsigned.issuer, unsigned.authority, unsigned.notBeforeMs, unsigned.notAfterMs, unsigned.publicKey])}`,
  )

/** Why a chain is not trusted for a server name. */
export type Distrust =
  | { readonly kind: 'unknown-authority'; readonly issuer: string; readonly selfSigned: boolean }
  | { readonly kind: 'name-mismatch'; readonly name: string; readonly certificate: Certificate }
  | { readonly kind: 'expired'; readonly certificate: Certificate }
  | { readonly kind: 'not-yet-valid'; readonly certificate: Certificate }

/** Checks a chain (leaf first) against trusted roots; `name` undefined checks no name. Undefined means trusted. */
export function distrust(chain: readonly Certificate[], roots: readonly Certificate[], nowMs: number, name?: string): Distrust | undefined {
  const leaf = chain[0]
  if (!leaf) return { kind: 'unknown-authority', issuer: '', selfSigned: false }
  const pool = [...chain.slice(1), ...roots]
  const trusted = new Set(roots.map((root) => root.publicKey))
  let at = leaf
  for (let depth = 0; !trusted.has(at.publicKey); depth++) {
    const issuer = pool.find((one) => one.authority && one.subject === at.issuer && sign(at, one.publicKey) === at.signature)
    if (!issuer || depth > 8) return { kind: 'unknown-authority', issuer: at.issuer, selfSigned: at.issuer === at.subject }
    at = issuer
  }
  if (nowMs > leaf.notAfterMs) return { kind: 'expired', certificate: leaf }
  if (nowMs < leaf.notBeforeMs) return { kind: 'not-yet-valid', certificate: leaf }
  if (name !== undefined && !covers(leaf, name)) return { kind: 'name-mismatch', name, certificate: leaf }
  return undefined
}

/** Whether a certificate may answer for a name; a wildcard stands for one label. */
export function covers(certificate: Certificate, name: string): boolean {
  const wanted = name.toLowerCase()
  return certificate.names.some((pattern) => {
    const own = pattern.toLowerCase()
    return own === wanted || (own.startsWith('*.') && wanted.slice(wanted.indexOf('.')) === own.slice(1) && wanted.includes('.'))
  })
}

const pem = (label: string, text: string): string => {
  const lines = base64(text).match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

export const certificatePem = (certificate: Certificate): string => pem('CERTIFICATE', JSON.stringify(certificate))
export const privateKeyPem = (key: PrivateKey): string => pem('PRIVATE KEY', key)

function* pemBlocks(text: string, label: RegExp): Iterable<string> {
  for (const [, kind = '', body = ''] of text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----\s*([A-Za-z0-9+/=\s]*?)-----END \1-----/g)) {
    const bytes = label.test(kind) ? fromBase64(body.replace(/\s+/g, '')) : undefined
    if (bytes) yield decode(bytes)
  }
}

/** Every certificate of a PEM file; what is not ours is skipped. */
export function parseCertificates(text: string): readonly Certificate[] {
  const found: Certificate[] = []
  for (const block of pemBlocks(text, /^CERTIFICATE$/)) {
    const certificate = block.startsWith('{') ? (JSON.parse(block) as Certificate) : undefined
    if (certificate?.publicKey) found.push(certificate)
  }
  return found
}

export function parsePrivateKey(text: string): PrivateKey | undefined {
  for (const block of pemBlocks(text, /PRIVATE KEY$/)) return block
  return undefined
}
