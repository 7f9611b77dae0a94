import { err } from '../../../../base/result.ts'
import type { Res } from '../../calls.ts'
import type { Errno } from '../../errno.ts'
import type { Maybe } from '../../open-file.ts'
import type { KernelCode, WaitQueue } from '../../wait.ts'

export interface Waiting {
  readonly on: readonly WaitQueue[]
  readonly nonBlocking: boolean
  readonly channel: string
  /** Absolute virtual time, and what the call fails with then. */
  readonly untilMs?: number | undefined
  readonly timeoutError?: Errno
}

/** Tries until there is a result: at once, or sleeping in between. */
export function blocking<T>(attempt: () => Res<T> | undefined, waiting: Waiting): Maybe<T> {
  const now = attempt()
  if (now) return now
  if (waiting.nonBlocking) return err('EAGAIN')
  return sleeping(attempt, waiting)
}

function* sleeping<T>(attempt: () => Res<T> | undefined, waiting: Waiting): KernelCode<Res<T>> {
  for (;;) {
    const reason = yield { on: waiting.on, untilMs: waiting.untilMs, channel: waiting.channel }
    const result = attempt()
    if (result) return result
    if (reason === 'timeout') return err(waiting.timeoutError ?? 'EAGAIN')
    if (reason === 'interrupted') return err('EINTR')
  }
}
