import { err, ok } from '../../../base/result.ts'
import type { Pid, Res, Sys, WaitStatus } from '../../kernel/calls.ts'
import type { Errno } from '../../kernel/errno.ts'
import { execSearching, waitFor } from '../../libc/spawn.ts'
import { sys } from '../../sys.ts'

/** Starts a program in a child; when it cannot be executed the child writes `complaint(reason)` and exits 127 or 126. */
export function* startCommand(
  argv: readonly string[],
  env: ReadonlyMap<string, string>,
  complaint: (reason: Errno) => Sys<void>,
  before?: () => Sys<void>,
): Sys<Res<Pid>> {
  return yield* sys.clone({
    main: function* child() {
      if (before) yield* before()
      const reason = yield* execSearching(argv, env)
      yield* complaint(reason)
      return reason === 'ENOENT' ? 127 : 126
    },
  })
}

/** The same, waited for. */
export function* runCommand(
  argv: readonly string[],
  env: ReadonlyMap<string, string>,
  complaint: (reason: Errno) => Sys<void>,
  before?: () => Sys<void>,
): Sys<Res<WaitStatus>> {
  const pid = yield* startCommand(argv, env, complaint, before)
  if (!pid.ok) return err(pid.error)
  const status = yield* waitFor(pid.value)
  return status.ok ? ok(status.value) : status
}
