/** A task that makes file calls without a kernel around it: what the tests of this room run on. */
import { ok } from '../../../../base/result.ts'
import { decode, encode } from '../../../../base/utf8.ts'
import type { Arguments, Res, Returned } from '../../calls.ts'
import { O } from '../../calls.ts'
import type { Credentials } from '../../credentials.ts'
import { noCapabilities, rootCredentials } from '../../credentials.ts'
import { FdTable } from '../../fd-table.ts'
import type { PathCallName } from '../../handlers.ts'
import { NamespaceTable } from '../../namespace/table.ts'
import { UserNamespace } from '../../namespace/user.ts'
import type { OpenFile } from '../../open-file.ts'
import { isKernelCode } from '../../open-file.ts'
import type { Process, Task } from '../../task.ts'
import type { KernelCode } from '../../wait.ts'
import { fileCalls } from '../file-calls.ts'
import type { MountNamespace } from '../mount.ts'
import type { PathRef } from '../path-ref.ts'
import type { TreeEntry } from '../tree.ts'
import { tree } from '../tree.ts'
import { Vfs } from '../vfs.ts'

const START_MS = 1_718_028_000_000

const userCredentials = (uid: number, groups: readonly number[] = []): Credentials => ({
  ...rootCredentials,
  uid,
  euid: uid,
  suid: uid,
  gid: uid,
  egid: uid,
  sgid: uid,
  groups,
  effective: noCapabilities,
  permitted: noCapabilities,
})

export interface World {
  readonly vfs: Vfs
  readonly facts: { readonly kind: string; readonly data: object }[]
  now: number
  /** A process of the initial namespace, or of the one given. */
  process(settings?: { uid?: number; groups?: readonly number[]; namespace?: MountNamespace; root?: PathRef; cwd?: PathRef }): Actor
}

export function world(files: Record<string, TreeEntry> = {}, settings: { diskBytes?: number; rootFsType?: 'ext4' | 'xfs' } = {}): World {
  const facts: { kind: string; data: object }[] = []
  const processes: Process[] = []
  const made: World = {
    facts,
    now: START_MS,
    vfs: new Vfs({
      root: tree(files, START_MS - 1_000_000),
      rootFsType: settings.rootFsType ?? 'ext4',
      diskBytes: settings.diskBytes ?? 20 * 1024 ** 3,
      memoryBytes: 2 * 1024 ** 3,
      nowMs: () => made.now,
      record: (kind, data) => facts.push({ kind, data }),
    }),
    process: ({ uid = 0, groups, namespace, root, cwd } = {}) => {
      const mnt = namespace ?? made.vfs.namespace
      const user = new UserNamespace(undefined, 0)
      const process = {
        files: new FdTable(1024),
        directories: { root: root ?? mnt.rootRef, cwd: cwd ?? mnt.rootRef, umask: 0o022 },
        credentials: uid === 0 ? rootCredentials : userCredentials(uid, groups),
        namespaces: { mnt, user },
        limits: new Map(),
        io: { reads: 0, readChars: 0, readBytes: 0, writes: 0, writtenChars: 0, writtenBytes: 0 },
        cgroup: { io: { count: () => undefined } },
      } as unknown as Process
      processes.push(process)
      const task = {
        process,
        namespaces: { mnt, user },
        kernel: {
          vfs: made.vfs,
          namespaces: new NamespaceTable(),
          processes: () => processes,
          record: (_task: Task, kind: string, data: object) => facts.push({ kind, data }),
        },
      } as unknown as Task
      return new Actor(task)
    },
  }
  return made
}

/** Runs kernel code that must not sleep. */
export function now<T>(outcome: T | KernelCode<T>): T {
  if (!isKernelCode(outcome)) return outcome
  const step = outcome.next('woken')
  if (!step.done) throw new Error('it sleeps')
  return step.value
}

export class Actor {
  constructor(readonly task: Task) {}

  call<K extends PathCallName>(name: K, request: Arguments<K>): Returned<K> {
    const handler = fileCalls[name] as unknown as (task: Task, request: object) => Returned<K>
    return now(handler(this.task, request)) as Returned<K>
  }

  /** The same, for calls that must succeed. */
  do<K extends PathCallName>(name: K, request: Arguments<K>): Returned<K> extends Res<infer T> ? T : never {
    const result = this.call(name, request) as Res<unknown>
    if (!result.ok) throw new Error(`${name} ${JSON.stringify(request)}: ${result.error}`)
    return result.value as never
  }

  error<K extends PathCallName>(name: K, request: Arguments<K>): string {
    const result = this.call(name, request) as Res<unknown>
    return result.ok ? 'ok' : result.error
  }

  file(fd: number): OpenFile {
    const file = this.task.process.files.get(fd)
    if (!file.ok) throw new Error('bad descriptor')
    return file.value
  }

  read(path: string): string {
    const fd = this.do('open', { path, flags: O.RDONLY })
    const parts: string[] = []
    for (;;) {
      const chunk = now(this.file(fd).read(this.task, 65_536))
      if (!chunk.ok) throw new Error(chunk.error)
      if (chunk.value.length === 0) break
      parts.push(decode(chunk.value))
    }
    this.task.process.files.close(fd)
    return parts.join('')
  }

  write(path: string, text: string | Uint8Array, flags: number = O.CREAT | O.TRUNC): Res<number> {
    const fd = this.call('open', { path, flags: O.WRONLY | flags, mode: 0o666 })
    if (!fd.ok) return fd
    const bytes = typeof text === 'string' ? encode(text) : text
    const written = bytes.length === 0 ? ok(0) : now(this.file(fd.value).write(this.task, bytes))
    this.task.process.files.close(fd.value)
    return written
  }

  list(path: string): string[] {
    return this.do('getdents', { path })
      .map((entry) => entry.name)
      .filter((name) => name !== '.' && name !== '..')
  }
}
