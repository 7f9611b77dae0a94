import { err, ok, type Result } from '../../../base/result.ts'
import type { Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import type { HttpError } from '../../libc/http/client.ts'
import { request } from '../../libc/http/client.ts'
import { parseUrl } from '../../libc/http/url.ts'
import { sys } from '../../sys.ts'

export interface Fetched {
  readonly bytes: number
  readonly tookMs: number
}

/** libcurl's numbers and words, as yum repeats them. */
export interface FetchFailure {
  readonly number: number
  readonly message: string
}

/** Downloads a URL to a file; redirects are followed. */
export function* download(url: string, path: string): Sys<Result<Fetched, FetchFailure>> {
  const began = yield* sys.clockMonotonic({})
  const response = yield* request({ url, followRedirects: 5, headers: [['User-Agent', 'urlgrabber/3.10 yum/3.4.3']], connectTimeoutMs: 30_000 })
  if (!response.ok) return err(describe(response.error, url))
  if (response.value.status !== 200) {
    yield* response.value.body.close()
    return err({ number: 14, message: `HTTP${url.startsWith('https') ? 'S' : ''} Error ${response.value.status} - ${response.value.reason}` })
  }
  yield* makeParents(path)
  const fd = yield* sys.open({ path, flags: O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, mode: 0o644 })
  if (!fd.ok) return err({ number: 12, message: `${path}: ${fd.error}` })
  const saved = yield* response.value.body.saveTo(fd.value)
  yield* sys.close({ fd: fd.value })
  if (!saved.ok)
    return err(
      saved.error === 'ENOSPC'
        ? { number: 23, message: 'Failed writing body' }
        : { number: 18, message: 'transfer closed with outstanding read data remaining' },
    )
  return ok({ bytes: saved.value, tookMs: (yield* sys.clockMonotonic({})) - began })
}

function describe(error: HttpError, url: string): FetchFailure {
  const host = parseUrl(url)?.host ?? url
  switch (error.kind) {
    case 'resolve':
      return { number: 14, message: `curl#6 - "Could not resolve host: ${host}; Unknown error"` }
    case 'connect':
      return error.errno === 'ETIMEDOUT'
        ? { number: 12, message: `Timeout on ${url}: (28, 'Connection timed out after 30001 milliseconds')` }
        : {
            number: 14,
            message: `curl#7 - "Failed connect to ${host}; ${error.errno === 'ENETUNREACH' ? 'Network is unreachable' : 'Connection refused'}"`,
          }
    default:
      return { number: 14, message: `curl#56 - "${error.kind}"` }
  }
}

export function* makeParents(path: string): Sys<void> {
  const parts = path.split('/').slice(1, -1)
  let at = ''
  for (const part of parts) {
    at += `/${part}`
    yield* sys.mkdir({ path: at, mode: 0o755 })
  }
}
