import type { Sys } from '../../../kernel/calls.ts'
import { readFile, writeFile } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { parseStanzas, type Stanza } from '../control.ts'
import { DebPackage, readDatabase } from '../database.ts'
import { type Alternatives, fulfils, parseRelations, type Relation } from '../relation.ts'
import { compareDebVersions } from '../version.ts'
import type { AptSession } from './session.ts'
import { LISTS, listName, packagesUri, readSources, releaseUri, type Source } from './sources.ts'

/** A version of a package that a source offers. */
export class Offer extends DebPackage {
  constructor(
    fields: Stanza,
    readonly source: Source,
    readonly component: string,
    /** Of its release: `Debian`, `Debian-Security`, `Docker`. */
    readonly release: Stanza,
    /** A file given on the command line instead of a source. */
    readonly localPath?: string,
  ) {
    super(fields)
  }

  get bytes(): number {
    return Number(this.fields.get('Size') ?? 0)
  }

  get uri(): string {
    return `${this.source.uri}/${this.fields.get('Filename') ?? ''}`
  }

  /** `http://ftp.br.debian.org/debian bookworm/main amd64`. */
  get place(): string {
    return `${this.source.uri} ${this.source.suite}/${this.component} amd64`
  }

  /** Name of its file below /var/cache/apt/archives; the epoch's colon is written %3a. */
  get fileName(): string {
    return `${this.name}_${this.version.replaceAll(':', '%3a')}_${this.arch}.deb`
  }
}

export const EXTENDED_STATES = '/var/lib/apt/extended_states'

const relationCache = new WeakMap<Stanza, Map<string, readonly Alternatives[]>>()

/** A relationship field, read once. */
export function relationsOf(entry: DebPackage, field: string): readonly Alternatives[] {
  let fields = relationCache.get(entry.fields)
  if (!fields) {
    fields = new Map()
    relationCache.set(entry.fields, fields)
  }
  let relations = fields.get(field)
  if (!relations) {
    relations = parseRelations(entry.fields.get(field))
    fields.set(field, relations)
  }
  return relations
}

export const dependencies = (entry: DebPackage): readonly Alternatives[] => [...relationsOf(entry, 'Pre-Depends'), ...relationsOf(entry, 'Depends')]

/** Everything apt knows: what is installed, what the sources offer, what came automatically. */
export class Universe {
  readonly installed = new Map<string, DebPackage>()
  /** Newest first. */
  readonly offers = new Map<string, Offer[]>()
  readonly automatic = new Set<string>()
  private readonly providers = new Map<string, Offer[]>()

  constructor(
    /** Also packages of which only configuration is left. */
    readonly known: ReadonlyMap<string, DebPackage>,
    offers: readonly Offer[],
    readonly sources: readonly Source[],
    automatic: Iterable<string>,
  ) {
    for (const [name, entry] of known) if (entry.unpacked) this.installed.set(name, entry)
    for (const offer of offers) {
      const same = this.offers.get(offer.name)
      if (!same) this.offers.set(offer.name, [offer])
      else if (!same.some((other) => other.version === offer.version && other.place === offer.place)) same.push(offer)
      for (const given of offer.provides) {
        const list = this.providers.get(given.name)
        if (list) list.push(offer)
        else this.providers.set(given.name, [offer])
      }
    }
    for (const list of this.offers.values()) list.sort((a, b) => compareDebVersions(b.version, a.version))
    for (const name of automatic) this.automatic.add(name)
  }

  candidate(name: string): Offer | undefined {
    return this.offers.get(name)?.[0]
  }

  /** Candidates that provide the relation, by name. */
  providersOf(relation: Relation): readonly Offer[] {
    const found = (this.providers.get(relation.name) ?? []).filter((offer) => this.candidate(offer.name) === offer && fulfils(offer, relation))
    return [...new Set(found)]
  }

  isVirtual(name: string): boolean {
    return !this.offers.has(name) && !this.installed.has(name) && (this.providers.get(name)?.length ?? 0) > 0
  }

  /** Named by somebody's field, though nobody has it. */
  isMentioned(name: string): boolean {
    for (const list of this.offers.values())
      for (const offer of list)
        if (
          ['Depends', 'Recommends', 'Suggests', 'Conflicts', 'Replaces'].some((field) =>
            relationsOf(offer, field).some((group) => group.some((one) => one.name === name)),
          )
        )
          return true
    return false
  }

  /** Packages with a newer version in the sources. */
  upgradable(): readonly Offer[] {
    return [...this.installed.values()]
      .flatMap((entry) => {
        const offer = this.candidate(entry.name)
        return offer && compareDebVersions(offer.version, entry.version) > 0 ? [offer] : []
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  names(): readonly string[] {
    return [...new Set([...this.installed.keys(), ...this.offers.keys()])].sort()
  }
}

/** Reads the lists of all sources and dpkg's status; undefined when the sources cannot be read. */
export function* readUniverse(session: AptSession): Sys<Universe | undefined> {
  const sources = yield* readSources(session)
  if (!sources) return undefined
  const offers: Offer[] = []
  for (const source of sources) {
    const text = yield* readFile(`${LISTS}/${listName(releaseUri(source))}`)
    if (!text.ok) continue
    const release =
      parseStanzas(text.value.replace(/^-----BEGIN PGP SIGNED MESSAGE-----\nHash: \w+\n\n/, '').split('\nSHA256:')[0] ?? '')[0] ?? new Map()
    for (const component of source.components) {
      const packages = yield* readIndex(`${LISTS}/${listName(packagesUri(source, component))}`)
      for (const stanza of parseStanzas(packages)) offers.push(new Offer(stanza, source, component, release))
    }
  }
  yield* sys.compute({ ms: 150 + offers.length / 10 })
  const states = yield* readFile(EXTENDED_STATES)
  const automatic = (states.ok ? parseStanzas(states.value) : [])
    .filter((stanza) => stanza.get('Auto-Installed') === '1')
    .map((stanza) => stanza.get('Package') ?? '')
  return new Universe(yield* readDatabase(), offers, sources, automatic)
}

function* readIndex(path: string): Sys<string> {
  const plain = yield* readFile(path)
  if (plain.ok) return plain.value
  const temporary = `/tmp/apt-index.${yield* sys.getpid({})}`
  const opened = yield* sys.decompress({ path: `${path}.lz4`, to: temporary })
  const text = opened.ok ? yield* readFile(temporary) : opened
  if (opened.ok) yield* sys.unlink({ path: temporary })
  return text.ok ? text.value : ''
}

export function* writeAutomatic(names: Iterable<string>): Sys<void> {
  const text = [...new Set(names)].sort().map((name) => `Package: ${name}\nArchitecture: amd64\nAuto-Installed: 1\n\n`)
  yield* writeFile(EXTENDED_STATES, text.join(''))
}
