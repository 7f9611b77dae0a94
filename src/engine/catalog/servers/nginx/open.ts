import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import type { Config, ListenAddress, Location } from './config.ts'
import { errnoText } from './log.ts'
import { ConfigError } from './parse.ts'
import type { Settings } from './settings.ts'
import type { Listener } from './worker.ts'

/** Every log file a configuration names. */
function logPaths(config: Config): readonly string[] {
  const paths = new Set(config.errorLogs.map(({ path }) => path))
  const add = (settings: Settings) => {
    for (const { path } of [...settings.accessLogs, ...settings.errorLogs]) paths.add(path)
  }
  const visit = (location: Location) => {
    add(location.settings)
    location.locations.forEach(visit)
  }
  for (const { servers } of config.listens)
    for (const server of servers) {
      add(server.settings)
      server.locations.forEach(visit)
    }
  return [...paths]
}

/** Opens the log files; the descriptors are shared with the workers. `stderr` is the process's own. */
export function* openLogs(config: Config): Sys<ReadonlyMap<string, Fd>> {
  const fds = new Map<string, Fd>()
  for (const path of logPaths(config)) {
    if (path === 'stderr') fds.set(path, 2)
    if (path === 'stderr' || path === '/dev/null') continue
    const full = path.startsWith('/') ? path : `/etc/nginx/${path}`
    const fd = yield* sys.open({ path: full, flags: O.WRONLY | O.CREAT | O.APPEND | O.CLOEXEC, mode: 0o644 })
    if (!fd.ok) throw new ConfigError(`open() "${full}" failed ${errnoText(fd.error)}`)
    fds.set(path, fd.value)
  }
  return fds
}

const placeOf = ({ family, address, port }: ListenAddress): string => `${family === 'inet6' ? `[${address}]` : address}:${port}`

/** Listening sockets of a configuration; those of the one before that listen on the same address are kept. Throws ConfigError after five tries. */
export function* openListeners(config: Config, before: readonly Listener[], complain: (text: string) => Sys<void>): Sys<readonly Listener[]> {
  const listeners: Listener[] = []
  let missing: readonly ListenAddress[] = []
  const wanted = [...config.listens]
  for (let attempt = 0; attempt < 5; attempt++) {
    const failed: ListenAddress[] = []
    for (const listen of attempt === 0 ? wanted : missing) {
      const kept = before.find((one) => placeOf(one.listen) === placeOf(listen))
      const fd = kept?.fd ?? (yield* listenOn(listen))
      if (typeof fd === 'number') listeners.push({ fd, listen })
      else {
        const text = `bind() to ${placeOf(listen)} failed ${errnoText(fd)}`
        if (fd !== 'EADDRINUSE') throw new ConfigError(text)
        yield* complain(text)
        failed.push(listen)
      }
    }
    missing = failed
    if (failed.length === 0) return listeners
    yield* complain('try again to bind() after 500ms')
    yield* sys.nanosleep({ ms: 500 })
  }
  for (const { fd } of listeners) if (!before.some((one) => one.fd === fd)) yield* sys.close({ fd })
  throw new ConfigError('still could not bind()')
}

function* listenOn(listen: ListenAddress): Sys<Fd | Parameters<typeof errnoText>[0]> {
  const { family, address, port } = listen
  const socket = yield* sys.socket({ family, type: 'stream' })
  if (!socket.ok) return socket.error
  const fd = socket.value
  yield* sys.setsockopt({ fd, options: { reuseAddress: true, ...(family === 'inet6' && { v6Only: true }) } })
  const bound = yield* sys.bind({ fd, address: { family, address, port } })
  const listening = bound.ok ? yield* sys.listen({ fd, backlog: 511 }) : bound
  if (!listening.ok) {
    yield* sys.close({ fd })
    return listening.error
  }
  yield* sys.fcntl({ fd, nonBlocking: true, closeOnExec: true })
  return fd
}
