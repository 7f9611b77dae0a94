import type { Editor } from './editor.ts'
import { compilePattern } from './pattern.ts'
import type { Position, Target } from './position.ts'
import { before } from './position.ts'

/** The compiled form of a pattern, refused as vim does when it is none. */
export function regexOf(vi: Editor, pattern: string): RegExp {
  return compilePattern(pattern, vi.options) ?? vi.refuse(`E486: Pattern not found: ${pattern}`)
}

interface Match {
  readonly start: Position
  /** Exclusive. */
  readonly end: Position
}

function matchesIn(vi: Editor, regex: RegExp, line: number): Match[] {
  const text = vi.buffer.line(line)
  const matches: Match[] = []
  regex.lastIndex = 0
  for (let m = regex.exec(`${text}`); m; m = regex.exec(text)) {
    matches.push({ start: { line, col: m.index }, end: { line, col: m.index + m[0].length } })
    if (m[0] === '') regex.lastIndex++
  }
  return matches
}

/** The next match after (or before) a place, round the end of the text when 'wrapscan' is on. */
export function findMatch(vi: Editor, regex: RegExp, from: Position, forward: boolean): { match: Match; wrapped: boolean } | undefined {
  const count = vi.buffer.lines.length
  for (let step = 0; step <= count; step++) {
    const line = (from.line + (forward ? step : -step) + count * 2) % count
    const around = step === count
    const matches = matchesIn(vi, regex, line)
    if (!forward) matches.reverse()
    const wrapped = forward ? line < from.line || around : line > from.line || around
    if (wrapped && !vi.options.wrapscan) return undefined
    const match = matches.find(({ start }) => {
      const col = Math.min(start.col, Math.max(0, vi.buffer.line(line).length - 1))
      if (line !== from.line) return true
      if (around) return forward ? col <= from.col : col >= from.col
      return forward ? col > from.col : col < from.col
    })
    if (match) return { match, wrapped }
  }
  return undefined
}

/** Repeats the last search `count` times: `n`, `N`, `/`, `?`. */
export function searchAgain(vi: Editor, opposite: boolean, count: number): Target {
  const { search } = vi
  if (!search) return vi.refuse('E35: No previous regular expression')
  const forward = search.forward !== opposite
  const regex = regexOf(vi, search.pattern)
  let place: Position = vi.cursor
  let match: Match | undefined
  vi.highlighting = true
  const direction = forward ? '/' : '?'
  vi.say(`${direction}${search.pattern}${search.offset ? direction + search.offset : ''}`)
  for (let i = 0; i < count; i++) {
    const found = findMatch(vi, regex, place, forward)
    if (!found) {
      if (vi.options.wrapscan) return vi.refuse(`E486: Pattern not found: ${search.pattern}`)
      const end = forward ? 'E385: search hit BOTTOM without match for: ' : 'E384: search hit TOP without match for: '
      return vi.refuse(end + search.pattern)
    }
    if (found.wrapped) vi.say(forward ? 'search hit BOTTOM, continuing at TOP' : 'search hit TOP, continuing at BOTTOM', 'warning')
    match = found.match
    place = match.start
  }
  return withOffset(vi, match as Match, search.offset)
}

/** `/pattern/e`, `/pattern/+1`, `/pattern/b-2`. */
function withOffset(vi: Editor, match: Match, offset: string): Target {
  const m = /^([esb]?)([-+]?)(\d*)/.exec(offset)
  const sign = m?.[2] === '-' ? -1 : 1
  const amount = (m?.[3] ? Number(m[3]) : m?.[2] ? 1 : 0) * sign
  if (m?.[1] === 'e') return { to: { line: match.start.line, col: Math.max(0, match.end.col - 1 + amount) }, kind: 'inclusive', jump: true }
  if (m?.[1]) return { to: { line: match.start.line, col: Math.max(0, match.start.col + amount) }, kind: 'exclusive', jump: true }
  if (offset === '') return { to: match.start, kind: 'exclusive', jump: true }
  const line = Math.max(0, Math.min(vi.buffer.last, match.start.line + amount))
  return { to: { line, col: vi.buffer.firstNonBlank(line) }, kind: 'linewise', jump: true }
}

/** Takes what was typed after / or ?: a new pattern, or the old one when empty. */
export function startSearch(vi: Editor, typed: string, forward: boolean, count: number): Target {
  const delimiter = forward ? '/' : '?'
  const end = delimiterAt(typed, delimiter)
  const pattern = typed.slice(0, end) || vi.search?.pattern
  if (pattern === undefined) return vi.refuse('E35: No previous regular expression')
  vi.search = { pattern: pattern.replaceAll(`\\${delimiter}`, delimiter), forward, offset: typed.slice(end + 1) }
  vi.registers.set('/', { text: vi.search.pattern, kind: 'char' })
  return searchAgain(vi, false, count)
}

/** Where an unescaped delimiter stands (not inside brackets); the length when nowhere. */
export function delimiterAt(text: string, delimiter: string, from = 0): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === delimiter) return i
  }
  return text.length
}

/** `*` and `#`: the keyword under or after the cursor. */
export function searchKeyword(vi: Editor, forward: boolean, whole: boolean, count: number): Target {
  const text = vi.buffer.line(vi.cursor.line)
  const words = [...text.matchAll(/[\p{L}\p{N}_]+/gu)]
  const under =
    words.find((m) => m.index + m[0].length > vi.cursor.col) ??
    [...text.matchAll(/[^\s\p{L}\p{N}_]+/gu)].find((m) => m.index + m[0].length > vi.cursor.col)
  if (!under) return vi.refuse('E348: No string under cursor')
  const literal = under[0].replace(/[\\.*[~^$/]/g, '\\$&')
  const keyword = /[\p{L}\p{N}_]/u.test(under[0])
  vi.search = { pattern: whole && keyword ? `\\<${literal}\\>` : literal, forward, offset: '' }
  vi.registers.set('/', { text: vi.search.pattern, kind: 'char' })
  const start = { line: vi.cursor.line, col: under.index }
  if (!forward && before(start, vi.cursor)) vi.cursor = start
  return searchAgain(vi, false, count)
}
