import type { Sys } from '../../../linux/kernel/calls.ts'
import { capture } from '../../../linux/libc/spawn.ts'
import type { Daemon } from '../daemon.ts'

/** A program the daemon works with, as it describes itself. */
export interface Component {
  readonly version: string
  readonly commit: string
}

/** containerd is asked over its API, runc and docker-init are executed with --version (moby daemon/info_unix.go). */
export function* components(daemon: Daemon): Sys<{ readonly containerd: Component; readonly runc: Component; readonly init: Component }> {
  const containerd = yield* daemon.containerd.version()
  return {
    containerd: containerd.ok ? { version: containerd.value.version, commit: containerd.value.revision } : { version: 'N/A', commit: 'N/A' },
    runc: yield* described('runc', /^runc version (.+)$/m, /^commit: *(.*)$/m),
    init: yield* described('docker-init', /^tini version ([^ \n]+)/m, / - git\.(\w+)/),
  }
}

function* described(program: string, version: RegExp, commit: RegExp): Sys<Component> {
  const { exitCode, stdout } = yield* capture([program, '--version'])
  const found = version.exec(stdout)?.[1]
  return exitCode === 0 && found !== undefined ? { version: found, commit: commit.exec(stdout)?.[1] ?? '' } : { version: 'N/A', commit: 'N/A' }
}
