import type { Sys } from '../../../kernel/calls.ts'
import { strerror } from '../../../kernel/errno.ts'
import { basename, joinPath } from '../../../libc/paths.ts'
import { sys } from '../../../sys.ts'
import type { Tool } from '../../gnu/tool.ts'

export interface Transfer {
  readonly from: string
  readonly to: string
}

/**
 * Settles where each operand of cp, mv or install goes: into a directory (the last operand or -t) or onto the last operand. Ends the
 * program with the tool's message when operands are missing or the target is no directory.
 */
export function* destinations(tool: Tool, options: { intoParents?: boolean } = {}): Sys<readonly Transfer[]> {
  const operands = tool.has('strip-trailing-slashes') ? tool.operands.map((name) => name.replace(/(.)\/+$/, '$1')) : tool.operands
  if (operands.length === 0) return yield* tool.usageError('missing file operand')
  const directory = tool.value('target-directory')
  if (directory !== undefined) {
    if (tool.has('no-target-directory')) yield* tool.die('cannot combine --target-directory (-t) and --no-target-directory (-T)')
    const stat = yield* sys.stat({ path: directory })
    const problem = stat.ok ? (stat.value.type === 'directory' ? undefined : 'ENOTDIR') : stat.error
    if (problem) yield* tool.die(`target directory ${tool.quoteName(directory)}: ${strerror(problem)}`)
    return operands.map((from) => into(directory, from, options.intoParents))
  }
  const last = operands.at(-1) as string
  const sources = operands.slice(0, -1)
  if (tool.has('no-target-directory')) {
    if (sources.length > 1) return yield* tool.usageError(`extra operand ${tool.quoteName(operands[2] as string)}`)
    if (sources.length === 0) return yield* tool.usageError(`missing destination file operand after ${tool.quoteName(last)}`)
    return [{ from: sources[0] as string, to: last }]
  }
  if (sources.length === 0) return yield* tool.usageError(`missing destination file operand after ${tool.quoteName(last)}`)
  const stat = yield* sys.stat({ path: last })
  if (stat.ok && stat.value.type === 'directory') return sources.map((from) => into(last, from, options.intoParents))
  if (sources.length > 1 || options.intoParents) {
    if (tool.atLeast(9, 0)) yield* tool.die(`target ${tool.quoteName(last)}: ${strerror(stat.ok ? 'ENOTDIR' : stat.error)}`)
    yield* tool.die(`target ${tool.quoteName(last)} is not a directory`)
  }
  return [{ from: sources[0] as string, to: last }]
}

function into(directory: string, from: string, whole = false): Transfer {
  const name = basename(from)
  return { from, to: joinPath(directory, whole ? from.replace(/^\/+|\/+$/g, '') : name === '..' || name === '/' ? '' : name).replace(/(.)\/$/, '$1') }
}
