import type { Stat, Sys } from '../../kernel/calls.ts'
import { strerror } from '../../kernel/errno.ts'
import { joinPath } from '../../libc/paths.ts'
import { sys } from '../../sys.ts'
import type { Prompt } from '../gnu/prompt.ts'
import type { Tool } from '../gnu/tool.ts'

/** Models coreutils' remove.c: a file or a tree, asking where wanted. Answers whether it is gone. */
export interface RemoveSettings {
  readonly recursive?: boolean
  readonly emptyDirectories?: boolean
  readonly force?: boolean
  readonly verbose?: boolean
  /** Asked about everything (`always`) or about write-protected files (`protected`). */
  readonly ask?: { readonly when: 'always' | 'protected'; readonly prompt: Prompt }
  /** Device to stay on. */
  readonly device?: number
}

export function* removeTree(tool: Tool, path: string, settings: RemoveSettings): Sys<boolean> {
  const found = yield* sys.stat({ path, noFollow: true })
  if (!found.ok) {
    if (settings.force && (found.error === 'ENOENT' || found.error === 'ENOTDIR')) return true
    yield* tool.fail(`cannot remove ${tool.quoteName(path)}: ${strerror(found.error)}`)
    return false
  }
  if (found.value.type === 'directory') return yield* removeDirectory(tool, path, found.value, settings)
  if (!(yield* agreed(tool, path, found.value, settings))) return false
  const removed = yield* sys.unlink({ path })
  if (!removed.ok) {
    yield* tool.fail(`cannot remove ${tool.quoteName(path)}: ${strerror(removed.error)}`)
    return false
  }
  if (settings.verbose) yield* tool.say(`removed ${tool.quoteName(path)}\n`)
  return true
}

function* removeDirectory(tool: Tool, path: string, stat: Stat, settings: RemoveSettings): Sys<boolean> {
  if (!settings.recursive && !settings.emptyDirectories) {
    yield* tool.fail(`cannot remove ${tool.quoteName(path)}: Is a directory`)
    return false
  }
  if (settings.device !== undefined && stat.dev !== settings.device) {
    yield* tool.fail(`skipping ${tool.quoteName(path)}, since it's on a different device`)
    return false
  }
  const entries = yield* sys.getdents({ path })
  const names = entries.ok ? entries.value.map((entry) => entry.name).filter((name) => name !== '.' && name !== '..') : []
  let fine = true
  if (settings.recursive && names.length > 0) {
    const guarded = yield* guard(path, stat, settings)
    if (guarded && !(yield* guarded.ask(`descend into ${(yield* writable(path, stat)) ? '' : 'write-protected '}directory ${tool.quoteName(path)}?`)))
      return false
    for (const name of names) if (!(yield* removeTree(tool, joinPath(path, name), settings))) fine = false
    if (!fine) return false
  }
  if (settings.recursive && !entries.ok && entries.error !== 'ENOTDIR') {
    yield* tool.fail(`cannot remove ${tool.quoteName(path)}: ${strerror(entries.error)}`)
    return false
  }
  const guarded = yield* guard(path, stat, settings)
  if (guarded && !(yield* guarded.ask(`remove ${(yield* writable(path, stat)) ? '' : 'write-protected '}directory ${tool.quoteName(path)}?`)))
    return false
  const removed = yield* sys.rmdir({ path })
  if (!removed.ok) {
    yield* tool.fail(`cannot remove ${tool.quoteName(path)}: ${strerror(removed.error)}`)
    return false
  }
  if (settings.verbose) yield* tool.say(`removed directory ${tool.quoteName(path)}\n`)
  return true
}

const writable = function* (path: string, stat: Stat): Sys<boolean> {
  return stat.type === 'symlink' || (yield* sys.access({ path, mode: 'w' })).ok
}

/** Who is to be asked about this file, if anyone. */
function* guard(path: string, stat: Stat, settings: RemoveSettings): Sys<Prompt | undefined> {
  if (!settings.ask) return undefined
  return settings.ask.when === 'always' || !(yield* writable(path, stat)) ? settings.ask.prompt : undefined
}

function* agreed(tool: Tool, path: string, stat: Stat, settings: RemoveSettings): Sys<boolean> {
  const prompt = yield* guard(path, stat, settings)
  if (!prompt) return true
  const kinds: Readonly<Record<Stat['type'], string>> = {
    file: stat.size === 0 ? 'regular empty file' : 'regular file',
    directory: 'directory',
    symlink: 'symbolic link',
    fifo: 'fifo',
    socket: 'socket',
    char: 'character special file',
    block: 'block special file',
  }
  return yield* prompt.ask(`remove ${(yield* writable(path, stat)) ? '' : 'write-protected '}${kinds[stat.type]} ${tool.quoteName(path)}?`)
}
