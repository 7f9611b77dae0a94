/** apt's sizes: `151 k`, `55.4 k`, `8786 k`, `500 `; the caller writes the B. */
export function sizeText(bytes: number): string {
  const units = ['', 'k', 'M', 'G', 'T']
  let value = bytes
  for (let i = 0; ; i++) {
    if (value < 100 && i > 0) return `${value.toFixed(1)} ${units[i]}`
    if (value < 10_000 || i === units.length - 1) return `${value.toFixed(0)} ${units[i]}`
    value /= 1000
  }
}

/** `2s`, `1min 5s`. */
export function timeText(seconds: number): string {
  const whole = Math.round(seconds)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  if (whole > 3600) return `${hours}h ${minutes}min ${whole % 60}s`
  return whole > 60 ? `${minutes}min ${whole % 60}s` : `${whole}s`
}

/** `Fetched 9210 kB in 2s (4605 kB/s)`. */
export function fetchedText(bytes: number, ms: number): string {
  const seconds = Math.max(0.001, ms / 1000)
  return `Fetched ${sizeText(bytes)}B in ${timeText(seconds)} (${sizeText(bytes / seconds)}B/s)\n`
}

/** Names over lines as wide as the screen, two blanks in front. */
export function nameList(names: readonly string[], screen: number): string {
  const width = screen - 3
  let out = ''
  let used = 0
  for (const name of names) {
    if (used === 0 || used + name.length >= width) {
      out += `${used === 0 ? '' : '\n'}  `
      used = 0
    } else {
      out += ' '
      used++
    }
    out += name
    used += name.length
  }
  return `${out}\n`
}
