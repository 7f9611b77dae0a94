import type { Sys } from '../../../kernel/calls.ts'
import { print, printError, writeFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { ADMIN, type DebPackage, infoPath, listOf } from '../database.ts'
import { fulfils, parseRelations, relationText } from '../relation.ts'
import type { DpkgSession } from './session.ts'

/** `dpkg --remove` and `--purge` of packages, those first that need the others. */
export function* removePackages(session: DpkgSession, names: readonly string[], purge: boolean): Sys<void> {
  for (const name of removalOrder(session, names)) {
    const entry = session.database.get(name)
    if (!entry || entry.state === 'not-installed' || (entry.state === 'config-files' && !purge)) {
      yield* printError(`dpkg: warning: ignoring request to remove ${name} which isn't installed\n`)
      continue
    }
    if (entry.unpacked && !(yield* allowed(session, entry, names))) continue
    if (entry.unpacked) yield* removeOne(session, entry)
    const left = session.database.get(name)
    if (purge && left && !session.failed.includes(entry.displayName)) yield* purgeOne(session, left)
  }
}

function removalOrder(session: DpkgSession, names: readonly string[]): readonly string[] {
  const order: string[] = []
  const visit = (name: string): void => {
    if (order.includes(name)) return
    for (const other of names) {
      const needing = session.database.get(other)
      const entry = session.database.get(name)
      if (!needing || !entry || other === name || order.includes(other)) continue
      const needed = parseRelations(needing.fields.get('Depends')).some((group) => group.some((relation) => fulfils(entry, relation)))
      const back = parseRelations(entry.fields.get('Depends')).some((group) => group.some((relation) => fulfils(needing, relation)))
      if (needed && !back) visit(other)
    }
    if (!order.includes(name)) order.push(name)
  }
  for (const name of names) visit(name)
  return order
}

/** Whether nothing that stays needs it; the reasons are said. */
function* allowed(session: DpkgSession, entry: DebPackage, going: readonly string[]): Sys<boolean> {
  if (entry.essential && !session.forces.has('remove-essential')) {
    yield* session.problem(entry.displayName, 'this is an essential package; it should not be removed')
    return false
  }
  if (session.forces.has('depends')) return true
  const staying = [...session.database.values()].filter((other) => other.state === 'installed' && !going.includes(other.name))
  const reasons = staying.flatMap((other) =>
    parseRelations(other.fields.get('Depends'))
      .filter(
        (group) => group.some((relation) => fulfils(entry, relation)) && !group.some((relation) => staying.some((one) => fulfils(one, relation))),
      )
      .map((group) => ` ${other.displayName} depends on ${group.map(relationText).join(' | ')}.\n`),
  )
  if (reasons.length === 0) return true
  yield* printError(`dpkg: dependency problems prevent removal of ${entry.displayName}:\n${reasons.join('')}\n`)
  yield* session.problem(entry.displayName, 'dependency problems - not removing')
  return false
}

function* removeOne(session: DpkgSession, entry: DebPackage): Sys<void> {
  yield* session.countFiles()
  yield* session.report(`processing: remove: ${entry.name}`)
  yield* print(`Removing ${entry.displayName} (${entry.version}) ...\n`)
  if (!(yield* session.script(entry, 'prerm', ['remove'], 'pre-removal script'))) return
  yield* session.store(entry.inState('half-installed', 'deinstall'))
  const conffiles = new Set(entry.conffiles.map((file) => file.path))
  const list = yield* listOf(entry)
  const staying = yield* deleteFiles(
    session,
    entry,
    list.filter((path) => !conffiles.has(path)),
  )
  yield* session.trigger(entry, list)
  yield* session.script(entry, 'postrm', ['remove'], 'post-removal script')
  const hasPurge = (yield* sys.stat({ path: infoPath(entry, 'postrm') })).ok
  const entries = yield* sys.getdents({ path: `${ADMIN}/info` })
  for (const { name } of entries.ok ? entries.value : [])
    if (name.startsWith(`${entry.displayName}.`) && !/\.(list|postrm)$/.test(name)) yield* sys.unlink({ path: `${ADMIN}/info/${name}` })
  if (conffiles.size === 0 && !hasPurge) {
    yield* sys.unlink({ path: infoPath(entry, 'list') })
    yield* session.store(entry.inState('not-installed', 'deinstall'))
    return
  }
  yield* session.store(entry.with({ 'Config-Version': entry.version }).inState('config-files', 'deinstall'))
  // Only what stays is still the package's.
  yield* writeList(entry, [...staying, ...conffiles])
}

function* writeList(entry: DebPackage, paths: readonly string[]): Sys<void> {
  yield* writeFile(infoPath(entry, 'list'), `/.\n${paths.map((path) => `${path}\n`).join('')}`)
}

/** Deletes files, then directories that nobody else has; gives the directories that had to stay. */
function* deleteFiles(session: DpkgSession, entry: DebPackage, paths: readonly string[]): Sys<readonly string[]> {
  const shared = new Set<string>()
  for (const other of session.database.values())
    if (other.name !== entry.name && other.unpacked) for (const path of yield* listOf(other)) shared.add(path)
  const staying: string[] = []
  for (const path of [...paths].sort((a, b) => (a < b ? 1 : -1))) {
    if (path === '/.' || shared.has(path)) continue
    const stat = yield* sys.stat({ path, noFollow: true })
    if (!stat.ok) continue
    if (stat.value.type !== 'directory') yield* sys.unlink({ path })
    else {
      const removed = yield* sys.rmdir({ path })
      if (removed.ok) continue
      staying.unshift(path)
      const own = entry.conffiles.some((file) => file.path.startsWith(`${path}/`))
      if (removed.error === 'ENOTEMPTY' && !own)
        yield* printError(`dpkg: warning: while removing ${entry.displayName}, directory '${path}' not empty so not removed\n`)
    }
  }
  return staying
}

function* purgeOne(session: DpkgSession, entry: DebPackage): Sys<void> {
  yield* session.countFiles()
  yield* session.report(`processing: purge: ${entry.name}`)
  yield* print(`Purging configuration files for ${entry.displayName} (${entry.version}) ...\n`)
  for (const { path } of entry.conffiles) yield* sys.unlink({ path })
  yield* session.script(entry, 'postrm', ['purge'], 'post-removal script')
  yield* deleteFiles(session, entry, yield* listOf(entry))
  for (const kind of ['list', 'postrm']) yield* sys.unlink({ path: infoPath(entry, kind) })
  yield* session.store(entry.inState('not-installed', 'purge'))
}
