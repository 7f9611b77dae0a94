import { err, ok } from '../../../base/result.ts'
import type { Res } from '../calls.ts'
import type { Kernel } from '../kernel.ts'
import type { Process, Task } from '../task.ts'
import { Cgroup } from './cgroup.ts'
import type { Controller } from './controller.ts'
import { unlimited } from './controller.ts'
import { applyCpuset } from './controller-files.ts'

/** The hierarchy of a host's control groups. */
export class CgroupTree {
  readonly root: Cgroup
  private nextId = 2

  constructor(private readonly kernel: Kernel) {
    this.root = new Cgroup(undefined, '', 1, kernel.clock.unixMs)
  }

  /** The group at a path below the caller's cgroup root (what it sees as /sys/fs/cgroup). */
  find(task: Task, path: string): Res<Cgroup> {
    let at = task.namespaces.cgroup.root
    for (const name of path.split('/').filter(Boolean)) {
      const child = at.children.get(name)
      if (!child) return err('ENOENT')
      at = child
    }
    return ok(at)
  }

  /** mkdir. */
  create(parent: Cgroup, name: string): Res<Cgroup> {
    if (parent.dead) return err('ENODEV')
    if (parent.children.has(name)) return err('EEXIST')
    let depth = 0
    for (let at: Cgroup | undefined = parent; at; at = at.parent) {
      depth++
      const descendants = [...at.descendants()].length
      if (descendants > at.maxDescendants || depth > at.maxDepth) return err('EAGAIN')
    }
    const group = new Cgroup(parent, name, this.nextId++, this.kernel.clock.unixMs)
    parent.children.set(name, group)
    return ok(group)
  }

  /** rmdir: EBUSY while processes or groups are in it. */
  remove(group: Cgroup): Res<void> {
    if (!group.parent || group.population > 0 || group.children.size > 0) return err('EBUSY')
    group.dead = true
    this.kernel.clock.cancel(group.cpu.period)
    group.parent.children.delete(group.name)
    return ok(undefined)
  }

  /** Writing a pid to cgroup.procs. */
  move(process: Process, to: Cgroup): Res<void> {
    const from = process.cgroup
    if (to.dead) return err('ENODEV')
    if (to.parent && to.subtreeControl.size > 0) return err('EBUSY')
    if (from === to) return ok(undefined)
    const bursts = this.kernel.cpus.takeOut(process.threads)
    from.pids.charge(-process.threads.length)
    to.pids.charge(process.threads.length)
    from.leave(process)
    process.cgroup = to
    to.enter(process)
    for (const burst of bursts) this.kernel.cpus.resume(burst)
    if (from.frozen && !to.frozen) this.kernel.unparkThreads(process)
    else if (to.frozen) this.kernel.parkThreads(process)
    return ok(undefined)
  }

  /** A controller was taken from a group: its limits go. */
  resetController(group: Cgroup, controller: Controller): void {
    if (controller === 'cpu') {
      this.kernel.cpus.settleAll()
      Object.assign(group.cpu, { weight: 100, quotaMs: unlimited, periodMs: 100 })
      this.kernel.cpus.reconsider(group.cpu)
    } else if (controller === 'memory')
      Object.assign(group.memory, { max: unlimited, high: unlimited, min: 0, low: 0, swapMax: unlimited, oomGroup: false })
    else if (controller === 'pids') group.pids.max = unlimited
    else if (controller === 'cpuset') {
      group.cpus = ''
      group.mems = ''
      applyCpuset(this.kernel, group)
    }
  }
}
