import type { Fd, Sys } from '../../linux/kernel/calls.ts'
import { LineReader, write } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'

/** What a starting container process tells the runc that waits for it, one JSON object a line over a pipe (libcontainer sync.go). */
export type SyncMessage =
  /** Sent by the stage that joins namespaces: the pid of the process to be. */
  | { readonly type: 'pid'; readonly pid: number }
  /** Set up; it waits for `runc start`, or executes at once (exec). */
  | { readonly type: 'ready' }
  /** `late`: the failure came while looking for the program to execute. */
  | { readonly type: 'error'; readonly message: string; readonly late: boolean }

export function* sendSync(fd: Fd, message: SyncMessage): Sys<void> {
  yield* write(fd, `${JSON.stringify(message)}\n`)
}

export interface SyncOutcome {
  readonly pid: number | undefined
  readonly error: { readonly message: string; readonly late: boolean } | undefined
}

/** Reads until the process is ready, failed or gone; closes the pipe. */
export function* awaitReady(fd: Fd): Sys<SyncOutcome> {
  const lines = new LineReader(fd)
  let pid: number | undefined
  let error: SyncOutcome['error'] = { message: 'waiting for init preliminary setup: EOF', late: false }
  for (;;) {
    const line = yield* lines.next()
    if (!line.ok || line.value === undefined) break
    const message = JSON.parse(line.value.text) as SyncMessage
    if (message.type === 'pid') pid = message.pid
    else {
      error = message.type === 'error' ? message : undefined
      break
    }
  }
  yield* sys.close({ fd })
  return { pid, error }
}
