import type { Result } from '../../../base/result.ts'
import { err, ok } from '../../../base/result.ts'
import { encode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { Reference } from '../../api/reference.ts'
import { familiarName, familiarText, withDefaultTag } from '../../api/reference.ts'
import type { AuthConfig } from '../../api/system.ts'
import type { ImageConfigFile, Manifest, ManifestIndex } from '../../oci/image.ts'
import { digestOf, isIndex, mediaTypes } from '../../oci/image.ts'
import type { Daemon } from '../daemon.ts'
import { EngineError, internal, notFound } from '../errdefs.ts'
import { platformMismatch } from '../image/platform.ts'
import { endpointsFor } from './endpoint.ts'
import { LayerDownloads } from './layer-downloads.ts'
import type { TransferProgress } from './progress.ts'
import type { RegistryFailure } from './session.ts'
import { failureText, RegistrySession } from './session.ts'

/** Pulling: manifest, configuration, layers (moby distribution/pull_v2.go). */
export interface PullOptions {
  readonly reference: Reference
  readonly all: boolean
  /** `linux/arm64/v8`, empty for the host's. */
  readonly platform: string
  readonly auth: AuthConfig
}

const accepted = [mediaTypes.manifest, mediaTypes.ociManifest, mediaTypes.manifestList, mediaTypes.ociIndex, 'application/json']

export function* pull(daemon: Daemon, options: PullOptions, progress: TransferProgress): Sys<void> {
  const { reference } = options
  let failure: RegistryFailure = { kind: 'transport', message: 'no endpoints' }
  for (const endpoint of endpointsFor(daemon.config, reference.domain)) {
    const session = new RegistrySession(endpoint, options.auth, `repository:${reference.path}:pull`)
    const reached = yield* session.ping()
    const done = reached.ok ? yield* pullFrom(daemon, session, options, progress) : reached
    if (done.ok) return yield* warnOfPlatform(daemon, options, progress)
    failure = done.error
    if (failure.kind === 'refused' && !endpoint.mirror) break
  }
  throw pullError(failure, reference)
}

/** An image of one platform alone may be of another than was asked for: it is kept all the same. */
function* warnOfPlatform(daemon: Daemon, { reference, platform }: PullOptions, progress: TransferProgress): Sys<void> {
  const name = familiarText(withDefaultTag(reference))
  const image = daemon.images.find(name)
  const mismatch = image && platformMismatch(image, name, platform, daemon.release.major)
  if (mismatch !== undefined) yield* progress.message({ status: `WARNING: ${mismatch}` })
}

function pullError(failure: RegistryFailure, reference: Reference): EngineError {
  if (failure.kind === 'transport') return internal(failure.message)
  if (failure.during !== undefined) return internal(failureText(failure))
  const [first] = failure.errors
  const text = first ? failureText({ ...failure, errors: [first] }) : `unexpected status ${failure.status}`
  const name = familiarText(reference)
  switch (first?.code) {
    case 'DENIED':
    case 'UNAUTHORIZED':
      return notFound(`pull access denied for ${familiarName(reference)}, repository does not exist or may require 'docker login': ${text}`)
    case 'MANIFEST_UNKNOWN':
      return notFound(`manifest for ${name} not found: ${text}`)
    case 'NAME_UNKNOWN':
      return notFound(`repository ${familiarName(reference)} not found: ${text}`)
    case 'TOOMANYREQUESTS':
      return new EngineError(429, text)
    default:
      return internal(text)
  }
}

function* pullFrom(daemon: Daemon, session: RegistrySession, options: PullOptions, progress: TransferProgress): Sys<Result<void, RegistryFailure>> {
  const { reference } = options
  if (!options.all) {
    const pulled = yield* pullOne(daemon, session, withDefaultTag(reference), options, progress)
    if (!pulled.ok) return pulled
    yield* progress.message({ status: `Status: ${pulled.value ? 'Downloaded newer image' : 'Image is up to date'} for ${familiarText(reference)}` })
    return ok(undefined)
  }
  const listed = yield* session.request(`/v2/${reference.path}/tags/list`)
  if (!listed.ok) return listed
  const text = yield* listed.value.body.text()
  const { tags } = JSON.parse(text.ok ? text.value : '{"tags":[]}') as { readonly tags: readonly string[] }
  let newer = false
  for (const tag of tags) {
    const pulled = yield* pullOne(daemon, session, { domain: reference.domain, path: reference.path, tag }, options, progress)
    if (!pulled.ok) return pulled
    newer = newer || pulled.value
  }
  yield* progress.message({ status: `Status: ${newer ? 'Downloaded newer image' : 'Image is up to date'} for ${familiarName(reference)}` })
  return ok(undefined)
}

export interface FetchedManifest {
  readonly manifest: Manifest
  /** Of what the tag stands for: the index where there is one. */
  readonly digest: string
}

/** True when the name stands for something new. */
function* pullOne(
  daemon: Daemon,
  session: RegistrySession,
  reference: Reference,
  options: PullOptions,
  progress: TransferProgress,
): Sys<Result<boolean, RegistryFailure>> {
  const fetched = yield* fetchManifest(session, reference, options.platform)
  if (!fetched.ok) return fetched
  const { manifest, digest } = fetched.value
  yield* progress.message({ status: `Pulling from ${reference.path}`, id: reference.tag ?? reference.digest })
  const known = daemon.images.store.images.get(manifest.config.digest)
  const image = known ? ok(known) : yield* download(daemon, session, reference, manifest, progress)
  if (!image.ok) return image
  yield* progress.message({ status: `Digest: ${digest}` })
  const before = daemon.images.references.get(reference)
  yield* daemon.images.references.set({ domain: reference.domain, path: reference.path, digest }, image.value.id)
  if (reference.digest === undefined) yield* daemon.images.references.set(reference, image.value.id)
  yield* sys.record({
    kind: 'image.pulled',
    data: { image: image.value.id, reference: familiarText(reference), digest, layers: manifest.layers.length, newer: before !== image.value.id },
  })
  yield* daemon.events.log('image', 'pull', familiarText(reference), { name: familiarName(reference), ...(image.value.config.config?.Labels ?? {}) })
  return ok(before !== image.value.id)
}

/** The manifest a name stands for on a platform (`linux/arm64`, empty for the host's). */
export function* fetchManifest(session: RegistrySession, reference: Reference, platform: string): Sys<Result<FetchedManifest, RegistryFailure>> {
  const document = yield* fetchDocument(session, reference, reference.digest ?? reference.tag ?? 'latest')
  if (!document.ok) return document
  const { parsed, digest } = document.value
  if (!isIndex(parsed)) return ok({ manifest: parsed, digest })
  const [os = 'linux', architecture = 'amd64', variant] = platform === '' ? [] : platform.split('/')
  const own = parsed.manifests.find(
    (one) => one.platform?.os === os && one.platform.architecture === architecture && (variant === undefined || one.platform.variant === variant),
  )
  if (!own)
    throw notFound(`no matching manifest for ${platform || 'linux/amd64'} in the manifest list entries: no match for platform in manifest: not found`)
  const inner = yield* fetchDocument(session, reference, own.digest)
  if (!inner.ok) return inner
  return isIndex(inner.value.parsed)
    ? err({ kind: 'transport', message: 'unsupported manifest format' })
    : ok({ manifest: inner.value.parsed, digest })
}

export interface FetchedDocument {
  readonly parsed: Manifest | ManifestIndex
  readonly digest: string
  readonly size: number
  readonly mediaType: string
}

/** One document of a repository: a manifest or an index. */
export function* fetchDocument(session: RegistrySession, reference: Reference, what: string): Sys<Result<FetchedDocument, RegistryFailure>> {
  const answer = yield* session.request(`/v2/${reference.path}/manifests/${what}`, { headers: [['Accept', accepted.join(', ')]] })
  if (!answer.ok) return answer
  const text = yield* answer.value.body.text()
  if (!text.ok) return err({ kind: 'transport', message: 'unexpected EOF' })
  const parsed = JSON.parse(text.value) as Manifest | ManifestIndex
  return ok({ parsed, digest: digestOf(text.value), size: encode(text.value).length, mediaType: answer.value.headers.get('content-type') ?? '' })
}

function* download(daemon: Daemon, session: RegistrySession, reference: Reference, manifest: Manifest, progress: TransferProgress) {
  const downloads = new LayerDownloads(daemon, session, reference, progress)
  const answer = yield* session.request(`/v2/${reference.path}/blobs/${manifest.config.digest}`)
  if (!answer.ok) return answer
  const text = yield* answer.value.body.text()
  if (!text.ok || digestOf(encode(text.value)) !== manifest.config.digest)
    return err<RegistryFailure>({ kind: 'transport', message: `filesystem layer verification failed for digest ${manifest.config.digest}` })
  const config = JSON.parse(text.value) as ImageConfigFile
  const failure = yield* downloads.fetch(manifest.layers, config.rootfs.diff_ids)
  if (failure) return err<RegistryFailure>(failure)
  const image = yield* daemon.images.store.create(text.value)
  yield* sys.record({ kind: 'image.created', data: { image: image.id, from: 'registry' } })
  return ok(image)
}
