import type { ControlReply, UnitView } from '../systemd/control-protocol.ts'

const columns = (rows: readonly (readonly string[])[]): readonly number[] =>
  (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)))

const table = (rows: readonly (readonly string[])[], lead: (index: number) => string): string => {
  const widths = columns(rows)
  return rows
    .map(
      (row, index) => `${lead(index)}${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join(' ')}\n`,
    )
    .join('')
}

export interface ListFilter {
  readonly type?: string | undefined
  readonly state?: string | undefined
  readonly all: boolean
  readonly legend: boolean
  readonly plain: boolean
}

/** `systemctl list-units`. */
export function unitList(units: readonly UnitView[], filter: ListFilter): string {
  const shown = units.filter(
    (unit) =>
      (!filter.type || unit.name.endsWith(`.${filter.type}`)) &&
      (filter.state
        ? unit.active === filter.state || unit.sub === filter.state || unit.load === filter.state
        : filter.all || unit.active !== 'inactive'),
  )
  const rows = shown.map((unit) => [unit.name, unit.load, unit.active, unit.sub, unit.description])
  const lead = (index: number): string => {
    const failed = shown[index - (filter.legend ? 1 : 0)]?.active === 'failed'
    return filter.plain ? '' : failed ? '● ' : '  '
  }
  if (!filter.legend) return table(rows, lead)
  return `${table([['UNIT', 'LOAD', 'ACTIVE', 'SUB', 'DESCRIPTION'], ...rows], lead)}
LOAD   = Reflects whether the unit definition was properly loaded.
ACTIVE = The high-level unit activation state, i.e. generalization of SUB.
SUB    = The low-level unit activation state, values depend on unit type.
${shown.length} loaded units listed.${filter.all ? '' : ' Pass --all to see loaded but inactive units, too.'}
To show all installed unit files use 'systemctl list-unit-files'.
`
}

/** `systemctl list-unit-files`. */
export function unitFileList(files: NonNullable<ControlReply['files']>, filter: ListFilter, version: number): string {
  const shown = files.filter((file) => (!filter.type || file.name.endsWith(`.${filter.type}`)) && (!filter.state || file.state === filter.state))
  const preset = (state: string): string => (state === 'enabled' || state === 'disabled' ? 'enabled' : '-')
  const rows = shown.map((file) => (version < 240 ? [file.name, file.state] : [file.name, file.state, preset(file.state)]))
  if (!filter.legend) return table(rows, () => '')
  const header = version < 240 ? ['UNIT FILE', 'STATE'] : ['UNIT FILE', 'STATE', 'PRESET']
  return `${table([header, ...rows], () => '')}\n${shown.length} unit files listed.\n`
}
