import { decode, encode } from '../../../../base/utf8.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { O } from '../../../kernel/calls.ts'
import type { RequestBody } from '../../../libc/http/client.ts'
import { Headers } from '../../../libc/http/headers.ts'
import type { Url } from '../../../libc/http/url.ts'
import { base64, percentEncode } from '../../../libc/http/url.ts'
import { readAll, readFileBytes } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { CurlSession } from './session.ts'

/** What a request carries besides its head. */
export interface Payload {
  /** -d and friends; undefined without any. */
  readonly data: Uint8Array | undefined
  readonly json: boolean
  /** -T. */
  readonly upload: { readonly path: string; readonly size: number | undefined } | undefined
}

/** Gathers -d, --data-*, --json in the order of kinds given; pieces are joined with `&`. */
export function* readPayload(session: CurlSession): Sys<Payload> {
  const pieces: string[] = []
  for (const name of ['data', 'data-ascii', 'data-raw', 'data-binary', 'data-urlencode'] as const) {
    for (const text of session.values(name)) pieces.push(yield* dataPiece(session, name, text))
  }
  const json: string[] = []
  for (const text of session.values('json')) json.push(yield* dataPiece(session, 'data-binary', text))
  const upload = session.value('upload-file')
  const stat = upload === undefined || upload === '-' ? undefined : yield* sys.stat({ path: upload })
  return {
    data: json.length > 0 ? encode(json.join('')) : pieces.length > 0 ? encode(pieces.join('&')) : undefined,
    json: json.length > 0,
    upload: upload === undefined ? undefined : { path: upload, size: stat?.ok ? stat.value.size : undefined },
  }
}

function* dataPiece(session: CurlSession, name: string, text: string): Sys<string> {
  if (name === 'data-raw') return text
  if (name === 'data-urlencode') {
    const equals = text.indexOf('=')
    if (equals >= 0) return `${equals > 0 ? `${text.slice(0, equals)}=` : ''}${percentEncode(text.slice(equals + 1))}`
    return text.startsWith('@') ? percentEncode(decode(yield* fileData(session, text.slice(1)))) : percentEncode(text)
  }
  if (!text.startsWith('@')) return text
  const bytes = yield* fileData(session, text.slice(1))
  return name === 'data-binary' ? decode(bytes) : decode(bytes).replace(/[\r\n\0]/g, '')
}

function* fileData(session: CurlSession, path: string): Sys<Uint8Array> {
  const bytes = path === '-' ? yield* readAll(0) : yield* readFileBytes(path)
  if (bytes.ok) return bytes.value
  yield* session.warn(`Couldn't read data from file "${path}", this makes an empty POST.`)
  return new Uint8Array(0)
}

/** The method of the first request. */
export function methodOf(session: CurlSession, payload: Payload): string {
  const named = session.value('request')
  if (named !== undefined) return named
  if (session.has('head')) return 'HEAD'
  if (payload.upload) return 'PUT'
  return payload.data && !session.has('get') ? 'POST' : 'GET'
}

/** Header fields in curl's order: its own, then those of -H, then the body's. */
export function requestHeaders(session: CurlSession, url: Url, payload: Payload | undefined, sameHost: boolean): Headers {
  const { release } = session
  const host: [string, string] = ['Host', url.authority]
  const agent: [string, string] = ['User-Agent', session.value('user-agent') ?? `curl/${release.version}`]
  const login = session.value('user') ?? (url.user === undefined ? undefined : `${url.user}:${url.password ?? ''}`)
  const own: [string, string][] = release.atLeast(7, 43) ? [host] : []
  if (login !== undefined && sameHost) own.push(['Authorization', `Basic ${base64(login.includes(':') ? login : `${login}:`)}`])
  if (agent[1] !== '') own.push(agent)
  if (!release.atLeast(7, 43)) own.push(host)
  own.push(['Accept', payload?.json ? 'application/json' : '*/*'])
  if (session.has('compressed')) own.push(['Accept-Encoding', 'deflate, gzip, br'])
  for (const [option, name] of [
    ['range', 'Range'],
    ['referer', 'Referer'],
    ['cookie', 'Cookie'],
  ] as const) {
    const value = session.value(option)
    if (value !== undefined) own.push([name, option === 'range' ? `bytes=${value}` : value])
  }
  const body = bodyFields(payload)
  const custom = customFields(session, sameHost)
  const replaced = new Set([...custom.fields.map(([name]) => name.toLowerCase()), ...custom.removed])
  const keep = (fields: readonly [string, string][]) => fields.filter(([name]) => !replaced.has(name.toLowerCase()))
  return new Headers([...keep(own), ...custom.fields, ...keep(body)])
}

function bodyFields(payload: Payload | undefined): [string, string][] {
  if (payload?.upload)
    return payload.upload.size === undefined ? [['Transfer-Encoding', 'chunked']] : [['Content-Length', String(payload.upload.size)]]
  if (!payload?.data) return []
  return [
    ['Content-Length', String(payload.data.length)],
    ['Content-Type', payload.json ? 'application/json' : 'application/x-www-form-urlencoded'],
  ]
}

/** `Name: value` sets, `Name:` removes, `Name;` sends it empty. */
function customFields(session: CurlSession, sameHost: boolean): { readonly fields: [string, string][]; readonly removed: readonly string[] } {
  const fields: [string, string][] = []
  const removed: string[] = []
  for (const text of session.values('header')) {
    const match = /^([^:;]+)([:;])\s*(.*)$/s.exec(text)
    if (!match) continue
    const [, name = '', separator, value = ''] = match
    if (!sameHost && /^(authorization|cookie)$/i.test(name) && !session.has('location-trusted')) continue
    if (separator === ';') fields.push([name, ''])
    else if (value === '') removed.push(name.toLowerCase())
    else fields.push([name, value])
  }
  return { fields, removed }
}

/** The body for the HTTP client; opens the file of -T. */
export function* requestBody(payload: Payload | undefined): Sys<RequestBody | undefined> {
  if (!payload?.upload) return payload?.data
  if (payload.upload.path === '-') return { fd: 0 }
  const fd = yield* sys.open({ path: payload.upload.path, flags: O.RDONLY })
  return fd.ok ? { fd: fd.value, ...(payload.upload.size !== undefined && { length: payload.upload.size }) } : undefined
}
