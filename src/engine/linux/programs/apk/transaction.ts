import type { Sys } from '../../kernel/calls.ts'
import { run } from '../../libc/spawn.ts'
import { print, printError, writeFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { keepScript, readInstalled, scriptPath, writeInstalled, writeWorld } from './database.ts'
import { compareApkVersions } from './dependency.ts'
import { readPackageFile, unpackFiles } from './package-file.ts'
import type { InstalledPackage } from './record.ts'
import { packageVersion } from './record.ts'
import type { Candidate } from './repository.ts'
import { fetchPackage } from './repository.ts'
import type { Change, Chosen } from './solve.ts'

export interface TransactionSettings {
  readonly quiet: boolean
  readonly simulate: boolean
  readonly network: boolean
  readonly scripts: boolean
}

const MIB = 1024 * 1024

/** Makes the changes one after another, runs the triggers of folders that changed, writes world and says how it went. The exit code. */
export function* commit(changes: readonly Change[], world: readonly string[], settings: TransactionSettings): Sys<number> {
  const say = (text: string) => (settings.quiet ? none() : print(text))
  const touched = new Set<string>()
  let errors = 0
  const digits = String(changes.length).length
  for (const [index, change] of changes.entries()) {
    yield* say(`(${String(index + 1).padStart(digits)}/${changes.length}) ${describe(change)}\n`)
    if (settings.simulate) continue
    const failed = change.new ? yield* installOne(change.new, change.old, touched, settings) : yield* removeOne(change.old, touched, settings)
    if (failed === undefined) continue
    yield* printError(`ERROR: ${failed}\n`)
    errors++
  }
  const installed = yield* readInstalled()
  if (!settings.simulate) {
    if (changes.length > 0 && settings.scripts) for (const each of installed) yield* fireTrigger(each, touched, say)
    yield* writeWorld(world)
  }
  const after = settings.simulate ? simulated(installed, changes) : installed
  const bytes = after.reduce((sum, each) => sum + each.installedSize, 0)
  const result = errors === 0 ? 'OK:' : `${errors} error${errors > 1 ? 's' : ''};`
  yield* say(`${result} ${Math.floor(bytes / MIB)} MiB in ${after.length} packages\n`)
  return errors === 0 ? 0 : Math.min(errors, 99)
}

function* none(): Sys<void> {}

const simulated = (installed: readonly InstalledPackage[], changes: readonly Change[]): readonly { readonly installedSize: number }[] => [
  ...installed.filter((each) => !changes.some((change) => change.old?.name === each.name)),
  ...changes.flatMap((change) => (change.new ? [change.new] : [])),
]

function describe({ old, new: to }: Change): string {
  if (!to) return `Purging ${old?.name} (${old?.version})`
  if (!old) return `Installing ${to.name} (${to.version})`
  const order = compareApkVersions(to.version, old.version)
  if (order === 0) return `Reinstalling ${to.name} (${to.version})`
  return `${order > 0 ? 'Upgrading' : 'Downgrading'} ${to.name} (${old.version} -> ${to.version})`
}

function* installOne(
  wanted: Chosen,
  old: InstalledPackage | undefined,
  touched: Set<string>,
  settings: TransactionSettings,
): Sys<string | undefined> {
  const name = packageVersion(wanted)
  if (!('repository' in wanted)) return yield* register({ ...wanted, files: [], triggers: [] }, old)
  const fetched = yield* fetchPackage(wanted as Candidate, settings)
  if (!fetched.ok) return `${name}: ${fetched.error}`
  const failed = yield* installFile(fetched.value, name, old, touched, settings)
  yield* sys.unlink({ path: fetched.value })
  return failed
}

/** Installs a package from its file. */
export function* installFile(
  path: string,
  name: string,
  old: InstalledPackage | undefined,
  touched: Set<string>,
  settings: TransactionSettings,
): Sys<string | undefined> {
  const file = yield* readPackageFile(path)
  if (!file) return `${name}: v2 package format error`
  const say = (text: string) => (settings.quiet ? none() : print(text))
  const script = function* (kind: string): Sys<void> {
    const text = file.scripts[`${old ? kind.replace('install', 'upgrade') : kind}`]
    if (text === undefined || !settings.scripts) return
    yield* say(`Executing ${name}.${old ? kind.replace('install', 'upgrade') : kind}\n`)
    yield* runText(`${name}.${kind}`, text, [file.package.version])
  }
  yield* script('pre-install')
  yield* sys.compute({ ms: 4 + file.package.installedSize / 200_000_000 })
  if (!(yield* unpackFiles(path, file))) return `${name}: failed to extract: No space left on device`
  for (const { path: placed, type } of file.package.files) if (type !== 'directory') touched.add(placed.slice(0, placed.lastIndexOf('/')) || '/')
  for (const kind of ['trigger', 'pre-deinstall', 'post-deinstall']) {
    const text = file.scripts[kind]
    if (text !== undefined) yield* keepScript(`${name}.${kind}`, text)
  }
  const failed = yield* register(file.package, old)
  if (old) yield* removeFiles(old, new Set(file.package.files.map((each) => each.path)))
  if (file.package.triggers.length > 0) for (const folder of file.package.triggers) touched.add(folder)
  yield* script('post-install')
  return failed
}

function* register(entry: InstalledPackage, old: InstalledPackage | undefined): Sys<string | undefined> {
  const database = yield* readInstalled()
  const at = old ? database.findIndex((each) => each.name === old.name) : -1
  const next = at < 0 ? [...database, entry] : database.map((each, i) => (i === at ? entry : each))
  return (yield* writeInstalled(next)) ? undefined : `${packageVersion(entry)}: failed to write database: Read-only file system`
}

function* removeOne(old: InstalledPackage | undefined, touched: Set<string>, settings: TransactionSettings): Sys<string | undefined> {
  if (!old) return undefined
  const name = packageVersion(old)
  const run = function* (kind: string): Sys<void> {
    if (!settings.scripts || !(yield* sys.stat({ path: scriptPath(`${name}.${kind}`) })).ok) return
    if (!settings.quiet) yield* print(`Executing ${name}.${kind}\n`)
    yield* runScript(scriptPath(`${name}.${kind}`), [old.version])
  }
  yield* run('pre-deinstall')
  for (const { path, type } of old.files) if (type !== 'directory') touched.add(path.slice(0, path.lastIndexOf('/')) || '/')
  const others = (yield* readInstalled()).filter((each) => each.name !== old.name)
  yield* removeFiles(old, new Set(others.flatMap((each) => each.files.map((file) => file.path))))
  if (!(yield* writeInstalled(others))) return `${name}: failed to write database: Read-only file system`
  yield* run('post-deinstall')
  for (const kind of ['trigger', 'pre-deinstall', 'post-deinstall']) yield* sys.unlink({ path: scriptPath(`${name}.${kind}`) })
  return undefined
}

/** Files first, then the folders that are empty now, deepest first. */
function* removeFiles(old: InstalledPackage, kept: ReadonlySet<string>): Sys<void> {
  const gone = old.files.filter((file) => !kept.has(file.path)).sort((a, b) => b.path.length - a.path.length)
  for (const { path, type } of gone) if (type !== 'directory') yield* sys.unlink({ path })
  for (const { path, type } of gone) if (type === 'directory') yield* sys.rmdir({ path })
}

function* fireTrigger(each: InstalledPackage, touched: ReadonlySet<string>, say: (text: string) => Sys<unknown>): Sys<void> {
  const folders = each.triggers.filter((folder) => touched.has(folder))
  if (folders.length === 0) return
  const name = `${packageVersion(each)}.trigger`
  yield* say(`Executing ${name}\n`)
  yield* runScript(scriptPath(name), folders)
}

function* runText(name: string, text: string, args: readonly string[]): Sys<void> {
  const path = `/lib/apk/exec/${name}`
  for (const folder of ['/lib/apk', '/lib/apk/exec']) yield* sys.mkdir({ path: folder, mode: 0o755 })
  yield* writeFile(path, text, { mode: 0o755 })
  yield* runScript(path, args)
  yield* sys.unlink({ path })
  yield* sys.rmdir({ path: '/lib/apk/exec' })
}

function* runScript(path: string, args: readonly string[]): Sys<void> {
  const env = new Map([['PATH', '/usr/sbin:/usr/bin:/sbin:/bin']])
  yield* run([path, ...args], { env, cwd: '/' })
}
