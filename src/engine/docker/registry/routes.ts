import type { Sys } from '../../linux/kernel/calls.ts'
import { O } from '../../linux/kernel/calls.ts'
import type { Exchange } from '../../linux/libc/http/exchange.ts'
import type { HeaderList } from '../../linux/libc/http/headers.ts'
import { dirname } from '../../linux/libc/paths.ts'
import { readFile, writeFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import { mkdirAll } from '../oci/files.ts'
import { digestOf } from '../oci/image.ts'
import { blobPath, layerPath, repositoriesFolder, revisionPath, tagPath, tagsFolder, uploadPath } from './layout.ts'

// The registry's API v2 (distribution-spec): manifests, blobs, tags, uploads, over the files of layout.ts.

const version = ['Docker-Distribution-Api-Version', 'registry/2.0'] as const

const errors = {
  MANIFEST_UNKNOWN: [404, 'manifest unknown'],
  BLOB_UNKNOWN: [404, 'blob unknown to registry'],
  NAME_UNKNOWN: [404, 'repository name not known to registry'],
  BLOB_UPLOAD_UNKNOWN: [404, 'blob upload unknown to registry'],
  DIGEST_INVALID: [400, 'provided digest did not match uploaded content'],
  UNSUPPORTED: [405, 'The operation is unsupported.'],
} as const

function* refuse(exchange: Exchange, code: keyof typeof errors, detail: unknown = {}): Sys<void> {
  const [status, message] = errors[code]
  yield* exchange.respond(
    status,
    [version, ['Content-Type', 'application/json; charset=utf-8']],
    `${JSON.stringify({ errors: [{ code, message, detail }] })}\n`,
  )
}

/** What a registry's configuration lets its clients do. */
export interface RegistryPolicy {
  readonly deletes: boolean
  /** Sent with every manifest. */
  readonly manifestHeaders?: HeaderList
  /** Told of every manifest sent, with its media type. */
  manifestRead?(mediaType: string): Sys<void>
}

/** Writes a file below folders that may not be there yet. */
function* put(path: string, text: string): Sys<void> {
  yield* mkdirAll(dirname(path), 0o755)
  yield* writeFile(path, text)
}

export function* answerRegistry(exchange: Exchange, policy: RegistryPolicy): Sys<void> {
  const { path } = exchange.request
  if (path === '/v2/' || path === '/v2') {
    yield* exchange.respond(200, [version, ['Content-Type', 'application/json; charset=utf-8']], '{}')
    return
  }
  if (path === '/v2/_catalog') return yield* catalog(exchange)
  const match = /^\/v2\/(.+)\/(manifests|blobs|tags)\/(.*)$/.exec(path)
  if (!match) {
    yield* exchange.respond(404, [version, ['Content-Type', 'text/plain; charset=utf-8']], '404 page not found\n')
    return
  }
  const [, name = '', kind, reference = ''] = match
  if (kind === 'tags') return yield* tags(exchange, name)
  if (kind === 'manifests') return yield* manifest(exchange, name, reference, policy)
  return yield* reference.startsWith('uploads/') ? upload(exchange, name, reference.slice(8)) : blob(exchange, name, reference)
}

function* catalog(exchange: Exchange): Sys<void> {
  const found: string[] = []
  const visit = function* (folder: string, prefix: string): Sys<void> {
    const entries = yield* sys.getdents({ path: folder })
    for (const { name, type } of entries.ok ? entries.value : []) {
      if (type !== 'directory' || name.startsWith('.')) continue
      if (name === '_manifests') found.push(prefix)
      else if (!name.startsWith('_')) yield* visit(`${folder}/${name}`, prefix ? `${prefix}/${name}` : name)
    }
  }
  yield* visit(repositoriesFolder, '')
  yield* exchange.respond(200, [version, ['Content-Type', 'application/json; charset=utf-8']], `${JSON.stringify({ repositories: found.sort() })}\n`)
}

function* tags(exchange: Exchange, name: string): Sys<void> {
  const entries = yield* sys.getdents({ path: tagsFolder(name) })
  if (!entries.ok) return yield* refuse(exchange, 'NAME_UNKNOWN', { name })
  const names = entries.value.map((entry) => entry.name).filter((tag) => !tag.startsWith('.'))
  yield* exchange.respond(200, [version, ['Content-Type', 'application/json; charset=utf-8']], `${JSON.stringify({ name, tags: names.sort() })}\n`)
}

function* manifest(exchange: Exchange, name: string, reference: string, policy: RegistryPolicy): Sys<void> {
  const { method } = exchange.request
  if (method === 'PUT') return yield* putManifest(exchange, name, reference)
  const pointed = reference.startsWith('sha256:') ? reference : undefined
  const tag = pointed === undefined ? yield* readFile(tagPath(name, reference)) : undefined
  const digest = pointed ?? (tag?.ok ? tag.value.trim() : undefined)
  const known = digest !== undefined && (yield* sys.stat({ path: revisionPath(name, digest) })).ok
  if (digest === undefined || !known)
    return yield* refuse(
      exchange,
      'MANIFEST_UNKNOWN',
      pointed === undefined ? { Tag: reference } : `unknown manifest name=${name} revision=${reference}`,
    )
  if (method === 'DELETE') return yield* deleteManifest(exchange, name, pointed, policy)
  const type = yield* mediaTypeOf(digest)
  const headers: HeaderList = [version, ['Content-Type', type], ['Docker-Content-Digest', digest], ['Etag', `"${digest}"`]]
  yield* sendFile(exchange, blobPath(digest), [...headers, ...(policy.manifestHeaders ?? [])])
  if (policy.manifestRead) yield* policy.manifestRead(type)
}

/** A manifest says itself what it is; only the oldest do not. */
function* mediaTypeOf(digest: string): Sys<string> {
  const text = yield* readFile(blobPath(digest))
  const { mediaType } = JSON.parse(text.ok ? text.value : '{}') as { readonly mediaType?: string }
  return mediaType ?? 'application/vnd.oci.image.manifest.v1+json'
}

function* deleteManifest(exchange: Exchange, name: string, digest: string | undefined, policy: RegistryPolicy): Sys<void> {
  if (!policy.deletes) return yield* refuse(exchange, 'UNSUPPORTED', null)
  if (digest === undefined) return yield* refuse(exchange, 'DIGEST_INVALID')
  yield* sys.unlink({ path: revisionPath(name, digest) })
  const tagged = yield* sys.getdents({ path: tagsFolder(name) })
  for (const { name: tag } of tagged.ok ? tagged.value : []) {
    const link = yield* readFile(tagPath(name, tag))
    if (!link.ok || link.value.trim() !== digest) continue
    yield* sys.unlink({ path: tagPath(name, tag) })
    yield* sys.rmdir({ path: dirname(tagPath(name, tag)) })
    yield* sys.rmdir({ path: `${tagsFolder(name)}/${tag}` })
  }
  yield* exchange.respond(202, [version])
}

function* putManifest(exchange: Exchange, name: string, reference: string): Sys<void> {
  const body = yield* exchange.request.body.text()
  if (!body.ok) return
  const digest = digestOf(body.value)
  yield* put(blobPath(digest), body.value)
  yield* put(revisionPath(name, digest), digest)
  if (!reference.startsWith('sha256:')) yield* put(tagPath(name, reference), digest)
  const host = exchange.request.headers.get('host') ?? ''
  yield* exchange.respond(201, [version, ['Docker-Content-Digest', digest], ['Location', `http://${host}/v2/${name}/manifests/${digest}`]])
}

function* blob(exchange: Exchange, name: string, digest: string): Sys<void> {
  if (!(yield* sys.stat({ path: layerPath(name, digest) })).ok) return yield* refuse(exchange, 'BLOB_UNKNOWN', digest)
  yield* sendFile(exchange, blobPath(digest), [
    version,
    ['Content-Type', 'application/octet-stream'],
    ['Docker-Content-Digest', digest],
    ['Etag', `"${digest}"`],
    ['Accept-Ranges', 'bytes'],
  ])
}

function* sendFile(exchange: Exchange, path: string, headers: HeaderList): Sys<void> {
  const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
  const stat = fd.ok ? yield* sys.fstat({ fd: fd.value }) : fd
  if (!fd.ok || !stat.ok) return yield* refuse(exchange, 'BLOB_UNKNOWN')
  const writer = yield* exchange.begin(200, [...headers, ['Content-Length', String(stat.value.size)]])
  if (exchange.request.method !== 'HEAD') yield* writer.sendFrom(fd.value, stat.value.size)
  yield* writer.end()
  yield* sys.close({ fd: fd.value })
}

/** POST begins an upload, PATCH adds to it, PUT ends it with the digest its content must have. */
function* upload(exchange: Exchange, name: string, id: string): Sys<void> {
  const { method, query, body } = exchange.request
  if (method === 'POST') {
    if (yield* mounted(exchange, name)) return
    const fresh = [...(yield* sys.getrandom({ count: 16 }))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    yield* put(uploadPath(name, fresh), '')
    yield* exchange.respond(202, [version, ['Location', `/v2/${name}/blobs/uploads/${fresh}`], ['Docker-Upload-UUID', fresh], ['Range', '0-0']])
    return
  }
  const path = uploadPath(name, id)
  if (!/^[0-9a-f]{32}$/.test(id) || !(yield* sys.stat({ path })).ok) return yield* refuse(exchange, 'BLOB_UPLOAD_UNKNOWN')
  if (method !== 'PATCH' && method !== 'PUT') return yield* refuse(exchange, 'UNSUPPORTED')
  const fd = yield* sys.open({ path, flags: O.WRONLY | O.APPEND | O.CLOEXEC })
  if (!fd.ok) return yield* refuse(exchange, 'BLOB_UPLOAD_UNKNOWN')
  yield* body.saveTo(fd.value)
  yield* sys.close({ fd: fd.value })
  const stat = yield* sys.stat({ path })
  if (method === 'PATCH') {
    const end = stat.ok ? stat.value.size - 1 : 0
    yield* exchange.respond(202, [version, ['Location', `/v2/${name}/blobs/uploads/${id}`], ['Docker-Upload-UUID', id], ['Range', `0-${end}`]])
    return
  }
  const wanted = query.get('digest') ?? ''
  const digest = yield* sys.digest({ path })
  if (!digest.ok || digest.value !== wanted) return yield* refuse(exchange, 'DIGEST_INVALID', { digest: wanted })
  yield* mkdirAll(dirname(blobPath(wanted)), 0o755)
  yield* sys.rename({ from: path, to: blobPath(wanted) })
  yield* sys.rmdir({ path: dirname(path) })
  yield* put(layerPath(name, wanted), wanted)
  yield* exchange.respond(201, [version, ['Docker-Content-Digest', wanted], ['Location', `/v2/${name}/blobs/${wanted}`]])
}

/** `?mount=DIGEST&from=REPOSITORY`: a blob that another repository has need not be sent again. */
function* mounted(exchange: Exchange, name: string): Sys<boolean> {
  const { query } = exchange.request
  const [digest, from] = [query.get('mount'), query.get('from')]
  if (digest === undefined || from === undefined || !(yield* sys.stat({ path: layerPath(from, digest) })).ok) return false
  yield* put(layerPath(name, digest), digest)
  yield* exchange.respond(201, [version, ['Docker-Content-Digest', digest], ['Location', `/v2/${name}/blobs/${digest}`]])
  return true
}
