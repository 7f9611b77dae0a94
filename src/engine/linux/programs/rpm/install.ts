import type { Sys } from '../../kernel/calls.ts'
import { capture } from '../../libc/spawn.ts'
import { printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { type InstalledRpm, readDatabase, writeDatabase } from './database.ts'
import { nevra, type RpmHeader } from './header.ts'
import { unpackPackage } from './package-file.ts'

/** Runs a scriptlet with its argument (how many versions will be installed), as rpm does; a failure is a warning. */
export function* runScript(header: RpmHeader, kind: keyof RpmHeader['scripts'], count: number): Sys<void> {
  const script = header.scripts[kind]
  if (!script) return
  const result = yield* capture(['/bin/sh', '-c', script, `%${kind}`, String(count)])
  if (result.stderr) yield* printError(result.stderr)
  if (result.exitCode !== 0) yield* printError(`warning: %${kind}(${nevra(header)}) scriptlet failed, exit status ${result.exitCode}\n`)
}

/** Installs (or updates to) one package from its file and writes it to the database; false when its files could not be unpacked. */
export function* installPackage(header: RpmHeader, path: string, from: string): Sys<boolean> {
  const database = yield* readDatabase()
  const old = database.find((entry) => entry.name === header.name && entry.name !== 'kernel')
  yield* runScript(header, 'pre', old ? 2 : 1)
  yield* sys.compute({ ms: 15 + header.installedBytes / 150_000_000 })
  if (!(yield* unpackPackage(path))) return false
  const entry: InstalledRpm = { ...header, installedMs: yield* sys.clockRealtime({}), from }
  yield* writeDatabase([...database.filter((other) => other !== old), entry])
  yield* runScript(header, 'post', old ? 2 : 1)
  if (old) {
    const kept = new Set(header.files.map((file) => file.path))
    yield* removeFiles(old, kept)
    yield* runScript(old, 'postun', 1)
  }
  return true
}

/** Erases a package: scripts, files (deepest first, changed configuration kept as .rpmsave is not modelled), database entry. */
export function* erasePackage(name: string): Sys<void> {
  const database = yield* readDatabase()
  const entry = database.find((candidate) => candidate.name === name)
  if (!entry) return
  yield* runScript(entry, 'preun', 0)
  const kept = new Set(database.filter((other) => other !== entry).flatMap((other) => other.files.map((file) => file.path)))
  yield* removeFiles(entry, kept)
  yield* writeDatabase(database.filter((other) => other !== entry))
  yield* runScript(entry, 'postun', 0)
}

function* removeFiles(entry: RpmHeader, kept: ReadonlySet<string>): Sys<void> {
  const paths = entry.files.filter((file) => !kept.has(file.path)).sort((a, b) => b.path.length - a.path.length)
  for (const file of paths) {
    if (file.type === 'directory') yield* sys.rmdir({ path: file.path })
    else yield* sys.unlink({ path: file.path })
  }
}
