import type { Verb } from '../command/spec.ts'

/** docker buildx version */
export const version: Verb = function* ({ cli }) {
  yield* cli.print(`github.com/docker/buildx ${cli.release.buildx} ${cli.release.buildxRevision}\n`)
  return 0
}
