import type { Sys } from '../../../kernel/calls.ts'
import type { Main, Start } from '../../../kernel/program.ts'
import { printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { RawTerminal } from '../raw-terminal.ts'
import type { Invocation } from './arguments.ts'
import { parseArguments } from './arguments.ts'
import { Editor, InputLost, Quit } from './editor.ts'
import { runExMode } from './ex/ex-mode.ts'
import { executeLine } from './ex/execute.ts'
import { showLines } from './ex/pages.ts'
import { editFile } from './file.ts'
import { normalCommand, readPrefix } from './normal.ts'
import { Refusal } from './position.ts'
import { EditorScreen } from './screen.ts'
import { leaveVisual, visualCommand } from './visual.ts'

/**
 * Models vim in its small build: vi, view and ex of CentOS 7 (7.4) and Debian (9.0), by the `version` parameter. One window and one buffer at a
 * time. Left out: swap files and recovery, viminfo, .vimrc and scripts, syntax colours, windows and tabs, mappings, completion, folding, spell,
 * quickfix, the undo tree's branches, the manual. Follows vim's src/normal.c, ops.c, edit.c, ex_docmd.c, ex_cmds.c, screen.c and runtime/doc.
 */
export const vim: Main = function* (start) {
  const name = (start.argv[0] ?? 'vim').split('/').pop() ?? 'vim'
  const version = patchLevels[start.build.get('version') ?? '9.0'] ?? (start.build.get('version') as string)
  const invocation = parseArguments(name, start.argv.slice(1))
  if (invocation.kind === 'problem') {
    yield* printError(`VIM - Vi IMproved ${version.split('.').slice(0, 2).join('.')}\n${invocation.message}\nMore info with: "vim -h"\n`)
    return 1
  }
  if (invocation.kind === 'version') return yield* invocation.show(version)
  const editor = makeEditor(start, version)
  editor.files = invocation.files
  editor.readOnlyFile = invocation.readOnly
  if (invocation.ex) return yield* runExMode(editor, invocation)
  return yield* runScreen(editor, invocation)
}

/** What CentOS 7 and Debian 12 ship. */
const patchLevels: Readonly<Record<string, string>> = { '7.4': '7.4.629', '9.0': '9.0.1378' }

function makeEditor(start: Start, version: string): Editor {
  const modern = Number.parseInt(version, 10) >= 8
  const terminal = new RawTerminal(0, {
    enter: `\x1b[?1049h\x1b[?1h\x1b=${modern ? '\x1b[?2004h' : ''}`,
    leave: `${modern ? '\x1b[?2004l' : ''}\x1b[?1l\x1b>\x1b[?1049l`,
    onDeath: (signal) => `Vim: Caught deadly signal ${signal === 15 ? 'TERM' : 'HUP'}\nVim: Finished.\n`,
  })
  const screen = new EditorScreen()
  return new Editor(terminal, version, start.env, screen, { normal: oneCommand, ex: executeLine, show: (vi, lines) => showLines(vi, '', lines) })
}

function* warnings(): Sys<void> {
  const input = yield* sys.tcgetattr({ fd: 0 })
  const output = yield* sys.tcgetattr({ fd: 1 })
  if (!output.ok) yield* printError('Vim: Warning: Output is not to a terminal\n')
  if (!input.ok) yield* printError('Vim: Warning: Input is not from a terminal\n')
}

function* runScreen(vi: Editor, invocation: Invocation): Sys<number> {
  yield* warnings()
  if (vi.files.length > 1) yield* printError(`${vi.files.length} files to edit\n`)
  yield* vi.terminal.open()
  try {
    yield* guarded(vi, function* () {
      yield* editFile(vi, vi.files[0])
      for (const command of invocation.commands) yield* executeLine(vi, command)
    })
    for (;;) yield* guarded(vi, () => step(vi))
  } catch (end) {
    if (end instanceof Quit) {
      yield* vi.terminal.restore()
      return end.code
    }
    if (!(end instanceof InputLost)) throw end
    yield* vi.terminal.restore()
    yield* printError('Vim: Error reading input, exiting...\nVim: Finished.\n')
    return 1
  }
}

/** One command at the top: of visual mode when something is selected, else of normal mode. */
function* step(vi: Editor): Sys<void> {
  const wasModified = vi.buffer.modified
  yield* oneCommand(vi)
  vi.follow()
  if (vi.buffer.modified && !wasModified && vi.options.readonly && vi.message.text === '') vi.say('W10: Warning: Changing a readonly file', 'warning')
}

function* oneCommand(vi: Editor): Sys<void> {
  const { visual } = vi
  if (!visual) return yield* normalCommand(vi)
  vi.commandKeys = []
  const call = yield* readPrefix(vi)
  vi.shownCommand = ''
  vi.buffer.history.close()
  yield* visualCommand(vi, call, visual)
}

/** Runs something; a refusal ends it with its message, and macros with it. */
function* guarded(vi: Editor, run: () => Sys<void>): Sys<void> {
  try {
    yield* run()
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal
    vi.dropPushed()
    vi.shownCommand = ''
    vi.prompt = undefined
    vi.repeating = false
    vi.frozen = false
    vi.inGlobal = undefined
    if (vi.mode !== 'visual') {
      vi.mode = 'normal'
      vi.clamp()
    } else if (!vi.visual) vi.mode = 'normal'
    if (refusal.message !== '') vi.say(refusal.message, 'error')
    if (vi.visual && refusal.message.startsWith('E492')) leaveVisual(vi)
  }
}
