import type { Sys } from '../../../linux/kernel/calls.ts'
import { spliceAll } from '../../../linux/libc/http/connection.ts'
import { sys } from '../../../linux/sys.ts'
import type { ProxyPass } from './config.ts'
import { type Context, type Outcome, sentOutcome, statusOutcome } from './context.ts'
import { logRequest } from './log.ts'
import { sendHead, signature } from './send.ts'
import type { UpstreamAnswer } from './upstream-connection.ts'
import { expand } from './variables.ts'

/** Not passed on to the client unless proxy_pass_header says so. */
const hidden = new Set([
  'date',
  'server',
  'x-pad',
  'x-accel-expires',
  'x-accel-redirect',
  'x-accel-limit-rate',
  'x-accel-buffering',
  'x-accel-charset',
])
const own = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-type', 'last-modified', 'location'])

/** Sends an upstream's answer to the client. */
export function* relayAnswer(context: Context, answer: UpstreamAnswer, pass: ProxyPass, url: string): Sys<Outcome> {
  const { headers, status, body } = answer
  const { proxy } = context.settings
  context.upstreamHeaders = new Map(headers.entries().map(([name, value]) => [name.toLowerCase(), value]))
  if (status === 101) return yield* relayBothWays(context, answer)
  if (proxy.interceptErrors && status >= 300 && context.settings.errorPages.some(({ statuses }) => statuses.includes(status))) {
    yield* body.close()
    yield* finish(answer)
    return statusOutcome(status)
  }
  const length = headers.get('content-length')
  const location = headers.get('location')
  const passed = headers.entries().filter(([name]) => {
    const lower = name.toLowerCase()
    return !own.has(lower) && !proxy.hide.includes(lower) && (!hidden.has(lower) || proxy.pass.includes(lower))
  })
  const modified = headers.get('last-modified')
  const writer = yield* sendHead(context, {
    status,
    type: headers.get('content-type'),
    length: length === undefined ? (body.complete ? 0 : undefined) : Number(length),
    ...(location !== undefined && { location: redirected(context, pass, location) }),
    headers: [...(modified === undefined ? [] : [['Last-Modified', modified] as const]), ...passed],
  })
  yield* relayBody(context, answer, writer, url)
  yield* writer.end()
  yield* finish(answer)
  return sentOutcome
}

function* relayBody(context: Context, answer: UpstreamAnswer, writer: Parameters<typeof writeChunk>[0], url: string): Sys<void> {
  const { body, headers, attempt } = answer
  if (body.complete) return
  if (headers.has('content-length')) {
    yield* writer.flush()
    const moved = yield* body.saveTo(context.exchange.fd)
    attempt.bytes = moved.ok ? moved.value : 0
    if (!moved.ok) yield* logRequest(context, 'error', 'upstream prematurely closed connection while reading upstream', url)
  } else {
    for (;;) {
      const chunk = yield* body.read()
      if (!chunk.ok || chunk.value === undefined) break
      attempt.bytes += chunk.value.length
      if (!(yield* writeChunk(writer, chunk.value))) break
    }
  }
  context.bodyBytes = attempt.bytes
}

function* writeChunk(
  writer: { write(data: Uint8Array): Sys<{ readonly ok: boolean }>; flush(): Sys<{ readonly ok: boolean }> },
  bytes: Uint8Array,
): Sys<boolean> {
  yield* writer.write(bytes)
  return (yield* writer.flush()).ok
}

function* finish({ attempt }: UpstreamAnswer): Sys<void> {
  attempt.responseMs = (yield* sys.clockRealtime({})) - attempt.startMs
}

/** proxy_redirect: by default the upstream's own address and prefix become the location's. */
function redirected(context: Context, pass: ProxyPass, location: string): string {
  const [from = 'default', to = ''] = context.settings.proxy.redirect
  if (from === 'off') return location
  if (from !== 'default') {
    const start = expand(from, context)
    return location.startsWith(start) ? `${expand(to, context)}${location.slice(start.length)}` : location
  }
  const prefix = `${pass.scheme}://${pass.host}${pass.uri ?? ''}`
  const text = context.location?.match === 'regex' ? '' : (context.location?.text ?? '')
  if (pass.uri === undefined) return location.startsWith(`${prefix}/`) ? location.slice(prefix.length) : location
  return location.startsWith(prefix) ? `${text}${location.slice(prefix.length)}` : location
}

/** After 101: bytes both ways until either side ends (WebSocket). */
function* relayBothWays(context: Context, answer: UpstreamAnswer): Sys<Outcome> {
  const { exchange } = context
  context.status = 101
  const upstream = answer.body.hijack()
  const fields = [
    ['Server', signature(context)] as const,
    ['Connection', 'upgrade'] as const,
    ...answer.headers.entries().filter(([name]) => !/^(server|connection|date)$/i.test(name)),
  ]
  const client = yield* exchange.hijack('HTTP/1.1 101 Switching Protocols', fields)
  const forward = yield* sys.clone({
    thread: true,
    *main() {
      yield* spliceAll(client.fd, upstream.fd, Number.POSITIVE_INFINITY)
      yield* upstream.closeWrite()
      return 0
    },
  })
  const early = upstream.buffered > 0 ? yield* upstream.read() : undefined
  if (early?.ok && early.value) yield* client.write(early.value)
  if (forward.ok) yield* spliceAll(upstream.fd, client.fd, Number.POSITIVE_INFINITY)
  yield* upstream.close()
  yield* client.close()
  yield* finish(answer)
  return sentOutcome
}
