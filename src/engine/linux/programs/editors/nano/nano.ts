import type { Sys } from '../../../kernel/calls.ts'
import type { Main } from '../../../kernel/program.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { RawTerminal } from '../raw-terminal.ts'
import { isText } from '../vim/keys.ts'
import { actions, place, typeText } from './edit.ts'
import { insertFile, openFile, writeOut } from './file.ts'
import { drawNano } from './screen.ts'
import { Nano } from './state.ts'

/**
 * Models GNU nano (2.3.1 and 7.2 by `version`): one buffer, cut and uncut, search and replace, undo, files. Left out: several buffers, marking,
 * justification, spelling, colours, nanorc, mouse, locks and backups.
 */
export const nano: Main = function* ({ argv, build }) {
  const version = build.get('version') ?? '7.2'
  const release = { version, modern: Number.parseInt(version, 10) >= 4 }
  const files: string[] = []
  let at = { line: 0, col: 0 }
  for (const word of argv.slice(1)) {
    const position = /^\+(\d+)(?:,(\d+))?$/.exec(word)
    if (position) at = { line: Number(position[1]) - 1, col: Number(position[2] ?? 1) - 1 }
    else if (word === '-V' || word === '--version') {
      yield* print(` GNU nano, version ${version}\n`)
      return 0
    } else if (word.startsWith('-') && word.length > 1) {
      if (/^-[vwliExFLNSTBZADHIPUabcdefghjkmnopqrstuxyz$]$/.test(word) || word.startsWith('--'))
        yield* printError(`cais: nano: ${word} is not simulated\n`)
      else
        yield* printError(
          `nano: invalid option -- '${word[1]}'\nUsage: nano [OPTIONS] [[+LINE[,COLUMN]] FILE]...\n\nType 'nano -h' for a list of available options.\n`,
        )
      return 1
    } else files.push(word)
  }
  if (!(yield* sys.tcgetattr({ fd: 0 })).ok || !(yield* sys.tcgetattr({ fd: 1 })).ok) {
    yield* printError(release.modern ? 'Standard input is not a terminal\n' : 'Could not get size of window\n')
    return 1
  }
  if (files.length > 1) {
    yield* printError('cais: nano: several files are not simulated\n')
    return 1
  }
  const terminal = new RawTerminal(0, { enter: '\x1b[?1049h\x1b[?1h\x1b=\x1b[H\x1b[2J', leave: '\x1b[?1049l\x1b[?1l\x1b>' })
  const editor = new Nano(terminal, release, drawNano)
  yield* terminal.open()
  if (files[0] !== undefined) yield* openFile(editor, files[0])
  else if (release.modern) editor.status = 'Welcome to nano.  For basic help, type Ctrl+G.'
  place(editor, at)
  while (!editor.done) yield* command(editor)
  yield* terminal.restore()
  return 0
}

function* command(editor: Nano): Sys<void> {
  const key = yield* editor.key()
  if (key !== '\x0b') editor.cutting = false
  if (isText(key)) return typeText(editor, key)
  editor.buffer.history.close()
  const action = actions[key]
  if (action) return action(editor)
  const asking = questions[key]
  if (asking) yield* asking(editor)
  else if (key.startsWith('M-') || (key < ' ' && key !== '')) editor.status = 'Unknown Command'
}

/** ^X: offers to save what was changed. */
function* leave(editor: Nano): Sys<void> {
  if (editor.modified) {
    const answer = yield* editor.confirm(
      editor.release.modern ? 'Save modified buffer? ' : 'Save modified buffer (ANSWERING "No" WILL DESTROY CHANGES) ? ',
    )
    if (answer === undefined) return
    if (answer && !(yield* writeOut(editor))) return
  }
  editor.done = true
}

/** The next place of a text after the cursor, round the end; undefined when it is nowhere. */
function find(editor: Nano, wanted: string, from: { line: number; col: number }): { line: number; col: number } | undefined {
  const count = editor.buffer.lines.length
  const needle = wanted.toLowerCase()
  for (let step = 0; step <= count; step++) {
    const line = (from.line + step) % count
    const col = editor.buffer
      .line(line)
      .toLowerCase()
      .indexOf(needle, step === 0 ? from.col : 0)
    if (col >= 0) return { line, col }
  }
  return undefined
}

function goToMatch(editor: Nano): void {
  const from = { line: editor.cursor.line, col: editor.cursor.col + 1 }
  const to = find(editor, editor.searched, from)
  if (!to) {
    editor.status = `"${editor.searched}" not found`
    return
  }
  if (to.line === editor.cursor.line && to.col === editor.cursor.col) editor.status = 'This is the only occurrence'
  else if (to.line < from.line || (to.line === from.line && to.col < from.col)) editor.status = 'Search Wrapped'
  place(editor, to)
}

function* search(editor: Nano): Sys<void> {
  const typed = yield* editor.ask(`Search${editor.searched === '' ? '' : ` [${editor.searched}]`}: `, '')
  if (typed === undefined || (typed === '' && editor.searched === '')) return
  if (typed !== '') editor.searched = typed
  goToMatch(editor)
}

function* replace(editor: Nano): Sys<void> {
  const wanted = (yield* editor.ask(`Search (to replace)${editor.searched === '' ? '' : ` [${editor.searched}]`}: `, '')) || editor.searched
  if (wanted === '') return
  const by = yield* editor.ask('Replace with: ', '')
  if (by === undefined) return
  editor.searched = wanted
  let done = 0
  let to = find(editor, wanted, editor.cursor)
  const first = to
  while (to && !(done > 0 && first && to.line === first.line && to.col <= first.col)) {
    place(editor, to)
    const answer: boolean | undefined = yield* editor.confirm('Replace this instance? ')
    if (answer === undefined) return
    if (answer) {
      const end = { line: to.line, col: to.col + wanted.length }
      editor.buffer.replace(to, end, by, editor.cursor)
      done++
    }
    const after = { line: to.line, col: to.col + (answer ? by.length : wanted.length) }
    const next = find(editor, wanted, after)
    if (!next || next.line < after.line || (next.line === after.line && next.col < after.col)) break
    to = next
  }
  editor.status = done === 0 && !first ? `"${wanted}" not found` : `Replaced ${done} occurrence${done === 1 ? '' : 's'}`
}

function* goToLine(editor: Nano): Sys<void> {
  const typed = yield* editor.ask('Enter line number, column number: ', '')
  if (typed === undefined) return
  const m = /^\s*(\d+)?\s*(?:[, ]\s*(\d+))?\s*$/.exec(typed)
  if (!m || (!m[1] && !m[2])) {
    editor.status = editor.release.modern ? 'Invalid line or column number' : 'Come on, be reasonable'
    return
  }
  place(editor, { line: m[1] ? Number(m[1]) - 1 : editor.cursor.line, col: Number(m[2] ?? 1) - 1 })
}

function* help(editor: Nano): Sys<void> {
  editor.showingHelp = true
  for (;;) {
    const key = yield* editor.key()
    if (key === '\x18' || key === 'q' || key === '<Esc>' || editor.done) break
  }
  editor.showingHelp = false
}

const notSimulated = (what: string) =>
  function* (editor: Nano): Sys<void> {
    editor.status = `cais: nano: ${what} is not simulated`
  }

/** Keys that ask something. */
const questions: Readonly<Record<string, (editor: Nano) => Sys<void>>> = {
  '\x18': leave,
  '\x0f': function* (editor) {
    yield* writeOut(editor)
  },
  '\x12': insertFile,
  '\x17': search,
  'M-w': function* (editor) {
    if (editor.searched === '') editor.status = 'No current search pattern'
    else goToMatch(editor)
  },
  '\x1c': replace,
  '\x1f': goToLine,
  '\x07': help,
  '\x14': notSimulated('^T'),
  'M-j': notSimulated('justify'),
}
