import type { Position } from './position.ts'

const pairs: Readonly<Record<string, readonly [partner: string, step: 1 | -1]>> = {
  '(': [')', 1],
  ')': ['(', -1],
  '[': [']', 1],
  ']': ['[', -1],
  '{': ['}', 1],
  '}': ['{', -1],
}

/** `%`: the partner of the first bracket at or after the column. */
export function matchingBracket(lines: readonly string[], from: Position): Position | undefined {
  const text = lines[from.line] ?? ''
  for (let col = from.col; col < text.length; col++) {
    const pair = pairs[text[col] as string]
    if (pair) return partner(lines, { line: from.line, col }, text[col] as string, pair)
  }
  return undefined
}

function partner(lines: readonly string[], from: Position, own: string, [other, step]: readonly [string, 1 | -1]): Position | undefined {
  let depth = 0
  let { line, col } = from
  for (;;) {
    const text = lines[line]
    if (text === undefined) return undefined
    for (; col >= 0 && col < text.length; col += step) {
      if (text[col] === own) depth++
      else if (text[col] === other && --depth === 0) return { line, col }
    }
    line += step
    col = step > 0 ? 0 : (lines[line]?.length ?? 0) - 1
  }
}

/** The innermost pair around a place (a place on a bracket is inside its own pair). */
export function enclosingPair(lines: readonly string[], at: Position, open: string): readonly [Position, Position] | undefined {
  const close = pairs[open]?.[0] ?? ''
  const under = lines[at.line]?.[at.col]
  let start: Position | undefined = at
  if (under === close) start = partner(lines, at, close, [open, -1])
  else if (under !== open) {
    let depth = 0
    start = undefined
    search: for (let line = at.line; line >= 0; line--) {
      const text = lines[line] ?? ''
      for (let col = line === at.line ? at.col - 1 : text.length - 1; col >= 0; col--) {
        if (text[col] === close) depth++
        else if (text[col] === open && depth-- === 0) {
          start = { line, col }
          break search
        }
      }
    }
  }
  const end = start && partner(lines, start, open, [close, 1])
  return start && end ? [start, end] : undefined
}
