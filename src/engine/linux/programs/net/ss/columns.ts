/** ss's table (misc/ss.c, render): columns as wide as their longest field; on a terminal the rest of its width is shared out among them. */
export interface Column {
  readonly align: 'left' | 'right'
  readonly heading: string
  readonly delimiter: string
  /** Left out altogether. */
  readonly disabled: boolean
}

export function render(columns: readonly Column[], rows: readonly (readonly string[])[], screen: number | undefined, headings: boolean): string {
  const shown = columns.map((column, i) => ({ column, i })).filter(({ column }) => !column.disabled)
  const all = headings ? [columns.map((column) => column.heading), ...rows] : rows
  const longest = shown.map(({ i }) => Math.max(0, ...all.map((row) => (row[i] ?? '').length)))
  let first = true
  const widths = longest.map((length, n) => {
    const delimiter = shown[n]?.column.delimiter.length ?? 0
    const width = !first && length > 0 ? length + delimiter : length
    if (width > 0) first = false
    return screen === undefined ? width : Math.min(width, screen)
  })
  const lastOfLine = screen === undefined ? new Set<number>() : spread(widths, screen)
  return all.map((row) => renderRow(row, shown, widths, lastOfLine)).join('')
}

/** Widens the columns of each screen line to fill it; answers the columns after which a new line begins. */
function spread(widths: number[], screen: number): ReadonlySet<number> {
  const ends = new Set<number>()
  let [length, count, lineStart] = [0, 0, 0]
  for (let c = 0; c < widths.length; c++) {
    const width = widths[c] ?? 0
    if (width === 0) continue
    count++
    length += width
    const last = !widths.slice(c + 1).some((other) => other > 0)
    if (!last && length < screen) continue
    let end = c
    if (length > screen && count > 1) {
      length -= width
      end = c - 1
      count--
    }
    if (length < screen) share(widths, lineStart, end, screen - length, count)
    ends.add(end)
    lineStart = end + 1
    length = 0
    count = 0
    c = end
  }
  return ends
}

function share(widths: number[], from: number, to: number, pad: number, count: number): void {
  const spacing = Math.floor(pad / count)
  let rest = pad % count
  for (let c = to; c >= from; c--) {
    if ((widths[c] ?? 0) === 0) continue
    widths[c] = (widths[c] ?? 0) + spacing + (rest > 0 ? 1 : 0)
    if (rest > 0) rest--
  }
}

function renderRow(
  row: readonly string[],
  shown: readonly { readonly column: Column; readonly i: number }[],
  widths: readonly number[],
  ends: ReadonlySet<number>,
): string {
  let text = ''
  let started = false
  shown.forEach(({ column, i }, n) => {
    const field = row[i] ?? ''
    const width = widths[n] ?? 0
    const lead = started ? column.delimiter : ''
    started = true
    if (column.align === 'right') text += lead + field.padStart(width - lead.length)
    else text += (lead + field).padEnd(width)
    if (ends.has(n) && n < shown.length - 1 && widths.slice(n + 1).some((other) => other > 0)) {
      text += '\n'
      started = false
    }
  })
  return `${text}\n`
}
