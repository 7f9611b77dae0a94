import type { Fd, Res, Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import type { Errno } from '../../kernel/errno.ts'
import { strerror } from '../../kernel/errno.ts'
import type { Main, Start } from '../../kernel/program.ts'
import type { Environment } from '../../libc/environment.ts'
import type { Parsed } from '../../libc/getopt.ts'
import { getopt } from '../../libc/getopt.ts'
import type { Locale } from '../../libc/locale.ts'
import { encodeUtf8, localeOf } from '../../libc/locale.ts'
import { quoteText } from '../../libc/quoting.ts'
import { printError, writeBytes } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'
import type { OptionLine } from './option-list.ts'
import { formatOption, optionsOfForm } from './option-list.ts'
import { TextOutput } from './text-output.ts'

/**
 * The frame that GNU programs share: options with --help and --version, messages with the program's name in front, quoting by locale and
 * release, buffered output whose errors are reported at the end. Follows gnulib and coreutils' system.h.
 */
export interface ToolSpec {
  readonly name: string
  /** As --version shows it: `GNU coreutils`. */
  readonly package?: string
  /** Release when the executable names none. */
  readonly version?: string
  /** What follows the name in each usage line. */
  readonly usage: readonly string[]
  readonly summary: string
  readonly options?: readonly OptionLine[]
  /** Option forms that are taken but not listed. */
  readonly hidden?: readonly string[]
  /** Known option forms that are not modelled. */
  readonly unsimulated?: readonly string[]
  /** The first operand ends the options. */
  readonly inOrder?: boolean
  /** Exit code of usage errors and failures. */
  readonly failure?: number
  /** Exit code of what getopt refuses, where it is another. */
  readonly optionFailure?: number
  /** Messages start with the bare name whatever argv[0] says. */
  readonly shortName?: boolean
  /** Rewrites obsolete forms (`head -5`) before getopt sees them. */
  readonly rewrite?: (args: readonly string[]) => readonly string[]
  readonly footer?: string
  /** The hint at --help has the program's name in front, as in diffutils. */
  readonly namedHint?: boolean
  /** The hint at --help in the tool's own words. */
  readonly hintText?: string
  /** Usage errors print the whole help text instead of a hint at it. */
  readonly usageOnError?: boolean
  /** What a usage error prints before the hint at --help (grep's short usage). */
  readonly shortUsage?: string
  readonly run: (tool: Tool) => Sys<number | undefined>
}

/** Ends the program with an exit code, from any depth. */
export class Exit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`)
  }
}

export class Tool {
  readonly name: string
  /** The arguments as given. */
  readonly given: readonly string[]
  readonly env: Environment
  readonly build: ReadonlyMap<string, string>
  readonly locale: Locale
  readonly out: TextOutput
  /** Exit code so far. */
  status = 0

  constructor(
    start: Start,
    private readonly spec: ToolSpec,
    readonly options: Parsed,
  ) {
    this.name = invokedName(start, spec)
    this.given = start.argv.slice(1)
    this.env = start.env
    this.build = start.build
    this.locale = localeOf(start.env)
    this.out = new TextOutput(this.locale)
  }

  get operands(): readonly string[] {
    return this.options.operands
  }

  has(key: string): boolean {
    return this.options.has(key)
  }

  value(key: string): string | undefined {
    return this.options.value(key)
  }

  /** Release of the package, `9.1`. */
  get version(): string {
    return this.build.get('version') ?? this.spec.version ?? '9.1'
  }

  /** Whether the release is at least this one. */
  atLeast(major: number, minor: number): boolean {
    const [a = 0, b = 0] = this.version.split('.').map(Number)
    return a > major || (a === major && b >= minor)
  }

  /** Prints names and words that come from the command line or the kernel; `out.put` is for what was decoded from files. */
  *say(text: string): Sys<void> {
    yield* this.out.put(this.locale.argument(text))
  }

  /** In the locale's quotes: ‘x’ or 'x'. */
  quote(text: string): string {
    return quoteText(text, 'locale', this.locale.utf8)
  }

  /** A file name that messages always quote (quoteaf); releases before 8.25 used the locale's quotes. */
  quoteName(name: string): string {
    return this.atLeast(8, 25) ? quoteText(name, 'shell-escape-always', this.locale.utf8) : this.quote(name)
  }

  /** A file name quoted only where the shell would need it (quotef). */
  showName(name: string): string {
    if (!this.atLeast(8, 25)) return name
    const shown = quoteText(name, 'shell-escape', this.locale.utf8)
    return shown === name && name.includes(':') ? quoteText(name, 'shell-escape-always', this.locale.utf8) : shown
  }

  /** `name: message` on standard error, after what was printed so far. */
  *warn(message: string): Sys<void> {
    yield* this.out.flush()
    yield* writeBytes(2, encodeUtf8(`${this.name}: ${message}\n`))
  }

  /** A message, and the failure exit code in the end. */
  *fail(message: string): Sys<void> {
    yield* this.warn(message)
    this.status = this.spec.failure ?? 1
  }

  /** `file: reason`. */
  *failFile(name: string, error: Errno): Sys<void> {
    yield* this.fail(`${this.showName(name)}: ${strerror(error)}`)
  }

  /** A message, and the end. */
  *die(message: string, code = this.spec.failure ?? 1): Sys<never> {
    yield* this.warn(message)
    throw new Exit(code)
  }

  /** A message about the command line with the hint at --help, and the end. */
  *usageError(message?: string, code = this.spec.failure ?? 1): Sys<never> {
    if (message !== undefined) yield* this.warn(message)
    yield* printError(`${hintOf(this.spec, this.name)}`)
    throw new Exit(code)
  }

  *notSimulated(what: string): Sys<never> {
    yield* this.out.flush()
    yield* printError(`cais: ${this.spec.name}: ${what} is not simulated\n`)
    throw new Exit(this.spec.failure ?? 1)
  }

  /** Opens a file operand for reading; `-` is standard input. */
  *openInput(name: string): Sys<Res<Fd>> {
    if (name === '-') return { ok: true, value: 0 }
    return yield* sys.open({ path: name, flags: O.RDONLY | O.CLOEXEC })
  }

  *closeInput(fd: Fd): Sys<void> {
    if (fd !== 0) yield* sys.close({ fd })
  }

  /** Opens each operand (standard input without operands) in turn; failures are reported and skipped. */
  *eachInput(visit: (fd: Fd, name: string) => Sys<void>, names: readonly string[] = this.operands): Sys<void> {
    for (const name of names.length > 0 ? names : ['-']) {
      const fd = yield* this.openInput(name)
      if (!fd.ok) {
        yield* this.failFile(name, fd.error)
        continue
      }
      yield* visit(fd.value, name)
      yield* this.closeInput(fd.value)
    }
  }
}

const invokedName = (start: Start, spec: ToolSpec): string => (spec.shortName ? spec.name : (start.argv[0] ?? spec.name))

function hintOf(spec: ToolSpec, name: string): string {
  if (spec.usageOnError) return helpText(spec, name)
  if (spec.hintText) return `${spec.hintText}\n`
  return `${spec.shortUsage ? `${spec.shortUsage}\n` : ''}${spec.namedHint ? `${name}: ` : ''}Try '${name} --help' for more information.\n`
}

/** `--help`'s text. */
export function helpText(spec: ToolSpec, name: string): string {
  const usage = spec.usage.map((line, i) => `${i === 0 ? 'Usage:' : '  or: '} ${name}${line === '' ? '' : ` ${line}`}`).join('\n')
  const standard: OptionLine[] = [
    ['--help', 'display this help and exit'],
    ['--version', 'output version information and exit'],
  ]
  const options = [...(spec.options ?? []), ...standard.filter(([form]) => !spec.options?.some(([known]) => known.includes(form)))]
  return `${usage}\n${spec.summary}\n\n${options.map(formatOption).join('\n')}\n${spec.footer ? `\n${spec.footer}\n` : ''}`
}

/** A GNU program's main from its description. */
export function gnuProgram(spec: ToolSpec): Main {
  const unsimulated = (spec.unsimulated ?? []).flatMap(optionsOfForm)
  const listed = [...(spec.options ?? []).map(([form]) => form), ...(spec.hidden ?? [])].flatMap(optionsOfForm)
  const specs = [...listed, ...unsimulated, { long: 'help', key: 'help' }, { long: 'version', key: 'version' }]
  return function* main(start) {
    const args = start.argv.slice(1)
    const parsed = getopt(spec.rewrite ? spec.rewrite(args) : args, specs, { inOrder: spec.inOrder || start.env.has('POSIXLY_CORRECT') })
    if (!parsed.ok) {
      const name = invokedName(start, spec)
      yield* printError(`${name}: ${parsed.message}\n${hintOf(spec, name)}`)
      return spec.optionFailure ?? spec.failure ?? 1
    }
    const tool = new Tool(start, spec, parsed.value)
    try {
      for (const { key } of parsed.value.options) {
        const known = unsimulated.find((option) => option.key === key)
        if (known) yield* tool.notSimulated(known.long ? `--${known.long}` : `-${known.short}`)
        if (key === 'help' || key === 'version') {
          const text = key === 'help' ? helpText(spec, tool.name) : `${spec.name} (${spec.package ?? 'GNU coreutils'}) ${tool.version}\n`
          yield* writeBytes(1, tool.locale.encode(tool.locale.argument(text)))
          return 0
        }
      }
      tool.status = (yield* spec.run(tool)) ?? tool.status
    } catch (error) {
      if (!(error instanceof Exit)) throw error
      tool.status = error.code
    }
    yield* tool.out.flush()
    if (tool.out.error) {
      yield* printError(`${tool.name}: write error: ${strerror(tool.out.error)}\n`)
      return spec.failure ?? 1
    }
    return tool.status
  }
}
