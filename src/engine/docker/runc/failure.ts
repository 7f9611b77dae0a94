import type { Res, Sys } from '../../linux/kernel/calls.ts'
import { goErrno } from '../oci/go-errno.ts'

/** Why runc gives up: the message it logs. Thrown through its stages, caught where a process ends. */
export class Failure extends Error {
  override readonly name = 'Failure'
}

/** The value, or a failure `what: no such file or directory`. */
export function must<T>(result: Res<T>, what: string): T {
  if (result.ok) return result.value
  throw new Failure(`${what}: ${goErrno(result.error)}`)
}

/** Runs a call and insists on it. */
export function* mustDo<T>(call: Sys<Res<T>>, what: string): Sys<T> {
  return must(yield* call, what)
}
