import type { Fd, Res, Sys } from '../kernel/calls.ts'
import { sys } from '../sys.ts'

/** Copies until the end of `from`, then tells `to` that no more comes, where it is a socket. */
export function* pump(from: Fd, to: Fd): Sys<void> {
  for (;;) {
    const moved: Res<number> = yield* sys.splice({ from, to, count: 1024 * 1024 })
    if (!moved.ok && moved.error === 'EINTR') continue
    if (!moved.ok || moved.value === 0) break
  }
  yield* sys.shutdown({ fd: to, how: 'write' })
  yield* sys.shutdown({ fd: from, how: 'read' })
}

/** Copies both ways between two pairs of descriptors until both directions ended. */
export function* exchange(near: { readonly in: Fd; readonly out: Fd }, far: Fd): Sys<void> {
  const other = { finished: false }
  yield* sys.clone({
    thread: true,
    *main() {
      yield* pump(near.in, far)
      other.finished = true
      yield* sys.futexWake({ on: other })
      return 0
    },
  })
  yield* pump(far, near.out)
  while (!other.finished) yield* sys.futexWait({ on: other })
}
