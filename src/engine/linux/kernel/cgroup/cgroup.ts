import type { Process } from '../task.ts'
import { WaitQueue } from '../wait.ts'
import type { Controller } from './controller.ts'
import { CpuAccount } from './cpu.ts'
import { IoAccount } from './io.ts'
import { MemoryAccount } from './memory.ts'
import { PidsAccount } from './pids.ts'

/**
 * A control group of the unified hierarchy: processes and what they may use together.
 * Models Documentation/admin-guide/cgroup-v2.rst with the controllers cpuset, cpu, io, memory and pids. Leaves out threaded groups, pressure
 * (PSI), delegation by user namespace, hugetlb, rdma and misc. What its files say is cgroup/files.ts.
 */
export class Cgroup {
  readonly children = new Map<string, Cgroup>()
  /** Live processes in it. */
  readonly processes = new Set<Process>()
  /** Controllers its children have (cgroup.subtree_control). */
  readonly subtreeControl = new Set<Controller>()
  readonly cpu: CpuAccount
  readonly memory: MemoryAccount
  readonly pids: PidsAccount
  readonly io: IoAccount
  /** cpuset.cpus as written; empty means those of the parent. */
  cpus = ''
  mems = ''
  /** cgroup.freeze as written. */
  freeze = false
  /** Removed: no process may enter. */
  dead = false
  maxDepth = Number.POSITIVE_INFINITY
  maxDescendants = Number.POSITIVE_INFINITY
  /** Live processes here and below. */
  population = 0
  /** Woken when a file of it that people watch (cgroup.events, memory.events) changes. */
  readonly changed = new WaitQueue()
  /** How often it changed. */
  version = 0

  constructor(
    readonly parent: Cgroup | undefined,
    readonly name: string,
    readonly id: number,
    readonly createdMs: number,
  ) {
    this.cpu = new CpuAccount(parent?.cpu)
    this.memory = new MemoryAccount(parent?.memory)
    this.pids = new PidsAccount(parent?.pids)
    this.io = new IoAccount(parent?.io)
  }

  /** From the root of the hierarchy: `/system.slice/docker.service`, `/`. */
  get path(): string {
    if (!this.parent) return '/'
    const above = this.parent.path
    return above === '/' ? `/${this.name}` : `${above}/${this.name}`
  }

  /** As a cgroup namespace rooted at `root` shows it: `/`, `/child`, `/../sibling`. */
  pathFrom(root: Cgroup): string {
    if (root === this) return '/'
    const own = this.chain()
    const other = root.chain()
    let common = 0
    while (common < own.length && common < other.length && own[common] === other[common]) common++
    const up = other.slice(common).map(() => '..')
    const down = own.slice(common).map((group) => group.name)
    return `/${[...up, ...down].join('/')}`
  }

  /** Whether the controller is available here (cgroup.controllers). */
  has(controller: Controller): boolean {
    return this.parent ? this.parent.subtreeControl.has(controller) : true
  }

  /** Frozen by itself or by a group above. */
  get frozen(): boolean {
    for (let at: Cgroup | undefined = this; at; at = at.parent) if (at.freeze) return true
    return false
  }

  /** This group and all below it, parents first. */
  *descendants(): Iterable<Cgroup> {
    yield this
    for (const child of this.children.values()) yield* child.descendants()
  }

  enter(process: Process): void {
    this.processes.add(process)
    for (let at: Cgroup | undefined = this; at; at = at.parent) if (at.population++ === 0) at.touch()
  }

  leave(process: Process): void {
    if (!this.processes.delete(process)) return
    for (let at: Cgroup | undefined = this; at; at = at.parent) if (--at.population === 0) at.touch()
  }

  /** cgroup.events or another watched file reads differently now. */
  touch(): void {
    this.version++
    this.changed.wakeAll()
  }

  private chain(): Cgroup[] {
    const out: Cgroup[] = []
    for (let at: Cgroup | undefined = this; at?.parent; at = at.parent) out.unshift(at)
    return out
  }
}
