import type { Sys } from '../../../kernel/calls.ts'
import { run } from '../../../libc/spawn.ts'
import { print, printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { Acquire } from './acquire.ts'
import { showPlan, showSizes } from './report.ts'
import { DpkgRunner } from './run-dpkg.ts'
import type { AptSession } from './session.ts'
import type { Plan } from './solve.ts'
import { fetchedText, sizeText } from './units.ts'
import { type Offer, writeAutomatic } from './universe.ts'

const ARCHIVES = '/var/cache/apt/archives'

/** Shows the plan, asks, fetches and has dpkg do it. `always` asks even when nothing but the named packages changes. */
export function* carryOut(session: AptSession, plan: Plan, options: { always?: boolean; heldBack?: readonly string[] } = {}): Sys<boolean> {
  yield* showPlan(session, plan, options.heldBack)
  const ordered = plan.ordered()
  const removals = plan.removals()
  if (session.flags.simulate) {
    yield* simulate(plan, ordered)
    return true
  }
  const missing: Offer[] = []
  for (const offer of ordered) {
    const stat = yield* sys.stat({ path: archiveOf(offer) })
    if (!offer.localPath && !(stat.ok && stat.value.size === offer.bytes)) missing.push(offer)
  }
  const sum = (offers: readonly Offer[]) => offers.reduce((total, offer) => total + offer.bytes, 0)
  const nothingToDo = ordered.length === 0 && removals.length === 0
  if (!nothingToDo) yield* showSizes(session, plan, sum(missing), sum(ordered))
  if (session.flags.printUris) {
    for (const offer of missing) yield* print(`'${offer.uri}' ${offer.fileName} ${offer.bytes} SHA256:${offer.fields.get('SHA256') ?? ''}\n`)
    return true
  }
  const essential = removals.filter((name) => plan.universe.installed.get(name)?.essential)
  if (essential.length > 0) {
    yield* print('WARNING: The following essential packages will be removed.\nThis should NOT be done unless you know exactly what you are doing!\n')
    yield* print(`  ${essential.join(' ')}\n`)
    session.error('Removing essential system-critical packages is not permitted. This might break the system.')
    return false
  }
  const beyond = [...plan.changes.values()].some((change) => !change.asked) || removals.length > 0 || options.always === true
  if (!nothingToDo && beyond && !(yield* session.confirm())) {
    yield* print('Abort.\n')
    session.failed = true
    return false
  }
  if (!(yield* fetchAll(session, missing))) return false
  if (session.flags.downloadOnly) {
    if (ordered.length > 0) yield* session.say('Download complete and in download only mode\n')
    return true
  }
  return nothingToDo || (yield* change(session, plan, ordered, removals))
}

export const archiveOf = (offer: Offer): string => offer.localPath ?? `${ARCHIVES}/${offer.fileName}`

function* simulate(plan: Plan, ordered: readonly Offer[]): Sys<void> {
  const place = (offer: Offer) =>
    `${offer.release.get('Label') ?? ''}:${offer.release.get('Version') ?? ''}/${offer.release.get('Suite') ?? ''} [amd64]`
  for (const name of plan.removals()) yield* print(`Remv ${name} [${plan.universe.installed.get(name)?.version ?? ''}]\n`)
  for (const offer of ordered) {
    const old = plan.universe.installed.get(offer.name)
    yield* print(`Inst ${offer.name} ${old ? `[${old.version}] ` : ''}(${offer.version} ${place(offer)})\n`)
  }
  for (const offer of ordered) yield* print(`Conf ${offer.name} (${offer.version} ${place(offer)})\n`)
}

/** Fetches archives into the cache; false after errors. */
export function* fetchAll(session: AptSession, offers: readonly Offer[], folder = ARCHIVES): Sys<boolean> {
  if (offers.length === 0) return true
  if (folder === ARCHIVES) yield* run(['/bin/mkdir', '-p', `${ARCHIVES}/partial`])
  const acquire = new Acquire()
  for (const offer of offers) {
    const path = folder === ARCHIVES ? `${folder}/partial/${offer.fileName}` : `${folder}/${offer.fileName}`
    const number = acquire.nextNumber()
    const line = `${offer.place} ${offer.name} ${offer.arch} ${offer.version}`
    const outcome = yield* acquire.fetch({ uri: offer.uri, description: line, path }, (bytes) =>
      session.say(`Get:${number} ${line} [${sizeText(bytes)}B]\n`),
    )
    if (outcome.kind === 'got') {
      if (folder === ARCHIVES) yield* sys.rename({ from: path, to: `${folder}/${offer.fileName}` })
      continue
    }
    const message = outcome.kind === 'failed' ? outcome.message : ''
    yield* session.say(`Err:${number} ${line}\n  ${message}\n`)
    session.error(`Failed to fetch ${offer.uri}  ${message}`)
  }
  yield* acquire.close()
  if (acquire.bytes > 0) yield* session.say(fetchedText(acquire.bytes, acquire.tookMs))
  if (session.failed && folder === ARCHIVES) session.error('Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?')
  return !session.failed
}

/** dpkg needs at least this many archives in a row before apt hands them over through a folder with numbered links. */
const RECURSIVE_MINIMUM = 5

function* change(session: AptSession, plan: Plan, ordered: readonly Offer[], removals: readonly string[]): Sys<boolean> {
  if (
    ordered.length > 0 &&
    !(yield* sys.stat({ path: '/usr/bin/apt-extracttemplates' })).ok &&
    (yield* sys.stat({ path: '/usr/sbin/dpkg-preconfigure' })).ok
  )
    yield* printError('debconf: delaying package configuration, since apt-utils is not installed\n')
  // Flags first: whatever dpkg gets through is remembered.
  const automatic = new Set(plan.universe.automatic)
  for (const [name, one] of plan.changes) {
    if (one.kind === 'install' && one.asked) automatic.delete(name)
    else if (one.kind === 'install' && !plan.universe.installed.has(name)) automatic.add(name)
    else if (one.kind === 'remove') automatic.delete(name)
  }
  yield* writeAutomatic(automatic)
  const runner = new DpkgRunner(session, ordered.length * 3 + removals.length * 2)
  yield* runner.start()
  let code = 0
  if (removals.length > 0) code = yield* runner.run(['--no-triggers', '--force-depends', session.flags.purge ? '--purge' : '--remove', ...removals])
  if (code === 0 && ordered.length > 0) code = yield* unpackAll(runner, ordered)
  if (code === 0 || ordered.length > 0) {
    const configured = yield* runner.run(['--configure', '--pending', ...(removals.length > 0 && ordered.length === 0 ? ['--force-depends'] : [])])
    code = code || configured
  }
  yield* runner.stop()
  for (const command of session.config.list('DPkg::Post-Invoke')) yield* run(['/bin/sh', '-c', command])
  if (session.program === 'apt' && session.config.is('APT::Keep-Downloaded-Packages', false) === false)
    for (const offer of ordered) if (!offer.localPath) yield* sys.unlink({ path: archiveOf(offer) })
  if (code !== 0) session.error(`Sub-process /usr/bin/dpkg returned an error code (${code})`)
  return code === 0
}

function* unpackAll(runner: DpkgRunner, ordered: readonly Offer[]): Sys<number> {
  const flags = ['--no-triggers', '--unpack', '--auto-deconfigure']
  if (ordered.length < RECURSIVE_MINIMUM) return yield* runner.run([...flags, ...ordered.map(archiveOf)])
  const folder = `/tmp/apt-dpkg-install-${['a', 'b', 'c'][(yield* sys.getpid({})) % 3]}${(yield* sys.getpid({})).toString(36).padStart(5, 'X')}`
  yield* sys.mkdir({ path: folder, mode: 0o700 })
  const digits = String(ordered.length - 1).length
  const links: string[] = []
  for (const [index, offer] of ordered.entries()) {
    const link = `${folder}/${String(index).padStart(digits, '0')}-${archiveOf(offer).split('/').at(-1)}`
    yield* sys.symlink({ target: archiveOf(offer), path: link })
    links.push(link)
  }
  const code = yield* runner.run([...flags, ...links])
  yield* run(['/bin/rm', '-rf', folder])
  return code
}
