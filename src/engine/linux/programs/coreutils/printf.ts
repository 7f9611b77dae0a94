import type { Main } from '../../kernel/program.ts'
import { encodeUtf8, localeOf } from '../../libc/locale.ts'
import type { PrintfProblem } from '../../libc/printf-format.ts'
import { formatPrintf } from '../../libc/printf-format.ts'
import { quoteText } from '../../libc/quoting.ts'
import { print, printError, writeBytes } from '../../libc/stdio.ts'

/** Models printf(1) of coreutils. */
export const printf: Main = function* ({ argv, env, build }) {
  const name = argv[0] ?? 'printf'
  const args = argv[1] === '--' ? argv.slice(2) : argv.slice(1)
  const [format, ...values] = args
  if (argv.length === 2 && argv[1] === '--version') {
    yield* print(`printf (GNU coreutils) ${build.get('version') ?? '9.1'}\n`)
    return 0
  }
  if (argv.length === 2 && argv[1] === '--help') {
    yield* print(
      `Usage: ${name} FORMAT [ARGUMENT]...\n  or:  ${name} OPTION\nPrint ARGUMENT(s) according to FORMAT.\n\n      --help        display this help and exit\n      --version     output version information and exit\n`,
    )
    return 0
  }
  if (format === undefined) {
    yield* printError(`${name}: missing operand\nTry '${name} --help' for more information.\n`)
    return 1
  }
  const { utf8 } = localeOf(env)
  const printed = formatPrintf(format, values, { quote: (text) => quoteText(text, 'shell-escape', utf8) })
  const quote = (text: string) => quoteText(text, 'locale', utf8)
  const invalid = printed.problems.find((problem) => problem.kind === 'invalid conversion')
  for (const problem of printed.problems) if (problem !== invalid) yield* printError(`${name}: ${messageOf(problem, quote)}\n`)
  const written = yield* writeBytes(1, encodeUtf8(printed.text))
  if (invalid) {
    yield* printError(`${name}: ${messageOf(invalid, quote)}\n`)
    return 1
  }
  if (printed.excess !== undefined) yield* printError(`${name}: warning: ignoring excess arguments, starting with ${quote(printed.excess)}\n`)
  return printed.problems.length > 0 || !written.ok ? 1 : 0
}

function messageOf(problem: PrintfProblem, quote: (text: string) => string): string {
  switch (problem.kind) {
    case 'not a number':
      return `${quote(problem.argument)}: expected a numeric value`
    case 'not completely converted':
      return `${quote(problem.argument)}: value not completely converted`
    case 'out of range':
      return `${quote(problem.argument)}: Numerical result out of range`
    case 'invalid conversion':
      return `${problem.specification}: invalid conversion specification`
    default:
      return 'missing hexadecimal number in escape'
  }
}
