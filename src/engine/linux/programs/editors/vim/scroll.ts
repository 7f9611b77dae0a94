import type { Editor } from './editor.ts'

const height = (vi: Editor): number => vi.terminal.rows - 1

function setTop(vi: Editor, top: number): void {
  vi.top = Math.max(0, Math.min(top, vi.buffer.last))
}

/** Ctrl-E and Ctrl-Y: the text moves, the cursor only when it must. */
export function scrollLines(vi: Editor, by: number): void {
  setTop(vi, vi.top + by)
  const { scrolloff } = vi.options
  const low = vi.top === 0 ? 0 : vi.top + scrolloff
  const high = vi.top + height(vi) - 1 - scrolloff
  const line = Math.max(low, Math.min(high, vi.cursor.line))
  if (line !== vi.cursor.line) vi.place({ line, col: vi.cursor.col })
}

/** Ctrl-D and Ctrl-U. */
export function scrollHalf(vi: Editor, step: 1 | -1, count: number | undefined): void {
  const by = count ?? Math.max(1, Math.floor(height(vi) / 2))
  const line = Math.max(0, Math.min(vi.buffer.last, vi.cursor.line + step * by))
  if (line === vi.cursor.line) vi.refuse()
  const lowest = Math.max(0, vi.buffer.last - height(vi) + 1)
  setTop(vi, step > 0 ? Math.max(vi.top, Math.min(vi.top + by, lowest)) : vi.top - by)
  vi.place({ line, col: vi.buffer.firstNonBlank(line) })
}

/** Ctrl-F and Ctrl-B: whole screens with two lines in common. */
export function scrollPage(vi: Editor, step: 1 | -1, count: number): void {
  for (let i = 0; i < count; i++) {
    if (step > 0 ? vi.top >= vi.buffer.last : vi.top === 0) {
      if (i === 0) vi.refuse()
      break
    }
    if (step > 0) {
      setTop(vi, vi.top + height(vi) - 2)
      const line = Math.min(vi.buffer.last, vi.top + vi.options.scrolloff)
      vi.place({ line, col: vi.buffer.firstNonBlank(line) })
    } else {
      const bottom = vi.top + 1
      setTop(vi, vi.top - height(vi) + 2)
      const line = Math.min(vi.buffer.last, bottom, vi.top + height(vi) - 1 - vi.options.scrolloff)
      vi.place({ line, col: vi.buffer.firstNonBlank(line) })
    }
  }
}

/** zt, zz, zb and their relatives that go to the first non-blank. */
export function scrollTo(vi: Editor, where: string, line: number): void {
  const at = Math.max(0, Math.min(line, vi.buffer.last))
  if (at !== vi.cursor.line) vi.place({ line: at, col: vi.cursor.col })
  if (where === 't' || where === '\r') setTop(vi, at - Math.min(vi.options.scrolloff, at))
  else if (where === 'z' || where === '.') setTop(vi, at - Math.floor((height(vi) - 1) / 2))
  else setTop(vi, at - height(vi) + 1 + vi.options.scrolloff)
  if (where === '\r' || where === '.' || where === '-') vi.place({ line: at, col: vi.buffer.firstNonBlank(at) })
}
