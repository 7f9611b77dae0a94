import type { Fd, NamespaceKind, Pid, Sys } from '../../linux/kernel/calls.ts'
import { O } from '../../linux/kernel/calls.ts'
import { signals } from '../../linux/kernel/signal.ts'
import { readFile, writeFile } from '../../linux/libc/stdio.ts'
import { sys } from '../../linux/sys.ts'
import { mkdirAll, removeAll } from '../oci/files.ts'
import { goErrno } from '../oci/go-errno.ts'
import type { RuntimeSpec, SpecNamespaceType } from '../oci/runtime-spec.ts'
import { applyResources, cgroupDirectory, makeCgroup, removeCgroup } from './cgroup.ts'
import { connectConsole } from './console.ts'
import { Failure, mustDo } from './failure.ts'
import { initProcess } from './init.ts'
import type { RuncSettings } from './settings.ts'
import { execFifo, newRecord, saveRecord, stateDirectory } from './state.ts'
import { awaitReady, sendSync } from './sync.ts'

/** `runc create`: everything up to the container's process waiting for `runc start`. */
export interface CreateOptions {
  readonly bundle: string
  readonly consoleSocket: string | undefined
  readonly pidFile: string | undefined
}

export const namespaceKinds: Readonly<Record<SpecNamespaceType, NamespaceKind>> = {
  pid: 'pid',
  network: 'net',
  mount: 'mnt',
  ipc: 'ipc',
  uts: 'uts',
  user: 'user',
  cgroup: 'cgroup',
}

export function* createContainer(settings: RuncSettings, id: string, options: CreateOptions): Sys<Pid> {
  if (!/^[\w+.-]+$/.test(id)) throw new Failure('invalid container ID format')
  const spec = yield* readSpec(options.bundle)
  const directory = stateDirectory(settings.root, id)
  yield* mkdirAll(settings.root, 0o700)
  const made = yield* sys.mkdir({ path: directory, mode: 0o711 })
  if (!made.ok) throw new Failure(made.error === 'EEXIST' ? 'container with given ID already exists' : `mkdir ${directory}: ${goErrno(made.error)}`)
  const cgroup = cgroupDirectory(spec.linux.cgroupsPath ?? `/${id}`, settings.systemdCgroup)
  try {
    const pid = yield* startInit(settings, id, spec, cgroup, options)
    yield* saveRecord(settings.root, yield* newRecord(id, pid, options.bundle, cgroup, spec))
    if (options.pidFile !== undefined) yield* writeFile(options.pidFile, String(pid))
    yield* sys.record({
      kind: 'container.namespaces-created',
      data: { container: id, pid, namespaces: spec.linux.namespaces.map((one) => one.type), cgroup },
    })
    return pid
  } catch (thrown) {
    yield* removeCgroup(cgroup)
    yield* removeAll(directory)
    throw thrown
  }
}

function* readSpec(bundle: string): Sys<RuntimeSpec> {
  const text = yield* readFile(`${bundle}/config.json`)
  if (!text.ok) throw new Failure(text.error === 'ENOENT' ? 'JSON specification file config.json not found' : goErrno(text.error))
  const spec = JSON.parse(text.value) as RuntimeSpec
  if (spec.process.args.length === 0) throw new Failure('process args cannot be empty')
  return spec
}

function* startInit(settings: RuncSettings, id: string, spec: RuntimeSpec, cgroup: string, options: CreateOptions): Sys<Pid> {
  const fifoPath = execFifo(settings.root, id)
  yield* mustDo(sys.mknod({ path: fifoPath, type: 'fifo', mode: 0o622 }), `mkfifo ${fifoPath}`)
  const fifo = yield* mustDo(sys.open({ path: fifoPath, flags: O.RDWR | O.CLOEXEC }), `open ${fifoPath}`)
  yield* makeCgroup(cgroup)
  yield* applyResources(cgroup, spec.linux.resources)
  const [read, write] = yield* mustDo(sys.pipe({ closeOnExec: true }), 'pipe')
  const console = options.consoleSocket === undefined ? undefined : yield* connectConsole(options.consoleSocket)
  const rootfs = spec.root.path.startsWith('/') ? spec.root.path : `${options.bundle}/${spec.root.path}`
  const child = yield* bear(spec, cgroup, write, () => initProcess({ spec, rootfs, cgroup, sync: write, fifo, console }))
  yield* sys.close({ fd: write })
  const outcome = yield* awaitReady(read)
  const pid = outcome.pid ?? child
  if (!outcome.error) return pid
  yield* sys.kill({ pid, signal: signals.SIGKILL })
  while ((yield* sys.wait4({ pid: -1 })).ok);
  const stage = settings.namesInit || !outcome.error.late ? 'error during container init: ' : ''
  throw new Failure(`unable to start container process: ${stage}${outcome.error.message}`)
}

/** Forks into the namespaces: new ones with clone, named ones by a stage in between that joins them first (libcontainer nsexec). */
function* bear(spec: RuntimeSpec, cgroup: string, sync: Fd, main: () => Sys<number>): Sys<Pid> {
  const { namespaces } = spec.linux
  // The control group's namespace comes later: its root is the group the process is in by then.
  const born = namespaces.filter((one) => one.path === undefined && one.type !== 'cgroup').map((one) => namespaceKinds[one.type])
  const joined = namespaces.filter((one) => one.path !== undefined)
  const group = cgroup.slice('/sys/fs/cgroup'.length)
  if (joined.length === 0) return yield* mustDo(sys.clone({ main, namespaces: born, cgroup: group }), 'clone')
  return yield* mustDo(
    sys.clone({
      *main() {
        for (const { type, path = '' } of joined) {
          const problem = yield* join(path, namespaceKinds[type])
          if (problem !== undefined) {
            yield* sendSync(sync, { type: 'error', message: `${problem} (${type})`, late: false })
            return 1
          }
        }
        const pid = yield* sys.clone({ main, namespaces: born, cgroup: group, siblingOf: 'parent' })
        if (pid.ok) yield* sendSync(sync, { type: 'pid', pid: pid.value })
        return pid.ok ? 0 : 1
      },
    }),
    'clone',
  )
}

/** setns to the namespace of that file; why not, if not. */
export function* join(path: string, kind: NamespaceKind): Sys<string | undefined> {
  const fd = yield* sys.open({ path, flags: O.RDONLY | O.CLOEXEC })
  if (!fd.ok) return `open ${path}: ${goErrno(fd.error)}`
  const joined = yield* sys.setns({ fd: fd.value, kind })
  yield* sys.close({ fd: fd.value })
  return joined.ok ? undefined : `setns ${path}: ${goErrno(joined.error)}`
}
