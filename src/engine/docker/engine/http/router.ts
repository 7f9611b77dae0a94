import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Exchange } from '../../../linux/libc/http/exchange.ts'
import { percentDecode } from '../../../linux/libc/http/url.ts'
import { sys } from '../../../linux/sys.ts'
import type { Daemon } from '../daemon.ts'
import { EngineError, invalid, notFound } from '../errdefs.ts'
import { ApiExchange } from './api-exchange.ts'

export type Handler = (api: ApiExchange) => Sys<void>

/** `{id}` stands for one segment, `{name:.*}` for any number of them. */
export interface Route {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
  readonly pattern: RegExp
  readonly names: readonly string[]
  readonly handle: Handler
}

/** A route from its text: `route('GET /containers/{name:.*}/json', handler)`. */
export function route(text: string, handle: Handler): Route {
  const [method = '', path = ''] = text.split(' ')
  const names: string[] = []
  const source = path.replace(/\{(\w+)(:\.\*)?\}/g, (_all, name: string, rest: string | undefined) => {
    names.push(name)
    return rest ? '(.*)' : '([^/]+)'
  })
  return { method: method as Route['method'], pattern: new RegExp(`^${source}$`), names, handle }
}

/** Finds the route of a request and answers what it throws (moby api/server). */
export class Router {
  constructor(
    private readonly daemon: Daemon,
    private readonly routes: readonly Route[],
  ) {}

  *handle(exchange: Exchange): Sys<void> {
    yield* sys.fcntl({ fd: exchange.fd, closeOnExec: true })
    const { method, path, target } = exchange.request
    const fact = yield* sys.record({ kind: 'api.requested', data: { method, target } })
    const before = yield* sys.cause({ fact })
    try {
      yield* this.dispatch(exchange, method, path)
    } catch (thrown) {
      if (!(thrown instanceof EngineError)) throw thrown
      yield* this.refuse(exchange, thrown)
    }
    yield* sys.cause({ fact: before })
  }

  private *dispatch(exchange: Exchange, method: string, whole: string): Sys<void> {
    const { release } = this.daemon
    const versioned = /^\/v(\d+)\.(\d+)(\/.*)$/.exec(whole)
    const path = versioned ? (versioned[3] as string) : whole
    const minor = versioned ? Number(versioned[2]) : Number(release.apiVersion.split('.')[1])
    if (versioned) verifyVersion(`${versioned[1]}.${versioned[2]}`, minor, release.apiVersion, release.minApiVersion)
    for (const candidate of this.routes) {
      if (candidate.method !== method) continue
      const match = candidate.pattern.exec(path)
      if (!match) continue
      const params = Object.fromEntries(candidate.names.map((name, index) => [name, percentDecode(match[index + 1] ?? '')]))
      yield* candidate.handle(new ApiExchange(this.daemon, exchange, minor, params))
      return
    }
    throw notFound('page not found')
  }

  private *refuse(exchange: Exchange, error: EngineError): Sys<void> {
    const api = new ApiExchange(this.daemon, exchange, 0, {})
    yield* sys.record({ kind: 'api.refused', data: { status: error.status, message: error.message } })
    if (exchange.hijacked || exchange.status !== undefined) return
    if (error.status === 304) yield* api.empty(304)
    else yield* api.answer(error.status, { message: error.message })
  }
}

function verifyVersion(asked: string, minor: number, newest: string, oldest: string): void {
  const limit = (text: string) => Number(text.split('.')[1])
  if (minor > limit(newest)) throw invalid(`client version ${asked} is too new. Maximum supported API version is ${newest}`)
  if (minor < limit(oldest))
    throw invalid(`client version ${asked} is too old. Minimum supported API version is ${oldest}, please upgrade your client to a newer version`)
}
