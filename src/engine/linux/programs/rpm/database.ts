import type { Sys } from '../../kernel/calls.ts'
import { readFile, writeFile } from '../../libc/stdio.ts'
import type { Capability, RpmHeader } from './header.ts'
import { compareEvr } from './version.ts'

/** What is installed: one line of JSON a package. (The real file is a Berkeley DB; its content is the same.) */
export const RPM_DATABASE = '/var/lib/rpm/Packages'

export interface InstalledRpm extends RpmHeader {
  readonly installedMs: number
  /** Repository it came from, for `yum list installed`. */
  readonly from: string
}

export function* readDatabase(): Sys<InstalledRpm[]> {
  const text = yield* readFile(RPM_DATABASE)
  if (!text.ok) return []
  return text.value
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as InstalledRpm)
}

export function* writeDatabase(packages: readonly InstalledRpm[]): Sys<boolean> {
  return (yield* writeFile(RPM_DATABASE, databaseText(packages))).ok
}

export const databaseText = (packages: readonly InstalledRpm[]): string => packages.map((entry) => `${JSON.stringify(entry)}\n`).join('')

/** Does the package fulfil the requirement: by its name, a capability it provides, or a file it holds? */
export function provides(candidate: RpmHeader, wanted: Capability): boolean {
  if (wanted.name.startsWith('/')) return candidate.files.some((file) => file.path === wanted.name)
  if (candidate.name === wanted.name) return satisfies(candidate, wanted)
  return candidate.provides.some(
    (capability) => capability.name === wanted.name && (!wanted.evr || !capability.evr || satisfies({ ...candidate, ...capability.evr }, wanted)),
  )
}

function satisfies(candidate: RpmHeader, wanted: Capability): boolean {
  if (!wanted.evr || !wanted.flags) return true
  const order = wanted.evr.release === '' ? compareEvr({ ...candidate, release: '' }, wanted.evr) : compareEvr(candidate, wanted.evr)
  switch (wanted.flags) {
    case 'EQ':
      return order === 0
    case 'GE':
      return order >= 0
    case 'LE':
      return order <= 0
    case 'GT':
      return order > 0
    case 'LT':
      return order < 0
  }
}

export const capabilityText = (capability: Capability): string => {
  if (!capability.evr || !capability.flags) return capability.name
  const signs = { EQ: '=', GE: '>=', LE: '<=', GT: '>', LT: '<' } as const
  const { epoch, version, release } = capability.evr
  return `${capability.name} ${signs[capability.flags]} ${epoch > 0 ? `${epoch}:` : ''}${version}${release ? `-${release}` : ''}`
}
