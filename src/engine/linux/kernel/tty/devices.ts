import { err, ok } from '../../../base/result.ts'
import { rdev } from '../fs/device-table.ts'
import { DevPts } from '../fs/devices/devpts.ts'
import { walkBy } from '../fs/walk.ts'
import type { Kernel } from '../kernel.ts'
import { openTerminal } from './open-terminal.ts'
import { PtyMaster } from './pty-master.ts'
import { Terminal } from './terminal.ts'

/** Virtual consoles /dev/tty1 to /dev/tty6. */
const virtualConsoles = 6
const consoleSize = { rows: 25, cols: 80 }

/** The terminals of a host that are there from the beginning, and the devices that lead to terminals (drivers/tty, major 4 and 5). */
export function setUpTerminals(kernel: Kernel): Terminal[] {
  const { devices } = kernel.vfs
  const consoles: Terminal[] = []
  for (let number = 1; number <= virtualConsoles; number++) {
    const terminal = new Terminal(kernel, `tty${number}`, rdev(4, number), consoleSize)
    terminal.output.scrolls = true
    consoles.push(terminal)
    devices.register(4, number, ({ flags, task, path }) => openTerminal(terminal, flags, task, path))
  }
  const [first] = consoles
  if (first) {
    devices.register(4, 0, ({ flags, task, path }) => openTerminal(first, flags, task, path))
    devices.register(5, 1, ({ flags, task, path }) => openTerminal(first, flags, task, path))
  }
  devices.register(5, 0, ({ flags, task, path }) => {
    const { terminal } = task.process
    return terminal ? openTerminal(terminal, flags, task, path) : err('ENXIO')
  })
  devices.register(5, 2, ({ flags, task, path }) => {
    const place = walkBy(task, '/dev/pts')
    const instance = place.ok ? place.value.inode.fs : undefined
    return instance instanceof DevPts ? ok(new PtyMaster(kernel, instance, task.process.credentials, flags, path)) : err('ENODEV')
  })
  kernel.vfs.openMaster = ({ flags, task, path, instance }) => ok(new PtyMaster(kernel, instance, task.process.credentials, flags, path))
  return consoles
}
