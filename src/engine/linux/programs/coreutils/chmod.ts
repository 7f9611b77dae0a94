import type { Stat, Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { joinPath } from '../../libc/paths.ts'
import { sys } from '../../sys.ts'
import type { ModeChange } from '../gnu/file-mode.ts'
import { modeString, parseMode } from '../gnu/file-mode.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import { currentUmask } from './cp.ts'

/** Models chmod(1): octal and symbolic modes; a mode may start with `-` (`chmod -x`). */
const modeLike = /^-(?:[rwxXstugoa]|\d)[rwxXstugoa,+=\d-]*$/

export const chmod = gnuProgram({
  name: 'chmod',
  usage: ['[OPTION]... MODE[,MODE]... FILE...', '[OPTION]... OCTAL-MODE FILE...', '[OPTION]... --reference=RFILE FILE...'],
  summary: 'Change the mode of each FILE to MODE.',
  options: [
    ['-c, --changes', 'like verbose, only for changes'],
    ['-f, --silent, --quiet', 'no messages about most errors'],
    ['-v, --verbose', 'say what is done to every file'],
    ['--no-preserve-root', "do not treat '/' specially (default)"],
    ['--preserve-root', "refuse to change '/' recursively"],
    ['--reference=RFILE', "use RFILE's mode"],
    ['-R, --recursive', 'change files and directories recursively'],
  ],
  hidden: ['--quiet'],
  footer: "Each MODE is of the form '[ugoa]*([-+=]([rwxXst]*|[ugo]))+|[-+=][0-7]+'.",
  // A mode that begins with a minus is no bundle of options.
  rewrite: (args) => {
    const end = args.indexOf('--')
    const at = args.findIndex((arg, i) => (end < 0 || i < end) && modeLike.test(arg) && !/^-[cfvR]+$/.test(arg))
    return at < 0
      ? args
      : [...args.slice(0, at), ...args.slice(at + 1, at + 1), '--', args[at] as string, ...args.slice(at + 1)].filter(
          (arg, i, all) => !(arg === '--' && all.indexOf('--') !== i),
        )
  },
  *run(tool) {
    const reference = tool.value('reference')
    const [mode, files] = reference === undefined ? [tool.operands[0], tool.operands.slice(1)] : [undefined, tool.operands]
    if (tool.operands.length === 0) yield* tool.usageError('missing operand')
    if (files.length === 0) yield* tool.usageError(`missing operand after ${tool.quote(mode ?? '')}`)
    const change = reference === undefined ? parseMode(mode ?? '') : yield* modeOf(tool, reference)
    if (!change) return yield* tool.usageError(`invalid mode: ${tool.quote(mode ?? '')}`)
    const umask = yield* currentUmask()
    for (const name of files) yield* changeTree(tool, name, change, umask, true)
    return undefined
  },
})

function* modeOf(tool: Tool, path: string): Sys<ModeChange> {
  const stat = yield* sys.stat({ path })
  if (!stat.ok) return yield* tool.die(`failed to get attributes of ${tool.quoteName(path)}: ${strerror(stat.error)}`)
  const { mode } = stat.value
  return { usesUmask: false, apply: () => mode }
}

function* changeTree(tool: Tool, path: string, change: ModeChange, umask: number, operand: boolean): Sys<void> {
  const quiet = tool.has('silent') || tool.has('quiet')
  const direct = yield* sys.stat({ path, noFollow: true })
  const stat = direct.ok && direct.value.type === 'symlink' && operand ? yield* sys.stat({ path }) : direct
  if (!stat.ok) {
    const dangling = direct.ok && stat.error === 'ENOENT'
    if (!quiet)
      yield* tool.warn(
        dangling ? `cannot operate on dangling symlink ${tool.quoteName(path)}` : `cannot access ${tool.quoteName(path)}: ${strerror(stat.error)}`,
      )
    tool.status = 1
    return
  }
  if (stat.value.type === 'symlink') {
    if (tool.has('verbose')) yield* tool.say(`neither symbolic link ${tool.quoteName(path)} nor referent has been changed\n`)
    return
  }
  yield* changeOne(tool, path, stat.value, change, umask, quiet)
  if (!tool.has('recursive') || stat.value.type !== 'directory') return
  const entries = yield* sys.getdents({ path })
  if (!entries.ok) {
    if (!quiet) yield* tool.warn(`cannot read directory ${tool.quoteName(path)}: ${strerror(entries.error)}`)
    tool.status = 1
    return
  }
  for (const { name } of entries.value) if (name !== '.' && name !== '..') yield* changeTree(tool, joinPath(path, name), change, umask, false)
}

const shown = (stat: Pick<Stat, 'type'>, mode: number): string => `${mode.toString(8).padStart(4, '0')} (${modeString(stat.type, mode).slice(1)})`

function* changeOne(tool: Tool, path: string, stat: Stat, change: ModeChange, umask: number, quiet: boolean): Sys<void> {
  const wanted = change.apply(stat.mode, stat.type === 'directory', umask)
  const set = yield* sys.chmod({ path, mode: wanted })
  if (!set.ok) {
    if (!quiet) yield* tool.warn(`changing permissions of ${tool.quoteName(path)}: ${strerror(set.error)}`)
    tool.status = 1
    if (tool.has('verbose'))
      yield* tool.say(`failed to change mode of ${tool.quoteName(path)} from ${shown(stat, stat.mode)} to ${shown(stat, wanted)}\n`)
    return
  }
  if (wanted !== stat.mode && (tool.has('verbose') || tool.has('changes')))
    yield* tool.say(`mode of ${tool.quoteName(path)} changed from ${shown(stat, stat.mode)} to ${shown(stat, wanted)}\n`)
  else if (tool.has('verbose')) yield* tool.say(`mode of ${tool.quoteName(path)} retained as ${shown(stat, stat.mode)}\n`)
  if (change.usesUmask) {
    const without = change.apply(stat.mode, stat.type === 'directory', 0)
    if (without !== wanted && tool.operands[0]?.startsWith('-')) {
      yield* tool.fail(
        `${tool.showName(path)}: new permissions are ${modeString('file', wanted).slice(1)}, not ${modeString('file', without).slice(1)}`,
      )
    }
  }
}
