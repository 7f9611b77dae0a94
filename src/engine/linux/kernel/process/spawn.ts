import { assert } from '../../../base/assert.ts'
import type { FactId } from '../../../base/trace.ts'
import { encode } from '../../../base/utf8.ts'
import { sys } from '../../sys.ts'
import type { Sys } from '../calls.ts'
import { O } from '../calls.ts'
import type { Credentials } from '../credentials.ts'
import { rootCredentials } from '../credentials.ts'
import { strerror } from '../errno.ts'
import { FdTable } from '../fd-table.ts'
import { walk } from '../fs/walk.ts'
import type { Kernel } from '../kernel.ts'
import { ProcessId } from '../namespace/pid.ts'
import type { OpenFile } from '../open-file.ts'
import { Process, Task } from '../task.ts'
import { initialLimits } from './limits.ts'
import { ProcessGroup, Session } from './session.ts'
import { wakeNewTask } from './start.ts'

/** What the kernel itself starts: the lab's hands (a terminal's login, a browser visit), usermode helpers. */
export interface KernelSpawn {
  /** Path of the program and its arguments. */
  readonly path: string
  readonly argv: readonly string[]
  readonly env?: ReadonlyMap<string, string>
  readonly cwd?: string
  readonly credentials?: Credentials
  /** Descriptors 0, 1, 2, … */
  readonly files?: readonly OpenFile[]
  /** Opened as descriptors 0, 1 and 2 instead: the program's controlling terminal. */
  readonly terminal?: string
  readonly cause?: FactId
  /** Runs this instead of executing the path, under the path's name: the lab's own browser. */
  readonly main?: () => Sys<number>
}

/** Starts a program as a child of init, in a session of its own (call_usermodehelper). Exits 127 or 126 when it cannot be executed. */
export function spawnFromKernel(kernel: Kernel, request: KernelSpawn): Process {
  const init = kernel.init
  assert(init && !init.status, 'a program is started from outside on a running host')
  const namespaces = kernel.initialNamespaces
  const id = ProcessId.allocate(namespaces.pid)
  assert(id, 'the host has process ids left')
  const root = namespaces.mnt.rootRef
  const credentials = request.credentials ?? rootCredentials
  const cwd = walk({ task: undefined, root, cwd: root, credentials: rootCredentials }, request.cwd ?? '/')
  const session = new Session(id, undefined)
  const limits = initialLimits(Math.floor(kernel.memory.totalBytes / 131_072))
  const files = new FdTable(limits.get('nofile')?.soft ?? 1024)
  for (const file of request.files ?? []) files.install(file)
  const directories = { root, cwd: cwd.ok ? cwd.value : root, umask: 0o022 }
  const process = new Process(id, kernel, init, new ProcessGroup(id, session), files, directories, credentials, kernel.cgroups.root, kernel.uptimeMs)
  session.leader = process
  process.limits = limits
  process.name = request.main ? (request.argv[0] ?? request.path).slice(0, 15) : 'kworker/u4:0'
  if (request.main) process.argv = request.argv
  const leader = new Task(id.acquire(), process, namespaces)
  leader.cause = request.cause
  leader.frames.push({ code: request.main ? request.main() : execute(request), resume: undefined, restart: undefined })
  wakeNewTask(kernel, process, leader)
  return process
}

function* execute({ path, argv, env, terminal }: KernelSpawn): Sys<number> {
  if (terminal !== undefined) {
    yield* sys.open({ path: terminal, flags: O.RDWR })
    yield* sys.dup({ fd: 0 })
    yield* sys.dup({ fd: 0 })
  }
  const failed = yield* sys.execve({ path, argv, env: env ?? new Map() })
  if (failed.ok) return 0
  yield* sys.write({ fd: 2, bytes: encode(`${path}: ${strerror(failed.error)}\n`) })
  return failed.error === 'ENOENT' ? 127 : 126
}
