/**
 * A way into a host from outside the simulation: a stream to a socket of its, for the clients of the real world that `npm run bridge` lets in. A
 * process of the host's carries the bytes, so the daemon at the other end sees an ordinary client. What comes this way is not in the input log.
 */
import { err, ok } from '../base/result.ts'
import type { Res, Sys } from '../linux/kernel/calls.ts'
import { O } from '../linux/kernel/calls.ts'
import type { ContentSlice } from '../linux/kernel/content.ts'
import type { Kernel } from '../linux/kernel/kernel.ts'
import type { SocketAddress } from '../linux/kernel/net/socket-address.ts'
import { Pipe, PipeFile } from '../linux/kernel/pipe.ts'
import { spawnFromKernel } from '../linux/kernel/process/spawn.ts'
import type { Task } from '../linux/kernel/task.ts'
import { connectTo } from '../linux/libc/http/dial.ts'
import { pump } from '../linux/libc/pump.ts'
import { sys } from '../linux/sys.ts'

/** What happens on the outer side. */
export interface Outside {
  data(bytes: Uint8Array): void
  /** Nothing more comes: the host's side ended, or nobody answered there. */
  end(): void
}

export interface Gate {
  write(bytes: Uint8Array): void
  /** Nothing more is written. */
  end(): void
  /** The outer side is gone. */
  destroy(): void
}

/** Connects a stream from outside to an address as the host's root sees it. */
export function openGate(kernel: Kernel, address: SocketAddress, outside: Outside): Gate {
  const incoming = new Pipe(0, kernel.clock.unixMs)
  incoming.writers++
  const outlet = new Outlet(new Pipe(0, kernel.clock.unixMs), outside)
  let open = true
  const end = (): void => {
    if (!open) return
    open = false
    incoming.writers--
    incoming.changed.wakeAll()
  }
  spawnFromKernel(kernel, {
    path: 'gate',
    argv: ['gate'],
    files: [new PipeFile(incoming, O.RDONLY), outlet],
    main: () => carry(address),
  })
  return {
    write: (bytes) => incoming.push(bytes),
    end,
    destroy: () => {
      outlet.gone = true
      end()
    },
  }
}

function* carry(address: SocketAddress): Sys<number> {
  const connected = yield* connectTo(address)
  if (!connected.ok) return 1
  const far = connected.value
  const inward = { ended: false }
  yield* sys.clone({
    thread: true,
    *main() {
      yield* pump(0, far)
      inward.ended = true
      yield* sys.futexWake({ on: inward })
      return 0
    },
  })
  yield* pump(far, 1)
  yield* sys.close({ fd: 1 })
  while (!inward.ended) yield* sys.futexWait({ on: inward })
  return 0
}

const SLICE_BYTES = 256 * 1024

/** The end of a pipe whose bytes leave the simulation. */
class Outlet extends PipeFile {
  gone = false

  constructor(
    pipe: Pipe,
    private readonly outside: Outside,
  ) {
    super(pipe, O.WRONLY)
  }

  override write(_task: Task, bytes: Uint8Array): Res<number> {
    if (this.gone) return err('EPIPE')
    this.outside.data(bytes)
    return ok(bytes.length)
  }

  protected override close(): void {
    super.close()
    this.outside.end()
  }

  override writeSlice(task: Task, { content, offset, length }: ContentSlice): Res<number> {
    return this.write(task, content.read(offset, Math.min(length, SLICE_BYTES)))
  }
}
