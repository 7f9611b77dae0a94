import { strerror } from '../../kernel/errno.ts'
import { execSearching } from '../../libc/spawn.ts'
import { sys } from '../../sys.ts'
import { gnuProgram } from '../gnu/tool.ts'
import { ownNiceness } from './niceness.ts'

/** Models nice(1). */
export const nice = gnuProgram({
  name: 'nice',
  usage: ['[OPTION] [COMMAND [ARG]...]'],
  summary:
    'Run COMMAND with an adjusted niceness. With no COMMAND, print the current niceness.\nNicenesses range from -20 (most favorable to the process) to 19 (least favorable).',
  options: [['-n, --adjustment=N', 'add integer N to the niceness (default 10)']],
  inOrder: true,
  failure: 125,
  rewrite: (args) => (args[0] !== undefined && /^-{1,2}\d+$|^-\+\d+$/.test(args[0]) ? ['-n', args[0].slice(1), ...args.slice(1)] : args),
  *run(tool) {
    const text = tool.value('adjustment')
    if (text !== undefined && !/^[-+]?\d+$/.test(text)) yield* tool.die(`invalid adjustment ${tool.quote(text)}`)
    const [command] = tool.operands
    const current = yield* ownNiceness()
    if (command === undefined) {
      if (text !== undefined) yield* tool.usageError('a command must be given with an adjustment')
      yield* tool.say(`${current}\n`)
      return 0
    }
    const wanted = Math.max(-20, Math.min(19, current + Number(text ?? 10)))
    const set = yield* sys.setpriority({ nice: wanted })
    if (!set.ok) yield* tool.warn(`cannot set niceness: ${strerror(set.error === 'EACCES' || set.error === 'EPERM' ? 'EACCES' : set.error)}`)
    const reason = yield* execSearching(tool.operands, tool.env)
    yield* tool.warn(`${tool.quote(command)}: ${strerror(reason)}`)
    return reason === 'ENOENT' ? 127 : 126
  },
})
