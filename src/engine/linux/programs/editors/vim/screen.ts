import type { Sys } from '../../../kernel/calls.ts'
import { displayWidth } from '../../../libc/locale.ts'
import { print } from '../../../libc/stdio.ts'
import { characterAt, shown, toScreenColumn } from './columns.ts'
import type { Editor } from './editor.ts'
import { introduction } from './introduction.ts'
import { compilePattern } from './pattern.ts'
import { ordered } from './position.ts'
import { rulerText } from './ruler.ts'

/** One row of the window as it goes to the terminal. */
interface Row {
  readonly text: string
  readonly width: number
}

const reset = '\x1b[m'
const nonText = (text: string): string => `\x1b[94m${text}${reset}`

/** What the terminal shows: rows are sent only when they changed. */
export class EditorScreen {
  private drawn: string[] = []
  private size = ''

  /** Forgets what is on the terminal: everything will be sent again. */
  invalidate(): void {
    this.drawn = []
  }

  /** Scrolls as far as the cursor needs it. */
  follow(vi: Editor): void {
    keepVisible(vi, Math.max(1, vi.terminal.rows - 1))
  }

  *draw(vi: Editor): Sys<void> {
    const { rows, cols } = vi.terminal
    if (this.size !== `${rows}x${cols}`) {
      this.size = `${rows}x${cols}`
      this.drawn = []
    }
    const fresh = this.drawn.length === 0
    const height = Math.max(1, rows - 1)
    vi.clamp()
    this.follow(vi)
    const { lines, cursor } = windowRows(vi, height)
    const foot = footRows(vi)
    const all = [...lines.slice(0, rows - foot.rows.length), ...foot.rows]
    let out = fresh ? `\x1b[H\x1b[2J` : ''
    all.forEach((text, i) => {
      if (this.drawn[i] !== text && !(fresh && text === '')) out += `\x1b[${i + 1};1H\x1b[K${text}`
    })
    this.drawn = all
    const at = foot.cursor ?? cursor
    yield* print(`\x1b[?25l${out}\x1b[${at[0] + 1};${at[1] + 1}H\x1b[?25h`)
  }
}

const numberWidth = (vi: Editor): number =>
  vi.options.number || vi.options.relativenumber ? Math.max(4, String(vi.buffer.lines.length).length + 1) : 0

const textWidth = (vi: Editor): number => Math.max(1, vi.terminal.cols - numberWidth(vi))

/** Rows a line takes. */
function rowsOf(vi: Editor, line: number): number {
  if (!vi.options.wrap) return 1
  const text = vi.buffer.line(line)
  const width = toScreenColumn(text, text.length, vi.options) + (vi.options.list ? 1 : 0)
  return Math.max(1, Math.ceil(width / textWidth(vi)))
}

/** Moves the top line so that the cursor is in the window, centred when it went far. */
function keepVisible(vi: Editor, height: number): void {
  const { line } = vi.cursor
  const off = Math.min(vi.options.scrolloff, Math.floor((height - 1) / 2))
  vi.top = Math.max(0, Math.min(vi.top, vi.buffer.last))
  const wantedTop = Math.max(0, line - off)
  if (wantedTop < vi.top) {
    vi.top = vi.top - wantedTop >= height - 2 ? centred(vi, height) : wantedTop
    return
  }
  const lowest = Math.min(vi.buffer.last, line + off)
  if (lowest - vi.top < height && rowsBetween(vi, vi.top, lowest) <= height) return
  let top = lowest
  let used = rowsOf(vi, lowest)
  while (top > 0 && used + rowsOf(vi, top - 1) <= height) used += rowsOf(vi, --top)
  const last = vi.top + height - 1
  vi.top = lowest - last >= height - 1 ? centred(vi, height) : Math.min(top, line)
}

function rowsBetween(vi: Editor, from: number, to: number): number {
  let rows = 0
  for (let line = from; line <= to; line++) rows += rowsOf(vi, line)
  return rows
}

function centred(vi: Editor, height: number): number {
  let top = vi.cursor.line
  let used = Math.ceil(rowsOf(vi, top) / 2)
  while (top > 0 && used + rowsOf(vi, top - 1) <= Math.ceil(height / 2)) used += rowsOf(vi, --top)
  // The end of the text is at the foot of the window.
  let lowest = vi.buffer.last
  for (let rows = rowsOf(vi, lowest); lowest > 0 && lowest > vi.buffer.last - height; rows += rowsOf(vi, --lowest))
    if (rows + rowsOf(vi, lowest - 1) > height) break
  return Math.min(top, lowest)
}

function windowRows(vi: Editor, height: number): { lines: string[]; cursor: readonly [number, number] } {
  const lines: string[] = []
  let cursor: readonly [number, number] = [0, 0]
  for (let line = vi.top; line <= vi.buffer.last && lines.length < height; line++) {
    const rows = lineRows(vi, line)
    if (lines.length + rows.length > height && lines.length > 0 && line !== vi.cursor.line) {
      while (lines.length < height) lines.push(nonText('@'))
      break
    }
    if (line === vi.cursor.line) cursor = cursorPlace(vi, lines.length)
    lines.push(...rows.map((row) => row.text))
  }
  while (lines.length < height) lines.push(nonText('~'))
  if (vi.buffer.empty && vi.fileName === undefined && !vi.buffer.modified)
    introduction(vi, height).forEach((text, i) => {
      if (text !== '') lines[i] = text
    })
  return { lines: lines.slice(0, height), cursor: [Math.min(cursor[0], height - 1), cursor[1]] }
}

function cursorPlace(vi: Editor, row: number): readonly [number, number] {
  const text = vi.buffer.line(vi.cursor.line)
  let column = toScreenColumn(text, vi.cursor.col, vi.options)
  const inText = vi.mode === 'normal' || vi.mode === 'visual'
  if (inText && text[vi.cursor.col] === '\t' && !vi.options.list) column += shown('\t', column, vi.options).length - 1
  const width = textWidth(vi)
  if (!vi.options.wrap) return [row, numberWidth(vi) + Math.min(column, width - 1)]
  return [row + Math.floor(column / width), numberWidth(vi) + (column % width)]
}

/** The rows of one line, wrapped, with its number, selection and search matches. */
function lineRows(vi: Editor, line: number): Row[] {
  const text = vi.buffer.line(line)
  const width = textWidth(vi)
  const marked = highlights(vi, line)
  const rows: Row[] = []
  let out = numberText(vi, line)
  let used = 0
  let column = 0
  let style = ''
  const close = () => {
    rows.push({ text: style ? out + reset : out, width: used })
    style = ''
  }
  for (let i = 0; i < text.length; ) {
    const character = characterAt(text, i)
    const picture = shown(character, column, vi.options)
    const wide = displayWidth(picture)
    for (const piece of picture === character || wide <= 1 ? [picture] : Array.from(picture)) {
      const size = displayWidth(piece)
      if (used + size > width) {
        close()
        if (!vi.options.wrap) return rows
        out = ' '.repeat(numberWidth(vi))
        used = 0
      }
      const wanted = marked(i) || (picture !== character && character !== '\t' ? '\x1b[94m' : '')
      if (wanted !== style) out += reset + wanted
      style = wanted
      out += piece
      used += size
    }
    column += wide
    i += character.length
  }
  if (vi.options.list && used < width) out += `${style ? reset : ''}${nonText('$')}`
  else if (marked(text.length) && text === '' && used < width) out += `${marked(0)} ${reset}`
  close()
  return rows
}

function numberText(vi: Editor, line: number): string {
  const width = numberWidth(vi)
  if (width === 0) return ''
  const { relativenumber, number } = vi.options
  const distance = Math.abs(line - vi.cursor.line)
  if (relativenumber && distance === 0 && number) return `\x1b[33m${String(line + 1).padEnd(width - 1)} ${reset}`
  return `\x1b[33m${String(relativenumber ? distance : line + 1).padStart(width - 1)} ${reset}`
}

/** The style of a column: selected text reversed, matches on yellow when 'hlsearch' is on. */
function highlights(vi: Editor, line: number): (col: number) => string {
  const selected = selection(vi, line)
  const matches: (readonly [number, number])[] = []
  const regex = vi.options.hlsearch && vi.highlighting && vi.search ? compilePattern(vi.search.pattern, vi.options) : undefined
  if (regex) for (const m of vi.buffer.line(line).matchAll(regex)) matches.push([m.index, m.index + m[0].length])
  return (col) => {
    if (selected && col >= selected[0] && col < selected[1]) return '\x1b[7m'
    return matches.some(([from, to]) => col >= from && col < to) ? '\x1b[30;43m' : ''
  }
}

function selection(vi: Editor, line: number): readonly [number, number] | undefined {
  const { visual } = vi
  if (!visual) return undefined
  const [from, to] = ordered(visual.start, vi.cursor)
  if (line < from.line || line > to.line) return undefined
  if (visual.kind === 'line') return [0, Number.POSITIVE_INFINITY]
  if (visual.kind === 'block') {
    const [low, high] = [Math.min(from.col, to.col), Math.max(from.col, to.col)]
    return [low, visual.toEnd ? Number.POSITIVE_INFINITY : high + 1]
  }
  return [line === from.line ? from.col : 0, line === to.line ? to.col + 1 : Number.POSITIVE_INFINITY]
}

const colours = { plain: '', error: '\x1b[97;41m', warning: '\x1b[31m' }

/** The command line: what is typed there, the mode, or a message with the ruler. */
function footRows(vi: Editor): { rows: string[]; cursor?: readonly [number, number] } {
  const { cols, rows } = vi.terminal
  if (vi.prompt) {
    const needed = Math.min(rows, Math.floor(displayWidth(vi.prompt.text) / cols) + 1)
    const parts = Array.from({ length: needed }, (_, i) => vi.prompt?.text.slice(i * cols, (i + 1) * cols) ?? '')
    const at = displayWidth(vi.prompt.text.slice(0, vi.prompt.at))
    return { rows: parts, cursor: [rows - needed + Math.floor(at / cols), at % cols] }
  }
  const mode = modeText(vi)
  const { text, kind } = vi.message
  const left = text === '' || (mode !== '' && kind === 'plain') ? mode : text
  const styled = left === mode && mode !== '' ? `\x1b[1m${mode}${reset}` : kind === 'plain' ? text : `${colours[kind]}${text}${reset}`
  const rulerAt = Math.max(Math.ceil(cols / 2), cols - 18)
  const right = vi.options.ruler ? rulerText(vi, cols - rulerAt) : ''
  const command = vi.options.showcmd ? vi.shownCommand : ''
  let line = displayWidth(left) > cols - 1 ? left.slice(0, cols - 1) : styled
  if (command !== '' && displayWidth(left) < rulerAt - 11) line += `\x1b[${rows};${rulerAt - 10}H${command}`
  if (right !== '' && displayWidth(left) < rulerAt) line += `\x1b[${rows};${rulerAt + 1}H${right}`
  return { rows: [line] }
}

function modeText(vi: Editor): string {
  const recording = vi.recording ? (vi.modern ? `recording @${vi.recording.register}` : 'recording') : ''
  if (!vi.options.showmode) return recording
  const paste = vi.options.paste ? ' (paste)' : ''
  const kinds = { char: 'VISUAL', line: 'VISUAL LINE', block: 'VISUAL BLOCK' }
  if (vi.mode === 'insert') return `-- INSERT${paste} --${recording}`
  if (vi.mode === 'replace') return `-- REPLACE${paste} --${recording}`
  if (vi.mode === 'visual' && vi.visual) return `-- ${kinds[vi.visual.kind]} --${recording}`
  return recording
}
