import { encode } from '../../../../base/utf8.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { sys } from '../../../sys.ts'

/** A line for syslog (auth.info). */
export function* log(text: string): Sys<void> {
  const fd = yield* sys.socket({ family: 'unix', type: 'dgram' })
  if (!fd.ok) return
  const pid = yield* sys.getpid({})
  yield* sys.send({ fd: fd.value, bytes: encode(`<86>sshd[${pid}]: ${text}`), to: { family: 'unix', path: '/dev/log' } })
  yield* sys.close({ fd: fd.value })
}
