import type { Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { dirname } from '../../libc/paths.ts'
import { groupByName, userByName } from '../../libc/users.ts'
import { sys } from '../../sys.ts'
import { parseMode } from '../gnu/file-mode.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import { copyTree } from './copy/copy-tree.ts'
import { destinations } from './copy/destination.ts'
import { CopyState } from './copy/settings.ts'
import { backupControl } from './cp.ts'

/** Models install(1). Left out: stripping, security contexts, comparison. */
interface Owner {
  readonly uid: number
  readonly gid: number
}

export const install = gnuProgram({
  name: 'install',
  usage: ['[OPTION]... [-T] SOURCE DEST', '[OPTION]... SOURCE... DIRECTORY', '[OPTION]... -t DIRECTORY SOURCE...', '[OPTION]... -d DIRECTORY...'],
  summary: 'Copy files while setting attributes, or with -d create directories.',
  options: [
    ['--backup[=CONTROL]', 'make a backup of each existing destination file'],
    ['-b', 'like --backup without an argument'],
    ['-c', '(ignored)'],
    ['-d, --directory', 'treat all arguments as directory names; create all components'],
    ['-D', 'create all leading components of DEST except the last'],
    ['-g, --group=GROUP', 'set group ownership'],
    ['-m, --mode=MODE', 'set permission mode (as in chmod), instead of rwxr-xr-x'],
    ['-o, --owner=OWNER', 'set ownership (super-user only)'],
    ['-p, --preserve-timestamps', 'apply access/modification times of SOURCE files'],
    ['-S, --suffix=SUFFIX', 'override the usual backup suffix'],
    ['-t, --target-directory=DIRECTORY', 'copy all SOURCE arguments into DIRECTORY'],
    ['-T, --no-target-directory', 'treat DEST as a normal file'],
    ['-v, --verbose', 'print the name of each directory as it is created'],
  ],
  unsimulated: ['-s, --strip', '--strip-program=PROGRAM', '-C, --compare', '-Z', '--context[=CTX]'],
  *run(tool) {
    const text = tool.value('mode') ?? '755'
    const change = parseMode(text)
    if (!change) return yield* tool.die(`invalid mode ${tool.quote(text)}`)
    const owner = yield* ownerOf(tool)
    if (tool.has('directory')) {
      if (tool.operands.length === 0) yield* tool.usageError('missing file operand')
      for (const path of tool.operands) yield* directory(tool, path, change.apply(0, true, 0), owner)
      return undefined
    }
    if (tool.has('D')) {
      const last = tool.value('target-directory') ?? (tool.operands.length > 1 ? dirname(tool.operands.at(-1) as string) : undefined)
      if (last !== undefined) yield* parents(tool, last)
    }
    const transfers = yield* destinations(tool)
    const state = new CopyState(tool, {
      recursive: false,
      follow: 'always',
      preserveMode: false,
      preserveOwner: false,
      preserveTimes: tool.has('preserve-timestamps'),
      preserveLinks: false,
      overwrite: 'always',
      force: true,
      removeFirst: true,
      update: false,
      verbose: tool.has('verbose'),
      ...(yield* backupControl(tool)),
      make: 'copy',
      oneFileSystem: false,
      attributesOnly: false,
      move: false,
      umask: 0o077,
    })
    for (const { from, to } of transfers) yield* file(tool, state, from, to, change.apply(0, false, 0), owner)
    return undefined
  },
})

function* ownerOf(tool: Tool): Sys<Owner> {
  const [user, group] = [tool.value('owner'), tool.value('group')]
  const uid = user === undefined ? -1 : ((yield* userByName(user))?.uid ?? (/^\d+$/.test(user) ? Number(user) : undefined))
  if (uid === undefined) return yield* tool.die(`invalid user ${tool.quote(user ?? '')}`)
  const gid = group === undefined ? -1 : ((yield* groupByName(group))?.gid ?? (/^\d+$/.test(group) ? Number(group) : undefined))
  if (gid === undefined) return yield* tool.die(`invalid group ${tool.quote(group ?? '')}`)
  return { uid, gid }
}

function* file(tool: Tool, state: CopyState, from: string, to: string, mode: number, owner: Owner): Sys<void> {
  const stat = yield* sys.stat({ path: from })
  if (stat.ok && stat.value.type === 'directory') return yield* tool.fail(`omitting directory ${tool.quoteName(from)}`)
  if (!(yield* copyTree(state, from, to, { operand: true, ancestors: [] }))) return
  yield* attributes(tool, to, mode, owner)
}

function* attributes(tool: Tool, path: string, mode: number, owner: Owner): Sys<void> {
  if (owner.uid !== -1 || owner.gid !== -1) {
    const changed = yield* sys.chown({ path, ...owner })
    if (!changed.ok) return yield* tool.fail(`cannot change ownership of ${tool.quoteName(path)}: ${strerror(changed.error)}`)
  }
  const changed = yield* sys.chmod({ path, mode })
  if (!changed.ok) yield* tool.fail(`cannot change permissions of ${tool.quoteName(path)}: ${strerror(changed.error)}`)
}

function* directory(tool: Tool, path: string, mode: number, owner: Owner): Sys<void> {
  if (yield* parents(tool, path)) yield* attributes(tool, path, mode, owner)
}

function* parents(tool: Tool, path: string): Sys<boolean> {
  const stat = yield* sys.stat({ path })
  if (stat.ok && stat.value.type === 'directory') return true
  const above = dirname(path)
  if (above !== path && !(yield* parents(tool, above))) return false
  const made = yield* sys.mkdir({ path, mode: 0o755 })
  if (!made.ok) {
    yield* tool.fail(`cannot create directory ${tool.quote(path)}: ${strerror(stat.ok ? 'EEXIST' : made.error)}`)
    return false
  }
  if (tool.has('verbose')) yield* tool.say(`${tool.name}: creating directory ${tool.quoteName(path)}\n`)
  return true
}
