import type { Session } from './session.ts'

/** Editing commands that need nothing but the session (readline's text.c, kill.c, misc.c), by their names in inputrc. */
export type Command = (session: Session) => void

const ring = (session: Session): void => session.display.bell()

function move(step: (session: Session) => number): Command {
  return (session) => {
    for (let i = 0; i < session.count; i++) {
      const to = step(session)
      if (to === session.line.cursor) {
        if (i === 0) ring(session)
        return
      }
      session.line.cursor = to
    }
  }
}

/** Kills from the cursor to where the motion leads; kills in a row join. */
function kill(target: (session: Session) => number): Command {
  return (session) => {
    const { line } = session
    const to = target(session)
    if (to === line.cursor) return
    line.remember()
    const backwards = to < line.cursor
    const removed = line.remove(Math.min(to, line.cursor), Math.max(to, line.cursor))
    session.kills.add(
      removed,
      session.previousCommand.includes('kill') || session.previousCommand === 'unix-word-rubout' || session.previousCommand === 'unix-line-discard',
      backwards,
    )
  }
}

function erase(target: (session: Session) => number): Command {
  return (session) => {
    const { line } = session
    const to = target(session)
    if (to === line.cursor) {
      ring(session)
      return
    }
    line.remember()
    line.remove(Math.min(to, line.cursor), Math.max(to, line.cursor))
  }
}

/** Changes the case of the word after the cursor. */
function caseWord(change: (word: string) => string): Command {
  return ({ line }) => {
    const end = line.wordRight(line.cursor)
    line.remember()
    line.set(line.text.slice(0, line.cursor) + change(line.text.slice(line.cursor, end)) + line.text.slice(end), end)
  }
}

const repeat = (session: Session, step: (at: number) => number): number => {
  let at = session.line.cursor
  for (let i = 0; i < session.count; i++) at = step(at)
  return at
}

function transposeCharacters(session: Session): void {
  const { line } = session
  const at = line.cursor === line.text.length ? line.previous(line.cursor) : line.cursor
  if (line.text.length < 2 || at === 0) {
    ring(session)
    return
  }
  const before = line.previous(at)
  const after = line.next(at)
  line.remember()
  line.set(line.text.slice(0, before) + line.text.slice(at, after) + line.text.slice(before, at) + line.text.slice(after), after)
}

function transposeWords(session: Session): void {
  const { line } = session
  const end = line.wordRight(line.cursor)
  const second = line.wordLeft(end)
  const first = line.wordLeft(second)
  const firstEnd = line.wordRight(first)
  if (first === second || firstEnd > second) {
    ring(session)
    return
  }
  const { text } = line
  line.remember()
  line.set(text.slice(0, first) + text.slice(second, end) + text.slice(firstEnd, second) + text.slice(first, firstEnd) + text.slice(end), end)
}

function yank(session: Session): void {
  const text = session.kills.current()
  if (text === undefined) {
    ring(session)
    return
  }
  session.line.remember()
  session.line.mark = session.line.cursor
  session.line.insert(text)
}

function yankPop(session: Session): void {
  const { line } = session
  if (session.previousCommand !== 'yank' && session.previousCommand !== 'yank-pop') {
    ring(session)
    return
  }
  const text = session.kills.rotate() ?? ''
  line.remember()
  line.remove(line.mark, line.cursor)
  line.insert(text)
  session.command = 'yank'
}

/** M-. inserts the last word of earlier lines, further back each time. */
function yankLastArgument(session: Session): void {
  const { line } = session
  const lines = session.options.history()
  const again = session.previousCommand === 'yank-last-arg'
  const depth = again ? yankDepth(session) + 1 : 1
  const source = lines.at(-depth)
  if (source === undefined) {
    ring(session)
    return
  }
  line.remember()
  if (again) line.remove(line.mark, line.cursor)
  yankDepths.set(session, depth)
  line.mark = line.cursor
  line.insert(/(?:\\.|'[^']*'|"[^"]*"|[^\s\\'"])+\s*$/.exec(source)?.[0].trimEnd() ?? '')
}

const yankDepths = new WeakMap<Session, number>()
const yankDepth = (session: Session): number => yankDepths.get(session) ?? 0

function history(step: (session: Session) => number): Command {
  return (session) => {
    if (!session.goHistory(step(session))) ring(session)
  }
}

const size = (session: Session): number => session.options.history().length

export const commands: Readonly<Record<string, Command>> = {
  'beginning-of-line': ({ line }) => {
    line.cursor = 0
  },
  'end-of-line': ({ line }) => {
    line.cursor = line.text.length
  },
  'forward-char': move(({ line }) => line.next(line.cursor)),
  'backward-char': move(({ line }) => line.previous(line.cursor)),
  'forward-word': move(({ line }) => line.wordRight(line.cursor)),
  'backward-word': move(({ line }) => line.wordLeft(line.cursor)),
  'backward-delete-char': erase((session) => repeat(session, (at) => session.line.previous(at))),
  'delete-char': erase((session) => repeat(session, (at) => session.line.next(at))),
  'kill-line': kill(({ line }) => line.text.length),
  'unix-line-discard': kill(() => 0),
  'unix-word-rubout': kill((session) => repeat(session, (at) => session.line.blankWordLeft(at))),
  'kill-word': kill((session) => repeat(session, (at) => session.line.wordRight(at))),
  'backward-kill-word': kill((session) => repeat(session, (at) => session.line.wordLeft(at))),
  yank,
  'yank-pop': yankPop,
  'yank-last-arg': yankLastArgument,
  'transpose-chars': transposeCharacters,
  'transpose-words': transposeWords,
  'upcase-word': caseWord((word) => word.toUpperCase()),
  'downcase-word': caseWord((word) => word.toLowerCase()),
  'capitalize-word': caseWord((word) => word.replace(/(\p{L})([\p{L}\p{N}]*)/u, (_, first, rest) => first.toUpperCase() + rest.toLowerCase())),
  'previous-history': history((session) => session.historyAt - session.count),
  'next-history': history((session) => session.historyAt + session.count),
  'beginning-of-history': history(() => 0),
  'end-of-history': history(size),
  undo: (session) => {
    if (!session.line.undo()) ring(session)
  },
  'revert-line': ({ line }) => line.undoAll(),
  'clear-screen': (session) => session.display.clear(session.line.text, session.line.cursor),
  'set-mark': ({ line }) => {
    line.mark = line.cursor
  },
  'exchange-point-and-mark': ({ line }) => {
    const { mark } = line
    line.mark = line.cursor
    line.cursor = Math.min(mark, line.text.length)
  },
  'overwrite-mode': (session) => {
    session.overwriting = !session.overwriting
  },
  'delete-horizontal-space': ({ line }) => {
    const before = /\s*$/.exec(line.text.slice(0, line.cursor))?.[0].length ?? 0
    const after = /^\s*/.exec(line.text.slice(line.cursor))?.[0].length ?? 0
    line.remember()
    line.remove(line.cursor - before, line.cursor + after)
  },
  abort: ring,
}

/** emacs-mode bindings. */
export const bindings: Readonly<Record<string, string>> = {
  'C-a': 'beginning-of-line',
  Home: 'beginning-of-line',
  'C-e': 'end-of-line',
  End: 'end-of-line',
  'C-f': 'forward-char',
  Right: 'forward-char',
  'C-b': 'backward-char',
  Left: 'backward-char',
  'M-f': 'forward-word',
  'C-Right': 'forward-word',
  'M-Right': 'forward-word',
  'M-b': 'backward-word',
  'C-Left': 'backward-word',
  'M-Left': 'backward-word',
  Backspace: 'backward-delete-char',
  'C-h': 'backward-delete-char',
  Delete: 'delete-char',
  'C-k': 'kill-line',
  'C-u': 'unix-line-discard',
  'C-w': 'unix-word-rubout',
  'M-d': 'kill-word',
  'C-Delete': 'kill-word',
  'M-Backspace': 'backward-kill-word',
  'M-C-h': 'backward-kill-word',
  'C-y': 'yank',
  'M-y': 'yank-pop',
  'M-.': 'yank-last-arg',
  'M-_': 'yank-last-arg',
  'C-t': 'transpose-chars',
  'M-t': 'transpose-words',
  'M-u': 'upcase-word',
  'M-l': 'downcase-word',
  'M-c': 'capitalize-word',
  'C-p': 'previous-history',
  Up: 'previous-history',
  'C-n': 'next-history',
  Down: 'next-history',
  'M-<': 'beginning-of-history',
  'M->': 'end-of-history',
  'C-_': 'undo',
  'C-x C-u': 'undo',
  'M-r': 'revert-line',
  'C-l': 'clear-screen',
  'C-@': 'set-mark',
  'C-x C-x': 'exchange-point-and-mark',
  Insert: 'overwrite-mode',
  'M-\\': 'delete-horizontal-space',
  'C-g': 'abort',
  'C-x C-g': 'abort',
}
