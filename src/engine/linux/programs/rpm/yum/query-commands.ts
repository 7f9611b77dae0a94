import type { Sys } from '../../../kernel/calls.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { type InstalledRpm, provides } from '../database.ts'
import { evrText, nevra, type RpmHeader } from '../header.ts'
import type { OfferedRpm } from '../metadata.ts'
import { sizeText } from '../units.ts'
import { matching, updates } from './change-commands.ts'
import type { YumSession } from './session.ts'
import { newest } from './solve.ts'

const row = (rpm: RpmHeader, from: string): string => `${`${rpm.name}.${rpm.arch}`.padEnd(39)} ${evrText(rpm).padEnd(29)} ${from}\n`
const byName = (a: RpmHeader, b: RpmHeader): number => (a.name === b.name ? 0 : a.name < b.name ? -1 : 1)

function available(session: YumSession): readonly OfferedRpm[] {
  const names = new Map<string, OfferedRpm[]>()
  for (const offer of session.offered) names.set(offer.name, [...(names.get(offer.name) ?? []), offer])
  const installed = new Set(session.installed.map((entry) => nevra(entry)))
  const newestOnly = [...names.values()].flatMap((offers) => (session.options.showDuplicates ? offers : [newest(offers) as OfferedRpm]))
  return newestOnly.filter((offer) => !installed.has(nevra(offer))).sort(byName)
}

/** `yum list [installed|available|updates|all] [names]`. */
export function* list(session: YumSession, args: readonly string[]): Sys<number> {
  const kinds = ['installed', 'available', 'updates', 'all']
  const kind = kinds.includes(args[0] ?? '') ? (args[0] as string) : 'all'
  const names = kinds.includes(args[0] ?? '') ? args.slice(1) : args
  if (kind === 'installed') yield* session.say('Loaded plugins: fastestmirror\n')
  else if (!(yield* session.loadMetadata())) return 1
  const keep = <T extends RpmHeader>(packages: readonly T[]): readonly T[] =>
    names.length === 0 ? packages : names.flatMap((name) => matching(packages, name))
  const installed = kind === 'installed' || kind === 'all' ? [...keep(session.installed)].sort(byName) : []
  const offered = kind === 'available' || kind === 'all' ? keep(available(session)) : kind === 'updates' ? keep(updates(session, [])) : []
  if (installed.length + offered.length === 0) {
    yield* printError('Error: No matching Packages to list\n')
    return 1
  }
  if (installed.length > 0) yield* print(`Installed Packages\n${installed.map((rpm) => row(rpm, `@${rpm.from}`)).join('')}`)
  if (offered.length > 0)
    yield* print(`${kind === 'updates' ? 'Updated' : 'Available'} Packages\n${offered.map((rpm) => row(rpm, rpm.repository)).join('')}`)
  return 0
}

export function* info(session: YumSession, args: readonly string[]): Sys<number> {
  if (!(yield* session.loadMetadata())) return 1
  const installed = args.flatMap((name) => matching(session.installed, name))
  const offered = args.flatMap((name) => matching(available(session), name))
  if (installed.length + offered.length === 0) {
    yield* printError('Error: No matching Packages to list\n')
    return 1
  }
  if (installed.length > 0) yield* print(`Installed Packages\n${installed.map((rpm) => infoText(rpm, 'installed', rpm.from)).join('')}`)
  if (offered.length > 0) yield* print(`Available Packages\n${offered.map((rpm) => infoText(rpm, `${rpm.repository}/7/x86_64`)).join('')}`)
  return 0
}

function infoText(rpm: RpmHeader, repository: string, from?: string): string {
  const rows: (readonly [string, string])[] = [
    ['Name', rpm.name],
    ['Arch', rpm.arch],
  ]
  if (rpm.epoch > 0) rows.push(['Epoch', String(rpm.epoch)])
  rows.push(
    ['Version', rpm.version],
    ['Release', rpm.release],
    ['Size', sizeText(from === undefined ? rpm.archiveBytes : rpm.installedBytes)],
    ['Repo', repository],
  )
  if (from !== undefined) rows.push(['From repo', from])
  rows.push(
    ['Summary', rpm.summary],
    ['URL', rpm.url],
    ['License', rpm.license],
    ['Description', rpm.description.replaceAll('\n', '\n            : ')],
  )
  return `${rows.map(([label, value]) => `${label.padEnd(11)} : ${value}\n`).join('')}\n`
}

export function* search(session: YumSession, args: readonly string[]): Sys<number> {
  if (!(yield* session.loadMetadata())) return 1
  const all = new Map<string, RpmHeader>()
  for (const rpm of [...session.installed, ...session.offered]) all.set(`${rpm.name}.${rpm.arch}`, rpm)
  const words = args.map((word) => word.toLowerCase())
  const hits = [...all.values()].filter((rpm) => words.every((word) => `${rpm.name} ${rpm.summary}`.toLowerCase().includes(word))).sort(byName)
  if (hits.length === 0) {
    yield* printError(`Warning: No matches found for: ${args.join(' ')}\nNo matches found\n`)
    return 0
  }
  const title = ` N/S matched: ${args.join(', ')} `
  const side = Math.max(0, Math.floor((80 - title.length) / 2))
  yield* print(`${'='.repeat(side)}${title}${'='.repeat(Math.max(0, 80 - side - title.length))}\n`)
  yield* print(hits.map((rpm) => `${rpm.name}.${rpm.arch} : ${rpm.summary}\n`).join(''))
  yield* print('\n  Name and summary matches only, use "search all" for everything.\n')
  return 0
}

export function* whatProvides(session: YumSession, args: readonly string[]): Sys<number> {
  if (!(yield* session.loadMetadata())) return 1
  const hits = [...session.installed, ...session.offered].filter((rpm) => args.some((arg) => provides(rpm, { name: arg })))
  if (hits.length === 0) {
    yield* printError('No matches found\n')
    return 0
  }
  const from = (rpm: RpmHeader): string => ('installedMs' in rpm ? `@${(rpm as InstalledRpm).from}` : (rpm as OfferedRpm).repository)
  yield* print(hits.map((rpm) => `${rpm.epoch > 0 ? `${rpm.epoch}:` : ''}${nevra(rpm)} : ${rpm.summary}\nRepo        : ${from(rpm)}\n\n`).join(''))
  return 0
}

export function* history(_session: YumSession, _args: readonly string[]): Sys<number> {
  yield* printError('cais: yum: history is not simulated\n')
  return 1
}
