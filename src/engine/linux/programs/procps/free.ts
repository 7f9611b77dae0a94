import type { Sys } from '../../kernel/calls.ts'
import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { print, printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { memInfo } from './proc/system.ts'

const usage =
  '\nUsage:\n free [options]\n\nOptions:\n -b, --bytes         show output in bytes\n     --kilo          show output in kilobytes\n     --mega          show output in megabytes\n     --giga          show output in gigabytes\n -k, --kibi          show output in kibibytes\n -m, --mebi          show output in mebibytes\n -g, --gibi          show output in gibibytes\n -h, --human         show human-readable output\n     --si            use powers of 1000 not 1024\n -l, --lohi          show detailed low and high memory statistics\n -t, --total         show total for RAM + swap\n -s N, --seconds N   repeat printing every N seconds\n -c N, --count N     repeat printing N times, then exit\n -w, --wide          wide output\n\n     --help     display this help and exit\n -V, --version  output version information and exit\n\nFor more details see free(1).\n'

const unitBytes: Readonly<Record<string, number>> = {
  bytes: 1,
  kilo: 1000,
  mega: 1e6,
  giga: 1e9,
  kibi: 1024,
  mebi: 1024 ** 2,
  gibi: 1024 ** 3,
  tebi: 1024 ** 4,
}

/** procps's scale_size: at most four characters of number and unit (`1.8G`, `133M`; `Gi`, `Mi` since 3.3.15). */
export function humanSize(kb: number, suffix: string, base = 1024): string {
  const bytes = kb * 1024
  if (String(bytes).length <= 3) return `${bytes}B`
  for (const [i, unit] of ['K', 'M', 'G', 'T', 'P'].entries()) {
    const value = bytes / base ** (i + 1)
    const fraction = value.toFixed(1)
    if (fraction.length <= 3) return `${fraction}${unit}${suffix}`
    const whole = String(Math.floor(value))
    if (whole.length <= 3) return `${whole}${unit}${suffix}`
  }
  return `${kb}K${suffix}`
}

/** Models free of procps-ng: 3.3.10 counts used as total - free - buffers - cache and labels in seven columns, 4.0 as total - available, in nine. */
export const free: Main = function* ({ argv, build }) {
  const parsed = getopt(
    argv.slice(1),
    optionTable('b|bytes kilo mega giga k|kibi m|mebi g|gibi tebi h|human si l|lohi t|total s|seconds= c|count= w|wide help V|version'),
  )
  if (!parsed.ok) {
    yield* printError(`free: ${parsed.message}\n${usage}`)
    return 1
  }
  const { value } = parsed
  const version = build.get('version') ?? '4.0.2'
  if (value.has('help') || value.has('version')) {
    yield* print(value.has('help') ? usage : `free from procps-ng ${version}\n`)
    return 0
  }
  const seconds = Number(value.value('seconds') ?? 0)
  const count = value.value('count') === undefined ? undefined : Number(value.value('count'))
  if (value.has('seconds') && !(seconds > 0)) {
    yield* printError(`free: seconds argument \`${value.value('seconds')}' failed\n`)
    return 1
  }
  if (count !== undefined && !(count > 0)) {
    yield* printError(`free: failed to parse count argument: '${value.value('count')}'\n`)
    return 1
  }
  const unit = value.options.findLast((option) => unitBytes[option.key] !== undefined)?.key
  const modern = !version.startsWith('3.3.1') || Number(version.split('.')[2]) > 14
  const scale = (kb: number): string =>
    value.has('human') ? humanSize(kb, modern ? 'i' : '') : String(Math.floor((kb * 1024) / (unitBytes[unit ?? 'kibi'] as number)))
  const settings = { modern, wide: value.has('wide'), total: value.has('total'), lowHigh: value.has('lohi'), scale }
  for (let shown = 0; ; ) {
    yield* print(yield* table(settings))
    shown++
    if ((count === undefined && seconds === 0) || (count !== undefined && shown >= count)) return 0
    yield* print('\n')
    yield* sys.nanosleep({ ms: (seconds || 1) * 1000 })
  }
}

interface Settings {
  readonly modern: boolean
  readonly wide: boolean
  readonly total: boolean
  readonly lowHigh: boolean
  readonly scale: (kb: number) => string
}

function* table({ modern, wide, total, lowHigh, scale }: Settings): Sys<string> {
  const memory = yield* memInfo()
  const cache = memory('Cached') + memory('SReclaimable')
  const buffers = memory('Buffers')
  const used = modern ? memory('MemTotal') - memory('MemAvailable') : memory('MemTotal') - memory('MemFree') - buffers - cache
  const swapUsed = memory('SwapTotal') - memory('SwapFree')
  const labelWidth = modern ? 9 : 8
  const cell = (text: string): string => text.padStart(11)
  const row = (label: string, numbers: readonly number[]): string => `${label.padEnd(labelWidth)}${numbers.map((kb) => cell(scale(kb))).join(' ')}\n`
  const names = wide
    ? ['total', 'used', 'free', 'shared', 'buffers', 'cache', 'available']
    : ['total', 'used', 'free', 'shared', 'buff/cache', 'available']
  const cached = wide ? [buffers, cache] : [buffers + cache]
  let out = `${' '.repeat(labelWidth)}${names.map(cell).join(' ')}\n`
  out += row('Mem:', [memory('MemTotal'), used, memory('MemFree'), memory('Shmem'), ...cached, memory('MemAvailable')])
  if (lowHigh) out += row('Low:', [memory('MemTotal'), memory('MemTotal') - memory('MemFree'), memory('MemFree')]) + row('High:', [0, 0, 0])
  out += row('Swap:', [memory('SwapTotal'), swapUsed, memory('SwapFree')])
  if (total) out += row('Total:', [memory('MemTotal') + memory('SwapTotal'), used + swapUsed, memory('MemFree') + memory('SwapFree')])
  return out
}
