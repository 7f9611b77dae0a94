import type { Sys } from '../../../kernel/calls.ts'
import { print } from '../../../libc/stdio.ts'
import { type Relation, relationText } from '../relation.ts'
import type { AptSession } from './session.ts'
import type { Plan, Unmet } from './solve.ts'
import { nameList, sizeText } from './units.ts'
import { type Offer, relationsOf, type Universe } from './universe.ts'

const sortedNames = (names: Iterable<string>): readonly string[] => [...names].sort()

/** What the plan means, as apt lists it before it asks: additional, suggested, recommended, new, removed, upgraded packages. */
export function* showPlan(session: AptSession, plan: Plan, heldBack: readonly string[] = []): Sys<void> {
  const { universe } = plan
  const installs = [...plan.changes.values()].flatMap((change) => (change.kind === 'install' ? [change] : []))
  const section = function* (title: string, names: readonly string[], version?: (name: string) => string): Sys<void> {
    if (names.length === 0) return
    if (session.flags.showVersions && version) yield* session.say(`${title}\n${names.map((name) => `   ${name} (${version(name)})\n`).join('')}`)
    else yield* session.say(`${title}\n${nameList(names, session.screen)}`)
  }
  const fresh = installs.filter(({ offer }) => !universe.installed.has(offer.name)).map(({ offer }) => offer.name)
  const extra = installs.filter(({ asked, offer }) => !asked && !universe.installed.has(offer.name)).map(({ offer }) => offer.name)
  const newVersion = (name: string) => plan.after(name)?.version ?? ''
  const unneeded = session.flags.autoRemove ? [] : plan.unneeded().filter((name) => !plan.removals().includes(name))
  if (unneeded.length > 0) {
    const one = unneeded.length === 1
    yield* section(
      `The following ${one ? 'package was' : 'packages were'} automatically installed and ${one ? 'is' : 'are'} no longer required:`,
      unneeded,
    )
    yield* session.say(`Use '${session.env.has('SUDO_USER') ? 'sudo ' : ''}apt autoremove' to remove ${one ? 'it' : 'them'}.\n`)
  }
  yield* section('The following additional packages will be installed:', sortedNames(extra), newVersion)
  const newcomers = installs.map(({ offer }) => offer)
  yield* section('Suggested packages:', mentioned(plan, newcomers, 'Suggests'))
  yield* section('Recommended packages:', mentioned(plan, newcomers, 'Recommends'))
  const removed = sortedNames(plan.removals()).map((name) => (session.flags.purge ? `${name}*` : name))
  yield* section('The following packages will be REMOVED:', removed)
  yield* section('The following NEW packages will be installed:', sortedNames(fresh), newVersion)
  yield* section('The following packages have been kept back:', sortedNames(heldBack))
  const upgraded = installs.filter(({ offer }) => plan.isUpgrade(offer)).map(({ offer }) => offer.name)
  const downgraded = installs.filter(
    ({ offer }) => universe.installed.has(offer.name) && !plan.isUpgrade(offer) && universe.installed.get(offer.name)?.version !== offer.version,
  )
  yield* section('The following packages will be upgraded:', sortedNames(upgraded), newVersion)
  yield* section('The following packages will be DOWNGRADED:', sortedNames(downgraded.map(({ offer }) => offer.name)))
  yield* session.say(summary(plan, { fresh: fresh.length, upgraded: upgraded.length, downgraded: downgraded.length }))
}

function summary(plan: Plan, counts: { fresh: number; upgraded: number; downgraded: number }): string {
  const { universe } = plan
  const reinstalled = [...plan.changes].filter(
    ([name, change]) => change.kind === 'install' && universe.installed.get(name)?.version === change.offer.version,
  ).length
  const left = universe.upgradable().filter((offer) => !plan.changes.has(offer.name)).length
  return `${counts.upgraded} upgraded, ${counts.fresh} newly installed, ${reinstalled > 0 ? `${reinstalled} reinstalled, ` : ''}${counts.downgraded > 0 ? `${counts.downgraded} downgraded, ` : ''}${plan.removals().length} to remove and ${left} not upgraded.\n`
}

/** Names of a field of the newcomers that are neither there nor coming. */
function mentioned(plan: Plan, offers: readonly Offer[], field: 'Suggests' | 'Recommends'): readonly string[] {
  const names = new Set<string>()
  for (const offer of offers)
    for (const group of relationsOf(offer, field)) {
      if (group.some((relation) => plan.satisfied(relation))) continue
      const known = group.filter((relation) => exists(plan.universe, relation))
      if (known.length > 0) names.add(group.map((relation) => relation.name).join(' | '))
    }
  return sortedNames(names)
}

/** Suggested packages outside the lists are named too: only what no list knows at all stays out. */
const exists = (universe: Universe, relation: Relation): boolean => relation.name !== '' && universe.offers.size > 0

/** `Need to get …`, `After this operation, …`. */
export function* showSizes(session: AptSession, plan: Plan, toFetch: number, total: number): Sys<void> {
  if (total > 0)
    yield* session.say(
      toFetch === total ? `Need to get ${sizeText(total)}B of archives.\n` : `Need to get ${sizeText(toFetch)}B/${sizeText(total)}B of archives.\n`,
    )
  let kilobytes = 0
  const size = (entry: { fields: ReadonlyMap<string, string> } | undefined) => Number(entry?.fields.get('Installed-Size') ?? 0)
  for (const [name, change] of plan.changes) {
    if (change.kind === 'install') kilobytes += size(change.offer)
    kilobytes -= size(plan.universe.installed.get(name))
  }
  if (kilobytes >= 0) yield* session.say(`After this operation, ${sizeText(kilobytes * 1024)}B of additional disk space will be used.\n`)
  else yield* session.say(`After this operation, ${sizeText(-kilobytes * 1024)}B disk space will be freed.\n`)
}

/** `Some packages could not be installed. …` and what stands in the way. */
export function* showUnmet(session: AptSession, unmet: readonly Unmet[]): Sys<void> {
  yield* print(`Some packages could not be installed. This may mean that you have
requested an impossible situation or if you are using the unstable
distribution that some required packages have not yet been created
or been moved out of Incoming.
The following information may help to resolve the situation:

The following packages have unmet dependencies:
`)
  const shown = new Set<string>()
  for (const { by, field, group, why } of [...unmet].reverse()) {
    if (shown.has(by.name)) continue
    shown.add(by.name)
    const [first] = group
    yield* print(` ${by.name} : ${field}: ${first ? relationText(first) : ''} ${why}\n`)
    break
  }
  session.error('Unable to correct problems, you have held broken packages.')
}
