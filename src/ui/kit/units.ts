/** A size for reading, with one decimal below ten: `1.4 GB`. Memory counts in powers of two, as machines have it; disks in powers of ten. */
export function sizeText(bytes: number, locale: string, base: 1000 | 1024 = 1000): string {
  const power = Math.min(4, bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(base)))
  return `${numberText(bytes / base ** power, locale)} ${['B', 'KB', 'MB', 'GB', 'TB'][power]}`
}

export function durationText(ms: number, locale: string): string {
  if (ms < 1_000) return `${numberText(ms, locale)} ms`
  return ms < 60_000 ? `${numberText(ms / 1000, locale)} s` : `${numberText(ms / 60_000, locale)} min`
}

function numberText(value: number, locale: string): string {
  return value.toLocaleString(locale, { maximumFractionDigits: value < 10 ? 1 : 0 })
}
