import type { Pid, Sys } from '../../../kernel/calls.ts'
import { sys } from '../../../sys.ts'
import { JournalSender } from '../journal/sender.ts'
import { startService, stopService } from './service.ts'
import { startSocket, stopSocket } from './socket.ts'
import type { ExecRecord } from './unit.ts'
import { Unit } from './unit.ts'
import { installedUnits, linkedDependencies, loadUnit } from './unit-paths.ts'

export type JobResult = 'done' | 'failed' | 'dependency' | 'timeout' | 'not-found' | 'masked'

interface Job {
  readonly unit: Unit
  readonly finished: object
  result: JobResult | undefined
}

/**
 * systemd's manager: units, jobs and who watches which process. Jobs run as threads of pid 1: each waits for what it is ordered after,
 * then starts its unit. Models core/manager.c, core/job.c and core/transaction.c; leaves out isolation, conflicts and job merging.
 */
export class Manager {
  readonly units = new Map<string, Unit>()
  readonly watched = new Map<Pid, { readonly unit: Unit; readonly record: ExecRecord }>()
  readonly journal: JournalSender
  /** Woken when a child was made, so that the reaper looks again. */
  readonly childMade = {}
  bootFinishedMs: number | undefined
  private readonly jobs = new Map<string, Job>()

  constructor(readonly version: number) {
    this.journal = new JournalSender('systemd', undefined)
  }

  /** The unit of that name, read from disk at first use. */
  *unit(name: string): Sys<Unit> {
    const known = this.units.get(name)
    if (known && known.load === 'loaded') return known
    return yield* this.read(known ?? new Unit(name))
  }

  private *read(unit: Unit): Sys<Unit> {
    const loaded = yield* loadUnit(unit.name)
    unit.load = loaded.load
    unit.file = loaded.file
    unit.fragmentPath = loaded.fragmentPath
    unit.dropIns = loaded.dropIns
    this.units.set(unit.name, unit)
    return unit
  }

  /** daemon-reload: reads every known unit's files again, and learns which sockets trigger what. */
  *reload(): Sys<void> {
    for (const name of yield* installedUnits()) if (!name.includes('@.')) yield* this.unit(name)
    for (const unit of [...this.units.values()]) yield* this.read(unit)
    for (const unit of this.units.values()) {
      const socket = unit.name.replace(/\.service$/, '.socket')
      if (unit.kind === 'service' && this.units.get(socket)?.load === 'loaded') unit.triggeredBy = [socket]
    }
  }

  /** Starts a unit with everything it needs, in order; answers when its job is done. */
  *start(name: string): Sys<JobResult> {
    const unit = yield* this.unit(name)
    if (unit.load === 'masked') return 'masked'
    if (unit.load !== 'loaded') return 'not-found'
    if (unit.active === 'active') return 'done'
    const transaction = new Map<string, Unit>()
    yield* this.collect(unit, transaction)
    const fresh = [...transaction.values()].filter((member) => member.active !== 'active').flatMap((member) => this.newJob(member))
    for (const job of fresh) {
      if (fresh.length === 1) yield* this.run(job)
      else yield* sys.clone({ thread: true, main: () => this.run(job) })
    }
    const job = this.jobs.get(name)
    while (job && job.result === undefined) yield* sys.futexWait({ on: job.finished })
    return job?.result ?? 'done'
  }

  *stop(name: string): Sys<JobResult> {
    const unit = yield* this.unit(name)
    if (unit.load === 'not-found' && unit.active === 'inactive') return 'not-found'
    for (const other of [...this.units.values()]) {
      const tied = [...other.file.words('Unit', 'Requires'), ...other.file.words('Unit', 'BindsTo'), ...other.file.words('Unit', 'PartOf')]
      if (other !== unit && other.active === 'active' && tied.includes(name) && other.kind !== 'target') yield* this.stop(other.name)
    }
    if (unit.kind === 'service') yield* stopService(this, unit)
    else if (unit.kind === 'socket') yield* stopSocket(this, unit)
    else yield* this.enter(unit, 'inactive', 'dead')
    return 'done'
  }

  /** Changes a unit's state, notes when, wakes who waits for it. */
  *enter(unit: Unit, active: Unit['active'], sub: string): Sys<void> {
    const now = yield* sys.clockRealtime({})
    if (active === 'active' && unit.active !== 'active') unit.activeEnterMs = now
    if ((active === 'inactive' || active === 'failed') && unit.active !== active) unit.inactiveEnterMs = now
    unit.active = active
    unit.sub = sub
    yield* sys.futexWake({ on: unit.changed, count: Number.POSITIVE_INFINITY })
    yield* sys.record({ kind: 'systemd.unit-changed', data: { unit: unit.name, active, sub } })
  }

  /** Writes a line of systemd's own to the journal, filed under the unit. */
  *log(unit: Unit | undefined, message: string, priority = 6): Sys<void> {
    yield* this.journal.send(message, { priority, ...(unit && { unit: unit.name }) })
  }

  private *collect(unit: Unit, into: Map<string, Unit>): Sys<void> {
    if (into.has(unit.name)) return
    into.set(unit.name, unit)
    for (const name of yield* this.pulledIn(unit)) {
      const needed = yield* this.unit(name)
      if (needed.load === 'loaded') yield* this.collect(needed, into)
    }
  }

  private *pulledIn(unit: Unit): Sys<readonly string[]> {
    const file = unit.file
    const names = [...file.words('Unit', 'Requires'), ...file.words('Unit', 'BindsTo'), ...file.words('Unit', 'Wants')]
    names.push(...(yield* linkedDependencies(unit.name, 'requires')), ...(yield* linkedDependencies(unit.name, 'wants')))
    return names
  }

  /** A job for the unit, or none when one is running already. */
  private newJob(unit: Unit): readonly Job[] {
    const running = this.jobs.get(unit.name)
    if (running && running.result === undefined) return []
    const job: Job = { unit, finished: {}, result: undefined }
    this.jobs.set(unit.name, job)
    return [job]
  }

  private *run(job: Job): Sys<number> {
    job.result = yield* this.perform(job.unit)
    yield* sys.futexWake({ on: job.finished, count: Number.POSITIVE_INFINITY })
    return 0
  }

  private *perform(unit: Unit): Sys<JobResult> {
    for (const name of yield* this.orderedAfter(unit)) {
      const earlier = this.jobs.get(name)
      while (earlier && earlier.result === undefined) yield* sys.futexWait({ on: earlier.finished })
    }
    for (const name of [...unit.file.words('Unit', 'Requires'), ...unit.file.words('Unit', 'BindsTo')]) {
      const required = yield* this.unit(name)
      if (required.active === 'active' || required.active === 'activating') continue
      yield* this.log(unit, `Dependency failed for ${unit.description}.`, 4)
      unit.result = 'dependency'
      return 'dependency'
    }
    switch (unit.kind) {
      case 'service':
        return yield* startService(this, unit)
      case 'socket':
        return yield* startSocket(this, unit)
      default:
        yield* this.enter(unit, 'active', unit.kind === 'mount' ? 'mounted' : 'active')
        if (unit.kind === 'target') yield* this.log(unit, `Reached target ${unit.description}.`)
        return 'done'
    }
  }

  /** Explicit After=, other units' Before=, and for targets everything they pull in (the default dependencies of systemd.target(5)). */
  private *orderedAfter(unit: Unit): Sys<readonly string[]> {
    const names = new Set(unit.file.words('Unit', 'After'))
    for (const [name, job] of this.jobs) if (job.unit.file.words('Unit', 'Before').includes(unit.name)) names.add(name)
    if (unit.kind === 'target') for (const name of yield* this.pulledIn(unit)) names.add(name)
    else if (unit.file.flag('Unit', 'DefaultDependencies', true)) names.add(unit.kind === 'service' ? 'basic.target' : 'sysinit.target')
    names.delete(unit.name)
    return [...names]
  }
}
