import type { Fd, Sys } from '../../linux/kernel/calls.ts'
import { printError, writeFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import { mkdirAll } from '../oci/files.ts'
import { goErrno } from '../oci/go-errno.ts'
import type { RuntimeSpec } from '../oci/runtime-spec.ts'
import { setUpConsole } from './console.ts'
import { Failure, mustDo } from './failure.ts'
import { applyRlimits, applySeccomp, becomeUser, environmentOf, lookPath } from './identity.ts'
import { finishRootfs, pivotIntoCurrent, prepareRootfs } from './rootfs.ts'
import { sendSync } from './sync.ts'
import { startRuntimeThreads } from './threads.ts'

/** What the container's first process needs to know (libcontainer's initConfig). */
export interface InitConfig {
  readonly spec: RuntimeSpec
  /** Absolute. */
  readonly rootfs: string
  readonly cgroup: string
  /** To the waiting runc. */
  readonly sync: Fd
  /** Open for reading and writing: a byte in it means go. */
  readonly fifo: Fd
  readonly console: Fd | undefined
}

/** The container's first process, from its birth in new namespaces to the execve that makes it the user's program. */
export function* initProcess(config: InitConfig): Sys<number> {
  const { spec, sync, fifo } = config
  yield* sys.prctl({ name: 'runc:[2:INIT]' })
  yield* startRuntimeThreads()
  let path = ''
  let env = new Map<string, string>()
  let late = false
  try {
    yield* setUpContainer(config)
    late = true
    yield* applySeccomp(spec.linux.seccomp)
    yield* becomeUser(spec.process)
    env = yield* environmentOf(spec.process)
    path = yield* lookPath(spec.process.args[0] ?? '', env)
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    yield* sendSync(sync, { type: 'error', message: thrown.message, late })
    return 1
  }
  yield* sendSync(sync, { type: 'ready' })
  yield* sys.close({ fd: sync })
  const go = yield* sys.read({ fd: fifo, count: 1 })
  if (!go.ok) return 1
  yield* sys.close({ fd: fifo })
  return yield* execute(path, spec.process.args, env)
}

/** execve; what runc prints where that fails after the container was started. */
export function* execute(path: string, argv: readonly string[], env: ReadonlyMap<string, string>): Sys<number> {
  const failed = yield* sys.execve({ path, argv, env })
  yield* printError(`exec ${path}: ${failed.ok ? '' : goErrno(failed.error)}\n`)
  return 255
}

function* setUpContainer(config: InitConfig): Sys<void> {
  const { spec, rootfs } = config
  const fresh = (type: string) => spec.linux.namespaces.some((one) => one.type === type && one.path === undefined)
  yield* sys.setsid({})
  if (fresh('cgroup')) yield* mustDo(sys.unshare({ namespaces: ['cgroup'] }), 'unshare cgroup')
  if (fresh('network')) yield* sys.linkSet({ name: 'lo', up: true })
  yield* prepareRootfs(spec, rootfs, config.cgroup)
  yield* pivotIntoCurrent()
  if (config.console !== undefined) yield* setUpConsole(config.console, spec.process, true)
  if (spec.hostname && fresh('uts')) yield* mustDo(sys.sethostname({ name: spec.hostname }), 'sethostname')
  for (const [key, value] of Object.entries(spec.linux.sysctl ?? {})) {
    const file = `/proc/sys/${key.replaceAll('.', '/')}`
    const written = yield* writeFile(file, value)
    if (!written.ok) throw new Failure(`write sysctl key ${key}: open ${file}: ${goErrno(written.error)}`)
  }
  yield* finishRootfs(spec)
  if (spec.process.oomScoreAdj) yield* writeFile('/proc/self/oom_score_adj', String(spec.process.oomScoreAdj))
  yield* applyRlimits(spec.process)
  if (spec.process.cwd !== '') yield* mkdirAll(spec.process.cwd, 0o755)
}
