import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { basename } from '../../libc/paths.ts'
import { exitCodeOf, waitFor } from '../../libc/spawn.ts'
import { fail, print, printError } from '../../libc/stdio.ts'
import type { User } from '../../libc/users.ts'
import { userByName } from '../../libc/users.ts'
import { sys } from '../../sys.ts'
import { askPassword, becomeUser } from './privileges.ts'

/** Models su(1) of util-linux: login shells, -c, -s, -m. Leaves out PAM's sessions, -g, -G and --pty. */
export const su: Main = function* ({ argv, env }) {
  const parsed = getopt(
    argv.slice(1),
    optionTable(
      'c|command= session-command= f|fast g|group= G|supp-group= l|login m|preserve-environment p P|pty s|shell= w|whitelist-environment= h|help V|version',
    ),
    { inOrder: true },
  )
  if (!parsed.ok) {
    yield* printError(`su: ${parsed.message}\nTry 'su --help' for more information.\n`)
    return 1
  }
  const options = parsed.value
  for (const key of ['group', 'supp-group', 'pty', 'session-command', 'whitelist-environment'])
    if (options.has(key)) return yield* fail('cais: su', `--${key} is not simulated`)
  if (options.has('help')) {
    yield* print(
      '\nUsage:\n su [options] [-] [<user> [<argument>...]]\n\nChange the effective user ID and group ID to that of <user>.\nA mere - implies -l.  If <user> is not given, root is assumed.\n',
    )
    return 0
  }
  const operands = [...options.operands]
  // Options may follow the user: `su - user -c id`.
  const dash = operands[0] === '-'
  if (dash) operands.shift()
  const name = operands.shift() ?? 'root'
  const late = getopt(operands, optionTable('c|command= l|login s|shell= m|preserve-environment p'), { inOrder: true })
  const rest = late.ok ? late.value : undefined
  const user = yield* userByName(name)
  if (!user) return yield* fail('su', `user ${name} does not exist or the user entry does not contain all the required fields`)
  const { uid } = yield* sys.getcredentials({})
  if (uid !== 0 && !(yield* askPassword('Password: ', user))) {
    yield* sys.nanosleep({ ms: 2000 })
    return yield* fail('su', 'Authentication failure')
  }
  const pick = (key: string) => rest?.value(key) ?? options.value(key)
  const has = (key: string) => options.has(key) || (rest?.has(key) ?? false)
  const login = dash || has('login')
  const keep = !login && (has('preserve-environment') || has('p'))
  const shell = pick('shell') ?? (keep ? env.get('SHELL') : undefined) ?? (user.shell || '/bin/sh')
  const command = pick('command')
  const argument0 = login ? `-${basename(shell)}` : basename(shell)
  const args = [argument0, ...(command === undefined ? [] : ['-c', command]), ...(rest?.operands ?? operands)]
  return yield* runShell(user, shell, args, environmentOf(user, shell, env, login, keep), login)
}

function environmentOf(user: User, shell: string, env: ReadonlyMap<string, string>, login: boolean, keep: boolean): ReadonlyMap<string, string> {
  if (keep) return env
  const path =
    user.uid === 0 ? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' : '/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games'
  if (login) {
    const own: [string, string][] = [
      ['SHELL', shell],
      ['HOME', user.home],
      ['USER', user.name],
      ['LOGNAME', user.name],
      ['PATH', path],
    ]
    const term = env.get('TERM')
    return new Map(term === undefined ? own : [['TERM', term], ...own])
  }
  const changed = new Map(env).set('HOME', user.home).set('SHELL', shell)
  return user.uid === 0 ? changed : changed.set('USER', user.name).set('LOGNAME', user.name)
}

/** su stays as the parent, as it must to close the session. */
function* runShell(user: User, shell: string, argv: readonly string[], env: ReadonlyMap<string, string>, login: boolean): Sys<number> {
  const child = yield* sys.clone({
    main: function* () {
      if (login && !(yield* sys.chdir({ path: user.home })).ok)
        yield* printError(`su: warning: cannot change directory to ${user.home}: No such file or directory\n`)
      const become = yield* becomeUser(user)
      if (!become.ok) return yield* fail('su', `cannot set user id: ${strerror(become.error)}`)
      const result = yield* sys.execve({ path: shell, argv, env })
      yield* printError(`su: failed to execute ${shell}: ${strerror(result.ok ? 'ENOEXEC' : result.error)}\n`)
      return result.ok || result.error !== 'ENOENT' ? 126 : 127
    },
  })
  if (!child.ok) return yield* fail('su', `cannot create child process: ${strerror(child.error)}`)
  for (const signal of [2, 3]) yield* sys.sigaction({ signal, handler: 'ignore' })
  const status = yield* waitFor(child.value)
  return status.ok ? exitCodeOf(status.value) : 1
}
