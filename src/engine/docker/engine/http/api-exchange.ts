import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Connection } from '../../../linux/libc/http/connection.ts'
import type { Exchange, Writer } from '../../../linux/libc/http/exchange.ts'
import type { HeaderList } from '../../../linux/libc/http/headers.ts'
import type { Filters } from '../../api/filters.ts'
import { parseFilters } from '../../api/filters.ts'
import type { Daemon } from '../daemon.ts'
import { invalid } from '../errdefs.ts'
import { goJson } from '../go-json.ts'

/** One API request as a route sees it: parameters decoded, answers in the daemon's manner (moby api/server/httputils). */
export class ApiExchange {
  constructor(
    readonly daemon: Daemon,
    readonly exchange: Exchange,
    /** Minor of the API version asked for: 51 for 1.51. */
    readonly apiMinor: number,
    private readonly path: Readonly<Record<string, string>>,
  ) {}

  /** A variable of the route's path. */
  param(name: string): string {
    return this.path[name] ?? ''
  }

  query(name: string): string {
    return this.exchange.request.query.get(name) ?? ''
  }

  all(name: string): readonly string[] {
    return this.exchange.request.query.all(name)
  }

  has(name: string): boolean {
    return this.exchange.request.query.has(name)
  }

  header(name: string): string | undefined {
    return this.exchange.request.headers.get(name)
  }

  /** httputils.BoolValue: everything but 0, no, false, none and nothing. */
  flag(name: string): boolean {
    return !['', '0', 'no', 'false', 'none'].includes(this.query(name).trim().toLowerCase())
  }

  /** An integer parameter, undefined where it is absent or none. */
  integer(name: string): number | undefined {
    const text = this.query(name)
    return /^-?\d+$/.test(text) ? Number(text) : undefined
  }

  filters(): Filters {
    const filters = parseFilters(this.query('filters'))
    if (!filters) throw invalid('invalid filter')
    return filters
  }

  /** The request's body as JSON; undefined when there is none. */
  *json<T>(): Sys<T | undefined> {
    const text = yield* this.exchange.request.body.text()
    if (!text.ok || text.value.trim() === '') return undefined
    try {
      return JSON.parse(text.value) as T
    } catch {
      throw invalid(
        `invalid JSON: invalid character ${JSON.stringify(text.value.trim().charAt(0)).replaceAll('"', "'")} looking for beginning of value`,
      )
    }
  }

  *answer(status: number, value: unknown): Sys<void> {
    yield* this.exchange.respond(status, [...this.headers(), ['Content-Type', 'application/json']], `${goJson(value)}\n`)
  }

  *empty(status: number): Sys<void> {
    yield* this.exchange.respond(status, this.headers())
  }

  *begin(status: number, headers: HeaderList): Sys<Writer> {
    return yield* this.exchange.begin(status, [...this.headers(), ...headers])
  }

  /** A stream of JSON lines, each sent at once. */
  *stream(): Sys<JsonStream> {
    const writer = yield* this.begin(200, [['Content-Type', 'application/json']])
    yield* writer.flush()
    return new JsonStream(writer)
  }

  /** Takes the connection over: 101 for clients that ask for an upgrade, else 200 without an end. */
  *hijack(contentType: string): Sys<Connection> {
    const { headers } = this.exchange.request
    if (!headers.has('upgrade'))
      return yield* this.exchange.hijack('HTTP/1.1 200 OK', [
        ['Content-Type', contentType === '' ? 'application/vnd.docker.raw-stream' : contentType],
      ])
    return yield* this.exchange.hijack('HTTP/1.1 101 UPGRADED', [
      ['Content-Type', contentType],
      ['Connection', 'Upgrade'],
      ['Upgrade', 'tcp'],
      ...this.headers(),
    ])
  }

  headers(): HeaderList {
    const { release } = this.daemon
    return [
      ['Api-Version', release.apiVersion],
      ['Docker-Experimental', 'false'],
      ['Ostype', 'linux'],
      ['Server', `Docker/${release.version} (linux)`],
    ]
  }
}

export class JsonStream {
  /** The client went away. */
  broken = false

  constructor(private readonly writer: Writer) {}

  *write(value: unknown): Sys<void> {
    yield* this.writer.write(`${goJson(value)}\n`)
    const sent = yield* this.writer.flush()
    if (!sent.ok) this.broken = true
  }
}
