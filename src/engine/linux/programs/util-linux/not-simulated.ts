import type { Main } from '../../kernel/program.ts'
import { basename } from '../../libc/paths.ts'
import { printError } from '../../libc/stdio.ts'

/** Stands for a program that a real system has and the lab does not model: it says so, rather than being absent. */
export const notSimulated: Main = function* ({ argv }) {
  yield* printError(`cais: ${basename(argv[0] ?? '')} is not simulated\n`)
  return 1
}
