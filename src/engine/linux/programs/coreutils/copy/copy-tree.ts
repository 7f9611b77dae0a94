import type { Stat, Sys } from '../../../kernel/calls.ts'
import { basename, dirname, joinPath } from '../../../libc/paths.ts'
import { sys } from '../../../sys.ts'
import { modeString } from '../../gnu/file-mode.ts'
import { copyAttributes, copyRegular, failed } from './copy-file.ts'
import type { CopySettings, CopyState } from './settings.ts'
import { identity } from './settings.ts'

/** Models coreutils' copy.c: one operand to its destination, recursively. Answers whether all of it arrived. */
export interface Place {
  /** An operand, not something found in a directory. */
  readonly operand: boolean
  /** Device of the operand, for --one-file-system. */
  readonly device?: number
  /** Directories on the way down from the operand. */
  readonly ancestors: readonly string[]
}

export function* copyTree(state: CopyState, from: string, to: string, place: Place): Sys<boolean> {
  const { tool, settings } = state
  const follows = settings.follow === 'always' || (settings.follow === 'operands' && place.operand)
  const source = yield* sys.stat({ path: from, noFollow: !follows })
  if (!source.ok) return yield* failed(state, `cannot stat ${tool.quoteName(from)}`, source.error)
  const stat = source.value
  if (stat.type === 'directory' && !settings.recursive) {
    yield* tool.fail(`-r not specified; omitting directory ${tool.quoteName(from)}`)
    return false
  }
  const direct = yield* sys.stat({ path: to, noFollow: true })
  let existing = direct.ok ? direct.value : undefined
  if (existing?.type === 'symlink' && stat.type !== 'symlink' && !settings.removeFirst && !settings.move) {
    const through = yield* sys.stat({ path: to })
    if (!through.ok && stat.type === 'file' && settings.make === 'copy') {
      yield* tool.fail(`not writing through dangling symlink ${tool.quoteName(to)}`)
      return false
    }
    if (through.ok && (stat.type !== 'directory' || settings.recursive)) existing = through.value
  }
  if (existing) {
    const verdict = yield* mayReplace(state, from, to, stat, existing)
    if (verdict !== 'yes') return verdict === 'skip'
  }
  return yield* copyOne(state, from, to, stat, existing, place)
}

/** Checks and questions about a destination that exists. */
function* mayReplace(state: CopyState, from: string, to: string, source: Stat, existing: Stat): Sys<'yes' | 'skip' | 'no'> {
  const { tool, settings } = state
  if (identity(source) === identity(existing) && !(settings.make === 'hard link' || (settings.move && source.type !== 'directory'))) {
    if (settings.removeFirst && source.type === 'file') return 'yes'
    if (source.type !== 'directory') {
      yield* tool.fail(`${tool.quoteName(from)} and ${tool.quoteName(to)} are the same file`)
      return 'no'
    }
  }
  if (source.type !== 'directory' && settings.update && existing.mtimeMs >= source.mtimeMs) return 'skip'
  if (source.type !== 'directory' || existing.type !== 'directory') {
    if (settings.overwrite === 'never') return 'skip'
    if (settings.overwrite === 'ask' && !(yield* askOverwrite(state, to, existing))) return 'skip'
  }
  if (source.type === 'directory' && existing.type !== 'directory') {
    if (settings.move && settings.backup) return 'yes'
    yield* tool.fail(`cannot overwrite non-directory ${tool.quoteName(to)} with directory ${tool.quoteName(from)}`)
    return 'no'
  }
  if (source.type !== 'directory' && existing.type === 'directory') {
    yield* tool.fail(`cannot overwrite directory ${tool.quoteName(to)} with non-directory${settings.move ? ` ${tool.quoteName(from)}` : ''}`)
    return 'no'
  }
  if (settings.make === 'hard link' && identity(source) === identity(existing)) return 'skip'
  return 'yes'
}

/** `overwrite 'x'?`, with the mode when the file is write-protected. */
export function* askOverwrite(state: CopyState, to: string, existing: Stat): Sys<boolean> {
  const { tool, settings } = state
  const name = tool.quoteName(to)
  if (existing.type !== 'symlink' && !(yield* sys.access({ path: to, mode: 'w' })).ok) {
    const mode = `${(existing.mode & 0o7777).toString(8).padStart(4, '0')} (${modeString(existing.type, existing.mode).slice(1)})`
    return yield* state.prompt.ask(
      settings.move || settings.removeFirst || settings.force
        ? `replace ${name}, overriding mode ${mode}?`
        : `unwritable ${name} (mode ${mode}); try anyway?`,
    )
  }
  return yield* state.prompt.ask(`overwrite ${name}?`)
}

function* copyOne(state: CopyState, from: string, to: string, source: Stat, before: Stat | undefined, place: Place): Sys<boolean> {
  const { settings } = state
  if (source.type === 'directory') return yield* copyDirectory(state, from, to, source, before, place)
  let existing = before
  let backup = ''
  if (existing && settings.backup !== undefined) {
    backup = yield* backUp(settings, to)
    existing = undefined
  }
  if (existing && (settings.removeFirst || source.type !== 'file' || settings.make !== 'copy')) {
    if (settings.make !== 'copy' && !settings.force && !settings.removeFirst) {
      return yield* failed(
        state,
        `cannot create ${settings.make} ${state.tool.quoteName(to)}${settings.make === 'hard link' ? ` to ${state.tool.quoteName(from)}` : ''}`,
        'EEXIST',
      )
    }
    yield* sys.unlink({ path: to })
    existing = undefined
    if (settings.verbose && !settings.move) yield* state.tool.say(`removed ${state.tool.quoteName(to)}\n`)
  }
  if (settings.verbose) yield* say(state, from, to, backup)
  if (settings.preserveLinks && source.nlink > 1) {
    const first = state.linked.get(identity(source))
    if (first !== undefined) {
      if (existing) yield* sys.unlink({ path: to })
      const linked = yield* sys.link({ from: first, to })
      return (
        linked.ok || (yield* failed(state, `cannot create hard link ${state.tool.quoteName(to)} to ${state.tool.quoteName(first)}`, linked.error))
      )
    }
    state.linked.set(identity(source), to)
  }
  return yield* createCopy(state, from, to, source, existing)
}

export function* say(state: CopyState, from: string, to: string, backup = ''): Sys<void> {
  const { tool } = state
  yield* tool.say(`${tool.quoteName(from)} -> ${tool.quoteName(to)}${backup === '' ? '' : ` (backup: ${tool.quoteName(backup)})`}\n`)
}

/** Renames an existing destination aside; its new name. */
export function* backUp(settings: Pick<CopySettings, 'backup' | 'numberedBackup'>, to: string): Sys<string> {
  let name = to + (settings.backup ?? '~')
  if (settings.numberedBackup !== 'never') {
    const entries = yield* sys.getdents({ path: dirname(to) })
    const pattern = `${basename(to)}.~`
    const numbers = entries.ok
      ? entries.value
          .filter((entry) => entry.name.startsWith(pattern))
          .map((entry) => Number(/^(\d+)~$/.exec(entry.name.slice(pattern.length))?.[1] ?? 0))
      : []
    const last = Math.max(0, ...numbers)
    if (last > 0 || settings.numberedBackup === 'always') name = `${to}.~${last + 1}~`
  }
  yield* sys.rename({ from: to, to: name })
  return name
}

function* createCopy(state: CopyState, from: string, to: string, source: Stat, existing: Stat | undefined): Sys<boolean> {
  const { tool, settings } = state
  if (settings.make === 'hard link') {
    const linked = yield* sys.link({ from, to })
    return linked.ok || (yield* failed(state, `cannot create hard link ${tool.quoteName(to)} to ${tool.quoteName(from)}`, linked.error))
  }
  if (settings.make === 'symbolic link') {
    if (!from.startsWith('/') && dirname(to) !== '.') {
      yield* tool.fail(`${tool.showName(to)}: can make relative symbolic links only in current directory`)
      return false
    }
    const linked = yield* sys.symlink({ target: from, path: to })
    return linked.ok || (yield* failed(state, `cannot create symbolic link ${tool.quoteName(to)} to ${tool.quoteName(from)}`, linked.error))
  }
  switch (source.type) {
    case 'file':
      return yield* copyRegular(state, from, to, source, existing)
    case 'symlink': {
      const target = yield* sys.readlink({ path: from })
      if (!target.ok) return yield* failed(state, `cannot read symbolic link ${tool.quoteName(from)}`, target.error)
      const made = yield* sys.symlink({ target: target.value, path: to })
      if (!made.ok) return yield* failed(state, `cannot create symbolic link ${tool.quoteName(to)}`, made.error)
      return yield* copyAttributes(state, to, source, existing, true)
    }
    default: {
      if (!settings.recursive) return yield* copyRegular(state, from, to, source, existing)
      const made = yield* sys.mknod({ path: to, type: source.type, mode: source.mode & 0o777, rdev: source.rdev })
      if (!made.ok) return yield* failed(state, `cannot create ${source.type === 'fifo' ? 'fifo' : 'special file'} ${tool.quoteName(to)}`, made.error)
      return yield* copyAttributes(state, to, source, existing)
    }
  }
}

function* copyDirectory(state: CopyState, from: string, to: string, source: Stat, existing: Stat | undefined, place: Place): Sys<boolean> {
  const { tool, settings } = state
  if (place.ancestors.includes(identity(source))) {
    yield* tool.warn(`warning: directory ${tool.quoteName(from)} is its own ancestor; skipped`)
    return true
  }
  if (settings.oneFileSystem && place.device !== undefined && place.device !== source.dev) return true
  if (!existing) {
    const made = yield* sys.mkdir({ path: to, mode: (source.mode & 0o777) | 0o700 })
    if (!made.ok) return yield* failed(state, `cannot create directory ${tool.quoteName(to)}`, made.error)
    if (settings.verbose) yield* say(state, from, to)
  }
  const here = yield* sys.stat({ path: to })
  if (here.ok) state.made.add(identity(here.value))
  const entries = yield* sys.getdents({ path: from })
  if (!entries.ok) return yield* failed(state, `cannot access ${tool.quoteName(from)}`, entries.error)
  const below: Place = { operand: false, device: place.device ?? source.dev, ancestors: [...place.ancestors, identity(source)] }
  let fine = true
  for (const { name, type } of entries.value) {
    if (name === '.' || name === '..') continue
    const child = joinPath(from, name)
    if (type === 'directory') {
      const stat = yield* sys.stat({ path: child, noFollow: true })
      if (stat.ok && state.made.has(identity(stat.value))) {
        yield* tool.fail(`cannot copy a directory, ${tool.quoteName(topOf(from, place))}, into itself, ${tool.quoteName(child === to ? to : child)}`)
        fine = false
        continue
      }
    }
    if (!(yield* copyTree(state, child, joinPath(to, name), below))) fine = false
  }
  if (!existing) {
    const wanted = settings.preserveMode ? source.mode : source.mode & 0o777 & ~settings.umask
    if (!settings.preserveMode && !settings.preserveOwner) yield* sys.chmod({ path: to, mode: wanted })
    else fine = (yield* copyAttributes(state, to, source, existing)) && fine
  } else if (settings.preserveMode || settings.preserveTimes) fine = (yield* copyAttributes(state, to, source, existing)) && fine
  return fine
}

/** The operand above a path found below it. */
const topOf = (path: string, place: Place): string =>
  place.ancestors.length === 0 ? path : path.split('/').slice(0, -place.ancestors.length).join('/')
