import type { Sys } from '../../kernel/calls.ts'
import { readFile, writeFile } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { formatStanzas, parseStanzas, type Stanza } from './control.ts'
import { type Providing, parseRelations, type Relation } from './relation.ts'

// dpkg's database: paragraphs of /var/lib/dpkg/status and, per package, files of /var/lib/dpkg/info.

export const ADMIN = '/var/lib/dpkg'
export const STATUS = `${ADMIN}/status`

export type PackageState = 'not-installed' | 'config-files' | 'half-installed' | 'unpacked' | 'half-configured' | 'triggers-pending' | 'installed'

/** A package of the database. */
export class DebPackage implements Providing {
  private parsedProvides: readonly Relation[] | undefined

  constructor(readonly fields: Stanza) {}

  get name(): string {
    return this.fields.get('Package') ?? ''
  }

  get version(): string {
    return this.fields.get('Version') ?? ''
  }

  get arch(): string {
    return this.fields.get('Architecture') ?? 'amd64'
  }

  get provides(): readonly Relation[] {
    this.parsedProvides ??= parseRelations(this.fields.get('Provides')).flat()
    return this.parsedProvides
  }

  /** `install`, `deinstall`, `purge`, `hold`. */
  get selection(): string {
    return (this.fields.get('Status') ?? 'install').split(' ')[0] ?? 'install'
  }

  get state(): PackageState {
    return ((this.fields.get('Status') ?? '').split(' ')[2] ?? 'not-installed') as PackageState
  }

  /** Its files are there. */
  get unpacked(): boolean {
    return !['not-installed', 'config-files'].includes(this.state)
  }

  get essential(): boolean {
    return this.fields.get('Essential') === 'yes'
  }

  /** `libc6:amd64` where another architecture's could stand beside it, as dpkg names it. */
  get displayName(): string {
    return this.fields.get('Multi-Arch') === 'same' ? `${this.name}:${this.arch}` : this.name
  }

  get conffiles(): readonly { readonly path: string; readonly digest: string }[] {
    return (this.fields.get('Conffiles') ?? '')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .flatMap(([path, digest]) => (path && digest ? [{ path, digest }] : []))
  }

  with(changes: Readonly<Record<string, string>>): DebPackage {
    const fields = new Map(this.fields)
    for (const [name, value] of Object.entries(changes)) fields.set(name, value)
    return new DebPackage(fields)
  }

  without(names: readonly string[]): DebPackage {
    return new DebPackage(new Map([...this.fields].filter(([name]) => !names.includes(name))))
  }

  inState(state: PackageState, selection = this.selection): DebPackage {
    return this.with({ Status: `${selection} ok ${state}` })
  }
}

export type Database = Map<string, DebPackage>

export function* readDatabase(): Sys<Database> {
  const text = yield* readFile(STATUS)
  const packages = text.ok ? parseStanzas(text.value).map((stanza) => new DebPackage(stanza)) : []
  return new Map(packages.map((entry) => [entry.name, entry]))
}

export function* writeDatabase(database: Database): Sys<void> {
  const kept = [...database.values()].filter((entry) => entry.state !== 'not-installed').sort((a, b) => (a.name < b.name ? -1 : 1))
  yield* writeFile(`${STATUS}-new`, formatStanzas(kept.map((entry) => entry.fields)), { mode: 0o644 })
  yield* sys.unlink({ path: `${STATUS}-old` })
  yield* sys.link({ from: STATUS, to: `${STATUS}-old` })
  yield* sys.rename({ from: `${STATUS}-new`, to: STATUS })
}

export const infoPath = (entry: DebPackage, kind: string): string => `${ADMIN}/info/${entry.displayName}.${kind}`

/** Files and directories of a package, in its own order; the first is `/.`. */
export function* listOf(entry: DebPackage): Sys<readonly string[]> {
  const text = yield* readFile(infoPath(entry, 'list'))
  return text.ok ? text.value.split('\n').filter(Boolean) : []
}
