import type { Sys } from '../../../kernel/calls.ts'
import { displayWidth } from '../../../libc/locale.ts'
import { print } from '../../../libc/stdio.ts'
import { characterAt, shown, toScreenColumn } from '../vim/columns.ts'
import { helpLines } from './help.ts'
import type { Nano } from './state.ts'

const tabs = { tabstop: 8 }
const reverse = (text: string): string => `\x1b[7m${text}\x1b[m`

const oldKeys: readonly (readonly [string, string])[] = [
  ['^G', 'Get Help'],
  ['^X', 'Exit'],
  ['^O', 'WriteOut'],
  ['^J', 'Justify'],
  ['^R', 'Read File'],
  ['^W', 'Where Is'],
  ['^Y', 'Prev Page'],
  ['^V', 'Next Page'],
  ['^K', 'Cut Text'],
  ['^U', 'UnCut Text'],
  ['^C', 'Cur Pos'],
  ['^T', 'To Spell'],
]
const newKeys: readonly (readonly [string, string])[] = [
  ['^G', 'Help'],
  ['^X', 'Exit'],
  ['^O', 'Write Out'],
  ['^R', 'Read File'],
  ['^W', 'Where Is'],
  ['^\\', 'Replace'],
  ['^K', 'Cut'],
  ['^U', 'Paste'],
  ['^T', 'Execute'],
  ['^J', 'Justify'],
  ['^C', 'Location'],
  ['^/', 'Go To Line'],
]

/** Rows for the text: below the title and its blank line (2.x), above status and help. */
export const textRows = (nano: Nano): number => Math.max(1, nano.terminal.rows - 3 - (nano.release.modern ? 1 : 2))

/** Draws everything: title, text, status or question, two lines of keys. */
export function* drawNano(nano: Nano): Sys<void> {
  const { rows, cols } = nano.terminal
  const height = textRows(nano)
  if (nano.cursor.line < nano.top || nano.cursor.line >= nano.top + height) nano.top = Math.max(0, nano.cursor.line - Math.floor(height / 2))
  const head = nano.release.modern ? [titleNew(nano)] : [titleOld(nano), '']
  const body = nano.showingHelp ? helpLines.slice(0, height) : textLines(nano, height)
  while (body.length < height) body.push('')
  const foot = nano.prompt ? reverse(`${nano.prompt.text}${nano.prompt.typed}`.padEnd(cols)) : statusLine(nano)
  const keys = keyLines(nano.prompt?.keys ?? (nano.release.modern ? newKeys : oldKeys), cols)
  const all = [...head, ...body, foot, ...keys]
  const at = nano.prompt ? [rows - 2, displayWidth(nano.prompt.text + nano.prompt.typed) + 1] : cursorPlace(nano, head.length)
  yield* print(`\x1b[?25l\x1b[H${all.map((line) => `\x1b[K${line}`).join('\r\n')}\x1b[${at[0]};${at[1]}H\x1b[?25h`)
  nano.status = ''
}

function titleOld(nano: Nano): string {
  const { cols } = nano.terminal
  const left = `  GNU nano ${nano.release.version}`
  const middle = nano.showingHelp ? '' : nano.fileName === '' ? 'New Buffer' : `File: ${nano.fileName}`
  const right = nano.modified ? 'Modified  ' : ''
  const start = Math.max(left.length + 2, Math.floor((cols - middle.length) / 2))
  const line = `${left.padEnd(start)}${middle}`
  return reverse(`${line.padEnd(cols - right.length)}${right}`.slice(0, cols))
}

function titleNew(nano: Nano): string {
  const { cols } = nano.terminal
  const left = `  GNU nano ${nano.release.version}`
  const middle = `${nano.fileName === '' ? 'New Buffer' : nano.fileName}${nano.modified ? ' *' : ''}`
  const start = Math.max(left.length + 2, Math.floor((cols - middle.length) / 2))
  return reverse(`${left.padEnd(start)}${middle}`.padEnd(cols).slice(0, cols))
}

/** First screen column shown of the cursor's line: a long line moves by pages, as nano does. */
function pageStart(column: number, cols: number): number {
  if (column + 1 < cols) return 0
  return column - 8 - ((column - 8) % (cols - 8))
}

function textLines(nano: Nano, height: number): string[] {
  const { cols } = nano.terminal
  const lines: string[] = []
  for (let line = nano.top; line <= nano.buffer.last && lines.length < height; line++) {
    const text = nano.buffer.line(line)
    const start = line === nano.cursor.line ? pageStart(toScreenColumn(text, nano.cursor.col, tabs), cols) : 0
    lines.push(visiblePart(text, start, cols))
  }
  return lines
}

function visiblePart(text: string, start: number, cols: number): string {
  let out = ''
  let column = 0
  for (let i = 0; i < text.length; ) {
    const character = characterAt(text, i)
    const picture = shown(character, column, tabs)
    if (column >= start) out += picture
    column += displayWidth(picture)
    i += character.length
    if (column - start > cols) return `${start > 0 ? `$${out.slice(1, cols - 1)}` : out.slice(0, cols - 1)}$`
  }
  return start > 0 ? `$${out.slice(1)}` : out
}

function cursorPlace(nano: Nano, head: number): readonly [number, number] {
  const column = toScreenColumn(nano.buffer.line(nano.cursor.line), nano.cursor.col, tabs)
  return [nano.cursor.line - nano.top + head + 1, column - pageStart(column, nano.terminal.cols) + 1]
}

function statusLine(nano: Nano): string {
  if (nano.status === '') return ''
  const text = `[ ${nano.status} ]`
  return `${' '.repeat(Math.max(0, Math.floor((nano.terminal.cols - text.length) / 2)))}${reverse(text)}`
}

/** Two rows of keys, six columns on eighty. */
function keyLines(keys: readonly (readonly [string, string])[], cols: number): string[] {
  const columns = Math.max(2, Math.ceil(keys.length / 2))
  const width = Math.floor(cols / Math.max(columns, 2))
  const row = (first: number): string =>
    keys
      .filter((_, i) => i % 2 === first)
      .map(([key, words], i, all) => `${reverse(key)} ${i === all.length - 1 ? words : words.padEnd(Math.max(0, width - key.length - 1))}`)
      .join('')
  return [row(0), row(1)]
}
