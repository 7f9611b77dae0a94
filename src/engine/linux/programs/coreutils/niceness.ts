import type { Sys } from '../../kernel/calls.ts'
import { readFile } from '../../libc/stdio.ts'

/** The caller's niceness, as /proc/self/stat tells it (getpriority). */
export function* ownNiceness(): Sys<number> {
  const stat = yield* readFile('/proc/self/stat')
  const fields = stat.ok ? stat.value.slice(stat.value.lastIndexOf(')') + 2).split(' ') : []
  return Number(fields[16] ?? 0)
}
