/** A line of /proc/PID/uid_map: `inside` ids from there on are `outside` ids of the parent namespace. */
export interface IdRange {
  readonly inside: number
  readonly outside: number
  readonly count: number
}

/** User and group ids of its processes (user_namespaces(7)). Unmapped ids show as 65534 (nobody). */
export class UserNamespace {
  uidMap: readonly IdRange[] = []
  gidMap: readonly IdRange[] = []

  constructor(
    readonly parent: UserNamespace | undefined,
    /** Effective uid of the creator in the parent. */
    readonly ownerUid: number,
  ) {
    if (!parent) {
      const all = [{ inside: 0, outside: 0, count: 4_294_967_295 }]
      this.uidMap = all
      this.gidMap = all
    }
  }

  /** Whether `other` is this namespace or one below it. */
  includes(other: UserNamespace): boolean {
    for (let at: UserNamespace | undefined = other; at; at = at.parent) if (at === this) return true
    return false
  }
}
