import type { Capability, Credentials } from '../credentials.ts'
import { noCapabilities, rootUid } from '../credentials.ts'
import type { PathRef } from '../fs/path-ref.ts'
import type { Process } from '../task.ts'

/** Who the process is after execve: set-id bits and the transformation of capabilities (capabilities(7), cap_bprm_creds_from_file). */
export function execCredentials(process: Process, path: PathRef): Credentials {
  const old = process.credentials
  const { mode, uid, gid } = path.inode.stat()
  const root = rootUid(old)
  const known = !old.user || (old.user.maps('uid', uid) && old.user.maps('gid', gid))
  const honoured = known && !path.mount.attributes.noSuid && !process.noNewPrivileges
  const euid = honoured && mode & 0o4000 ? uid : old.euid
  const egid = honoured && (mode & 0o2010) === 0o2010 ? gid : old.egid
  const privileged = euid !== old.euid || egid !== old.egid
  const ambient = privileged ? noCapabilities : old.ambient
  const ids = { ...old, euid, egid, suid: euid, sgid: egid, ambient }
  if (root !== undefined && (euid === root || old.uid === root)) {
    const permitted = union(old.bounding, old.inheritable)
    return { ...ids, permitted, effective: euid === root ? permitted : ambient }
  }
  return { ...ids, permitted: ambient, effective: ambient }
}

function union(a: ReadonlySet<Capability>, b: ReadonlySet<Capability>): ReadonlySet<Capability> {
  if (b.size === 0) return a
  return new Set([...a, ...b])
}

/** Capabilities that only its own namespace's root keeps when ids change (cap_emulate_setxuid). */
export function droppedWithRoot(before: Credentials, after: Credentials): boolean {
  const root = rootUid(before)
  return [before.uid, before.euid, before.suid].includes(root as number) && ![after.uid, after.euid, after.suid].includes(root as number)
}
