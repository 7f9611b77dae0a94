import type { Request } from './calls.ts'
import { descriptorCalls } from './descriptor-calls.ts'
import { openFifo } from './fifo.ts'
import { fileCalls } from './fs/file-calls.ts'
import type { Kernel } from './kernel.ts'
import { netCalls } from './net/net-calls.ts'
import { procNet } from './net/proc/proc-net.ts'
import { classNet } from './net/sys/class-net.ts'
import { processCalls } from './process/process-calls.ts'
import type { Task } from './task.ts'
import { terminalCalls } from './tty/tty-calls.ts'

export { newNetNamespace } from './net/kernel-net.ts'

/** Where the kernel's rooms are joined: their calls, and what each sets up in a new kernel. */
export const handlers = {
  ...processCalls,
  ...descriptorCalls,
  ...fileCalls,
  ...terminalCalls,
  ...netCalls,
} as unknown as Readonly<Record<Request['call'], (task: Task, request: Request) => unknown>>

export function setUpRooms(kernel: Kernel): void {
  kernel.vfs.openFifo = openFifo
  kernel.vfs.procNet = procNet
  kernel.vfs.sysClassNet = classNet
}
