import { sys } from '../../sys.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models tty(1). */
export const tty = gnuProgram({
  name: 'tty',
  usage: ['[OPTION]...'],
  summary: 'Print the file name of the terminal connected to standard input.',
  options: [['-s, --silent, --quiet', 'print nothing, only return an exit status']],
  hidden: ['--quiet'],
  failure: 2,
  *run(tool) {
    if (tool.operands.length > 0) yield* tool.usageError(`extra operand ${tool.quote(tool.operands[0] as string)}`)
    const name = yield* sys.ttyname({ fd: 0 })
    if (!tool.has('silent') && !tool.has('quiet')) yield* tool.say(`${name.ok ? name.value : 'not a tty'}\n`)
    return name.ok ? 0 : 1
  },
})
