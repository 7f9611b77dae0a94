import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { sys } from '../../sys.ts'
import { parseMode } from '../gnu/file-mode.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import { currentUmask } from './cp.ts'

/** Models mkdir(1). */
export const mkdir = gnuProgram({
  name: 'mkdir',
  usage: ['[OPTION]... DIRECTORY...'],
  summary: 'Make the DIRECTORIES, where they do not exist.',
  options: [
    ['-m, --mode=MODE', 'set the mode as in chmod, not a=rwx less the umask'],
    ['-p, --parents', 'no error if existing, make parents as needed'],
    ['-v, --verbose', 'say what is made'],
  ],
  unsimulated: ['-Z', '--context[=CTX]'],
  *run(tool) {
    if (tool.operands.length === 0) yield* tool.usageError('missing operand')
    const text = tool.value('mode')
    const change = text === undefined ? undefined : parseMode(text)
    if (text !== undefined && !change) yield* tool.die(`invalid mode ${tool.quote(text)}`)
    const mode = change?.apply(0o777, true, yield* currentUmask())
    for (const name of tool.operands) yield* make(tool, name, mode)
    return undefined
  },
})

function* make(tool: Tool, name: string, mode: number | undefined): Sys<void> {
  if (tool.has('parents') && !(yield* makeAncestors(tool, name))) return
  const made = yield* sys.mkdir({ path: name, mode: mode ?? 0o777 })
  if (!made.ok) {
    if (tool.has('parents') && made.error === 'EEXIST') {
      const stat = yield* sys.stat({ path: name })
      if (stat.ok && stat.value.type === 'directory') return
    }
    return yield* tool.fail(`cannot create directory ${tool.quote(name)}: ${strerror(made.error)}`)
  }
  if (tool.has('verbose')) yield* announce(tool, name)
  if (mode !== undefined) yield* sys.chmod({ path: name, mode })
}

function* makeAncestors(tool: Tool, name: string): Sys<boolean> {
  for (const m of name.replace(/\/+$/, '').matchAll(/\/+/g)) {
    const path = name.slice(0, m.index)
    if (path === '') continue
    const made = yield* sys.mkdir({ path, mode: 0o777 })
    if (made.ok) {
      if (tool.has('verbose')) yield* announce(tool, path)
      continue
    }
    const stat = yield* sys.stat({ path })
    if (stat.ok && stat.value.type === 'directory') continue
    yield* tool.fail(
      `cannot create directory ${tool.quote(path)}: ${strerror(stat.ok ? (made.error === 'EEXIST' ? 'ENOTDIR' : made.error) : made.error)}`,
    )
    return false
  }
  return true
}

function* announce(tool: Tool, path: string): Sys<void> {
  yield* tool.say(`${tool.name}: created directory ${tool.quoteName(path)}\n`)
}
