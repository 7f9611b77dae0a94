import { sha256Hex } from '../../base/sha256.ts'
import type { Sys } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'
import type { Daemon } from '../engine/daemon.ts'
import { mkdirAll } from '../oci/files.ts'
import type { SpecMount } from '../oci/runtime-spec.ts'
import { secureJoin } from '../oci/secure-join.ts'
import type { RunMount } from './parse/run-mount.ts'
import { BuildProblem } from './problem.ts'
import { checksum, selectSources } from './select.ts'

/** A mount of a RUN as the runtime gets it, and what of it decides whether the step was done before. */
export interface PreparedMount {
  readonly spec: SpecMount
  readonly cacheKey: string
}

/**
 * Brings a mount about: files of a root, a cache directory that outlives the build, or memory. A bind that may be written to writes into the build's own
 * copy of the context; upstream drops what was written, so does the end of the build.
 */
export function* prepareMount(daemon: Daemon, mount: RunMount, root: string, workdir: string): Sys<PreparedMount> {
  const destination = mount.target.startsWith('/') ? mount.target : `${workdir.replace(/\/$/, '')}/${mount.target}`
  const told = { ...mount, target: destination }
  if (mount.type === 'tmpfs') {
    const options = ['nosuid', 'nodev', ...(mount.sizeBytes === undefined ? [] : [`size=${mount.sizeBytes}`])]
    return { spec: { destination, type: 'tmpfs', source: 'tmpfs', options }, cacheKey: JSON.stringify(told) }
  }
  const options = ['rbind', mount.readOnly ? 'ro' : 'rw']
  if (mount.type === 'cache') {
    const source = `${daemon.config.dataRoot}/buildkit/cachemounts/${sha256Hex(mount.id).slice(0, 25)}`
    if (!(yield* sys.stat({ path: source })).ok) {
      yield* mkdirAll(source, mount.mode)
      yield* sys.chmod({ path: source, mode: mount.mode })
      yield* sys.chown({ path: source, uid: mount.uid, gid: mount.gid })
    }
    return { spec: { destination, type: 'bind', source, options }, cacheKey: JSON.stringify(told) }
  }
  const selected = yield* selectSources(root, mount.source)
  if (selected.length === 0) throw new BuildProblem(`failed to compute cache key: "/${mount.source}": not found`)
  const source = yield* secureJoin(root, mount.source)
  return { spec: { destination, type: 'bind', source, options }, cacheKey: `${JSON.stringify(told)} ${yield* checksum(selected)}` }
}
