import { displayWidth } from '../../../../linux/libc/locale.ts'
import type { Answer } from '../connection.ts'

/** How psql prints rows: aligned, unaligned, expanded (src/fe_utils/print.c, border 1). */
export interface Format {
  aligned: boolean
  expanded: boolean
  tuplesOnly: boolean
  separator: string
  footer: boolean
  nullText: string
}

const numeric = new Set([20, 21, 23, 26, 700, 701, 790, 1700])

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - displayWidth(text)))
const padLeft = (text: string, width: number): string => ' '.repeat(Math.max(0, width - displayWidth(text))) + text

function centre(text: string, width: number): string {
  const left = Math.floor((width - displayWidth(text)) / 2)
  return pad(' '.repeat(Math.max(0, left)) + text, width)
}

const countText = (count: number): string => `(${count} row${count === 1 ? '' : 's'})`

export interface Sheet extends Pick<Answer, 'rows'> {
  readonly columns: readonly { readonly name: string; readonly oid: number }[]
  readonly title?: string
  /** Lines below instead of the count. */
  readonly footers?: readonly string[]
}

export function formatRows(sheet: Sheet, format: Format): string {
  if (format.expanded) return expanded(sheet, format)
  return format.aligned ? aligned(sheet, format) : unaligned(sheet, format)
}

function aligned({ columns, rows, title, footers }: Sheet, { tuplesOnly, nullText, footer }: Format): string {
  const cells = rows.map((row) => row.map((cell) => (cell ?? nullText).split('\n')))
  const widths = columns.map(({ name }, i) =>
    Math.max(tuplesOnly ? 0 : displayWidth(name), ...cells.flatMap((row) => (row[i] ?? []).map(displayWidth))),
  )
  const lines: string[] = []
  const total = widths.reduce((sum, width) => sum + width + 3, -1)
  if (!tuplesOnly) {
    if (title !== undefined) lines.push(displayWidth(title) >= total ? title : ' '.repeat(Math.floor((total - displayWidth(title)) / 2)) + title)
    lines.push(columns.map(({ name }, i) => ` ${centre(name, widths[i] ?? 0)} `).join('|'))
    lines.push(widths.map((width) => '-'.repeat(width + 2)).join('+'))
  }
  for (const row of cells) {
    const height = Math.max(1, ...row.map((cell) => cell.length))
    for (let line = 0; line < height; line++) {
      const shown = row.map((cell, i) => {
        const text = cell[line] ?? ''
        const more = line + 1 < cell.length ? '+' : ' '
        const right = numeric.has(columns[i]?.oid ?? 25)
        if (right) return ` ${padLeft(text, widths[i] ?? 0)}${more}`
        if (i === row.length - 1 && more === ' ') return ` ${text}`
        return ` ${pad(text, widths[i] ?? 0)}${more}`
      })
      lines.push(shown.join('|').replace(/ $/, (end) => (numeric.has(columns.at(-1)?.oid ?? 25) ? '' : end)))
    }
  }
  if (!tuplesOnly && footers) lines.push(...footers)
  else if (!tuplesOnly && footer) lines.push(countText(rows.length))
  return `${lines.join('\n')}${lines.length > 0 ? '\n' : ''}\n`
}

function unaligned({ columns, rows, title }: Sheet, { tuplesOnly, separator, nullText, footer }: Format): string {
  const lines = rows.map((row) => row.map((cell) => cell ?? nullText).join(separator))
  if (!tuplesOnly) {
    lines.unshift(columns.map(({ name }) => name).join(separator))
    if (title !== undefined) lines.unshift(title)
    if (footer) lines.push(countText(rows.length))
  }
  return lines.map((line) => `${line}\n`).join('')
}

function expanded({ columns, rows, title }: Sheet, { tuplesOnly, nullText, aligned: isAligned, separator }: Format): string {
  if (!isAligned) return rows.map((row) => row.map((cell, i) => `${columns[i]?.name}${separator}${cell ?? nullText}\n`).join('')).join('\n')
  if (rows.length === 0) return tuplesOnly ? '' : '(0 rows)\n\n'
  const head = Math.max(...columns.map(({ name }) => displayWidth(name)))
  const data = Math.max(0, ...rows.flatMap((row) => row.flatMap((cell) => (cell ?? nullText).split('\n').map(displayWidth))))
  const lines: string[] = title !== undefined && !tuplesOnly ? [title] : []
  rows.forEach((row, number) => {
    if (!tuplesOnly) lines.push(recordLine(number + 1, head, data))
    else if (number > 0) lines.push('')
    row.forEach((cell, i) => {
      const [first = '', ...more] = (cell ?? nullText).split('\n')
      lines.push(`${pad(columns[i]?.name ?? '', head)} | ${pad(first, more.length > 0 ? data : 0)}${more.length > 0 ? '+' : ''}`)
      lines.push(...more.map((text, at) => `${' '.repeat(head)} | ${at + 1 < more.length ? `${pad(text, data)}+` : text}`))
    })
  })
  return `${lines.join('\n')}\n\n`
}

function recordLine(record: number, head: number, data: number): string {
  let line = `-[ RECORD ${record} ]`
  let used = line.length
  line += '-'.repeat(Math.max(0, head - used))
  used = Math.max(0, used - head)
  for (const piece of ['-', '+', '-']) {
    if (used <= 0) line += piece
    used--
  }
  return line + '-'.repeat(Math.max(0, data - Math.max(0, used)))
}
