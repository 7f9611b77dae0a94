import type { Sys } from '../../kernel/calls.ts'
import { sys } from '../../sys.ts'
import type { Shell } from '../state/shell.ts'

const NAMES = /SECONDS|EPOCH/

/** Reads the clock when a text names a variable that shows it. */
export function* refreshClock(shell: Shell, text: string): Sys<void> {
  if (NAMES.test(text)) shell.nowMs = yield* sys.clockRealtime({})
}
