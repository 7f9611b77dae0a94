import type { FilterQuery } from './common.ts'

/** The `filters` parameter: names with the values any of which must match. Models moby api/types/filters. */
export type Filters = ReadonlyMap<string, readonly string[]>

export const noFilters: Filters = new Map()

/** Undefined when it is no filter JSON. Accepts both wire forms. */
export function parseFilters(text: string | undefined): Filters | undefined {
  if (text === undefined || text === '') return noFilters
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined
  const filters = new Map<string, readonly string[]>()
  for (const [name, values] of Object.entries(parsed as FilterQuery)) {
    if (typeof values !== 'object' || values === null) return undefined
    filters.set(name, Array.isArray(values) ? values : Object.keys(values).filter((value) => (values as Record<string, boolean>)[value]))
  }
  return filters
}

/** True when the name is not filtered by, or the value is one of those asked for. */
export const exactMatch = (filters: Filters, name: string, value: string): boolean => !filters.has(name) || (filters.get(name) ?? []).includes(value)

/** Any of the values as a regular expression, or equal. */
export function regexMatch(filters: Filters, name: string, value: string): boolean {
  const wanted = filters.get(name)
  if (!wanted) return true
  return wanted.some((pattern) => pattern === value || safeRegex(pattern)?.test(value))
}

function safeRegex(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern)
  } catch {
    return undefined
  }
}

/** `label=key` and `label=key=value`: all must match. */
export function labelsMatch(filters: Filters, labels: Readonly<Record<string, string>> | null | undefined, name = 'label'): boolean {
  return (filters.get(name) ?? []).every((wanted) => {
    const equals = wanted.indexOf('=')
    const key = equals < 0 ? wanted : wanted.slice(0, equals)
    const value = labels?.[key]
    return value !== undefined && (equals < 0 || value === wanted.slice(equals + 1))
  })
}
