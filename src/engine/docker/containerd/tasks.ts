import type { RuntimeSpec, SpecProcess, SpecResources } from '../oci/runtime-spec.ts'

/** Messages of containerd's task service (api/services/tasks/v1) and of a shim's (runtime/task/v2), which are nearly the same. */

/** Paths of FIFOs; empty ones are not connected. */
export interface TaskIo {
  readonly stdin: string
  readonly stdout: string
  readonly stderr: string
  readonly terminal: boolean
}

/** Options of the runc shim (runtime options v1), kept as options.json in the bundle. */
export interface RuncOptions {
  readonly BinaryName: string
  readonly Root: string
  readonly SystemdCgroup: boolean
}

export interface ContainerMetadata {
  readonly id: string
  readonly labels: Readonly<Record<string, string>>
  readonly runtime: string
  readonly options: RuncOptions
  readonly spec: RuntimeSpec
}

/** `execId` empty: the container's first process. */
export interface ProcessTarget {
  readonly id: string
  readonly execId?: string
}

export interface ExitedProcess {
  readonly pid: number
  readonly exitStatus: number
  /** RFC 3339 with nanoseconds. */
  readonly exitedAt: string
}

export type ProcessStatus = 'created' | 'running' | 'stopped' | 'paused'

export interface ProcessInfo extends ExitedProcess {
  readonly id: string
  readonly status: ProcessStatus
  readonly bundle: string
}

/** Counters read from the control group (cgroup v2 metrics). Times in microseconds. */
export interface TaskMetrics {
  readonly cpu: {
    readonly usageUsec: number
    readonly userUsec: number
    readonly systemUsec: number
    readonly periods: number
    readonly throttledPeriods: number
    readonly throttledUsec: number
  }
  readonly memory: { readonly usage: number; readonly limit: number; readonly stat: Readonly<Record<string, number>> }
  readonly pids: { readonly current: number; readonly limit: number }
  readonly io: readonly { readonly major: number; readonly minor: number; readonly op: string; readonly value: number }[]
}

interface Method<Q, A> {
  readonly request: Q
  readonly response: A
}

type Nothing = object

export interface TaskService {
  Create: Method<{ id: string; bundle?: string } & TaskIo, { pid: number }>
  Start: Method<ProcessTarget, { pid: number }>
  Delete: Method<ProcessTarget, ExitedProcess>
  Exec: Method<{ id: string; execId: string; spec: SpecProcess } & TaskIo, Nothing>
  ResizePty: Method<ProcessTarget & { width: number; height: number }, Nothing>
  CloseIO: Method<ProcessTarget & { stdin: boolean }, Nothing>
  Kill: Method<ProcessTarget & { signal: number; all?: boolean }, Nothing>
  Pause: Method<{ id: string }, Nothing>
  Resume: Method<{ id: string }, Nothing>
  State: Method<ProcessTarget, ProcessInfo>
  Pids: Method<{ id: string }, { processes: readonly { readonly pid: number }[] }>
  Update: Method<{ id: string; resources: SpecResources }, Nothing>
  Stats: Method<{ id: string }, TaskMetrics>
  /** Shims only: ends the shim once nothing is left in it. */
  Shutdown: Method<{ id: string }, Nothing>
}

export const shimService = 'containerd.task.v2.Task'
export const taskService = 'containerd.services.tasks.v1.Tasks'
export const containerService = 'containerd.services.containers.v1.Containers'
export const eventService = 'containerd.services.events.v1.Events'
export const versionService = 'containerd.services.version.v1.Version'

/** What a shim tells containerd and containerd tells its subscribers (api/events). */
export type TaskEvent =
  | { readonly topic: '/tasks/create'; readonly containerId: string; readonly pid: number }
  | { readonly topic: '/tasks/start'; readonly containerId: string; readonly pid: number }
  /** `id` is the container's for its first process, else the exec's. */
  | {
      readonly topic: '/tasks/exit'
      readonly containerId: string
      readonly id: string
      readonly pid: number
      readonly exitStatus: number
      readonly exitedAt: string
    }
  | { readonly topic: '/tasks/oom'; readonly containerId: string }
  | { readonly topic: '/tasks/exec-added'; readonly containerId: string; readonly execId: string }
  | { readonly topic: '/tasks/exec-started'; readonly containerId: string; readonly execId: string; readonly pid: number }
  | { readonly topic: '/tasks/paused'; readonly containerId: string }
  | { readonly topic: '/tasks/resumed'; readonly containerId: string }
  | { readonly topic: '/tasks/delete'; readonly containerId: string; readonly pid: number; readonly exitStatus: number; readonly exitedAt: string }
