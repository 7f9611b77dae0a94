import type { Sys } from '../../../linux/kernel/calls.ts'
import { allCapabilities } from '../../../linux/kernel/credentials.ts'
import { readFile } from '../../../linux/libc/stdio.ts'
import type { ExecCreateRequest } from '../../api/exec.ts'
import { execUser } from '../../oci/exec-user.ts'
import type { SpecProcess } from '../../oci/runtime-spec.ts'
import { secureJoin } from '../../oci/secure-join.ts'
import type { Container } from '../container/container.ts'
import { containerEnv, replaceEnv } from '../container/host-config.ts'
import { containerCapabilities } from '../container/spec.ts'
import { fifoDirectory, TaskFifos } from '../container/task-io.ts'
import type { Daemon } from '../daemon.ts'
import { conflict, EngineError, internal, invalid } from '../errdefs.ts'
import { randomId } from '../ids.ts'
import { linkEnvironment } from '../network/links.ts'
import { Exec } from './exec.ts'

/** `docker exec`: creating, starting and ending (moby daemon/exec.go). */
export function* createExec(daemon: Daemon, container: Container, shown: string, request: ExecCreateRequest): Sys<Exec> {
  refuseUnlessRunning(container, shown)
  const [entrypoint, ...args] = request.Cmd ?? []
  if (entrypoint === undefined) throw invalid('No exec command specified')
  const user = request.User || container.config.User
  const exec = new Exec(yield* randomId(), container.id, {
    user,
    privileged: request.Privileged ?? false,
    tty: request.Tty ?? false,
    consoleSize: request.ConsoleSize ?? undefined,
    attachStdin: request.AttachStdin ?? false,
    attachStdout: request.AttachStdout ?? false,
    attachStderr: request.AttachStderr ?? false,
    detachKeys: request.DetachKeys ?? '',
    env: replaceEnv(containerEnv({ ...container.config, Tty: request.Tty ?? false }, linkEnvironment(daemon, container)), request.Env ?? []),
    workingDir: request.WorkingDir || container.config.WorkingDir || '/',
    entrypoint,
    args,
  })
  yield* findUser(container, user)
  container.execs.set(exec.id, exec)
  daemon.execs.set(exec.id, exec)
  yield* daemon.containerEvent(container, `exec_create: ${[entrypoint, ...args].join(' ')}`, { execID: exec.id })
  return exec
}

export function refuseUnlessRunning(container: Container, shown: string): void {
  const { state } = container
  if (!state.running) throw conflict(`container ${container.id} is not running`)
  if (state.paused) throw conflict(`Container ${shown} is paused, unpause the container before exec`)
  if (state.restarting) throw conflict(`Container ${container.id} is restarting, wait until the container is running`)
}

function* findUser(container: Container, user: string) {
  const rootfs = container.rootfs ?? ''
  const passwd = yield* readFile(yield* secureJoin(rootfs, '/etc/passwd'))
  const group = yield* readFile(yield* secureJoin(rootfs, '/etc/group'))
  const found = execUser(user, passwd.ok ? passwd.value : '', group.ok ? group.value : '', container.hostConfig.GroupAdd ?? [])
  if (!found.ok) throw invalid(found.error)
  return found.value
}

function* execProcess(container: Container, exec: Exec): Sys<SpecProcess> {
  const { settings } = exec
  const user = yield* findUser(container, settings.user)
  const capabilities = settings.privileged ? [...allCapabilities] : containerCapabilities(container.hostConfig)
  const [height, width] = settings.consoleSize ?? [0, 0]
  return {
    ...(settings.tty && { terminal: true }),
    ...(height > 0 && width > 0 && { consoleSize: { height, width } }),
    user: { uid: user.uid, gid: user.gid, additionalGids: user.additionalGids },
    args: [settings.entrypoint, ...settings.args],
    env: settings.env,
    cwd: settings.workingDir,
    capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities },
    rlimits: (container.hostConfig.Ulimits ?? []).map(({ Name, Hard, Soft }) => ({ type: `RLIMIT_${Name.toUpperCase()}`, hard: Hard, soft: Soft })),
  }
}

/** May it be started at all? Before the connection is taken over. */
export function claimExec(daemon: Daemon, exec: Exec): Container {
  const container = daemon.containers.get(exec.containerId)
  if (exec.exitCode !== undefined) throw conflict(`exec command ${exec.id} has already run`)
  if (exec.started) throw conflict(`exec command ${exec.id} is already running`)
  refuseUnlessRunning(container, container.displayName)
  exec.started = true
  return container
}

/** Starts the process; what went wrong is thrown, and remembered as an exit code. */
export function* startExec(daemon: Daemon, container: Container, exec: Exec): Sys<void> {
  const { settings } = exec
  yield* daemon.containerEvent(container, `exec_start: ${[settings.entrypoint, ...settings.args].join(' ')}`, { execID: exec.id })
  const fifos = new TaskFifos(fifoDirectory(container.id), exec.id, {
    stdin: settings.attachStdin,
    stdout: settings.attachStdout,
    stderr: settings.attachStderr,
    terminal: settings.tty,
  })
  yield* fifos.create()
  const added = yield* daemon.containerd.exec(container.id, exec.id, yield* execProcess(container, exec), fifos.io)
  const started = added.ok ? yield* daemon.containerd.start({ id: container.id, execId: exec.id }) : added
  if (!started.ok) {
    yield* fifos.discard()
    yield* daemon.containerd.deleteTask({ id: container.id, execId: exec.id })
    container.execs.delete(exec.id)
    exec.exitCode = /executable file not found|no such file or directory/.test(started.error.message) ? 127 : 126
    yield* exec.changed.broadcast()
    throw internal(started.error.message)
  }
  yield* fifos.connect(exec.streams)
  if (exec.exitCode !== undefined) return
  exec.running = true
  exec.pid = 'pid' in started.value ? started.value.pid : 0
}

export function* execEnded(daemon: Daemon, container: Container, exit: { readonly id: string; readonly exitStatus: number }): Sys<void> {
  const exec = daemon.execs.get(exit.id)
  if (!exec) return
  yield* daemon.containerd.deleteTask({ id: container.id, execId: exec.id })
  yield* exec.streams.finish(2000)
  exec.running = false
  exec.exitCode = exit.exitStatus
  container.execs.delete(exec.id)
  yield* new TaskFifos(fifoDirectory(container.id), exec.id, { stdin: false, stdout: false, stderr: false, terminal: false }).remove()
  yield* exec.changed.broadcast()
  yield* daemon.containerEvent(container, 'exec_die', { exitCode: String(exit.exitStatus), execID: exec.id })
}

/** Runs a command to its end and collects what it says (health probes). */
export function* runProbe(
  daemon: Daemon,
  container: Container,
  command: readonly string[],
  timeoutMs: number,
): Sys<{ readonly exitCode: number; readonly output: string }> {
  try {
    const exec = yield* createExec(daemon, container, container.displayName, { Cmd: command, AttachStdout: true, AttachStderr: true })
    const output = exec.streams.subscribe(new Set(['stdout', 'stderr']))
    exec.started = true
    yield* startExec(daemon, container, exec)
    while (exec.exitCode === undefined) {
      if (yield* exec.changed.wait(timeoutMs)) continue
      if (exec.exitCode !== undefined) break
      yield* daemon.containerd.kill({ id: container.id, execId: exec.id }, 9)
      return { exitCode: -1, output: `Health check exceeded timeout (${timeoutMs / 1000}s)` }
    }
    return { exitCode: exec.exitCode, output: yield* output.text() }
  } catch (thrown) {
    if (thrown instanceof EngineError) return { exitCode: -1, output: thrown.message }
    throw thrown
  }
}
