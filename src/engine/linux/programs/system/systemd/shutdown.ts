import type { Sys } from '../../../kernel/calls.ts'
import { signals } from '../../../kernel/signal.ts'
import { sys } from '../../../sys.ts'
import type { Manager } from './manager.ts'

/** Stops every unit (services first, in reverse order of start), ends what is left, and hands the machine to the kernel. */
export function* shutDown(manager: Manager, how: 'poweroff' | 'restart' | 'halt'): Sys<void> {
  yield* manager.log(undefined, how === 'restart' ? 'System is rebooting.' : 'System is powering down.')
  const running = [...manager.units.values()].filter((unit) => unit.active === 'active' || unit.active === 'activating')
  const order = running.sort((a, b) => (b.activeEnterMs ?? 0) - (a.activeEnterMs ?? 0))
  for (const unit of order) if (unit.kind === 'socket') yield* manager.stop(unit.name)
  for (const unit of order) if (unit.kind === 'service' && unit.name !== 'systemd-journald.service') yield* manager.stop(unit.name)
  yield* sys.kill({ pid: -1, signal: signals.SIGTERM })
  yield* sys.nanosleep({ ms: 100 })
  yield* sys.kill({ pid: -1, signal: signals.SIGKILL })
  yield* sys.fsync({})
  yield* sys.reboot({ how })
}
