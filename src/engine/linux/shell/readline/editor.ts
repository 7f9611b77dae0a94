import type { Sys } from '../../kernel/calls.ts'
import { signals } from '../../kernel/signal.ts'
import type { Termios } from '../../kernel/tty/termios.ts'
import { sys } from '../../sys.ts'
import { bindings, commands } from './commands.ts'
import { complete, insertCompletions, listCompletions } from './complete.ts'
import type { Key } from './keys.ts'
import { KillRing } from './kill-ring.ts'
import { incrementalSearch } from './search.ts'
import type { EditorOptions, ReadResult } from './session.ts'
import { Session } from './session.ts'

/**
 * Models GNU readline 8.2 (and, without bracketed paste, 6.2) in emacs mode as a library for programs on a terminal: bash, psql, redis-cli,
 * python. Left out: vi mode, inputrc, macros, the external editor.
 */
export class LineEditor {
  private readonly kills = new KillRing()
  private leftover: Key[] = []
  private ownInterrupt = false
  private readonly options: EditorOptions

  constructor(options: EditorOptions) {
    this.options = options.interrupted ? options : { ...options, interrupted: () => this.takeInterrupt() }
    this.handlesInterrupt = options.interrupted === undefined
  }

  private readonly handlesInterrupt: boolean

  private takeInterrupt(): boolean {
    const came = this.ownInterrupt
    this.ownInterrupt = false
    return came
  }

  /** Reads a line. The prompt may hold escape sequences between U+0001 and U+0002. `initial` stands there to be edited. */
  *readLine(prompt: string, initial = ''): Sys<ReadResult> {
    const { input, output } = this.options
    const modes = yield* sys.tcgetattr({ fd: input })
    if (!modes.ok) return { kind: 'hangup' }
    const session = new Session(this.options, this.kills, prompt)
    session.adopt(this.leftover)
    session.line.reset(initial)
    yield* sys.tcsetattr({ fd: input, termios: editingModes(modes.value) })
    const restoreHandler = this.handlesInterrupt ? yield* this.catchInterrupt() : undefined
    const size = yield* sys.tcgetwinsize({ fd: output })
    if (this.options.bracketedPaste) session.display.raw('\x1b[?2004h')
    session.display.begin(prompt, size.ok && size.value.cols > 0 ? size.value.cols : 80)
    if (this.options.asksCursor) session.display.raw('\x1b[6n')
    session.show()
    const result = yield* this.edit(session)
    this.leftover = session.leftover
    yield* session.flush()
    yield* sys.tcsetattr({ fd: input, termios: modes.value })
    if (restoreHandler) yield* restoreHandler()
    return result
  }

  private *catchInterrupt(): Sys<() => Sys<void>> {
    const editor = this
    const old = yield* sys.sigaction({
      signal: signals.SIGINT,
      handler: function* () {
        editor.ownInterrupt = true
      },
    })
    return function* () {
      yield* sys.sigaction({ signal: signals.SIGINT, handler: old.ok ? old.value : 'default' })
    }
  }

  private *edit(session: Session): Sys<ReadResult> {
    let pending: Key | undefined
    while (!session.result) {
      const key: Key = pending ?? (yield* session.nextKey())
      pending = yield* this.act(session, key)
      if (!session.result && !pending && !(yield* session.busy())) session.show()
    }
    return session.result
  }

  /** Does what a key is bound to. A key that ended a search comes back to be done. */
  private *act(session: Session, key: Key): Sys<Key | undefined> {
    if (key.kind !== 'key') {
      insert(session, key.kind === 'paste' ? key.text.replace(/\r\n?/g, '\n') : key.text, key.kind === 'text')
      return undefined
    }
    session.command = bindings[key.name] ?? key.name
    const again = yield* this.perform(session, key.name)
    if (session.command !== 'argument') {
      session.argument = undefined
      session.previousCommand = session.command
    }
    return again
  }

  private *perform(session: Session, name: string): Sys<Key | undefined> {
    const { line } = session
    switch (name) {
      case 'Enter':
      case 'C-j':
      case 'C-o':
        this.accept(session)
        break
      case 'interrupt':
        yield* this.interrupt(session)
        break
      case 'hangup':
        session.result = { kind: 'hangup' }
        break
      case 'C-d':
        if (line.text === '') this.end(session)
        else commands['delete-char']?.(session)
        break
      case 'Tab':
        session.command = 'complete'
        yield* complete(session)
        break
      case 'M-?':
      case 'M-=':
        yield* listCompletions(session)
        break
      case 'M-*':
        yield* insertCompletions(session)
        break
      case 'C-r':
      case 'C-s':
        return yield* incrementalSearch(session, name === 'C-r')
      case 'C-v':
      case 'C-q':
        yield* quotedInsert(session)
        break
      case 'C-x':
        yield* this.prefixed(session)
        break
      case 'M-#':
        line.remember()
        line.set(`#${line.text}`)
        this.accept(session)
        break
      default:
        this.bound(session, name)
    }
    return undefined
  }

  private bound(session: Session, name: string): void {
    const digit = /^M-(\d|-)$/.exec(name)?.[1]
    if (digit !== undefined) {
      session.argument = Number(`${session.argument ?? ''}${digit === '-' ? '' : digit}`) || 1
      session.command = 'argument'
      return
    }
    const command = commands[session.command]
    if (command) command(session)
    if (session.command !== 'undo' && !session.command.startsWith('yank')) session.line.settle()
  }

  /** C-x and another key. */
  private *prefixed(session: Session): Sys<void> {
    const key = yield* session.nextKey()
    session.command = bindings[key.kind === 'key' ? `C-x ${key.name}` : ''] ?? ''
    const command = commands[session.command]
    if (command) command(session)
    else session.display.bell()
  }

  private leave(session: Session): void {
    if (this.options.bracketedPaste) session.display.raw('\x1b[?2004l\r')
  }

  private accept(session: Session): void {
    session.display.show(session.line.text, session.line.text.length)
    session.display.finish()
    this.leave(session)
    session.result = { kind: 'line', text: session.line.text }
  }

  private end(session: Session): void {
    this.leave(session)
    session.result = { kind: 'end' }
  }

  /** ^C: shown as the terminal would have, the line is dropped. */
  private *interrupt(session: Session): Sys<void> {
    const modes = yield* sys.tcgetattr({ fd: this.options.input })
    session.display.show(session.line.text, session.line.text.length)
    if (modes.ok && modes.value.echoctl) session.display.raw('^C')
    if (this.options.bracketedPaste) session.display.raw('\x1b[?2004l\r\x1b[?2004h\x1b[?2004l\r')
    session.display.raw('\n')
    session.result = { kind: 'interrupted' }
  }
}

function insert(session: Session, text: string, typed: boolean): void {
  session.line.remember(typed)
  for (let i = 0; i < session.count; i++) {
    if (session.overwriting && typed) session.line.overwrite(text)
    else session.line.insert(text)
  }
  session.argument = undefined
  session.previousCommand = 'self-insert'
}

/** C-v: the next key as it is. */
function* quotedInsert(session: Session): Sys<void> {
  const key = yield* session.nextKey()
  if (key.kind !== 'key') {
    insert(session, key.text, true)
    return
  }
  const control = /^C-([a-z@[\\\]^_])$/.exec(key.name)?.[1]
  const text =
    key.name === 'Enter'
      ? '\r'
      : key.name === 'Tab'
        ? '\t'
        : key.name === 'Backspace'
          ? '\x7f'
          : control
            ? String.fromCharCode(control.toUpperCase().charCodeAt(0) - 64)
            : ''
  if (text !== '') insert(session, text, true)
}

/** Characters come one by one without echo; signals and output processing stay (rl_prep_terminal). */
const editingModes = (modes: Termios): Termios => ({ ...modes, icanon: false, echo: false, icrnl: false, iexten: false })
