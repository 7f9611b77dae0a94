import type { ResourceName, Sys } from '../../linux/kernel/calls.ts'
import type { Capability } from '../../linux/kernel/credentials.ts'
import { allCapabilities } from '../../linux/kernel/credentials.ts'
import { readFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import { goErrno } from '../oci/go-errno.ts'
import type { SpecProcess, SpecSeccomp } from '../oci/runtime-spec.ts'
import { Failure, mustDo } from './failure.ts'

/** Who the container's process becomes: limits, user, groups, capabilities, directory, environment (libcontainer's finalizeNamespace). */

const resourceNames: Readonly<Record<string, ResourceName>> = {
  RLIMIT_NOFILE: 'nofile',
  RLIMIT_NPROC: 'nproc',
  RLIMIT_CORE: 'core',
  RLIMIT_FSIZE: 'fsize',
  RLIMIT_STACK: 'stack',
  RLIMIT_AS: 'as',
  RLIMIT_CPU: 'cpu',
  RLIMIT_DATA: 'data',
  RLIMIT_MEMLOCK: 'memlock',
}

/** 2^63 and -1 stand for unlimited. */
const limitValue = (value: number): number => (value < 0 || value >= 2 ** 63 ? Number.POSITIVE_INFINITY : value)

export function* applyRlimits(process: SpecProcess): Sys<void> {
  for (const { type, soft, hard } of process.rlimits ?? []) {
    const resource = resourceNames[type]
    if (!resource) continue
    const set = yield* sys.prlimit({ resource, set: { soft: limitValue(soft), hard: limitValue(hard) } })
    if (!set.ok) throw new Failure(`error setting rlimit type ${type}: ${goErrno(set.error)}`)
  }
}

const capabilitySet = (names: readonly string[] | undefined): ReadonlySet<Capability> => {
  const wanted = new Set(names)
  return new Set([...allCapabilities].filter((name) => wanted.has(name)))
}

/** Installs the filter: before privileges go where they are needed for that, so that the process itself never runs without. */
export function* applySeccomp(seccomp: SpecSeccomp | undefined): Sys<void> {
  const denied = seccomp?.syscalls.flatMap(({ names }) => names)
  if (!denied) return
  const done = yield* sys.prctl({ seccomp: { denied } })
  if (!done.ok) throw new Failure(`error loading seccomp filter into kernel: ${goErrno(done.error)}`)
}

/** Gives up what the process may not keep, then goes to its directory as the new user. */
export function* becomeUser(process: SpecProcess): Sys<void> {
  const { uid, gid, additionalGids } = process.user
  const { capabilities } = process
  if (process.noNewPrivileges) yield* sys.prctl({ noNewPrivileges: true })
  if (process.user.umask !== undefined) yield* sys.umask({ mask: process.user.umask })
  const changed = yield* sys.setcredentials({
    uid,
    euid: uid,
    suid: uid,
    gid,
    egid: gid,
    sgid: gid,
    groups: [gid, ...(additionalGids ?? []).filter((one) => one !== gid)],
    ...(capabilities && {
      bounding: capabilitySet(capabilities.bounding),
      effective: capabilitySet(capabilities.effective),
      permitted: capabilitySet(capabilities.permitted),
      inheritable: capabilitySet(capabilities.inheritable),
      ambient: capabilitySet(capabilities.ambient),
    }),
  })
  if (!changed.ok) throw new Failure(`unable to apply caps: ${goErrno(changed.error)}`)
  if (process.cwd !== '') yield* mustDo(sys.chdir({ path: process.cwd }), `chdir to cwd (${JSON.stringify(process.cwd)}) set in config.json failed`)
}

/** The process's environment; HOME comes from the container's passwd when nobody set it. */
export function* environmentOf(process: SpecProcess): Sys<Map<string, string>> {
  const env = new Map<string, string>()
  for (const entry of process.env) {
    const equals = entry.indexOf('=')
    if (equals > 0) env.set(entry.slice(0, equals), entry.slice(equals + 1))
  }
  if (!env.get('HOME')) {
    const passwd = yield* readFile('/etc/passwd')
    const line = passwd.ok ? passwd.value.split('\n').find((one) => one.split(':')[2] === String(process.user.uid)) : undefined
    env.delete('HOME')
    env.set('HOME', line?.split(':')[5] || '/')
  }
  return env
}

/** Go's exec.LookPath inside the container. */
export function* lookPath(name: string, env: ReadonlyMap<string, string>): Sys<string> {
  const refuse = (reason: string) => new Failure(`exec: ${JSON.stringify(name)}: ${reason}`)
  if (name.includes('/')) {
    const problem = yield* executableProblem(name)
    if (problem === undefined) return name
    throw refuse(problem)
  }
  for (const directory of (env.get('PATH') ?? '').split(':')) {
    const path = `${directory === '' ? '.' : directory}/${name}`
    if ((yield* executableProblem(path)) === undefined) return path
  }
  throw refuse('executable file not found in $PATH')
}

function* executableProblem(path: string): Sys<string | undefined> {
  const stat = yield* sys.stat({ path })
  if (!stat.ok) return `stat ${path}: ${goErrno(stat.error)}`
  if (stat.value.type === 'directory') return 'is a directory: permission denied'
  const access = yield* sys.access({ path, mode: 'x' })
  if (!access.ok || (stat.value.mode & 0o111) === 0) return 'permission denied'
  return undefined
}
