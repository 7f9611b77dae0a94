import { decode, encode } from '../../../base/utf8.ts'
import { fromLatin1 } from '../../kernel/content.ts'

/** An absolute URL in parts. `authority` is host with the port as written; `target` is what goes in a request line. */
export interface Url {
  readonly scheme: string
  readonly user: string | undefined
  readonly password: string | undefined
  readonly host: string
  /** The scheme's own where none is written; 0 for a scheme without one. */
  readonly port: number
  readonly authority: string
  /** Path and query, at least `/`. */
  readonly target: string
}

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443, ftp: 21, tcp: 0 }

/** Parses `scheme://[user[:password]@]host[:port][/path][?query][#fragment]`; undefined when it is none. */
export function parseUrl(text: string): Url | undefined {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(?:([^@/?#]*)@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d*))?([^#]*)(?:#.*)?$/s.exec(text)
  if (!match) return undefined
  const [, scheme = '', login, hostText = '', portText, rest = ''] = match
  const lower = scheme.toLowerCase()
  const port = portText ? Number(portText) : (defaultPorts[lower] ?? 0)
  if (port > 65_535) return undefined
  const [user, ...password] = login?.split(':') ?? []
  return {
    scheme: lower,
    user: user === undefined ? undefined : percentDecode(user),
    password: password.length > 0 ? percentDecode(password.join(':')) : undefined,
    host: hostText.startsWith('[') ? hostText.slice(1, -1) : hostText,
    port,
    authority: portText && Number(portText) !== defaultPorts[lower] ? `${hostText}:${port}` : hostText,
    target: rest.startsWith('/') ? rest : `/${rest}`,
  }
}

/** Resolves a Location header against the URL it answered. */
export function resolveUrl(base: Url, location: string): string {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(location)) return location
  const root = `${base.scheme}://${base.authority}`
  if (location.startsWith('//')) return `${base.scheme}:${location}`
  if (location.startsWith('/')) return root + location
  const path = base.target.split('?')[0] ?? '/'
  return root + path.slice(0, path.lastIndexOf('/') + 1) + location
}

export function percentDecode(text: string): string {
  if (!text.includes('%')) return text
  const bytes: number[] = []
  for (let i = 0; i < text.length; i++) {
    const hex = text[i] === '%' ? text.slice(i + 1, i + 3) : ''
    if (/^[0-9A-Fa-f]{2}$/.test(hex)) {
      bytes.push(Number.parseInt(hex, 16))
      i += 2
    } else bytes.push(...encode(String.fromCodePoint(text.codePointAt(i) as number)))
    if ((text.codePointAt(i) as number) > 0xffff) i++
  }
  return decode(Uint8Array.from(bytes))
}

/** Everything but unreserved characters (RFC 3986) as %XX, as a query value or path segment needs. */
export const percentEncode = (text: string): string =>
  [...encode(text)]
    .map((b) => (/[A-Za-z0-9._~-]/.test(String.fromCharCode(b)) ? String.fromCharCode(b) : `%${b.toString(16).toUpperCase().padStart(2, '0')}`))
    .join('')

/** Base64 of a text's UTF-8 bytes (Basic credentials). */
export function base64(data: Uint8Array | string): string {
  const bytes = typeof data === 'string' ? encode(data) : data
  let out = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = [bytes[i], bytes[i + 1], bytes[i + 2]]
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    out += alphabet[bits >> 18]
    out += alphabet[(bits >> 12) & 63]
    out += b === undefined ? '=' : alphabet[(bits >> 6) & 63]
    out += c === undefined ? '=' : alphabet[bits & 63]
  }
  return out
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Bytes of standard or URL-safe base64, padded or not; undefined when it is neither. */
export function fromBase64(text: string): Uint8Array | undefined {
  const clean = text.replace(/=+$/, '').replace(/-/g, '+').replace(/_/g, '/')
  let out = ''
  let bits = 0
  let have = 0
  for (const letter of clean) {
    const value = alphabet.indexOf(letter)
    if (value < 0) return undefined
    bits = ((bits << 6) | value) & 0xffffff
    have += 6
    if (have >= 8) {
      have -= 8
      out += String.fromCharCode((bits >> have) & 0xff)
    }
  }
  return fromLatin1(out)
}

/** Parameters of a query string or a form, in order; a name may repeat. */
export class Query {
  readonly entries: readonly (readonly [name: string, value: string])[]

  constructor(text: string | readonly (readonly [string, string])[]) {
    this.entries = typeof text === 'string' ? parseQuery(text) : text
  }

  get(name: string): string | undefined {
    return this.entries.find(([key]) => key === name)?.[1]
  }

  all(name: string): readonly string[] {
    return this.entries.filter(([key]) => key === name).map(([, value]) => value)
  }

  has(name: string): boolean {
    return this.entries.some(([key]) => key === name)
  }

  toString(): string {
    return this.entries.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&')
  }
}

function parseQuery(text: string): (readonly [string, string])[] {
  return text
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf('=')
      const plain = (part: string) => percentDecode(part.replace(/\+/g, ' '))
      return at < 0 ? ([plain(pair), ''] as const) : ([plain(pair.slice(0, at)), plain(pair.slice(at + 1))] as const)
    })
}
