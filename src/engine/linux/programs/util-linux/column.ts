import type { Sys } from '../../kernel/calls.ts'
import { sys } from '../../sys.ts'
import type { Utility } from './frame.ts'
import { utility } from './frame.ts'
import { eachLine } from './rev.ts'

/** Models column(1): filling columns before rows (or -x), and tables (-t, -s, -o, -N, -R, -n left out). */
export const column = utility({
  name: 'column',
  usage: ['[options] [<file>...]'],
  summary: 'Columnate lists.',
  options:
    't|table n|table-name= O|table-order= N|table-columns= l|table-columns-limit= E|table-noextreme= d|table-noheadings e|table-header-repeat H|table-hide= R|table-right= T|table-truncate= W|table-wrap= L|keep-empty-lines J|json r|tree= i|tree-id= p|tree-parent= c|output-width= o|output-separator= s|separator= x|fillrows',
  unsimulated: [
    'table-name',
    'table-order',
    'table-columns-limit',
    'table-noextreme',
    'table-header-repeat',
    'table-hide',
    'table-truncate',
    'table-wrap',
    'json',
    'tree',
    'tree-id',
    'tree-parent',
  ],
  *run(run) {
    const lines: string[] = []
    const status = yield* eachLine(run, function* (line) {
      if (line.trim() !== '' || run.has('keep-empty-lines')) lines.push(line)
    })
    if (lines.length > 0) yield* run.say(run.has('table') ? asTable(run, lines) : filled(lines, yield* widthOf(run), run.has('fillrows')))
    return status
  },
})

const widthOfText = (text: string): number => [...text].length

function* widthOf(run: Utility): Sys<number> {
  const given = run.value('output-width')
  if (given !== undefined) return Number(given) || 80
  const size = yield* sys.tcgetwinsize({ fd: 1 })
  return size.ok && size.value.cols > 0 ? size.value.cols : 80
}

function asTable(run: Utility, lines: readonly string[]): string {
  const separator = run.value('separator')
  const cells = lines.map((line) => (separator === undefined ? line.trim().split(/[ \t]+/) : split(line, separator, run.old)))
  const names = run.value('table-columns')?.split(',')
  if (names && !run.has('table-noheadings')) cells.unshift(names)
  const right = new Set(
    (run.value('table-right') ?? '').split(',').map((name) => (/^\d+$/.test(name) ? Number(name) - 1 : (names ?? []).indexOf(name))),
  )
  const widths: number[] = []
  for (const row of cells) for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOfText(cell))
  const between = run.value('output-separator') ?? '  '
  const padded = (cell: string, index: number, last: boolean) => {
    const missing = ' '.repeat((widths[index] ?? 0) - widthOfText(cell))
    if (right.has(index)) return missing + cell
    return last ? cell : cell + missing
  }
  return cells.map((row) => `${row.map((cell, index) => padded(cell, index, index === row.length - 1)).join(between)}\n`).join('')
}

/** Releases before 2.30 took several separators in a row for one. */
function split(line: string, separators: string, greedy: boolean): string[] {
  const cells: string[] = ['']
  for (const character of line) {
    if (separators.includes(character)) cells.push('')
    else cells[cells.length - 1] += character
  }
  return greedy ? cells.filter((cell) => cell !== '') : cells
}

/** Columns a multiple of a tab wide, as many as fit. */
function filled(lines: readonly string[], width: number, byRows: boolean): string {
  const widest = Math.max(...lines.map(widthOfText))
  const cell = (widest + 8) & ~7
  const columns = Math.max(1, Math.floor(width / cell))
  const rows = Math.ceil(lines.length / columns)
  let text = ''
  for (let row = 0; row < rows; row++) {
    const entries = Array.from({ length: columns }, (_, at) => lines[byRows ? row * columns + at : at * rows + row]).filter(
      (entry) => entry !== undefined,
    )
    for (const [index, entry] of entries.entries()) {
      text += entry
      if (index < entries.length - 1) text += '\t'.repeat(Math.ceil((cell - widthOfText(entry)) / 8))
    }
    text += '\n'
  }
  return text
}
