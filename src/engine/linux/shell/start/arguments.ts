import type { Sys } from '../../kernel/calls.ts'
import { write } from '../../libc/stdio.ts'
import { posixOptions, setOptions } from '../state/options.ts'
import type { Shell } from '../state/shell.ts'

/** What the command line of a shell asks for. */
export interface Invocation {
  command: string | undefined
  script: string | undefined
  args: readonly string[]
  fromStdin: boolean
  interactive: boolean
  login: boolean
  noProfile: boolean
  noRc: boolean
  noEditing: boolean
  rcFile: string | undefined
  /** Print this and leave. */
  answer: string | undefined
}

const LONG = new Set([
  '--norc',
  '--noprofile',
  '--noediting',
  '--login',
  '--posix',
  '--verbose',
  '--version',
  '--help',
  '--rcfile',
  '--init-file',
  '--debugger',
  '--restricted',
  '--dump-strings',
  '--dump-po-strings',
  '--protected',
  '--wordexp',
  '--pretty-print',
])

/** Reads argv (shell.c: parse_long_options, parse_shell_options) and sets shell options; a number is the status after an error. */
export function* readArguments(shell: Shell, argv: readonly string[]): Sys<Invocation | number> {
  const wanted: Invocation = {
    command: undefined,
    script: undefined,
    args: [],
    fromStdin: false,
    interactive: false,
    login: argv[0]?.startsWith('-') === true,
    noProfile: false,
    noRc: false,
    noEditing: false,
    rcFile: undefined,
    answer: undefined,
  }
  let i = 1
  for (; i < argv.length; i++) {
    const arg = argv[i] as string
    if (!arg.startsWith('--') || arg === '--') break
    const problem = longOption(shell, wanted, arg, argv[i + 1])
    if (problem !== undefined) return yield* refuse(shell, problem)
    if (arg === '--rcfile' || arg === '--init-file') i++
  }
  let command = false
  for (; i < argv.length; i++) {
    const arg = argv[i] as string
    if (!/^[-+]./.test(arg)) {
      if (arg === '-') i++
      break
    }
    if (arg === '--') {
      i++
      break
    }
    const on = arg[0] === '-'
    for (const letter of arg.slice(1)) {
      if (letter === 'c') command = true
      else if (letter === 's') wanted.fromStdin = true
      else if (letter === 'i') wanted.interactive = true
      else if (letter === 'l') wanted.login = true
      else if (letter === 'o' || letter === 'O') {
        const option = argv[++i]
        const known = letter === 'O' ? shell.options.shoptNames : (shell.isBash ? setOptions : posixOptions).map(([name]) => name)
        if (option === undefined || !known.includes(option))
          return yield* refuse(shell, letter === 'O' ? `${option}: invalid shell option name` : `${option}: invalid option name`)
        shell.options.set(option, on)
      } else {
        const option = (shell.isBash ? setOptions : posixOptions).find(([, each]) => each === letter)
        if (!option)
          return yield* refuse(
            shell,
            shell.isBash
              ? `${arg[0]}${letter}: invalid option`
              : shell.dialect.name === 'dash'
                ? `0: Illegal option ${arg[0]}${letter}`
                : `invalid option -- '${letter}'`,
          )
        shell.options.set(option[0], on)
      }
    }
  }
  if (command) {
    wanted.command = argv[i]
    if (wanted.command === undefined)
      return yield* refuse(
        shell,
        shell.isBash ? '-c: option requires an argument' : shell.dialect.name === 'dash' ? '0: -c requires an argument' : '-c requires an argument',
        false,
      )
    shell.name = argv[i + 1] ?? argv[0] ?? shell.name
    wanted.args = argv.slice(i + 2)
  } else if (i < argv.length && !wanted.fromStdin) {
    wanted.script = argv[i]
    wanted.args = argv.slice(i + 1)
  } else {
    wanted.fromStdin = true
    wanted.args = argv.slice(i)
  }
  return wanted
}

function longOption(shell: Shell, wanted: Invocation, arg: string, next: string | undefined): string | undefined {
  if (!shell.isBash) return shell.dialect.name === 'dash' ? `0: Illegal option ${arg}` : `unrecognized option '${arg}'`
  if (!LONG.has(arg)) return `${arg}: invalid option`
  if (arg === '--norc') wanted.noRc = true
  else if (arg === '--noprofile') wanted.noProfile = true
  else if (arg === '--noediting') wanted.noEditing = true
  else if (arg === '--login') wanted.login = true
  else if (arg === '--posix') shell.options.set('posix', true)
  else if (arg === '--verbose') shell.options.set('verbose', true)
  else if (arg === '--version') wanted.answer = versionText(shell)
  else if (arg === '--help') wanted.answer = helpText(shell)
  else if (arg === '--rcfile' || arg === '--init-file') {
    if (next === undefined) return `${arg}: option requires an argument`
    wanted.rcFile = next
  } else return `cais: bash: ${arg} is not simulated`
  return undefined
}

const versionText = (shell: Shell): string => `GNU bash, version ${shell.dialect.version}(1)-release (x86_64-${machine(shell)}-linux-gnu)
Copyright (C) ${shell.dialect.major >= 5 ? '2022' : '2011'} Free Software Foundation, Inc.
License GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>

This is free software; you are free to change and redistribute it.
There is NO WARRANTY, to the extent permitted by law.
`

export const machine = (shell: Shell): string => (shell.dialect.major >= 5 ? 'pc' : 'redhat')

function helpText(shell: Shell): string {
  const long = [
    'debug',
    'debugger',
    'dump-po-strings',
    'dump-strings',
    'help',
    'init-file',
    'login',
    'noediting',
    'noprofile',
    'norc',
    'posix',
    'pretty-print',
    'rcfile',
    'restricted',
    'verbose',
    'version',
  ]
  return `GNU bash, version ${shell.dialect.version}(1)-release-(x86_64-${machine(shell)}-linux-gnu)
Usage:	${shell.invokedAs} [GNU long option] [option] ...
	${shell.invokedAs} [GNU long option] [option] script-file ...
GNU long options:
${long.map((name) => `\t--${name}\n`).join('')}Shell options:
	-ilrsD or -c command or -O shopt_option		(invocation only)
	-abefhkmnptuvxBCEHPT or -o option
Type \`${shell.invokedAs} -c "help set"' for more information about shell options.
Type \`${shell.invokedAs} -c help' for more information about shell builtin commands.
Use the \`bashbug' command to report bugs.

bash home page: <http://www.gnu.org/software/bash>
General help using GNU software: <http://www.gnu.org/gethelp/>
`
}

function* refuse(shell: Shell, message: string, usage = true): Sys<number> {
  yield* write(2, `${shell.invokedAs}: ${message}\n`)
  if (usage && shell.isBash && !message.startsWith('cais:')) yield* write(2, `${helpText(shell).split('\n').slice(1, -9).join('\n')}\n`)
  return 2
}
