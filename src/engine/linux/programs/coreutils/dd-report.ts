import { formatFloat } from '../../libc/c-format.ts'

/** dd's last line: `1048576 bytes (1.0 MB, 1.0 MiB) copied, 0.00123 s, 852 MB/s`. */
export function humanDecimal(bytes: number, seconds: number): string {
  const decimal = scaled(bytes, 1000)
  const binary = scaled(bytes, 1024)
  const sizes = bytes >= 1024 ? ` (${decimal}B, ${binary}B)` : bytes >= 1000 ? ` (${decimal}B)` : ''
  const rate = seconds > 0 ? scaled(bytes / seconds, 1000) : 'Infinity '
  const time = formatFloat(seconds, { flags: '', letter: 'g' })
  return `${bytes} byte${bytes === 1 ? '' : 's'}${sizes} copied, ${time} s, ${rate}B/s`
}

/** At most three digits, one decimal below ten. */
function scaled(amount: number, base: 1000 | 1024): string {
  const letters = base === 1000 ? ['', 'k', 'M', 'G', 'T', 'P', 'E'] : ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
  let value = amount
  let power = 0
  while (value >= base && power < letters.length - 1) {
    value /= base
    power++
  }
  const text = power > 0 && value < 9.95 ? value.toFixed(1) : String(Math.round(value))
  return `${text} ${letters[power]}`
}
