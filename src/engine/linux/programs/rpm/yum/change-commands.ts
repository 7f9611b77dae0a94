import type { Sys } from '../../../kernel/calls.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { capabilityText, provides } from '../database.ts'
import { download } from '../fetch.ts'
import { evrText, fullEvrText, nevra, type RpmHeader } from '../header.ts'
import type { OfferedRpm } from '../metadata.ts'
import { readPackage } from '../package-file.ts'
import { compareEvr } from '../version.ts'
import { globMatches, type YumSession } from './session.ts'
import { nevraWithEpoch, newest, type Solution, type Step, solve } from './solve.ts'
import { carryOut } from './transaction.ts'

/** `curl`, `curl.x86_64`, `curl-7.29.0`, `curl-7.29.0-59.el7`, with globs; or a file or capability a package provides. */
export function matching<T extends RpmHeader>(packages: readonly T[], pattern: string): readonly T[] {
  const byName = packages.filter((entry) =>
    [
      entry.name,
      `${entry.name}.${entry.arch}`,
      `${entry.name}-${entry.version}`,
      `${entry.name}-${entry.version}-${entry.release}`,
      nevra(entry),
      `${entry.epoch}:${nevra(entry)}`,
    ].some((form) => form === pattern || globMatches(pattern, form)),
  )
  return byName.length > 0 ? byName : packages.filter((entry) => provides(entry, { name: pattern }))
}

export function* install(session: YumSession, args: readonly string[]): Sys<number> {
  if (args.length === 0) {
    yield* printError('Error: Need to pass a list of pkgs to install\n')
    return 1
  }
  if (!(yield* session.loadMetadata())) return 1
  const wanted: OfferedRpm[] = []
  const files = new Map<string, string>()
  for (const arg of args) {
    if (/^https?:|\.rpm$/.test(arg)) {
      const local = yield* localPackage(arg, files)
      if (local) wanted.push(local)
      continue
    }
    const names = new Set(matching(session.offered, arg).map((offer) => offer.name))
    if (names.size === 0) {
      const present = matching(session.installed, arg)[0]
      if (present)
        yield* session.say(`Package ${nevraWithEpoch({ ...present, location: '', repository: '' })} already installed and latest version\n`)
      else yield* session.say(`No package ${arg} available.\n`)
    }
    for (const name of names) {
      const offer = newest(matching(session.offered, arg).filter((candidate) => candidate.name === name))
      const present = session.installed.find((candidate) => candidate.name === name)
      if (!offer) continue
      if (present && compareEvr(present, offer) >= 0)
        yield* session.say(`Package ${nevraWithEpoch({ ...present, location: '', repository: '' })} already installed and latest version\n`)
      else wanted.push(offer)
    }
  }
  if (wanted.length === 0) {
    const unknown = args.every((arg) => matching(session.installed, arg).length === 0)
    if (unknown) yield* printError('Error: Nothing to do\n')
    else yield* session.say('Nothing to do\n')
    return unknown ? 1 : 0
  }
  return yield* resolveAndCarryOut(session, wanted, files)
}

export function* localPackages(session: YumSession, args: readonly string[]): Sys<number> {
  return yield* install(session, args)
}

function* localPackage(arg: string, files: Map<string, string>): Sys<OfferedRpm | undefined> {
  let path = arg
  if (/^https?:/.test(arg)) {
    path = `/var/tmp/yum-root/${arg.split('/').at(-1)}`
    const fetched = yield* download(arg, path)
    if (!fetched.ok) {
      yield* printError(`Cannot open: ${arg}. Skipping.\n`)
      return undefined
    }
  }
  const header = yield* readPackage(path)
  if (!header) {
    yield* printError(`Cannot open: ${arg}. Skipping.\n`)
    return undefined
  }
  yield* print(`Examining ${path}: ${nevra(header)}\nMarking ${path} to be installed\n`)
  files.set(nevra(header), path)
  return { ...header, location: path, repository: `/${nevra(header)}` }
}

function* resolveAndCarryOut(session: YumSession, wanted: readonly OfferedRpm[], files: ReadonlyMap<string, string>): Sys<number> {
  const solution = solve(session, wanted)
  yield* sys.compute({ ms: 50 + solution.steps.length * 5 })
  yield* session.say(solution.log)
  if (solution.missing.length === 0) return yield* carryOut(session, solution, files)
  for (const { rpm, wanted: capability } of solution.missing) {
    yield* printError(`Error: Package: ${nevraWithEpoch(rpm)} (${rpm.repository})\n           Requires: ${capabilityText(capability)}\n`)
  }
  yield* printError(' You could try using --skip-broken to work around the problem\n You could try running: rpm -Va --nofiles --nodigest\n')
  return 1
}

/** Newer versions of what is installed, by package name. */
export function updates(session: YumSession, args: readonly string[]): readonly OfferedRpm[] {
  return session.installed
    .filter((entry) => args.length === 0 || matching([entry], args[0] as string).length > 0 || args.some((arg) => matching([entry], arg).length > 0))
    .flatMap((entry) => {
      const offer = newest(session.offered.filter((candidate) => candidate.name === entry.name))
      return offer && compareEvr(offer, entry) > 0 ? [offer] : []
    })
}

export function* update(session: YumSession, args: readonly string[], mode: { check?: boolean } = {}): Sys<number> {
  if (!(yield* session.loadMetadata())) return 1
  const found = updates(session, args)
  if (mode.check) {
    if (found.length === 0) return 0
    const rows = [...found].sort((a, b) => (a.name < b.name ? -1 : 1))
    yield* print(`\n${rows.map((rpm) => `${`${rpm.name}.${rpm.arch}`.padEnd(39)} ${evrText(rpm).padEnd(29)} ${rpm.repository}\n`).join('')}`)
    return 100
  }
  if (found.length === 0) {
    yield* session.say('No packages marked for update\n')
    return 0
  }
  return yield* resolveAndCarryOut(session, found, new Map())
}

export function* remove(session: YumSession, args: readonly string[]): Sys<number> {
  if (args.length === 0) {
    yield* printError('Error: Need to pass a list of pkgs to remove\n')
    return 1
  }
  yield* session.say('Loaded plugins: fastestmirror\n')
  const asked = args.flatMap((arg) => matching(session.installed, arg))
  for (const arg of args) if (matching(session.installed, arg).length === 0) yield* session.say(`No Match for argument: ${arg}\n`)
  if (asked.length === 0) {
    yield* session.say('No Packages marked for removal\n')
    return 0
  }
  const solution = removal(session, asked)
  yield* session.say(solution.log)
  const guarded = solution.steps.find((step) => ['yum', 'systemd', 'kernel', 'bash', 'glibc'].includes(step.rpm.name))
  if (guarded) {
    yield* printError(`Error: Trying to remove "${guarded.rpm.name}", which is protected\n`)
    return 1
  }
  return yield* carryOut(session, solution, new Map())
}

/** What must go with the packages asked for: everything that needs something nobody else provides. */
function removal(session: YumSession, asked: readonly RpmHeader[]): Solution {
  const offered = (rpm: RpmHeader): OfferedRpm => ({
    ...rpm,
    location: '',
    repository: `@${session.installed.find((entry) => entry.name === rpm.name)?.from ?? ''}`,
  })
  const steps: Step[] = []
  const log = ['Resolving Dependencies\n']
  let round = [...asked]
  let dependency = false
  while (round.length > 0) {
    log.push('--> Running transaction check\n')
    for (const rpm of round) {
      log.push(`---> Package ${rpm.name}.${rpm.arch} ${fullEvrText(rpm)} will be erased\n`)
      steps.push({ action: 'erase', rpm: offered(rpm), dependency })
    }
    const going = new Set(steps.map((step) => step.rpm.name))
    const staying = session.installed.filter((entry) => !going.has(entry.name))
    round = []
    for (const entry of staying) {
      for (const capability of entry.requires) {
        const lost = steps.some((step) => provides(step.rpm, capability)) && !staying.some((other) => provides(other, capability))
        if (!lost) continue
        log.push(`--> Processing Dependency: ${capabilityText(capability)} for package: ${nevraWithEpoch(offered(entry))}\n`)
        if (!round.includes(entry)) round.push(entry)
      }
    }
    dependency = true
  }
  log.push('--> Finished Dependency Resolution\n')
  return { steps, log: log.join(''), missing: [] }
}
