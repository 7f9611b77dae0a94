import { encode } from '../../../base/utf8.ts'
import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { fail } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

const facilities = ['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp']
const levels = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug']

/** logger(1): one message to /dev/log. */
export const logger: Main = function* ({ argv, env }) {
  const parsed = getopt(argv.slice(1), optionTable('t|tag: p|priority: i|id s|stderr'))
  if (!parsed.ok) return yield* fail('logger', parsed.message)
  const [facility = 'user', level = 'notice'] = (parsed.value.value('priority') ?? 'user.notice').split('.')
  if (!facilities.includes(facility) || !levels.includes(level)) return yield* fail('logger', `unknown priority name: ${facility}.${level}`)
  const tag = parsed.value.value('tag') ?? env.get('USER') ?? 'root'
  const id = parsed.value.has('id') ? `[${yield* sys.getpid({})}]` : ''
  const text = `<${facilities.indexOf(facility) * 8 + levels.indexOf(level)}>${tag}${id}: ${parsed.value.operands.join(' ')}`
  const socket = yield* sys.socket({ family: 'unix', type: 'dgram' })
  if (!socket.ok) return yield* fail('logger', 'socket: failed')
  const sent = yield* sys.send({ fd: socket.value, bytes: encode(text), to: { family: 'unix', path: '/dev/log' } })
  return sent.ok ? 0 : yield* fail('logger', 'socket /dev/log: No such file or directory')
}
