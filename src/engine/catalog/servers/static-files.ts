import type { Stat, Sys } from '../../linux/kernel/calls.ts'
import { O } from '../../linux/kernel/calls.ts'
import { percentDecode } from '../../linux/libc/http/url.ts'
import { normalizePath } from '../../linux/libc/paths.ts'
import { sys } from '../../linux/sys.ts'

/** Where a request path leads below a document root. */
export type Resolved =
  | { readonly kind: 'file'; readonly path: string; readonly stat: Stat }
  /** A directory without an index file. */
  | { readonly kind: 'directory'; readonly path: string }
  /** A directory asked for without its slash: where to. */
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'forbidden'; readonly path: string }

export function* resolveFile(root: string, requestPath: string, indexes: readonly string[]): Sys<Resolved> {
  const decoded = percentDecode(requestPath)
  const path = `${root.replace(/\/$/, '')}${normalizePath(decoded)}`
  const stat = yield* sys.stat({ path })
  if (!stat.ok) return stat.error === 'EACCES' ? { kind: 'forbidden', path } : { kind: 'missing', path }
  if (stat.value.type !== 'directory') return decoded.endsWith('/') ? { kind: 'missing', path } : { kind: 'file', path, stat: stat.value }
  if (!decoded.endsWith('/')) return { kind: 'redirect', location: `${requestPath}/` }
  for (const index of indexes) {
    const candidate = `${path.replace(/\/$/, '')}/${index}`
    const found = yield* sys.stat({ path: candidate })
    if (found.ok && found.value.type === 'file') return { kind: 'file', path: candidate, stat: found.value }
  }
  return { kind: 'directory', path }
}

/** Opens a file for serving; undefined when its permissions forbid it. */
export function* openForServing(path: string): Sys<number | undefined> {
  const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
  return fd.ok ? fd.value : undefined
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'text/javascript',
  json: 'application/json',
  txt: 'text/plain',
  xml: 'text/xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  ico: 'image/vnd.microsoft.icon',
  pdf: 'application/pdf',
  gz: 'application/x-gzip',
  zip: 'application/zip',
}

/** By the name's ending, as mime.types has it; undefined when unknown. */
export const contentType = (path: string): string | undefined => types[path.split('.').at(-1)?.toLowerCase() ?? '']
