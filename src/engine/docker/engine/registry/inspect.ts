import type { Sys } from '../../../linux/kernel/calls.ts'
import type { OCIPlatform } from '../../api/common.ts'
import type { DistributionInspect } from '../../api/image.ts'
import { parseReference, withDefaultTag } from '../../api/reference.ts'
import type { AuthConfig } from '../../api/system.ts'
import { isIndex } from '../../oci/image.ts'
import type { Daemon } from '../daemon.ts'
import { internal, invalid, notFound, unauthorized } from '../errdefs.ts'
import { endpointsFor } from './endpoint.ts'
import { fetchDocument } from './pull.ts'
import type { RegistryFailure } from './session.ts'
import { failureText, RegistrySession } from './session.ts'

/** GET /distribution/{name}/json: what a registry says of a name, without pulling it. */
export function* inspectDistribution(daemon: Daemon, text: string, auth: AuthConfig): Sys<DistributionInspect> {
  const parsed = parseReference(text)
  if (!parsed.ok) throw invalid(parsed.error)
  const reference = withDefaultTag(parsed.value)
  let failure: RegistryFailure = { kind: 'transport', message: 'no endpoints' }
  for (const endpoint of endpointsFor(daemon.config, reference.domain)) {
    const session = new RegistrySession(endpoint, auth, `repository:${reference.path}:pull`)
    const reached = yield* session.ping()
    const document = reached.ok ? yield* fetchDocument(session, reference, reference.digest ?? reference.tag ?? 'latest') : reached
    if (!document.ok) {
      failure = document.error
      if (failure.kind === 'refused') break
      continue
    }
    const { parsed: found, digest, size, mediaType } = document.value
    const platforms: readonly OCIPlatform[] = isIndex(found)
      ? found.manifests.flatMap((one) => one.platform ?? [])
      : [{ architecture: 'amd64', os: 'linux' }]
    return { Descriptor: { mediaType: found.mediaType || mediaType, digest, size }, Platforms: platforms }
  }
  if (failure.kind === 'transport') throw internal(failure.message)
  throw failure.errors.some(({ code }) => code === 'MANIFEST_UNKNOWN') ? notFound(failureText(failure)) : unauthorized(failureText(failure))
}
