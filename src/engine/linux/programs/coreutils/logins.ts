import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import { getaddrinfo } from '../../libc/resolver.ts'
import { sys } from '../../sys.ts'
import { gnuProgram } from '../gnu/tool.ts'
import { listProcesses, ttyName } from '../procps/proc/process.ts'
import { loginSessions } from '../procps/proc/sessions.ts'
import { readContext } from '../procps/ps/context.ts'

/** Models who(1), users(1) and hostid(1). There is no utmp: logins are the login shells of terminals. */
export const who = gnuProgram({
  name: 'who',
  usage: ['[OPTION]... [ FILE | ARG1 ARG2 ]'],
  summary: 'Print information about users who are currently logged in.',
  options: [
    ['-a, --all', 'same as -b -d --login -p -r -t -T -u'],
    ['-b, --boot', 'time of last system boot'],
    ['-H, --heading', 'print line of column headings'],
    ['-m', 'only hostname and user associated with stdin'],
    ['-q, --count', 'all login names and number of users logged on'],
    ['-s, --short', 'print only name, line, and time (default)'],
    ['-u, --users', 'list users logged in'],
  ],
  unsimulated: [
    '-d, --dead',
    '-l, --login',
    '--lookup',
    '-p, --process',
    '-r, --runlevel',
    '-t, --time',
    '-T, -w, --mesg',
    '--message',
    '--writable',
  ],
  *run(tool) {
    const context = yield* readContext(tool.env)
    const sessions = loginSessions((yield* listProcesses()) ?? [])
    const date = (atMs: number) => strftime('%Y-%m-%d %H:%M', civilTime(atMs, context.zone))
    if (tool.has('count')) {
      const names = sessions.map((session) => context.names.user(session.uids[0] ?? 0))
      yield* tool.say(`${names.join(' ')}\n# users=${names.length}\n`)
      return 0
    }
    if (tool.has('heading')) yield* tool.say('NAME     LINE         TIME             COMMENT\n')
    if (tool.has('boot') || tool.has('all')) yield* tool.say(`${''.padEnd(8)} ${'system boot'.padEnd(12)} ${date(context.bootMs)}\n`)
    if (tool.has('boot') && !tool.has('users')) return 0
    const own = tool.has('m') || tool.operands.length === 2 ? yield* sys.ttyname({ fd: 0 }) : undefined
    for (const session of sessions) {
      const line = ttyName(session.tty)
      if (own && !(own.ok && own.value === `/dev/${line}`)) continue
      yield* tool.say(`${context.names.user(session.uids[0] ?? 0).padEnd(8)} ${line.padEnd(12)} ${date(context.bootMs + session.startTicks * 10)}\n`)
    }
    return 0
  },
})

export const users = gnuProgram({
  name: 'users',
  usage: ['[OPTION]... [FILE]'],
  summary: 'Output who is currently logged in.',
  *run(tool) {
    const context = yield* readContext(tool.env)
    const names = loginSessions((yield* listProcesses()) ?? []).map((session) => context.names.user(session.uids[0] ?? 0))
    if (names.length > 0) yield* tool.say(`${names.sort().join(' ')}\n`)
    return 0
  },
})

export const hostid = gnuProgram({
  name: 'hostid',
  usage: ['[OPTION]'],
  summary: 'Print the numeric identifier (in hexadecimal) for the current host.',
  *run(tool) {
    if (tool.operands.length > 0) yield* tool.usageError(`extra operand ${tool.quote(tool.operands[0] as string)}`)
    const { nodename } = yield* sys.uname({})
    const found = yield* getaddrinfo(nodename, { port: 0, family: 'inet' })
    const address = found.ok ? found.value[0]?.address : undefined
    const bytes = (address ?? '0.0.0.0').split('.').map(Number)
    const hex = [1, 0, 3, 2].map((i) => (bytes[i] ?? 0).toString(16).padStart(2, '0')).join('')
    yield* tool.say(`${hex}\n`)
    return 0
  },
})
