import { decode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { request } from '../../../linux/libc/http/client.ts'
import { fromBase64, percentEncode } from '../../../linux/libc/http/url.ts'
import { sys } from '../../../linux/sys.ts'
import type { Cli } from '../cli.ts'
import { Failure } from '../failure.ts'
import { note } from './note.ts'

const tenant = 'https://login.docker.com'
const client = 'L4v0dmlNBpYUjGGab0C2JtgTgXr1Qz4d'

/**
 * Logging in with a browser (docker/cli internal/oauth): the device authorization flow of RFC 8628, then an access token in place of a password.
 * Undefined when it could not begin.
 */
export function* webLogin(cli: Cli): Sys<{ readonly username: string; readonly token: string } | undefined> {
  const begun = yield* post(`${tenant}/oauth/device/code`, { client_id: client, audience: 'https://hub.docker.com', scope: 'openid offline_access' })
  const { device_code: device, user_code: code = '', verification_uri_complete: complete = '', interval = 5 } = begun?.body ?? {}
  if (begun?.status !== 200 || typeof device !== 'string') return undefined
  yield* cli.warn('\x1b[1m\nUSING WEB-BASED LOGIN\x1b[0m')
  yield* note(cli, "To sign in with credentials on the command line, use 'docker login -u <username>'\n")
  yield* cli.warn(
    `\nYour one-time device confirmation code is: \x1b[1m${String(code)}\n\x1b[0m\x1b[1mPress ENTER\x1b[0m to open your browser or submit your device code here: \x1b[4m${String(complete).split('?')[0]}\n\x1b[0m`,
  )
  yield* cli.warn('Waiting for authentication in the browser…')
  for (;;) {
    yield* sys.nanosleep({ ms: Number(interval) * 1000 })
    const answer = yield* post(`${tenant}/oauth/token`, {
      client_id: client,
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: device,
    })
    const { error, error_description: why, access_token: access } = answer?.body ?? {}
    if (error === 'authorization_pending' || error === 'slow_down') continue
    if (typeof access !== 'string') throw new Failure(`failed waiting for authentication: ${String(why ?? error ?? 'no answer')}`)
    return yield* personalToken(access)
  }
}

/** An access token that stands for the password from now on. */
function* personalToken(access: string): Sys<{ readonly username: string; readonly token: string }> {
  const made = yield* post('https://hub.docker.com/v2/access-tokens/desktop-generate', {}, access)
  const data = made?.body.data as { readonly token?: string } | undefined
  const claims = decode(fromBase64(access.split('.')[1] ?? '') ?? new Uint8Array())
  const { sub } = JSON.parse(claims || '{}') as { readonly sub?: string }
  if (data?.token === undefined || sub === undefined) throw new Failure('failed to generate PAT')
  return { username: sub, token: data.token }
}

function* post(url: string, fields: Readonly<Record<string, string>>, bearer?: string) {
  const answer = yield* request({
    url,
    method: 'POST',
    headers: [
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ...(bearer === undefined ? [] : [['Authorization', `Bearer ${bearer}`] as const]),
    ],
    body: Object.entries(fields)
      .map(([name, value]) => `${name}=${percentEncode(value)}`)
      .join('&'),
    connectTimeoutMs: 30_000,
  })
  if (!answer.ok) return undefined
  const text = yield* answer.value.body.text()
  try {
    return { status: answer.value.status, body: JSON.parse(text.ok ? text.value : '{}') as Readonly<Record<string, unknown>> }
  } catch {
    return undefined
  }
}
