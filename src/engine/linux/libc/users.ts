import type { Sys } from '../kernel/calls.ts'
import { readFile } from './stdio.ts'

/** Models getpwnam(3), getgrnam(3) and their kin over /etc/passwd and /etc/group. */
export interface User {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly gecos: string
  readonly home: string
  readonly shell: string
}

export interface Group {
  readonly name: string
  readonly gid: number
  readonly members: readonly string[]
}

/** Users of an /etc/passwd text. */
export function parsePasswd(text: string): readonly User[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', , uid = '', gid = '', gecos = '', home = '', shell = ''] = line.split(':')
    return name === '' || !/^\d+$/.test(uid) || !/^\d+$/.test(gid) ? [] : [{ name, uid: Number(uid), gid: Number(gid), gecos, home, shell }]
  })
}

/** Groups of an /etc/group text. */
export function parseGroup(text: string): readonly Group[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', , gid = '', members = ''] = line.split(':')
    return name === '' || !/^\d+$/.test(gid) ? [] : [{ name, gid: Number(gid), members: members.split(',').filter(Boolean) }]
  })
}

/** Everyone in /etc/passwd; empty when it is missing. */
export function* allUsers(): Sys<readonly User[]> {
  const text = yield* readFile('/etc/passwd')
  return text.ok ? parsePasswd(text.value) : []
}

export function* allGroups(): Sys<readonly Group[]> {
  const text = yield* readFile('/etc/group')
  return text.ok ? parseGroup(text.value) : []
}

export function* userByName(name: string): Sys<User | undefined> {
  return (yield* allUsers()).find((user) => user.name === name)
}

export function* userById(uid: number): Sys<User | undefined> {
  return (yield* allUsers()).find((user) => user.uid === uid)
}

export function* groupByName(name: string): Sys<Group | undefined> {
  return (yield* allGroups()).find((group) => group.name === name)
}

/** Group ids a login gets: the primary one, then those that list the user (getgrouplist). */
export function* groupsOf(user: User): Sys<readonly number[]> {
  const groups = yield* allGroups()
  return [...new Set([user.gid, ...groups.filter((group) => group.members.includes(user.name)).map((group) => group.gid)])]
}
