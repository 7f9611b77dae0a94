import type { Fd, Sys } from '../../../linux/kernel/calls.ts'
import { readFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { listenUnix } from '../../containerd/rpc.ts'
import { mkdirAll } from '../../oci/files.ts'
import { goErrno } from '../../oci/go-errno.ts'
import type { DaemonConfig } from '../config.ts'
import { internal } from '../errdefs.ts'
import { lookupGroup } from './group.ts'

/** Where the API is served: sockets handed over by systemd (`fd://`), unix sockets owned root:docker, TCP ports (moby daemon/listeners). */
export interface Listener {
  readonly fd: Fd
  readonly address: string
}

export function* openListeners(config: DaemonConfig): Sys<readonly Listener[]> {
  const hosts = config.hosts.length > 0 ? config.hosts : ['unix:///var/run/docker.sock']
  const out: Listener[] = []
  for (const host of hosts) {
    const [scheme = '', rest = ''] = host.split('://')
    if (scheme === 'fd') out.push(...(yield* handedOver()))
    else if (scheme === 'unix') out.push(yield* listenOnUnix(rest, config.group))
    else if (scheme === 'tcp') out.push(yield* listenOnTcp(rest))
    else throw internal(`failed to load listeners: Invalid bind address format: ${host}`)
  }
  return out
}

/** systemd's LISTEN_FDS: descriptors from 3 on. */
function* handedOver(): Sys<readonly Listener[]> {
  const environment = yield* readFile('/proc/self/environ')
  const count = environment.ok ? Number(/(?:^|\0)LISTEN_FDS=(\d+)/.exec(environment.value)?.[1] ?? 0) : 0
  if (count === 0) throw internal('failed to load listeners: no sockets found via socket activation: make sure the service was started by systemd')
  const out: Listener[] = []
  for (let fd = 3; fd < 3 + count; fd++) {
    yield* sys.fcntl({ fd, closeOnExec: true })
    const name = yield* sys.getsockname({ fd })
    out.push({ fd, address: name.ok && name.value.family === 'unix' ? name.value.path : `fd ${fd}` })
  }
  return out
}

function* listenOnUnix(path: string, group: string): Sys<Listener> {
  yield* mkdirAll(path.slice(0, path.lastIndexOf('/')), 0o755)
  const fd = yield* listenUnix(path, 0o660)
  if (!fd.ok) throw internal(`failed to load listeners: can't create unix socket ${path}: ${fd.error}`)
  const gid = yield* lookupGroup(group)
  yield* sys.chown({ path, uid: 0, gid: gid ?? 0 })
  return { fd: fd.value, address: path }
}

function* listenOnTcp(rest: string): Sys<Listener> {
  const match = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d+))?$/.exec(rest)
  const address = match?.[1] ?? (match?.[2] || '0.0.0.0')
  const port = Number(match?.[3] ?? 2375)
  const family = address.includes(':') ? 'inet6' : 'inet'
  const failed = (error: string) => internal(`failed to load listeners: listen tcp ${rest}: ${error}`)
  const fd = yield* sys.socket({ family, type: 'stream' })
  if (!fd.ok) throw failed(goErrno(fd.error))
  yield* sys.fcntl({ fd: fd.value, closeOnExec: true })
  yield* sys.setsockopt({ fd: fd.value, options: { reuseAddress: true } })
  const bound = yield* sys.bind({ fd: fd.value, address: { family, address, port } })
  if (!bound.ok) throw failed(`bind: ${goErrno(bound.error)}`)
  const listening = yield* sys.listen({ fd: fd.value })
  if (!listening.ok) throw failed(goErrno(listening.error))
  return { fd: fd.value, address: `${address}:${port}` }
}
