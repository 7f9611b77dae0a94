import { encode } from '../../../base/utf8.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import { readFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import type { RpcResult } from '../../containerd/rpc.ts'
import { execUser } from '../../oci/exec-user.ts'
import { mkdirAll } from '../../oci/files.ts'
import type { SpecNamespaceType } from '../../oci/runtime-spec.ts'
import { secureJoin } from '../../oci/secure-join.ts'
import { now } from '../clock.ts'
import type { Daemon } from '../daemon.ts'
import { conflict, EngineError, internal, invalid, notModified } from '../errdefs.ts'
import { openLog } from '../logs/drivers.ts'
import { LineSplitter } from '../logs/line-splitter.ts'
import { asStartFailure, setUpNetworking } from '../network/attach.ts'
import { linkEnvironment } from '../network/links.ts'
import { writeHostname, writeHosts } from '../network/sandbox-files.ts'
import { cleanUp } from './clean-up.ts'
import type { Container } from './container.ts'
import { startHealth } from './health.ts'
import { containerEnv } from './host-config.ts'
import { removeContainer } from './remove.ts'
import { RestartTracker } from './restart-policy.ts'
import { containerSpec } from './spec.ts'
import { fifoDirectory, TaskFifos } from './task-io.ts'

/** POST /containers/{id}/start (moby daemon/start.go): mounts, runtime configuration, task, networking, go. */
export function* startContainer(daemon: Daemon, container: Container): Sys<void> {
  yield* container.lock.with(function* () {
    if (container.state.paused) throw conflict('cannot start a paused container, try unpause instead')
    if (container.state.running) throw notModified()
    if (container.state.removalInProgress || container.state.dead) throw conflict('container is marked for removal and cannot be started')
    yield* startLocked(daemon, container, true)
  })
}

/** With the container's lock held; `manual` starts count as the user's wish. */
export function* startLocked(daemon: Daemon, container: Container, manual: boolean): Sys<void> {
  if (manual) {
    container.restarts = new RestartTracker(container.hostConfig.RestartPolicy)
    container.restartCount = 0
    container.hasBeenManuallyStopped = false
  }
  try {
    yield* run(daemon, container)
  } catch (thrown) {
    if (!(thrown instanceof EngineError)) throw thrown
    yield* failed(daemon, container, thrown)
    throw thrown
  }
}

function* run(daemon: Daemon, container: Container): Sys<void> {
  const layer = daemon.images.layers.writable.get(container.id)
  container.rootfs = yield* daemon.images.layers.driver.mount(layer?.mountId ?? '')
  yield* prepareFiles(daemon, container)
  yield* mountVolumes(daemon, container)
  const spec = containerSpec(container, yield* specContext(daemon, container))
  const options = { BinaryName: 'runc', Root: '/var/run/docker/runtime-runc/moby', SystemdCgroup: daemon.config.cgroupDriver === 'systemd' }
  yield* daemon.containerd.delete(container.id)
  insist(yield* daemon.containerd.create({ id: container.id, labels: {}, runtime: 'io.containerd.runc.v2', options, spec }))
  const { config } = container
  const fifos = new TaskFifos(fifoDirectory(container.id), 'init', { stdin: config.OpenStdin, stdout: true, stderr: true, terminal: config.Tty })
  yield* fifos.create()
  container.log = yield* openLog(container)
  const { log } = container
  const task = yield* daemon.containerd.createTask(container.id, fifos.io)
  if (!task.ok) {
    yield* fifos.discard()
    throw startError(`failed to create task for container: ${task.error.message}`)
  }
  yield* fifos.connect(container.streams, (name) => log && new LineSplitter(log, name))
  const { pid } = task.value
  yield* connectNetworks(daemon, container, pid)
  const started = yield* daemon.containerd.start({ id: container.id })
  if (!started.ok) {
    yield* dropTask(daemon, container)
    throw startError(started.error.message)
  }
  container.hasBeenStartedBefore = true
  container.state.setRunning(pid, yield* now())
  yield* daemon.checkpoint(container)
  yield* sys.record({ kind: 'container.started', data: { container: container.id, name: container.displayName, pid, image: config.Image } })
  yield* startHealth(daemon, container)
  yield* daemon.containerEvent(container, 'start')
}

function* connectNetworks(daemon: Daemon, container: Container, pid: number): Sys<void> {
  try {
    yield* setUpNetworking(daemon, container, pid)
  } catch (thrown) {
    yield* dropTask(daemon, container)
    throw asStartFailure(thrown, daemon.release.major)
  }
}

function* dropTask(daemon: Daemon, container: Container): Sys<void> {
  yield* daemon.containerd.kill({ id: container.id }, 9)
  yield* daemon.containerd.deleteTask({ id: container.id })
}

function insist<T>(result: RpcResult<T>): T {
  if (result.ok) return result.value
  throw startError(result.error.message)
}

/** 400 when the command is at fault, as containerd's words tell; else 500. */
function startError(message: string): EngineError {
  const users = /executable file not found|no such file or directory|permission denied|not a directory|is a directory|no such device/.test(message)
  return users ? invalid(message) : internal(message)
}

/** Exit code a container that never ran shows: 127 no such program, 126 not executable, 128 anything else. */
function exitCodeOf(message: string): number {
  if (/executable file not found|no such file or directory|system cannot find the file/.test(message)) return 127
  if (/Are you trying to mount a directory onto a file/.test(message)) return 127
  return /permission denied|is a directory/.test(message) ? 126 : 128
}

function* failed(daemon: Daemon, container: Container, error: EngineError): Sys<void> {
  container.state.error = error.message
  container.state.exitCode = exitCodeOf(error.message)
  yield* cleanUp(daemon, container)
  yield* daemon.containerd.delete(container.id)
  yield* daemon.checkpoint(container)
  yield* sys.record({ kind: 'container.failed-to-start', data: { container: container.id, error: error.message } })
  if (!container.hostConfig.AutoRemove) return
  container.state.exits++
  yield* removeContainer(daemon, container, { force: true, volumes: true, locked: true })
}

/** hostname, hosts and resolv.conf as they are before there is a network; shared memory. */
function* prepareFiles(daemon: Daemon, container: Container): Sys<void> {
  const mode = container.hostConfig.NetworkMode
  const other = mode.startsWith('container:') ? daemon.containers.get(mode.slice('container:'.length)) : undefined
  if (other && container.config.Hostname === '') container.config = { ...container.config, Hostname: other.config.Hostname }
  yield* writeHostname(container)
  if (mode === 'host') {
    yield* copyHostFile('/etc/hosts', container.hostsPath)
    yield* copyHostFile('/etc/resolv.conf', container.resolvConfPath)
  } else if (other) {
    yield* copyHostFile(other.hostsPath, container.hostsPath)
    yield* copyHostFile(other.resolvConfPath, container.resolvConfPath)
  } else {
    yield* writeHosts(container, daemon.release.major, [])
    yield* copyHostFile('/etc/resolv.conf', container.resolvConfPath)
  }
  if (container.hostConfig.IpcMode === 'none' || container.hostConfig.IpcMode === 'host') return
  yield* mkdirAll(container.shmPath, 0o700)
  const shm = {
    source: 'shm',
    target: container.shmPath,
    type: 'tmpfs',
    options: `nosuid,nodev,noexec,mode=1777,size=${container.hostConfig.ShmSize}`,
  }
  const mounted = yield* sys.mount(shm)
  if (!mounted.ok) throw internal(`mounting shm tmpfs: ${mounted.error}`)
}

function* copyHostFile(from: string, to: string): Sys<void> {
  const text = yield* readFile(from)
  const fd = yield* sys.open({ path: to, flags: 0o1101, mode: 0o644 })
  if (!fd.ok) return
  if (text.ok) yield* sys.write({ fd: fd.value, bytes: encode(text.value) })
  yield* sys.close({ fd: fd.value })
}

/** Bind sources that -v makes as it goes, devices of volumes. */
function* mountVolumes(daemon: Daemon, container: Container): Sys<void> {
  for (const mount of container.mounts.values()) {
    if (mount.Type === 'bind') {
      const missing = !(yield* sys.stat({ path: mount.Source })).ok
      if (missing && mount.Spec.BindOptions?.CreateMountpoint) yield* mkdirAll(mount.Source, 0o755)
      else if (missing) throw invalid(`invalid mount config for type "bind": bind source path does not exist: ${mount.Source}`)
      continue
    }
    const volume = mount.Name === undefined ? undefined : daemon.volumes.byName.get(mount.Name)
    if (!volume) continue
    yield* daemon.volumes.mount(volume)
    const attributes = {
      container: container.id,
      destination: mount.Destination,
      driver: 'local',
      propagation: mount.Propagation,
      'read/write': String(mount.RW),
    }
    yield* daemon.events.log('volume', 'mount', volume.name, attributes)
  }
}

function* specContext(daemon: Daemon, container: Container) {
  const { config, hostConfig } = container
  const rootfs = container.rootfs ?? ''
  const inside = function* (path: string): Sys<string> {
    const text = yield* readFile(yield* secureJoin(rootfs, path))
    return text.ok ? text.value : ''
  }
  const user = execUser(config.User, yield* inside('/etc/passwd'), yield* inside('/etc/group'), hostConfig.GroupAdd ?? [])
  if (!user.ok) throw invalid(user.error)
  if (config.WorkingDir !== '') yield* makeWorkingDirectory(yield* secureJoin(rootfs, config.WorkingDir), config.WorkingDir)
  return {
    rootfs,
    user: user.value,
    env: containerEnv(config, linkEnvironment(daemon, container)),
    systemdCgroup: daemon.config.cgroupDriver === 'systemd',
    cgroupParent: hostConfig.CgroupParent || daemon.config.cgroupParent || (daemon.config.cgroupDriver === 'systemd' ? 'system.slice' : '/docker'),
    pidOf: (kind: SpecNamespaceType, mode: string) => sharedPid(daemon, kind, mode),
    sysctls: {
      ...(!hostConfig.Privileged &&
        hostConfig.NetworkMode !== 'host' && { 'net.ipv4.ip_unprivileged_port_start': '0', 'net.ipv4.ping_group_range': '0 2147483647' }),
      ...hostConfig.Sysctls,
    },
  }
}

function* makeWorkingDirectory(path: string, shown: string): Sys<void> {
  const stat = yield* sys.stat({ path })
  if (stat.ok && stat.value.type !== 'directory') throw invalid(`Cannot mkdir: ${shown} is not a directory`)
  if (!stat.ok) yield* mkdirAll(path, 0o755)
}

/** The process whose namespace `container:ID` means. */
function sharedPid(daemon: Daemon, kind: SpecNamespaceType, mode: string): number {
  const other = daemon.containers.get(mode.slice('container:'.length))
  if (kind === 'ipc') {
    if (!other.state.running) throw conflict(`failed to join IPC namespace: container ${other.id} is not running`)
    if (other.hostConfig.IpcMode !== 'shareable' && other.hostConfig.IpcMode !== 'host')
      throw invalid(`failed to join IPC namespace: container ${other.id}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)`)
  }
  if (!other.state.running) throw conflict(`cannot join network of a non running container: ${other.id}`)
  return other.state.pid
}
