import { formatFloat } from './go-float.ts'
import { err, ok, type Result } from './result.ts'

/** Models docker/go-units: how Docker and Kubernetes tools print and read sizes and ages. */

const decimalUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'] as const
const binaryUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'] as const

function scaled(bytes: number, base: number, units: readonly string[]): readonly [size: number, unit: string] {
  let size = bytes
  let i = 0
  for (; size >= base && i < units.length - 1; i++) size /= base
  return [size, units[i] as string]
}

/** `227.9MB`: decimal units, four significant digits unless told. */
export function humanSize(bytes: number, significantDigits = 4): string {
  const [size, unit] = scaled(bytes, 1000, decimalUnits)
  return formatFloat(size, 'g', significantDigits) + unit
}

/** `23.54GiB`: binary units. */
export function bytesSize(bytes: number): string {
  const [size, unit] = scaled(bytes, 1024, binaryUnits)
  return formatFloat(size, 'g', 4) + unit
}

/** Reads `512m`, `1.5GiB`, `64kb` in powers of 1024: bytes. */
export const ramInBytes = (text: string): Result<number, string> => parseSize(text, 1024)

/** Reads `10MB` in powers of 1000: bytes. */
export const fromHumanSize = (text: string): Result<number, string> => parseSize(text, 1000)

function parseSize(text: string, base: number): Result<number, string> {
  let cut = -1
  for (let i = 0; i < text.length; i++) if ('0123456789. '.includes(text[i] as string)) cut = i
  if (cut < 0) return err(`invalid size: '${text}'`)
  const number = text[cut] === ' ' ? text.slice(0, cut) : text.slice(0, cut + 1)
  const suffix = text.slice(cut + 1).toLowerCase()
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(number)) return err(`strconv.ParseFloat: parsing "${number}": invalid syntax`)
  const size = Number(number)
  if (size < 0) return err(`invalid size: '${text}'`)
  if (suffix === '' || suffix === 'b') return ok(Math.trunc(size))
  const power = /^[kmgtp](b|ib)?$/.test(suffix) ? 'kmgtp'.indexOf(suffix[0] as string) + 1 : 0
  if (power === 0) return err(`invalid suffix: '${suffix}'`)
  return ok(Math.trunc(size * base ** power))
}

/** `3 hours`, `About a minute`, `Less than a second`. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000)
  if (seconds < 1) return 'Less than a second'
  if (seconds === 1) return '1 second'
  if (seconds < 60) return `${seconds} seconds`
  const minutes = Math.trunc(milliseconds / 60_000)
  if (minutes === 1) return 'About a minute'
  if (minutes < 60) return `${minutes} minutes`
  const exactHours = milliseconds / 3_600_000
  const hours = Math.trunc(exactHours + 0.5)
  if (hours === 1) return 'About an hour'
  if (hours < 48) return `${hours} hours`
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`
  return `${Math.trunc(Math.trunc(exactHours) / 24 / 365)} years`
}
