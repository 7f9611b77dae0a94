import type { Stat, Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { sys } from '../../sys.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import { askOverwrite, backUp, copyTree } from './copy/copy-tree.ts'
import type { Transfer } from './copy/destination.ts'
import { destinations } from './copy/destination.ts'
import type { CopySettings } from './copy/settings.ts'
import { CopyState, identity } from './copy/settings.ts'
import { backupControl, currentUmask } from './cp.ts'
import { removeTree } from './remove-tree.ts'

/** Models mv(1): a rename, or between file systems a copy with all attributes and the removal of the source. */
export const mv = gnuProgram({
  name: 'mv',
  usage: ['[OPTION]... [-T] SOURCE DEST', '[OPTION]... SOURCE... DIRECTORY', '[OPTION]... -t DIRECTORY SOURCE...'],
  summary: 'Rename SOURCE to DEST, or move SOURCEs into DIRECTORY.',
  options: [
    ['--backup[=CONTROL]', 'keep a copy of each existing destination file'],
    ['-b', 'like --backup without an argument'],
    ['-f, --force', 'do not ask before overwriting'],
    ['-i, --interactive', 'ask before overwriting'],
    ['-n, --no-clobber', 'do not overwrite'],
    ['--strip-trailing-slashes', 'remove slashes at the end of each SOURCE'],
    ['-S, --suffix=SUFFIX', 'suffix of backups'],
    ['-t, --target-directory=DIRECTORY', 'move every SOURCE into DIRECTORY'],
    ['-T, --no-target-directory', 'take DEST as a file'],
    ['-u, --update', 'move only when SOURCE is newer or DEST is missing'],
    ['-v, --verbose', 'say what is done'],
  ],
  unsimulated: ['-Z, --context'],
  *run(tool) {
    const settings = yield* readSettings(tool)
    const transfers = yield* destinations(tool)
    const state = new CopyState(tool, settings)
    for (const transfer of transfers) yield* move(state, transfer)
    return undefined
  },
})

function* readSettings(tool: Tool): Sys<CopySettings> {
  const asked = tool.options.options.findLast(({ key }) => ['force', 'interactive', 'no-clobber'].includes(key))?.key
  return {
    recursive: true,
    follow: 'never',
    preserveMode: true,
    preserveOwner: true,
    preserveTimes: true,
    preserveLinks: true,
    overwrite: asked === 'interactive' ? 'ask' : asked === 'no-clobber' ? 'never' : 'always',
    force: asked === 'force',
    removeFirst: true,
    update: tool.has('update'),
    verbose: tool.has('verbose'),
    ...(yield* backupControl(tool)),
    make: 'copy',
    oneFileSystem: false,
    attributesOnly: false,
    move: true,
    umask: yield* currentUmask(),
  }
}

function* move(state: CopyState, { from, to }: Transfer): Sys<void> {
  const { tool, settings } = state
  const source = yield* sys.stat({ path: from, noFollow: true })
  if (!source.ok) return yield* tool.fail(`cannot stat ${tool.quoteName(from)}: ${strerror(source.error)}`)
  const existing = yield* sys.stat({ path: to, noFollow: true })
  let backup = ''
  if (existing.ok) {
    if (!(yield* mayReplace(state, from, to, source.value, existing.value))) return
    if (settings.backup !== undefined) backup = yield* backUp(settings, to)
  }
  const renamed = yield* sys.rename({ from, to })
  if (renamed.ok) {
    if (settings.verbose) {
      yield* tool.say(`renamed ${tool.quoteName(from)} -> ${tool.quoteName(to)}${backup === '' ? '' : ` (backup: ${tool.quoteName(backup)})`}\n`)
    }
    return
  }
  if (renamed.error === 'EINVAL') return yield* tool.fail(`cannot move ${tool.quoteName(from)} to a subdirectory of itself, ${tool.quoteName(to)}`)
  if (renamed.error !== 'EXDEV') return yield* tool.fail(`cannot move ${tool.quoteName(from)} to ${tool.quoteName(to)}: ${strerror(renamed.error)}`)
  if (yield* copyTree(new CopyState(tool, { ...settings, overwrite: 'always', backup: undefined }), from, to, { operand: true, ancestors: [] })) {
    yield* removeTree(tool, from, { recursive: true, verbose: settings.verbose })
  }
}

function* mayReplace(state: CopyState, from: string, to: string, source: Stat, existing: Stat): Sys<boolean> {
  const { tool, settings } = state
  if (settings.overwrite === 'never') return false
  if (identity(source) === identity(existing) && (from === to || source.nlink === 1 || source.type === 'directory')) {
    yield* tool.fail(`${tool.quoteName(from)} and ${tool.quoteName(to)} are the same file`)
    return false
  }
  if (settings.update && source.type !== 'directory' && existing.mtimeMs >= source.mtimeMs) return false
  const protectedFile =
    existing.type !== 'symlink' && !settings.force && (yield* sys.tcgetattr({ fd: 0 })).ok && !(yield* sys.access({ path: to, mode: 'w' })).ok
  if ((settings.overwrite === 'ask' || protectedFile) && !(yield* askOverwrite(state, to, existing))) return false
  if (source.type === 'directory' && existing.type !== 'directory') {
    yield* tool.fail(`cannot overwrite non-directory ${tool.quoteName(to)} with directory ${tool.quoteName(from)}`)
    return false
  }
  if (source.type !== 'directory' && existing.type === 'directory') {
    yield* tool.fail(`cannot overwrite directory ${tool.quoteName(to)} with non-directory`)
    return false
  }
  return true
}
