import type { DebSpec } from './package.ts'

const relationNames: Readonly<Record<string, string>> = {
  D: 'Depends',
  X: 'Pre-Depends',
  R: 'Recommends',
  S: 'Suggests',
  P: 'Provides',
  C: 'Conflicts',
  B: 'Breaks',
  E: 'Replaces',
  H: 'Enhances',
}

/**
 * Packages written a line each: `name|version|installed kB|.deb bytes|words|summary|D=depends|R=recommends|…`. Words: `all`, `same`, `foreign`,
 * `allowed`, `essential`, a priority, a section (anything else). A bar with a space after it belongs to the field: `a | b`.
 */
export function parseTable(text: string): DebSpec[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map(parseLine)
}

const priorities = ['required', 'important', 'standard', 'optional', 'extra']

function parseLine(line: string): DebSpec {
  const [name = '', version = '', installed = '0', bytes = '0', words = '', summary = '', ...fields] = line.split(/\|(?! )/)
  const known = words.split(' ').filter(Boolean)
  const multiArch = (['same', 'foreign', 'allowed'] as const).find((word) => known.includes(word))
  const section = known.find((word) => !['all', 'same', 'foreign', 'allowed', 'essential', ...priorities].includes(word))
  const relations: Record<string, string> = {}
  for (const field of fields) {
    const name = relationNames[field[0] ?? '']
    if (name && field[1] === '=') relations[name] = field.slice(2)
  }
  const source = fields.find((field) => field.startsWith('src='))?.slice(4)
  return {
    name,
    version,
    arch: known.includes('all') ? 'all' : 'amd64',
    ...(multiArch && { multiArch }),
    ...(known.includes('essential') && { essential: true }),
    priority: priorities.find((word) => known.includes(word)) ?? 'optional',
    section: section ?? (name.startsWith('lib') ? 'libs' : 'utils'),
    ...(source && { source }),
    summary,
    relations,
    installedKb: Number(installed),
    archiveBytes: Number(bytes),
  }
}
