import { gunzipSync } from 'fflate'
import { err, ok, type Result } from '../../../base/result.ts'
import { sha256Hex } from '../../../base/sha256.ts'
import { decode, encode } from '../../../base/utf8.ts'
import type { Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import type { HttpError } from '../../libc/http/client.ts'
import { request } from '../../libc/http/client.ts'
import { print, printError, readFileBytes } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { ApkRecord } from './record.ts'
import { parseRecords } from './record.ts'

const ARCH = 'x86_64'
const CACHE = '/var/cache/apk'
/** An index younger than this is not fetched again by itself. */
const MAX_AGE_MS = 4 * 3_600_000

export interface Candidate extends ApkRecord {
  readonly repository: string
}

export interface Repositories {
  readonly candidates: readonly Candidate[]
  /** `v3.20.0-57-g… [URL]` of each index that was read. */
  readonly descriptions: readonly string[]
  readonly unavailable: number
  readonly stale: number
}

export interface OpenSettings {
  /** `--no-cache`: nothing is kept. */
  readonly cache: boolean
  /** `--update-cache`, `apk update`: whatever the age. */
  readonly update: boolean
  readonly network: boolean
  readonly quiet: boolean
}

const cachePath = (url: string): string => `${CACHE}/APKINDEX.${sha256Hex(encode(url)).slice(0, 8)}.tar.gz`

/** Reads the indexes of all repositories, fetching those that are missing or old. */
export function* openRepositories(urls: readonly string[], settings: OpenSettings): Sys<Repositories> {
  const candidates: Candidate[] = []
  const descriptions: string[] = []
  let [unavailable, stale] = [0, 0]
  for (const url of urls) {
    const opened = yield* openIndex(url, settings)
    if (opened.warning !== undefined) yield* printError(`WARNING: ${opened.warning}\n`)
    if (opened.warning !== undefined && opened.index) stale++
    if (!opened.index) {
      unavailable++
      continue
    }
    descriptions.push(`${opened.index.description} [${url}]`)
    candidates.push(...opened.index.records.map((record) => ({ ...record, repository: url })))
  }
  return { candidates, descriptions, unavailable, stale }
}

interface Index {
  readonly description: string
  readonly records: readonly ApkRecord[]
}

function* openIndex(url: string, settings: OpenSettings): Sys<{ index?: Index; warning?: string }> {
  const cached = cachePath(url)
  const stat = yield* sys.stat({ path: cached })
  const age = stat.ok ? (yield* sys.clockRealtime({})) - stat.value.mtimeMs : Number.POSITIVE_INFINITY
  const wanted = settings.network && (!settings.cache || settings.update || age > MAX_AGE_MS)
  let warning: string | undefined
  let path = cached
  if (wanted) {
    if (!settings.quiet) yield* print(`fetch ${url}/${ARCH}/APKINDEX.tar.gz\n`)
    const to = settings.cache ? `${cached}.new` : `/tmp/.apk.${yield* sys.getpid({})}`
    const fetched = yield* download(`${url}/${ARCH}/APKINDEX.tar.gz`, to)
    if (!fetched.ok) {
      warning = `${settings.cache ? 'updating and opening' : 'fetching'} ${url}: ${fetched.error}`
      yield* sys.unlink({ path: to })
      if (!settings.cache) return { warning }
    } else if (settings.cache) {
      yield* sys.rename({ from: to, to: cached })
      yield* sys.utimens({ path: cached, atimeMs: yield* sys.clockRealtime({}), mtimeMs: yield* sys.clockRealtime({}) })
    } else path = to
  }
  const bytes = yield* readFileBytes(path)
  if (path !== cached) yield* sys.unlink({ path })
  const index = bytes.ok ? parseIndex(bytes.value) : undefined
  if (!index) return { warning: warning ?? `opening from cache ${url}: No such file or directory` }
  return { index, ...(warning !== undefined && { warning }) }
}

/** DESCRIPTION and APKINDEX of the gzipped tar. */
function parseIndex(zipped: Uint8Array): Index {
  const files = new Map<string, string>()
  const tar = gunzipSync(zipped)
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const field = (from: number, length: number) => decode(tar.subarray(at + from, at + from + length)).replace(/\0.*$/s, '')
    const size = Number.parseInt(field(124, 12).trim(), 8)
    files.set(field(0, 100).replace(/^\.\//, ''), decode(tar.subarray(at + 512, at + 512 + size)))
    at += 512 + Math.ceil(size / 512) * 512
  }
  return { description: (files.get('DESCRIPTION') ?? '').trim(), records: parseRecords(files.get('APKINDEX') ?? '') }
}

/** A package's file, brought here; where it lies, or apk's words for why not. */
export function* fetchPackage(candidate: Candidate, settings: { readonly network: boolean }): Sys<Result<string, string>> {
  const path = `/var/cache/apk/.${candidate.name}.${yield* sys.getpid({})}`
  if (!settings.network) return err('network error (check Internet connection and firewall)')
  const fetched = yield* download(`${candidate.repository}/${ARCH}/${candidate.name}-${candidate.version}.apk`, path)
  return fetched.ok ? ok(path) : fetched
}

function* download(url: string, path: string): Sys<Result<void, string>> {
  const response = yield* request({ url, followRedirects: 5, headers: [['User-Agent', 'libfetch-apk-tools/2.14']], connectTimeoutMs: 60_000 })
  if (!response.ok) return err(describe(response.error))
  if (response.value.status !== 200) {
    yield* response.value.body.close()
    return err(
      response.value.status === 404 && url.endsWith('.apk')
        ? "package mentioned in index not found (try 'apk update')"
        : response.value.status === 404
          ? 'No such file or directory'
          : "remote server returned error (try 'apk update')",
    )
  }
  yield* sys.mkdir({ path: CACHE, mode: 0o755 })
  const fd = yield* sys.open({ path, flags: O.WRONLY | O.CREAT | O.TRUNC | O.CLOEXEC, mode: 0o644 })
  if (!fd.ok) return err(fd.error === 'EROFS' ? 'Read-only file system' : 'Permission denied')
  const saved = yield* response.value.body.saveTo(fd.value)
  yield* sys.close({ fd: fd.value })
  return saved.ok ? ok(undefined) : err(saved.error === 'ENOSPC' ? 'No space left on device' : 'IO ERROR')
}

/** libfetch's reasons in apk's words. */
function describe(error: HttpError): string {
  switch (error.kind) {
    case 'resolve':
      return error.error.kind === 'temporary' ? 'temporary error (try again later)' : 'DNS lookup error'
    case 'connect':
      return error.errno === 'ETIMEDOUT'
        ? 'operation timed out'
        : error.errno === 'ECONNREFUSED'
          ? 'could not connect to server (check repositories file)'
          : 'network error (check Internet connection and firewall)'
    case 'tls':
      return 'TLS: server certificate not trusted'
    default:
      return 'network connection aborted'
  }
}
