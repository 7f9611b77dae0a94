import type { Request } from './calls.ts'
import { descriptorCalls } from './descriptor-calls.ts'
import { openFifo } from './fifo.ts'
import { fileCalls } from './fs/file-calls.ts'
import type { Kernel } from './kernel.ts'
import type { UserNamespace } from './namespace/user.ts'
import type { NetNamespace } from './net/net-namespace.ts'
import { processCalls } from './process/process-calls.ts'
import type { Task } from './task.ts'
import { terminalCalls } from './tty/tty-calls.ts'

/** Where the kernel's rooms are joined: their calls, and what each sets up in a new kernel. */
export const handlers = {
  ...processCalls,
  ...descriptorCalls,
  ...fileCalls,
  ...terminalCalls,
} as unknown as Readonly<Record<Request['call'], (task: Task, request: Request) => unknown>>

export function newNetNamespace(_kernel: Kernel, _owner: UserNamespace): NetNamespace {
  return {} as NetNamespace
}

export function setUpRooms(kernel: Kernel): void {
  kernel.vfs.openFifo = openFifo
}
