import { err, ok } from '../../../base/result.ts'
import type { Res } from '../calls.ts'
import type { Capability, Credentials } from '../credentials.ts'
import { capable, noCapabilities, rootUid } from '../credentials.ts'
import type { Handlers } from '../handlers.ts'
import type { Task } from '../task.ts'
import { droppedWithRoot } from './exec-credentials.ts'
import { withFilter } from './seccomp.ts'

/** Who a process is and what it may do: setresuid(2), setresgid(2), setgroups(2), capset(2), umask(2), prctl(2). */
export const identityCalls: Handlers<'getcredentials' | 'setcredentials' | 'umask' | 'prctl'> = {
  getcredentials: (task) => seenBy(task, task.process.credentials),

  setcredentials: (task, wanted) => {
    const meant = globalIds(task, credentialsIn(wanted))
    if (!meant) return err('EINVAL')
    if (wanted.groups && !task.namespaces.user.setgroups) return err('EPERM')
    const changed = change(task.process.credentials, meant)
    if (!changed.ok) return changed
    task.process.credentials = changed.value
    return ok(undefined)
  },

  umask: (task, { mask }) => {
    const { directories } = task.process
    const old = directories.umask
    directories.umask = mask & 0o777
    return old
  },

  prctl: (task, request) => {
    const { process } = task
    if (request.parentDeathSignal !== undefined && (request.parentDeathSignal < 0 || request.parentDeathSignal > 64)) return err('EINVAL')
    if (request.noNewPrivileges === false) return err('EINVAL')
    if (request.seccomp) {
      if (!process.noNewPrivileges && !capable(task.process.credentials, 'CAP_SYS_ADMIN')) return err('EACCES')
      process.seccomp = withFilter(process.seccomp, request.seccomp.denied)
    }
    if (request.name !== undefined) process.name = request.name.slice(0, 15)
    if (request.title !== undefined) process.argv = [request.title]
    if (request.childSubreaper !== undefined) process.childSubreaper = request.childSubreaper
    if (request.parentDeathSignal !== undefined) process.parentDeathSignal = request.parentDeathSignal || undefined
    if (request.noNewPrivileges) process.noNewPrivileges = true
    if (request.dumpable !== undefined) process.dumpable = request.dumpable
    return ok(undefined)
  },
}

const userIds = ['uid', 'euid', 'suid'] as const
const groupIds = ['gid', 'egid', 'sgid'] as const

/** Ids as the task's user namespace names them. */
function seenBy(task: Task, who: Credentials): Credentials {
  const { user } = task.namespaces
  if (!user.parent) return who
  const users = Object.fromEntries(userIds.map((name) => [name, user.fromGlobal('uid', who[name])]))
  const groups = Object.fromEntries(groupIds.map((name) => [name, user.fromGlobal('gid', who[name])]))
  return { ...who, ...users, ...groups, groups: who.groups.map((gid) => user.fromGlobal('gid', gid)) }
}

/** The reverse for what a call gives; undefined when an id is not mapped. */
function globalIds(task: Task, wanted: Partial<Credentials>): Partial<Credentials> | undefined {
  const { user } = task.namespaces
  if (!user.parent) return wanted
  const out: { -readonly [K in keyof Credentials]?: Credentials[K] } = { ...wanted }
  for (const [kind, names] of [['uid', userIds] as const, ['gid', groupIds] as const]) {
    for (const name of names) {
      const given = wanted[name]
      if (given === undefined) continue
      const global = user.toGlobal(kind, given)
      if (global === undefined) return undefined
      out[name] = global
    }
  }
  if (wanted.groups) out.groups = wanted.groups.flatMap((gid) => user.toGlobal('gid', gid) ?? [])
  return out
}

/** Only the credentials of a request (which also carries its call's name). */
function credentialsIn(request: Partial<Credentials>): Partial<Credentials> {
  const { uid, euid, suid, gid, egid, sgid, groups, effective, permitted, inheritable, bounding, ambient } = request
  const all = { uid, euid, suid, gid, egid, sgid, groups, effective, permitted, inheritable, bounding, ambient }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<Credentials>
}

function change(old: Credentials, wanted: Partial<Credentials>): Res<Credentials> {
  for (const [names, capability] of [
    [['uid', 'euid', 'suid'], 'CAP_SETUID'],
    [['gid', 'egid', 'sgid'], 'CAP_SETGID'],
  ] as const) {
    const mine = names.map((name) => old[name])
    const strange = names.some((name) => wanted[name] !== undefined && !mine.includes(wanted[name] as number))
    if (strange && !capable(old, capability, old.user)) return err('EPERM')
  }
  if (wanted.groups && !capable(old, 'CAP_SETGID', old.user)) return err('EPERM')
  const refused = refuseCapabilities(old, wanted)
  if (refused) return err(refused)
  return ok(adjusted(old, { ...old, ...wanted }, wanted))
}

function refuseCapabilities(old: Credentials, wanted: Partial<Credentials>): 'EPERM' | undefined {
  const within = (set: ReadonlySet<Capability>, of: ReadonlySet<Capability>): boolean => [...set].every((each) => of.has(each))
  const permitted = wanted.permitted ?? old.permitted
  if (wanted.permitted && !within(wanted.permitted, old.permitted)) return 'EPERM'
  if (wanted.effective && !within(wanted.effective, permitted)) return 'EPERM'
  if (wanted.inheritable && !within(wanted.inheritable, new Set([...old.inheritable, ...old.permitted])) && !capable(old, 'CAP_SETPCAP', old.user))
    return 'EPERM'
  if (wanted.bounding && (!within(wanted.bounding, old.bounding) || !capable(old, 'CAP_SETPCAP', old.user))) return 'EPERM'
  if (wanted.ambient && !within(wanted.ambient, permitted)) return 'EPERM'
  return undefined
}

/** What leaving or regaining root does to capabilities that were not set by name. */
function adjusted(old: Credentials, next: Credentials, wanted: Partial<Credentials>): Credentials {
  let out = next
  if (droppedWithRoot(old, next)) {
    out = { ...out, ambient: noCapabilities }
    if (!wanted.permitted) out = { ...out, permitted: noCapabilities, effective: noCapabilities }
  }
  if (!wanted.effective) {
    const root = rootUid(old)
    if (old.euid === root && next.euid !== root) out = { ...out, effective: noCapabilities }
    else if (old.euid !== root && next.euid === root) out = { ...out, effective: out.permitted }
  }
  return out
}
