import { enclosingPair } from './brackets.ts'
import type { Editor } from './editor.ts'
import type { Target } from './position.ts'
import { wordAt } from './words.ts'

/** What `i` or `a` with a letter selects around the cursor; undefined when there is no such thing here. */
export function textObject(vi: Editor, around: boolean, key: string, count: number): Target | undefined {
  const { line, col } = vi.cursor
  if (key === 'w' || key === 'W') return words(vi, around, key === 'W', count)
  if (key === 'p') return paragraph(vi, around, count)
  if (key === '"' || key === "'" || key === '`') return quoted(vi, around, key)
  if (key === 't') return tag(vi, around)
  const open = brackets[key]
  if (!open) return undefined
  let pair = enclosingPair(vi.buffer.lines, { line, col }, open)
  for (let i = 1; i < count && pair; i++) pair = enclosingPair(vi.buffer.lines, { line: pair[0].line, col: pair[0].col - 1 }, open)
  if (!pair) return undefined
  const [from, to] = pair
  if (around) return { from, to, kind: 'inclusive' }
  const inner = { line: from.line, col: from.col + 1 }
  const startsLine = inner.col >= vi.buffer.line(inner.line).length && to.line > from.line
  const endsLine = vi.buffer.line(to.line).slice(0, to.col).trim() === '' && to.line > from.line
  if (startsLine && endsLine && to.line - from.line > 1)
    return { from: { line: from.line + 1, col: 0 }, to: { line: to.line - 1, col: 0 }, kind: 'linewise' }
  return { from: inner, to, kind: 'exclusive' }
}

const brackets: Readonly<Record<string, string>> = { '(': '(', ')': '(', b: '(', '{': '{', '}': '{', B: '{', '[': '[', ']': '[', '<': '<', '>': '<' }

function words(vi: Editor, around: boolean, big: boolean, count: number): Target {
  const text = vi.buffer.line(vi.cursor.line)
  const [from, first] = wordAt(text, vi.cursor.col, big, around)
  let end = first
  for (let i = 1; i < count && end < text.length; i++) end = wordAt(text, end, big, around)[1]
  const { line } = vi.cursor
  return { from: { line, col: from }, to: { line, col: Math.min(end, text.length) }, kind: 'exclusive' }
}

function paragraph(vi: Editor, around: boolean, count: number): Target {
  const { buffer } = vi
  const blank = (line: number): boolean => /^\s*$/.test(buffer.line(line))
  let from = vi.cursor.line
  let to = vi.cursor.line
  const kind = blank(from)
  while (from > 0 && blank(from - 1) === kind) from--
  const runs = around ? count * 2 : count
  let now = kind
  for (let i = 0; i < runs; i++) {
    if (i > 0) {
      if (to >= buffer.last) break
      to++
      now = !now
    }
    while (to < buffer.last && blank(to + 1) === now) to++
  }
  if (around && !kind && !blank(to)) while (from > 0 && blank(from - 1)) from--
  return { from: { line: from, col: 0 }, to: { line: to, col: 0 }, kind: 'linewise' }
}

function quoted(vi: Editor, around: boolean, quote: string): Target | undefined {
  const text = vi.buffer.line(vi.cursor.line)
  const { line, col } = vi.cursor
  const at: number[] = []
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === quote) at.push(i)
  }
  for (let i = 0; i + 1 < at.length; i += 2) {
    const [from, to] = [at[i] as number, at[i + 1] as number]
    if (to < col) continue
    if (!around) return { from: { line, col: from + 1 }, to: { line, col: to }, kind: 'exclusive' }
    const after = /^[ \t]+/.exec(text.slice(to + 1))?.[0].length ?? 0
    const ahead = after > 0 ? 0 : (/[ \t]+$/.exec(text.slice(0, from))?.[0].length ?? 0)
    return { from: { line, col: from - ahead }, to: { line, col: to + after }, kind: 'inclusive' }
  }
  return undefined
}

/** `it`, `at`: the innermost pair of tags around the cursor. */
function tag(vi: Editor, around: boolean): Target | undefined {
  const text = vi.buffer.lines.join('\n')
  const offsets = [0]
  for (const line of vi.buffer.lines) offsets.push((offsets[offsets.length - 1] as number) + line.length + 1)
  const at = (offsets[vi.cursor.line] as number) + vi.cursor.col
  const open: { name: string; start: number; end: number }[] = []
  for (const m of text.matchAll(/<(\/?)([^\s>/]+)[^>]*?(\/?)>/g)) {
    const end = m.index + m[0].length
    if (m[3]) continue
    if (!m[1]) {
      open.push({ name: m[2] as string, start: m.index, end })
      continue
    }
    const index = open.findLastIndex((each) => each.name === m[2])
    if (index < 0) continue
    const [start] = open.splice(index)
    if (!start || start.start > at || end <= at) continue
    const place = (offset: number) => {
      const line = offsets.findLastIndex((each) => each <= offset)
      return { line, col: offset - (offsets[line] as number) }
    }
    if (around) return { from: place(start.start), to: place(end - 1), kind: 'inclusive' }
    return { from: place(start.end), to: place(m.index), kind: 'exclusive' }
  }
  return undefined
}
