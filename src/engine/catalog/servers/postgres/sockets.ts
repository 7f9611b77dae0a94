import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import { log } from './server.ts'

export interface Listeners {
  readonly fds: readonly Fd[]
  /** Files of the unix socket, to be removed in the end. */
  readonly paths: readonly string[]
}

/** Listens where listen_addresses and unix_socket_directories say; undefined when no address could be had. */
export function* openSockets(settings: ReadonlyMap<string, string>): Sys<Listeners | undefined> {
  const port = Number(settings.get('port') ?? 5432)
  const fds: Fd[] = []
  const wanted = (settings.get('listen_addresses') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  for (const name of wanted) {
    const addresses = name === '*' ? ['0.0.0.0', '::'] : name === 'localhost' ? ['127.0.0.1', '::1'] : [name]
    let opened = 0
    for (const address of addresses) {
      const fd = yield* listenOn(address, port)
      if (fd === undefined) continue
      fds.push(fd)
      opened++
    }
    if (opened === 0) {
      yield* log('WARNING', `could not create listen socket for "${name}"`)
      yield* log('FATAL', 'could not create any TCP/IP sockets')
      return undefined
    }
  }
  const directory = settings.get('unix_socket_directories') ?? '/var/run/postgresql'
  const path = `${directory}/.s.PGSQL.${port}`
  const socket = yield* sys.socket({ family: 'unix', type: 'stream' })
  if (!socket.ok) return undefined
  yield* sys.unlink({ path })
  const bound = yield* sys.bind({ fd: socket.value, address: { family: 'unix', path } })
  if (!bound.ok) {
    yield* log('FATAL', `could not create lock file "${path}.lock": ${bound.error === 'EACCES' ? 'Permission denied' : 'No such file or directory'}`)
    return undefined
  }
  yield* sys.listen({ fd: socket.value, backlog: 200 })
  yield* sys.chmod({ path, mode: 0o777 })
  yield* log('LOG', `listening on Unix socket "${path}"`)
  return { fds: [...fds, socket.value], paths: [path] }
}

function* listenOn(address: string, port: number): Sys<Fd | undefined> {
  const family = address.includes(':') ? 'inet6' : 'inet'
  const kind = family === 'inet' ? 'IPv4' : 'IPv6'
  const socket = yield* sys.socket({ family, type: 'stream' })
  if (!socket.ok) return undefined
  yield* sys.setsockopt({ fd: socket.value, options: { reuseAddress: true, ...(family === 'inet6' && { v6Only: true }) } })
  const bound = yield* sys.bind({ fd: socket.value, address: { family, address, port } })
  const listening = bound.ok ? yield* sys.listen({ fd: socket.value, backlog: 200 }) : bound
  if (listening.ok) {
    yield* log('LOG', `listening on ${kind} address "${address}", port ${port}`)
    return socket.value
  }
  yield* sys.close({ fd: socket.value })
  if (listening.error === 'EADDRINUSE') {
    yield* log('LOG', `could not bind ${kind} address "${address}": Address already in use`)
    yield* log('HINT', `Is another postmaster already running on port ${port}? If not, wait a few seconds and retry.`)
  } else if (family === 'inet')
    yield* log(
      'LOG',
      `could not bind ${kind} address "${address}": ${listening.error === 'EACCES' ? 'Permission denied' : 'Cannot assign requested address'}`,
    )
  return undefined
}
