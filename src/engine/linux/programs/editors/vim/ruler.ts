import { toScreenColumn } from './columns.ts'
import type { Editor } from './editor.ts'

/** `12,5-9`: line, byte column and screen column where they differ. */
export function positionText(vi: Editor): string {
  const text = vi.buffer.line(vi.cursor.line)
  const line = vi.buffer.empty ? 0 : vi.cursor.line + 1
  const bytes = byteLength(text.slice(0, vi.cursor.col)) + 1
  let screen = toScreenColumn(text, vi.cursor.col, vi.options) + 1
  if (text[vi.cursor.col] === '\t' && vi.mode === 'normal') screen += vi.options.tabstop - 1 - ((screen - 1) % vi.options.tabstop)
  if (text === '' && vi.mode !== 'insert' && vi.mode !== 'replace') return `${line},0-1`
  return bytes === screen ? `${line},${bytes}` : `${line},${bytes}-${screen}`
}

export function byteLength(text: string): number {
  let bytes = 0
  for (const c of text) {
    const code = c.codePointAt(0) as number
    bytes += code < 0x80 || (code >= 0xdc80 && code <= 0xdcff) ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

/** `All`, `Top`, `Bot` or a percentage. */
function placeInText(vi: Editor): string {
  const height = vi.terminal.rows - 1
  const above = vi.top
  const below = Math.max(0, vi.buffer.lines.length - vi.top - height)
  if (above === 0) return below === 0 ? 'All' : 'Top'
  if (below === 0) return 'Bot'
  return `${String(Math.floor((above * 100) / (above + below))).padStart(2)}%`
}

/** The ruler as it fills its place at the right end. */
export function rulerText(vi: Editor, width: number): string {
  const place = placeInText(vi)
  return positionText(vi).padEnd(Math.max(0, width - 1 - place.length)) + place
}
