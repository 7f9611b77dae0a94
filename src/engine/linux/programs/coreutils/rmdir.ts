import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { dirname } from '../../libc/paths.ts'
import { sys } from '../../sys.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'

/** Models rmdir(1). */
export const rmdir = gnuProgram({
  name: 'rmdir',
  usage: ['[OPTION]... DIRECTORY...'],
  summary: 'Remove the DIRECTORIES, if they are empty.',
  options: [
    ['--ignore-fail-on-non-empty', 'ignore failures because a directory is not empty'],
    ['-p, --parents', 'remove the parents too'],
    ['-v, --verbose', 'say what is done'],
  ],
  *run(tool) {
    if (tool.operands.length === 0) yield* tool.usageError('missing operand')
    for (const name of tool.operands) {
      let path = name
      while (yield* remove(tool, path)) {
        path = dirname(path)
        if (!tool.has('parents') || path === '.' || path === '/') break
      }
    }
    return undefined
  },
})

function* remove(tool: Tool, path: string): Sys<boolean> {
  if (tool.has('verbose')) yield* tool.say(`${tool.name}: removing directory, ${tool.quoteName(path)}\n`)
  const removed = yield* sys.rmdir({ path })
  if (removed.ok) return true
  if (!(tool.has('ignore-fail-on-non-empty') && removed.error === 'ENOTEMPTY'))
    yield* tool.fail(`failed to remove ${tool.quoteName(path)}: ${strerror(removed.error)}`)
  return false
}
