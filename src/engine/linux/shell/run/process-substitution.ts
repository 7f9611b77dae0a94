import type { Sys } from '../../kernel/calls.ts'
import { sys } from '../../sys.ts'
import type { Shell } from '../state/shell.ts'

/** Closes what the command that is over got from process substitutions. */
export function* closeSubstitutions(shell: Shell, from: number): Sys<void> {
  for (const fd of shell.processSubstitutions.splice(from)) yield* sys.close({ fd })
}
