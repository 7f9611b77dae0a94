import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import type { Main } from '../../kernel/program.ts'
import { findCommands } from '../../libc/environment.ts'
import type { Parsed } from '../../libc/getopt.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { basename } from '../../libc/paths.ts'
import { exitCodeOf, waitFor } from '../../libc/spawn.ts'
import { fail, print, printError } from '../../libc/stdio.ts'
import type { User } from '../../libc/users.ts'
import { allGroups, groupsOf, userById, userByName } from '../../libc/users.ts'
import { sys } from '../../sys.ts'
import { askPassword, becomeUser } from './privileges.ts'
import type { Rule } from './sudoers.ts'
import { readSudoers, ruleFor } from './sudoers.ts'

/** Models sudo(8): running commands as somebody else by sudoers(5). Leaves out remembered passwords, -e, -g, -b, I/O logs and plug-ins. */
const securePath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const usage =
  'usage: sudo -h | -K | -k | -V\nusage: sudo -v [-ABkNnS] [-g group] [-h host] [-p prompt] [-u user]\nusage: sudo -l [-ABkNnS] [-g group] [-h host] [-p prompt] [-U user] [-u user]\n            [command [arg ...]]\nusage: sudo [-ABbEHkNnPS] [-r role] [-t type] [-C num] [-D directory] [-g group]\n            [-h host] [-p prompt] [-R directory] [-T timeout] [-u user]\n            [VAR=value] [-i | -s] [command [arg ...]]\nusage: sudo -e [-ABkNnS] [-r role] [-t type] [-C num] [-D directory] [-g group]\n            [-h host] [-p prompt] [-R directory] [-T timeout] [-u user] file ...\n'

const unmodelled = ['b', 'e', 'g', 'A', 'C', 'D', 'R', 'T', 'U', 'host', 'askpass', 'edit', 'background', 'group']

export const sudo: Main = function* ({ argv, env }) {
  const table = optionTable(
    'u|user= i|login s|shell E|preserve-env=? H|set-home n|non-interactive S|stdin p|prompt= k|reset-timestamp K|remove-timestamp l|list v|validate V|version h|help b|background e|edit g|group= A|askpass C= D= R= T= U= P|preserve-groups N',
  )
  const parsed = getopt(argv.slice(1), table, { inOrder: true })
  if (!parsed.ok) {
    yield* printError(`sudo: ${parsed.message}\n${usage}`)
    return 1
  }
  const options = parsed.value
  for (const key of unmodelled) if (options.has(key)) return yield* fail('cais: sudo', `-${key} is not simulated`)
  if (options.has('help')) {
    yield* print(`sudo - execute a command as another user\n\n${usage}`)
    return 0
  }
  if (options.operands.length === 0 && (options.has('reset-timestamp') || options.has('remove-timestamp'))) return 0
  return yield* new Sudo(options, env).run()
}

class Sudo {
  constructor(
    private readonly options: Parsed,
    private readonly env: ReadonlyMap<string, string>,
  ) {}

  *run(): Sys<number> {
    const { options } = this
    const who = yield* sys.getcredentials({})
    if (who.euid !== 0) return yield* fail('sudo', `/usr/bin/sudo must be owned by uid 0 and have the setuid bit set`)
    const invoker = yield* userById(who.uid)
    if (!invoker) return yield* fail('sudo', 'you do not exist in the passwd database')
    const name = options.value('user') ?? 'root'
    const target = name.startsWith('#') ? yield* userById(Number(name.slice(1))) : yield* userByName(name)
    if (!target) return yield* fail('sudo', `unknown user ${name}\nsudo: error initializing audit plugin sudoers_audit`)
    const words = [...options.operands]
    const settings = new Map<string, string>()
    while (/^[A-Za-z_]\w*=/.test(words[0] ?? '')) {
      const [key = '', ...value] = (words.shift() as string).split('=')
      settings.set(key, value.join('='))
    }
    const shell = options.has('login')
      ? target.shell || '/bin/sh'
      : options.has('shell')
        ? (this.env.get('SHELL') ?? (invoker.shell || '/bin/sh'))
        : undefined
    if (shell === undefined && words.length === 0 && !options.has('list') && !options.has('validate')) {
      yield* printError(usage)
      return 1
    }
    const search = new Map([['PATH', securePath]])
    const path = shell ?? (yield* findCommands(words[0] ?? '', search))[0]
    const rule = yield* this.permitted(invoker, target, [path ?? words[0] ?? '', ...(shell === undefined ? words.slice(1) : [])].join(' '))
    if (typeof rule === 'number') return rule
    if (options.has('list')) return yield* this.list(invoker, rule)
    if (options.has('validate')) return 0
    if (path === undefined) return yield* fail('sudo', `${words[0]}: command not found`)
    const args = shell === undefined ? words : shellArguments(shell, options.has('login'), words)
    return yield* this.execute(target, path, args, this.environment(invoker, target, path, args, settings))
  }

  /** The rule that allows it, or the exit code of a refusal. */
  private *permitted(invoker: User, target: User, command: string): Sys<readonly Rule[] | number> {
    if (invoker.uid === 0) return (yield* readSudoers()) ?? []
    const rules = yield* readSudoers()
    if (!rules) return yield* fail('sudo', 'unable to open /etc/sudoers: No such file or directory')
    const ids = yield* groupsOf(invoker)
    const groups = (yield* allGroups()).filter((group) => ids.includes(group.gid)).map((group) => group.name)
    const host = (yield* sys.uname({})).nodename
    const rule = ruleFor(rules, { name: invoker.name, groups, host, target: target.name, command })
    const known = rules.some((one) => one.who === 'ALL' || one.who === invoker.name || (one.who.startsWith('%') && groups.includes(one.who.slice(1))))
    if ((!rule || rule.password) && !(yield* this.authenticate(invoker))) return 1
    if (rule) return rules
    if (known) yield* printError(`Sorry, user ${invoker.name} is not allowed to execute '${command}' as ${target.name} on ${host}.\n`)
    else yield* printError(`${invoker.name} is not in the sudoers file.\n`)
    return 1
  }

  private *authenticate(invoker: User): Sys<boolean> {
    if (this.options.has('non-interactive')) {
      yield* printError('sudo: a password is required\n')
      return false
    }
    if (!this.options.has('stdin') && !(yield* sys.ttyname({ fd: 0 })).ok) {
      yield* printError(
        'sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper\nsudo: a password is required\n',
      )
      return false
    }
    for (let attempt = 1; attempt <= 3; attempt++) {
      if (yield* askPassword(this.options.value('prompt') ?? `[sudo] password for ${invoker.name}: `, invoker)) return true
      yield* sys.nanosleep({ ms: 2000 })
      if (attempt < 3) yield* printError('Sorry, try again.\n')
    }
    yield* printError('sudo: 3 incorrect password attempts\n')
    return false
  }

  private *list(invoker: User, rules: readonly Rule[]): Sys<number> {
    const host = (yield* sys.uname({})).nodename
    const ids = yield* groupsOf(invoker)
    const groups = (yield* allGroups()).filter((group) => ids.includes(group.gid)).map((group) => `%${group.name}`)
    const own = rules.filter(({ who }) => who === 'ALL' || who === invoker.name || groups.includes(who))
    if (own.length === 0) {
      yield* print(`User ${invoker.name} is not allowed to run sudo on ${host}.\n`)
      return 1
    }
    const lines = own.map((rule) => `    (${rule.runAs.join(', ')}) ${rule.password ? '' : 'NOPASSWD: '}${rule.commands.join(', ')}\n`)
    yield* print(`User ${invoker.name} may run the following commands on ${host}:\n${lines.join('')}`)
    return 0
  }

  private environment(
    invoker: User,
    target: User,
    path: string,
    args: readonly string[],
    settings: ReadonlyMap<string, string>,
  ): ReadonlyMap<string, string> {
    const { env, options } = this
    const kept = ['TERM', 'LANG', 'LC_ALL', 'DISPLAY', 'COLORTERM', 'LS_COLORS'].flatMap((key) =>
      env.has(key) ? [[key, env.get(key) as string] as const] : [],
    )
    const only = options.value('preserve-env')?.split(',')
    const preserved = options.has('preserve-env') ? [...env].filter(([key]) => !only || only.includes(key)) : []
    const result = new Map<string, string>([...kept, ...preserved])
    result.set('PATH', securePath)
    if (!options.has('preserve-env') || only || options.has('set-home')) result.set('HOME', target.home)
    result.set('MAIL', `/var/mail/${target.name}`).set('LOGNAME', target.name).set('USER', target.name)
    result.set('SHELL', target.shell || '/bin/sh')
    if (!options.has('login')) {
      result.set('SUDO_COMMAND', [path, ...args.slice(1)].join(' ')).set('SUDO_USER', invoker.name)
      result.set('SUDO_UID', String(invoker.uid)).set('SUDO_GID', String(invoker.gid))
    } else result.set('SUDO_USER', invoker.name).set('SUDO_UID', String(invoker.uid)).set('SUDO_GID', String(invoker.gid)).set('SUDO_COMMAND', path)
    for (const [key, value] of settings) result.set(key, value)
    return result
  }

  private *execute(target: User, path: string, args: readonly string[], env: ReadonlyMap<string, string>): Sys<number> {
    const login = this.options.has('login')
    const child = yield* sys.clone({
      main: function* () {
        const become = yield* becomeUser(target)
        if (!become.ok) return yield* fail('sudo', `unable to change to ${target.name}: ${strerror(become.error)}`)
        if (login && !(yield* sys.chdir({ path: target.home })).ok)
          yield* printError(`sudo: unable to change directory to ${target.home}: No such file or directory\n`)
        const result = yield* sys.execve({ path, argv: args, env })
        return yield* fail('sudo', `unable to execute ${path}: ${strerror(result.ok ? 'ENOEXEC' : result.error)}`)
      },
    })
    if (!child.ok) return yield* fail('sudo', `unable to fork: ${strerror(child.error)}`)
    for (const signal of [2, 3]) yield* sys.sigaction({ signal, handler: 'ignore' })
    const status = yield* waitFor(child.value)
    return status.ok ? exitCodeOf(status.value) : 1
  }
}

/** A shell gets the command as one string, special characters escaped. */
function shellArguments(shell: string, login: boolean, words: readonly string[]): readonly string[] {
  const name = login ? `-${basename(shell)}` : shell
  if (words.length === 0) return [name]
  return [name, '-c', words.map((word) => word.replace(/[^A-Za-z0-9_$-]/g, '\\$&')).join(' ')]
}
