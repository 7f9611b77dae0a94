import type { JobResult } from './manager.ts'
import type { ActiveState, ExecRecord, LoadState, UnitResult } from './unit.ts'

/** What stands for D-Bus between systemctl and pid 1: a line of JSON each way over this socket. */
export const CONTROL_SOCKET = '/run/systemd/private'

export type ControlRequest =
  | { readonly verb: 'start' | 'stop' | 'restart' | 'try-restart' | 'reload' | 'reset-failed' | 'unit'; readonly unit: string }
  | { readonly verb: 'kill'; readonly unit: string; readonly signal: string }
  | { readonly verb: 'daemon-reload' | 'units' | 'unit-files' }
  | { readonly verb: 'power'; readonly how: 'poweroff' | 'restart' | 'halt' }

export interface ControlReply {
  readonly error?: 'access-denied' | 'not-active' | 'not-reloadable'
  readonly job?: JobResult
  readonly units?: readonly UnitView[]
  readonly files?: readonly { readonly name: string; readonly state: string }[]
}

/** A unit as systemctl sees it. Times are Unix milliseconds. */
export interface UnitView {
  readonly name: string
  readonly description: string
  readonly load: LoadState
  readonly fragmentPath: string
  readonly dropIns: readonly string[]
  readonly enabled: string
  readonly active: ActiveState
  readonly sub: string
  readonly result: UnitResult
  readonly type: string
  readonly sinceMs: number | undefined
  readonly mainPid: number | undefined
  readonly execs: readonly ExecRecord[]
  readonly main: ExecRecord | undefined
  readonly statusText: string
  readonly cgroup: string
  readonly documentation: readonly string[]
  readonly triggeredBy: readonly string[]
  readonly restarts: number
  readonly listen: readonly string[]
}
