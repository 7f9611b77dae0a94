import { decode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { fromBase64 } from '../../../linux/libc/http/url.ts'
import { readFile } from '../../../linux/libc/stdio.ts'
import { passwordFits } from '../htpasswd.ts'
import { type Context, clientAddress, type Outcome, statusOutcome } from './context.ts'
import { errnoText, logRequest } from './log.ts'
import { expand } from './variables.ts'

/** allow and deny, then the password (access and auth_basic modules); undefined lets the request on. */
export function* checkAccess(context: Context): Sys<Outcome | undefined> {
  const client = clientAddress(context)
  const rule = context.settings.access.find(({ from }) => covers(from, client))
  if (rule && !rule.allow) {
    yield* logRequest(context, 'error', 'access forbidden by rule')
    return statusOutcome(403)
  }
  return yield* checkPassword(context)
}

function covers(from: string, client: string): boolean {
  if (from === 'all' || from === client) return true
  const [network = '', bits] = from.split('/')
  const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  if (bits === undefined || network.includes(':') || client.includes(':')) return false
  const size = 2 ** (32 - Number(bits))
  return Math.floor(number(network) / size) === Math.floor(number(client) / size)
}

function* checkPassword(context: Context): Sys<Outcome | undefined> {
  const { settings, exchange } = context
  if (settings.authBasic === undefined) return undefined
  const refused: Outcome = { kind: 'status', status: 401, headers: [['WWW-Authenticate', `Basic realm="${expand(settings.authBasic, context)}"`]] }
  const given = /^Basic (\S+)$/i.exec(exchange.request.headers.get('authorization') ?? '')?.[1]
  const bytes = given === undefined ? undefined : fromBase64(given)
  const [user = '', ...rest] = bytes ? decode(bytes).split(':') : []
  if (!bytes || rest.length === 0) {
    yield* logRequest(context, 'info', 'no user/password was provided for basic authentication')
    return refused
  }
  const path = settings.authFile ?? '/etc/nginx/htpasswd'
  const file = yield* readFile(path)
  if (!file.ok) {
    yield* logRequest(context, 'error', `open() "${path}" failed ${errnoText(file.error)}`)
    return statusOutcome(file.error === 'ENOENT' ? 403 : 500)
  }
  const fits = passwordFits(file.value, user, rest.join(':'))
  if (fits === true) {
    context.remoteUser = user
    return undefined
  }
  yield* logRequest(context, 'error', fits === undefined ? `user "${user}" was not found in "${path}"` : `user "${user}": password mismatch`)
  return refused
}
