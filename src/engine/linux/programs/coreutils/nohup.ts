import type { Sys } from '../../kernel/calls.ts'
import { O } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { signals } from '../../kernel/signal.ts'
import { joinPath } from '../../libc/paths.ts'
import { execSearching } from '../../libc/spawn.ts'
import { sys } from '../../sys.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models nohup(1). */
export const nohup = gnuProgram({
  name: 'nohup',
  usage: ['COMMAND [ARG]...', 'OPTION'],
  summary:
    "Run COMMAND, ignoring hangup signals.\n\nIf standard output is a terminal, append output to 'nohup.out' if possible,\n'$HOME/nohup.out' otherwise. If standard error is a terminal, redirect it to standard output.",
  inOrder: true,
  failure: 125,
  *run(tool) {
    if (tool.operands.length === 0) yield* tool.usageError('missing operand')
    const terminal = function* (fd: number): Sys<boolean> {
      return (yield* sys.tcgetattr({ fd })).ok
    }
    const [input, output, errors] = [yield* terminal(0), yield* terminal(1), yield* terminal(2)]
    if (input) {
      const fd = yield* sys.open({ path: '/dev/null', flags: O.WRONLY })
      if (fd.ok) yield* sys.dup2({ fd: fd.value, to: 0 })
      if (!output && !errors) yield* tool.warn('ignoring input')
    }
    if (output) yield* redirectOutput(tool, input)
    if (errors) {
      if (!output) yield* tool.warn(input ? 'ignoring input and redirecting stderr to stdout' : 'redirecting stderr to stdout')
      yield* sys.dup2({ fd: 1, to: 2 })
    }
    yield* sys.sigaction({ signal: signals.SIGHUP, handler: 'ignore' })
    const reason = yield* execSearching(tool.operands, tool.env)
    yield* tool.warn(`failed to run command ${tool.quoteName(tool.operands[0] ?? '')}: ${strerror(reason)}`)
    return reason === 'ENOENT' ? 127 : 126
  },
})

function* redirectOutput(tool: Tool, input: boolean): Sys<void> {
  const home = tool.env.get('HOME')
  let problem: Parameters<typeof strerror>[0] = 'EACCES'
  for (const path of ['nohup.out', ...(home ? [joinPath(home, 'nohup.out')] : [])]) {
    const fd = yield* sys.open({ path, flags: O.CREAT | O.WRONLY | O.APPEND, mode: 0o600 })
    if (!fd.ok) {
      problem = fd.error
      continue
    }
    yield* tool.warn(`${input ? 'ignoring input and ' : ''}appending output to ${tool.quoteName(path)}`)
    yield* sys.dup2({ fd: fd.value, to: 1 })
    return
  }
  yield* tool.die(`failed to open ${tool.quoteName('nohup.out')}: ${strerror(problem)}`)
}
