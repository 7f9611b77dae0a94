import type { Main } from '../../kernel/program.ts'
import { print } from '../../libc/stdio.ts'

/** Models true(1) and false(1). */
const constant = (name: string, code: number): Main =>
  function* ({ argv, build }) {
    if (argv.length === 2 && argv[1] === '--help')
      yield* print(
        `Usage: ${argv[0]} [ignored command line arguments]\n  or:  ${argv[0]} OPTION\nExit with a status code indicating ${code === 0 ? 'success' : 'failure'}.\n\n      --help        display this help and exit\n      --version     output version information and exit\n`,
      )
    if (argv.length === 2 && argv[1] === '--version') yield* print(`${name} (GNU coreutils) ${build.get('version') ?? '9.1'}\n`)
    return code
  }

const trueProgram = constant('true', 0)
const falseProgram = constant('false', 1)

export { falseProgram, trueProgram }
