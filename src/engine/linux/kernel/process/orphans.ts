import type { Kernel } from '../kernel.ts'
import { sendSignal } from '../signal/send.ts'
import { signals } from '../signal.ts'
import type { ProcessGroup } from './session.ts'

/** A stopped job nobody could continue any more is hung up and continued (POSIX _exit, newly orphaned process groups). */
export function hangUpIfOrphaned(kernel: Kernel, group: ProcessGroup): void {
  const members = [...group.members].filter((member) => !member.status)
  if (!members.some((member) => member.stopped) || !group.orphaned) return
  for (const member of members) {
    sendSignal(kernel, member, signals.SIGHUP)
    sendSignal(kernel, member, signals.SIGCONT)
  }
}
