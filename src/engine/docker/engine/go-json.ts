const escaped: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\u2028': '\\u2028', '\u2029': '\\u2029' }

/** The largest uint64 as a number comes out a little larger, and Go's readers refuse it. */
const largest = { number: '18446744073709552000', uint64: '18446744073709551615' } as const

/** encoding/json's Marshal of plain objects: HTML characters escaped, fields in their own order, undefined ones left out. */
export const goJson = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/[<>&\u2028\u2029]/g, (character) => escaped[character] as string)
    .replaceAll(`:${largest.number}`, `:${largest.uint64}`)

/** A Go map as JSON shows it: keys sorted. */
export function sortedMap<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return Object.fromEntries(sorted)
}
