/** A line of /proc/PID/uid_map: `count` ids from `inside` on are those from `outside` on in the parent namespace. */
export interface IdRange {
  readonly inside: number
  readonly outside: number
  readonly count: number
}

/** What an id without a mapping shows as (/proc/sys/kernel/overflowuid). */
const overflowId = 65_534

/**
 * User and group ids of its processes, and what their capabilities reach (user_namespaces(7)). The kernel works with ids of the initial
 * namespace; programs give and see their own.
 */
export class UserNamespace {
  uidMap: readonly IdRange[] = []
  gidMap: readonly IdRange[] = []
  /** setgroups(2) is allowed. */
  setgroups: boolean

  constructor(
    readonly parent: UserNamespace | undefined,
    /** Effective uid of the creator, as the kernel counts. */
    readonly ownerUid: number,
  ) {
    this.setgroups = parent?.setgroups ?? true
    if (parent) return
    const all = [{ inside: 0, outside: 0, count: 4_294_967_295 }]
    this.uidMap = all
    this.gidMap = all
  }

  /** Whether `other` is this namespace or one below it. */
  includes(other: UserNamespace): boolean {
    for (let at: UserNamespace | undefined = other; at; at = at.parent) if (at === this) return true
    return false
  }

  /** The kernel's id of one given inside; undefined when it is not mapped. */
  toGlobal(kind: 'uid' | 'gid', id: number): number | undefined {
    if (!this.parent) return id
    const range = this.mapOf(kind).find(({ inside, count }) => id >= inside && id < inside + count)
    return range && this.parent.toGlobal(kind, id - range.inside + range.outside)
  }

  /** What an id of the kernel is called inside. */
  fromGlobal(kind: 'uid' | 'gid', global: number): number {
    return this.lookUp(kind, global) ?? overflowId
  }

  /** Whether an id of the kernel has a name inside. */
  maps(kind: 'uid' | 'gid', global: number): boolean {
    return this.lookUp(kind, global) !== undefined
  }

  private lookUp(kind: 'uid' | 'gid', global: number): number | undefined {
    if (!this.parent) return global
    const above = this.parent.lookUp(kind, global)
    if (above === undefined) return undefined
    const range = this.mapOf(kind).find(({ outside, count }) => above >= outside && above < outside + count)
    return range && above - range.outside + range.inside
  }

  private mapOf(kind: 'uid' | 'gid'): readonly IdRange[] {
    return kind === 'uid' ? this.uidMap : this.gidMap
  }
}
