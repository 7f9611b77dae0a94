import type { Editor } from '../editor.ts'
import { delimiterAt, findMatch, regexOf } from '../search.ts'

/** The lines a command is about, from 0; `given` counts the addresses that were typed. */
export interface Range {
  readonly first: number
  readonly last: number
  readonly given: 0 | 1 | 2
}

/** Takes a range off the front of a command line. */
export function parseRange(vi: Editor, text: string): { range: Range; rest: string } {
  let rest = text.replace(/^[\s:]+/, '')
  if (rest.startsWith('%')) return { range: { first: 0, last: vi.buffer.last, given: 2 }, rest: rest.slice(1) }
  const cursor = vi.cursor
  const found: number[] = []
  try {
    for (;;) {
      const address = parseAddress(vi, rest)
      const separator = /^\s*([,;])/.exec(address.rest)
      if (address.line !== undefined) found.push(address.line)
      else if (separator || found.length > 0) found.push(vi.cursor.line)
      rest = address.rest
      if (!separator) break
      if (separator[1] === ';' && address.line !== undefined) vi.cursor = { line: Math.max(0, address.line), col: 0 }
      rest = rest.slice(separator[0].length)
    }
  } finally {
    vi.cursor = cursor
  }
  const last = found[found.length - 1] ?? vi.cursor.line
  const first = found.length > 1 ? (found[found.length - 2] as number) : last
  const given = found.length === 0 ? 0 : found.length === 1 ? 1 : 2
  return { range: { first, last, given }, rest }
}

function parseAddress(vi: Editor, text: string): { line: number | undefined; rest: string } {
  let rest = text.trimStart()
  let line: number | undefined
  const m = /^(?:(\d+)|([.$])|'(.)|\\([/?&]))/.exec(rest)
  if (m) {
    rest = rest.slice(m[0].length)
    if (m[1]) line = Number(m[1]) - 1
    else if (m[2]) line = m[2] === '.' ? vi.cursor.line : vi.buffer.last
    else if (m[3]) line = (vi.buffer.marks.get(m[3] === '`' ? "'" : m[3]) ?? vi.refuse('E20: Mark not set')).line
    else line = patternLine(vi, vi.search?.pattern ?? vi.refuse('E35: No previous regular expression'), m[4] !== '?')
  } else if (rest.startsWith('/') || rest.startsWith('?')) {
    const end = delimiterAt(rest, rest[0] as string, 1)
    const pattern = rest.slice(1, end) || vi.search?.pattern || vi.refuse('E35: No previous regular expression')
    line = patternLine(vi, pattern, rest[0] === '/')
    rest = rest.slice(end + 1)
  }
  for (let step = /^\s*([-+])(\d*)/.exec(rest); step; step = /^\s*([-+])(\d*)/.exec(rest)) {
    line = (line ?? vi.cursor.line) + (step[1] === '-' ? -1 : 1) * (step[2] === '' ? 1 : Number(step[2]))
    rest = rest.slice(step[0].length)
  }
  return { line, rest }
}

function patternLine(vi: Editor, pattern: string, forward: boolean): number {
  vi.search = { pattern, forward, offset: '' }
  const from = { line: vi.cursor.line, col: forward ? vi.buffer.line(vi.cursor.line).length : 0 }
  const found = findMatch(vi, regexOf(vi, pattern), from, forward)
  return found ? found.match.start.line : vi.refuse(`E486: Pattern not found: ${pattern}`)
}

/** A single address as `:m` and `:t` take it; 0 means before the first line and gives -1. */
export function targetLine(vi: Editor, text: string): number {
  const { line, rest } = parseAddress(vi, text)
  if (line === undefined || rest.trim() !== '') vi.refuse('E14: Invalid address')
  if (line > vi.buffer.last || line < -1) vi.refuse('E16: Invalid range')
  return line
}
