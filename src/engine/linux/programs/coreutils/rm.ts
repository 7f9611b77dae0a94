import type { Sys } from '../../kernel/calls.ts'
import { basename } from '../../libc/paths.ts'
import { sys } from '../../sys.ts'
import { choose } from '../gnu/choice.ts'
import { Prompt } from '../gnu/prompt.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import type { RemoveSettings } from './remove-tree.ts'
import { removeTree } from './remove-tree.ts'

/** Models rm(1) with its failsafe for `/`. */
export const rm = gnuProgram({
  name: 'rm',
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Remove (unlink) the FILEs.',
  options: [
    ['-f, --force', 'ignore missing files and never ask'],
    ['-i', 'ask before every removal'],
    ['-I', 'ask once before removing more than three files or recursively'],
    ['--interactive[=WHEN]', 'ask according to WHEN: never, once (-I) or always (-i)'],
    ['--one-file-system', 'stay on the file system of each operand'],
    ['--no-preserve-root', "do not treat '/' specially"],
    ['--preserve-root[=all]', "do not remove '/' (default)"],
    ['-r, -R, --recursive', 'remove directories and what is in them'],
    ['-d, --dir', 'remove empty directories'],
    ['-v, --verbose', 'say what is done'],
  ],
  hidden: ['-R'],
  *run(tool) {
    const asking = yield* howToAsk(tool)
    const force = asking === 'never' && tool.has('force')
    if (tool.operands.length === 0) return force ? 0 : yield* tool.usageError('missing operand')
    const recursive = tool.has('recursive') || tool.has('R')
    const prompt = new Prompt(tool)
    if (asking === 'once' && (recursive || tool.operands.length > 3)) {
      const count = tool.operands.length
      const question = `remove ${count} argument${count === 1 ? '' : 's'}${recursive ? ' recursively' : ''}?`
      if (!(yield* prompt.ask(question))) return 0
    }
    const watchful = asking !== 'always' && !tool.has('force') && (yield* sys.tcgetattr({ fd: 0 })).ok
    const settings: RemoveSettings = {
      recursive,
      emptyDirectories: tool.has('dir'),
      force,
      verbose: tool.has('verbose'),
      ...(asking === 'always' ? { ask: { when: 'always', prompt } } : watchful ? { ask: { when: 'protected', prompt } } : {}),
    }
    for (const name of tool.operands) yield* removeOperand(tool, name, settings)
    return undefined
  },
})

function* howToAsk(tool: Tool): Sys<'never' | 'once' | 'always' | undefined> {
  let asking: 'never' | 'once' | 'always' | undefined
  for (const { key, value } of tool.options.options) {
    if (key === 'force') asking = 'never'
    else if (key === 'i') asking = 'always'
    else if (key === 'I') asking = 'once'
    else if (key === 'interactive') {
      const when =
        value === undefined ? 'always' : yield* choose(tool, '--interactive', value, [['never', 'no', 'none'], ['once'], ['always', 'yes']])
      asking = when as 'never' | 'once' | 'always'
    }
  }
  return asking
}

function* removeOperand(tool: Tool, name: string, settings: RemoveSettings): Sys<void> {
  if (settings.recursive && (basename(name) === '.' || basename(name) === '..')) {
    return yield* tool.fail(
      `refusing to remove ${tool.quote('.').replace(/[‘’]/g, "'")} or ${tool.quote('..').replace(/[‘’]/g, "'")} directory: skipping ${tool.quoteName(name)}`,
    )
  }
  if (settings.recursive && !tool.has('no-preserve-root')) {
    const [root, here] = [yield* sys.stat({ path: '/' }), yield* sys.stat({ path: name, noFollow: true })]
    if (root.ok && here.ok && root.value.ino === here.value.ino && root.value.dev === here.value.dev) {
      const same = name === '/' ? '' : ` (same as ${tool.quoteName('/')})`
      yield* tool.warn(`it is dangerous to operate recursively on ${tool.quoteName(name)}${same}`)
      return yield* tool.fail('use --no-preserve-root to override this failsafe')
    }
  }
  const stat = tool.has('one-file-system') ? yield* sys.stat({ path: name, noFollow: true }) : undefined
  yield* removeTree(tool, name, stat?.ok ? { ...settings, device: stat.value.dev } : settings)
}
