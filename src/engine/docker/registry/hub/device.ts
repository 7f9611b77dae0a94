import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Exchange } from '../../../linux/libc/http/exchange.ts'
import { Query } from '../../../linux/libc/http/url.ts'
import { sys } from '../../../linux/sys.ts'
import { alert, escapeHtml, field, form, page } from './html.ts'
import type { Hub } from './hub.ts'
import { visitorFor } from './pages.ts'

/** A device that waits for somebody to let it in. */
interface Waiting {
  readonly userCode: string
  readonly untilMs: number
  /** Who did. */
  username?: string
}

const EXPIRES_SECONDS = 900
const json = [['Content-Type', 'application/json']] as const
const html = [['Content-Type', 'text/html; charset=utf-8']] as const
/** Letters that nobody takes for a digit or another letter. */
const letters = 'BCDFGHJKLMNPQRSTVWXZ'

/** login.docker.com: the device authorization flow (RFC 8628) by which `docker login` lets people sign in with a browser. */
export class DeviceLogins {
  private readonly waiting = new Map<string, Waiting>()

  private *begin(exchange: Exchange): Sys<void> {
    const bytes = [...(yield* sys.getrandom({ count: 24 }))]
    const device = bytes
      .slice(8)
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')
    const code = bytes
      .slice(0, 8)
      .map((byte) => letters.charAt(byte % letters.length))
      .join('')
    const userCode = `${code.slice(0, 4)}-${code.slice(4)}`
    this.waiting.set(device, { userCode, untilMs: (yield* sys.clockRealtime({})) + EXPIRES_SECONDS * 1000 })
    const uri = 'https://login.docker.com/activate'
    const answer = {
      device_code: device,
      user_code: userCode,
      verification_uri: uri,
      expires_in: EXPIRES_SECONDS,
      interval: 5,
      verification_uri_complete: `${uri}?user_code=${userCode}`,
    }
    yield* exchange.respond(200, json, JSON.stringify(answer))
  }

  *answer(hub: Hub, exchange: Exchange): Sys<void> {
    const { path, method } = exchange.request
    const body = method === 'POST' ? yield* exchange.request.body.text() : undefined
    const given = body?.ok ? new Query(body.value) : exchange.request.query
    if (path === '/oauth/device/code' && method === 'POST') return yield* this.begin(exchange)
    if (path === '/oauth/token' && method === 'POST') return yield* this.ask(hub, exchange, given.get('device_code') ?? '')
    if (path === '/activate') return yield* this.activate(hub, exchange, given, method === 'POST')
    yield* exchange.respond(404, html, page('Not found', undefined, '<h1>Not found</h1>'))
  }

  private *ask(hub: Hub, exchange: Exchange, device: string): Sys<void> {
    const one = this.waiting.get(device)
    if (!one || one.untilMs < (yield* sys.clockRealtime({}))) {
      const expired = { error: 'expired_token', error_description: 'The device code has expired.' }
      yield* exchange.respond(403, json, JSON.stringify(expired))
      return
    }
    if (one.username === undefined) {
      const pending = { error: 'authorization_pending', error_description: 'User has yet to authorize device code.' }
      yield* exchange.respond(403, json, JSON.stringify(pending))
      return
    }
    this.waiting.delete(device)
    const { session } = yield* visitorFor(hub, one.username)
    yield* exchange.respond(200, json, JSON.stringify({ access_token: session, token_type: 'Bearer', expires_in: 8 * 3600 }))
  }

  private *activate(hub: Hub, exchange: Exchange, given: Query, posted: boolean): Sys<void> {
    const code = (given.get('user_code') ?? '').trim().toUpperCase()
    const name = given.get('username') ?? ''
    const account = posted ? hub.records.signIn(name, given.get('password') ?? '') : undefined
    const nowMs = yield* sys.clockRealtime({})
    const device = [...this.waiting.values()].find((one) => one.userCode === code && one.untilMs >= nowMs)
    if (account && device) {
      device.username = account.username
      const done = `<h1>Device connected</h1>\n<p>${escapeHtml(account.username)} is signed in on the device. Go back to its terminal.</p>`
      yield* exchange.respond(200, html, page('Device connected', undefined, done))
      return
    }
    const problem = !posted ? undefined : device ? 'Incorrect user name or password.' : 'No device waits with that code.'
    const fields = `${field('Code on the device', 'user_code', { value: code })}${field('Docker ID or e-mail', 'username', { value: name })}${field('Password', 'password', { type: 'password' })}`
    const content = `<h1>Connect a device</h1>\n${alert(problem)}${form(undefined, '/activate', fields, 'Connect')}`
    yield* exchange.respond(posted ? 400 : 200, html, page('Connect a device', undefined, content))
  }
}
