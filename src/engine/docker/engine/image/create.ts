import type { Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { JSONMessage } from '../../api/common.ts'
import type { Reference } from '../../api/reference.ts'
import { isTag, looksLikeDigest, parseReference } from '../../api/reference.ts'
import type { Daemon } from '../daemon.ts'
import { EngineError, invalid } from '../errdefs.ts'
import type { ApiExchange, JsonStream } from '../http/api-exchange.ts'
import { TransferProgress } from '../registry/progress.ts'
import { pull } from '../registry/pull.ts'
import { push } from '../registry/push.ts'
import { importImage } from './import.ts'
import { registryAuth } from './registry-auth.ts'

/** POST /images/create: pull, or import from a tar (moby api/server/router/image). */
export function* createImage(api: ApiExchange): Sys<void> {
  const from = api.query('fromImage')
  if (from === '') {
    yield* streaming(api, (progress) => importImage(api, progress))
    return
  }
  const { reference, all } = pullReference(from, api.query('tag'))
  const platform = api.query('platform')
  yield* streaming(api, (progress) => pull(api.daemon, { reference, all, platform, auth: registryAuth(api.header('x-registry-auth')) }, progress))
}

function pullReference(from: string, tag: string): { readonly reference: Reference; readonly all: boolean } {
  const parsed = parseReference(from.replace(/:$/, ''))
  if (!parsed.ok) throw invalid(parsed.error)
  const { domain, path } = parsed.value
  if (tag === '') return { reference: parsed.value, all: parsed.value.tag === undefined && parsed.value.digest === undefined }
  if (looksLikeDigest(tag)) return { reference: { domain, path, digest: tag }, all: false }
  if (!isTag(tag)) throw invalid('invalid tag format')
  return { reference: { domain, path, tag }, all: false }
}

export function* pushImage(api: ApiExchange): Sys<void> {
  const parsed = parseReference(api.param('name'))
  if (!parsed.ok) throw invalid(parsed.error)
  const tag = api.query('tag') || parsed.value.tag
  const reference = { domain: parsed.value.domain, path: parsed.value.path, ...(tag !== undefined && { tag }) }
  yield* streaming(api, (progress) => push(api.daemon, reference, tag === undefined, registryAuth(api.header('x-registry-auth')), progress))
}

/** Work that tells of itself: an error is a plain answer before the first message, a message after it. */
export function* streaming(api: ApiExchange, work: (progress: TransferProgress) => Sys<void>): Sys<void> {
  let stream: JsonStream | undefined
  const progress = new TransferProgress(function* () {
    stream ??= yield* api.stream()
    return stream
  })
  try {
    yield* work(progress)
  } catch (thrown) {
    if (!(thrown instanceof EngineError) || !stream) throw thrown
    yield* sys.record({ kind: 'api.refused', data: { status: thrown.status, message: thrown.message } })
    yield* stream.write({ errorDetail: { message: thrown.message }, error: thrown.message })
  }
}

/** A pull on the daemon's own behalf: a build's base image. */
export function* pullQuietly(daemon: Daemon, reference: Reference, emit: (message: JSONMessage) => Sys<void>): Sys<void> {
  const sink = { broken: false, write: (value: object) => emit(value as JSONMessage) }
  const progress = new TransferProgress(function* () {
    return sink
  })
  yield* pull(daemon, { reference, all: false, platform: '', auth: {} }, progress)
}
