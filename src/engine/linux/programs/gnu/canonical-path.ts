import type { Sys } from '../../kernel/calls.ts'
import { sys } from '../../sys.ts'

/** Models canonicalize_filename_mode of gnulib: absolute, without links. */
export type CanonicalMode =
  /** Every component must exist. */
  | 'existing'
  /** All but the last must. */
  | 'all-but-last'
  /** Nothing needs to. */
  | 'missing'

/** The canonical path, undefined when something needed is missing or links go round. */
export function* canonicalPath(path: string, mode: CanonicalMode, options: { keepLinks?: boolean; logical?: boolean } = {}): Sys<string | undefined> {
  if (path === '') return undefined
  const cwd = yield* sys.getcwd({})
  let done = path.startsWith('/') ? '' : cwd.ok && cwd.value !== '/' ? cwd.value : ''
  let rest = path.split('/').filter(Boolean)
  let followed = 0
  while (rest.length > 0) {
    const name = rest[0] as string
    rest = rest.slice(1)
    if (name === '.') continue
    if (name === '..') {
      done = done.slice(0, Math.max(0, done.lastIndexOf('/')))
      continue
    }
    const next = `${done}/${name}`
    const stat = yield* sys.stat({ path: next, noFollow: true })
    if (!stat.ok) {
      if (mode === 'existing' || (mode === 'all-but-last' && (rest.length > 0 || stat.error !== 'ENOENT'))) return undefined
      done = next
      continue
    }
    if (stat.value.type === 'symlink' && !options.keepLinks) {
      const target = yield* sys.readlink({ path: next })
      if (!target.ok || ++followed > 40) return undefined
      if (target.value.startsWith('/')) done = ''
      rest = [...target.value.split('/').filter(Boolean), ...rest]
      continue
    }
    if (stat.value.type !== 'directory' && rest.length > 0 && mode !== 'missing') return undefined
    done = next
  }
  if (done !== '' && path.endsWith('/') && mode !== 'missing') {
    const stat = yield* sys.stat({ path: done })
    if (stat.ok && stat.value.type !== 'directory') return undefined
  }
  return done || '/'
}
