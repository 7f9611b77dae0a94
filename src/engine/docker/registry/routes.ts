import type { Sys } from '../../linux/kernel/calls.ts'
import { O } from '../../linux/kernel/calls.ts'
import { spliceAll } from '../../linux/libc/http/connection.ts'
import type { Exchange } from '../../linux/libc/http/exchange.ts'
import { readFile, writeFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import { mkdirAll } from '../oci/files.ts'
import { digestOf } from '../oci/image.ts'
import { blobPath, manifestTypePath, REGISTRY_ROOT, tagPath, tagsFolder, uploadPath } from './layout.ts'

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

export function* answerRegistry(exchange: Exchange): Sys<void> {
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
  if (kind === 'manifests') return yield* manifest(exchange, name, reference)
  return yield* reference.startsWith('uploads/') ? upload(exchange, name, reference.slice(8)) : blob(exchange, reference)
}

function* catalog(exchange: Exchange): Sys<void> {
  const found: string[] = []
  const visit = function* (folder: string, prefix: string): Sys<void> {
    const entries = yield* sys.getdents({ path: folder })
    for (const { name, type } of entries.ok ? entries.value : []) {
      if (type !== 'directory' || name.startsWith('.')) continue
      if (name === '_tags') found.push(prefix)
      else if (!name.startsWith('_')) yield* visit(`${folder}/${name}`, prefix ? `${prefix}/${name}` : name)
    }
  }
  yield* visit(`${REGISTRY_ROOT}/repositories`, '')
  yield* exchange.respond(200, [version, ['Content-Type', 'application/json; charset=utf-8']], `${JSON.stringify({ repositories: found.sort() })}\n`)
}

function* tags(exchange: Exchange, name: string): Sys<void> {
  const entries = yield* sys.getdents({ path: tagsFolder(name) })
  if (!entries.ok) return yield* refuse(exchange, 'NAME_UNKNOWN', { name })
  const names = entries.value.map((entry) => entry.name).filter((tag) => !tag.startsWith('.'))
  yield* exchange.respond(200, [version, ['Content-Type', 'application/json; charset=utf-8']], `${JSON.stringify({ name, tags: names.sort() })}\n`)
}

function* manifest(exchange: Exchange, name: string, reference: string): Sys<void> {
  if (exchange.request.method === 'PUT') return yield* putManifest(exchange, name, reference)
  const pointed = reference.startsWith('sha256:') ? reference : undefined
  const tag = pointed === undefined ? yield* readFile(tagPath(name, reference)) : undefined
  const digest = pointed ?? (tag?.ok ? tag.value.trim() : undefined)
  const type = digest === undefined ? undefined : yield* readFile(manifestTypePath(name, digest))
  if (digest === undefined || !type?.ok)
    return yield* refuse(
      exchange,
      'MANIFEST_UNKNOWN',
      pointed === undefined ? { Tag: reference } : `unknown manifest name=${name} revision=${reference}`,
    )
  yield* sendFile(exchange, blobPath(digest), [version, ['Content-Type', type.value], ['Docker-Content-Digest', digest], ['Etag', `"${digest}"`]])
}

function* putManifest(exchange: Exchange, name: string, reference: string): Sys<void> {
  const body = yield* exchange.request.body.text()
  if (!body.ok) return
  const digest = digestOf(body.value)
  const type = exchange.request.headers.get('content-type') ?? 'application/vnd.docker.distribution.manifest.v2+json'
  yield* mkdirAll(`${REGISTRY_ROOT}/blobs/sha256`, 0o755)
  yield* mkdirAll(`${REGISTRY_ROOT}/repositories/${name}/_manifests`, 0o755)
  yield* mkdirAll(tagsFolder(name), 0o755)
  yield* writeFile(blobPath(digest), body.value)
  yield* writeFile(manifestTypePath(name, digest), type)
  if (!reference.startsWith('sha256:')) yield* writeFile(tagPath(name, reference), digest)
  yield* exchange.respond(201, [version, ['Docker-Content-Digest', digest], ['Location', `/v2/${name}/manifests/${digest}`]])
}

function* blob(exchange: Exchange, digest: string): Sys<void> {
  if ((yield* sys.stat({ path: blobPath(digest) })).ok) {
    yield* sendFile(exchange, blobPath(digest), [
      version,
      ['Content-Type', 'application/octet-stream'],
      ['Docker-Content-Digest', digest],
      ['Etag', `"${digest}"`],
      ['Accept-Ranges', 'bytes'],
    ])
  } else yield* refuse(exchange, 'BLOB_UNKNOWN', digest)
}

function* sendFile(exchange: Exchange, path: string, headers: readonly (readonly [string, string])[]): Sys<void> {
  const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
  const stat = fd.ok ? yield* sys.fstat({ fd: fd.value }) : fd
  if (!fd.ok || !stat.ok) return yield* refuse(exchange, 'BLOB_UNKNOWN')
  const writer = yield* exchange.begin(200, [...headers, ['Content-Length', String(stat.value.size)]])
  yield* writer.flush()
  if (exchange.request.method !== 'HEAD') yield* spliceAll(fd.value, exchange.fd, stat.value.size)
  yield* writer.end()
  yield* sys.close({ fd: fd.value })
}

/** POST begins an upload, PATCH adds to it, PUT ends it with the digest its content must have. */
function* upload(exchange: Exchange, name: string, id: string): Sys<void> {
  const { method, query, body } = exchange.request
  if (method === 'POST') {
    const fresh = [...(yield* sys.getrandom({ count: 16 }))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    yield* mkdirAll(`${REGISTRY_ROOT}/uploads`, 0o755)
    yield* writeFile(uploadPath(fresh), '')
    yield* exchange.respond(202, [version, ['Location', `/v2/${name}/blobs/uploads/${fresh}`], ['Docker-Upload-UUID', fresh], ['Range', '0-0']])
    return
  }
  const path = uploadPath(id)
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
  yield* mkdirAll(`${REGISTRY_ROOT}/blobs/sha256`, 0o755)
  yield* sys.rename({ from: path, to: blobPath(wanted) })
  yield* exchange.respond(201, [version, ['Docker-Content-Digest', wanted], ['Location', `/v2/${name}/blobs/${wanted}`]])
}
