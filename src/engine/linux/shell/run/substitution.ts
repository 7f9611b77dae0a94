import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { readAll } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { complain } from '../complain.ts'
import { atLeast } from '../dialect.ts'
import { ShellError } from '../errors.ts'
import { expandWords } from '../expand/words.ts'
import { waitForLoose } from '../jobs/wait.ts'
import type { Shell } from '../state/shell.ts'
import { textOf } from '../text.ts'
import type { CommandPart, ProcessPart } from '../word.ts'
import { Word } from '../word.ts'
import { fork } from './fork.ts'
import { runText } from './run-text.ts'

/** `$(…)`: what the commands write, without NULs and trailing newlines (subst.c: command_substitute). */
export function* substitute(shell: Shell, part: CommandPart): Sys<string> {
  const file = /^\s*<\s*([^\s<>&|;()]+)\s*$/.exec(part.script)
  if (file) return yield* fileText(shell, file[1] as string)
  const pipe = yield* sys.pipe({ closeOnExec: true })
  if (!pipe.ok) throw new ShellError('cannot make pipe for command substitution')
  const [read, write] = pipe.value
  const pid = yield* fork(shell, { foreground: true, subshell: true }, function* (child) {
    yield* sys.close({ fd: read })
    if (write !== 1) {
      yield* sys.dup2({ fd: write, to: 1 })
      yield* sys.close({ fd: write })
    }
    child.evaluations++
    if (!child.options.has('inherit_errexit') && !child.options.has('posix') && child.isBash) child.options.set('errexit', false)
    return yield* runText(child, part.script, { name: part.backquoted ? 'command substitution' : '', firstLine: child.line, tail: true })
  })
  shell.jobs.loose.set(pid, undefined)
  yield* sys.close({ fd: write })
  const bytes = yield* readAll(read)
  yield* sys.close({ fd: read })
  const status = yield* waitForLoose(shell, pid)
  shell.substitutionStatus = status
  shell.status = status
  return yield* cleaned(shell, bytes.ok ? textOf(bytes.value) : '')
}

function* cleaned(shell: Shell, text: string): Sys<string> {
  let out = text
  if (out.includes('\0')) {
    if (atLeast(shell.dialect, 4, 4) && shell.isBash) yield* complain(shell, 'warning: command substitution: ignored null byte in input')
    out = out.replaceAll('\0', '')
  }
  return out.replace(/\n+$/, '')
}

/** `$(< file)`. */
function* fileText(shell: Shell, raw: string): Sys<string> {
  const [path = ''] = yield* expandWords(shell, [new Word(raw)])
  const opened = yield* sys.open({ path, flags: 0 })
  if (!opened.ok) {
    yield* complain(shell, `${path}: ${strerror(opened.error)}`)
    shell.substitutionStatus = 1
    return ''
  }
  const bytes = yield* readAll(opened.value)
  yield* sys.close({ fd: opened.value })
  shell.substitutionStatus = 0
  return yield* cleaned(shell, bytes.ok ? textOf(bytes.value) : '')
}

/** `<(…)` and `>(…)`: a pipe under /dev/fd, its other end a process. */
export function* processSubstitution(shell: Shell, part: ProcessPart): Sys<string> {
  const pipe = yield* sys.pipe({ closeOnExec: true })
  if (!pipe.ok) throw new ShellError('cannot make pipe for process substitution')
  const [read, write] = pipe.value
  const reading = part.operator === '<'
  const [ours, theirs] = reading ? [read, write] : [write, read]
  const pid = yield* fork(shell, { foreground: false, asynchronous: false, subshell: true }, function* (child) {
    yield* sys.close({ fd: ours })
    yield* sys.dup2({ fd: theirs, to: reading ? 1 : 0 })
    yield* sys.close({ fd: theirs })
    return yield* runText(child, part.script, { name: '', firstLine: child.line, tail: true })
  })
  shell.lastBackground = pid
  yield* sys.close({ fd: theirs })
  const fd = yield* highDescriptor(ours)
  shell.processSubstitutions.push(fd)
  return `/dev/fd/${fd}`
}

/** From 63 down, as bash numbers them. */
function* highDescriptor(fd: number): Sys<number> {
  for (let at = 63; at > 10; at--) {
    if ((yield* sys.fcntl({ fd: at })).ok) continue
    yield* sys.dup2({ fd, to: at })
    yield* sys.close({ fd })
    return at
  }
  return fd
}
