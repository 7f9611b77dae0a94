/** Models gnulib's xstrtol suffixes and human.c: numbers such as 10K, 1MB, and sizes printed as 1.5G. */
const powers = 'KMGTPEZY'

/** `512`, `10K` (1024), `10KB` (1000), `10KiB`, `2b` (512) as a number; undefined when it is none. */
export function parseSize(text: string, suffixes = 'bcwKkMmGgTtPE'): number | undefined {
  const m = /^(\d+)([a-zA-Z]*)$/.exec(text)
  if (!m) return undefined
  const factor = sizeFactor(m[2] as string, suffixes)
  return factor === undefined ? undefined : Number(m[1]) * factor
}

/** What a suffix multiplies by. */
export function sizeFactor(suffix: string, allowed = 'bcwKkMmGgTtPE'): number | undefined {
  if (suffix === '') return 1
  const letter = suffix[0] as string
  if (!allowed.includes(letter)) return undefined
  const rest = suffix.slice(1)
  const power = powers.indexOf(letter.toUpperCase()) + 1
  if (power === 0) return rest !== '' ? undefined : letter === 'b' ? 512 : letter === 'w' ? 2 : letter === 'c' ? 1 : undefined
  return rest === '' || rest === 'iB' ? 1024 ** power : rest === 'B' ? 1000 ** power : undefined
}

/** As `ls -h`, `df -h`, `du -h` print: at most three digits, rounded up, one decimal below ten. */
export function humanSize(bytes: number, base: 1000 | 1024 = 1024): string {
  if (bytes < base) return String(Math.ceil(bytes))
  let value = bytes
  let power = 0
  while (value >= base && power < powers.length) {
    value /= base
    power++
  }
  const tenths = Math.ceil(value * 10 - 1e-9)
  let text = tenths < 100 ? `${Math.floor(tenths / 10)}.${tenths % 10}` : String(Math.ceil(value - 1e-9))
  if (Number(text) >= base && power < powers.length) {
    text = '1.0'
    power++
  }
  const letter = powers[power - 1] as string
  return text + (base === 1000 && letter === 'K' ? 'k' : letter)
}

export interface BlockSize {
  readonly human?: 1000 | 1024
  readonly unit: number
  /** Printed after a number: `M` of --block-size=M. */
  readonly suffix: string
  readonly grouped?: boolean
}

/** A --block-size value; undefined when invalid. */
export function parseBlockSize(text: string): BlockSize | undefined {
  if (text === 'human-readable') return { human: 1024, unit: 1, suffix: '' }
  if (text === 'si') return { human: 1000, unit: 1, suffix: '' }
  const plain = text.replace(/^'/, '')
  const bare = /^[A-Za-z]+$/.test(plain)
  const unit = parseSize(bare ? `1${plain}` : plain, 'bcwKkMmGgTtPE')
  if (unit === undefined || unit === 0) return undefined
  return { unit, suffix: bare ? (plain.length === 1 ? plain.toUpperCase() : plain) : '', ...(plain !== text && { grouped: true }) }
}

/** A number of bytes in a block size, rounded up. */
export function formatSize(bytes: number, size: BlockSize): string {
  if (size.human) return humanSize(bytes, size.human)
  return Math.ceil(bytes / size.unit) + size.suffix
}
