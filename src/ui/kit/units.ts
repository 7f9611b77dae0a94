const steps = [
  ['GB', 1e9],
  ['MB', 1e6],
  ['KB', 1e3],
] as const

/** A size for reading, with one decimal below ten: `1.4 GB`. */
export function sizeText(bytes: number, locale: string): string {
  const [unit, scale] = steps.find(([, least]) => bytes >= least) ?? ['B', 1]
  return `${numberText(bytes / scale, locale)} ${unit}`
}

export function durationText(ms: number, locale: string): string {
  return ms < 60_000 ? `${numberText(ms / 1000, locale)} s` : `${numberText(ms / 60_000, locale)} min`
}

function numberText(value: number, locale: string): string {
  return value.toLocaleString(locale, { maximumFractionDigits: value < 10 ? 1 : 0 })
}
