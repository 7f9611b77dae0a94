import type { Sys } from '../../../kernel/calls.ts'
import { readFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import type { LoadState } from './unit.ts'
import { UnitFile } from './unit-file.ts'

/** Where unit files live, the first wins (systemd.unit(5)). */
export const unitFolders = ['/etc/systemd/system', '/run/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'] as const

export interface LoadedUnit {
  readonly load: LoadState
  readonly file: UnitFile
  readonly fragmentPath: string
  readonly dropIns: readonly string[]
}

/** `getty@tty1.service` is made from `getty@.service`: name of the template, or undefined. */
const templateOf = (name: string): { template: string; instance: string } | undefined => {
  const match = /^([^@]+)@(.+)\.([a-z]+)$/.exec(name)
  return match ? { template: `${match[1]}@.${match[3]}`, instance: match[2] as string } : undefined
}

const expandSpecifiers = (text: string, name: string, instance: string): string =>
  text
    .replaceAll('%i', instance)
    .replaceAll('%I', instance)
    .replaceAll('%n', name)
    .replaceAll('%N', name.replace(/\.[a-z]+$/, ''))

/** Reads a unit's fragment and drop-ins from disk. */
export function* loadUnit(name: string): Sys<LoadedUnit> {
  const template = templateOf(name)
  const file = new UnitFile()
  let fragmentPath = ''
  for (const folder of unitFolders) {
    for (const candidate of template ? [name, template.template] : [name]) {
      const path = `${folder}/${candidate}`
      const link = yield* sys.readlink({ path })
      if (link.ok && link.value === '/dev/null') return { load: 'masked', file, fragmentPath: path, dropIns: [] }
      const text = yield* readFile(path)
      if (!text.ok) continue
      file.add(expandSpecifiers(text.value, name, template?.instance ?? ''))
      fragmentPath = link.ok && link.value.startsWith('/') ? link.value : path
      break
    }
    if (fragmentPath) break
  }
  const dropIns: string[] = []
  for (const folder of [...unitFolders].reverse()) {
    const entries = yield* sys.getdents({ path: `${folder}/${name}.d` })
    if (!entries.ok) continue
    const names = entries.value.map((entry) => entry.name).filter((entry) => entry.endsWith('.conf'))
    for (const entry of names.sort()) {
      const path = `${folder}/${name}.d/${entry}`
      const text = yield* readFile(path)
      if (!text.ok) continue
      file.add(expandSpecifiers(text.value, name, template?.instance ?? ''))
      dropIns.push(path)
    }
  }
  return { load: fragmentPath ? 'loaded' : 'not-found', file, fragmentPath, dropIns }
}

/** Units pulled in by symlinks in `NAME.wants` and `NAME.requires` directories. */
export function* linkedDependencies(name: string, kind: 'wants' | 'requires'): Sys<readonly string[]> {
  const found = new Set<string>()
  for (const folder of unitFolders) {
    const entries = yield* sys.getdents({ path: `${folder}/${name}.${kind}` })
    if (!entries.ok) continue
    for (const entry of entries.value) if (entry.name !== '.' && entry.name !== '..') found.add(entry.name)
  }
  return [...found].sort()
}

/** Names of every unit file installed, sorted. */
export function* installedUnits(): Sys<readonly string[]> {
  const found = new Set<string>()
  for (const folder of unitFolders) {
    const entries = yield* sys.getdents({ path: folder })
    if (!entries.ok) continue
    for (const entry of entries.value) {
      if (entry.type !== 'directory' && /\.(service|socket|target|timer|mount|slice|path)$/.test(entry.name)) found.add(entry.name)
    }
  }
  return [...found].sort()
}

export type EnabledState = 'enabled' | 'disabled' | 'static' | 'masked' | 'alias' | ''

/** What `systemctl is-enabled` says. */
export function* enabledState(name: string): Sys<EnabledState> {
  const unit = yield* loadUnit(name)
  if (unit.load === 'masked') return 'masked'
  if (unit.load === 'not-found') return ''
  const installs = [...unit.file.words('Install', 'WantedBy'), ...unit.file.words('Install', 'RequiredBy')]
  const aliases = unit.file.words('Install', 'Alias')
  if (installs.length === 0 && aliases.length === 0) return 'static'
  for (const target of unit.file.words('Install', 'WantedBy')) {
    if ((yield* sys.readlink({ path: `/etc/systemd/system/${target}.wants/${name}` })).ok) return 'enabled'
  }
  for (const target of unit.file.words('Install', 'RequiredBy')) {
    if ((yield* sys.readlink({ path: `/etc/systemd/system/${target}.requires/${name}` })).ok) return 'enabled'
  }
  for (const alias of aliases) if ((yield* sys.readlink({ path: `/etc/systemd/system/${alias}` })).ok) return 'enabled'
  return 'disabled'
}
