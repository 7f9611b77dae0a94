import { err, ok } from '../../../base/result.ts'
import type { Res, Stat } from '../calls.ts'
import { capable } from '../credentials.ts'
import type { Process, Task } from '../task.ts'
import type { IdRange } from './user.ts'

/** Lines a map may have (UID_GID_MAP_MAX_EXTENTS). */
const mostLines = 340

/**
 * Writing /proc/PID/uid_map or gid_map: once, by somebody with rights over the namespace; without CAP_SETUID in the parent only one's own id can
 * be mapped, and groups only after `deny` was written to setgroups (user_namespaces(7)).
 */
export function writeIdMap(writer: Task, target: Process, kind: 'uid' | 'gid', text: string): Res<undefined> {
  const namespace = target.namespaces.user
  const parent = namespace.parent
  const field = kind === 'uid' ? 'uidMap' : 'gidMap'
  if (!parent || namespace[field].length > 0) return err('EPERM')
  if (writer.namespaces.user !== namespace && writer.namespaces.user !== parent) return err('EPERM')
  const ranges = parseRanges(text)
  if (!ranges) return err('EINVAL')
  const who = writer.process.credentials
  const [only] = ranges
  const own = kind === 'uid' ? who.euid : who.egid
  const capability = kind === 'uid' ? 'CAP_SETUID' : 'CAP_SETGID'
  const privileged = capable(who, capability, parent)
  const ownOnly = ranges.length === 1 && only?.count === 1 && parent.toGlobal(kind, only.outside) === own && who.euid === namespace.ownerUid
  if (!privileged && !(ownOnly && (kind === 'uid' || !namespace.setgroups))) return err('EPERM')
  if (ranges.some(({ outside }) => parent.toGlobal(kind, outside) === undefined)) return err('EPERM')
  namespace[field] = ranges
  return ok(undefined)
}

function parseRanges(text: string): readonly IdRange[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0 || lines.length > mostLines) return undefined
  const ranges: IdRange[] = []
  for (const line of lines) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s*$/.exec(line)
    if (!match || Number(match[3]) === 0) return undefined
    ranges.push({ inside: Number(match[1]), outside: Number(match[2]), count: Number(match[3]) })
  }
  return ranges
}

/** Writing /proc/PID/setgroups: `deny` before gid_map is set, for good. */
export function writeSetgroups(target: Process, text: string): Res<undefined> {
  const namespace = target.namespaces.user
  const word = text.trim()
  if (word !== 'deny' && word !== 'allow') return err('EINVAL')
  if (word === 'allow') return namespace.setgroups ? ok(undefined) : err('EPERM')
  if (namespace.gidMap.length > 0 && namespace.setgroups) return err('EPERM')
  namespace.setgroups = false
  return ok(undefined)
}

/** A file's status with the ids the task sees. */
export function statSeenBy(task: Task, stat: Stat): Stat {
  const { user } = task.namespaces
  return user.parent ? { ...stat, uid: user.fromGlobal('uid', stat.uid), gid: user.fromGlobal('gid', stat.gid) } : stat
}
