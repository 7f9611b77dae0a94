import type { Sys } from '../../kernel/calls.ts'
import type { Shell } from '../state/shell.ts'

export function* runInteractively(_shell: Shell): Sys<number> {
  return 0
}
