import type { Sys } from '../../../linux/kernel/calls.ts'
import { LineReader } from '../../../linux/libc/stdio.ts'
import type { Cli } from '../cli.ts'

/** Asks `… [y/N] ` and reads a line; only y and yes go on. */
export function* confirm(cli: Cli, message: string): Sys<boolean> {
  const question = message === '' ? 'Are you sure you want to proceed?' : message
  yield* cli.print(`${question} [y/N] `)
  const line = yield* new LineReader(0).next()
  const answer = line.ok ? (line.value?.text ?? '') : ''
  return /^y(es)?$/i.test(answer.trim())
}
