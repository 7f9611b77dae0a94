import { rfc3339 } from '../../../base/calendar.ts'
import type { HttpError } from '../../../linux/libc/http/client.ts'
import { goLookupError } from '../../../linux/libc/resolver.ts'
import type { TlsError } from '../../../linux/libc/tls.ts'
import type { Distrust } from '../../../linux/libc/x509.ts'
import { goErrno } from '../../oci/go-errno.ts'

/** What Go's net/http says about a request that did not come through: `Get "https://…/v2/": dial tcp: lookup … no such host`. */
export function goHttpError(method: string, url: string, error: HttpError): string {
  const verb = method.charAt(0) + method.slice(1).toLowerCase()
  return `${verb} "${url}": ${reason(error)}`
}

function reason(error: HttpError): string {
  switch (error.kind) {
    case 'resolve':
      return `dial tcp: ${goLookupError(error.error)}`
    case 'connect': {
      const { address } = error
      const where =
        address.family === 'unix'
          ? address.path
          : address.family === 'inet6'
            ? `[${address.address}]:${address.port}`
            : `${address.address}:${address.port}`
      if (error.errno === 'ETIMEDOUT') return `dial tcp ${where}: i/o timeout`
      return `dial tcp ${where}: connect: ${goErrno(error.errno)}`
    }
    case 'tls':
      return tlsReason(error.error)
    case 'timeout':
      return error.phase === 'connect'
        ? 'net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)'
        : 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
    case 'closed':
      return 'EOF'
    case 'io':
      return `read tcp: ${goErrno(error.errno)}`
    case 'malformed':
      return `net/http: HTTP/1.x transport connection broken: malformed HTTP response ${JSON.stringify(error.line)}`
    case 'redirects':
      return 'stopped after 10 redirects'
    default:
      return 'invalid URL'
  }
}

function tlsReason(error: TlsError): string {
  switch (error.kind) {
    case 'not-tls':
      return 'http: server gave HTTP response to HTTPS client'
    case 'untrusted':
      return `tls: failed to verify certificate: x509: ${distrustReason(error.reason)}`
    case 'no-store':
      return 'tls: failed to verify certificate: x509: certificate signed by unknown authority'
    case 'alert':
      return `remote error: tls: ${error.alert.replaceAll('_', ' ')}`
    case 'closed':
      return 'EOF'
    default:
      return `read tcp: ${goErrno(error.errno)}`
  }
}

function distrustReason(why: Distrust): string {
  switch (why.kind) {
    case 'unknown-authority':
      return 'certificate signed by unknown authority'
    case 'name-mismatch':
      return `certificate is valid for ${why.certificate.names.join(', ')}, not ${why.name}`
    case 'expired':
      return `certificate has expired or is not yet valid: current time is after ${rfc3339(why.certificate.notAfterMs)}`
    default:
      return `certificate has expired or is not yet valid: current time is before ${rfc3339(why.certificate.notBeforeMs)}`
  }
}
