import { assert } from '../../../base/assert.ts'
import { sys } from '../../sys.ts'
import { rootCredentials } from '../credentials.ts'
import { FdTable } from '../fd-table.ts'
import type { Kernel } from '../kernel.ts'
import { ProcessId } from '../namespace/pid.ts'
import { Process, Task } from '../task.ts'
import { initialLimits } from './limits.ts'
import { ProcessGroup, Session } from './session.ts'
import { wakeNewTask } from './start.ts'

/** Makes pid 1 and lets it execute the first program; without one the kernel panics. */
export function startInit(kernel: Kernel, path: string, argv: readonly string[], env: ReadonlyMap<string, string>): Process {
  assert(!kernel.init, 'init was already started')
  const namespaces = kernel.initialNamespaces
  const id = ProcessId.allocate(namespaces.pid)
  assert(id, 'pid 1 is free')
  const session = new Session(id, undefined)
  const group = new ProcessGroup(id, session)
  const root = namespaces.mnt.rootRef
  const directories = { root, cwd: root, umask: 0o022 }
  const limits = initialLimits(Math.floor(kernel.memory.totalBytes / 131_072))
  const files = new FdTable(limits.get('nofile')?.soft ?? 1024)
  const init = new Process(id, kernel, undefined, group, files, directories, rootCredentials, kernel.cgroups.root, kernel.uptimeMs)
  session.leader = init
  init.limits = limits
  init.name = 'swapper/0'
  const leader = new Task(id.acquire(), init, namespaces)
  leader.frames.push({ code: execute(kernel, path, argv, env), resume: undefined, restart: undefined })
  kernel.init = init
  wakeNewTask(kernel, init, leader)
  return init
}

function* execute(kernel: Kernel, path: string, argv: readonly string[], env: ReadonlyMap<string, string>) {
  kernel.log.print(`Run ${path} as init process`)
  const failed = yield* sys.execve({ path, argv, env })
  const error = failed.ok ? '' : failed.error
  kernel.log.print(`Failed to execute ${path} (error ${error})`, 3)
  return 1
}
