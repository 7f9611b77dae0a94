import type { Sys } from '../../../linux/kernel/calls.ts'
import type { Cli } from '../cli.ts'

/** A remark beside a prompt, set off by `i Info →` and in italics on a terminal (docker/cli internal/tui). */
export function* note(cli: Cli, text: string): Sys<void> {
  const fancy = yield* cli.isTerminal(2)
  const header = fancy ? '\x1b[1m\x1b[106m\x1b[30mi\x1b[0m\x1b[0m \x1b[96mInfo → \x1b[0m\x1b[0m' : ' Info -> '
  const lines = text.split('\n').map((line) => (fancy ? `\x1b[3m${line}\x1b[0m` : line))
  yield* cli.warn(`\n${header}${lines.join(`\n${' '.repeat(9)}`)}`)
}
