import { humanDuration } from '../../../base/units.ts'
import { zeroTime } from '../../api/common.ts'
import type { ContainerStatus, Health, ContainerState as StateJson } from '../../api/container.ts'
import { unixMsOf } from '../clock.ts'

/** Where a container is in its life (moby container/state.go). */
export class ContainerState {
  running = false
  paused = false
  restarting = false
  oomKilled = false
  removalInProgress = false
  dead = false
  pid = 0
  exitCode = 0
  error = ''
  startedAt = zeroTime
  finishedAt = zeroTime
  health: Health | undefined
  /** Counts ends: who waits for the next exit compares. */
  exits = 0
  removed = false

  get status(): ContainerStatus {
    if (this.running) return this.paused ? 'paused' : this.restarting ? 'restarting' : 'running'
    if (this.removalInProgress) return 'removing'
    if (this.dead) return 'dead'
    return this.startedAt === zeroTime ? 'created' : 'exited'
  }

  setRunning(pid: number, startedAt: string): void {
    this.running = true
    this.restarting = false
    this.paused = false
    this.error = ''
    this.exitCode = 0
    this.oomKilled = false
    this.pid = pid
    this.startedAt = startedAt
  }

  setStopped(exitCode: number, finishedAt: string): void {
    this.running = false
    this.paused = false
    this.restarting = false
    this.pid = 0
    this.exitCode = exitCode
    this.finishedAt = finishedAt
    this.exits++
  }

  /** Ended, and about to be started again by its restart policy: counts as running. */
  setRestarting(exitCode: number, finishedAt: string): void {
    this.running = true
    this.restarting = true
    this.paused = false
    this.pid = 0
    this.exitCode = exitCode
    this.finishedAt = finishedAt
    this.exits++
  }

  /** The STATUS column of `docker ps`. */
  describe(nowMs: number): string {
    const since = (time: string) => humanDuration(nowMs - unixMsOf(time))
    if (this.running) {
      if (this.paused) return `Up ${since(this.startedAt)} (Paused)`
      if (this.restarting) return `Restarting (${this.exitCode}) ${since(this.finishedAt)} ago`
      const health =
        this.health && this.health.Status !== 'none' ? ` (${this.health.Status === 'starting' ? 'health: starting' : this.health.Status})` : ''
      return `Up ${since(this.startedAt)}${health}`
    }
    if (this.removalInProgress) return 'Removal In Progress'
    if (this.dead) return 'Dead'
    if (this.startedAt === zeroTime) return 'Created'
    return this.finishedAt === zeroTime ? '' : `Exited (${this.exitCode}) ${since(this.finishedAt)} ago`
  }

  toJson(): StateJson {
    return {
      Status: this.status,
      Running: this.running,
      Paused: this.paused,
      Restarting: this.restarting,
      OOMKilled: this.oomKilled,
      Dead: this.dead,
      Pid: this.pid,
      ExitCode: this.exitCode,
      Error: this.error,
      StartedAt: this.startedAt,
      FinishedAt: this.finishedAt,
      ...(this.health && { Health: this.health }),
    }
  }

  static fromJson(json: StateJson): ContainerState {
    const state = new ContainerState()
    state.running = json.Running
    state.paused = json.Paused
    state.restarting = json.Restarting
    state.oomKilled = json.OOMKilled
    state.dead = json.Dead
    state.pid = json.Pid
    state.exitCode = json.ExitCode
    state.error = json.Error
    state.startedAt = json.StartedAt
    state.finishedAt = json.FinishedAt
    state.health = json.Health
    return state
  }
}
