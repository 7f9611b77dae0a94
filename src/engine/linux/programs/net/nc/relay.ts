import type { Fd, Sys } from '../../../kernel/calls.ts'
import { Poll } from '../../../kernel/calls.ts'
import { writeBytes } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'

export interface Relayed {
  readonly sent: number
  readonly received: number
  readonly reason: 'closed' | 'idle' | 'reset'
}

/** Copies standard input to a socket and the socket to standard output until the peer is done. `shutdown` tells the peer when the input ends. */
export function* relay(
  socket: Fd,
  options: { readonly shutdown: boolean; readonly idleMs: number | undefined; readonly input: boolean; readonly datagrams: boolean },
): Sys<Relayed> {
  let [sent, received, open] = [0, 0, options.input]
  for (;;) {
    const fds = [{ fd: socket, events: Poll.in }, ...(open ? [{ fd: 0, events: Poll.in }] : [])]
    const ready = yield* sys.poll({ fds, ...(options.idleMs !== undefined && { timeoutMs: options.idleMs }) })
    if (!ready.ok) {
      if (ready.error === 'EINTR') continue
      return { sent, received, reason: 'reset' }
    }
    if (ready.value.length === 0) return { sent, received, reason: 'idle' }
    for (const { fd } of ready.value) {
      if (fd === socket) {
        const got = yield* sys.recv({ fd: socket, count: 65_536 })
        if (!got.ok) return { sent, received, reason: 'reset' }
        if (got.value.bytes.length === 0 && !options.datagrams) return { sent, received, reason: 'closed' }
        received += got.value.bytes.length
        yield* writeBytes(1, got.value.bytes)
        continue
      }
      const typed = yield* sys.read({ fd: 0, count: 65_536 })
      if (!typed.ok || typed.value.length === 0) {
        open = false
        if (options.shutdown) yield* sys.shutdown({ fd: socket, how: 'write' })
        continue
      }
      let rest = typed.value
      while (rest.length > 0) {
        const wrote = yield* sys.send({ fd: socket, bytes: rest })
        if (!wrote.ok) return { sent, received, reason: 'reset' }
        rest = rest.subarray(wrote.value)
        sent += wrote.value
      }
    }
  }
}
