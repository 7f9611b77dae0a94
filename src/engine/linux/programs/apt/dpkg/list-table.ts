import { summaryOf } from '../control.ts'
import type { DebPackage, PackageState } from '../database.ts'

const stateLetters: Readonly<Record<PackageState, string>> = {
  'not-installed': 'n',
  'config-files': 'c',
  'half-installed': 'H',
  unpacked: 'U',
  'half-configured': 'F',
  'triggers-pending': 't',
  installed: 'i',
}
const wants: Readonly<Record<string, string>> = { install: 'i', deinstall: 'r', purge: 'p', hold: 'h', unknown: 'u' }

export const abbreviation = (entry: DebPackage): string => `${wants[entry.selection] ?? 'u'}${stateLetters[entry.state]} `

/** The table of `dpkg -l`: columns as wide as their widest cell, the description cut to the terminal (no terminal: never). */
export function listTable(packages: readonly DebPackage[], columns: number | undefined): string {
  const widest = (least: number, cell: (entry: DebPackage) => string) => Math.max(least, ...packages.map((entry) => cell(entry).length))
  const name = widest(14, (entry) => entry.displayName)
  const version = widest(12, (entry) => entry.version)
  const arch = widest(12, (entry) => entry.arch)
  const wide = widest(33, (entry) => summaryOf(entry.fields))
  const description = columns === undefined ? wide : Math.max(14, Math.min(wide, columns - name - version - arch - 9))
  const row = (lead: string, ...cells: readonly [string, string, string, string]) =>
    `${lead} ${cells[0].padEnd(name).slice(0, name)} ${cells[1].padEnd(version)} ${cells[2].padEnd(arch)} ${cells[3].slice(0, description)}\n`
  const rule = [name, version, arch, description].map((width) => '='.repeat(width)).join('-')
  const head = `Desired=Unknown/Install/Remove/Purge/Hold
| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend
|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)
${row('||/', 'Name', 'Version', 'Architecture', 'Description')}+++-${rule}
`
  return `${head}${packages.map((entry) => row(abbreviation(entry), entry.displayName, entry.version, entry.arch, summaryOf(entry.fields))).join('')}`
}
