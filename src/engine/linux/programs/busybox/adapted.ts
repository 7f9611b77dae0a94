import type { Sys } from '../../kernel/calls.ts'
import type { Main, Start } from '../../kernel/program.ts'
import type { Applet } from '../net/busybox/applet.ts'
import { appletOptions, usageText } from '../net/busybox/applet.ts'
import type { Wording } from './reworded.ts'
import { reworded } from './reworded.ts'

/**
 * An applet whose work another room's program does: BusyBox' own options, usage and words for what goes wrong around it. Where BusyBox' output
 * differs too, the applet is a program of its own.
 */
export interface Adapted extends Omit<Applet, 'name' | 'options'> {
  readonly main: Main
  /** BusyBox' options, as in libc/getopt.ts; without them the program reads its arguments itself. */
  readonly options?: string
  readonly words?: readonly Wording[]
  /** Exit code that stands for the program's higher ones up to 2. */
  readonly failure?: number
  /** Release the program behaves like. */
  readonly version?: string
  readonly arguments?: (given: readonly string[]) => readonly string[]
}

/** What many programs say: opening, missing operands, running other programs. */
const common: readonly Wording[] = [
  [/^(missing|extra) .*operand.*$/, ''],
  [/^cannot (?:open|read|access|stat|statx)(?: directory)?:? '(.*)'(?: for (?:reading|writing))?: (.*)$/, "can't open '$1': $2"],
  [/^failed to open '(.*)': (.*)$/, "can't open '$1': $2"],
  [/^failed to run command '(.*)': (.*)$/, "can't execute '$1': $2"],
  [/^invalid (?:number of (?:lines|bytes|columns)|time interval|line count|number): '(.*)'$/, "invalid number '$1'"],
  [/^invalid time interval '(.*)'$/, "invalid number '$1'"],
]

export function adapted(name: string, applet: Adapted): Main {
  return function* main(start) {
    if (start.argv.length === 2 && start.argv[1] === '--help') {
      return yield* showHelp({ ...applet, name, options: '' }, start)
    }
    if (applet.options !== undefined) {
      const parsed = yield* appletOptions({ ...applet, name, options: applet.options }, start)
      if (typeof parsed === 'number') return parsed
    }
    const given = start.argv.slice(1)
    const argv = [name, ...(applet.arguments?.(given) ?? given)]
    const build = new Map([['version', applet.version ?? '9.1']])
    const usage = usageText({ ...applet, name, options: '' }, start.build)
    const voice = new Voice(name, applet.words ?? [], usage)
    const code = yield* reworded(applet.main({ argv, env: start.env, build }), (line) => voice.say(line))
    return code === 2 ? (applet.failure ?? 2) : code
  }
}

function* showHelp(applet: Applet, start: Start): Sys<number> {
  yield* appletOptions({ ...applet, options: '' }, { ...start, argv: [applet.name, '--help'] })
  return 0
}

/** Puts lines into BusyBox' words: a complaint or, where there was none, the usage. */
class Voice {
  private complained = false

  constructor(
    private readonly name: string,
    private readonly words: readonly Wording[],
    private readonly usage: string,
  ) {}

  say(line: string): string | undefined {
    if (/^(?:\S+: )?Try '/.test(line)) return this.complained ? undefined : this.usage.replace(/\n$/, '')
    if (line.startsWith('Usage: ')) return undefined
    const prefix = `${this.name}: `
    if (!line.startsWith(prefix)) return line
    const message = line.slice(prefix.length).replace(/[‘’]/g, "'")
    const wording = [...this.words, ...common].find(([said]) => said.test(message))
    const text = wording ? message.replace(...wording) : message
    if (text === '') return undefined
    this.complained = true
    return `${prefix}${text}`
  }
}
