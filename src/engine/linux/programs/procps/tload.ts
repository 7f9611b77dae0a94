import type { Main } from '../../kernel/program.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { print, printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import { loadAverages } from './proc/system.ts'

/** Models tload of procps-ng: the load average as a graph that grows to the right. */
export const tload: Main = function* ({ argv }) {
  const parsed = getopt(argv.slice(1), optionTable('d|delay= s|scale='))
  if (!parsed.ok) {
    yield* printError(`tload: ${parsed.message}\n\nUsage:\n tload [options] [tty]\n`)
    return 1
  }
  const size = yield* sys.tcgetwinsize({ fd: 1 })
  if (!size.ok) {
    yield* printError('tload: screen too small or too large\n')
    return 1
  }
  const delayMs = Number(parsed.value.value('delay') ?? 5) * 1000
  const { rows, cols } = size.value
  const columns: number[] = []
  const scale = Number(parsed.value.value('scale') ?? 6)
  for (;;) {
    const load = yield* loadAverages()
    columns.push(Number(load[0] ?? 0))
    if (columns.length > cols) columns.shift()
    const lines = Array.from({ length: rows - 1 }, (_, row) =>
      columns
        .map((value) => {
          const height = value * scale
          const level = rows - 1 - row
          return height >= level ? (Math.floor((rows - 1 - row) / scale) === (rows - 1 - row) / scale ? '=' : '*') : level % scale === 0 ? '-' : ' '
        })
        .join(''),
    )
    yield* print(`\x1b[H ${load.join(', ')}\x1b[K\n${lines.map((line) => `\x1b[K${line}`).join('\n')}`)
    yield* sys.nanosleep({ ms: delayMs })
  }
}

/** Models slabtop of procps-ng, which needs /proc/slabinfo: this kernel has none. */
export const slabtop: Main = function* () {
  const open = yield* sys.access({ path: '/proc/slabinfo', mode: 'r' })
  yield* printError(open.ok ? 'cais: slabtop: reading slabs is not simulated\n' : 'fopen /proc/slabinfo: No such file or directory\n')
  return 1
}
