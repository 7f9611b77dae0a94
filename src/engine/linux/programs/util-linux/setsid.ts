import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { execSearching, exitCodeOf, waitFor } from '../../libc/spawn.ts'
import { sys } from '../../sys.ts'
import type { Utility } from './frame.ts'
import { utility } from './frame.ts'

/** Models setsid(1). */
export const setsid = utility({
  name: 'setsid',
  usage: ['[options] <program> [arguments ...]'],
  summary: 'Run a program in a new session.',
  options: 'c|ctty f|fork w|wait',
  inOrder: true,
  *run(run) {
    if (run.operands.length === 0) return yield* run.usageError('no command specified')
    const own = yield* sys.getpid({})
    const group = yield* sys.getpgid({ pid: 0 })
    const mustFork = run.has('fork') || (group.ok && group.value === own)
    if (!mustFork) return yield* inNewSession(run)
    const child = yield* sys.clone({ main: () => inNewSession(run) })
    if (!child.ok) return yield* run.fail(`fork: ${strerror(child.error)}`)
    if (!run.has('wait')) return 0
    const status = yield* waitFor(child.value)
    return status.ok ? exitCodeOf(status.value) : 1
  },
})

function* inNewSession(run: Utility): Sys<number> {
  const session = yield* sys.setsid({})
  if (!session.ok) return yield* run.fail(`setsid failed: ${strerror(session.error)}`)
  if (run.has('ctty')) {
    const terminal = yield* sys.setctty({ fd: 0 })
    if (!terminal.ok) return yield* run.fail(`failed to set the controlling terminal: ${strerror(terminal.error)}`)
  }
  const reason = yield* execSearching(run.operands, run.env)
  return yield* run.fail(`failed to execute ${run.operands[0]}: ${strerror(reason)}`, reason === 'ENOENT' ? 127 : 126)
}
