import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import type { Main, Start } from '../../kernel/program.ts'
import { signals } from '../../kernel/signal.ts'
import { readFileBytes, write } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { registerBuiltins } from '../builtins/registry.ts'
import { builtins } from '../builtins/table.ts'
import { baseName } from '../complain.ts'
import { dialectOf, firstLineOfCommand } from '../dialect.ts'
import { DiscardJump } from '../errors.ts'
import { runInteractively } from '../interactive/repl.ts'
import { searchPath } from '../run/find-command.ts'
import { randomSeed, statusOfJump } from '../run/fork.ts'
import { runText } from '../run/run-text.ts'
import { driven } from '../run/trampoline.ts'
import { runExitTrap } from '../run/traps.ts'
import { Shell } from '../state/shell.ts'
import { textOf } from '../text.ts'
import type { Invocation } from './arguments.ts'
import { readArguments } from './arguments.ts'
import { initialiseVariables } from './environment.ts'
import { runInput } from './input.ts'
import { startJobControl } from './job-control.ts'
import './runtime.ts'
import { runStartupFiles } from './startup.ts'

registerBuiltins(builtins)

/**
 * Models bash 4.2 and 5.2 (and, by the build parameter `shell`, dash and BusyBox ash): GNU bash's shell.c, parse.y, subst.c, execute_cmd.c,
 * jobs.c and readline. Left out: coproc, restricted shells, vi editing mode, loadable builtins, locale translation of $"…".
 */
export const shellMain: Main = (start) => driven(main(start))

function* main({ argv, env, build }: Start): Sys<number> {
  const shell = new Shell(dialectOf(build))
  shell.invokedAs = argv[0] ?? 'bash'
  shell.name = shell.invokedAs
  yield* learnIdentity(shell)
  const wanted = yield* readArguments(shell, argv)
  if (typeof wanted === 'number') return wanted
  if (wanted.answer !== undefined) {
    yield* write(1, wanted.answer)
    return 0
  }
  shell.positional = wanted.args
  shell.login = wanted.login
  shell.interactive = wanted.interactive || (wanted.fromStdin && wanted.command === undefined && (yield* isTerminal()))
  yield* initialiseVariables(shell, env)
  if (shell.login) shell.options.set('login_shell', true)
  let status: number
  try {
    status = yield* start(shell, wanted)
  } catch (jump) {
    status = yield* statusOfJump(shell, jump)
  }
  return yield* runExitTrap(shell, status)
}

function* isTerminal(): Sys<boolean> {
  return (yield* sys.tcgetattr({ fd: 0 })).ok && (yield* sys.tcgetattr({ fd: 2 })).ok
}

function* learnIdentity(shell: Shell): Sys<void> {
  shell.pid = yield* sys.getpid({})
  shell.ownPid = shell.pid
  shell.parentPid = yield* sys.getppid({})
  const group = yield* sys.getpgid({ pid: 0 })
  shell.originalPgid = group.ok ? group.value : shell.pid
  shell.pgid = shell.originalPgid
  shell.nowMs = yield* sys.clockRealtime({})
  shell.startedMs = shell.nowMs
  shell.randomState = yield* randomSeed()
  for (const signal of [signals.SIGHUP, signals.SIGINT, signals.SIGQUIT, signals.SIGTERM]) {
    const old = yield* sys.sigaction({ signal, handler: 'default' })
    if (!old.ok || old.value !== 'ignore') continue
    yield* sys.sigaction({ signal, handler: 'ignore' })
    shell.ignoredAtStart.add(signal)
  }
}

function* start(shell: Shell, wanted: Invocation): Sys<number> {
  const posix = shell.isBash && baseName(shell.invokedAs).replace(/^-/, '') === 'sh'
  if (shell.interactive) {
    shell.input = 'interactive'
    yield* startJobControl(shell)
    if (shell.isBash) for (const option of ['expand_aliases', 'histexpand', 'history', 'emacs']) shell.options.set(option, true)
    if (wanted.noEditing) shell.options.set('emacs', false)
  }
  if (wanted.command !== undefined) shell.input = 'command'
  else if (wanted.script !== undefined) shell.input = 'script'
  else if (!shell.interactive) shell.input = 'stdin'
  if (shell.interactive) setInteractiveVariables(shell)
  yield* runStartupFiles(shell, wanted)
  if (posix) shell.options.set('posix', true)
  if (wanted.command !== undefined) {
    if (shell.isBash) shell.put('BASH_EXECUTION_STRING', wanted.command)
    return yield* runCommandString(shell, wanted.command)
  }
  if (wanted.script !== undefined) return yield* runScript(shell, wanted.script)
  return shell.interactive ? yield* runInteractively(shell) : yield* runInput(shell)
}

/** Prompts and the history's variables; startup files may change them. */
function setInteractiveVariables(shell: Shell): void {
  const values = shell.isBash
    ? { PS1: '\\s-\\v\\$ ', PS2: '> ', HISTFILE: `${shell.get('HOME') ?? ''}/.bash_history`, HISTSIZE: '500', HISTFILESIZE: '500' }
    : { PS1: shell.dialect.name === 'ash' ? '\\w \\$ ' : shell.get('UID') === '0' ? '# ' : '$ ', PS2: '> ' }
  for (const [name, value] of Object.entries(values)) if (shell.get(name) === undefined) shell.put(name, value)
}

function* runCommandString(shell: Shell, command: string): Sys<number> {
  const status = yield* runText(shell, command, { name: '-c', firstLine: firstLineOfCommand(shell.dialect), tail: !shell.interactive })
  return status
}

/** A script named on the command line; one without a slash that is not here is looked for on PATH. */
function* runScript(shell: Shell, name: string): Sys<number> {
  let path = name
  let bytes = yield* readFileBytes(path)
  if (!bytes.ok && !name.includes('/') && shell.isBash) {
    path = (yield* searchPath(name, shell.get('PATH') ?? '')) ?? name
    bytes = yield* readFileBytes(path)
  }
  const stat = yield* sys.stat({ path })
  const isDirectory = stat.ok && stat.value.type === 'directory'
  if (!bytes.ok || isDirectory) {
    const error = isDirectory ? 'EISDIR' : bytes.ok ? 'EIO' : bytes.error
    const why = strerror(error)
    if (shell.isBash) yield* write(2, `${shell.invokedAs}: ${name}: ${isDirectory ? 'Is a directory' : why}\n`)
    else if (shell.dialect.name === 'dash') yield* write(2, `${shell.invokedAs}: 0: cannot open ${name}: No such file\n`)
    else yield* write(2, `${shell.invokedAs}: can't open '${name}': ${why}\n`)
    return error === 'ENOENT' ? (shell.isBash ? 127 : 2) : 126
  }
  const text = textOf(bytes.value)
  shell.name = name
  if (text.slice(0, 80).split('\n')[0]?.includes('\0')) {
    yield* write(2, `${name}: ${name}: cannot execute binary file\n`)
    return 126
  }
  try {
    return yield* runText(shell, text, { name, firstLine: 1 })
  } catch (jump) {
    if (jump instanceof DiscardJump) return jump.status
    throw jump
  }
}
