import { encode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { reasonPhrase } from '../../../linux/libc/http/status.ts'
import { sys } from '../../../linux/sys.ts'
import { defaultDomain, type Reference, referenceText } from '../../api/reference.ts'
import type { AuthConfig } from '../../api/system.ts'
import { digestOf, type ImageConfigFile, type Manifest } from '../../oci/image.ts'
import type { Daemon } from '../daemon.ts'
import { type EngineError, internal } from '../errdefs.ts'
import { endpointsFor } from './endpoint.ts'
import { LayerDownloads } from './layer-downloads.ts'
import type { TransferProgress } from './progress.ts'
import { fetchManifest } from './pull.ts'
import { type RegistryFailure, RegistrySession } from './session.ts'

/** An image of a registry as a build begins with it: known by its manifest, its layers not fetched yet (moby builder-next/adapters/containerimage). */
export interface SourceImage {
  readonly reference: Reference
  /** Of what the name stands for: the index where there is one. */
  readonly digest: string
  readonly manifest: Manifest
  /** Of the image's configuration; also the image's id. */
  readonly id: string
  readonly config: ImageConfigFile
  readonly session: RegistrySession
}

/** Asks a registry what a name stands for. `authorizing` is told when a token has to be fetched. Throws in BuildKit's words. */
export function* resolveSource(
  daemon: Daemon,
  reference: Reference,
  auth: AuthConfig,
  authorizing: (host: string, work: () => Sys<void>) => Sys<void>,
): Sys<SourceImage> {
  let failure: RegistryFailure = { kind: 'transport', message: 'no endpoints' }
  for (const endpoint of endpointsFor(daemon.config, reference.domain)) {
    const session = new RegistrySession(endpoint, auth, `repository:${reference.path}:pull`)
    const reached = yield* session.ping()
    if (reached.ok && session.wantsToken) yield* authorizing(endpoint.url.replace(/^https?:\/\//, ''), () => session.prepare())
    const found = reached.ok ? yield* fetchManifest(session, reference, '') : reached
    if (!found.ok) {
      failure = found.error
      continue
    }
    const { manifest, digest } = found.value
    const answer = yield* session.request(`/v2/${reference.path}/blobs/${manifest.config.digest}`)
    const text = answer.ok ? yield* answer.value.body.text() : undefined
    if (!text?.ok || digestOf(encode(text.value)) !== manifest.config.digest) throw internal(`failed to fetch ${manifest.config.digest}`)
    return { reference, digest, manifest, id: manifest.config.digest, config: JSON.parse(text.value) as ImageConfigFile, session }
  }
  throw sourceError(failure, reference)
}

function sourceError(failure: RegistryFailure, reference: Reference): EngineError {
  if (failure.kind === 'transport') {
    const what = reference.digest ?? reference.tag ?? 'latest'
    return internal(`failed to do request: ${failure.message.replace(/^Get "(.*)\/v2\/"/, `Head "$1/v2/${reference.path}/manifests/${what}"`)}`)
  }
  if (failure.during !== undefined)
    return internal(
      `failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://auth.docker.io/token: ${failure.status} ${reasonPhrase(failure.status)}`,
    )
  const [first] = failure.errors
  if (first?.code === 'MANIFEST_UNKNOWN' || first?.code === 'NAME_UNKNOWN') return internal(`${referenceText(reference)}: not found`)
  if (first?.code === 'DENIED' || first?.code === 'UNAUTHORIZED')
    return internal(
      'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    )
  const host = reference.domain === defaultDomain ? 'registry-1.docker.io' : reference.domain
  const url = `https://${host}/v2/${reference.path}/manifests/${reference.digest ?? reference.tag ?? 'latest'}`
  const why = first?.code === 'TOOMANYREQUESTS' ? `\ntoomanyrequests: ${first.message}` : ''
  return internal(`unexpected status from HEAD request to ${url}: ${failure.status} ${reasonPhrase(failure.status)}${why}`)
}

/** Are the layers of it here already? */
export function sourceIsHere(daemon: Daemon, source: SourceImage): boolean {
  const { layers } = daemon.images
  let chain: string | undefined
  for (const diffId of source.config.rootfs.diff_ids) {
    chain = layers.chainOf(chain === undefined ? undefined : layers.layers.get(chain), diffId)
    if (!layers.layers.has(chain)) return false
  }
  return true
}

/** Fetches and unpacks its layers. No image of that name appears: only what the build keeps of them holds them. */
export function* fetchSource(daemon: Daemon, source: SourceImage, progress: TransferProgress): Sys<void> {
  const downloads = new LayerDownloads(daemon, source.session, source.reference, progress)
  const failure = yield* downloads.fetch(source.manifest.layers, source.config.rootfs.diff_ids)
  if (failure) throw sourceError(failure, source.reference)
  yield* sys.record({ kind: 'image.fetched', data: { reference: referenceText(source.reference), digest: source.digest, for: 'build' } })
}
