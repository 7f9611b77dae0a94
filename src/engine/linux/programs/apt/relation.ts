import { type VersionSign, versionSatisfies } from './version.ts'

/** One name of a relationship field: `libc6 (>= 2.34)`. */
export interface Relation {
  readonly name: string
  readonly sign?: VersionSign
  readonly version?: string
}

/** `a | b`: any of them will do. */
export type Alternatives = readonly Relation[]

/** Reads `a (>= 1) | b, c:any`; architecture restrictions and qualifiers are dropped (everything here is amd64). */
export function parseRelations(field: string | undefined): readonly Alternatives[] {
  if (!field) return []
  return field
    .split(',')
    .map((group) => group.split('|').flatMap((text) => parseRelation(text)))
    .filter((group) => group.length > 0)
}

function parseRelation(text: string): readonly Relation[] {
  const match = /^\s*([a-z0-9][a-z0-9.+-]*)(?::\w+)?\s*(?:\(\s*(<<|<=|=|>=|>>|<|>)\s*([^\s)]+)\s*\))?/.exec(text)
  if (!match) return []
  const [, name = '', sign, version] = match
  const strict = { '<': '<=', '>': '>=' } as const
  return [sign && version ? { name, sign: (strict[sign as '<' | '>'] ?? sign) as VersionSign, version } : { name }]
}

export const relationText = ({ name, sign, version }: Relation): string => (sign ? `${name} (${sign} ${version})` : name)

/** What a relation is held against: a package's name, version and what it provides. */
export interface Providing {
  readonly name: string
  readonly version: string
  readonly provides: readonly Relation[]
}

/** Does the package itself, or something it provides, fulfil the relation? */
export function fulfils(candidate: Providing, wanted: Relation): boolean {
  if (candidate.name === wanted.name && (!wanted.sign || versionSatisfies(candidate.version, wanted.sign, wanted.version ?? ''))) return true
  return candidate.provides.some(
    (given) =>
      given.name === wanted.name &&
      (!wanted.sign || (given.version !== undefined && versionSatisfies(given.version, wanted.sign, wanted.version ?? ''))),
  )
}
