import type { Sys } from '../../../kernel/calls.ts'
import { fnmatch } from '../../../libc/glob.ts'
import { print } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { openDeb, readControl } from '../deb-file.ts'
import { compareDebVersions } from '../version.ts'
import { carryOut } from './carry-out.ts'
import { showUnmet } from './report.ts'
import type { AptSession } from './session.ts'
import { Plan } from './solve.ts'
import { Offer, readUniverse, type Universe, writeAutomatic } from './universe.ts'

/** dpkg's locks: what everybody who changes packages takes first. */
function* locked(session: AptSession): Sys<boolean> {
  if (session.flags.simulate || session.flags.printUris) return true
  return (
    (yield* session.lock('/var/lib/dpkg/lock-frontend', '', true)) &&
    (yield* session.lock('/var/lib/dpkg/lock', 'the administration directory (/var/lib/dpkg/), are you root?'))
  )
}

/** Reading lists, tree and state, with the three lines about it. */
export function* open(session: AptSession): Sys<Universe | undefined> {
  let universe: Universe | undefined
  yield* session.progress(
    'Reading package lists',
    (function* () {
      universe = yield* readUniverse(session)
    })(),
  )
  if (!universe) return undefined
  yield* session.progress('Building dependency tree', pause(40))
  yield* session.progress('Reading state information', pause(20))
  return universe
}

function* pause(ms: number): Sys<void> {
  yield* sys.compute({ ms })
}

const newPlan = (session: AptSession, universe: Universe): Plan =>
  new Plan(universe, {
    recommends: session.flags.recommends,
    suggests: session.flags.suggests,
    keepSuggested: session.config.is('APT::AutoRemove::SuggestsImportant', true),
  })

/** `name`, `name=1.2*`, `name/suite`, `name+`, `name-`, a pattern, `./file.deb`. */
export function* install(session: AptSession, args: readonly string[], removing = false): Sys<boolean> {
  if (!(yield* locked(session))) return false
  const universe = yield* open(session)
  if (!universe) return false
  if (!session.flags.fixBroken && (yield* broken(session, universe))) return false
  const plan = newPlan(session, universe)
  for (const arg of args) yield* mark(session, plan, arg, removing)
  if (session.failed) return false
  if (plan.unmet.length > 0) {
    yield* showUnmet(session, plan.unmet)
    return false
  }
  if (session.flags.autoRemove) for (const name of plan.unneeded()) plan.remove(name, false)
  return yield* carryOut(session, plan)
}

function* mark(session: AptSession, plan: Plan, arg: string, removing: boolean): Sys<void> {
  const { universe } = plan
  if (/^(\.{0,2}\/).*\.deb$/.test(arg)) {
    const local = yield* localPackage(session, arg)
    if (local) universe.offers.set(local.name, [local, ...(universe.offers.get(local.name) ?? [])])
    if (local && !plan.install(local, true)) session.failed ||= false
    return
  }
  const known = (name: string) => universe.offers.has(name) || universe.installed.has(name) || universe.isVirtual(name)
  const minus = !known(arg) && arg.endsWith('-')
  const bare = !known(arg) && /[+-]$/.test(arg) ? arg.slice(0, -1) : arg
  const [spec = '', version] = bare.split('=', 2)
  const [withArch = '', suite] = spec.split('/', 2)
  const name = withArch.replace(/:(amd64|all|any)$/, '')
  if (/[*?]/.test(name)) {
    const found = universe.names().filter((one) => fnmatch(name, one))
    if (found.length === 0) return notFound(session, universe, name)
    for (const one of found) yield* session.say(`Note, selecting '${one}' for glob '${name}'\n`)
    for (const one of found)
      if (removing !== minus) plan.remove(one, true)
      else yield* markOne(session, plan, one, undefined, undefined)
    return
  }
  if (removing !== minus) return yield* markRemoval(session, plan, name)
  yield* markOne(session, plan, name, version, suite)
}

function* markRemoval(session: AptSession, plan: Plan, name: string): Sys<void> {
  const { universe } = plan
  if (universe.installed.has(name)) return plan.remove(name, true)
  if (session.flags.purge && universe.known.has(name)) {
    plan.changes.set(name, { kind: 'remove', asked: true })
    return
  }
  if (universe.offers.has(name) || universe.known.has(name)) yield* session.say(`Package '${name}' is not installed, so not removed\n`)
  else notFound(session, universe, name)
}

function* markOne(session: AptSession, plan: Plan, name: string, version: string | undefined, suite: string | undefined): Sys<void> {
  const { universe } = plan
  const offers = universe.offers.get(name)
  const present = universe.installed.get(name)
  if (!offers && !present) return yield* markVirtual(session, plan, name)
  if (version !== undefined || suite !== undefined) {
    const exact = offers?.find((offer) =>
      version !== undefined ? offer.version === version || fnmatch(version, offer.version) : offer.source.suite === suite,
    )
    if (!exact)
      return session.error(
        version !== undefined ? `Version '${version}' for '${name}' was not found` : `Release '${suite}' for '${name}' was not found`,
      )
    yield* session.say(
      `Selected version '${exact.version}' (${exact.release.get('Label') ?? ''}:${exact.release.get('Version') ?? ''}/${exact.release.get('Suite') ?? ''} [amd64]) for '${name}'\n`,
    )
    if (present?.version === exact.version && !session.flags.reinstall)
      yield* session.say(`${name} is already the newest version (${present.version}).\n`)
    else plan.install(exact, true)
    return
  }
  const candidate = offers?.[0]
  if (present && (!candidate || compareDebVersions(candidate.version, present.version) <= 0) && !(session.flags.reinstall && candidate)) {
    if (session.flags.reinstall) yield* session.say(`Reinstallation of ${name} is not possible, it cannot be downloaded.\n`)
    else yield* session.say(`${name} is already the newest version (${present.version}).\n`)
    if (universe.automatic.delete(name)) {
      yield* session.say(`${name} set to manually installed.\n`)
      if (!session.flags.simulate) yield* writeAutomatic(universe.automatic)
    }
    return
  }
  if (!present && session.flags.onlyUpgrade) yield* session.say(`Skipping ${name}, it is not installed and only upgrades are requested.\n`)
  else if (candidate) plan.install(candidate, true)
}

/** A name that only others provide: taken where one does, listed where several do. */
function* markVirtual(session: AptSession, plan: Plan, name: string): Sys<void> {
  const providers = plan.universe.providersOf({ name })
  const [only] = providers
  if (only && providers.length === 1) {
    yield* session.say(`Note, selecting '${only.name}' instead of '${name}'\n`)
    return yield* markOne(session, plan, only.name, undefined, undefined)
  }
  if (providers.length > 1) {
    yield* print(
      `Package ${name} is a virtual package provided by:\n${providers.map((offer) => `  ${offer.name} ${offer.version}\n`).join('')}You should explicitly select one to install.\n\n`,
    )
    return session.error(`Package '${name}' has no installation candidate`)
  }
  if (plan.universe.isMentioned(name)) {
    yield* print(
      `Package ${name} is not available, but is referred to by another package.\nThis may mean that the package is missing, has been obsoleted, or\nis only available from another source\n\n`,
    )
    return session.error(`Package '${name}' has no installation candidate`)
  }
  notFound(session, plan.universe, name)
}

function notFound(session: AptSession, _universe: Universe, name: string): void {
  session.error(`Unable to locate package ${name}`)
  if (/[.]/.test(name)) {
    session.error(`Couldn't find any package by glob '${name}'`)
    session.error(`Couldn't find any package by regex '${name}'`)
  }
}

function* localPackage(session: AptSession, path: string): Sys<Offer | undefined> {
  const deb = yield* openDeb(path)
  const control = deb.ok ? yield* readControl(deb.value) : undefined
  if (!control) {
    session.error(`Unsupported file ${path} given on commandline`)
    return undefined
  }
  const stat = yield* sys.stat({ path })
  const cwd = yield* sys.getcwd({})
  const full = path.startsWith('/') || !cwd.ok ? path : `${cwd.value}/${path.replace(/^\.\//, '')}`
  yield* session.say(`Note, selecting '${control.get('Package')}' instead of '${path}'\n`)
  const fields = new Map([...control, ['Size', String(stat.ok ? stat.value.size : 0)], ['Filename', full]])
  return new Offer(fields, { uri: 'file:', suite: '', components: [], signedBy: undefined, trusted: true }, '', new Map(), full)
}

/** Packages left half done by an earlier run stop everything but their repair. */
function* broken(session: AptSession, universe: Universe): Sys<boolean> {
  const bad = [...universe.installed.values()].filter((entry) => entry.state === 'half-installed')
  if (bad.length === 0) return false
  session.error(`The package ${bad[0]?.name} needs to be reinstalled, but I can't find an archive for it.`)
  yield* sys.compute({ ms: 1 })
  return true
}

export const remove = (session: AptSession, args: readonly string[]): Sys<boolean> => install(session, args, true)

export function* autoremove(session: AptSession, args: readonly string[]): Sys<boolean> {
  if (!(yield* locked(session))) return false
  const universe = yield* open(session)
  if (!universe) return false
  const plan = newPlan(session, universe)
  for (const arg of args) yield* mark(session, plan, arg, true)
  if (session.failed) return false
  for (const name of plan.unneeded()) plan.remove(name, false)
  return yield* carryOut(session, plan)
}

/** `upgrade` never removes anything (and with apt may install); `full-upgrade` does what it takes. */
export function* upgrade(session: AptSession, full: boolean): Sys<boolean> {
  if (!(yield* locked(session))) return false
  const universe = yield* open(session)
  if (!universe) return false
  const plan = newPlan(session, universe)
  const mayInstall = full || session.program === 'apt'
  const held: string[] = []
  for (const offer of universe.upgradable()) {
    if (universe.installed.get(offer.name)?.selection === 'hold') {
      held.push(offer.name)
      continue
    }
    const saved = new Map(plan.changes)
    const done = plan.install(offer, true)
    const brings = [...plan.changes].some(([name, change]) => !saved.has(name) && change.kind === 'install' && !universe.installed.has(name))
    if (!done || (!full && plan.removals().length > 0) || (brings && !mayInstall)) {
      plan.changes = saved
      held.push(offer.name)
    }
    plan.unmet.length = 0
  }
  yield* session.progress('Calculating upgrade', pause(60))
  if (session.flags.autoRemove) for (const name of plan.unneeded()) plan.remove(name, false)
  return yield* carryOut(session, plan, { always: true, heldBack: held })
}
