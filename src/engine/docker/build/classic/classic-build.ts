import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Daemon } from '../../engine/daemon.ts'
import type { BuildRequest, PullImage } from '../build.ts'
import type { Emit } from '../progress.ts'

/** POST /build without BuildKit. */
export function* classicBuild(_daemon: Daemon, _request: BuildRequest, _pull: PullImage, emit: Emit): Sys<void> {
  const message = 'cais: dockerd: the classic builder is not simulated yet'
  yield* emit({ errorDetail: { message }, error: message })
}
