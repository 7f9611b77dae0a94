import type { Change } from './edit-script.ts'
import type { Lines, Settings } from './settings.ts'

/** Models diff -y: two columns, the gutter between them tells how the lines differ. */
const tab = 8

interface Layout {
  /** Columns of a half line, and where the right one begins. */
  readonly half: number
  readonly second: number
}

function layout(width: number, expandTabs: boolean): Layout {
  const t = expandTabs ? 1 : tab
  const gutter = 3
  const least = t + gutter
  const unaligned = (width >> 1) + (least >> 1) + (width & least & 1)
  const offset = unaligned - (unaligned % t)
  const half = Math.max(0, Math.min(offset - gutter, width - offset))
  return { half, second: half ? offset : width }
}

export function sideBySide(a: Lines, b: Lines, changes: readonly Change[], settings: Settings): string {
  const shape = layout(settings.width, settings.expandTabs)
  let out = ''
  let i = 0
  let j = 0
  const common = (upTo: number) => {
    for (; i < upTo; i++, j++)
      if (!settings.suppressCommon) out += row(a, i, settings.leftColumn ? '(' : ' ', b, settings.leftColumn ? undefined : j, shape, settings)
  }
  for (const { from, deleted, to, inserted } of changes) {
    common(from)
    j = to
    const both = Math.min(deleted, inserted)
    for (let k = 0; k < both; k++) out += row(a, i++, '|', b, j++, shape, settings)
    for (; j < to + inserted; j++) out += row(a, undefined, '>', b, j, shape, settings)
    for (; i < from + deleted; i++) out += row(a, i, '<', b, undefined, shape, settings)
  }
  common(a.lines.length)
  return out
}

function row(a: Lines, i: number | undefined, mark: string, b: Lines, j: number | undefined, { half, second }: Layout, settings: Settings): string {
  const left = i === undefined ? { text: '', column: 0 } : clipped(a.lines[i] as string, half, 0)
  let out = left.text
  let column = left.column
  const unterminated = (file: Lines, n: number | undefined) => n !== undefined && file.unterminated && n === file.lines.length - 1
  if (mark !== ' ') {
    const sign = mark === '|' && unterminated(a, i) !== unterminated(b, j) ? (unterminated(a, i) ? '\\' : '/') : mark
    const gutter = Math.floor((half + second - 1) / 2)
    out += indent(column, gutter, settings) + sign
    column = gutter + 1
    if (mark === '(' || mark === '<') return `${out}\n`
  }
  if (j !== undefined) {
    const text = b.lines[j] as string
    if (text !== '') {
      out += indent(column, second, settings) + clipped(text, half, 0).text
    }
  }
  const last = j === undefined ? unterminated(a, i) : unterminated(b, j)
  return last && (mark === '>' || mark === '|' || (mark === ' ' && unterminated(a, i))) ? out : `${out}\n`
}

function indent(from: number, to: number, settings: Settings): string {
  let out = ''
  let at = from
  if (!settings.expandTabs) {
    for (let next = at + tab - (at % tab); next <= to; next += tab) {
      out += '\t'
      at = next
    }
  }
  return out + ' '.repeat(Math.max(0, to - at))
}

function clipped(text: string, bound: number, start: number): { text: string; column: number } {
  let out = ''
  let column = start
  for (const c of text) {
    if (c === '\t') {
      const next = column + tab - (column % tab)
      if (next > bound) break
      out += '\t'
      column = next
    } else {
      if (column + 1 > bound) break
      out += c
      column++
    }
  }
  return { text: out, column }
}
