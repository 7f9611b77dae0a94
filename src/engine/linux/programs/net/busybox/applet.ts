import type { Sys } from '../../../kernel/calls.ts'
import type { Start } from '../../../kernel/program.ts'
import type { Parsed } from '../../../libc/getopt.ts'
import { getopt, optionTable } from '../../../libc/getopt.ts'
import { printError } from '../../../libc/stdio.ts'

export interface Applet {
  readonly name: string
  /** As in libc/getopt.ts. */
  readonly options: string
  /** What follows `Usage: name `. */
  readonly usage: string
  /** Known keys that are not modelled. */
  readonly unsimulated?: readonly string[]
}

/** Reads an applet's options as busybox does: a bad one prints the usage; answers an exit code then. */
export function* appletOptions(applet: Applet, { argv, build }: Start): Sys<Parsed | number> {
  const options = getopt(argv.slice(1), optionTable(applet.options))
  if (!options.ok) {
    yield* printError(`${applet.name}: ${options.message.replace(/^unrecognized option '--(.*)'$/, 'unrecognized option: $1')}\n`)
    return yield* appletUsage(applet, build)
  }
  const missing = applet.unsimulated?.find((key) => options.value.has(key))
  if (missing === undefined) return options.value
  yield* printError(`cais: ${applet.name}: -${missing} is not simulated\n`)
  return 1
}

export function* appletUsage(applet: Applet, build: ReadonlyMap<string, string>): Sys<number> {
  yield* printError(`BusyBox v${build.get('version') ?? '1.36.1'} () multi-call binary.\n\nUsage: ${applet.name} ${applet.usage}\n`)
  return 1
}
