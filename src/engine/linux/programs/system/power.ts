import type { Sys } from '../../kernel/calls.ts'
import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { fail, print, printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { askSystemd } from './systemd/control-client.ts'

// shutdown(8), reboot(8), poweroff(8), halt(8): ask pid 1, or with -f the kernel itself.

type How = 'poweroff' | 'restart' | 'halt'

function* ask(how: How): Sys<number> {
  const reply = yield* askSystemd({ verb: 'power', how })
  if (!reply) {
    yield* printError("System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down\n")
    return 1
  }
  if (reply.error) {
    yield* printError(
      'Failed to set wall message, ignoring: Interactive authentication required.\nFailed to power off system: Interactive authentication required.\n',
    )
    return 1
  }
  return 0
}

const command = (name: string, how: How): Main =>
  function* ({ argv }) {
    const parsed = getopt(argv.slice(1), optionTable('f|force p|poweroff w|wtmp-only help no-wall reboot halt'))
    if (!parsed.ok) return yield* fail(name, parsed.message)
    if (parsed.value.has('force')) {
      const done = yield* sys.reboot({ how })
      return done.ok ? 0 : yield* fail(name, 'Must be root.')
    }
    return yield* ask(how)
  }

export const poweroff = command('poweroff', 'poweroff')
export const reboot = command('reboot', 'restart')
export const halt = command('halt', 'halt')

export const shutdown: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), optionTable('h|halt P|poweroff r|reboot H k c no-wall help'))
  if (!parsed.ok) return yield* fail('shutdown', parsed.message)
  const [when = '+1'] = parsed.value.operands
  const delay = when === 'now' ? 0 : /^\+\d+$/.test(when) ? Number(when.slice(1)) : undefined
  if (parsed.value.has('c') || delay === undefined) return yield* fail('cais: shutdown', `${parsed.value.has('c') ? '-c' : when} is not simulated`)
  const how: How = parsed.value.has('reboot') ? 'restart' : parsed.value.has('H') ? 'halt' : 'poweroff'
  if (delay > 0) {
    yield* print(`Shutdown scheduled in ${delay} min, use 'shutdown -c' to cancel.\n`)
    yield* sys.clone({
      main: function* () {
        yield* sys.setsid({})
        yield* sys.nanosleep({ ms: delay * 60_000 })
        return yield* ask(how)
      },
    })
    return 0
  }
  return yield* ask(how)
}
