import type { Editor } from './editor.ts'
import type { Position, Target } from './position.ts'

/** `{` and `}`: the next empty line that ends a paragraph, or the text's edge. */
export function paragraphEdge(vi: Editor, step: 1 | -1, count: number): Target | undefined {
  const { buffer } = vi
  let { line } = vi.cursor
  for (let i = 0; i < count; i++) {
    if (step > 0 ? line >= buffer.last : line <= 0) {
      if (i === 0 && (step < 0 ? vi.cursor.col === 0 : vi.cursor.col >= buffer.line(line).length - 1)) return undefined
      break
    }
    while (buffer.line(line) === '' && line + step >= 0 && line + step <= buffer.last) line += step
    while (buffer.line(line) !== '' && line + step >= 0 && line + step <= buffer.last) line += step
  }
  const atEnd = step > 0 && buffer.line(line) !== ''
  const to = { line, col: atEnd ? buffer.line(line).length : 0 }
  if (atEnd && vi.mode === 'normal') return { to: { line, col: Math.max(0, to.col - 1) }, kind: 'inclusive', jump: true }
  return { to, kind: 'exclusive', jump: true }
}

/** Starts of sentences: after . ! or ? (and closing quotes) with blanks or a line end, and at paragraph edges. */
function sentenceStarts(vi: Editor): readonly Position[] {
  const starts: Position[] = []
  let fresh = true
  vi.buffer.lines.forEach((text, line) => {
    if (text === '') {
      if (!fresh || starts.length === 0 || vi.buffer.line(line - 1) !== '') starts.push({ line, col: 0 })
      fresh = true
      return
    }
    const first = /\S/.exec(text)
    if (fresh && first) starts.push({ line, col: first.index })
    fresh = /[.!?][)\]"']*\s*$/.test(text)
    for (const m of text.matchAll(/[.!?][)\]"']*\s+(?=\S)/g)) starts.push({ line, col: m.index + m[0].length })
  })
  return starts
}

/** `(` and `)`. */
export function sentenceEdge(vi: Editor, step: 1 | -1, count: number): Target | undefined {
  const { line, col } = vi.cursor
  const starts = sentenceStarts(vi)
  const later = starts.filter((place) => place.line > line || (place.line === line && place.col > col))
  const earlier = starts.filter((place) => place.line < line || (place.line === line && place.col < col)).reverse()
  const end = { line: vi.buffer.last, col: vi.buffer.line(vi.buffer.last).length }
  const to = (step > 0 ? later : earlier)[count - 1] ?? (step > 0 ? end : { line: 0, col: 0 })
  return { to, kind: 'exclusive', jump: true }
}
