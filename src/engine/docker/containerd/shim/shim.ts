import { sha256Hex } from '../../../base/sha256.ts'
import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Main } from '../../../linux/kernel/program.ts'
import { fail, print, writeFile } from '../../../linux/libc/stdio.ts'
import { sys } from '../../../linux/sys.ts'
import { mkdirAll } from '../../oci/files.ts'
import { listenUnix, serveRpc } from '../rpc.ts'
import { shimService } from '../tasks.ts'
import { ShimTask } from './task.ts'

/**
 * containerd-shim-runc-v2: parent of a container's processes while containerd and dockerd come and go. It executes runc, holds the ends of
 * standard streams and terminals, collects exits (child subreaper) and reports them. `start` makes the socket, leaves the shim behind and
 * prints its address. Leaves out several containers in one shim (pods), checkpoints, idmapped roots.
 */
const LISTENER = 3
const PROGRAM = '/usr/bin/containerd-shim-runc-v2'

interface ShimOptions {
  readonly namespace: string
  readonly id: string
  readonly address: string
  readonly action: string | undefined
}

export const shim: Main = function* ({ argv, env }) {
  const options = parse(argv.slice(1))
  if (options.id === '') return yield* fail('containerd-shim-runc-v2', 'shim id cannot be empty')
  return options.action === 'start' ? yield* leaveShim(options, argv, env) : yield* serveTask(options)
}

function parse(args: readonly string[]): ShimOptions {
  const value = (name: string) => (args.includes(name) ? (args[args.indexOf(name) + 1] ?? '') : '')
  const last = args.at(-1)
  return {
    namespace: value('-namespace'),
    id: value('-id'),
    address: value('-address'),
    action: last === 'start' || last === 'delete' ? last : undefined,
  }
}

/** Binds the socket, forks the shim onto it, prints the address: containerd connects as soon as we are gone. */
function* leaveShim(options: ShimOptions, argv: readonly string[], env: ReadonlyMap<string, string>): Sys<number> {
  yield* mkdirAll('/run/containerd/s', 0o711)
  const path = `/run/containerd/s/${sha256Hex(`${options.address}/${options.namespace}/${options.id}`)}`
  const listener = yield* listenUnix(path, 0o600)
  if (!listener.ok) return yield* fail('containerd-shim-runc-v2', listener.error)
  const child = yield* sys.clone({
    *main() {
      yield* sys.setsid({})
      yield* sys.dup2({ fd: listener.value, to: LISTENER })
      yield* sys.fcntl({ fd: LISTENER, closeOnExec: false })
      const null_ = yield* sys.open({ path: '/dev/null', flags: 2 })
      if (null_.ok) for (const to of [0, 1, 2]) yield* sys.dup2({ fd: null_.value, to })
      if (null_.ok && null_.value > LISTENER) yield* sys.close({ fd: null_.value })
      yield* sys.execve({ path: PROGRAM, argv: [argv[0] ?? PROGRAM, ...argv.slice(1, -1)], env })
      return 1
    },
  })
  if (!child.ok) return 1
  yield* writeFile('shim.pid', String(child.value))
  yield* print(path)
  return 0
}

function* serveTask(options: ShimOptions): Sys<number> {
  yield* sys.prctl({ childSubreaper: true })
  yield* sys.fcntl({ fd: LISTENER, closeOnExec: true })
  const cwd = yield* sys.getcwd({})
  const own = yield* sys.getsockname({ fd: LISTENER })
  const task = new ShimTask(options.id, options.address, cwd.ok ? cwd.value : '/', function* () {
    if (own.ok && own.value.family === 'unix') yield* sys.unlink({ path: own.value.path })
    // The answer to Shutdown leaves first.
    yield* sys.clone({
      thread: true,
      *main() {
        yield* sys.nanosleep({ ms: 1 })
        yield* sys.exit({ code: 0 })
        return 0
      },
    })
  })
  yield* sys.clone({ thread: true, main: () => task.reaper.run((child) => task.childEnded(child)) })
  yield* serveRpc(LISTENER, { [shimService]: task.service })
  return 0
}
