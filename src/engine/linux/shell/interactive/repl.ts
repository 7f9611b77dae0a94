import type { Sys } from '../../kernel/calls.ts'
import { write } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { baseName } from '../complain.ts'
import { completeLine } from '../completion/complete-line.ts'
import { atLeast } from '../dialect.ts'
import { DiscardJump, ExitJump } from '../errors.ts'
import { arrayValues } from '../expand/parameter.ts'
import { prompt } from '../expand/prompt.ts'
import { notifyJobs } from '../jobs/notify.ts'
import { reapChildren } from '../jobs/wait.ts'
import { delimit } from '../parse/delimit.ts'
import { LineEditor } from '../readline/editor.ts'
import type { ReadResult } from '../readline/session.ts'
import { readLine } from '../run/read-line.ts'
import { grammarSettings, parseCommands, runLine } from '../run/run-text.ts'
import { reportSyntaxError } from '../run/syntax-error.ts'
import { runPendingTraps } from '../run/traps.ts'
import { runtime } from '../runtime.ts'
import type { Shell } from '../state/shell.ts'
import { expandHistory } from './history-expansion.ts'
import { applyLimit, joinLines, loadHistory, rememberCommand, saveHistory } from './history-file.ts'
import { leaveInteractive } from './leave.ts'

/** Reads and runs commands until the end of input or `exit`. */
export function* runInteractively(shell: Shell): Sys<number> {
  if (shell.isBash) yield* loadHistory(shell)
  if (shell.dialect.name === 'ash' && shell.dialect.banner !== 'none')
    yield* write(1, `\n\nBusyBox ${shell.dialect.banner} built-in shell (ash)\nEnter 'help' for a list of built-in commands.\n\n`)
  const loop = new Loop(shell)
  try {
    yield* loop.run()
  } catch (jump) {
    if (!(jump instanceof ExitJump)) throw jump
    shell.status = jump.status
  }
  if (shell.isBash) yield* saveHistory(shell)
  yield* leaveInteractive(shell)
  return shell.status
}

class Loop {
  private readonly editor: LineEditor
  private text = ''
  /** The command as the history keeps it. */
  private entry = ''
  private endings = 0

  constructor(private readonly shell: Shell) {
    this.editor = new LineEditor({
      input: 0,
      output: 2,
      history: () => shell.history.list.map((entry) => entry.line),
      complete: (line, cursor) => completeLine(shell, line, cursor),
      bracketedPaste: shell.isBash && atLeast(shell.dialect, 5, 1),
      markSearch: shell.isBash && atLeast(shell.dialect, 5, 1),
      asksCursor: shell.dialect.name === 'ash',
      interrupted: () => take(shell, 'interrupted'),
      resized: () => take(shell, 'windowChanged'),
      ended: () => shell.hungUp,
    })
  }

  *run(): Sys<void> {
    for (;;) {
      yield* this.between()
      const result = yield* this.read()
      if (result.kind === 'hangup') return
      if (result.kind === 'interrupted') {
        this.drop()
        this.shell.status = 130
        if (this.shell.pendingTraps.length > 0) yield* runPendingTraps(this.shell)
      } else if (result.kind === 'end') {
        if (yield* this.end()) return
      } else {
        this.endings = 0
        yield* this.line(result.text)
      }
    }
  }

  /** Before a prompt: news of jobs, the window's size, PROMPT_COMMAND. */
  private *between(): Sys<void> {
    const { shell } = this
    if (this.text !== '') return
    yield* reapChildren(shell)
    yield* notifyJobs(shell)
    yield* updateWindow(shell)
    if (shell.isBash) {
      for (const command of arrayValues(shell, 'PROMPT_COMMAND')) {
        const { status, lastArgument } = shell
        try {
          yield* runtime().evaluate(shell, command, 'PROMPT_COMMAND')
        } catch (jump) {
          if (!(jump instanceof DiscardJump)) throw jump
        }
        shell.status = status
        shell.lastArgument = lastArgument
      }
    }
  }

  private *read(): Sys<ReadResult> {
    const { shell } = this
    const text = yield* prompt(shell, shell.get(this.text === '' ? 'PS1' : 'PS2') ?? '')
    const edited = (shell.options.has('emacs') || shell.options.has('vi') || shell.dialect.name === 'ash') && (yield* sys.tcgetattr({ fd: 0 })).ok
    if (edited) return yield* this.editor.readLine(text)
    yield* write(2, text.replace(/[\x01\x02]/g, ''))
    const line = yield* readLine(0)
    if (take(shell, 'interrupted')) {
      yield* write(2, '\n')
      return { kind: 'interrupted' }
    }
    return line ? { kind: 'line', text: line.text } : { kind: 'end' }
  }

  private drop(): void {
    this.text = ''
    this.entry = ''
  }

  /** Control-D: ends the command being typed with an error, else the shell (unless jobs are stopped or IGNOREEOF says so). */
  private *end(): Sys<boolean> {
    const { shell } = this
    if (this.text !== '') {
      const found = delimit(this.text, 0, grammarSettings(shell))
      if (found.kind === 'error') yield* reportSyntaxError(shell, this.text, found.problem, { name: '', firstLine: 1 })
      shell.status = 2
      this.drop()
      return false
    }
    const ignore = shell.get('IGNOREEOF')
    const limit = ignore === undefined ? (shell.options.has('ignoreeof') ? 10 : 0) : /^\d+$/.test(ignore) ? Number(ignore) : 10
    if (this.endings < limit) {
      this.endings++
      yield* write(2, `\nUse "${shell.login ? 'logout' : 'exit'}" to leave the shell.\n`)
      return false
    }
    yield* write(2, shell.isBash ? `\n${shell.login ? 'logout' : 'exit'}\n` : '\n')
    if (shell.jobs.list().some((job) => job.state === 'stopped') && !shell.exitWarned) {
      yield* write(2, shell.isBash ? 'There are stopped jobs.\n' : 'You have stopped jobs.\n')
      shell.exitWarned = true
      return false
    }
    return true
  }

  private *line(typed: string): Sys<void> {
    const { shell } = this
    const line = yield* this.expanded(typed)
    if (line === undefined) return
    const before = this.text === '' ? undefined : delimit(this.text, 0, grammarSettings(shell))
    const quotes =
      before &&
      (before.kind === 'complete' ||
        (before.kind === 'error' && before.problem.kind === 'unterminated' && before.problem.token !== ')' && before.problem.token !== '}'))
    this.entry = this.text === '' ? line : joinLines(this.entry, line, quotes ? 'quotes' : 'words')
    this.text += `${line}\n`
    const found = delimit(this.text, 0, grammarSettings(shell))
    if (found.kind === 'error' && found.problem.incomplete) return
    if (found.kind === 'complete' && found.openHereDocuments.length > 0) return
    const { text, entry } = this
    this.drop()
    if (shell.isBash) {
      applyLimit(shell)
      yield* rememberCommand(shell, entry)
    }
    const entered = yield* sys.record({ kind: 'shell.command-entered', data: { line: entry, pid: shell.pid } })
    const earlier = yield* sys.cause({ fact: entered })
    try {
      if (found.kind === 'error') {
        yield* reportSyntaxError(shell, text, found.problem, { name: '', firstLine: 1 })
        shell.status = 2
      } else if (found.kind === 'complete') yield* this.execute(text)
    } catch (jump) {
      if (jump instanceof ExitJump) yield* this.ended(entered, jump.status)
      throw jump
    }
    yield* sys.cause({ fact: earlier })
    yield* this.ended(entered, shell.status)
  }

  /** The story of a command ends with its status: who watches the record tells commands apart by it. */
  private *ended(entered: number, exitCode: number): Sys<void> {
    yield* sys.record({ kind: 'shell.command-ended', data: { pid: this.shell.pid, exitCode }, cause: entered })
  }

  /** History expansion; undefined when there is nothing to run. */
  private *expanded(typed: string): Sys<string | undefined> {
    const { shell } = this
    if (!shell.options.has('histexpand') || !shell.isBash) return typed
    const expansion = expandHistory(typed, shell.history)
    if (expansion.kind === 'same') return typed
    if (expansion.kind === 'error') {
      yield* write(2, `${baseName(shell.invokedAs)}: ${expansion.message}\n`)
      this.drop()
      return undefined
    }
    yield* write(2, `${expansion.line}\n`)
    if (!expansion.printOnly) return expansion.line
    yield* rememberCommand(shell, expansion.line)
    return undefined
  }

  /** The text may hold several lines (a paste): each is parsed when those before it have run. */
  private *execute(text: string): Sys<void> {
    const { shell } = this
    shell.listDepth = 0
    shell.conditions = 0
    shell.loops = 0
    shell.commandNumber++
    const warned = shell.exitWarned
    let at = 0
    while (at < text.length) {
      const found = delimit(text, at, grammarSettings(shell))
      if (found.kind === 'end') break
      if (found.kind === 'error') {
        yield* reportSyntaxError(shell, text.slice(at), found.problem, { name: '', firstLine: 1 })
        shell.status = 2
        break
      }
      at = found.end
      if (found.kind !== 'complete') continue
      if (!(yield* this.runOne(found.text))) break
    }
    if (warned) shell.exitWarned = false
  }

  private *runOne(text: string): Sys<boolean> {
    const { shell } = this
    try {
      yield* runLine(shell, () => parseCommands(text, 1), false)
      return true
    } catch (jump) {
      if (!(jump instanceof DiscardJump)) throw jump
      if (jump.interrupted && !shell.newlineWritten) yield* write(2, '\n')
      shell.newlineWritten = false
      shell.status = jump.status
      return false
    }
  }
}

/** Reads and clears a flag that a signal handler set. */
function take(shell: Shell, flag: 'interrupted' | 'windowChanged'): boolean {
  const was = shell[flag]
  shell[flag] = false
  return was
}

/** LINES and COLUMNS (checkwinsize). */
function* updateWindow(shell: Shell): Sys<void> {
  if (!shell.isBash) return
  const size = yield* sys.tcgetwinsize({ fd: 2 })
  if (!size.ok || size.value.cols === 0) return
  shell.put('COLUMNS', String(size.value.cols))
  shell.put('LINES', String(size.value.rows))
}
