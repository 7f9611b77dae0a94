import type { Result } from '../../../base/result.ts'
import { err, ok } from '../../../base/result.ts'
import { encode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import { percentEncode } from '../../../linux/libc/http/url.ts'
import { sys } from '../../../linux/sys.ts'
import type { OCIDescriptor } from '../../api/common.ts'
import type { Reference } from '../../api/reference.ts'
import { familiarName, familiarText, repositoryName } from '../../api/reference.ts'
import type { AuthConfig } from '../../api/system.ts'
import type { Manifest } from '../../oci/image.ts'
import { digestOf, mediaTypes } from '../../oci/image.ts'
import type { Daemon } from '../daemon.ts'
import { internal } from '../errdefs.ts'
import { randomId, shortId } from '../ids.ts'
import type { Image } from '../image/image-store.ts'
import type { Layer } from '../layer/layer-store.ts'
import { endpointsFor } from './endpoint.ts'
import { extractionMs } from './extraction.ts'
import type { TransferProgress } from './progress.ts'
import type { RegistryFailure } from './session.ts'
import { failureText, RegistrySession } from './session.ts'

/** Pushing: layers the registry has not, configuration, manifest (moby distribution/push_v2.go). */
export function* push(daemon: Daemon, reference: Reference, all: boolean, auth: AuthConfig, progress: TransferProgress): Sys<void> {
  yield* progress.message({ status: `The push refers to repository [${repositoryName(reference)}]` })
  const known = daemon.images.references.byName(familiarName(reference)).filter((one) => one.reference.tag !== undefined)
  if (known.length === 0) throw internal(`An image does not exist locally with the tag: ${familiarName(reference)}`)
  const chosen = all ? known : known.filter((one) => one.reference.tag === (reference.tag ?? 'latest'))
  let failure: RegistryFailure = { kind: 'transport', message: 'no endpoints' }
  for (const endpoint of endpointsFor(daemon.config, reference.domain)) {
    if (endpoint.mirror) continue
    const session = new RegistrySession(endpoint, auth, `repository:${reference.path}:push,pull`)
    const reached = yield* session.ping()
    if (reached.ok && chosen.length === 0) throw internal(`tag does not exist: ${familiarText(reference)}`)
    const done = reached.ok ? yield* pushAll(daemon, session, chosen, progress) : reached
    if (done.ok) return
    failure = done.error
    if (failure.kind === 'refused') break
  }
  throw internal(failureText(failure))
}

type Pushed<T> = Result<T, RegistryFailure>

function* pushAll(
  daemon: Daemon,
  session: RegistrySession,
  chosen: readonly { readonly reference: Reference; readonly id: string }[],
  progress: TransferProgress,
): Sys<Pushed<void>> {
  for (const { reference, id } of chosen) {
    const image = daemon.images.store.images.get(id)
    if (!image) continue
    const done = yield* pushTag(daemon, session, reference, image, progress)
    if (!done.ok) return done
  }
  return ok(undefined)
}

function* pushTag(daemon: Daemon, session: RegistrySession, reference: Reference, image: Image, progress: TransferProgress): Sys<Pushed<void>> {
  const layers = daemon.images.layers.chain(daemon.images.top(image))
  for (const layer of [...layers].reverse()) yield* progress.status(shortId(layer.diffId), 'Preparing')
  for (const layer of [...layers].reverse().slice(daemon.config.maxConcurrentUploads)) yield* progress.status(shortId(layer.diffId), 'Waiting')
  const blobs: OCIDescriptor[] = []
  for (const layer of layers) {
    const blob = yield* pushLayer(daemon, session, reference, layer, progress)
    if (!blob.ok) return blob
    blobs.push(blob.value)
  }
  const config = encode(image.text)
  const uploaded = yield* uploadBytes(session, reference, image.id, config)
  if (!uploaded.ok) return uploaded
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: image.id, size: config.length },
    layers: blobs,
  }
  const text = JSON.stringify(manifest, undefined, 3)
  const put = yield* session.request(`/v2/${reference.path}/manifests/${reference.tag}`, {
    method: 'PUT',
    headers: [['Content-Type', mediaTypes.manifest]],
    body: text,
  })
  if (!put.ok) return put
  yield* put.value.body.drain()
  const digest = digestOf(text)
  const size = encode(text).length
  yield* daemon.images.references.set({ domain: reference.domain, path: reference.path, digest }, image.id)
  yield* progress.message({ status: `${reference.tag}: digest: ${digest} size: ${size}` })
  yield* progress.message({ progressDetail: {}, aux: { Tag: reference.tag, Digest: digest, Size: size } })
  yield* sys.record({ kind: 'image.pushed', data: { image: image.id, reference: familiarText(reference), digest } })
  yield* daemon.events.log('image', 'push', familiarText(reference), { name: familiarName(reference), ...(image.config.config?.Labels ?? {}) })
  return ok(undefined)
}

function* pushLayer(
  daemon: Daemon,
  session: RegistrySession,
  reference: Reference,
  layer: Layer,
  progress: TransferProgress,
): Sys<Pushed<OCIDescriptor>> {
  const id = shortId(layer.diffId)
  for (const { Digest } of yield* daemon.distribution.sourcesOf(layer.diffId)) {
    const head = yield* session.request(`/v2/${reference.path}/blobs/${Digest}`, { method: 'HEAD' })
    if (!head.ok) {
      if (head.error.kind === 'refused' && head.error.status === 404) continue
      return head
    }
    yield* progress.status(id, 'Layer already exists')
    return ok({ mediaType: mediaTypes.layer, size: Number(head.value.headers.get('content-length') ?? 0), digest: Digest })
  }
  const mounted = yield* mountLayer(daemon, session, reference, layer, progress)
  if (!mounted.ok || mounted.value) return mounted as Pushed<OCIDescriptor>
  return yield* uploadLayer(daemon, session, reference, layer, progress)
}

/** A layer that came from another repository of the same registry is mounted from there instead of being sent. */
function* mountLayer(
  daemon: Daemon,
  session: RegistrySession,
  reference: Reference,
  layer: Layer,
  progress: TransferProgress,
): Sys<Pushed<OCIDescriptor | undefined>> {
  for (const { Digest, SourceRepository } of yield* daemon.distribution.sourcesOf(layer.diffId)) {
    if (!SourceRepository.startsWith(`${reference.domain}/`)) continue
    const from = SourceRepository.slice(reference.domain.length + 1)
    if (from === reference.path) continue
    const target = `/v2/${reference.path}/blobs/uploads/?from=${percentEncode(from)}&mount=${percentEncode(Digest)}`
    const asked = yield* session.request(target, { method: 'POST', body: '', reads: from })
    if (!asked.ok) {
      if (asked.error.kind === 'refused' && asked.error.status === 401) continue
      return asked
    }
    yield* asked.value.body.drain()
    if (asked.value.status !== 201) continue
    const head = yield* session.request(`/v2/${reference.path}/blobs/${Digest}`, { method: 'HEAD' })
    if (!head.ok) return head
    yield* progress.status(shortId(layer.diffId), `Mounted from ${from}`)
    yield* daemon.distribution.add(layer.diffId, Digest, repositoryName(reference))
    return ok({ mediaType: mediaTypes.layer, size: Number(head.value.headers.get('content-length') ?? 0), digest: Digest })
  }
  return ok(undefined)
}

function* uploadLayer(
  daemon: Daemon,
  session: RegistrySession,
  reference: Reference,
  layer: Layer,
  progress: TransferProgress,
): Sys<Pushed<OCIDescriptor>> {
  const id = shortId(layer.diffId)
  const archive = `${daemon.config.dataRoot}/tmp/push-${(yield* randomId()).slice(0, 12)}`
  const blob = `${archive}.gz`
  yield* daemon.images.layers.archive(layer, archive)
  const compressed = yield* sys.compress({ path: archive, to: blob })
  const digest = yield* sys.digest({ path: blob })
  if (!compressed.ok || !digest.ok) return err({ kind: 'transport', message: 'error compressing layer' })
  yield* sys.compute({ ms: extractionMs(compressed.value) * 3 })
  const meter = progress.meter(id, 'Pushing', layer.size)
  yield* meter.at(Math.min(layer.size, 512), true)
  const sent = yield* uploadFile(session, reference, digest.value, blob, compressed.value)
  yield* sys.unlink({ path: archive })
  yield* sys.unlink({ path: blob })
  if (!sent.ok) return sent
  yield* meter.at(layer.size, true)
  yield* progress.status(id, 'Pushed')
  yield* daemon.distribution.add(layer.diffId, digest.value, repositoryName(reference))
  return ok({ mediaType: mediaTypes.layer, size: compressed.value, digest: digest.value })
}

/** Where to send an upload's bytes. */
function* beginUpload(session: RegistrySession, reference: Reference): Sys<Pushed<string>> {
  const begun = yield* session.request(`/v2/${reference.path}/blobs/uploads/`, { method: 'POST', body: '' })
  if (!begun.ok) return begun
  yield* begun.value.body.drain()
  const location = begun.value.headers.get('location') ?? ''
  return ok(location.replace(session.endpoint.url, ''))
}

function* uploadFile(session: RegistrySession, reference: Reference, digest: string, path: string, length: number): Sys<Pushed<void>> {
  const location = yield* beginUpload(session, reference)
  if (!location.ok) return location
  const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
  if (!fd.ok) return err({ kind: 'transport', message: `open ${path}: no such file or directory` })
  const sent = yield* session.request(location.value, {
    method: 'PATCH',
    headers: [['Content-Type', 'application/octet-stream']],
    body: { fd: fd.value, length },
  })
  yield* sys.close({ fd: fd.value })
  if (!sent.ok) return sent
  yield* sent.value.body.drain()
  return yield* commitUpload(session, location.value, digest)
}

function* uploadBytes(session: RegistrySession, reference: Reference, digest: string, bytes: Uint8Array): Sys<Pushed<void>> {
  const present = yield* session.request(`/v2/${reference.path}/blobs/${digest}`, { method: 'HEAD' })
  if (present.ok) return ok(undefined)
  if (present.error.kind !== 'refused' || present.error.status !== 404) return present
  const location = yield* beginUpload(session, reference)
  if (!location.ok) return location
  const sent = yield* session.request(location.value, { method: 'PATCH', headers: [['Content-Type', 'application/octet-stream']], body: bytes })
  if (!sent.ok) return sent
  yield* sent.value.body.drain()
  return yield* commitUpload(session, location.value, digest)
}

function* commitUpload(session: RegistrySession, location: string, digest: string): Sys<Pushed<void>> {
  const separator = location.includes('?') ? '&' : '?'
  const done = yield* session.request(`${location}${separator}digest=${digest.replace(':', '%3A')}`, { method: 'PUT', body: '' })
  if (!done.ok) return done
  yield* done.value.body.drain()
  return ok(undefined)
}
