import type { Sys } from '../../kernel/calls.ts'
import { sys } from '../../sys.ts'
import type { Candidate, Completion } from './completion.ts'
import { columnsOf, commonPrefix } from './completion.ts'
import type { Session } from './session.ts'

/** Tab (readline's complete.c: rl_complete): completes as far as it is certain; a Tab after one that changed nothing lists. */
export function* complete(session: Session): Sys<void> {
  const found = yield* ask(session)
  if (!found || found.candidates.length === 0) {
    session.display.bell()
    return
  }
  const { line } = session
  const { from, candidates } = found
  const [only] = candidates
  if (candidates.length === 1 && only) {
    replaceWord(session, from, only.insert + suffixFor(session, only))
    session.command = 'completed'
    return
  }
  const word = line.text.slice(from, line.cursor)
  const prefix = commonPrefix(candidates.map((candidate) => candidate.insert))
  if (prefix.length > word.length || (prefix !== word && prefix !== '' && candidates.every(({ insert }) => !insert.startsWith(word)))) {
    session.display.bell()
    replaceWord(session, from, prefix)
    session.command = 'completed'
    return
  }
  if (session.previousCommand === 'complete') yield* list(session, candidates)
  else session.display.bell()
}

function suffixFor(session: Session, candidate: Candidate): string {
  return session.line.text[session.line.cursor] === candidate.suffix && candidate.suffix !== ' ' ? '' : candidate.suffix
}

function* ask(session: Session): Sys<Completion | undefined> {
  const { complete: completer } = session.options
  if (!completer) return undefined
  session.show()
  yield* session.flush()
  return yield* completer(session.line.text, session.line.cursor)
}

function replaceWord(session: Session, from: number, text: string): void {
  const { line } = session
  line.remember()
  line.remove(from, line.cursor)
  line.insert(text)
}

/** M-?: lists at once. */
export function* listCompletions(session: Session): Sys<void> {
  const found = yield* ask(session)
  if (!found || found.candidates.length === 0) session.display.bell()
  else yield* list(session, found.candidates)
}

/** M-*: inserts all of them. */
export function* insertCompletions(session: Session): Sys<void> {
  const found = yield* ask(session)
  if (!found || found.candidates.length === 0) session.display.bell()
  else replaceWord(session, found.from, `${found.candidates.map((candidate) => candidate.insert).join(' ')} `)
}

function* list(session: Session, candidates: readonly Candidate[]): Sys<void> {
  const { display, line } = session
  const query = session.options.queryItems ?? 100
  const shown = candidates.map((candidate) => candidate.shown)
  const size = yield* sys.tcgetwinsize({ fd: session.options.input })
  const rows = columnsOf(shown, size.ok && size.value.cols > 0 ? size.value.cols : 80)
  if (query > 0 && candidates.length >= query) {
    display.show(line.text, line.text.length)
    display.raw(`\nDisplay all ${candidates.length} possibilities? (y or n)`)
    if (!(yield* yes(session))) {
      display.raw('\n')
      display.redraw(line.text, line.cursor)
      return
    }
    display.raw('\n')
  } else {
    display.show(line.text, line.text.length)
    display.raw('\n')
  }
  yield* page(session, rows, size.ok && size.value.rows > 0 ? size.value.rows : 24)
  display.redraw(line.text, line.cursor)
}

function* yes(session: Session): Sys<boolean> {
  for (;;) {
    const key = yield* session.nextKey()
    if (key.kind === 'text') {
      if ('yY '.includes(key.text)) return true
      if ('nN'.includes(key.text)) return false
    } else if (key.kind === 'key' && ['Backspace', 'C-g', 'C-c', 'interrupt', 'hangup'].includes(key.name)) return false
    session.display.bell()
  }
}

/** Stops with --More-- when the screen is full. */
function* page(session: Session, rows: readonly string[], height: number): Sys<void> {
  let left = height - 1
  for (const row of rows) {
    if (left === 0) {
      session.display.raw('--More--')
      const more = yield* moreKey(session)
      session.display.raw('\r        \r')
      if (more === 0) return
      left = more === 1 ? 1 : height - 1
    }
    session.display.raw(`${row}\n`)
    left--
  }
}

/** Rows to show: a page, one, or none. */
function* moreKey(session: Session): Sys<number> {
  for (;;) {
    const key = yield* session.nextKey()
    const name = key.kind === 'text' ? key.text : key.kind === 'key' ? key.name : ''
    if ([' ', 'y', 'Y', 'Tab'].includes(name)) return 2
    if (name === 'Enter' || name === 'C-j') return 1
    if (['n', 'N', 'q', 'Q', 'Backspace', 'C-g', 'interrupt', 'hangup'].includes(name)) return 0
    session.display.bell()
  }
}
