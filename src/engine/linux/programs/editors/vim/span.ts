import { characterAt, fromScreenColumn, toScreenColumn } from './columns.ts'
import type { Editor, Visual } from './editor.ts'
import type { Position, Span, Target } from './position.ts'
import { ordered } from './position.ts'

/** What an operator takes when the cursor moves to a target, with the rules of `:help exclusive` and `:help d-special`. */
export function spanOf(vi: Editor, target: Target): Span {
  const [from, end] = ordered(target.from ?? vi.cursor, target.to)
  if (target.kind === 'linewise') return { kind: 'line', from, to: end }
  if (target.kind === 'inclusive') return { kind: 'char', from, to: pastCharacter(vi, end) }
  const past = { line: end.line, col: Math.min(end.col, vi.buffer.line(end.line).length) }
  if (target.from || past.col > 0 || end.line === from.line) return { kind: 'char', from, to: past }
  const line = end.line - 1
  const indent = /^\s*/.exec(vi.buffer.line(from.line))?.[0].length ?? 0
  if (from.col <= indent) return { kind: 'line', from, to: { line, col: 0 } }
  return { kind: 'char', from, to: { line, col: vi.buffer.line(line).length } }
}

export function pastCharacter(vi: Editor, place: Position): Position {
  const text = vi.buffer.line(place.line)
  return { line: place.line, col: Math.min(text.length, place.col + Math.max(1, characterAt(text, place.col).length)) }
}

/** What is selected. */
export function visualSpan(vi: Editor, visual: Visual): Span {
  const [from, end] = ordered(visual.start, vi.cursor)
  if (visual.kind === 'line') return { kind: 'line', from, to: end }
  if (visual.kind === 'block') {
    const columns = [visual.start, vi.cursor].map((place) => toScreenColumn(vi.buffer.line(place.line), place.col, vi.options))
    const [low, high] = [Math.min(...columns), Math.max(...columns)]
    return { kind: 'block', from: { line: from.line, col: low }, to: { line: end.line, col: high }, toEnd: visual.toEnd }
  }
  const text = vi.buffer.line(end.line)
  if (end.col >= text.length && end.line < vi.buffer.last) return { kind: 'char', from, to: { line: end.line + 1, col: 0 } }
  return { kind: 'char', from, to: pastCharacter(vi, end) }
}

/** The columns of one line that a block takes, end exclusive. */
export function blockColumns(vi: Editor, span: Span & { kind: 'block' }, line: number): readonly [number, number] {
  const text = vi.buffer.line(line)
  const from = fromScreenColumn(text, span.from.col, vi.options)
  if (span.toEnd) return [from, text.length]
  const to = fromScreenColumn(text, span.to.col, vi.options)
  return [from, Math.min(text.length, to + Math.max(1, characterAt(text, to).length))]
}

/** The text of a span, as a register keeps it. */
export function textOfSpan(vi: Editor, span: Span): string {
  if (span.kind === 'line') return `${vi.buffer.lines.slice(span.from.line, span.to.line + 1).join('\n')}\n`
  if (span.kind === 'char') return vi.buffer.textOf(span.from, span.to)
  const parts: string[] = []
  for (let line = span.from.line; line <= span.to.line; line++) parts.push(vi.buffer.line(line).slice(...blockColumns(vi, span, line)))
  return parts.join('\n')
}
