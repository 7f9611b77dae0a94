import { civilTime } from '../../../../base/calendar.ts'
import { strftime } from '../../../../base/strftime.ts'
import type { Sys } from '../../../kernel/calls.ts'
import { localZone } from '../../../libc/local-zone.ts'
import { sys } from '../../../sys.ts'
import type { Editor } from './editor.ts'
import type { UndoStep } from './undo.ts'

/** `u` and Ctrl-R: takes steps back or does them again, places the cursor as vim does and says what happened. */
export function* restore(vi: Editor, back: boolean, count: number): Sys<void> {
  const { buffer } = vi
  for (let i = 0; i < count; i++) {
    const step = back ? buffer.history.undo() : buffer.history.redo()
    if (!step) {
      if (i === 0) vi.say(back ? 'Already at oldest change' : 'Already at newest change')
      return
    }
    const linesBefore = buffer.lines.length - (buffer.empty ? 1 : 0)
    const top = apply(vi, step, back)
    if (buffer.history.atWritten) buffer.modified = false
    placeCursor(vi, step, top)
    yield* report(vi, step, back, buffer.lines.length - (buffer.empty ? 1 : 0) - linesBefore)
  }
}

/** The first line that changed. */
function apply(vi: Editor, step: UndoStep, back: boolean): number {
  let top = Number.POSITIVE_INFINITY
  for (const change of back ? [...step.changes].reverse() : step.changes) {
    if (back) vi.buffer.restore(change.at, change.added.length, change.removed, change.emptyBefore)
    else vi.buffer.restore(change.at, change.removed.length, change.added, change.emptyAfter)
    top = Math.min(top, change.at)
  }
  return top
}

function placeCursor(vi: Editor, step: UndoStep, top: number): void {
  let line = Math.min(top, vi.buffer.last)
  if (step.cursor.line + 1 === line && line > 0) line--
  vi.place(step.cursor.line === line ? step.cursor : { line, col: vi.buffer.firstNonBlank(line) })
}

function* report(vi: Editor, step: UndoStep, back: boolean, delta: number): Sys<void> {
  const changes = new Set(step.changes.flatMap((change) => change.added.map((_, i) => change.at + i))).size || 1
  const count = delta === 0 ? changes : Math.abs(delta)
  const noun =
    delta > 0 ? `more line${count === 1 ? '' : 's'}` : delta < 0 ? (count === 1 ? 'line less' : 'fewer lines') : `change${count === 1 ? '' : 's'}`
  vi.say(`${count} ${noun}; ${back ? 'before' : 'after'} #${step.number}  ${yield* timeText(vi, step.atMs)}`)
}

function* timeText(vi: Editor, atMs: number): Sys<string> {
  const seconds = Math.floor((yield* sys.clockRealtime({})) / 1000) - Math.floor(atMs / 1000)
  if (seconds >= 100) return strftime('%H:%M:%S', civilTime(atMs, yield* localZone(vi.env)))
  return seconds === 1 && vi.modern ? '1 second ago' : `${seconds} seconds ago`
}
