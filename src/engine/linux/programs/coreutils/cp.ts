import type { Sys } from '../../kernel/calls.ts'
import { dirname, joinPath } from '../../libc/paths.ts'
import { sys } from '../../sys.ts'
import { choose } from '../gnu/choice.ts'
import type { Tool } from '../gnu/tool.ts'
import { gnuProgram } from '../gnu/tool.ts'
import { copyTree } from './copy/copy-tree.ts'
import type { Transfer } from './copy/destination.ts'
import { destinations } from './copy/destination.ts'
import type { CopySettings } from './copy/settings.ts'
import { CopyState } from './copy/settings.ts'

/** Models cp(1): synthetic content is copied inside the kernel and keeps its identity. Left out: sparse files, extended attributes, contexts. */
export const cp = gnuProgram({
  name: 'cp',
  usage: ['[OPTION]... [-T] SOURCE DEST', '[OPTION]... SOURCE... DIRECTORY', '[OPTION]... -t DIRECTORY SOURCE...'],
  summary: 'Copy SOURCE to DEST, or several SOURCEs into DIRECTORY.',
  options: [
    ['-a, --archive', 'same as -dR --preserve=all'],
    ['--attributes-only', 'copy the attributes, not the content'],
    ['--backup[=CONTROL]', 'keep a copy of each existing destination file'],
    ['-b', 'like --backup without an argument'],
    ['-d', 'same as --no-dereference --preserve=links'],
    ['-f, --force', 'remove a destination that cannot be opened and try again'],
    ['-i, --interactive', 'ask before overwriting'],
    ['-H', 'follow symbolic links among the operands'],
    ['-l, --link', 'make hard links instead of copies'],
    ['-L, --dereference', 'always follow symbolic links'],
    ['-n, --no-clobber', 'do not overwrite'],
    ['-P, --no-dereference', 'never follow symbolic links'],
    ['-p', 'same as --preserve=mode,ownership,timestamps'],
    ['--preserve[=ATTR_LIST]', 'keep these: mode, ownership, timestamps, links, all'],
    ['--no-preserve=ATTR_LIST', 'do not keep these'],
    ['--parents', 'use the full source name below DIRECTORY'],
    ['-R, -r, --recursive', 'copy directories with what is in them'],
    ['--reflink[=WHEN]', 'share blocks where the file system can'],
    ['--remove-destination', 'remove each existing destination first'],
    ['--strip-trailing-slashes', 'remove slashes at the end of each SOURCE'],
    ['-s, --symbolic-link', 'make symbolic links instead of copies'],
    ['-S, --suffix=SUFFIX', 'suffix of backups'],
    ['-t, --target-directory=DIRECTORY', 'copy every SOURCE into DIRECTORY'],
    ['-T, --no-target-directory', 'take DEST as a file'],
    ['-u, --update', 'copy only when SOURCE is newer or DEST is missing'],
    ['-v, --verbose', 'say what is done'],
    ['-x, --one-file-system', 'stay on this file system'],
  ],
  hidden: ['-r'],
  unsimulated: ['--sparse=WHEN', '-Z', '--context[=CTX]', '--copy-contents'],
  *run(tool) {
    const settings = yield* readSettings(tool)
    if (settings.make !== 'copy' && tool.has('link') && tool.has('symbolic-link')) yield* tool.usageError('cannot make both hard and symbolic links')
    if (tool.value('reflink') === 'always') yield* tool.notSimulated('--reflink=always')
    const transfers = yield* destinations(tool, { intoParents: tool.has('parents') })
    const state = new CopyState(tool, settings)
    for (const transfer of transfers) {
      if (tool.has('parents') && !(yield* makeParents(tool, transfer))) continue
      yield* copyTree(state, transfer.from, transfer.to, { operand: true, ancestors: [] })
    }
    return undefined
  },
})

function* readSettings(tool: Tool): Sys<CopySettings> {
  const preserved = new Set<string>()
  let follow: CopySettings['follow'] | undefined
  let overwrite: CopySettings['overwrite'] = 'always'
  for (const { key, value } of tool.options.options) {
    if (key === 'archive') for (const name of ['mode', 'ownership', 'timestamps', 'links']) preserved.add(name)
    if (key === 'p' || (key === 'preserve' && value === undefined)) for (const name of ['mode', 'ownership', 'timestamps']) preserved.add(name)
    else if (key === 'preserve' || key === 'no-preserve') yield* readList(tool, key, value ?? '', preserved)
    if (key === 'd') preserved.add('links')
    if (key === 'archive' || key === 'd' || key === 'no-dereference') follow = 'never'
    if (key === 'dereference') follow = 'always'
    if (key === 'H') follow = 'operands'
    if (key === 'interactive') overwrite = 'ask'
    if (key === 'no-clobber') overwrite = 'never'
  }
  const recursive = tool.has('recursive') || tool.has('r') || tool.has('archive')
  const make = tool.has('link') ? 'hard link' : tool.has('symbolic-link') ? 'symbolic link' : 'copy'
  const control = yield* backupControl(tool)
  return {
    recursive,
    follow: follow ?? (recursive || make !== 'copy' ? 'never' : 'always'),
    preserveMode: preserved.has('mode'),
    preserveOwner: preserved.has('ownership'),
    preserveTimes: preserved.has('timestamps'),
    preserveLinks: preserved.has('links'),
    overwrite,
    force: tool.has('force'),
    removeFirst: tool.has('remove-destination'),
    update: tool.has('update'),
    verbose: tool.has('verbose'),
    ...control,
    make,
    oneFileSystem: tool.has('one-file-system'),
    attributesOnly: tool.has('attributes-only'),
    move: false,
    umask: yield* currentUmask(),
  }
}

const attributes = [['mode'], ['timestamps'], ['ownership'], ['links'], ['context'], ['xattr'], ['all']]

function* readList(tool: Tool, key: string, list: string, preserved: Set<string>): Sys<void> {
  for (const item of list.split(',')) {
    const name = yield* choose(tool, `--${key}`, item, attributes)
    for (const one of name === 'all' ? ['mode', 'ownership', 'timestamps', 'links'] : [name]) {
      if (key === 'preserve') preserved.add(one)
      else preserved.delete(one)
    }
  }
}

/** --backup, -b and -S of cp, mv, ln and install. */
export function* backupControl(tool: Tool): Sys<Pick<CopySettings, 'backup' | 'numberedBackup'>> {
  if (!tool.has('backup') && !tool.has('b') && !tool.has('suffix')) return { backup: undefined, numberedBackup: 'never' }
  const given = tool.value('backup') ?? tool.env.get('VERSION_CONTROL') ?? 'existing'
  const control = yield* choose(tool, 'backup type', given, [
    ['none', 'off'],
    ['simple', 'never'],
    ['existing', 'nil'],
    ['numbered', 't'],
  ])
  const suffix = tool.value('suffix') ?? tool.env.get('SIMPLE_BACKUP_SUFFIX') ?? '~'
  return {
    backup: control === 'none' ? undefined : suffix,
    numberedBackup: control === 'numbered' ? 'always' : control === 'simple' ? 'never' : 'existing',
  }
}

export function* currentUmask(): Sys<number> {
  const mask = yield* sys.umask({ mask: 0 })
  yield* sys.umask({ mask })
  return mask
}

/** --parents: makes the directories above the destination like those above the source. */
function* makeParents(tool: Tool, { from, to }: Transfer): Sys<boolean> {
  const parts = dirname(from)
    .split('/')
    .filter((part) => part !== '' && part !== '.')
  const base = to.slice(0, to.length - from.replace(/^\/+|\/+$/g, '').length)
  let source = from.startsWith('/') ? '/' : ''
  let target = base
  for (const part of parts) {
    source = source === '' ? part : joinPath(source, part)
    target = joinPath(target, part).replace(/^\/\//, '/')
    const stat = yield* sys.stat({ path: source })
    const made = yield* sys.mkdir({ path: target, mode: stat.ok ? stat.value.mode & 0o777 : 0o777 })
    if (made.ok && tool.has('verbose')) yield* tool.say(`${source} -> ${target}\n`)
    if (!made.ok && made.error !== 'EEXIST') {
      yield* tool.fail(`cannot make directory ${tool.quoteName(target)}: ${made.error}`)
      return false
    }
  }
  return true
}
