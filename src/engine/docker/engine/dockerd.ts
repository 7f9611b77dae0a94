import type { Fd, Sys } from '../../linux/kernel/calls.ts'
import type { Main } from '../../linux/kernel/program.ts'
import { signals } from '../../linux/kernel/signal.ts'
import { serve } from '../../linux/libc/http/server.ts'
import { notifyReady } from '../../linux/libc/notify.ts'
import { print, printError, readFile, writeFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import { mkdirAll } from '../oci/files.ts'
import { readConfig } from './command-line.ts'
import type { DaemonConfig } from './config.ts'
import { handleEvent } from './container/monitor.ts'
import { Daemon } from './daemon.ts'
import { EngineError } from './errdefs.ts'
import { openListeners } from './http/listeners.ts'
import type { Route } from './http/router.ts'
import { Router } from './http/router.ts'
import { randomUuid } from './ids.ts'
import { log } from './log.ts'
import { go } from './mutex.ts'
import { releaseOf } from './release.ts'
import { reloadConfig } from './reload.ts'
import { restoreContainers, shutDown } from './restore.ts'
import { containerFileRoutes } from './routes/container-files.ts'
import { containerStreamRoutes } from './routes/container-streams.ts'
import { containerRoutes } from './routes/containers.ts'
import { execRoutes } from './routes/exec.ts'
import { imageRoutes } from './routes/images.ts'
import { networkRoutes } from './routes/networks.ts'
import { systemRoutes } from './routes/system.ts'
import { unavailableRoutes } from './routes/unavailable.ts'
import { volumeRoutes } from './routes/volumes.ts'

/**
 * dockerd: the Docker Engine API over a unix socket (and TCP where asked), containers through containerd, images, networks and volumes of its
 * own on the host's disk. Models moby 26.1 and 28.5. Leaves out swarm, plugins, remote contexts of builds, live restore, user namespaces,
 * rootless mode, checkpoints, other storage drivers than overlay2.
 */
const ownRoutes = [
  ...systemRoutes,
  ...execRoutes,
  ...containerFileRoutes,
  ...containerStreamRoutes,
  ...containerRoutes,
  ...imageRoutes,
  ...networkRoutes,
  ...volumeRoutes,
  ...unavailableRoutes,
]

/** The program; `more` are routes of rooms above (build, swarm), `open` what they do when images are there. */
export const dockerd = (more: readonly Route[], open: (daemon: Daemon) => Sys<void>): Main =>
  function* ({ argv, build }) {
    const release = releaseOf(build)
    if (argv.includes('--version') || argv.includes('-v')) {
      yield* print(`Docker version ${release.version}, build ${release.gitCommit}\n`)
      return 0
    }
    const config = yield* readConfig(argv.slice(1))
    if (typeof config === 'number') return config
    const daemon = new Daemon(config, release)
    try {
      return yield* run(daemon, [...more, ...ownRoutes], open, argv.slice(1))
    } catch (thrown) {
      if (!(thrown instanceof EngineError)) throw thrown
      yield* printError(`failed to start daemon: ${thrown.message}\n`)
      return 1
    }
  }

function* run(daemon: Daemon, routes: readonly Route[], open: (daemon: Daemon) => Sys<void>, args: readonly string[]): Sys<number> {
  const { config } = daemon
  yield* log('info', 'Starting up')
  yield* prepareRoot(daemon)
  const listeners = yield* openListeners(config)
  yield* sys.expose({ name: 'dockerd', state: daemon })
  yield* daemon.seed()
  yield* daemon.images.load()
  yield* open(daemon)
  yield* daemon.volumes.load()
  yield* daemon.containers.load()
  yield* daemon.ports.initialise()
  yield* log('info', 'Loading containers: start.')
  yield* daemon.networks.load()
  yield* go(() => daemon.containerd.events((event) => handleEvent(daemon, event)))
  yield* restoreContainers(daemon)
  yield* log('info', 'Loading containers: done.')
  yield* log('info', 'Docker daemon', { commit: daemon.release.gitCommit, 'storage-driver': 'overlay2', version: daemon.release.version })
  yield* log('info', 'Daemon has completed initialization')
  yield* sys.sigaction({ signal: signals.SIGHUP, restart: true, handler: () => reloadConfig(daemon, args) })
  yield* notifyReady()
  return yield* serveUntilStopped(daemon, listeners, new Router(daemon, routes))
}

function* serveUntilStopped(daemon: Daemon, listeners: readonly { readonly fd: Fd; readonly address: string }[], router: Router): Sys<number> {
  for (const { fd, address } of listeners) {
    yield* log('info', `API listen on ${address}`)
    yield* go(function* () {
      yield* serve({ listener: fd, handler: (exchange) => router.handle(exchange) })
    })
  }
  const stop = { asked: false }
  for (const signal of [signals.SIGTERM, signals.SIGINT, signals.SIGQUIT]) {
    yield* sys.sigaction({
      signal,
      restart: true,
      *handler() {
        stop.asked = true
        yield* sys.futexWake({ on: stop })
      },
    })
  }
  while (!stop.asked) yield* sys.futexWait({ on: stop })
  yield* log('info', "Processing signal 'terminated'")
  yield* shutDown(daemon)
  yield* sys.unlink({ path: daemon.config.pidFile })
  yield* sys.exit({ code: 0 })
  return 0
}

function* prepareRoot(daemon: Daemon): Sys<void> {
  const { config } = daemon
  yield* refuseSecond(config)
  yield* mkdirAll(config.dataRoot, 0o710)
  for (const name of ['containers', 'tmp', 'runtimes', 'plugins', 'swarm', 'buildkit']) yield* mkdirAll(`${config.dataRoot}/${name}`, 0o710)
  yield* mkdirAll('/run/docker/containerd', 0o700)
  yield* mkdirAll(config.execRoot, 0o700)
  const known = yield* readFile(`${config.dataRoot}/engine-id`)
  daemon.id = known.ok ? known.value.trim() : yield* randomUuid()
  if (!known.ok) yield* writeFile(`${config.dataRoot}/engine-id`, daemon.id)
}

function* refuseSecond(config: DaemonConfig): Sys<void> {
  const before = yield* readFile(config.pidFile)
  const pid = before.ok ? Number(before.value) : 0
  if (pid > 0 && pid !== (yield* sys.getpid({})) && (yield* sys.kill({ pid, signal: 0 })).ok) {
    throw new EngineError(
      500,
      `failed to start daemon, ensure docker is not running or delete ${config.pidFile}: process with PID ${pid} is still running`,
    )
  }
  yield* writeFile(config.pidFile, String(yield* sys.getpid({})))
}
