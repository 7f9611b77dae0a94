import type { Errno } from '../../../kernel/errno.ts'
import { strerror } from '../../../kernel/errno.ts'
import type { TlsError } from '../../../libc/tls.ts'

/** A transfer's failure: curl's exit code and its message. */
export interface CurlError {
  readonly code: number
  readonly text: string
  /** Printed after it. */
  readonly more?: string
}

/** A release of curl: texts changed over the years. */
export class CurlRelease {
  private readonly numbers: readonly number[]

  constructor(readonly version: string) {
    this.numbers = version.split('.').map(Number)
  }

  atLeast(major: number, minor: number): boolean {
    const [a = 0, b = 0] = this.numbers
    return a > major || (a === major && b >= minor)
  }

  /** CentOS 7's curl used NSS. */
  get nss(): boolean {
    return !this.atLeast(7, 40)
  }

  unresolved(host: string): CurlError {
    return { code: 6, text: `Could not resolve host: ${host}${this.atLeast(7, 40) ? '' : '; Unknown error'}` }
  }

  unconnected(host: string, port: number, errno: Errno, afterMs: number): CurlError {
    const code = errno === 'ETIMEDOUT' && this.atLeast(7, 80) ? 28 : 7
    if (!this.atLeast(7, 40)) return { code, text: `Failed connect to ${host}:${port}; ${strerror(errno)}` }
    if (!this.atLeast(7, 80)) return { code, text: `Failed to connect to ${host} port ${port}: ${strerror(errno)}` }
    const place = this.atLeast(8, 13) ? `${host}:${port}` : `${host} port ${port}`
    return { code, text: `Failed to connect to ${place} after ${Math.floor(afterMs)} ms: ${this.noServer}` }
  }

  private get noServer(): string {
    return this.atLeast(8, 10) ? 'Could not connect to server' : "Couldn't connect to server"
  }

  get unixUnconnected(): CurlError {
    return { code: 7, text: this.noServer }
  }

  connectTimeout(afterMs: number): CurlError {
    const ms = Math.ceil(afterMs)
    return { code: 28, text: this.atLeast(7, 87) ? `Connection timeout after ${ms} ms` : `Connection timed out after ${ms} milliseconds` }
  }

  resolveTimeout(afterMs: number): CurlError {
    return { code: 28, text: `Resolving timed out after ${Math.ceil(afterMs)} milliseconds` }
  }

  timeout(afterMs: number, received: number, expected: number | undefined): CurlError {
    const bytes = expected === undefined ? `${received} bytes` : `${received} out of ${expected} bytes`
    return { code: 28, text: `Operation timed out after ${Math.ceil(afterMs)} milliseconds with ${bytes} received` }
  }

  status(code: number, reason: string): CurlError {
    return { code: 22, text: `The requested URL returned error: ${code}${this.atLeast(7, 40) ? '' : ` ${reason}`}` }
  }

  malformed(): CurlError {
    return {
      code: 3,
      text: this.atLeast(8, 0)
        ? 'URL rejected: Bad hostname'
        : this.atLeast(7, 60)
          ? 'URL using bad/illegal format or missing URL'
          : '<url> malformed',
    }
  }

  protocol(name: string): CurlError {
    if (this.atLeast(8, 0)) return { code: 1, text: `Protocol "${name}" not supported` }
    return { code: 1, text: `Protocol ${this.nss ? name : `"${name}"`} not supported or disabled in libcurl` }
  }

  tls(error: TlsError, host: string): CurlError {
    switch (error.kind) {
      case 'not-tls':
        if (this.nss) return { code: 35, text: 'SSL received a record that exceeded the maximum permissible length.' }
        return { code: 35, text: `${this.atLeast(8, 9) ? 'TLS connect error: ' : ''}error:0A00010B:SSL routines::wrong version number` }
      case 'no-store':
        if (this.nss) return { code: 77, text: 'Problem with the SSL CA cert (path? access rights?)' }
        if (this.atLeast(8, 0)) return { code: 77, text: `error setting certificate file: ${error.path}` }
        return { code: 77, text: `error setting certificate verify locations:  CAfile: ${error.path} CApath: /etc/ssl/certs` }
      case 'untrusted':
        return this.untrusted(error, host)
      case 'alert':
        return { code: 35, text: `error:0A000410:SSL routines::ssl/tls alert ${error.alert.replaceAll('_', ' ')}` }
      case 'closed':
        return { code: 35, text: `OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to ${host}:443 ` }
      case 'io':
        return error.errno === 'ECONNRESET'
          ? { code: 35, text: `Recv failure: ${strerror(error.errno)}` }
          : { code: 35, text: `OpenSSL SSL_connect: ${strerror(error.errno)} in connection to ${host}:443 ` }
    }
  }

  private untrusted({ reason }: Extract<TlsError, { kind: 'untrusted' }>, host: string): CurlError {
    const more = this.nss ? nssAdvice : opensslAdvice(this)
    if (reason.kind === 'name-mismatch') {
      if (this.nss)
        return { code: 51, text: "Unable to communicate securely with peer: requested domain name does not match the server's certificate." }
      return {
        code: 60,
        text: `SSL: no alternative certificate subject name matches target ${this.atLeast(8, 0) ? 'hostname' : 'host name'} '${host}'`,
        more,
      }
    }
    if (this.nss) {
      const expired = "Peer's Certificate has expired."
      return { code: 60, text: reason.kind === 'expired' ? expired : "Peer's Certificate issuer is not recognized.", more }
    }
    if (reason.kind === 'expired') return { code: 60, text: 'SSL certificate problem: certificate has expired', more }
    if (reason.kind === 'not-yet-valid') return { code: 60, text: 'SSL certificate problem: certificate is not yet valid', more }
    return {
      code: 60,
      text: `SSL certificate problem: ${reason.selfSigned ? 'self-signed certificate' : 'unable to get local issuer certificate'}`,
      more,
    }
  }
}

const nssAdvice = `More details here: http://curl.haxx.se/docs/sslcerts.html

curl performs SSL certificate verification by default, using a "bundle"
 of Certificate Authority (CA) public keys (CA certs). If the default
 bundle file isn't adequate, you can specify an alternate file
 using the --cacert option.
If this HTTPS server uses a certificate signed by a CA represented in
 the bundle, the certificate verification probably failed due to a
 problem with the certificate (it might be expired, or the name might
 not match the domain name in the URL).
If you'd like to turn off curl's verification of the certificate, use
 the -k (or --insecure) option.
`

const opensslAdvice = (release: CurlRelease): string => `More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the ${release.atLeast(8, 10) ? 'webpage' : 'web page'} mentioned above.
`
