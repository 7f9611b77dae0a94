import { marshalJson } from '../../base/go-json.ts'
import type { GoValue } from '../../base/go-value.ts'
import { Utf8Stream } from '../../base/utf8.ts'
import type { Sys } from '../../linux/kernel/calls.ts'
import { defaultPath } from '../../linux/libc/environment.ts'
import { exitCodeOf, spawn } from '../../linux/libc/spawn.ts'
import { readFile, writeFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import { Container } from '../engine/container/container.ts'
import { completeHostConfig } from '../engine/container/host-config.ts'
import { mergeConfig } from '../engine/container/merge-config.ts'
import { containerSpec } from '../engine/container/spec.ts'
import type { Daemon } from '../engine/daemon.ts'
import { EngineError } from '../engine/errdefs.ts'
import { randomId } from '../engine/ids.ts'
import { setUpNetworking, tearDownNetworking } from '../engine/network/attach.ts'
import { initialEndpoints } from '../engine/network/endpoint-config.ts'
import { writeHostname, writeHosts } from '../engine/network/sandbox-files.ts'
import { closeInherited } from '../oci/close-inherited.ts'
import { execUser } from '../oci/exec-user.ts'
import { exists, mkdirAll, removeAll } from '../oci/files.ts'
import type { RuntimeSpec, SpecMount } from '../oci/runtime-spec.ts'
import { secureJoin } from '../oci/secure-join.ts'
import { BuildProblem } from './problem.ts'

export interface RunStep {
  /** The mounted root file system. */
  readonly rootfs: string
  readonly args: readonly string[]
  readonly env: readonly string[]
  readonly cwd: string
  readonly user: string
  readonly network: 'default' | 'none' | 'host'
  readonly mounts: readonly SpecMount[]
  readonly onOutput: (text: string) => Sys<void>
}

/** Network namespace, bridge port and runc's own start of a sandbox: the recorded `RUN echo` steps take 0.2 to 0.3 s. */
const sandboxMs = 185

/**
 * Runs a RUN instruction's process (BuildKit executor/runcexecutor): a bundle under /var/lib/docker/buildkit/executor, a network namespace on the default
 * bridge, and `runc run` in the foreground. No containerd, so `docker ps` does not show it. Its exit code.
 */
export function* runStep(daemon: Daemon, step: RunStep): Sys<number> {
  const id = yield* randomId()
  const bundle = `${daemon.config.dataRoot}/buildkit/executor/${id.slice(0, 25)}`
  const container = yield* sandboxContainer(daemon, id, bundle, step)
  yield* mkdirAll(`${bundle}/mounts/shm`, 0o711)
  yield* sys.mount({ source: 'shm', target: `${bundle}/mounts/shm`, type: 'tmpfs', options: 'mode=1777,size=65536k' })
  const stubs = yield* missingStubs(
    step.rootfs,
    step.mounts.map(({ destination }) => destination),
  )
  const clean = function* (): Sys<void> {
    yield* tearDownNetworking(daemon, container)
    yield* sys.umount({ target: `${bundle}/mounts/shm`, lazy: true })
    yield* removeStubs(step.rootfs, stubs)
    yield* removeAll(bundle)
  }
  try {
    yield* prepareNetwork(daemon, container)
    yield* writeFile(`${bundle}/config.json`, marshalJson((yield* specOf(container, step)) as unknown as GoValue))
    yield* sys.compute({ ms: sandboxMs })
    const code = yield* runRunc(id, bundle, step)
    yield* clean()
    return code
  } catch (thrown) {
    yield* clean()
    throw thrown instanceof EngineError ? new BuildProblem(thrown.message) : thrown
  }
}

function* sandboxContainer(daemon: Daemon, id: string, bundle: string, step: RunStep): Sys<Container> {
  const mode = step.network === 'default' ? 'bridge' : step.network
  const hostConfig = completeHostConfig({ NetworkMode: mode }, daemon.config, daemon.release.major)
  const config = mergeConfig({ Hostname: 'buildkitsandbox', Cmd: step.args }, {})
  const container = new Container(id, `/buildkit-${id.slice(0, 12)}`, '', step.args[0] ?? '', step.args.slice(1), config, hostConfig, '', bundle)
  for (const [name, endpoint] of initialEndpoints(daemon.networks, hostConfig, config, {})) container.networking.networks.set(name, endpoint)
  yield* mkdirAll(bundle, 0o710)
  return container
}

/** A namespace held by a process that ends as soon as the sandbox has adopted it. */
function* prepareNetwork(daemon: Daemon, container: Container): Sys<void> {
  yield* writeHostname(container)
  yield* writeHosts(container, daemon.release.major, [])
  if (container.hostConfig.NetworkMode === 'host') {
    yield* setUpNetworking(daemon, container, yield* sys.getpid({}))
    return
  }
  const gate = yield* sys.pipe({ closeOnExec: true })
  if (!gate.ok) throw new BuildProblem('failed to create network namespace')
  const [read, write] = gate.value
  const holder = yield* sys.clone({
    namespaces: ['net'],
    *main() {
      yield* sys.close({ fd: write })
      yield* sys.read({ fd: read, count: 1 })
      return 0
    },
  })
  yield* sys.close({ fd: read })
  if (!holder.ok) throw new BuildProblem('failed to create network namespace')
  try {
    yield* setUpNetworking(daemon, container, holder.value)
  } catch (thrown) {
    yield* sys.close({ fd: write })
    yield* sys.wait4({ pid: holder.value })
    throw thrown
  }
  yield* sys.close({ fd: write })
  yield* sys.wait4({ pid: holder.value })
}

function* specOf(container: Container, step: RunStep): Sys<RuntimeSpec> {
  const passwd = yield* readFile(yield* secureJoin(step.rootfs, '/etc/passwd'))
  const group = yield* readFile(yield* secureJoin(step.rootfs, '/etc/group'))
  const user = execUser(step.user, passwd.ok ? passwd.value : '', group.ok ? group.value : '')
  if (!user.ok) throw new BuildProblem(user.error)
  const env = step.env.some((item) => item.startsWith('HOME=')) ? step.env : [...step.env, `HOME=${user.value.home}`]
  const spec = containerSpec(container, {
    rootfs: step.rootfs,
    user: user.value,
    env,
    sysctls: {},
    systemdCgroup: false,
    cgroupParent: '/docker/buildkit',
    pidOf: () => 0,
  })
  const namespaces = spec.linux.namespaces.map((namespace) =>
    namespace.type === 'network' && container.networking.sandboxKey !== '' ? { ...namespace, path: container.networking.sandboxKey } : namespace,
  )
  return {
    ...spec,
    mounts: [...spec.mounts, ...step.mounts],
    process: { ...spec.process, terminal: false, args: step.args, env, cwd: step.cwd === '' ? '/' : step.cwd },
    linux: { ...spec.linux, cgroupsPath: `/docker/buildkit/${container.id.slice(0, 25)}`, namespaces },
  }
}

function* runRunc(id: string, bundle: string, step: RunStep): Sys<number> {
  const pipe = yield* sys.pipe({ closeOnExec: true })
  if (!pipe.ok) throw new BuildProblem('failed to create pipe')
  const [read, write] = pipe.value
  const stdin = yield* sys.open({ path: '/dev/null', flags: 0 })
  const pid = yield* spawn({
    argv: ['runc', '--root', '/run/docker/buildkit-runc', 'run', '--bundle', bundle, id.slice(0, 25)],
    env: new Map([['PATH', defaultPath]]),
    stdout: write,
    stderr: write,
    ...(stdin.ok && { stdin: stdin.value }),
    before: closeInherited,
  })
  yield* sys.close({ fd: write })
  if (stdin.ok) yield* sys.close({ fd: stdin.value })
  if (!pid.ok) throw new BuildProblem('failed to start runc')
  const utf8 = new Utf8Stream()
  for (;;) {
    const chunk = yield* sys.read({ fd: read, count: 65_536 })
    if (!chunk.ok && chunk.error === 'EINTR') continue
    if (!chunk.ok || chunk.value.length === 0) break
    yield* step.onOutput(utf8.push(chunk.value))
  }
  yield* sys.close({ fd: read })
  const waited = yield* sys.wait4({ pid: pid.value })
  return waited.ok && waited.value ? exitCodeOf(waited.value.status) : 255
}

/** Mount points that the runtime makes where the image has none: they must not end up in the layer. */
const stubPaths = ['/etc/resolv.conf', '/etc/hosts', '/etc/hostname', '/proc', '/sys', '/dev', '/etc']

function* missingStubs(rootfs: string, more: readonly string[]): Sys<readonly string[]> {
  const missing: string[] = []
  for (const path of [...more.flatMap(withParents), ...stubPaths]) if (!(yield* exists(`${rootfs}${path}`))) missing.push(path)
  return missing
}

/** A path and the directories above it, deepest first. */
const withParents = (path: string): readonly string[] => {
  const parts = path.split('/').filter(Boolean)
  return parts.map((_, i) => `/${parts.slice(0, parts.length - i).join('/')}`)
}

function* removeStubs(rootfs: string, stubs: readonly string[]): Sys<void> {
  for (const path of stubs) {
    const stat = yield* sys.stat({ path: `${rootfs}${path}`, noFollow: true })
    if (!stat.ok) continue
    if (stat.value.type === 'directory') yield* sys.rmdir({ path: `${rootfs}${path}` })
    else if (stat.value.type === 'file' && stat.value.size === 0) yield* sys.unlink({ path: `${rootfs}${path}` })
  }
}
