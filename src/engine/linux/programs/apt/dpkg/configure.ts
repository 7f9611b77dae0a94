import type { Sys } from '../../../kernel/calls.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { DebPackage } from '../database.ts'
import { type Alternatives, fulfils, parseRelations, relationText } from '../relation.ts'
import type { DpkgSession } from './session.ts'

const waiting = (entry: DebPackage): boolean => ['unpacked', 'half-configured'].includes(entry.state)

/** `dpkg --configure`: packages whose dependencies are ready first, the others said to be broken. */
export function* configurePackages(session: DpkgSession, names: readonly string[]): Sys<void> {
  const ordered = configureOrder(session, names)
  for (const name of ordered) {
    const entry = session.database.get(name)
    if (!entry || !waiting(entry)) continue
    const problems = unmet(session, entry)
    if (problems.length > 0 && !session.forces.has('depends')) {
      yield* printError(
        `dpkg: dependency problems prevent configuration of ${entry.displayName}:\n${problems.map((group) => describe(session, entry, group)).join('')}\n`,
      )
      yield* session.problem(entry.displayName, 'dependency problems - leaving unconfigured')
      continue
    }
    yield* session.report(`processing: configure: ${entry.name}`)
    yield* print(`Setting up ${entry.displayName} (${entry.version}) ...\n`)
    yield* session.store(entry.inState('half-configured'))
    yield* sys.compute({ ms: 15 })
    const previous = entry.fields.get('Config-Version') ?? ''
    if (yield* session.script(entry, 'postinst', ['configure', previous], 'post-installation script'))
      yield* session.store(entry.without(['Config-Version']).inState('installed', 'install'))
  }
}

const ready = (session: DpkgSession, group: Alternatives): boolean =>
  group.some((relation) =>
    [...session.database.values()].some((other) => ['installed', 'triggers-pending'].includes(other.state) && fulfils(other, relation)),
  )

const needs = (entry: DebPackage): readonly Alternatives[] => [
  ...parseRelations(entry.fields.get('Pre-Depends')),
  ...parseRelations(entry.fields.get('Depends')),
]

const unmet = (session: DpkgSession, entry: DebPackage): readonly Alternatives[] => needs(entry).filter((group) => !ready(session, group))

/** Dependencies before what needs them; circles are cut where they begin. */
export function configureOrder(session: DpkgSession, names: readonly string[]): readonly string[] {
  const order: string[] = []
  const seen = new Set<string>()
  const candidates = [...session.database.values()].filter(waiting)
  const visit = (entry: DebPackage): void => {
    if (seen.has(entry.name)) return
    seen.add(entry.name)
    for (const group of needs(entry))
      for (const relation of group) for (const other of candidates) if (names.includes(other.name) && fulfils(other, relation)) visit(other)
    order.push(entry.name)
  }
  for (const name of names) {
    const entry = session.database.get(name)
    if (entry) visit(entry)
  }
  return order
}

function describe(session: DpkgSession, entry: DebPackage, group: Alternatives): string {
  const lines = [` ${entry.displayName} depends on ${group.map(relationText).join(' | ')}; however:\n`]
  for (const relation of group) {
    const found = session.database.get(relation.name)
    if (!found?.unpacked) lines.push(`  Package ${relation.name} is not installed.\n`)
    else if (waiting(found)) lines.push(`  Package ${found.displayName} is not configured yet.\n`)
    else lines.push(`  Version of ${found.displayName} on system is ${found.version}.\n`)
  }
  return lines.join('')
}
