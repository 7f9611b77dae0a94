import type { Sys } from '../../../linux/kernel/calls.ts'
import { getaddrinfo } from '../../../linux/libc/resolver.ts'
import { sys } from '../../../linux/sys.ts'
import { balancerState, choosePeer, peerBusy, peerFailed, peerWorked } from './balance.ts'
import type { Peer, ProxyPass, Upstream } from './config.ts'
import { type Context, clientAddress, type Outcome, statusOutcome } from './context.ts'
import { logRequest } from './log.ts'
import { relayAnswer } from './proxy-answer.ts'
import { type Attempt, exchangeWith, type UpstreamFailure } from './upstream-connection.ts'
import { expand } from './variables.ts'

/** Passes a request to an upstream, trying its peers in turn (proxy module over the upstream module). */
export function* proxyRequest(context: Context, pass: ProxyPass): Sys<Outcome> {
  const body = yield* readBody(context)
  if (body !== undefined) return body
  const host = expand(pass.host, context)
  const upstream = context.worker.config.upstreams.get(host) ?? (yield* resolved(host, pass))
  if (!upstream) {
    yield* logRequest(context, 'error', `no resolver defined to resolve ${host.replace(/:\d+$/, '')}`)
    return statusOutcome(502)
  }
  const state = context.worker.balancers.get(host) ?? balancerState(upstream)
  context.worker.balancers.set(host, state)
  const target = upstreamTarget(context, pass)
  const head = requestHead(context, target)
  const tried = new Set<Peer>()
  const { proxy } = context.settings
  let failure: UpstreamFailure | undefined
  for (;;) {
    const nowMs = yield* sys.clockRealtime({})
    const random = upstream.method === 'random' ? ((yield* sys.getrandom({ count: 1 }))[0] ?? 0) / 256 : 0
    const key = upstream.hashKey === undefined ? clientAddress(context).split('.').slice(0, 3).join('.') : expand(upstream.hashKey, context)
    const peer = choosePeer(upstream, state, tried, { nowMs, key, random })
    if (!peer) break
    tried.add(peer)
    const url = `${pass.scheme}://${peer.name}${target}`
    peerBusy(state, peer, 1)
    const attempt: Attempt = { peer, scheme: pass.scheme, host, url, head, body: context.body }
    const answer = yield* exchangeWith(context, attempt)
    if (answer.ok && !shouldGoOn(answer.value.status, proxy.next, context.method)) {
      peerWorked(state, peer)
      const outcome = yield* relayAnswer(context, answer.value, pass, url)
      peerBusy(state, peer, -1)
      return outcome
    }
    peerBusy(state, peer, -1)
    if (answer.ok) {
      yield* answer.value.body.close()
      failure = { kind: 'status', status: answer.value.status }
    } else failure = answer.error
    const rests = peerFailed(state, peer, yield* sys.clockRealtime({}))
    if (rests && upstream.peers.length > 1)
      yield* logRequest(context, 'warn', 'upstream server temporarily disabled while connecting to upstream', url)
    const mayRetry = failure.kind === 'status' || proxy.next.includes(failure.kind === 'timeout' ? 'timeout' : 'error')
    const safe =
      !['POST', 'LOCK', 'PATCH'].includes(context.method) || proxy.next.includes('non_idempotent') || (failure.kind === 'error' && failure.connecting)
    if (!mayRetry || !safe || (proxy.nextTries > 0 && tried.size >= proxy.nextTries)) break
  }
  if (!failure || (tried.size < upstream.peers.length && tried.size === 0)) {
    yield* logRequest(context, 'error', 'no live upstreams while connecting to upstream', `${pass.scheme}://${host}${target}`)
    context.upstream.push({ address: host, status: 502, startMs: context.nowMs, responseMs: 0, connectMs: undefined, headerMs: undefined, bytes: 0 })
    return statusOutcome(502)
  }
  return statusOutcome(failure.kind === 'status' ? failure.status : failure.kind === 'timeout' ? 504 : 502)
}

const shouldGoOn = (status: number, next: readonly string[], method: string): boolean =>
  next.includes(`http_${status}`) && (method !== 'POST' || next.includes('non_idempotent'))

/** A host with variables is resolved for each request; the lab's nginx asks the system where the real one wants a `resolver`. */
function* resolved(host: string, pass: ProxyPass): Sys<Upstream | undefined> {
  const match = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(host)
  const port = match?.[2] ? Number(match[2]) : pass.scheme === 'https' ? 443 : 80
  const name = (match?.[1] ?? host).replace(/^\[|\]$/g, '')
  if (!/^[\d.]+$|:/.test(name)) return undefined
  const found = yield* getaddrinfo(name, { port })
  if (!found.ok) return undefined
  return {
    name: host,
    method: 'round_robin',
    hashKey: undefined,
    peers: found.value.map(({ family, address }) => ({
      name: `${address}:${port}`,
      family,
      address,
      port,
      weight: 1,
      backup: false,
      down: false,
      maxFails: 1,
      failTimeoutMs: 10_000,
    })),
  }
}

/** The client's body in full, as nginx buffers it; an outcome when it is too large. */
function* readBody(context: Context): Sys<Outcome | undefined> {
  const { exchange, settings } = context
  const bytes = yield* exchange.request.body.bytes()
  if (!bytes.ok) return statusOutcome(400)
  context.body = bytes.value
  return settings.maxBodyBytes > 0 && bytes.value.length > settings.maxBodyBytes ? statusOutcome(413) : undefined
}

/** The URI sent on: as it came, or with the location's prefix replaced by the one of proxy_pass. */
function upstreamTarget(context: Context, pass: ProxyPass): string {
  const query = context.args === '' ? '' : `?${context.args}`
  if (pass.uri === undefined) {
    const untouched = context.jumps === 0
    return untouched ? context.exchange.request.target : `${encodeURI(context.uri)}${query}`
  }
  if (pass.uri.includes('$')) return expand(pass.uri, context)
  const prefix = context.location?.text ?? '/'
  return `${pass.uri}${encodeURI(context.uri.slice(prefix.length))}${query}`
}

/** Fields that concern one hop only. */
const hopFields = new Set(['connection', 'host', 'content-length', 'transfer-encoding', 'keep-alive', 'expect', 'upgrade', 'proxy-connection'])

function requestHead(context: Context, target: string): string {
  const { proxy } = context.settings
  const fields: [string, string][] = []
  const own = new Map(proxy.headers.map(([name, value]) => [name.toLowerCase(), [name, value] as const]))
  const put = (name: string, value: string) => {
    if (value !== '') fields.push([name, value])
  }
  if (!own.has('host')) put('Host', expand('$proxy_host', context))
  if (!own.has('connection')) put('Connection', 'close')
  for (const [name, value] of proxy.headers) put(name, expand(value, context))
  if (context.body && context.body.length > 0) put('Content-Length', String(context.body.length))
  if (proxy.requestHeaders)
    for (const [name, value] of context.exchange.request.headers.entries())
      if (!hopFields.has(name.toLowerCase()) && !own.has(name.toLowerCase())) fields.push([name, value])
  const method = proxy.method ?? context.method
  return `${method} ${target} HTTP/${proxy.version}\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
}
