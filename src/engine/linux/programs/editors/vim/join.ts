import type { Editor } from './editor.ts'

/** `J` and `:join`: joins lines with one blank between them (none before `)` or after a blank); `plain` (`gJ`) with nothing. */
export function joinLines(vi: Editor, first: number, last: number, plain = false): void {
  let text = vi.buffer.line(first)
  let col = text.length
  for (let line = first + 1; line <= last; line++) {
    const next = plain ? vi.buffer.line(line) : vi.buffer.line(line).trimStart()
    const gap = plain || next === '' || next.startsWith(')') || /[ \t]$/.test(text) || text === '' ? '' : ' '
    col = text.length
    text = text + gap + next
  }
  vi.buffer.splice(first, last - first + 1, [text], vi.cursor)
  vi.place({ line: first, col })
  vi.reportLines(first - last)
}
