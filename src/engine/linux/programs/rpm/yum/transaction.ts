import type { Sys } from '../../../kernel/calls.ts'
import { LineReader, print, printError, readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { download } from '../fetch.ts'
import { nevra } from '../header.ts'
import { erasePackage, installPackage } from '../install.ts'
import { parseKey, trustedKeys, trustKey } from '../keyring.ts'
import { readPackage } from '../package-file.ts'
import { clockText, sizeText } from '../units.ts'
import type { YumSession } from './session.ts'
import { nevraWithEpoch, type Solution, type Step } from './solve.ts'
import { closingTable, transactionTable } from './table.ts'

const rule = `${'-'.repeat(80)}\n`

/** Asks `Is this ok`: -y answers yes, no terminal input answers no. */
export function* confirm(session: YumSession, question: string): Sys<boolean> {
  yield* print(question)
  if (session.options.assumeYes) {
    yield* print('\n')
    return true
  }
  if (session.options.assumeNo) {
    yield* print('\n')
    return false
  }
  const answer = yield* new LineReader(0).next()
  return answer.ok && answer.value !== undefined && /^y(es)?$/i.test(answer.value.text.trim())
}

/** Shows what would be done, asks, downloads, checks signatures, and does it. */
export function* carryOut(session: YumSession, solution: Solution, localFiles: ReadonlyMap<string, string>): Sys<number> {
  yield* session.say(transactionTable(solution))
  const steps = solution.steps
  const fetching = steps.filter((step) => step.action !== 'erase' && !localFiles.has(nevra(step.rpm)))
  const sum = (members: readonly Step[], field: 'archiveBytes' | 'installedBytes') => members.reduce((total, step) => total + step.rpm[field], 0)
  const arriving = steps.filter((step) => step.action !== 'erase')
  if (fetching.length > 0) yield* session.say(`Total download size: ${sizeText(sum(fetching, 'archiveBytes'))}\n`)
  else if (arriving.length > 0) yield* session.say(`Total size: ${sizeText(sum(arriving, 'archiveBytes'))}\n`)
  const onlyInstalls = arriving.every((step) => step.action === 'install')
  if (arriving.length > 0 && onlyInstalls) yield* session.say(`Installed size: ${sizeText(sum(arriving, 'installedBytes'))}\n`)
  if (arriving.length === 0) yield* session.say(`Installed size: ${sizeText(sum(steps, 'installedBytes'))}\n`)
  if (!session.options.assumeYes && !(yield* confirm(session, `Is this ok [y${arriving.length > 0 ? '/d' : ''}/N]: `))) {
    yield* printError('Exiting on user command\n')
    return 1
  }
  const files = yield* downloadAll(session, fetching, localFiles)
  if (!files) return 1
  if (!(yield* checkSignatures(session, arriving, files))) return 1
  return yield* run(session, steps, files)
}

function* downloadAll(session: YumSession, fetching: readonly Step[], localFiles: ReadonlyMap<string, string>): Sys<Map<string, string> | undefined> {
  const files = new Map(localFiles)
  yield* session.say('Downloading packages:\n')
  let done = 0
  let bytes = 0
  const began = yield* sys.clockMonotonic({})
  for (const { rpm } of fetching) {
    const repository = session.repositories.find((candidate) => candidate.id === rpm.repository)
    if (!repository) continue
    const folder = yield* session.cacheFolder(repository)
    const path = `${folder}/packages/${nevra(rpm)}.rpm`
    files.set(nevra(rpm), path)
    done++
    if ((yield* sys.stat({ path })).ok) continue
    const base = repository.baseUrl.split(/\s+/)[0] || (yield* mirrorOf(folder))
    const fetched = yield* download(`${base.replace(/\/$/, '')}/${rpm.location}`, path)
    if (!fetched.ok) {
      yield* printError(`\n\nError downloading packages:\n  ${nevraWithEpoch(rpm)}: [Errno 256] No more mirrors to try.\n`)
      return undefined
    }
    bytes += fetched.value.bytes
    const count = fetching.length > 1 ? `(${done}/${fetching.length}): ` : ''
    const name = `${count}${nevra(rpm)}.rpm`
    yield* session.say(
      `${name.slice(0, 58).padEnd(58)} | ${`${sizeText(fetched.value.bytes)}B`.padStart(6)}  ${clockText(fetched.value.tookMs)}     \n`,
    )
  }
  if (fetching.length > 1) {
    const tookMs = Math.max(1, (yield* sys.clockMonotonic({})) - began)
    const speed = `${sizeText((bytes * 1000) / tookMs)}B/s`
    yield* session.say(`${rule}${'Total'.padEnd(46)}${speed.padStart(12)} | ${`${sizeText(bytes)}B`.padStart(6)}  ${clockText(tookMs)}     \n`)
  }
  return files
}

function* mirrorOf(folder: string): Sys<string> {
  const list = yield* readFile(`${folder}/mirrorlist.txt`)
  return list.ok ? (list.value.split('\n').find((line) => line.startsWith('http')) ?? '') : ''
}

/** Packages of repositories with gpgcheck must be signed by a trusted key; the repository's key is offered for import. */
function* checkSignatures(session: YumSession, steps: readonly Step[], files: ReadonlyMap<string, string>): Sys<boolean> {
  if (session.options.noGpgCheck) return true
  const retrieved = new Set<string>()
  for (const { rpm } of steps) {
    const repository = session.repositories.find((candidate) => candidate.id === rpm.repository)
    const path = files.get(nevra(rpm))
    if (!repository?.gpgCheck || !path) continue
    const header = yield* readPackage(path)
    const keys = yield* trustedKeys()
    if (header?.signedBy && keys.some((key) => key.id === header.signedBy)) continue
    if (!header?.signedBy) {
      yield* printError(`\n\nPackage ${nevra(rpm)}.rpm is not signed\n`)
      return false
    }
    yield* printError(`warning: ${path}: Header V4 RSA/SHA512 Signature, key ID ${header.signedBy}: NOKEY\n`)
    yield* print(`Public key for ${nevra(rpm)}.rpm is not installed\n`)
    if (retrieved.has(repository.id) || !(yield* importKey(session, repository.gpgKey, header.signedBy))) {
      yield* printError(
        `\n\n The GPG keys listed for the "${repository.name}" repository are already installed but they are not correct for this package.\nCheck that the correct key URLs are configured for this repository.\n`,
      )
      return false
    }
    retrieved.add(repository.id)
  }
  return true
}

function* importKey(session: YumSession, url: string, wanted: string): Sys<boolean> {
  yield* print(`Retrieving key from ${url}\n`)
  const path = url.startsWith('file://') ? url.slice(7) : '/var/cache/yum/key.asc'
  if (!url.startsWith('file://')) {
    const fetched = yield* download(url, path)
    if (!fetched.ok) {
      yield* printError(`\n\nGPG key retrieval failed: [Errno ${fetched.error.number}] ${fetched.error.message}\n`)
      return false
    }
  }
  const text = yield* readFile(path)
  const key = text.ok ? parseKey(text.value) : undefined
  if (!key || key.id.toLowerCase() !== wanted.toLowerCase()) return false
  yield* print(
    `Importing GPG key 0x${key.id.toUpperCase()}:\n Userid     : "${key.userId}"\n Fingerprint: ${key.fingerprint}\n From       : ${url}\n`,
  )
  if (!session.options.assumeYes && !(yield* confirm(session, 'Is this ok [y/N]: '))) return false
  yield* trustKey(key)
  return true
}

function* run(session: YumSession, steps: readonly Step[], files: ReadonlyMap<string, string>): Sys<number> {
  yield* session.say('Running transaction check\nRunning transaction test\nTransaction test succeeded\nRunning transaction\n')
  const room = yield* sys.statfs({ path: '/' })
  const needed = steps.reduce((total, step) => total + (step.action === 'erase' ? 0 : step.rpm.installedBytes), 0)
  if (room.ok && needed > room.value.availableBytes) {
    const short = Math.ceil((needed - room.value.availableBytes) / 1024 / 1024)
    yield* printError(
      `\n\nTransaction check error:\n  installing package needs ${short}MB on the / filesystem\n\nError Summary\n-------------\nDisk Requirements:\n  At least ${short}MB more space needed on the / filesystem.\n\n`,
    )
    return 1
  }
  // Dependencies come before what needs them; erasures go the other way.
  const ordered = [
    ...steps.filter((step) => step.action !== 'erase' && step.dependency).reverse(),
    ...steps.filter((step) => step.action !== 'erase' && !step.dependency),
    ...steps.filter((step) => step.action === 'erase'),
  ]
  const updates = steps.filter((step) => step.action === 'update').length
  const total = ordered.length + updates
  const place = (index: number) => `${String(index).padStart(String(total).length)}/${total}`
  const verbs = { install: 'Installing', update: 'Updating  ', erase: 'Erasing   ' } as const
  const row = (verb: string, name: string, index: number) => `  ${verb} : ${name.padEnd(59).slice(0, 59)} ${place(index).padStart(7)} \n`
  let index = 0
  for (const step of ordered) {
    yield* session.say(row(verbs[step.action], nevraWithEpoch(step.rpm), ++index))
    const path = files.get(nevra(step.rpm))
    const header = path ? yield* readPackage(path) : undefined
    if (step.action === 'erase') yield* erasePackage(step.rpm.name)
    else if (!path || !header || !(yield* installPackage(header, path, step.rpm.repository))) {
      yield* printError(`error: unpacking of archive failed on file ${nevra(step.rpm)}: cpio: write\n`)
      return 1
    }
  }
  for (const step of ordered) if (step.replaces) yield* session.say(row('Cleanup   ', step.replaces, ++index))
  index = 0
  for (const step of ordered) yield* session.say(row('Verifying ', nevraWithEpoch(step.rpm), ++index))
  for (const step of ordered) if (step.replaces) yield* session.say(row('Verifying ', step.replaces, ++index))
  const group = (action: Step['action'], dependency: boolean) => steps.filter((step) => step.action === action && step.dependency === dependency)
  yield* session.say(
    `\n${closingTable('Removed', group('erase', false))}${closingTable('Dependency Removed', group('erase', true))}${closingTable('Installed', group('install', false))}${closingTable('Dependency Installed', group('install', true))}${closingTable('Updated', group('update', false))}${closingTable('Dependency Updated', group('update', true))}Complete!\n`,
  )
  return 0
}
