import { err, ok } from '../../base/result.ts'
import { capable } from './credentials.ts'
import type { Handlers } from './handlers.ts'
import { loadBridgeNetfilter } from './net/kernel-net.ts'

/** Loading and removing kernel modules (kernel/module). A module is a name and a size; br_netfilter is the one that changes what the kernel does. */
export const moduleCalls: Handlers<'initModule' | 'deleteModule'> = {
  initModule: (task, { name, bytes }) => {
    const { kernel } = task
    if (!capable(task.process.credentials, 'CAP_SYS_MODULE')) return err('EPERM')
    if (kernel.vfs.modules.has(name)) return err('EEXIST')
    kernel.vfs.modules.set(name, bytes)
    if (name === 'br_netfilter') {
      loadBridgeNetfilter(kernel)
      kernel.log.print('Bridge firewalling registered')
    }
    kernel.record(task, 'module.loaded', { name })
    return ok(undefined)
  },

  deleteModule: (task, { name }) => {
    const { kernel } = task
    if (!capable(task.process.credentials, 'CAP_SYS_MODULE')) return err('EPERM')
    if (!kernel.vfs.modules.has(name)) return err('ENOENT')
    if (name === 'br_netfilter') return err('EBUSY')
    kernel.vfs.modules.delete(name)
    kernel.record(task, 'module.removed', { name })
    return ok(undefined)
  },
}
