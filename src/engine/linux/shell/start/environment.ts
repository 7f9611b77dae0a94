import type { Sys } from '../../kernel/calls.ts'
import { sys } from '../../sys.ts'
import { searchPath } from '../run/find-command.ts'
import { parseCommands } from '../run/run-text.ts'
import type { Shell } from '../state/shell.ts'
import { bindSpecials } from '../state/special.ts'
import { IndexedArray, Variable } from '../state/variable.ts'
import { isName } from '../state/variables.ts'

/** Variables of a fresh shell: the environment, what the shell sets itself, the special ones (variables.c: initialize_shell_variables). */
export function* initialiseVariables(shell: Shell, env: ReadonlyMap<string, string>): Sys<void> {
  const { variables } = shell
  bindSpecials(shell, true)
  for (const [name, value] of env) {
    const exported = /^BASH_FUNC_(.+)%%$/.exec(name)
    if (exported && shell.isBash) importFunction(shell, exported[1] as string, value)
    else if (isName(name) && name !== '_' && name !== 'SHELLOPTS' && name !== 'BASHOPTS') {
      if (variables.global.get(name)?.dynamic) continue
      const variable = new Variable()
      variable.value = value
      variable.exported = true
      variables.global.set(name, variable)
    }
  }
  yield* setDirectory(shell, env)
  shell.put('IFS', ' \t\n')
  shell.put('OPTIND', '1')
  shell.put('PPID', String(shell.parentPid))
  if (!shell.get('PATH')) shell.put('PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin')
  if (!env.has('PS4')) shell.put('PS4', '+ ')
  if (shell.isBash) yield* setBashVariables(shell, env)
  else if (shell.dialect.name === 'ash') shell.put('BB_ASH_VERSION', shell.dialect.version)
}

function* setDirectory(shell: Shell, env: ReadonlyMap<string, string>): Sys<void> {
  const real = yield* sys.getcwd({})
  const given = env.get('PWD')
  let here = real.ok ? real.value : '/'
  if (given?.startsWith('/') && given !== here) {
    const a = yield* sys.stat({ path: given })
    const b = yield* sys.stat({ path: '.' })
    if (a.ok && b.ok && a.value.ino === b.value.ino && a.value.dev === b.value.dev) here = given
  }
  shell.put('PWD', here).exported = true
  if (shell.isBash && env.get('OLDPWD') === undefined) {
    const old = new Variable()
    old.exported = true
    shell.variables.global.set('OLDPWD', old)
  }
}

function* setBashVariables(shell: Shell, env: ReadonlyMap<string, string>): Sys<void> {
  const { dialect } = shell
  const level = Number.parseInt(env.get('SHLVL') ?? '0', 10) || 0
  shell.put('SHLVL', String(level + 1)).exported = true
  const credentials = yield* sys.getcredentials({})
  const host = (yield* sys.uname({})).nodename
  for (const [name, value] of [
    ['UID', credentials.uid],
    ['EUID', credentials.euid],
  ] as const) {
    const variable = shell.put(name, String(value))
    variable.integer = true
    variable.readonly = true
  }
  const parent = shell.put('PPID', String(shell.parentPid))
  parent.readonly = true
  parent.integer = true
  shell.put('HOSTNAME', env.get('HOSTNAME') ?? host)
  shell.put('HOSTTYPE', 'x86_64')
  shell.put('OSTYPE', 'linux-gnu')
  const machine = dialect.major >= 5 ? 'x86_64-pc-linux-gnu' : 'x86_64-redhat-linux-gnu'
  shell.put('MACHTYPE', machine)
  const invoked = shell.invokedAs.replace(/^-/, '')
  const path = invoked.includes('/') ? invoked : ((yield* searchPath(invoked, shell.get('PATH') ?? '')) ?? '/bin/bash')
  shell.put('BASH', path)
  shell.lastArgument = env.get('_') ?? path
  shell.put('BASH_VERSION', `${dialect.version}(1)-release`)
  const [major = '5', minor = '2', patch = '15'] = dialect.version.split('.')
  const info = shell.put('BASH_VERSINFO', '')
  info.value = undefined
  info.indexed = new IndexedArray([major, minor, patch, '1', 'release', machine])
  info.readonly = true
  shell.put('OPTERR', '1')
  if (!env.has('TERM')) shell.put('TERM', 'dumb')
  const groups = shell.put('GROUPS', '')
  groups.value = undefined
  groups.indexed = new IndexedArray([...new Set([credentials.gid, ...credentials.groups])].map(String))
  shell.pipeStatus = [0]
}

/** A function exported by another bash. */
function importFunction(shell: Shell, name: string, text: string): void {
  if (!text.startsWith('() {')) return
  const [statement] = parseCommands(`${name} ${text}\n`, 1)
  if (statement?.command.kind !== 'function') return
  shell.functions.set(name, { definition: statement.command, source: 'environment', exported: true, traced: false })
}
