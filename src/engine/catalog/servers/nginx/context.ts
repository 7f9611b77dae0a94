import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import type { Exchange } from '../../../linux/libc/http/exchange.ts'
import { percentDecode } from '../../../linux/libc/http/url.ts'
import { normalizePath } from '../../../linux/libc/paths.ts'
import type { BalancerState } from './balance.ts'
import type { Config, ListenAddress, Location, ProxyPass, Server } from './config.ts'
import type { Settings } from './settings.ts'

/** What the workers of one nginx share: the memory it maps before forking. */
export interface SharedMemory {
  connections: number
  accepted: number
  active: number
  reading: number
  writing: number
  waiting: number
  requests: number
}

/** One worker, as requests see it. */
export interface WorkerState {
  readonly config: Config
  readonly version: string
  readonly pid: number
  readonly hostname: string
  readonly shared: SharedMemory
  readonly balancers: Map<string, BalancerState>
  /** Descriptor of each log file, opened by the master. */
  readonly logs: ReadonlyMap<string, Fd>
}

/** One attempt at an upstream, for its variables and the log. */
export interface UpstreamTry {
  readonly address: string
  status: number | undefined
  readonly startMs: number
  responseMs: number | undefined
  connectMs: number | undefined
  headerMs: number | undefined
  bytes: number
}

/** A request on its way through nginx's phases. */
export interface Context {
  readonly worker: WorkerState
  readonly exchange: Exchange
  readonly listen: ListenAddress
  readonly server: Server
  readonly host: string
  /** Number of the connection, and of the request on it. */
  readonly connection: number
  readonly requestNumber: number
  readonly startMs: number
  readonly requestId: string
  nowMs: number
  method: string
  /** Decoded and normalised. */
  uri: string
  args: string
  location: Location | undefined
  settings: Settings
  proxyPass: ProxyPass | undefined
  captures: readonly (string | undefined)[]
  readonly variables: Map<string, string>
  /** Came from another location, not from the client: may enter internal ones. */
  internal: boolean
  jumps: number
  /** Status that an error page's content is sent with. */
  errorStatus: number | undefined
  status: number
  bodyBytes: number
  sentBytes: number
  readonly sentHeaders: Map<string, string>
  remoteUser: string
  readonly upstream: UpstreamTry[]
  upstreamHeaders: ReadonlyMap<string, string>
  body: Uint8Array | undefined
}

export interface Arrival {
  readonly worker: WorkerState
  readonly exchange: Exchange
  readonly listen: ListenAddress
  readonly server: Server
  readonly captures: RegExpExecArray | undefined
  readonly host: string
  readonly connection: number
  readonly requestNumber: number
  readonly nowMs: number
  readonly requestId: string
}

export function contextOf(arrival: Arrival): Context {
  const { exchange, server, captures } = arrival
  const [, ...query] = exchange.request.target.split('?')
  const context: Context = {
    ...arrival,
    startMs: arrival.nowMs,
    method: exchange.request.method,
    uri: normalUri(exchange.request.path),
    args: query.join('?'),
    location: undefined,
    settings: server.settings,
    proxyPass: undefined,
    captures: captures ? [...captures] : [],
    variables: new Map(Object.entries(captures?.groups ?? {})),
    internal: false,
    jumps: 0,
    errorStatus: undefined,
    status: 0,
    bodyBytes: 0,
    sentBytes: 0,
    sentHeaders: new Map(),
    remoteUser: '',
    upstream: [],
    upstreamHeaders: new Map(),
    body: undefined,
  }
  return context
}

/** Decoded, without `.`, `..` and doubled slashes; a slash at the end stays. */
export function normalUri(path: string): string {
  const decoded = percentDecode(path.replace(/^https?:\/\/[^/]*/, '') || '/')
  const normal = normalizePath(decoded)
  return /\/(\.{0,2})?$/.test(decoded) && !normal.endsWith('/') ? `${normal}/` : normal
}

export const clientAddress = ({ exchange }: Context): string => {
  const { peer } = exchange.request
  return peer.family === 'unix' ? 'unix:' : peer.address.replace(/^::ffff:/, '')
}

/** What a phase decides: the next phases act on it. */
export type Outcome =
  | { readonly kind: 'sent' }
  | { readonly kind: 'status'; readonly status: number; readonly location?: string; readonly headers?: readonly (readonly [string, string])[] }
  | { readonly kind: 'text'; readonly status: number; readonly text: string }
  | { readonly kind: 'internal'; readonly uri: string; readonly args: string }
  | { readonly kind: 'named'; readonly name: string }

export const statusOutcome = (status: number): Outcome => ({ kind: 'status', status })
export const sentOutcome: Outcome = { kind: 'sent' }
export type Phase = Sys<Outcome | undefined>
