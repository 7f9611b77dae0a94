import { evrText } from '../header.ts'
import { sizeText } from '../units.ts'
import type { Solution, Step } from './solve.ts'

const WIDTH = 80
const line = (character: string): string => `${character.repeat(WIDTH)}\n`

const sections: readonly (readonly [string, (step: Step) => boolean])[] = [
  ['Installing', (step) => step.action === 'install' && !step.dependency],
  ['Updating', (step) => step.action === 'update' && !step.dependency],
  ['Removing', (step) => step.action === 'erase' && !step.dependency],
  ['Installing for dependencies', (step) => step.action === 'install' && step.dependency],
  ['Updating for dependencies', (step) => step.action === 'update' && step.dependency],
  ['Removing for dependencies', (step) => step.action === 'erase' && step.dependency],
]

type Row = readonly [name: string, arch: string, version: string, repository: string, size: string]

/** The transaction table with its summary, as yum lays it out over 80 columns. */
export function transactionTable(solution: Solution): string {
  const rowOf = ({ rpm, action }: Step): Row => [
    rpm.name,
    rpm.arch,
    evrText(rpm),
    rpm.repository,
    sizeText(action === 'erase' ? rpm.installedBytes : rpm.archiveBytes),
  ]
  const rows = solution.steps.map(rowOf)
  const widths = columnWidths(rows)
  const format = (row: Row, lead: string) =>
    `${lead}${row.map((cell, index) => (index === 4 ? cell.padStart(widths[4] as number) : cell.padEnd(widths[index] as number))).join(' ')}\n`
  const out = ['\nDependencies Resolved\n\n', line('='), format(['Package', 'Arch', 'Version', 'Repository', 'Size'], ' '), line('=')]
  for (const [title, belongs] of sections) {
    const members = solution.steps.filter(belongs).sort((a, b) => (a.rpm.name < b.rpm.name ? -1 : 1))
    if (members.length === 0) continue
    out.push(`${title}:\n`)
    for (const step of members) {
      const row = rowOf(step)
      // A name wider than its column goes on a line of its own, as yum does.
      if (row[0].length > (widths[0] as number)) out.push(` ${row[0]}\n`, format(['', row[1], row[2], row[3], row[4]], ' '))
      else out.push(format(row, ' '))
    }
  }
  out.push('\nTransaction Summary\n', line('='), summary(solution.steps), '\n')
  return out.join('')
}

/** Columns share the 80 columns: each gets its widest cell while they fit, the package name gives way first. */
function columnWidths(rows: readonly Row[]): readonly number[] {
  const titles: Row = ['Package', 'Arch', 'Version', 'Repository', 'Size']
  const widths = titles.map((title, index) => Math.max(title.length, ...rows.map((row) => (row[index] as string).length)))
  const free = WIDTH - 1 - 4 - widths.reduce((sum, width) => sum + width, 0)
  if (free >= 0) {
    for (let i = 0; i < free; i++) widths[i % 4] = (widths[i % 4] as number) + 1
    return widths
  }
  widths[0] = Math.max(10, (widths[0] as number) + free)
  return widths
}

function summary(steps: readonly Step[]): string {
  const count = (action: Step['action'], dependency: boolean) =>
    steps.filter((step) => step.action === action && step.dependency === dependency).length
  const lines: string[] = []
  for (const [verb, action] of [
    ['Install', 'install'],
    ['Upgrade', 'update'],
    ['Remove', 'erase'],
  ] as const) {
    const asked = count(action, false)
    const more = count(action, true)
    if (asked + more === 0) continue
    const packages = (n: number) => (n === 1 ? 'Package' : 'Packages')
    const extra = more > 0 ? ` (+${more} Dependent ${more === 1 ? 'package' : 'packages'})` : ''
    lines.push(
      asked > 0
        ? `${verb.padEnd(7)} ${String(asked).padStart(2)} ${packages(asked)}${extra}\n`
        : `${verb.padEnd(7)}    (${more} Dependent ${packages(more).toLowerCase()})\n`,
    )
  }
  return lines.join('')
}

/** `Installed:` and its like at the end: names in columns over 80 columns. */
export function closingTable(title: string, steps: readonly Step[]): string {
  if (steps.length === 0) return ''
  const cells = steps.map(({ rpm }) => `${rpm.name}.${rpm.arch} ${rpm.epoch}:${rpm.version}-${rpm.release}`).sort()
  const width = Math.max(...cells.map((cell) => cell.length))
  const columns = cells.length === 1 ? 1 : Math.max(1, Math.floor((WIDTH - 2) / (width + 4)))
  const lines: string[] = []
  for (let i = 0; i < cells.length; i += columns)
    lines.push(
      `  ${cells
        .slice(i, i + columns)
        .map((cell) => cell.padEnd(columns === 1 ? WIDTH - 2 : width + 4))
        .join('')}\n`,
    )
  return `${title}:\n${lines.join('')}\n`
}
