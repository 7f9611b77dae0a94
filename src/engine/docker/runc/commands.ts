import type { Sys } from '../../linux/kernel/calls.ts'
import { O } from '../../linux/kernel/calls.ts'
import { signals } from '../../linux/kernel/signal.ts'
import { run } from '../../linux/libc/spawn.ts'
import { print, readFile, write } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import { namesIn, removeAll } from '../oci/files.ts'
import { goErrno } from '../oci/go-errno.ts'
import type { SpecResources } from '../oci/runtime-spec.ts'
import { applyResources, cgroupPids, freeze, removeCgroup } from './cgroup.ts'
import { Failure } from './failure.ts'
import type { RuncSettings } from './settings.ts'
import { describeState, execFifo, loadRecord, stateDirectory, statusOf } from './state.ts'

/** runc's commands on containers that exist. */

export function* start(settings: RuncSettings, id: string): Sys<void> {
  const record = yield* loadRecord(settings.root, id)
  const status = yield* statusOf(settings.root, record)
  if (status === 'stopped') throw new Failure('cannot start a container that has stopped')
  if (status !== 'created') throw new Failure('cannot start an already running container')
  const path = execFifo(settings.root, id)
  const fifo = yield* sys.open({ path, flags: O.WRONLY | O.CLOEXEC })
  if (!fifo.ok) throw new Failure(`open exec fifo: ${goErrno(fifo.error)}`)
  yield* sys.unlink({ path })
  yield* write(fifo.value, '0')
  yield* sys.close({ fd: fifo.value })
}

export function* kill(settings: RuncSettings, id: string, signal: number, all: boolean): Sys<void> {
  const record = yield* loadRecord(settings.root, id)
  if (all) {
    for (const pid of yield* cgroupPids(record.cgroup)) yield* sys.kill({ pid, signal })
    return
  }
  if ((yield* statusOf(settings.root, record)) === 'stopped') throw new Failure('container not running')
  const sent = yield* sys.kill({ pid: record.init_process_pid, signal })
  if (!sent.ok) throw new Failure(sent.error === 'ESRCH' ? 'container not running' : `unable to signal init: ${goErrno(sent.error)}`)
}

export function* remove(settings: RuncSettings, id: string, force: boolean): Sys<void> {
  if (force && !(yield* readFile(`${stateDirectory(settings.root, id)}/state.json`)).ok) return
  const record = yield* loadRecord(settings.root, id)
  const status = yield* statusOf(settings.root, record)
  if (status === 'created' || (force && status !== 'stopped')) {
    for (const pid of yield* cgroupPids(record.cgroup)) yield* sys.kill({ pid, signal: signals.SIGKILL })
    while ((yield* statusOf(settings.root, record)) !== 'stopped') yield* sys.nanosleep({ ms: 100 })
  } else if (status !== 'stopped') throw new Failure(`cannot delete container ${id} that is not stopped: ${status}`)
  yield* endLeftovers(record.cgroup)
  yield* removeCgroup(record.cgroup)
  yield* removeAll(stateDirectory(settings.root, id))
}

/** Without a pid namespace of its own, a container's first process does not take the others with it: they are in its control group still. */
function* endLeftovers(cgroup: string): Sys<void> {
  for (let tries = 0; tries < 100; tries++) {
    const left = yield* cgroupPids(cgroup)
    if (left.length === 0) return
    for (const pid of left) yield* sys.kill({ pid, signal: signals.SIGKILL })
    yield* sys.nanosleep({ ms: 10 })
  }
}

export function* pause(settings: RuncSettings, id: string): Sys<void> {
  const record = yield* loadRecord(settings.root, id)
  const status = yield* statusOf(settings.root, record)
  if (status !== 'running' && status !== 'created') throw new Failure('container not running or created: not paused')
  yield* freeze(record.cgroup, true)
}

export function* resume(settings: RuncSettings, id: string): Sys<void> {
  const record = yield* loadRecord(settings.root, id)
  if ((yield* statusOf(settings.root, record)) !== 'paused') throw new Failure('container not paused')
  yield* freeze(record.cgroup, false)
}

/** `update --resources FILE`. */
export function* update(settings: RuncSettings, id: string, file: string): Sys<void> {
  const record = yield* loadRecord(settings.root, id)
  const text = yield* readFile(file)
  if (!text.ok) throw new Failure(`open ${file}: ${goErrno(text.error)}`)
  yield* applyResources(record.cgroup, JSON.parse(text.value) as SpecResources)
}

export function* state(settings: RuncSettings, id: string): Sys<void> {
  const described = yield* describeState(settings.root, yield* loadRecord(settings.root, id))
  yield* print(`${JSON.stringify(described, undefined, 2)}\n`)
}

export function* list(settings: RuncSettings, quiet: boolean): Sys<void> {
  const rows: string[][] = quiet ? [] : [['ID', 'PID', 'STATUS', 'BUNDLE', 'CREATED', 'OWNER']]
  for (const id of [...(yield* namesIn(settings.root))].sort()) {
    const one = yield* describeState(settings.root, yield* loadRecord(settings.root, id))
    rows.push(quiet ? [id] : [id, String(one.pid), one.status, one.bundle, one.created, 'root'])
  }
  const widths = (rows[0] ?? []).map((_, column) => Math.max(12, ...rows.map((row) => (row[column] ?? '').length + 3)))
  for (const row of rows)
    yield* print(`${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('')}\n`)
}

/** `ps ID`: the host's ps -ef, the container's lines of it. */
export function* processes(settings: RuncSettings, id: string, format: string): Sys<number> {
  const record = yield* loadRecord(settings.root, id)
  const pids = yield* cgroupPids(record.cgroup)
  if (format === 'json') {
    yield* print(`${JSON.stringify(pids)}\n`)
    return 0
  }
  return yield* run(['ps', '-f', '-p', pids.length > 0 ? pids.join(',') : '0'])
}
