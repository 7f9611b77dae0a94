import { civilTime, rfc3339 } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import { percentDecode } from '../../../linux/libc/http/url.ts'
import { type Context, clientAddress } from './context.ts'

/** Replaces `$name`, `${name}` and `$1` in a text of the configuration. */
export function expand(text: string, context: Context): string {
  if (!text.includes('$')) return text
  return text.replace(/\$(?:\{(\w+)\}|(\d)|([A-Za-z_]\w*))/g, (_, braced?: string, digit?: string, bare?: string) =>
    variable(braced ?? digit ?? bare ?? '', context),
  )
}

/** Milliseconds as `0.003`. */
export const seconds = (ms: number): string => (Math.max(0, Math.round(ms)) / 1000).toFixed(3)

const list = (context: Context, value: (one: Context['upstream'][number]) => string | undefined): string =>
  context.upstream.map((one) => value(one) ?? '-').join(', ')

const simple: Readonly<Record<string, (context: Context) => string>> = {
  args: ({ args }) => args,
  query_string: ({ args }) => args,
  is_args: ({ args }) => (args === '' ? '' : '?'),
  uri: ({ uri }) => uri,
  document_uri: ({ uri }) => uri,
  request_uri: ({ exchange }) => exchange.request.target,
  request: ({ exchange: { request } }) => `${request.method} ${request.target} HTTP/${request.version}`,
  request_method: ({ exchange }) => exchange.request.method,
  request_filename: (context) => fileOf(context),
  request_id: ({ requestId }) => requestId,
  request_time: ({ nowMs, startMs }) => seconds(nowMs - startMs),
  request_length: ({ exchange: { request } }) =>
    String(`${request.method} ${request.target} HTTP/1.1\r\n${request.headers}\r\n`.length + Number(request.headers.get('content-length') ?? 0)),
  request_completion: () => 'OK',
  request_body: () => '',
  document_root: (context) => rootOf(context),
  realpath_root: (context) => rootOf(context),
  host: (context) => context.host || serverName(context),
  hostname: ({ worker }) => worker.hostname,
  server_name: (context) => serverName(context),
  server_port: ({ listen }) => String(listen.port),
  server_addr: ({ listen }) => listen.address,
  server_protocol: ({ exchange }) => `HTTP/${exchange.request.version}`,
  scheme: ({ listen }) => (listen.ssl ? 'https' : 'http'),
  https: ({ listen }) => (listen.ssl ? 'on' : ''),
  ssl_protocol: ({ listen }) => (listen.ssl ? 'TLSv1.3' : ''),
  ssl_cipher: ({ listen }) => (listen.ssl ? 'TLS_AES_256_GCM_SHA384' : ''),
  remote_addr: (context) => clientAddress(context),
  binary_remote_addr: (context) => clientAddress(context),
  remote_port: ({ exchange: { request } }) => (request.peer.family === 'unix' ? '' : String(request.peer.port)),
  remote_user: ({ remoteUser }) => remoteUser,
  status: ({ status }) => String(status).padStart(3, '0'),
  body_bytes_sent: ({ bodyBytes }) => String(bodyBytes),
  bytes_sent: ({ sentBytes, bodyBytes }) => String(sentBytes + bodyBytes),
  connection: ({ connection }) => String(connection),
  connection_requests: ({ requestNumber }) => String(requestNumber),
  content_length: ({ exchange }) => exchange.request.headers.get('content-length') ?? '',
  content_type: ({ exchange }) => exchange.request.headers.get('content-type') ?? '',
  nginx_version: ({ worker }) => worker.version,
  pid: ({ worker }) => String(worker.pid),
  pipe: () => '.',
  limit_rate: () => '0',
  msec: ({ nowMs }) => seconds(nowMs),
  time_local: ({ nowMs }) => strftime('%d/%b/%Y:%H:%M:%S %z', civilTime(nowMs)),
  time_iso8601: ({ nowMs }) => rfc3339(nowMs).replace(/Z$/, '+00:00'),
  date_local: ({ nowMs }) => strftime('%A, %d-%b-%Y %H:%M:%S %Z', civilTime(nowMs)),
  date_gmt: ({ nowMs }) => strftime('%A, %d-%b-%Y %H:%M:%S GMT', civilTime(nowMs)),
  proxy_host: ({ proxyPass }) => proxyPass?.host ?? '',
  proxy_port: ({ proxyPass }) => /:(\d+)$/.exec(proxyPass?.host ?? '')?.[1] ?? (proxyPass?.scheme === 'https' ? '443' : '80'),
  proxy_add_x_forwarded_for: (context) => {
    const given = context.exchange.request.headers.get('x-forwarded-for')
    return given === undefined ? clientAddress(context) : `${given}, ${clientAddress(context)}`
  },
  upstream_addr: (context) => list(context, ({ address }) => address),
  upstream_status: (context) => list(context, ({ status }) => (status === undefined ? undefined : String(status))),
  upstream_response_time: (context) => list(context, ({ responseMs }) => (responseMs === undefined ? undefined : seconds(responseMs))),
  upstream_connect_time: (context) => list(context, ({ connectMs }) => (connectMs === undefined ? undefined : seconds(connectMs))),
  upstream_header_time: (context) => list(context, ({ headerMs }) => (headerMs === undefined ? undefined : seconds(headerMs))),
  upstream_response_length: (context) => list(context, ({ bytes }) => String(bytes)),
  connections_active: ({ worker }) => String(worker.shared.active),
  connections_reading: ({ worker }) => String(worker.shared.reading),
  connections_writing: ({ worker }) => String(worker.shared.writing),
  connections_waiting: ({ worker }) => String(worker.shared.waiting),
}

/** The value of a variable; empty where there is none. */
export function variable(name: string, context: Context): string {
  if (/^\d$/.test(name)) return context.captures[Number(name)] ?? ''
  const set = context.variables.get(name)
  if (set !== undefined) return set
  const known = simple[name]
  if (known) return known(context)
  const map = context.worker.config.maps.get(name)
  if (map) return mapped(map, context)
  const header = (text: string) => text.replaceAll('_', '-')
  if (name.startsWith('http_')) return context.exchange.request.headers.all(header(name.slice(5))).join(', ')
  if (name.startsWith('sent_http_')) return context.sentHeaders.get(header(name.slice(10))) ?? ''
  if (name.startsWith('upstream_http_')) return context.upstreamHeaders.get(header(name.slice(14))) ?? ''
  if (name.startsWith('arg_')) return argument(context.args, name.slice(4))
  if (name.startsWith('cookie_')) return cookie(context, name.slice(7))
  return ''
}

function mapped(map: NonNullable<ReturnType<Context['worker']['config']['maps']['get']>>, context: Context): string {
  const source = expand(map.source, context)
  const exact = map.exact.get(source.toLowerCase())
  if (exact !== undefined) return expand(exact, context)
  for (const { regex, value } of map.expressions) {
    const match = regex.exec(source)
    if (match) {
      context.captures = [...match]
      return expand(value, context)
    }
  }
  return expand(map.fallback, context)
}

function argument(args: string, name: string): string {
  const found = args.split('&').find((pair) => pair.split('=')[0]?.toLowerCase() === name.toLowerCase())
  return found?.slice(found.indexOf('=') + 1) ?? ''
}

function cookie({ exchange }: Context, name: string): string {
  for (const pair of exchange.request.headers.all('cookie').join('; ').split(/;\s*/)) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at) === name) return percentDecode(pair.slice(at + 1))
  }
  return ''
}

/** First name of the server, as redirects and logs use it. */
export const serverName = ({ server }: Context): string => server.names[0]?.text ?? ''

export function rootOf(context: Context): string {
  const alias = context.location?.alias
  return expand(alias ?? context.settings.root, context)
}

/** The file a URI stands for: below the root, or the alias in place of the location. */
export function fileOf(context: Context, uri = context.uri): string {
  const { location } = context
  if (location?.alias === undefined) return `${expand(context.settings.root, context)}${uri}`
  const alias = expand(location.alias, context)
  return location.match === 'regex' ? alias : `${alias}${uri.slice(location.text.length)}`
}
