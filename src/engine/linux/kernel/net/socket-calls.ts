import { err, ok } from '../../../base/result.ts'
import type { Fd, Res, SocketCalls } from '../calls.ts'
import { O } from '../calls.ts'
import type { Handlers } from '../handlers.ts'
import { capableIn } from '../namespace/capable.ts'
import type { Maybe, OpenFile } from '../open-file.ts'
import { isKernelCode } from '../open-file.ts'
import type { Task } from '../task.ts'
import { IcmpSocket } from './socket/icmp-socket.ts'
import { PacketSocket } from './socket/packet-socket.ts'
import type { Received, Socket } from './socket/socket.ts'
import { mapped, socketOf } from './socket/socket.ts'
import { TcpSocket } from './socket/tcp-socket.ts'
import { UdpSocket } from './socket/udp-socket.ts'
import type { SocketFamily, SocketType } from './socket-address.ts'
import { UnixDgram } from './unix/unix-dgram.ts'
import { UnixStream } from './unix/unix-stream.ts'

const on = <T>(task: Task, fd: Fd, act: (socket: Socket) => Maybe<T>): Maybe<T> => {
  const socket = socketOf(task, fd)
  return socket.ok ? act(socket.value) : socket
}

const now = <T>(task: Task, fd: Fd, act: (socket: Socket) => Res<T>): Res<T> => {
  const socket = socketOf(task, fd)
  return socket.ok ? act(socket.value) : socket
}

/** socket(2) and the calls on sockets. */
export const socketCalls: Handlers<keyof SocketCalls> = {
  socket: (task, { family, type, protocol, nonBlocking }) => {
    const made = open(task, family, type, protocol)
    if (!made.ok) return made
    if (nonBlocking) made.value.flags |= O.NONBLOCK
    return task.process.files.install(made.value)
  },

  socketpair: (task) => {
    const [a, b] = [new UnixStream(task, task.namespaces.net), new UnixStream(task, task.namespaces.net)]
    UnixStream.join(a, b)
    const first = task.process.files.install(a)
    if (!first.ok) return first
    const second = task.process.files.install(b)
    return second.ok ? ok([first.value, second.value] as const) : second
  },

  bind: (task, { fd, address }) => now(task, fd, (socket) => socket.bind(task, address)),

  listen: (task, { fd, backlog }) => now(task, fd, (socket) => socket.listen(task, backlog ?? 4096)),

  accept: (task, { fd }) =>
    on(task, fd, (socket) =>
      andThen(socket.accept(task), (accepted) => {
        const installed = task.process.files.install(accepted.socket)
        return installed.ok ? ok({ fd: installed.value, peer: accepted.peer }) : installed
      }),
    ),

  connect: (task, { fd, address, timeoutMs }) => on(task, fd, (socket) => socket.connect(task, address, limit(task, timeoutMs))),

  send: (task, { fd, bytes, to, ttl, fds }) => {
    const files: OpenFile[] = []
    for (const sent of fds ?? []) {
      const file = task.process.files.get(sent)
      if (!file.ok) return file
      files.push(file.value)
    }
    return on(task, fd, (socket) => socket.send(task, bytes, { to, ttl, ...(files.length > 0 && { files }) }))
  },

  recv: (task, { fd, count, timeoutMs }) =>
    on(task, fd, (socket) => mapped(socket.receive(task, count, limit(task, timeoutMs)), (received) => withDescriptors(task, received))),

  shutdown: (task, { fd, how }) => now(task, fd, (socket) => socket.shutdown(how)),
  getsockname: (task, { fd }) => now(task, fd, (socket) => ok(socket.name())),
  getpeername: (task, { fd }) => now(task, fd, (socket) => socket.peer()),

  setsockopt: (task, { fd, options }) =>
    now(task, fd, (socket) => {
      if (options.device && !socket.namespace.devices.get(options.device)) return err('ENODEV')
      socket.options = { ...socket.options, ...options }
      return ok(undefined)
    }),

  getsockopt: (task, { fd }) => now(task, fd, (socket) => ok({ ...socket.options, error: socket.takeError() })),
  getpeercred: (task, { fd }) => now(task, fd, (socket) => socket.peerCredentials()),
}

const limit = (task: Task, timeoutMs: number | undefined): number | undefined =>
  timeoutMs === undefined ? undefined : task.kernel.clock.nowMs + Math.max(0, timeoutMs)

function open(task: Task, family: SocketFamily, type: SocketType, protocol: 'tcp' | 'udp' | 'icmp' | undefined): Res<Socket> {
  const { net } = task.namespaces
  if (family === 'unix') return type === 'raw' ? err('EPROTONOSUPPORT') : ok(type === 'stream' ? new UnixStream(task, net) : new UnixDgram(task, net))
  if (family === 'packet') return capableIn(task, 'net', 'CAP_NET_RAW') ? ok(new PacketSocket(task, net)) : err('EPERM')
  if (family === 'inet6' && net.sysctl.flag('net.ipv6.conf.all.disable_ipv6') && !net.hasIpv6(net.loopback)) return err('EAFNOSUPPORT')
  if (type === 'stream') return protocol && protocol !== 'tcp' ? err('EPROTONOSUPPORT') : ok(new TcpSocket(task, net, family))
  if (type === 'raw') return capableIn(task, 'net', 'CAP_NET_RAW') ? ok(new IcmpSocket(task, net, family, 'raw')) : err('EPERM')
  if (protocol === 'tcp') return err('EPROTONOSUPPORT')
  if (protocol !== 'icmp') return ok(new UdpSocket(task, net, family))
  return mayPing(task) ? ok(new IcmpSocket(task, net, family, 'dgram')) : err('EACCES')
}

/** net.ipv4.ping_group_range: groups that may open ping sockets. */
function mayPing(task: Task): boolean {
  const [low = 1, high = 0] = (task.namespaces.net.sysctl.get('net.ipv4.ping_group_range') ?? '').split(/\s+/).map(Number)
  const { egid, groups } = task.process.credentials
  return [egid, ...groups].some((gid) => gid >= low && gid <= high)
}

/** Installs the open files that came along. */
function withDescriptors(task: Task, received: Received): { bytes: Uint8Array; fds?: readonly Fd[] } {
  const { files, ...rest } = received
  if (!files) return rest
  const fds: Fd[] = []
  for (const file of files) {
    const installed = task.process.files.install(file)
    file.release()
    if (installed.ok) fds.push(installed.value)
  }
  return { ...rest, fds }
}

function andThen<T, U>(outcome: Maybe<T>, next: (value: T) => Res<U>): Maybe<U> {
  if (!isKernelCode(outcome)) return outcome.ok ? next(outcome.value) : outcome
  return (function* () {
    const result = yield* outcome
    return result.ok ? next(result.value) : result
  })()
}
