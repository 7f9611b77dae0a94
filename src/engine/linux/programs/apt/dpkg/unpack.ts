import type { Sys } from '../../../kernel/calls.ts'
import { run } from '../../../libc/spawn.ts'
import { print, readFile, readFileBytes, writeFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { parseStanzas } from '../control.ts'
import { ADMIN, DebPackage, infoPath, listOf } from '../database.ts'
import { type DebFile, openDeb, unpackControl, unpackData } from '../deb-file.ts'
import { fulfils, parseRelations } from '../relation.ts'
import type { DpkgSession } from './session.ts'

const CONTROL = `${ADMIN}/tmp.ci`

/** dpkg shows file names without their first directories until they are at most 30 characters. */
export function shortName(path: string): string {
  let rest = path
  while (rest.length > 30 && rest.includes('/', 1)) rest = rest.slice(rest.indexOf('/', 1))
  if (rest === path) return path
  return `...${rest}`
}

/** Unpacks one archive: everything of `dpkg --unpack FILE`. The package's name, undefined when it failed. */
export function* unpackArchive(session: DpkgSession, path: string): Sys<string | undefined> {
  const deb = yield* openDeb(path)
  if (!deb.ok) {
    yield* session.problem(path, deb.error.startsWith('cannot') ? deb.error : `dpkg-deb: error: ${deb.error}`)
    return undefined
  }
  if (!(yield* unpackControl(deb.value, CONTROL))) {
    yield* session.problem(path, 'cannot extract control information: No space left on device')
    return undefined
  }
  const control = yield* readFile(`${CONTROL}/control`)
  const stanza = control.ok ? parseStanzas(control.value)[0] : undefined
  if (!stanza) {
    yield* session.problem(path, 'missing control information')
    return undefined
  }
  const arriving = new DebPackage(stanza)
  const old = session.database.get(arriving.name)
  const upgrading = old?.unpacked ? old : undefined
  if (!old) yield* print(`Selecting previously unselected package ${arriving.displayName}.\n`)
  yield* session.countFiles()
  yield* session.report(`processing: install: ${arriving.name}`)
  yield* print(`Preparing to unpack ${shortName(path)} ...\n`)
  const conflict = conflictOf(session, arriving)
  if (conflict) {
    yield* session.problem(path, `conflicting packages - not installing ${arriving.name}`)
    return undefined
  }
  if (upgrading && !(yield* session.script(upgrading, 'prerm', ['upgrade', arriving.version], 'pre-removal script'))) return undefined
  const before = upgrading ? ['upgrade', upgrading.version] : ['install']
  if (!(yield* session.script(arriving, 'preinst', before, 'pre-installation script', `${CONTROL}/preinst`))) return undefined
  yield* print(
    upgrading
      ? `Unpacking ${arriving.displayName} (${arriving.version}) over (${upgrading.version}) ...\n`
      : `Unpacking ${arriving.displayName} (${arriving.version}) ...\n`,
  )
  return (yield* layFiles(session, deb.value, arriving, old)) ? arriving.name : undefined
}

function conflictOf(session: DpkgSession, arriving: DebPackage): DebPackage | undefined {
  const enemies = [...parseRelations(arriving.fields.get('Conflicts')), ...parseRelations(arriving.fields.get('Breaks'))].flat()
  return [...session.database.values()].find(
    (entry) => entry.unpacked && entry.name !== arriving.name && enemies.some((relation) => fulfils(entry, relation)),
  )
}

function* layFiles(session: DpkgSession, deb: DebFile, arriving: DebPackage, old: DebPackage | undefined): Sys<boolean> {
  const kilobytes = Number(arriving.fields.get('Installed-Size') ?? 0)
  yield* sys.compute({ ms: 12 + kilobytes / 250 })
  const kept = yield* changedConffiles(old)
  const before = old?.unpacked ? yield* listOf(old) : []
  const room = yield* sys.statfs({ path: '/' })
  if ((room.ok && room.value.availableBytes < kilobytes * 1024) || !(yield* unpackData(deb, '/'))) {
    const reason = room.ok && room.value.readOnly ? 'Read-only file system' : 'No space left on device'
    yield* session.problem(deb.path, `cannot copy extracted data to '/usr/.dpkg-new': failed to write (${reason})`)
    return false
  }
  for (const [path, bytes] of kept) {
    yield* sys.rename({ from: path, to: `${path}.dpkg-dist` })
    yield* writeFile(path, bytes)
  }
  const digests = yield* conffileDigests(arriving, old)
  yield* moveControl(arriving)
  const list = yield* listOf(arriving)
  const now = new Set(list)
  const others = before.filter((path) => !now.has(path)).sort((a, b) => b.length - a.length)
  for (const path of others) {
    const stat = yield* sys.stat({ path, noFollow: true })
    if (stat.ok && stat.value.type === 'directory') yield* sys.rmdir({ path })
    else if (stat.ok) yield* sys.unlink({ path })
  }
  const fields = new Map<string, string>()
  for (const [name, value] of arriving.fields) {
    fields.set(name, value)
    if (name === 'Package') fields.set('Status', 'install ok unpacked')
  }
  if (old && old.state !== 'not-installed' && old.fields.has('Config-Version')) fields.delete('Config-Version')
  if (digests) fields.set('Conffiles', digests)
  yield* session.store(new DebPackage(fields))
  yield* session.trigger(new DebPackage(fields), list)
  return true
}

/** Configuration files the administrator has changed, with their contents: they survive the unpacking. */
function* changedConffiles(old: DebPackage | undefined): Sys<ReadonlyMap<string, Uint8Array>> {
  const kept = new Map<string, Uint8Array>()
  for (const { path, digest } of old?.conffiles ?? []) {
    const now = yield* sys.digest({ path })
    if (!now.ok || shortDigest(now.value) === digest) continue
    const bytes = yield* readFileBytes(path)
    if (bytes.ok) kept.set(path, bytes.value)
  }
  return kept
}

/** The status file keeps 32 digits a configuration file (dpkg's are MD5). */
export const shortDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 32)

function* conffileDigests(arriving: DebPackage, old: DebPackage | undefined): Sys<string> {
  const text = yield* readFile(`${CONTROL}/conffiles`)
  if (!text.ok) return ''
  let out = ''
  for (const path of text.value.split('\n').filter(Boolean)) {
    const dist = yield* sys.digest({ path: `${path}.dpkg-dist` })
    const digest = dist.ok ? dist : yield* sys.digest({ path })
    const before = old?.conffiles.find((file) => file.path === path)?.digest
    out += `\n ${path} ${digest.ok ? shortDigest(digest.value) : (before ?? 'newconffile')}`
    // What the package brings is what the administrator's file is measured against, and nothing new is asked about.
    if (dist.ok && before === shortDigest(dist.value)) yield* sys.unlink({ path: `${path}.dpkg-dist` })
  }
  return arriving.name ? out : ''
}

/** The control files go to the info directory under the package's name. */
function* moveControl(arriving: DebPackage): Sys<void> {
  const entries = yield* sys.getdents({ path: CONTROL })
  for (const { name } of entries.ok ? entries.value : []) {
    if (name === '.' || name === '..' || name === 'control') continue
    yield* sys.rename({ from: `${CONTROL}/${name}`, to: infoPath(arriving, name) })
  }
  yield* run(['/bin/rm', '-rf', CONTROL])
}
