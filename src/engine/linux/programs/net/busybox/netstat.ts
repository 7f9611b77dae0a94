import type { Main } from '../../../kernel/program.ts'
import { printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { ConnectionView } from '../netstat/connections.ts'
import { internetPart, unixPart } from '../netstat/connections.ts'
import { routeTable } from '../netstat/tables.ts'
import { readServices } from '../services.ts'
import { socketOwners } from '../socket-owners.ts'
import type { Applet } from './applet.ts'
import { appletOptions } from './applet.ts'

const applet: Applet = {
  name: 'netstat',
  options: 'r a l n t u w x e W p',
  usage: '[-ral] [-tuwx] [-enWp]',
}

/** Models busybox' netstat. */
export const busyboxNetstat: Main = function* (start) {
  const parsed = yield* appletOptions(applet, start)
  if (typeof parsed === 'number') return parsed
  if (parsed.has('r')) return yield* routeTable('netstat', parsed.has('n'))
  const { owners, hidden } = parsed.has('p') ? yield* socketOwners() : { owners: new Map(), hidden: false }
  if (hidden && (yield* sys.getcredentials({})).euid !== 0) yield* printError("netstat: can't scan /proc - are you root?\n")
  const chosen = (
    [
      ['t', 'tcp'],
      ['u', 'udp'],
      ['w', 'raw'],
      ['x', 'unix'],
    ] as const
  )
    .filter(([letter]) => parsed.has(letter))
    .map(([, name]) => name)
  const view: ConnectionView = {
    style: 'busybox',
    protocols: new Set(chosen.length > 0 ? chosen : ['tcp', 'udp', 'raw', 'unix']),
    families: new Set(['inet', 'inet6']),
    all: parsed.has('a'),
    listening: parsed.has('l'),
    numericHosts: parsed.has('n'),
    numericPorts: parsed.has('n'),
    numericUsers: true,
    extended: parsed.has('e'),
    programs: parsed.has('p'),
    timers: false,
    wide: parsed.has('W'),
    services: yield* readServices(),
    owners,
  }
  if (['tcp', 'udp', 'raw'].some((name) => view.protocols.has(name as 'tcp'))) yield* internetPart(view)
  if (view.protocols.has('unix')) yield* unixPart(view)
  return 0
}
