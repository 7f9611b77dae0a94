import type { Sys } from '../kernel/calls.ts'
import type { Shell } from './state/shell.ts'
import type { Word } from './word.ts'

/** An array value among a declaration builtin's arguments: `declare -a x=(1 2)`. */
export interface ListArgument {
  readonly name: string
  readonly append: boolean
  readonly words: readonly Word[]
}

/**
 * A command of the shell itself. `args` are the words after its name; `lists` holds, by index in `args`, the array values whose text stands
 * there. Returns the exit status.
 */
export type Builtin = (shell: Shell, args: readonly string[], lists: ReadonlyMap<number, ListArgument>, name: string) => Sys<number>

export const noLists: ReadonlyMap<number, ListArgument> = new Map()
