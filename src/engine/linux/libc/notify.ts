import { encode } from '../../base/utf8.ts'
import type { Sys } from '../kernel/calls.ts'
import { sys } from '../sys.ts'
import { readFile } from './stdio.ts'

/**
 * sd_notify(3): tells systemd that a service of type notify is ready, where systemd waits for it. The sender's credentials do not travel with
 * datagrams here, so the message names its process.
 */
export function* notifyReady(): Sys<void> {
  const environment = yield* readFile('/proc/self/environ')
  const path = environment.ok ? /(?:^|\0)NOTIFY_SOCKET=([^\0]+)/.exec(environment.value)?.[1] : undefined
  if (path === undefined) return
  const fd = yield* sys.socket({ family: 'unix', type: 'dgram' })
  if (!fd.ok) return
  yield* sys.send({ fd: fd.value, bytes: encode(`READY=1\nMAINPID=${yield* sys.getpid({})}`), to: { family: 'unix', path } })
  yield* sys.close({ fd: fd.value })
}
