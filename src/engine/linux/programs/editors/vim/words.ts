import type { Position } from './position.ts'

/** What the word motions look at. */
interface Text {
  readonly lines: readonly string[]
}

type Class = 'blank' | 'word' | 'other'

function classOf(character: string, big: boolean): Class {
  if (character === '' || character === ' ' || character === '\t') return 'blank'
  return big || /[\p{L}\p{N}\p{M}_]/u.test(character) ? 'word' : 'other'
}

const at = (text: Text, place: Position): string => text.lines[place.line]?.[place.col] ?? ''

const length = (text: Text, line: number): number => text.lines[line]?.length ?? 0

/** One character on, over line ends; an empty line is a stop of its own. Undefined at the end. */
function forward(text: Text, place: Position): Position | undefined {
  if (place.col + 1 < length(text, place.line)) return { line: place.line, col: place.col + 1 }
  if (place.line + 1 < text.lines.length) return { line: place.line + 1, col: 0 }
  return undefined
}

function backward(text: Text, place: Position): Position | undefined {
  if (place.col > 0) return { line: place.line, col: place.col - 1 }
  if (place.line > 0) return { line: place.line - 1, col: Math.max(0, length(text, place.line - 1) - 1) }
  return undefined
}

/** `w`: undefined when there is no further word (the caller decides whether the end of the text will do). */
export function nextWord(text: Text, from: Position, big: boolean): Position | undefined {
  const kind = classOf(at(text, from), big)
  let place: Position = from
  let line = from.line
  let changed = kind === 'blank'
  for (;;) {
    const next = forward(text, place)
    if (!next) return undefined
    place = next
    if (place.line !== line) {
      line = place.line
      changed = true
      if (length(text, line) === 0) return place
    }
    const now = classOf(at(text, place), big)
    if (now === 'blank') changed = true
    else if (changed || now !== kind) return place
  }
}

/** `b`. */
export function previousWord(text: Text, from: Position, big: boolean): Position | undefined {
  let place = backward(text, from)
  while (place && classOf(at(text, place), big) === 'blank') {
    if (length(text, place.line) === 0) return place
    place = backward(text, place)
  }
  return place ? startOfRun(text, place, big) : from.line > 0 || from.col > 0 ? { line: 0, col: 0 } : undefined
}

function startOfRun(text: Text, from: Position, big: boolean): Position {
  const kind = classOf(at(text, from), big)
  let { col } = from
  while (col > 0 && classOf(at(text, { line: from.line, col: col - 1 }), big) === kind) col--
  return { line: from.line, col }
}

/** `e`. */
export function endOfWord(text: Text, from: Position, big: boolean): Position | undefined {
  let place = forward(text, from)
  while (place && classOf(at(text, place), big) === 'blank') place = forward(text, place)
  if (!place) return undefined
  return endOfRun(text, place, big)
}

function endOfRun(text: Text, from: Position, big: boolean): Position {
  const kind = classOf(at(text, from), big)
  let { col } = from
  while (col + 1 < length(text, from.line) && classOf(at(text, { line: from.line, col: col + 1 }), big) === kind) col++
  return { line: from.line, col }
}

/** `ge`. */
export function endOfPreviousWord(text: Text, from: Position, big: boolean): Position | undefined {
  const kind = classOf(at(text, from), big)
  let place = backward(text, from)
  let changed = kind === 'blank'
  while (place) {
    if (length(text, place.line) === 0) return place
    const now = classOf(at(text, place), big)
    if (place.line !== from.line || now === 'blank') changed = true
    if (now !== 'blank' && (changed || now !== kind)) return place
    place = backward(text, place)
  }
  return from.line > 0 || from.col > 0 ? { line: 0, col: 0 } : undefined
}

/** Text objects `iw` and `aw`: columns of one line, end exclusive. */
export function wordAt(line: string, col: number, big: boolean, around: boolean): readonly [number, number] {
  const kind = classOf(line[col] ?? '', big)
  const same = (i: number, wanted: Class): boolean => i >= 0 && i < line.length && classOf(line[i] as string, big) === wanted
  let from = col
  let to = col + 1
  while (same(from - 1, kind)) from--
  while (same(to, kind)) to++
  if (!around) return [from, Math.min(to, Math.max(line.length, 0))]
  if (kind === 'blank') {
    const next = classOf(line[to] ?? '', big)
    while (next !== 'blank' && same(to, next)) to++
    return [from, to]
  }
  if (same(to, 'blank')) while (same(to, 'blank')) to++
  else if (line.slice(0, from).trim() !== '') while (same(from - 1, 'blank')) from--
  return [from, Math.min(to, line.length)]
}
