import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import { Poll } from '../../../linux/kernel/calls.ts'
import { noCapabilities } from '../../../linux/kernel/credentials.ts'
import type { SocketAddress } from '../../../linux/kernel/net/socket-address.ts'
import { signals } from '../../../linux/kernel/signal.ts'
import type { Connection } from '../../../linux/libc/http/connection.ts'
import type { Exchange } from '../../../linux/libc/http/exchange.ts'
import { serveConnection } from '../../../linux/libc/http/server.ts'
import { readFile } from '../../../linux/libc/stdio.ts'
import { type KeyPair, tlsAccept } from '../../../linux/libc/tls.ts'
import { groupByName, userByName } from '../../../linux/libc/users.ts'
import { parseCertificates, parsePrivateKey } from '../../../linux/libc/x509.ts'
import { sys } from '../../../linux/sys.ts'
import type { Config, ListenAddress } from './config.ts'
import { contextOf, type SharedMemory, type WorkerState } from './context.ts'
import { errorPage, statusLine } from './error-page.ts'
import { logAccess, logError } from './log.ts'
import { process } from './phases.ts'
import { chooseServer } from './server-name.ts'

/** A listening socket with what it is for. */
export interface Listener {
  readonly fd: Fd
  readonly listen: ListenAddress
}

export interface WorkerStart {
  readonly config: Config
  readonly version: string
  readonly listeners: readonly Listener[]
  readonly logs: ReadonlyMap<string, Fd>
  readonly shared: SharedMemory
}

/** How a worker was told to end. */
interface Ending {
  quit: boolean
  terminate: boolean
  open: number
  readonly idle: Set<Connection>
}

/**
 * A worker process: accepts on every listener and serves. Where nginx multiplexes connections over epoll, each has a thread here. QUIT ends it once
 * the requests under way are answered, TERM at once.
 */
export function* workerProcess(start: WorkerStart): Sys<number> {
  const { config, listeners, logs } = start
  yield* sys.prctl({ title: 'nginx: worker process' })
  const ending: Ending = { quit: false, terminate: false, open: 0, idle: new Set() }
  yield* handleSignals(ending)
  const identities = new Map<ListenAddress, readonly KeyPair[]>()
  for (const { listen } of listeners) if (listen.ssl) identities.set(listen, yield* certificates(listen))
  yield* becomeUser(config)
  const worker: WorkerState = {
    ...start,
    pid: yield* sys.getpid({}),
    hostname: (yield* sys.uname({})).nodename,
    balancers: new Map(),
  }
  yield* acceptUntilTold(worker, listeners, ending, identities)
  if (ending.quit && !ending.terminate) {
    yield* logError(config.errorLogs, logs, 'notice', 'gracefully shutting down')
    for (const { fd } of listeners) yield* sys.close({ fd })
    for (const connection of ending.idle) yield* sys.shutdown({ fd: connection.fd, how: 'both' })
    while (ending.open > 0 && !ending.terminate) yield* sys.futexWait({ on: ending })
  }
  yield* logError(config.errorLogs, logs, 'notice', 'exiting')
  yield* logError(config.errorLogs, logs, 'notice', 'exit')
  return 0
}

function* handleSignals(ending: Ending): Sys<void> {
  yield* sys.sigaction({
    signal: signals.SIGQUIT,
    *handler() {
      ending.quit = true
    },
  })
  for (const signal of [signals.SIGTERM, signals.SIGINT])
    yield* sys.sigaction({
      signal,
      *handler() {
        ending.terminate = true
      },
    })
  for (const signal of [signals.SIGHUP, signals.SIGUSR1, signals.SIGUSR2, signals.SIGWINCH]) yield* sys.sigaction({ signal, handler: 'ignore' })
  yield* sys.sigaction({ signal: signals.SIGCHLD, handler: 'default' })
}

function* acceptUntilTold(
  worker: WorkerState,
  listeners: readonly Listener[],
  ending: Ending,
  identities: ReadonlyMap<ListenAddress, readonly KeyPair[]>,
): Sys<void> {
  const fds = listeners.map(({ fd }) => ({ fd, events: Poll.in }))
  while (!ending.quit && !ending.terminate) {
    const ready = yield* sys.poll({ fds })
    if (!ready.ok) continue
    for (const { fd } of ready.value) {
      const accepted = yield* sys.accept({ fd })
      const listener = listeners.find((one) => one.fd === fd)
      if (accepted.ok && listener) yield* startConnection(worker, listener.listen, accepted.value, ending, identities.get(listener.listen) ?? [])
    }
  }
}

function* startConnection(
  worker: WorkerState,
  listen: ListenAddress,
  accepted: { readonly fd: Fd; readonly peer: SocketAddress },
  ending: Ending,
  identities: readonly KeyPair[],
): Sys<void> {
  const { shared } = worker
  const number = ++shared.connections
  shared.accepted++
  const { fd, peer } = accepted
  yield* sys.fcntl({ fd, nonBlocking: false, closeOnExec: true })
  const thread = yield* sys.clone({
    thread: true,
    *main() {
      ending.open++
      shared.active++
      yield* serveOne(worker, listen, { fd, peer, number }, identities, ending)
      shared.active--
      ending.open--
      if (ending.open === 0) yield* sys.futexWake({ on: ending })
      return 0
    },
  })
  if (!thread.ok) yield* sys.close({ fd })
}

function* serveOne(
  worker: WorkerState,
  listen: ListenAddress,
  { fd, peer, number }: { readonly fd: Fd; readonly peer: SocketAddress; readonly number: number },
  identities: readonly KeyPair[],
  ending: Ending,
): Sys<void> {
  const { shared } = worker
  let requests = 0
  const signature = `nginx${listen.defaultServer.settings.tokens ? `/${worker.version}` : ''}`
  const refuse = (status: number) => {
    const page = errorPage(status, signature)
    return `HTTP/1.1 ${status} ${statusLine(status)}\r\nServer: ${signature}\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\nConnection: close\r\n\r\n${page}`
  }
  const nowMs = yield* sys.clockMonotonic({})
  let deadlineMs = nowMs + 60_000
  yield* serveConnection(fd, peer, {
    refuse,
    between: (connection, waiting) => {
      if (waiting) {
        ending.idle.add(connection)
        shared.waiting++
        connection.deadlineMs = ending.quit ? 0 : deadlineMs
      } else {
        ending.idle.delete(connection)
        shared.waiting--
        connection.deadlineMs = undefined
      }
    },
    *handler(exchange) {
      shared.requests++
      shared.writing++
      deadlineMs = yield* answer(worker, listen, exchange, number, ++requests)
      shared.writing--
    },
    ...(listen.ssl && {
      *secure(socket: Fd) {
        const session = yield* tlsAccept(socket, { identities })
        return session.ok ? ({ ok: true, value: undefined } as const) : ({ ok: false, error: 'EPROTO' } as const)
      },
    }),
  })
}

/** Answers one request; returns until when the connection may stay idle after it. */
function* answer(worker: WorkerState, listen: ListenAddress, exchange: Exchange, connection: number, requestNumber: number): Sys<number> {
  const host = (exchange.request.headers.get('host') ?? '').toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')
  const { server, captures } = chooseServer(listen, host)
  const requestId = [...(yield* sys.getrandom({ count: 16 }))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const nowMs = yield* sys.clockRealtime({})
  const context = contextOf({ worker, exchange, listen, server, captures, host, connection, requestNumber, nowMs, requestId })
  yield* process(context)
  yield* logAccess(context)
  return (yield* sys.clockMonotonic({})) + context.settings.keepAliveMs
}

function* certificates(listen: ListenAddress): Sys<readonly KeyPair[]> {
  const pairs: KeyPair[] = []
  for (const { certificate, certificateKey } of listen.servers) {
    const chain = certificate === undefined ? undefined : yield* readFile(certificate)
    const key = certificateKey === undefined ? undefined : yield* readFile(certificateKey)
    const privateKey = key?.ok ? parsePrivateKey(key.value) : undefined
    if (chain?.ok && privateKey !== undefined) pairs.push({ chain: parseCertificates(chain.value), key: privateKey })
  }
  return pairs
}

function* becomeUser(config: Config): Sys<void> {
  if ((yield* sys.getcredentials({})).euid !== 0) return
  const user = yield* userByName(config.user.name)
  const group = yield* groupByName(config.user.group)
  if (!user || !group) return
  const ids = { uid: user.uid, euid: user.uid, suid: user.uid, gid: group.gid, egid: group.gid, sgid: group.gid, groups: [group.gid] }
  yield* sys.setcredentials({ ...ids, effective: noCapabilities, permitted: noCapabilities })
}
