import { civilTime } from '../../../base/calendar.ts'
import { strftime } from '../../../base/strftime.ts'
import type { Sys } from '../../kernel/calls.ts'
import { allCapabilities, noCapabilities } from '../../kernel/credentials.ts'
import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { localZone } from '../../libc/local-zone.ts'
import { fail, print, readFile, writeFile } from '../../libc/stdio.ts'
import type { User } from '../../libc/users.ts'
import { groupsOf, userByName } from '../../libc/users.ts'
import { sys } from '../../sys.ts'

const LASTLOG = '/var/log/lastlog'

/** login(1) as agetty and sshd call it, already authenticated: `login -f USER`. Becomes the user's login shell on the current terminal. */
export const login: Main = function* ({ argv, env }) {
  const parsed = getopt(argv.slice(1), optionTable('f: h: p'))
  if (!parsed.ok) return yield* fail('login', parsed.message)
  const name = parsed.value.value('f')
  if (name === undefined) return yield* fail('cais: login', 'asking for a password is not simulated: use -f USER')
  const user = yield* userByName(name)
  if (!user) return yield* fail('login', 'Login incorrect')
  yield* greet(user, env, parsed.value.value('h'))
  if (!(yield* become(user))) return yield* fail('login', 'cannot set user')
  if (!(yield* sys.chdir({ path: user.home })).ok) {
    yield* print(`No directory, logging in with HOME=/\n`)
    yield* sys.chdir({ path: '/' })
  }
  const shell = user.shell || '/bin/sh'
  const environment = new Map([
    ['HOME', user.home],
    ['USER', user.name],
    ['LOGNAME', user.name],
    ['SHELL', shell],
    ['MAIL', `/var/spool/mail/${user.name}`],
    [
      'PATH',
      user.uid === 0 ? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' : '/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games',
    ],
    ['TERM', env.get('TERM') ?? 'xterm-256color'],
    ['LANG', yield* systemLanguage()],
  ])
  const result = yield* sys.execve({ path: shell, argv: [`-${shell.split('/').at(-1)}`], env: environment })
  return yield* fail('login', `${shell}: ${result.ok ? '' : result.error}`, 1)
}

function* become(user: User): Sys<boolean> {
  const groups = yield* groupsOf(user)
  const root = user.uid === 0
  const set = yield* sys.setcredentials({
    uid: user.uid,
    euid: user.uid,
    suid: user.uid,
    gid: user.gid,
    egid: user.gid,
    sgid: user.gid,
    groups,
    effective: root ? allCapabilities : noCapabilities,
    permitted: root ? allCapabilities : noCapabilities,
  })
  return set.ok
}

/** `Last login: …` from the record of the time before, then the message of the day. */
export function* greet(user: User, env: ReadonlyMap<string, string>, from: string | undefined): Sys<void> {
  const log = yield* readFile(LASTLOG)
  const lines = log.ok ? log.value.split('\n').filter(Boolean) : []
  const last = lines.find((line) => line.startsWith(`${user.name} `))
  const tty = yield* sys.ttyname({ fd: 0 })
  if (last) yield* print(`Last login: ${last.slice(user.name.length + 1)}\n`)
  const now = strftime('%a %b %e %H:%M:%S %Y', civilTime(yield* sys.clockRealtime({}), yield* localZone(env)))
  const where = from ? `${now} from ${from}` : `${now} on ${tty.ok ? tty.value.replace('/dev/', '') : 'unknown'}`
  const others = lines.filter((line) => !line.startsWith(`${user.name} `))
  yield* writeFile(LASTLOG, `${[...others, `${user.name} ${where}`].join('\n')}\n`)
  const motd = yield* readFile('/etc/motd')
  if (motd.ok) yield* print(motd.value)
}

function* systemLanguage(): Sys<string> {
  for (const path of ['/etc/locale.conf', '/etc/default/locale']) {
    const text = yield* readFile(path)
    const found = text.ok ? /^LANG="?([^"\n]+)/m.exec(text.value)?.[1] : undefined
    if (found) return found
  }
  return 'C.UTF-8'
}
