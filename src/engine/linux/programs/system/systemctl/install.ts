import type { Sys } from '../../../kernel/calls.ts'
import { printError } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { loadUnit } from '../systemd/unit-paths.ts'

// enable, disable, mask: symbolic links below /etc/systemd/system (systemd's shared/install.c).

const ETC = '/etc/systemd/system'

function* made(version: number, path: string, target: string): Sys<void> {
  yield* printError(version < 240 ? `Created symlink from ${path} to ${target}.\n` : `Created symlink ${path} → ${target}.\n`)
}

function* removed(version: number, path: string): Sys<void> {
  yield* printError(version < 240 ? `Removed symlink ${path}.\n` : `Removed "${path}".\n`)
}

/** Every link that enabling the unit makes: path and target. */
function* linksOf(name: string): Sys<readonly (readonly [string, string])[] | undefined> {
  const unit = yield* loadUnit(name)
  if (unit.load !== 'loaded') return undefined
  const target = unit.fragmentPath
  const links: (readonly [string, string])[] = []
  for (const wanted of unit.file.words('Install', 'WantedBy')) links.push([`${ETC}/${wanted}.wants/${name}`, target])
  for (const required of unit.file.words('Install', 'RequiredBy')) links.push([`${ETC}/${required}.requires/${name}`, target])
  for (const alias of unit.file.words('Install', 'Alias')) links.push([`${ETC}/${alias}`, target])
  for (const also of unit.file.words('Install', 'Also')) links.push(...((yield* linksOf(also)) ?? []))
  return links
}

export type InstallOutcome = 'done' | 'not-found' | 'static' | 'denied'

export function* enable(name: string, version: number): Sys<InstallOutcome> {
  const links = yield* linksOf(name)
  if (!links) return 'not-found'
  if (links.length === 0) return 'static'
  for (const [path, target] of links) {
    yield* sys.mkdir({ path: path.slice(0, path.lastIndexOf('/')), mode: 0o755 })
    const link = yield* sys.symlink({ target, path })
    if (link.ok) yield* made(version, path, target)
    else if (link.error !== 'EEXIST') return 'denied'
  }
  return 'done'
}

export function* disable(name: string, version: number): Sys<InstallOutcome> {
  const links = yield* linksOf(name)
  if (!links) return 'not-found'
  for (const [path] of links) {
    const unlinked = yield* sys.unlink({ path })
    if (unlinked.ok) yield* removed(version, path)
    else if (unlinked.error !== 'ENOENT') return 'denied'
  }
  return 'done'
}

export function* mask(name: string, version: number): Sys<InstallOutcome> {
  const path = `${ETC}/${name}`
  const link = yield* sys.symlink({ target: '/dev/null', path })
  if (!link.ok && link.error !== 'EEXIST') return 'denied'
  if (link.ok) yield* made(version, path, '/dev/null')
  return 'done'
}

export function* unmask(name: string, version: number): Sys<InstallOutcome> {
  const path = `${ETC}/${name}`
  const link = yield* sys.readlink({ path })
  if (!link.ok || link.value !== '/dev/null') return 'done'
  if (!(yield* sys.unlink({ path })).ok) return 'denied'
  yield* removed(version, path)
  return 'done'
}
