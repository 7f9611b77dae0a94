import type { Sys } from '../../../kernel/calls.ts'
import { allGroups, allUsers } from '../../../libc/users.ts'

/** User and group names by number; a number without a name is shown as it is. */
export interface Names {
  readonly user: (uid: number) => string
  readonly group: (gid: number) => string
  readonly uid: (name: string) => number | undefined
  readonly gid: (name: string) => number | undefined
}

export function* readNames(): Sys<Names> {
  const users = yield* allUsers()
  const groups = yield* allGroups()
  const userNames = new Map([...users].reverse().map((user) => [user.uid, user.name]))
  const groupNames = new Map([...groups].reverse().map((group) => [group.gid, group.name]))
  const numeric = (text: string): number | undefined => (/^\d+$/.test(text) ? Number(text) : undefined)
  return {
    user: (uid) => userNames.get(uid) ?? String(uid),
    group: (gid) => groupNames.get(gid) ?? String(gid),
    uid: (name) => users.find((user) => user.name === name)?.uid ?? numeric(name),
    gid: (name) => groups.find((group) => group.name === name)?.gid ?? numeric(name),
  }
}
