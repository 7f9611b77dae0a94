import type { Sys } from '../../../kernel/calls.ts'
import { fnmatch } from '../../../libc/glob.ts'
import { print } from '../../../libc/stdio.ts'
import { formatStanza, summaryOf } from '../control.ts'
import { type DebPackage, STATUS } from '../database.ts'
import { type Alternatives, relationText } from '../relation.ts'
import { compareDebVersions } from '../version.ts'
import type { AptSession } from './session.ts'
import { sizeText } from './units.ts'
import { type Offer, readUniverse, relationsOf, type Universe } from './universe.ts'

const green = (session: AptSession, text: string): string => (session.terminal ? `\x1b[32m${text}\x1b[0m` : text)

/** Suites that have this version, as `apt list` joins them. */
const suitesOf = (universe: Universe, entry: DebPackage): readonly string[] => [
  ...new Set(
    (universe.offers.get(entry.name) ?? [])
      .filter((offer) => offer.version === entry.version)
      .map((offer) => offer.release.get('Suite') ?? offer.source.suite),
  ),
]

const which = (name: string, patterns: readonly string[]): boolean =>
  patterns.length === 0 || patterns.some((pattern) => pattern === name || fnmatch(pattern, name))

/** `apt list [--installed|--upgradable|--all-versions] [patterns]`. */
export function* list(
  session: AptSession,
  patterns: readonly string[],
  only: { installed: boolean; upgradable: boolean; manual: boolean },
): Sys<boolean> {
  yield* session.progress('Listing', nothing())
  const universe = yield* readUniverse(session)
  if (!universe) return false
  const upgrades = new Set(universe.upgradable().map((offer) => offer.name))
  let more = 0
  for (const name of universe.names()) {
    if (!which(name, patterns)) continue
    const installed = universe.installed.get(name)
    const offers = universe.offers.get(name) ?? []
    if (only.installed && !installed) continue
    if (only.upgradable && !upgrades.has(name)) continue
    if (only.manual && (!installed || universe.automatic.has(name))) continue
    const versions: readonly DebPackage[] = session.flags.allVersions
      ? [...(installed && !offers.some((offer) => offer.version === installed.version) ? [installed] : []), ...offers]
      : [only.installed && installed ? installed : upgrades.has(name) || !installed ? (offers[0] ?? (installed as DebPackage)) : installed]
    more += session.flags.allVersions ? 0 : Math.max(0, offers.filter((offer) => offer.version !== versions[0]?.version).length)
    for (const entry of versions) yield* print(row(session, universe, entry, upgrades.has(name)))
    if (session.flags.allVersions) yield* print('\n')
  }
  if (more > 0 && patterns.length === 1 && !session.flags.allVersions)
    session.notice(
      `There ${more === 1 ? 'is 1 additional version' : `are ${more} additional versions`}. Please use the '-a' switch to see ${more === 1 ? 'it' : 'them'}`,
    )
  return true
}

function row(session: AptSession, universe: Universe, entry: DebPackage, upgradable: boolean): string {
  const installed = universe.installed.get(entry.name)
  const suites = suitesOf(universe, entry)
  const automatic = universe.automatic.has(entry.name) ? ',automatic' : ''
  let state = ''
  if (installed?.version === entry.version) state = suites.length > 0 ? ` [installed${automatic}]` : ` [installed${automatic || ',local'}]`
  else if (installed && upgradable && compareDebVersions(entry.version, installed.version) > 0) state = ` [upgradable from: ${installed.version}]`
  const places = suites.length > 0 ? suites.join(',') : 'now'
  const now = installed?.version === entry.version && suites.length > 0 ? `${places},now` : places
  return `${green(session, entry.name)}/${now} ${entry.version} ${entry.arch}${state}\n`
}

function* nothing(): Sys<void> {}

/** `apt search` shows full rows, `apt-cache search` a line each. */
export function* search(session: AptSession, words: readonly string[], namesOnly: boolean): Sys<boolean> {
  if (words.length === 0) {
    session.error('You must give at least one search pattern')
    return false
  }
  const full = session.program === 'apt'
  if (full) yield* session.progress('Sorting', nothing())
  if (full) yield* session.progress('Full Text Search', nothing())
  const universe = yield* readUniverse(session)
  if (!universe) return false
  const patterns = words.map((word) => {
    try {
      return new RegExp(word, 'i')
    } catch {
      return undefined
    }
  })
  for (const name of universe.names()) {
    const entry = universe.candidate(name) ?? universe.installed.get(name)
    if (!entry) continue
    const text = namesOnly ? name : `${name}\n${entry.fields.get('Description') ?? ''}`
    if (!patterns.every((pattern) => pattern?.test(text))) continue
    if (full)
      yield* print(
        `${row(
          session,
          universe,
          entry,
          universe.upgradable().some((offer) => offer.name === name),
        )}  ${summaryOf(entry.fields)}\n\n`,
      )
    else yield* print(`${name} - ${summaryOf(entry.fields)}\n`)
  }
  return true
}

/** `show`: the record, for `apt` with sizes people read. */
export function* show(session: AptSession, names: readonly string[]): Sys<boolean> {
  const universe = yield* readUniverse(session)
  if (!universe) return false
  if (names.length === 0) {
    session.error('No packages found')
    return false
  }
  let shown = 0
  for (const name of names) {
    const offers: readonly DebPackage[] = universe.offers.get(name) ?? []
    const installed = universe.installed.get(name)
    const entries = offers.length > 0 ? offers : installed ? [installed] : []
    if (entries.length === 0) {
      if (universe.isVirtual(name)) yield* print(`Package: ${name}\nState: not a real package (virtual)\n`)
      const missing = universe.isVirtual(name)
        ? `Can't select candidate version from package ${name} as it has no candidate`
        : `Unable to locate package ${name}`
      if (session.program === 'apt-cache' || universe.isVirtual(name)) session.notice(missing)
      else session.error(missing)
      continue
    }
    const all = session.program === 'apt-cache' || session.flags.allVersions
    for (const entry of all ? entries : entries.slice(0, 1))
      yield* print(`${session.program === 'apt' ? record(universe, entry) : formatStanza(entry.fields)}\n`)
    shown++
  }
  if (session.program === 'apt' && shown > 0) {
    const more = names.reduce((sum, name) => sum + Math.max(0, (universe.offers.get(name)?.length ?? 0) - 1), 0)
    if (more > 0)
      session.notice(
        `There ${more === 1 ? 'is 1 additional record' : `are ${more} additional records`}. Please use the '-a' switch to see ${more === 1 ? 'it' : 'them'}`,
      )
  }
  if (shown === 0) session.error('No packages found')
  return shown > 0
}

function record(universe: Universe, entry: DebPackage): string {
  const hidden = [
    'Filename',
    'MD5sum',
    'SHA256',
    'Description-md5',
    'Size',
    'Installed-Size',
    'Status',
    'Architecture',
    'Multi-Arch',
    'Conffiles',
    'Description',
  ]
  const fields = new Map<string, string>()
  for (const [name, value] of entry.fields) {
    if (!hidden.includes(name)) fields.set(name, value)
    if (name === 'Maintainer') fields.set('Installed-Size', `${sizeText(Number(entry.fields.get('Installed-Size') ?? 0) * 1024)}B`)
  }
  const installed = universe.installed.get(entry.name)?.version === entry.version
  const size = entry.fields.get('Size')
  if (size) fields.set('Download-Size', `${sizeText(Number(size))}B`)
  if (installed) fields.set('APT-Manual-Installed', universe.automatic.has(entry.name) ? 'no' : 'yes')
  fields.set('APT-Sources', 'place' in entry ? `${(entry as Offer).place} Packages` : STATUS)
  fields.set('Description', entry.fields.get('Description') ?? '')
  return formatStanza(fields)
}

/** `policy [names]`: candidates and the priorities of where they are. */
export function* policy(session: AptSession, names: readonly string[]): Sys<boolean> {
  const universe = yield* readUniverse(session)
  if (!universe) return false
  if (names.length === 0) {
    yield* print(`Package files:\n 100 ${STATUS}\n     release a=now\n`)
    for (const source of [...universe.sources].reverse())
      for (const component of source.components) {
        const release = [...universe.offers.values()].flat().find((offer) => offer.source === source)?.release
        const part = (letter: string, field: string) => (release?.get(field) ? `${letter}=${release.get(field)},` : '')
        yield* print(
          ` 500 ${source.uri} ${source.suite}/${component} amd64 Packages\n     release ${part('v', 'Version')}${part('o', 'Origin')}${part('a', 'Suite')}${part('n', 'Codename')}${part('l', 'Label')}c=${component},b=amd64\n     origin ${/^\w+:\/\/([^/]+)/.exec(source.uri)?.[1] ?? ''}\n`,
        )
      }
    yield* print('Pinned packages:\n')
    return true
  }
  for (const name of names) {
    const installed = universe.installed.get(name)
    const offers = universe.offers.get(name) ?? []
    if (!installed && offers.length === 0) {
      if (universe.isVirtual(name)) yield* print(`${name}:\n  Installed: (none)\n  Candidate: (none)\n  Version table:\n`)
      else session.notice(`Unable to locate package ${name}`)
      continue
    }
    const candidate =
      offers[0] && (!installed || compareDebVersions(offers[0].version, installed.version) >= 0) ? offers[0].version : installed?.version
    yield* print(`${name}:\n  Installed: ${installed?.version ?? '(none)'}\n  Candidate: ${candidate ?? '(none)'}\n  Version table:\n`)
    const versions = [...new Set([...(installed ? [installed.version] : []), ...offers.map((offer) => offer.version)])].sort((a, b) =>
      compareDebVersions(b, a),
    )
    for (const version of versions) {
      yield* print(
        ` ${installed?.version === version ? '***' : '   '} ${version} 500\n`.replace(
          / 500\n$/,
          offers.some((offer) => offer.version === version) ? ' 500\n' : ' 100\n',
        ),
      )
      for (const offer of offers.filter((one) => one.version === version)) yield* print(`        500 ${offer.place} Packages\n`)
      if (installed?.version === version) yield* print(`        100 ${STATUS}\n`)
    }
  }
  return true
}

const edges = ['Pre-Depends', 'Depends', 'Conflicts', 'Breaks', 'Recommends', 'Suggests', 'Replaces', 'Enhances'] as const
const labels: Readonly<Record<string, string>> = { 'Pre-Depends': 'PreDepends' }

/** `depends` and `rdepends`. */
export function* depends(session: AptSession, names: readonly string[], reverse: boolean): Sys<boolean> {
  const universe = yield* readUniverse(session)
  if (!universe) return false
  for (const name of names) {
    const entry = universe.candidate(name) ?? universe.installed.get(name)
    if (!entry && !universe.isVirtual(name)) {
      session.error(session.program === 'apt' ? `Unable to locate package ${name}` : 'No packages found')
      return false
    }
    yield* print(entry ? `${name}\n` : `<${name}>\n`)
    if (reverse) {
      yield* print('Reverse Depends:\n')
      for (const other of universe.names()) {
        const one = universe.candidate(other) ?? universe.installed.get(other)
        const fields = one ? edges.filter((field) => relationsOf(one, field).some((group) => group.some((relation) => relation.name === name))) : []
        if (fields.length > 0) yield* print(session.program === 'apt' ? `  ${labels[fields[0] ?? ''] ?? fields[0]}: ${other}\n` : `  ${other}\n`)
      }
      continue
    }
    for (const field of edges)
      for (const group of entry ? relationsOf(entry, field) : []) yield* print(edgeText(universe, labels[field] ?? field, group, session.program))
  }
  return true
}

function edgeText(universe: Universe, field: string, group: Alternatives, program: string): string {
  return group
    .map((relation, index) => {
      const virtual = universe.isVirtual(relation.name)
      const text = program === 'apt' ? relationText(relation) : relation.name
      return ` ${index < group.length - 1 ? '|' : ' '}${field}: ${virtual || (!universe.offers.has(relation.name) && !universe.installed.has(relation.name)) ? `<${text}>` : text}\n`
    })
    .join('')
}
