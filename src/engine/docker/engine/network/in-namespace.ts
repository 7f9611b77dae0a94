import type { Sys } from '../../../linux/kernel/calls.ts'
import { O } from '../../../linux/kernel/calls.ts'
import { sys } from '../../../linux/sys.ts'
import { internal } from '../errdefs.ts'
import { Condition } from '../mutex.ts'

/** Does the work in the network namespace of that file, on a thread of its own (namespaces belong to threads). */
export function* inNamespace<T>(path: string, work: () => Sys<T>): Sys<T> {
  const done = new Condition()
  let outcome: { readonly value: T } | { readonly thrown: unknown } | undefined
  yield* sys.clone({
    thread: true,
    *main() {
      try {
        const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
        if (!fd.ok) throw internal(`failed to open network namespace ${path}: ${fd.error}`)
        const joined = yield* sys.setns({ fd: fd.value, kind: 'net' })
        yield* sys.close({ fd: fd.value })
        if (!joined.ok) throw internal(`failed to join network namespace ${path}: ${joined.error}`)
        outcome = { value: yield* work() }
      } catch (thrown) {
        outcome = { thrown }
      }
      yield* done.broadcast()
      return 0
    },
  })
  for (;;) {
    if (outcome && 'value' in outcome) return outcome.value
    if (outcome) throw outcome.thrown
    yield* done.wait()
  }
}
