import type { Shown } from './names.ts'

/** Models ls's layouts of many names: columns filled downwards or across with the least rows, and comma lists. */
const minimumWidth = 3
const gap = 2

/** Lays names out; `width` 0 means no limit, `tabSize` 0 spaces only. */
export function layOut(cells: readonly Shown[], format: 'vertical' | 'across', width: number, tabSize: number): string {
  const widths = bestWidths(cells, format, width)
  const columns = widths.length
  const rows = Math.ceil(cells.length / columns)
  let out = ''
  for (let row = 0; row < rows; row++) {
    let at = 0
    let start = 0
    for (let column = 0; column < columns; column++) {
      const index = format === 'vertical' ? column * rows + row : row * columns + column
      const cell = cells[index]
      if (!cell) break
      out += indent(at, start, tabSize) + cell.text
      at = start + cell.width
      start += widths[column] as number
    }
    out += '\n'
  }
  return out
}

/** Column widths (with the gap) of the arrangement with the most columns that fits. */
function bestWidths(cells: readonly Shown[], format: 'vertical' | 'across', width: number): readonly number[] {
  const limit = width === 0 ? cells.length : Math.max(1, Math.ceil(width / minimumWidth))
  for (let columns = Math.min(limit, cells.length); columns > 1; columns--) {
    const rows = Math.ceil(cells.length / columns)
    const widths = new Array<number>(columns).fill(minimumWidth)
    cells.forEach((cell, index) => {
      const column = format === 'vertical' ? Math.floor(index / rows) : index % columns
      const needed = cell.width + (column === columns - 1 ? 0 : gap)
      if (needed > (widths[column] as number)) widths[column] = needed
    })
    if (width === 0 || widths.reduce((sum, one) => sum + one, 0) < width) return widths
  }
  return [Math.max(minimumWidth, ...cells.map((cell) => cell.width))]
}

function indent(from: number, to: number, tabSize: number): string {
  let out = ''
  let at = from
  while (at < to) {
    if (tabSize > 0 && Math.floor(to / tabSize) > Math.floor((at + 1) / tabSize)) {
      out += '\t'
      at += tabSize - (at % tabSize)
    } else {
      out += ' '
      at++
    }
  }
  return out
}

/** `a, b, c` broken at the width. */
export function commaList(cells: readonly Shown[], width: number): string {
  let out = ''
  let at = 0
  cells.forEach((cell, index) => {
    const comma = index < cells.length - 1 ? ',' : ''
    if (index > 0) {
      if (width === 0 || at + cell.width + 2 <= width) {
        out += ' '
        at += 2
      } else {
        out += '\n'
        at = 0
      }
    }
    out += cell.text + comma
    at += cell.width
  })
  return `${out}\n`
}
