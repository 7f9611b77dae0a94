import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { basename, dirname, joinPath, normalizePath } from '../../libc/paths.ts'
import { sys } from '../../sys.ts'
import { canonicalPath } from '../gnu/canonical-path.ts'
import { Prompt } from '../gnu/prompt.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import { backUp } from './copy/copy-tree.ts'
import { backupControl } from './cp.ts'

/** Models ln(1). */
export const ln = gnuProgram({
  name: 'ln',
  usage: ['[OPTION]... [-T] TARGET LINK_NAME', '[OPTION]... TARGET', '[OPTION]... TARGET... DIRECTORY', '[OPTION]... -t DIRECTORY TARGET...'],
  summary: 'Make hard links, or with --symbolic symbolic links.',
  options: [
    ['--backup[=CONTROL]', 'keep a copy of each existing destination file'],
    ['-b', 'like --backup without an argument'],
    ['-f, --force', 'remove existing destination files'],
    ['-i, --interactive', 'ask before removing destinations'],
    ['-L, --logical', 'follow TARGETs that are symbolic links'],
    ['-n, --no-dereference', 'take LINK_NAME as a file if it is a link to a directory'],
    ['-P, --physical', 'make hard links to symbolic links themselves'],
    ['-r, --relative', 'with -s, make links relative to where they are'],
    ['-s, --symbolic', 'make symbolic links'],
    ['-S, --suffix=SUFFIX', 'suffix of backups'],
    ['-t, --target-directory=DIRECTORY', 'make the links in DIRECTORY'],
    ['-T, --no-target-directory', 'take LINK_NAME as a file always'],
    ['-v, --verbose', 'name each link made'],
  ],
  hidden: ['-F', '-d, --directory'],
  *run(tool) {
    const links = yield* wantedLinks(tool)
    for (const [target, name] of links) yield* link(tool, target, name)
    return undefined
  },
})

function* wantedLinks(tool: Tool): Sys<readonly (readonly [target: string, name: string])[]> {
  const operands = tool.operands
  if (operands.length === 0) return yield* tool.usageError('missing file operand')
  const into = (directory: string) => (target: string) => [target, joinPath(directory, basename(target))] as const
  const directory = tool.value('target-directory')
  if (directory !== undefined) {
    const stat = yield* sys.stat({ path: directory })
    if (!stat.ok || stat.value.type !== 'directory')
      yield* tool.die(`${stat.ok ? 'target' : 'failed to access'} ${tool.quoteName(directory)}: ${strerror(stat.ok ? 'ENOTDIR' : stat.error)}`)
    return operands.map(into(directory))
  }
  const last = operands.at(-1) as string
  if (tool.has('no-target-directory')) {
    if (operands.length !== 2)
      yield* tool.usageError(
        operands.length < 2
          ? `missing destination file operand after ${tool.quoteName(last)}`
          : `extra operand ${tool.quoteName(operands[2] as string)}`,
      )
    return [[operands[0] as string, last]]
  }
  if (operands.length === 1) return [into('.')(last)]
  const stat = yield* sys.stat({ path: last, noFollow: tool.has('no-dereference') })
  if (stat.ok && stat.value.type === 'directory') return operands.slice(0, -1).map(into(last))
  if (operands.length > 2)
    yield* tool.die(`target ${tool.quoteName(last)}${tool.atLeast(9, 0) ? `: ${strerror(stat.ok ? 'ENOTDIR' : stat.error)}` : ' is not a directory'}`)
  return [[operands[0] as string, last]]
}

function* link(tool: Tool, given: string, name: string): Sys<void> {
  const symbolic = tool.has('symbolic')
  const kind = symbolic ? 'symbolic link' : 'hard link'
  let target = given
  if (!symbolic) {
    const stat = yield* sys.stat({ path: target, noFollow: !tool.has('logical') })
    if (!stat.ok) return yield* tool.fail(`failed to access ${tool.quoteName(target)}: ${strerror(stat.error)}`)
    if (stat.value.type === 'directory') return yield* tool.fail(`${tool.showName(target)}: hard link not allowed for directory`)
    if (tool.has('logical')) target = (yield* canonicalPath(target, 'existing')) ?? target
  } else if (tool.has('relative')) target = yield* relativeTarget(target, name)
  const existing = yield* sys.stat({ path: name, noFollow: true })
  let backup = ''
  if (existing.ok) {
    const control = yield* backupControl(tool)
    if (existing.value.type === 'directory' && (tool.has('force') || tool.has('interactive') || control.backup))
      return yield* tool.fail(`${tool.showName(name)}: cannot overwrite directory`)
    if (tool.has('interactive') && !(yield* new Prompt(tool).ask(`replace ${tool.quoteName(name)}?`))) return
    if (control.backup !== undefined) backup = yield* backUp(control, name)
    else if (tool.has('force') || tool.has('interactive')) {
      const same = yield* sys.stat({ path: target, noFollow: true })
      if (!symbolic && same.ok && same.value.ino === existing.value.ino && same.value.dev === existing.value.dev) {
        return yield* tool.fail(`${tool.quoteName(target)} and ${tool.quoteName(name)} are the same file`)
      }
      yield* sys.unlink({ path: name })
    }
  }
  const made = symbolic ? yield* sys.symlink({ target, path: name }) : yield* sys.link({ from: target, to: name })
  if (!made.ok) {
    const towards =
      !symbolic && made.error !== 'EEXIST'
        ? ` => ${tool.quoteName(target)}`
        : symbolic && made.error === 'ENAMETOOLONG'
          ? ` -> ${tool.quoteName(target)}`
          : ''
    return yield* tool.fail(`failed to create ${kind} ${tool.quoteName(name)}${towards}: ${strerror(made.error)}`)
  }
  if (tool.has('verbose'))
    yield* tool.say(`${tool.quoteName(name)} ${symbolic ? '->' : '=>'} ${tool.quoteName(target)}${backup && ` ~ ${tool.quoteName(backup)}`}\n`)
}

/** What the link at `name` must say to lead to `target`. */
function* relativeTarget(target: string, name: string): Sys<string> {
  const cwd = yield* sys.getcwd({})
  const base = cwd.ok ? cwd.value : '/'
  const real = function* (path: string): Sys<string> {
    return (yield* canonicalPath(path, 'missing')) ?? normalizePath(path, base)
  }
  return relativePath(yield* real(target), yield* real(dirname(name)))
}

/** The way from a directory to a path, both absolute and clean. */
export function relativePath(path: string, directory: string): string {
  const to = path.split('/').filter(Boolean)
  const from = directory.split('/').filter(Boolean)
  let common = 0
  while (common < to.length && common < from.length && to[common] === from[common]) common++
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/') || '.'
}
