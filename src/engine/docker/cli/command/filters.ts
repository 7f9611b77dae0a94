import { marshalJson } from '../../../base/go-json.ts'
import type { GoValue } from '../../../base/go-value.ts'

/** `--filter name=value` flags as the `filters` query parameter: `{"name":{"value":true}}`; undefined when there is none. */
export function filtersQuery(flags: readonly string[], more: Readonly<Record<string, string>> = {}): string | undefined {
  const filters = new Map<string, Map<string, GoValue>>()
  const add = (name: string, value: string) => {
    const values = filters.get(name) ?? new Map<string, GoValue>()
    values.set(value, true)
    filters.set(name, values)
  }
  for (const flag of flags) {
    const at = flag.indexOf('=')
    if (at >= 0) add(flag.slice(0, at).trim().toLowerCase(), flag.slice(at + 1).trim())
  }
  for (const [name, value] of Object.entries(more)) add(name, value)
  return filters.size === 0 ? undefined : marshalJson(filters)
}
