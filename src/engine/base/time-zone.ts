/**
 * Models the part of tzdata the worlds need: UTC, America/Sao_Paulo (-03 since 2019; its summer times until then are left out) and the fixed
 * offsets that a POSIX `TZ` value can name. Unknown names mean UTC, as in glibc.
 */
export interface TimeZone {
  /** What %Z prints: `UTC`, `-03`. */
  readonly abbreviation: string
  /** East of Greenwich. */
  readonly offsetMinutes: number
}

export const utc: TimeZone = { abbreviation: 'UTC', offsetMinutes: 0 }
export const saoPaulo: TimeZone = { abbreviation: '-03', offsetMinutes: -180 }

const zones = new Map<string, TimeZone>([
  ['UTC', utc],
  ['Etc/UTC', utc],
  ['Etc/Universal', utc],
  ['Universal', utc],
  ['Zulu', utc],
  ['GMT', { abbreviation: 'GMT', offsetMinutes: 0 }],
  ['Etc/GMT', { abbreviation: 'GMT', offsetMinutes: 0 }],
  ['America/Sao_Paulo', saoPaulo],
  ['Brazil/East', saoPaulo],
])

/** The zone of a tzdata name, undefined when the worlds' tzdata lacks it. */
export const namedZone = (name: string): TimeZone | undefined => zones.get(name)

/** Reads a TZ value: a tzdata name (a leading `:` allowed) or `STD[+-]hh[:mm]`, whose sign counts west of Greenwich. */
export function parseTimeZone(text: string): TimeZone {
  const name = text.replace(/^:/, '').replace(/^\/usr\/share\/zoneinfo\//, '')
  if (name === '') return utc
  const known = zones.get(name)
  if (known) return known
  const posix = /^(?:([A-Za-z]{3,})|<([-+A-Za-z0-9]{3,})>)([-+]?)(\d{1,2})(?::(\d{2}))?(?::\d{2})?/.exec(name)
  if (!posix) return { abbreviation: /^[A-Za-z]{3,}/.exec(name)?.[0] ?? 'UTC', offsetMinutes: 0 }
  const minutes = Number(posix[4]) * 60 + Number(posix[5] ?? 0)
  return { abbreviation: posix[1] ?? posix[2] ?? 'UTC', offsetMinutes: posix[3] === '-' ? minutes : -minutes || 0 }
}
