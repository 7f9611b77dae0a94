import type { Location } from './config.ts'
import type { Context } from './context.ts'

/**
 * The location of a URI (ngx_http_core_find_location): an exact one; else the longest prefix, unless marked ^~ followed by the first expression that
 * matches, those inside the prefix before those beside it. Captures become $1 to $9.
 */
export function findLocation(locations: readonly Location[], context: Context): Location | undefined {
  const { uri } = context
  const exact = locations.find(({ match, text }) => match === 'exact' && text === uri)
  if (exact) return exact
  let best: Location | undefined
  for (const location of locations)
    if (location.match === 'prefix' && uri.startsWith(location.text) && location.text.length > (best?.text.length ?? -1)) best = location
  const nested = best && best.locations.length > 0 ? findLocation(best.locations, context) : undefined
  if (nested && (nested.match === 'regex' || nested.match === 'exact' || nested.final)) return nested
  const longest = nested ?? best
  if (best?.final) return longest
  for (const location of locations) {
    const captures = location.match === 'regex' ? location.regex?.exec(uri) : undefined
    if (!captures) continue
    context.captures = [...captures]
    for (const [name, value] of Object.entries(captures.groups ?? {})) context.variables.set(name, value ?? '')
    return location.locations.length > 0 ? (findLocation(location.locations, context) ?? location) : location
  }
  return longest
}

/** A prefix location `/x/` that passes requests on: `/x` is sent there first, as nginx does. */
export function missingSlash(locations: readonly Location[], uri: string): boolean {
  return locations.some(({ match, text, proxyPass }) => match === 'prefix' && proxyPass !== undefined && text === `${uri}/`)
}
