import type { Fd, Pid, WaitStatus } from '../../../kernel/calls.ts'
import { UnitFile } from './unit-file.ts'

export type LoadState = 'loaded' | 'not-found' | 'masked' | 'bad-setting'
export type ActiveState = 'active' | 'inactive' | 'activating' | 'deactivating' | 'failed' | 'reloading'

/** How a service's last run ended, in systemd's words. */
export type UnitResult = 'success' | 'exit-code' | 'signal' | 'core-dump' | 'timeout' | 'start-limit-hit' | 'resources' | 'oom-kill' | 'dependency'

/** One Exec line that ran, for `systemctl status`. */
export interface ExecRecord {
  readonly kind: 'ExecStartPre' | 'ExecStart' | 'ExecStartPost' | 'ExecStop' | 'ExecReload' | 'ExecStopPost'
  readonly argv: readonly string[]
  readonly pid: Pid
  readonly startedMs: number
  endedMs: number | undefined
  status: WaitStatus | undefined
}

/** A unit as the manager holds it: what its files say and how it is. Times are Unix milliseconds. */
export class Unit {
  file = new UnitFile()
  load: LoadState = 'not-found'
  fragmentPath = ''
  dropIns: readonly string[] = []
  active: ActiveState = 'inactive'
  sub = 'dead'
  result: UnitResult = 'success'
  activeEnterMs: number | undefined
  inactiveEnterMs: number | undefined
  mainPid: Pid | undefined
  controlPid: Pid | undefined
  mainStatus: ExecRecord | undefined
  readonly execs: ExecRecord[] = []
  statusText = ''
  /** Times of automatic starts within the limit interval. */
  starts: number[] = []
  restarts = 0
  /** A stop was asked for: its death is no failure and restarts nothing. */
  stopping = false
  ready = false
  /** Descriptors a socket unit listens on. */
  listeners: Fd[] = []
  /** Woken (futex) at every change. */
  readonly changed = {}
  triggeredBy: readonly string[] = []

  constructor(readonly name: string) {}

  get kind(): string {
    return this.name.slice(this.name.lastIndexOf('.') + 1)
  }

  /** Active or on its way there. */
  get up(): boolean {
    return this.active === 'active' || this.active === 'activating'
  }

  get timedOut(): boolean {
    return this.result === 'timeout'
  }

  get description(): string {
    return this.file.one('Unit', 'Description') ?? this.name
  }

  /** Path below /sys/fs/cgroup; slices and targets have none of their own. */
  get cgroupPath(): string {
    const slice = this.file.one(this.kind === 'socket' ? 'Socket' : 'Service', 'Slice') ?? 'system.slice'
    return `/${slice}/${this.name}`
  }

  get type(): string {
    const given = this.file.one('Service', 'Type')
    return given ?? (this.file.one('Service', 'ExecStart') ? 'simple' : 'oneshot')
  }
}

/** `docker` means `docker.service`; other suffixes stay. */
export const unitName = (text: string): string =>
  /\.(service|socket|target|mount|timer|slice|path|scope|swap|device|automount)$/.test(text) ? text : `${text}.service`
