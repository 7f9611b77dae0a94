import { flagTable } from '../flags.gen.ts'
import type { Release } from '../release.ts'

export interface FlagDefinition {
  readonly name: string
  readonly short: string | undefined
  /** As help shows it (`string`, `list`, `bytes`), `bool` when it takes no value. */
  readonly type: string
  readonly default: string | undefined
  readonly hidden: boolean
}

/** The flags of a command (`container run`; empty for the root), by name in help's order, as a release knows them. */
export function flagsOf(path: string, release: Release): readonly FlagDefinition[] {
  const words = (flagTable[path] ?? '').split(' ').filter(Boolean)
  const definitions: FlagDefinition[] = []
  for (const word of words) {
    const match = /^([^,=]+)(?:,(.))?=([A-Za-z0-9-]+)(?::([^@~]*))?(?:@(\d+))?(~)?$/.exec(word)
    if (!match) continue
    const only = match[5]
    if (only === '28' && release.major < 28) continue
    if (only === '26' && release.major >= 28) continue
    definitions.push({ name: match[1] as string, short: match[2], type: match[3] as string, default: match[4], hidden: match[6] === '~' })
  }
  return definitions.sort((a, b) => (a.name < b.name ? -1 : 1))
}

const repeated = new Set(['list', 'strings', 'stringArray', 'map', 'filter', 'mount', 'network', 'ulimit', 'gpu-request', 'ipNetSlice'])

/** Whether every use counts, not only the last. */
export const isRepeated = (definition: FlagDefinition): boolean => repeated.has(definition.type)
