import { compareVersions } from '../gnu/version-order.ts'
import type { ApkRecord } from './record.ts'

/** A word of /etc/apk/world or of a package's dependencies: `curl`, `curl=8.7.1-r0`, `busybox>=1.36`, `!uclibc-utils`. */
export interface Dependency {
  readonly name: string
  readonly operator: '' | '=' | '<' | '>' | '<=' | '>=' | '~'
  readonly version: string
  readonly conflict: boolean
  readonly text: string
}

/** Undefined when it is no dependency. */
export function parseDependency(text: string): Dependency | undefined {
  const m = /^(!?)([A-Za-z0-9._+:/-]+)(?:(<=|>=|=~|~=|~|=|<|>)([\w.+~-]+))?$/.exec(text)
  if (!m) return undefined
  const [, mark = '', name = '', operator = '', version = ''] = m
  return { name, operator: (/~/.test(operator) ? '~' : operator) as Dependency['operator'], version, conflict: mark === '!', text }
}

/** apk's version order: numbers by dots, then letters, then the release. */
export const compareApkVersions = (a: string, b: string): number => compareVersions(a, b)

export function versionFits(version: string, { operator, version: wanted }: Dependency): boolean {
  if (operator === '') return true
  if (operator === '~')
    return version === wanted || version.startsWith(`${wanted}.`) || version.startsWith(`${wanted}-`) || version.startsWith(`${wanted}_`)
  const order = compareApkVersions(version, wanted)
  if (operator === '=') return order === 0
  return operator.includes(order < 0 ? '<' : order > 0 ? '>' : '=')
}

/** What a package can be asked for as: its own name and what it provides, with versions. */
export function* namesOf(record: ApkRecord): Iterable<{ readonly name: string; readonly version: string }> {
  yield record
  for (const provided of record.provides) {
    const [name = '', version = ''] = provided.split('=')
    yield { name, version }
  }
}

export function satisfies(record: ApkRecord, dependency: Dependency): boolean {
  for (const { name, version } of namesOf(record)) if (name === dependency.name && versionFits(version, dependency)) return true
  return false
}
