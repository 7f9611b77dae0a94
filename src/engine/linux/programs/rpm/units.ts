/** yum's sizes: `3.6 k`, `117 M`: three significant digits at most. `space` comes before the unit. */
export function sizeText(bytes: number, space = ' '): string {
  const units = ['', 'k', 'M', 'G', 'T']
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  if (unit === 0) return `${Math.round(value)}${space}`
  return value < 9.95 ? `${value.toFixed(1)}${space}${units[unit]}` : `${Math.round(value)}${space}${units[unit]}`
}

/** `00:00:07`. */
export function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}
