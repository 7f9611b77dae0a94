import type { Sys } from '../../../linux/kernel/calls.ts'
import { request } from '../../../linux/libc/http/client.ts'
import type { Exchange } from '../../../linux/libc/http/exchange.ts'
import type { HttpdConfig, ProxyRule, Site } from './config.ts'

/** What each child remembers of its balancers: whose turn it is. */
export type Turns = Map<string, number>

export type Proxied = { readonly kind: 'sent'; readonly bytes: number } | { readonly kind: 'failed'; readonly message: string }

/** The rule that takes a path, unless one with `!` comes first. */
export function proxyFor(site: Site, path: string): ProxyRule | undefined {
  const rule = site.proxies.find((one) => path.startsWith(one.path))
  return rule?.url === '!' ? undefined : rule
}

const hop = /^(connection|keep-alive|transfer-encoding|content-length|te|trailer|upgrade|proxy-.*|expect)$/i

/** Passes a request on (mod_proxy_http), to the members of a balancer in turn (mod_lbmethod_byrequests). */
export function* proxyRequest(exchange: Exchange, config: HttpdConfig, site: Site, rule: ProxyRule, turns: Turns): Sys<Proxied> {
  const { method, target, headers, peer, body } = exchange.request
  const balancer = /^(balancer:\/\/[^/]+)(.*)$/.exec(rule.url)
  const members = balancer ? (config.balancers.get(balancer[1] ?? '') ?? []) : [rule.url]
  const turn = turns.get(rule.url) ?? 0
  turns.set(rule.url, turn + 1)
  const bytes = yield* body.bytes()
  const client = peer.family === 'unix' ? '' : peer.address.replace(/^::ffff:/, '')
  const host = headers.get('host') ?? ''
  let message = 'AH01167: proxy: No workers in balancer'
  for (let i = 0; i < members.length; i++) {
    const base = `${members[(turn + i) % members.length]}${balancer?.[2] ?? ''}`
    const answer = yield* request({
      url: `${base}${target.slice(rule.path.length)}`,
      method,
      headers: [
        ...headers.entries().filter(([name]) => !hop.test(name) && !/^host$/i.test(name)),
        ['X-Forwarded-For', client],
        ['X-Forwarded-Host', host],
        ['X-Forwarded-Server', site.serverName ?? host.replace(/:\d+$/, '')],
      ],
      ...(bytes.ok && bytes.value.length > 0 && { body: bytes.value }),
    })
    if (!answer.ok) {
      const place = /^\w+:\/\/([^/]+)/.exec(base)?.[1] ?? base
      message = `AH00957: HTTP: attempt to connect to ${place} (${place.replace(/:\d+$/, '')}:${/:(\d+)$/.exec(place)?.[1] ?? '80'}) failed`
      continue
    }
    const content = yield* answer.value.body.bytes()
    const data = content.ok ? content.value : new Uint8Array(0)
    const fields = answer.value.headers.entries().filter(([name]) => !hop.test(name))
    yield* exchange.respond(
      answer.value.status,
      fields.map(([name, value]) => [name, /^location$/i.test(name) ? reversed(site, value, host) : value] as const),
      data,
    )
    return { kind: 'sent', bytes: data.length }
  }
  return { kind: 'failed', message }
}

/** ProxyPassReverse: the backend's own address in a redirect becomes ours. */
function reversed(site: Site, location: string, host: string): string {
  const rule = site.proxyReverse.find(({ url }) => location.startsWith(url))
  return rule ? `http://${host}${rule.path}${location.slice(rule.url.length)}` : location
}
