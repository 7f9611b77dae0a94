import { fromScreenColumn, nextColumn, previousColumn, toScreenColumn } from '../vim/columns.ts'
import type { Position } from '../vim/position.ts'
import { textRows } from './screen.ts'
import type { Nano } from './state.ts'

const tabs = { tabstop: 8 }

export function place(nano: Nano, to: Position): void {
  const line = Math.max(0, Math.min(to.line, nano.buffer.last))
  const text = nano.buffer.line(line)
  nano.cursor = { line, col: Math.max(0, Math.min(to.col, text.length)) }
  nano.wanted = toScreenColumn(text, nano.cursor.col, tabs)
}

function vertical(nano: Nano, by: number): void {
  const line = Math.max(0, Math.min(nano.buffer.last, nano.cursor.line + by))
  nano.cursor = { line, col: fromScreenColumn(nano.buffer.line(line), nano.wanted, tabs) }
}

export function typeText(nano: Nano, text: string): void {
  nano.buffer.replace(nano.cursor, nano.cursor, text, nano.cursor)
  const lines = text.split('\n')
  const last = lines[lines.length - 1] as string
  place(nano, { line: nano.cursor.line + lines.length - 1, col: lines.length === 1 ? nano.cursor.col + text.length : last.length })
}

function forward(nano: Nano): void {
  const text = nano.buffer.line(nano.cursor.line)
  if (nano.cursor.col < text.length) place(nano, { line: nano.cursor.line, col: nextColumn(text, nano.cursor.col) })
  else if (nano.cursor.line < nano.buffer.last) place(nano, { line: nano.cursor.line + 1, col: 0 })
}

function back(nano: Nano): void {
  if (nano.cursor.col > 0) place(nano, { line: nano.cursor.line, col: previousColumn(nano.buffer.line(nano.cursor.line), nano.cursor.col) })
  else if (nano.cursor.line > 0) place(nano, { line: nano.cursor.line - 1, col: nano.buffer.line(nano.cursor.line - 1).length })
}

/** The character under the cursor, or the line's end. */
function erase(nano: Nano): void {
  const from = nano.cursor
  const text = nano.buffer.line(from.line)
  if (from.col < text.length) nano.buffer.replace(from, { line: from.line, col: nextColumn(text, from.col) }, '', from)
  else if (from.line < nano.buffer.last) nano.buffer.replace(from, { line: from.line + 1, col: 0 }, '', from)
}

function eraseBefore(nano: Nano): void {
  const from = nano.cursor
  back(nano)
  if (nano.cursor.line !== from.line || nano.cursor.col !== from.col) erase(nano)
}

/** ^K: the line goes to the cut buffer, together with those cut just before it. */
function cutLine(nano: Nano): void {
  const { line } = nano.cursor
  if (!nano.cutting) nano.cut = []
  nano.cutting = true
  if (line === nano.buffer.last && nano.buffer.line(line) === '') return
  nano.cut.push(nano.buffer.line(line))
  if (line === nano.buffer.last) nano.buffer.setLine(line, '', nano.cursor)
  else nano.buffer.splice(line, 1, [], nano.cursor)
  place(nano, { line, col: 0 })
}

function uncut(nano: Nano): void {
  if (nano.cut.length > 0) typeText(nano, `${nano.cut.join('\n')}\n`)
}

function undo(nano: Nano, backwards: boolean): void {
  const step = backwards ? nano.buffer.history.undo() : nano.buffer.history.redo()
  if (!step) {
    nano.status = backwards
      ? nano.release.modern
        ? 'Nothing to undo'
        : 'Nothing in undo buffer!'
      : nano.release.modern
        ? 'Nothing to redo'
        : 'Nothing to re-do!'
    return
  }
  for (const change of backwards ? [...step.changes].reverse() : step.changes) {
    if (backwards) nano.buffer.restore(change.at, change.added.length, change.removed, change.emptyBefore)
    else nano.buffer.restore(change.at, change.removed.length, change.added, change.emptyAfter)
  }
  if (nano.buffer.history.atWritten) nano.buffer.modified = false
  place(nano, step.cursor)
  nano.status = backwards ? 'Undid action' : 'Redid action'
}

/** ^C: where the cursor is, in lines, columns and characters. */
function tellPosition(nano: Nano): void {
  const { line, col } = nano.cursor
  const total = nano.buffer.lines.length
  const before = nano.buffer.lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, 0) + col
  const all = nano.buffer.lines.reduce((sum, text) => sum + text.length + 1, 0) - 1
  const text = nano.buffer.line(line)
  const [column, columns] = [toScreenColumn(text, col, tabs) + 1, toScreenColumn(text, text.length, tabs) + 1]
  const percent = (part: number, whole: number): string => `${whole === 0 ? 0 : Math.floor((part * 100) / whole)}%`
  nano.status = `line ${line + 1}/${total} (${percent(line + 1, total)}), col ${column}/${columns} (${percent(column, columns)}), char ${before}/${all} (${percent(before, all)})`
}

/** Keys that need no question. */
export const actions: Readonly<Record<string, (nano: Nano) => void>> = {
  '<Left>': back,
  '\x02': back,
  '<Right>': forward,
  '\x06': forward,
  '<Up>': (nano) => vertical(nano, -1),
  '\x10': (nano) => vertical(nano, -1),
  '<Down>': (nano) => vertical(nano, 1),
  '\x0e': (nano) => vertical(nano, 1),
  '<Home>': (nano) => place(nano, { line: nano.cursor.line, col: 0 }),
  '\x01': (nano) => place(nano, { line: nano.cursor.line, col: 0 }),
  '<End>': (nano) => place(nano, { line: nano.cursor.line, col: Number.POSITIVE_INFINITY }),
  '\x05': (nano) => place(nano, { line: nano.cursor.line, col: Number.POSITIVE_INFINITY }),
  '<PageUp>': (nano) => vertical(nano, 2 - textRows(nano)),
  '\x19': (nano) => vertical(nano, 2 - textRows(nano)),
  '<PageDown>': (nano) => vertical(nano, textRows(nano) - 2),
  '\x16': (nano) => vertical(nano, textRows(nano) - 2),
  'M-\\': (nano) => place(nano, { line: 0, col: 0 }),
  'M-/': (nano) => place(nano, { line: nano.buffer.last, col: Number.POSITIVE_INFINITY }),
  '\r': (nano) => typeText(nano, '\n'),
  '\n': (nano) => typeText(nano, '\n'),
  '\t': (nano) => typeText(nano, '\t'),
  '\x7f': eraseBefore,
  '\b': eraseBefore,
  '\x04': erase,
  '<Del>': erase,
  '\x0b': cutLine,
  '\x15': uncut,
  'M-u': (nano) => undo(nano, true),
  'M-e': (nano) => undo(nano, false),
  '\x03': tellPosition,
  '\x0c': () => undefined,
}
