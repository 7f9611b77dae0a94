import type { Sys } from '../../kernel/calls.ts'
import { readFile, writeFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { InstalledPackage } from './record.ts'
import { formatInstalled, parseRecords } from './record.ts'

export const installedPath = '/lib/apk/db/installed'
export const worldPath = '/etc/apk/world'
const scriptsPath = '/lib/apk/db/scripts'

export function* readInstalled(): Sys<readonly InstalledPackage[]> {
  const text = yield* readFile(installedPath)
  return text.ok ? parseRecords(text.value) : []
}

/** False when it may not be written. */
export function* writeInstalled(packages: readonly InstalledPackage[]): Sys<boolean> {
  for (const path of ['/lib', '/lib/apk', '/lib/apk/db']) yield* sys.mkdir({ path, mode: 0o755 })
  return (yield* writeFile(installedPath, formatInstalled(packages), { mode: 0o644 })).ok
}

export function* readWorld(): Sys<readonly string[]> {
  const text = yield* readFile(worldPath)
  return text.ok ? text.value.split(/\s+/).filter(Boolean) : []
}

export function* writeWorld(words: readonly string[]): Sys<void> {
  yield* writeFile(
    worldPath,
    [...words]
      .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
      .map((word) => `${word}\n`)
      .join(''),
    { mode: 0o644 },
  )
}

/** Lines of /etc/apk/repositories that are repositories. */
export function* readRepositories(): Sys<readonly string[]> {
  const text = yield* readFile('/etc/apk/repositories')
  return (text.ok ? text.value.split('\n') : []).map((line) => line.trim().replace(/\/$/, '')).filter((line) => line !== '' && !line.startsWith('#'))
}

/** Scripts that stay after installation (triggers, those of removal), each a file; apk itself keeps them in scripts.tar. */
export function* keepScript(name: string, text: string): Sys<void> {
  yield* sys.mkdir({ path: scriptsPath, mode: 0o755 })
  yield* writeFile(`${scriptsPath}/${name}`, text, { mode: 0o755 })
}

export const scriptPath = (name: string): string => `${scriptsPath}/${name}`
