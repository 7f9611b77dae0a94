import type { Sys } from '../../kernel/calls.ts'
import { sys } from '../../sys.ts'
import type { Shell } from '../state/shell.ts'

/** What PATH is when it is unset, and for `command -p`. */
export const standardPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The file that a command name stands for: itself with a slash, else by the hash table or PATH; undefined when there is none. */
export function* findCommand(shell: Shell, name: string, path?: string): Sys<string | undefined> {
  if (name.includes('/')) return name
  if (path === undefined) {
    const known = shell.hashed.get(name)
    if (known && (!shell.options.has('checkhash') || (yield* isExecutable(known.path)))) {
      known.hits++
      return known.path
    }
  }
  const found = yield* searchPath(name, path ?? shell.get('PATH') ?? '')
  if (found !== undefined && path === undefined && shell.options.has('hashall') && found.startsWith('/'))
    shell.hashed.set(name, { path: found, hits: 1 })
  return found
}

/** The first executable file of that name; else the first file at all, for its error. */
export function* searchPath(name: string, path: string): Sys<string | undefined> {
  let other: string | undefined
  if (name === '') return undefined
  for (const directory of path.split(':')) {
    const candidate = directory === '' ? `./${name}` : `${directory.replace(/\/+$/, '')}/${name}`
    const stat = yield* sys.stat({ path: candidate })
    if (!stat.ok || stat.value.type === 'directory') continue
    if ((yield* sys.access({ path: candidate, mode: 'x' })).ok) return candidate
    other ??= candidate
  }
  return other
}

/** Every executable of that name on PATH. */
export function* everyCommand(shell: Shell, name: string): Sys<string[]> {
  if (name.includes('/')) return (yield* isExecutable(name)) ? [name] : []
  const found: string[] = []
  for (const directory of (shell.get('PATH') ?? '').split(':')) {
    const candidate = directory === '' ? `./${name}` : `${directory.replace(/\/+$/, '')}/${name}`
    if (yield* isExecutable(candidate)) found.push(candidate)
  }
  return found
}

export function* isExecutable(path: string): Sys<boolean> {
  const stat = yield* sys.stat({ path })
  return stat.ok && stat.value.type !== 'directory' && (yield* sys.access({ path, mode: 'x' })).ok
}
