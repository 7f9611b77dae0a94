import type { Stat, Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import type { Errno } from '../../../linux/kernel/errno.ts'
import { sys } from '../../../linux/sys.ts'
import { parseHttpDate } from '../http-date.ts'
import type { Context, Outcome } from './context.ts'
import { sentOutcome, statusOutcome } from './context.ts'
import { listDirectory } from './listing.ts'
import { errnoText, logRequest } from './log.ts'
import { sendHead } from './send.ts'
import { expand, fileOf } from './variables.ts'

/** Serves a file, a directory's index, its listing, or the redirect to its slash (static, index and autoindex modules). */
export function* serveStatic(context: Context): Sys<Outcome> {
  const { method, uri } = context
  const path = fileOf(context)
  if (uri.endsWith('/')) return yield* serveDirectory(context, path)
  if (method === 'POST') return statusOutcome(405)
  if (method !== 'GET' && method !== 'HEAD') return statusOutcome(405)
  const stat = yield* sys.stat({ path })
  if (!stat.ok) return yield* cannotOpen(context, path, stat.error)
  if (stat.value.type === 'directory')
    return { kind: 'status', status: 301, location: `${encodeURI(uri)}/${context.args === '' ? '' : `?${context.args}`}` }
  if (stat.value.type !== 'file') {
    yield* logRequest(context, 'crit', `"${path}" is not a regular file`)
    return statusOutcome(404)
  }
  const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
  if (!fd.ok) return yield* cannotOpen(context, path, fd.error)
  yield* sendFile(context, path, fd.value, stat.value)
  yield* sys.close({ fd: fd.value })
  return sentOutcome
}

function* cannotOpen(context: Context, path: string, errno: Errno): Sys<Outcome> {
  const missing = errno === 'ENOENT' || errno === 'ENOTDIR' || errno === 'ENAMETOOLONG'
  if (!missing || context.settings.logNotFound) yield* logRequest(context, 'error', `open() "${path}" failed ${errnoText(errno)}`)
  return statusOutcome(missing ? 404 : errno === 'EACCES' ? 403 : 500)
}

function* serveDirectory(context: Context, path: string): Sys<Outcome> {
  const { uri, method } = context
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') return statusOutcome(405)
  for (const name of context.settings.index) {
    const index = expand(name, context)
    if (index.startsWith('/')) return { kind: 'internal', uri: index, args: context.args }
    const found = yield* sys.stat({ path: `${path}${index}` })
    if (found.ok && found.value.type === 'file') return { kind: 'internal', uri: `${uri}${index}`, args: context.args }
    if (!found.ok && found.error === 'EACCES') return yield* cannotOpen(context, `${path}${index}`, 'EACCES')
  }
  const folder = yield* sys.stat({ path })
  if (!folder.ok || folder.value.type !== 'directory') {
    const index = expand(context.settings.index.at(-1) ?? 'index.html', context)
    yield* logRequest(context, 'error', `"${path}${index}" is not found ${errnoText(folder.ok ? 'ENOTDIR' : folder.error)}`)
    return statusOutcome(404)
  }
  if (context.settings.autoindex.on) return yield* listDirectory(context, path)
  yield* logRequest(context, 'error', `directory index of "${path}" is forbidden`)
  return statusOutcome(403)
}

function* sendFile(context: Context, path: string, fd: number, stat: Stat): Sys<void> {
  const { settings, exchange } = context
  const etag = `"${Math.floor(stat.mtimeMs / 1000).toString(16)}-${stat.size.toString(16)}"`
  const ending = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase()
  const common = {
    type: (ending !== undefined ? settings.types.get(ending) : undefined) ?? settings.defaultType,
    modifiedMs: stat.mtimeMs,
    headers: settings.etag ? [['ETag', etag] as const] : [],
  }
  const plain = context.errorStatus === undefined
  const condition = plain ? unmet(context, stat, etag) : undefined
  if (condition !== undefined) {
    const { type: _, ...bare } = common
    const writer = yield* sendHead(context, condition === 304 ? { ...bare, status: 304, length: undefined } : { ...common, status: 412, length: 0 })
    yield* writer.end()
    return
  }
  const range = plain ? rangeOf(exchange.request.headers.get('range'), stat.size) : undefined
  if (range === 'unsatisfiable') {
    const writer = yield* sendHead(context, { ...common, status: 416, length: 0, headers: [['Content-Range', `bytes */${stat.size}`]] })
    yield* writer.end()
    return
  }
  const from = range?.from ?? 0
  const length = (range?.to ?? stat.size - 1) - from + 1
  const headers = range ? [...common.headers, ['Content-Range', `bytes ${from}-${range.to}/${stat.size}`] as const] : common.headers
  const writer = yield* sendHead(context, { ...common, headers, status: range ? 206 : 200, length, acceptRanges: !range })
  yield* writer.flush()
  if (context.method !== 'HEAD') {
    if (from > 0) yield* sys.lseek({ fd, offset: from, whence: 'set' })
    const sent = yield* writer.sendFrom(fd, length)
    context.bodyBytes = sent.ok ? sent.value : 0
  }
  yield* writer.end()
}

/** 304 or 412 when the client's conditions say so (ngx_http_not_modified_filter). */
function unmet({ exchange: { request } }: Context, stat: Stat, etag: string): 304 | 412 | undefined {
  const modified = Math.floor(stat.mtimeMs / 1000) * 1000
  const matches = (text: string) => text === '*' || text.split(',').some((one) => one.trim().replace(/^W\//, '') === etag)
  const unmodifiedSince = parseHttpDate(request.headers.get('if-unmodified-since') ?? '')
  if (unmodifiedSince !== undefined && unmodifiedSince < modified) return 412
  const ifMatch = request.headers.get('if-match')
  if (ifMatch !== undefined && !matches(ifMatch)) return 412
  const since = request.headers.get('if-modified-since')
  const none = request.headers.get('if-none-match')
  if (since === undefined && none === undefined) return undefined
  if (since !== undefined && parseHttpDate(since) !== modified) return undefined
  if (none !== undefined && !matches(none)) return undefined
  return 304
}

/** One range of bytes; several are answered with the whole file. */
function rangeOf(text: string | undefined, size: number): { readonly from: number; readonly to: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(text ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  if (match[1] === '') {
    const count = Math.min(Number(match[2]), size)
    return count === 0 ? 'unsatisfiable' : { from: size - count, to: size - 1 }
  }
  const from = Number(match[1])
  const to = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1)
  if (from >= size) return 'unsatisfiable'
  return to < from ? undefined : { from, to }
}
