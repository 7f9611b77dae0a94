import type { RewriteStep } from './rewrite-steps.ts'
import type { Settings } from './settings.ts'

/** A configuration as requests use it: what `build.ts` makes of the directives. */
export interface Config {
  readonly user: { readonly name: string; readonly group: string }
  readonly workers: number | 'auto'
  readonly workerConnections: number
  readonly daemon: boolean
  readonly masterProcess: boolean
  readonly pidPath: string
  readonly errorLogs: Settings['errorLogs']
  readonly formats: ReadonlyMap<string, string>
  readonly maps: ReadonlyMap<string, VariableMap>
  readonly listens: readonly ListenAddress[]
  readonly upstreams: ReadonlyMap<string, Upstream>
  readonly warnings: readonly string[]
}

/** One address listened on, with the servers that share it. */
export interface ListenAddress {
  readonly family: 'inet' | 'inet6'
  readonly address: string
  readonly port: number
  readonly ssl: boolean
  readonly defaultServer: Server
  readonly servers: readonly Server[]
}

export interface Server {
  readonly names: readonly ServerName[]
  readonly settings: Settings
  readonly rewrites: readonly RewriteStep[]
  readonly locations: readonly Location[]
  readonly certificate: string | undefined
  readonly certificateKey: string | undefined
}

export type ServerName =
  | { readonly text: string; readonly kind: 'exact' | 'suffix' | 'prefix' }
  | { readonly text: string; readonly kind: 'regex'; readonly regex: RegExp }

export interface Location {
  /** As written: `/images/`, `\.php$`, `@fallback`. */
  readonly text: string
  readonly match: 'prefix' | 'exact' | 'regex' | 'named'
  /** ^~: a match here looks at no regular expressions. */
  readonly final: boolean
  readonly regex: RegExp | undefined
  readonly settings: Settings
  readonly alias: string | undefined
  readonly internal: boolean
  readonly tryFiles: readonly string[] | undefined
  readonly rewrites: readonly RewriteStep[]
  readonly proxyPass: ProxyPass | undefined
  readonly status: boolean
  readonly locations: readonly Location[]
}

export interface ProxyPass {
  readonly scheme: 'http' | 'https'
  /** `backend`, `127.0.0.1:8080`; may hold variables. */
  readonly host: string
  /** URI part to put in place of the location's, undefined when none was written. */
  readonly uri: string | undefined
}

export interface Upstream {
  readonly name: string
  readonly peers: readonly Peer[]
  readonly method: 'round_robin' | 'least_conn' | 'ip_hash' | 'random' | 'hash'
  readonly hashKey: string | undefined
}

export interface Peer {
  readonly name: string
  readonly family: 'inet' | 'inet6'
  readonly address: string
  readonly port: number
  readonly weight: number
  readonly backup: boolean
  readonly down: boolean
  readonly maxFails: number
  readonly failTimeoutMs: number
}

export interface VariableMap {
  readonly source: string
  readonly exact: ReadonlyMap<string, string>
  readonly expressions: readonly { readonly regex: RegExp; readonly value: string }[]
  readonly fallback: string
}
