import type { Sys } from '../../kernel/calls.ts'
import type { Main, Start } from '../../kernel/program.ts'
import type { Parsed } from '../../libc/getopt.ts'
import { getopt, optionTable } from '../../libc/getopt.ts'
import { print, printError } from '../../libc/stdio.ts'
import { sys } from '../../sys.ts'

/** The frame that util-linux programs share: options, --help and --version, complaints with the program's name in front. */
export interface UtilitySpec {
  readonly name: string
  /** What follows the name in the usage lines. */
  readonly usage: readonly string[]
  readonly summary: string
  /** As `optionTable` reads them. */
  readonly options: string
  /** Keys of options that are known but not modelled. */
  readonly unsimulated?: readonly string[]
  readonly inOrder?: boolean
  readonly failure?: number
  readonly run: (utility: Utility) => Sys<number>
}

export interface Utility extends Parsed {
  readonly env: ReadonlyMap<string, string>
  /** Release 2.23 (Red Hat 7) instead of 2.38 (Debian 12). */
  readonly old: boolean
  say(text: string): Sys<void>
  /** `name: message` on standard error; the exit code back. */
  fail(message: string, code?: number): Sys<number>
  /** The same with the hint at --help. */
  usageError(message: string): Sys<number>
}

export function utility(spec: UtilitySpec): Main {
  return function* main(start) {
    const failure = spec.failure ?? 1
    const parsed = getopt(start.argv.slice(1), optionTable(`${spec.options} h|help V|version`), { inOrder: spec.inOrder ?? false })
    const hint = `Try '${spec.name} --help' for more information.\n`
    if (!parsed.ok) {
      yield* printError(`${spec.name}: ${parsed.message}\n${hint}`)
      return failure
    }
    const old = yield* isOld(start)
    if (parsed.value.has('help')) {
      yield* print(
        `\nUsage:\n${spec.usage.map((line) => ` ${spec.name} ${line}\n`).join('')}\n${spec.summary}\n\nFor more details see ${spec.name}(8).\n`,
      )
      return 0
    }
    if (parsed.value.has('version')) {
      yield* print(`${spec.name} from util-linux ${old ? '2.23.2' : '2.38.1'}\n`)
      return 0
    }
    for (const key of spec.unsimulated ?? [])
      if (parsed.value.has(key)) {
        yield* printError(`cais: ${spec.name}: ${key.length > 1 ? '--' : '-'}${key} is not simulated\n`)
        return failure
      }
    const fail = function* (message: string, code = failure): Sys<number> {
      yield* printError(`${spec.name}: ${message}\n`)
      return code
    }
    return yield* spec.run({
      ...parsed.value,
      env: start.env,
      old,
      *say(text) {
        yield* print(text)
      },
      fail,
      *usageError(message) {
        yield* printError(`${spec.name}: ${message}\n${hint}`)
        return failure
      },
    })
  }
}

function* isOld(start: Start): Sys<boolean> {
  const version = start.build.get('version')
  return version === undefined ? (yield* sys.stat({ path: '/etc/redhat-release' })).ok : version.startsWith('2.2')
}
