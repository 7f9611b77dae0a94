import type { Sys } from '../../kernel/calls.ts'
import { allGroups, allUsers } from '../../libc/users.ts'

/** Names of user and group ids, read once; ids without a name show as numbers. */
export class OwnerNames {
  private users: ReadonlyMap<number, string> | undefined
  private groups: ReadonlyMap<number, string> | undefined;

  *user(uid: number): Sys<string> {
    this.users ??= new Map((yield* allUsers()).map((user) => [user.uid, user.name] as const).reverse())
    return this.users.get(uid) ?? String(uid)
  }

  *group(gid: number): Sys<string> {
    this.groups ??= new Map((yield* allGroups()).map((group) => [group.gid, group.name] as const).reverse())
    return this.groups.get(gid) ?? String(gid)
  }
}
