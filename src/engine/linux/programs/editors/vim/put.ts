import { fromScreenColumn, toScreenColumn } from './columns.ts'
import type { Editor } from './editor.ts'

/** `p` and `P`: puts a register's text after (or before) the cursor, `count` times; `stay` leaves the cursor behind it (`gp`). */
export function putRegister(vi: Editor, register: string | undefined, after: boolean, count: number, stay = false): void {
  const content = vi.registers.get(register)
  if (!content) vi.refuse(register === undefined ? 'E353: Nothing in register "' : `E353: Nothing in register ${register}`)
  const { line, col } = vi.cursor
  if (content.kind === 'line') {
    const lines = content.text.replace(/\n$/, '').split('\n')
    const all = Array.from({ length: count }, () => lines).flat()
    const at = after ? line + 1 : line
    const wasEmpty = vi.buffer.empty
    vi.buffer.splice(wasEmpty ? 0 : at, 0, all, vi.cursor)
    const first = wasEmpty ? 0 : at
    vi.place(stay ? { line: Math.min(first + all.length, vi.buffer.last), col: 0 } : { line: first, col: vi.buffer.firstNonBlank(first) })
    vi.reportLines(all.length)
    return
  }
  const text = vi.buffer.line(line)
  const at = after && text.length > 0 ? col + 1 : col
  if (content.kind === 'block') {
    putBlock(vi, content.text.split('\n'), toScreenColumn(text, at, vi.options), count)
    return
  }
  const whole = content.text.repeat(count)
  vi.buffer.replace({ line, col: at }, { line, col: at }, whole, vi.cursor)
  const added = whole.split('\n')
  const last = added[added.length - 1] as string
  if (added.length === 1) vi.place({ line, col: Math.max(at, at + whole.length - (stay ? 0 : 1)) })
  else if (stay) vi.place({ line: line + added.length - 1, col: last.length })
  else vi.place({ line, col: at })
  vi.reportLines(added.length - 1)
}

function putBlock(vi: Editor, rows: readonly string[], screen: number, count: number): void {
  const width = Math.max(...rows.map((row) => row.length))
  const { line } = vi.cursor
  rows.forEach((row, i) => {
    if (line + i > vi.buffer.last) vi.buffer.splice(line + i, 0, [''], vi.cursor)
    const old = vi.buffer.line(line + i)
    const have = toScreenColumn(old, old.length, vi.options)
    const padded = have < screen ? old + ' '.repeat(screen - have) : old
    const col = fromScreenColumn(padded, screen, vi.options)
    const tail = padded.slice(col)
    const piece = row.padEnd(width).repeat(count)
    vi.buffer.setLine(line + i, padded.slice(0, col) + (tail === '' ? piece.trimEnd() : piece) + tail, vi.cursor)
  })
  vi.place({ line, col: fromScreenColumn(vi.buffer.line(line), screen, vi.options) })
}
