import { decode } from '../base/utf8.ts'
import type { Sys } from '../linux/kernel/calls.ts'
import type { Kernel } from '../linux/kernel/kernel.ts'
import { spawnFromKernel } from '../linux/kernel/process/spawn.ts'
import { type HttpError, request } from '../linux/libc/http/client.ts'

/** What a visit of the lab's browser came to. */
export type PageOutcome =
  | {
      readonly kind: 'response'
      readonly status: number
      readonly reason: string
      readonly headers: readonly (readonly [string, string])[]
      /** Text; empty with `binary` when it is none. */
      readonly body: string
      readonly binary: boolean
    }
  | { readonly kind: 'error'; readonly error: PageError; readonly message: string }

export type PageError = 'name-not-resolved' | 'connection-refused' | 'timed-out' | 'unreachable' | 'empty-reply' | 'tls' | 'bad-address' | 'other'

/** A page shown is at most this long; the rest is not read. */
const PAGE_BYTES = 2 * 1024 * 1024

/** An address, and the fields of a form to send there by POST. */
export interface PageRequest {
  readonly url: string
  readonly form?: string
}

/** Visits an address with a browser process on the host; `answered` is called once, when its page is there or it failed. */
export function visit(kernel: Kernel, { url, form }: PageRequest, answered: (outcome: PageOutcome) => void): void {
  const address = /^[a-z]+:\/\//i.test(url) ? url : `http://${url}`
  spawnFromKernel(kernel, { path: 'browser', argv: ['browser', address], main: () => browse(address, form, answered) })
}

function* browse(url: string, form: string | undefined, answered: (outcome: PageOutcome) => void): Sys<number> {
  const response = yield* request({
    url,
    followRedirects: 10,
    timeoutMs: 60_000,
    ...(form !== undefined && { method: 'POST', body: form }),
    headers: [
      ...(form === undefined ? [] : [['Content-Type', 'application/x-www-form-urlencoded'] as const]),
      ['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64) Cais/1.0'],
      ['Accept', 'text/html,application/xhtml+xml,*/*;q=0.8'],
    ],
  })
  if (!response.ok) {
    answered({ kind: 'error', error: errorOf(response.error), message: describeError(response.error) })
    return 1
  }
  const { status, reason, headers, body } = response.value
  const parts: Uint8Array[] = []
  let length = 0
  while (length < PAGE_BYTES) {
    const chunk = yield* body.read()
    if (!chunk.ok || chunk.value === undefined) break
    parts.push(chunk.value)
    length += chunk.value.length
  }
  yield* body.close()
  const type = headers.get('content-type') ?? 'text/html'
  const binary = !/^(text\/|application\/(json|xml|javascript|xhtml))|^image\/svg/.test(type)
  const text = binary ? '' : parts.map(decode).join('')
  answered({ kind: 'response', status, reason, headers: [...headers.entries()], body: text, binary })
  return 0
}

function errorOf(error: HttpError): PageError {
  switch (error.kind) {
    case 'resolve':
      return 'name-not-resolved'
    case 'connect':
      return error.errno === 'ECONNREFUSED' ? 'connection-refused' : error.errno === 'ETIMEDOUT' ? 'timed-out' : 'unreachable'
    case 'timeout':
      return 'timed-out'
    case 'closed':
      return 'empty-reply'
    case 'tls':
      return 'tls'
    case 'url':
      return 'bad-address'
    default:
      return 'other'
  }
}

const describeError = (error: HttpError): string => ('errno' in error ? error.errno : error.kind)
