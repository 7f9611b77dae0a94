import type { DebPackage } from '../database.ts'
import { type Alternatives, fulfils, type Relation } from '../relation.ts'
import { compareDebVersions } from '../version.ts'
import { dependencies, type Offer, relationsOf, type Universe } from './universe.ts'

/** What will become of a package. */
export type Change =
  | { readonly kind: 'install'; readonly offer: Offer; readonly asked: boolean }
  | { readonly kind: 'remove'; readonly asked: boolean }

export interface Unmet {
  readonly by: DebPackage
  readonly field: 'Depends' | 'Pre-Depends' | 'Conflicts' | 'Breaks'
  readonly group: Alternatives
  /** apt's reason: `but it is not installable`. */
  readonly why: string
}

/**
 * apt's marking, simplified: each dependency is satisfied by the first alternative that can be installed, recommendations come along where they
 * can, conflicting packages go. Leaves out: the problem resolver's scores, pinning beyond the newest version.
 */
export class Plan {
  changes = new Map<string, Change>()
  unmet: Unmet[] = []

  constructor(
    readonly universe: Universe,
    private readonly options: {
      readonly recommends: boolean
      readonly suggests: boolean
      /** Suggested packages are kept when others go. */
      readonly keepSuggested: boolean
    },
  ) {}

  /** The version that will be there, if any. */
  after(name: string): DebPackage | undefined {
    const change = this.changes.get(name)
    if (change) return change.kind === 'install' ? change.offer : undefined
    return this.universe.installed.get(name)
  }

  *everything(): Iterable<DebPackage> {
    for (const [name, entry] of this.universe.installed) if (!this.changes.has(name)) yield entry
    for (const change of this.changes.values()) if (change.kind === 'install') yield change.offer
  }

  satisfied(relation: Relation): boolean {
    const own = this.after(relation.name)
    if (own && fulfils(own, relation)) return true
    for (const entry of this.everything()) if (entry.provides.some((given) => given.name === relation.name) && fulfils(entry, relation)) return true
    return false
  }

  /** Marks for installation with all it needs; false (and nothing changed but `unmet`) when that is impossible. */
  install(offer: Offer, asked: boolean): boolean {
    const before = this.changes.get(offer.name)
    if (before?.kind === 'install' && before.offer === offer) {
      if (asked && !before.asked) this.changes.set(offer.name, { ...before, asked })
      return true
    }
    if (before?.kind === 'remove' && before.asked) return false
    const saved = new Map(this.changes)
    const known = this.unmet.length
    this.changes.set(offer.name, { kind: 'install', offer, asked })
    const possible = this.clear(offer) && this.require(offer)
    if (!possible) {
      this.changes = saved
      return false
    }
    this.unmet.length = known
    const wished = [
      ...(this.options.recommends ? relationsOf(offer, 'Recommends') : []),
      ...(this.options.suggests ? relationsOf(offer, 'Suggests') : []),
    ]
    for (const group of wished) {
      this.provide(group)
      this.unmet.length = known
    }
    return true
  }

  private require(offer: Offer): boolean {
    for (const field of ['Pre-Depends', 'Depends'] as const) {
      for (const group of relationsOf(offer, field)) {
        if (this.provide(group)) continue
        this.unmet.push({ by: offer, field, group, why: this.reason(group[0]) })
        return false
      }
    }
    return true
  }

  private reason(relation: Relation | undefined): string {
    if (!relation) return ''
    const candidate = this.universe.candidate(relation.name)
    const installed = this.universe.installed.get(relation.name)
    if (installed && !candidate) return `but ${installed.version} is installed`
    if (candidate) return fulfils(candidate, relation) ? 'but it is not going to be installed' : `but ${candidate.version} is to be installed`
    return this.universe.isVirtual(relation.name) ? 'but it is a virtual package' : 'but it is not installable'
  }

  /** Sees to it that one of the alternatives is there. */
  private provide(group: Alternatives): boolean {
    if (group.some((relation) => this.satisfied(relation))) return true
    for (const relation of group) {
      const candidate = this.universe.candidate(relation.name)
      const offers = [...(candidate && fulfils(candidate, relation) ? [candidate] : []), ...this.universe.providersOf(relation)]
      if (offers.some((offer) => this.install(offer, false))) return true
    }
    return false
  }

  /** What the newcomer cannot live with is upgraded past the conflict or goes, and the other way round. */
  private clear(offer: Offer): boolean {
    const enemies = [...relationsOf(offer, 'Conflicts'), ...relationsOf(offer, 'Breaks')].flat()
    for (const entry of [...this.everything()]) {
      if (entry.name === offer.name) continue
      const backwards = [...relationsOf(entry, 'Conflicts'), ...relationsOf(entry, 'Breaks')].flat().some((relation) => fulfils(offer, relation))
      if (!backwards && !enemies.some((relation) => fulfils(entry, relation))) continue
      const newer = this.universe.candidate(entry.name)
      if (newer && newer.version !== entry.version && !enemies.some((relation) => fulfils(newer, relation)) && !backwards) {
        if (!this.install(newer, false)) return false
        continue
      }
      const change = this.changes.get(entry.name)
      if (change?.kind === 'install') {
        this.unmet.push({ by: offer, field: 'Conflicts', group: [{ name: entry.name }], why: `but ${entry.version} is to be installed` })
        return false
      }
      this.remove(entry.name, false)
    }
    return true
  }

  /** Marks for removal with everything that needs it. */
  remove(name: string, asked: boolean): void {
    if (!this.universe.installed.has(name)) return
    this.changes.set(name, { kind: 'remove', asked })
    for (const [other, entry] of this.universe.installed) {
      if (this.changes.has(other)) continue
      if (
        dependencies(entry).some(
          (group) => group.some((relation) => relation.name === name || this.gone(relation)) && !group.some((relation) => this.satisfied(relation)),
        )
      )
        this.remove(other, false)
    }
  }

  private gone(relation: Relation): boolean {
    for (const [name, change] of this.changes) {
      const entry = this.universe.installed.get(name)
      if (change.kind === 'remove' && entry && fulfils(entry, relation)) return true
    }
    return false
  }

  /** Automatically installed packages that nothing needs any more once this is done. */
  unneeded(): readonly string[] {
    const entries = new Map([...this.everything()].map((entry) => [entry.name, entry]))
    const wanted = new Set<string>()
    const byCapability = new Map<string, DebPackage[]>()
    for (const entry of entries.values())
      for (const capability of [entry.name, ...entry.provides.map((given) => given.name)])
        byCapability.set(capability, [...(byCapability.get(capability) ?? []), entry])
    const visit = (entry: DebPackage): void => {
      if (wanted.has(entry.name)) return
      wanted.add(entry.name)
      for (const group of [
        ...dependencies(entry),
        ...relationsOf(entry, 'Recommends'),
        ...(this.options.keepSuggested ? relationsOf(entry, 'Suggests') : []),
      ])
        for (const relation of group) for (const other of byCapability.get(relation.name) ?? []) if (fulfils(other, relation)) visit(other)
    }
    for (const entry of entries.values()) {
      const change = this.changes.get(entry.name)
      const asked = change?.kind === 'install' && (change.asked || this.universe.installed.has(entry.name))
      const automatic = this.universe.automatic.has(entry.name) || (change?.kind === 'install' && !this.universe.installed.has(entry.name))
      const protectedOne = entry.essential || ['required', 'important'].includes(entry.fields.get('Priority') ?? '')
      if (!automatic || (asked && !this.universe.automatic.has(entry.name)) || protectedOne) visit(entry)
    }
    return [...entries.keys()].filter((name) => !wanted.has(name) && this.universe.installed.has(name)).sort()
  }

  /** Newly installed and upgraded packages, what is needed before what needs it. */
  ordered(): readonly Offer[] {
    const out: Offer[] = []
    const seen = new Set<string>()
    const installs = [...this.changes.values()].flatMap((change) => (change.kind === 'install' ? [change.offer] : []))
    const visit = (offer: Offer): void => {
      if (seen.has(offer.name)) return
      seen.add(offer.name)
      for (const group of dependencies(offer)) for (const relation of group) for (const other of installs) if (fulfils(other, relation)) visit(other)
      out.push(offer)
    }
    for (const offer of installs) visit(offer)
    return out
  }

  removals(): readonly string[] {
    return [...this.changes].filter(([, change]) => change.kind === 'remove').map(([name]) => name)
  }

  isUpgrade(offer: Offer): boolean {
    const installed = this.universe.installed.get(offer.name)
    return installed !== undefined && compareDebVersions(offer.version, installed.version) > 0
  }
}
