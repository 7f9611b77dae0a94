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
  /** What it does, in a line or more under the usage. */
  readonly summary?: string
  /** Known keys that are not modelled. */
  readonly unsimulated?: readonly string[]
  /** The first operand ends the options. */
  readonly inOrder?: boolean
}

/** Reads an applet's options as busybox does: a bad one prints the usage; answers an exit code then. */
export function* appletOptions(applet: Applet, { argv, build }: Start): Sys<Parsed | number> {
  if (argv.length === 2 && argv[1] === '--help') {
    yield* appletUsage(applet, build)
    return 0
  }
  const options = getopt(argv.slice(1), optionTable(applet.options), { inOrder: applet.inOrder ?? false })
  if (!options.ok) {
    yield* printError(`${applet.name}: ${build.get('libc') === 'musl' ? inMuslWords(options.message) : options.message}\n`)
    return yield* appletUsage(applet, build)
  }
  const missing = applet.unsimulated?.find((key) => options.value.has(key))
  if (missing === undefined) return options.value
  yield* printError(`cais: ${applet.name}: ${missing.length > 1 ? '--' : '-'}${missing} is not simulated\n`)
  return 1
}

/** The C library words getopt's complaints; musl's are shorter. */
const inMuslWords = (message: string): string =>
  message
    .replace(/^(?:invalid option -- |unrecognized option )'(?:--)?(.*)'$/, 'unrecognized option: $1')
    .replace(/^option (?:'--(.*)' requires an argument|requires an argument -- '(.*)')$/, 'option requires an argument: $1$2')
    .replace(/^option '--(.*)' doesn't allow an argument$/, 'option does not take an argument: $1')

/** `BusyBox v1.36.1 (2023-05-18 22:34:17 UTC)`. */
export const busyboxBanner = (build: ReadonlyMap<string, string>): string =>
  `BusyBox v${build.get('version') ?? '1.36.1'} (${(build.get('built') ?? '2023-05-18_22:34:17_UTC').replaceAll('_', ' ')})`

export function usageText(applet: Applet, build: ReadonlyMap<string, string>): string {
  const summary = applet.summary === undefined ? '' : `\n${applet.summary}\n`
  return `${busyboxBanner(build)} multi-call binary.\n\nUsage: ${applet.name} ${applet.usage}\n${summary}`
}

export function* appletUsage(applet: Applet, build: ReadonlyMap<string, string>): Sys<number> {
  yield* printError(usageText(applet, build))
  return 1
}
