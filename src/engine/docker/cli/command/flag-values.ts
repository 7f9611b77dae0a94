import { parseDuration } from '../../../base/go-duration.ts'
import { ramInBytes } from '../../../base/units.ts'
import { type FlagDefinition, isRepeated } from './flag-definition.ts'

/** Values of a command's flags after parsing; unset flags have their defaults. */
export class FlagValues {
  private readonly given = new Map<string, string[]>()

  constructor(private readonly definitions: readonly FlagDefinition[]) {}

  set(name: string, value: string): void {
    const definition = this.definitions.find((candidate) => candidate.name === name)
    const values = definition?.type === 'strings' ? splitComma(value) : [value]
    const old = this.given.get(name)
    if (old && definition && isRepeated(definition)) old.push(...values)
    else this.given.set(name, values)
  }

  changed(name: string): boolean {
    return this.given.has(name)
  }

  /** Names that were given, in the order of the table. */
  changedNames(): readonly string[] {
    return this.definitions.filter((definition) => this.given.has(definition.name)).map((definition) => definition.name)
  }

  bool(name: string): boolean {
    const value = this.given.get(name)?.at(-1) ?? this.defaultOf(name) ?? 'false'
    return /^(1|t|T|true|TRUE|True)$/.test(value)
  }

  text(name: string): string {
    return this.given.get(name)?.at(-1) ?? this.defaultOf(name) ?? ''
  }

  list(name: string): readonly string[] {
    return this.given.get(name) ?? []
  }

  /** `key=value` items as an object; a later key replaces an earlier. */
  map(name: string): Record<string, string> {
    return keyValues(this.list(name))
  }

  int(name: string): number {
    return Number(this.text(name) || 0)
  }

  /** A size flag (`512m`) in bytes; -1 stays -1 where swap allows it. */
  bytes(name: string): number {
    const text = this.text(name)
    if (text === '') return 0
    if (text === '-1') return -1
    const size = ramInBytes(text)
    return size.ok ? size.value : 0
  }

  /** A duration flag in nanoseconds. */
  duration(name: string): number {
    const duration = parseDuration(this.text(name) || '0')
    return duration.ok ? duration.value : 0
  }

  private defaultOf(name: string): string | undefined {
    return this.definitions.find((candidate) => candidate.name === name)?.default
  }
}

export function keyValues(items: readonly string[]): Record<string, string> {
  const out: Record<string, string> = {}
  for (const item of items) {
    const at = item.indexOf('=')
    if (at < 0) out[item] = ''
    else out[item.slice(0, at)] = item.slice(at + 1)
  }
  return out
}

/** pflag's string slices are lines of CSV. */
function splitComma(value: string): string[] {
  if (value === '') return []
  return (value.match(/"(?:[^"]|"")*"|[^,]+|(?<=,)(?=,|$)/g) ?? []).map((part) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part,
  )
}
