import type { Sys } from '../../linux/kernel/calls.ts'
import { sys } from '../../linux/sys.ts'

/** Closes every descriptor above standard error in a child about to execute a program: Go opens all of its own close-on-exec. */
export function* closeInherited(): Sys<void> {
  const open = yield* sys.getdents({ path: '/proc/self/fd' })
  if (!open.ok) return
  for (const { name } of open.value) {
    const fd = Number(name)
    if (fd > 2) yield* sys.fcntl({ fd, closeOnExec: true })
  }
}
