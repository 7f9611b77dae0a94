import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { decode, encode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { base64, fromBase64 } from '../../../linux/libc/http/url.ts'
import { sys } from '../../../linux/sys.ts'

/** What a bearer may do with one repository. */
export interface Access {
  readonly type: 'repository'
  readonly name: string
  readonly actions: readonly string[]
}

/** What a token says (distribution's token specification): who, and what for. */
export interface Claims {
  readonly iss: string
  /** The account; empty for nobody in particular. */
  readonly sub: string
  readonly aud: string
  readonly iat: number
  readonly nbf: number
  readonly exp: number
  readonly jti: string
  readonly access: readonly Access[]
}

const base64url = (data: Uint8Array | string): string => base64(data).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
const header = base64url('{"alg":"HS256","typ":"JWT"}')

/** Signs and checks the Hub's JSON Web Tokens. Docker signs with a key pair; here one server does both, with a secret of its own. */
export class TokenMint {
  private constructor(private readonly secret: Uint8Array) {}

  static *open(): Sys<TokenMint> {
    return new TokenMint(yield* sys.getrandom({ count: 32 }))
  }

  *issue(sub: string, aud: string, access: readonly Access[], seconds: number): Sys<{ readonly token: string; readonly issuedMs: number }> {
    const issuedMs = yield* sys.clockRealtime({})
    const iat = Math.floor(issuedMs / 1000)
    const jti = `dckr_jti_${base64url(yield* sys.getrandom({ count: 18 }))}`
    const claims: Claims = { access, aud, exp: iat + seconds, iat, iss: 'auth.docker.io', jti, nbf: iat - seconds, sub }
    const signed = `${header}.${base64url(JSON.stringify(claims))}`
    return { token: `${signed}.${this.signature(signed)}`, issuedMs }
  }

  /** The claims of a token of ours that is still good, for that audience. */
  *read(token: string, aud: string): Sys<Claims | undefined> {
    const [head = '', body = '', signature] = token.split('.')
    if (signature !== this.signature(`${head}.${body}`)) return undefined
    const bytes = fromBase64(body)
    if (!bytes) return undefined
    const claims = JSON.parse(decode(bytes)) as Claims
    return claims.aud === aud && claims.exp * 1000 > (yield* sys.clockRealtime({})) ? claims : undefined
  }

  private signature(text: string): string {
    return base64url(hmac(sha256, this.secret, encode(text)))
  }
}
