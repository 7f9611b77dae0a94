import { rfc3339Nano, timeOfMs } from '../../base/go-time.ts'
import type { Pid, Sys } from '../../linux/kernel/calls.ts'
import { readFile, writeFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import type { RuntimeSpec, RuntimeState } from '../oci/runtime-spec.ts'
import { Failure } from './failure.ts'

/** A container as runc remembers it between its short lives: `<root>/<id>/state.json` (libcontainer's State). */
export interface ContainerRecord {
  readonly id: string
  readonly init_process_pid: Pid
  /** Clock ticks since boot, as in /proc/PID/stat: tells a process from a later one with its pid. */
  readonly init_process_start: number
  readonly created: string
  readonly bundle: string
  /** Absolute path below /sys/fs/cgroup. */
  readonly cgroup: string
  readonly config: RuntimeSpec
}

export const stateDirectory = (root: string, id: string): string => `${root}/${id}`
export const execFifo = (root: string, id: string): string => `${root}/${id}/exec.fifo`

export function* saveRecord(root: string, record: ContainerRecord): Sys<void> {
  yield* writeFile(`${stateDirectory(root, record.id)}/state.json`, JSON.stringify(record), { mode: 0o600 })
}

export function* loadRecord(root: string, id: string): Sys<ContainerRecord> {
  const text = yield* readFile(`${stateDirectory(root, id)}/state.json`)
  if (!text.ok) throw new Failure('container does not exist')
  return JSON.parse(text.value) as ContainerRecord
}

export function* newRecord(id: string, pid: Pid, bundle: string, cgroup: string, config: RuntimeSpec): Sys<ContainerRecord> {
  const start = yield* processStart(pid)
  const created = rfc3339Nano(timeOfMs(yield* sys.clockRealtime({})))
  return { id, init_process_pid: pid, init_process_start: start?.ticks ?? 0, created, bundle, cgroup, config }
}

/** State letter and start time of a process, undefined when there is none. */
function* processStart(pid: Pid): Sys<{ state: string; ticks: number } | undefined> {
  const stat = yield* readFile(`/proc/${pid}/stat`)
  if (!stat.ok) return undefined
  const fields = stat.value.slice(stat.value.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', ticks: Number(fields[19]) }
}

export function* statusOf(root: string, record: ContainerRecord): Sys<RuntimeState['status']> {
  const process = yield* processStart(record.init_process_pid)
  if (!process || process.state === 'Z' || process.state === 'X' || process.ticks !== record.init_process_start) return 'stopped'
  const frozen = yield* readFile(`${record.cgroup}/cgroup.freeze`)
  if (frozen.ok && frozen.value.trim() === '1') return 'paused'
  return (yield* sys.stat({ path: execFifo(root, record.id) })).ok ? 'created' : 'running'
}

/** What `runc state` prints. */
export function* describeState(root: string, record: ContainerRecord): Sys<RuntimeState> {
  const status = yield* statusOf(root, record)
  return {
    ociVersion: record.config.ociVersion,
    id: record.id,
    pid: status === 'stopped' ? 0 : record.init_process_pid,
    status,
    bundle: record.bundle,
    rootfs: record.config.root.path,
    created: record.created,
    owner: '',
  }
}
