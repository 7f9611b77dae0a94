import type { Directive } from './parse.ts'
import { ConfigError } from './parse.ts'
import { parseSize, parseTimeMs } from './values.ts'

/** What http, server, location and `if` set for the requests that end there; inner ones inherit (each module's merge function). */
export interface Settings {
  readonly root: string
  readonly index: readonly string[]
  readonly types: ReadonlyMap<string, string>
  readonly defaultType: string
  readonly charset: string | undefined
  readonly autoindex: { readonly on: boolean; readonly exactSize: boolean; readonly format: string }
  readonly errorPages: readonly ErrorPage[]
  readonly addHeaders: readonly { readonly name: string; readonly value: string; readonly always: boolean }[]
  readonly expires: string | undefined
  readonly accessLogs: readonly { readonly path: string; readonly format: string; readonly condition?: string }[]
  readonly errorLogs: readonly { readonly path: string; readonly level: string }[]
  readonly logNotFound: boolean
  readonly tokens: boolean
  readonly etag: boolean
  readonly maxBodyBytes: number
  readonly keepAliveMs: number
  readonly absoluteRedirect: boolean
  readonly portInRedirect: boolean
  readonly serverNameInRedirect: boolean
  readonly access: readonly { readonly allow: boolean; readonly from: string }[]
  readonly authBasic: string | undefined
  readonly authFile: string | undefined
  readonly proxy: ProxySettings
}

export interface ErrorPage {
  readonly statuses: readonly number[]
  /** Status to answer with instead; 0 takes the page's own. */
  readonly answer: number | undefined
  readonly target: string
}

export interface ProxySettings {
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly hide: readonly string[]
  readonly pass: readonly string[]
  readonly version: string
  readonly method: string | undefined
  readonly connectTimeoutMs: number
  readonly readTimeoutMs: number
  readonly redirect: readonly string[]
  readonly next: readonly string[]
  readonly nextTries: number
  readonly interceptErrors: boolean
  readonly requestHeaders: boolean
  readonly requestBody: boolean
}

export const initialSettings: Settings = {
  root: '/etc/nginx/html',
  index: ['index.html'],
  types: new Map([
    ['html', 'text/html'],
    ['gif', 'image/gif'],
    ['jpg', 'image/jpeg'],
  ]),
  defaultType: 'text/plain',
  charset: undefined,
  autoindex: { on: false, exactSize: true, format: 'html' },
  errorPages: [],
  addHeaders: [],
  expires: undefined,
  accessLogs: [{ path: '/var/log/nginx/access.log', format: 'combined' }],
  errorLogs: [],
  logNotFound: true,
  tokens: true,
  etag: true,
  maxBodyBytes: 1024 ** 2,
  keepAliveMs: 75_000,
  absoluteRedirect: true,
  portInRedirect: true,
  serverNameInRedirect: false,
  access: [],
  authBasic: undefined,
  authFile: undefined,
  proxy: {
    headers: [],
    hide: [],
    pass: [],
    version: '1.0',
    method: undefined,
    connectTimeoutMs: 60_000,
    readTimeoutMs: 60_000,
    redirect: ['default'],
    next: ['error', 'timeout'],
    nextTries: 0,
    interceptErrors: false,
    requestHeaders: true,
    requestBody: true,
  },
}

const on = (directive: Directive): boolean => directive.args[0]?.toLowerCase() === 'on'

function size(directive: Directive): number {
  const value = parseSize(directive.args[0] ?? '')
  if (value === undefined) throw new ConfigError(`"${directive.name}" directive invalid value`, directive)
  return value
}

function time(directive: Directive): number {
  const value = parseTimeMs(directive.args[0] ?? '')
  if (value === undefined) throw new ConfigError(`"${directive.name}" directive invalid value`, directive)
  return value
}

type Change = (directive: Directive, inherited: Settings) => Partial<Settings>

const changes: Readonly<Record<string, Change>> = {
  root: ({ args }) => ({ root: absolute((args[0] ?? '').replace(/(.)\/$/, '$1')) }),
  index: ({ args }) => ({ index: args }),
  default_type: ({ args }) => ({ defaultType: args[0] ?? '' }),
  charset: ({ args }) => ({ charset: args[0] === 'off' ? undefined : args[0] }),
  autoindex: (found, { autoindex }) => ({ autoindex: { ...autoindex, on: on(found) } }),
  autoindex_exact_size: (found, { autoindex }) => ({ autoindex: { ...autoindex, exactSize: on(found) } }),
  autoindex_format: ({ args }, { autoindex }) => ({ autoindex: { ...autoindex, format: args[0] ?? 'html' } }),
  expires: ({ args }) => ({ expires: args[0] === 'off' ? undefined : args.join(' ') }),
  log_not_found: (found) => ({ logNotFound: on(found) }),
  server_tokens: ({ args }) => ({ tokens: args[0] !== 'off' }),
  etag: (found) => ({ etag: on(found) }),
  client_max_body_size: (found) => ({ maxBodyBytes: size(found) }),
  keepalive_timeout: (found) => ({ keepAliveMs: time(found) }),
  absolute_redirect: (found) => ({ absoluteRedirect: on(found) }),
  port_in_redirect: (found) => ({ portInRedirect: on(found) }),
  server_name_in_redirect: (found) => ({ serverNameInRedirect: on(found) }),
  auth_basic: ({ args }) => ({ authBasic: args[0] === 'off' ? undefined : args[0] }),
  auth_basic_user_file: ({ args }) => ({ authFile: (args[0] ?? '').startsWith('/') ? args[0] : `/etc/nginx/${args[0]}` }),
}

const proxyChanges: Readonly<Record<string, (directive: Directive) => Partial<ProxySettings>>> = {
  proxy_http_version: ({ args }) => ({ version: args[0] ?? '1.0' }),
  proxy_method: ({ args }) => ({ method: args[0] }),
  proxy_connect_timeout: (found) => ({ connectTimeoutMs: time(found) }),
  proxy_read_timeout: (found) => ({ readTimeoutMs: time(found) }),
  proxy_redirect: ({ args }) => ({ redirect: args }),
  proxy_next_upstream: ({ args }) => ({ next: args }),
  proxy_next_upstream_tries: ({ args }) => ({ nextTries: Number(args[0]) }),
  proxy_intercept_errors: (found) => ({ interceptErrors: on(found) }),
  proxy_pass_request_headers: (found) => ({ requestHeaders: on(found) }),
  proxy_pass_request_body: (found) => ({ requestBody: on(found) }),
}

const absolute = (path: string): string => (path.startsWith('/') || path.startsWith('$') ? path : `/etc/nginx/${path}`)

/** May be given more than once in one block. */
const repeatable = new Set(
  'error_page add_header access_log error_log allow deny proxy_set_header proxy_hide_header proxy_pass_header proxy_redirect listen server_name rewrite set if return break location server upstream map log_format types include index'.split(
    ' ',
  ),
)

/** The settings of a block: its own directives over what it inherits. Lists (headers, error pages, logs, rules) replace the inherited ones as a whole. */
export function settingsOf(directives: readonly Directive[], inherited: Settings, formats: ReadonlyMap<string, string>): Settings {
  let own: Settings = inherited
  const seen = new Set<string>()
  for (const directive of directives) {
    const { name } = directive
    if (seen.has(name) && !repeatable.has(name)) throw new ConfigError(`"${name}" directive is duplicate`, directive)
    seen.add(name)
    const change = changes[name]
    if (change) own = { ...own, ...change(directive, own) }
    const proxy = proxyChanges[name]
    if (proxy) own = { ...own, proxy: { ...own.proxy, ...proxy(directive) } }
  }
  return withLists(directives, own, formats)
}

function withLists(directives: readonly Directive[], own: Settings, formats: ReadonlyMap<string, string>): Settings {
  const named = (name: string) => directives.filter((directive) => directive.name === name)
  const or = <T>(list: readonly T[], inherited: readonly T[]): readonly T[] => (list.length > 0 ? list : inherited)
  const types = named('types')
  return {
    ...own,
    ...(types.length > 0 && {
      types: new Map(types.flatMap(({ block = [] }) => block.flatMap(({ name, args }) => args.map((ending) => [ending, name] as const)))),
    }),
    errorPages: or(named('error_page').map(errorPage), own.errorPages),
    addHeaders: or(
      named('add_header').map((found) => {
        const [name = '', value = '', always] = found.args
        if (always !== undefined && always !== 'always') throw new ConfigError(`invalid parameter "${always}"`, found)
        return { name, value, always: always === 'always' }
      }),
      own.addHeaders,
    ),
    accessLogs: named('access_log').length > 0 ? named('access_log').flatMap((found) => accessLog(found, formats)) : own.accessLogs,
    errorLogs: or(
      named('error_log').map(({ args: [path = '', level = 'error'] }) => ({ path, level })),
      own.errorLogs,
    ),
    access: or(
      directives
        .filter(({ name }) => name === 'allow' || name === 'deny')
        .map(({ name, args }) => ({ allow: name === 'allow', from: args[0] ?? 'all' })),
      own.access,
    ),
    proxy: {
      ...own.proxy,
      headers: or(
        named('proxy_set_header').map(({ args }) => [args[0] ?? '', args[1] ?? ''] as const),
        own.proxy.headers,
      ),
      hide: or(
        named('proxy_hide_header').map(({ args }) => (args[0] ?? '').toLowerCase()),
        own.proxy.hide,
      ),
      pass: or(
        named('proxy_pass_header').map(({ args }) => (args[0] ?? '').toLowerCase()),
        own.proxy.pass,
      ),
    },
  }
}

function errorPage(found: Directive): ErrorPage {
  const target = found.args.at(-1) ?? ''
  const words = found.args.slice(0, -1)
  const answer = words.find((word) => word.startsWith('='))
  const statuses = words
    .filter((word) => !word.startsWith('='))
    .map((word) => {
      const status = Number(word)
      if (!Number.isInteger(status)) throw new ConfigError(`invalid value "${word}"`, found)
      if (status < 300 || status > 599) throw new ConfigError(`value "${word}" must be between 300 and 599`, found)
      return status
    })
  return { statuses, answer: answer === undefined ? undefined : Number(answer.slice(1) || 0), target }
}

function accessLog(found: Directive, formats: ReadonlyMap<string, string>): Settings['accessLogs'] {
  const [path = '', format = 'combined', ...rest] = found.args
  if (path === 'off') return []
  if (!format.includes('=') && !formats.has(format)) throw new ConfigError(`unknown log format "${format}"`, found)
  const condition = rest.find((word) => word.startsWith('if='))?.slice(3)
  return [
    { path: path.startsWith('/') ? path : `/etc/nginx/${path}`, format: format.includes('=') ? 'combined' : format, ...(condition && { condition }) },
  ]
}
