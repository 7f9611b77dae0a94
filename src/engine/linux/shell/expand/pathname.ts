import type { Sys } from '../../kernel/calls.ts'
import { globRegex } from '../../libc/glob.ts'
import { compareBytes } from '../../libc/locale.ts'
import { sys } from '../../sys.ts'

/** Pathname expansion (glob.c of bash), with dotglob, globstar, extglob and nocaseglob. */
export interface PathnameOptions {
  readonly extended: boolean
  readonly hidden: boolean
  readonly globstar: boolean
  readonly ignoreCase: boolean
  /** Names . and .. never match (5.2's globskipdots). */
  readonly skipDots: boolean
}

/** A word whose unquoted text holds pattern characters. */
export function hasPattern(text: string, extended: boolean): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '\\') i++
    else if (c === '*' || c === '?') return true
    else if (c === '[' && text.indexOf(']', i + 1) > 0) return true
    else if (extended && text[i + 1] === '(' && (c === '@' || c === '+' || c === '!')) return true
  }
  return false
}

/** Existing paths that match, in order; none when nothing does. */
export function* matchPaths(pattern: string, options: PathnameOptions): Sys<string[]> {
  const parts = splitPath(pattern)
  let found: string[] = [pattern.startsWith('/') ? '/' : '']
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1
    const next: string[] = []
    for (const base of found) {
      if (part === '**' && options.globstar) yield* descend(base, last, options, next)
      else yield* matchPart(base, part, last, options, next)
    }
    found = next
    if (found.length === 0) return []
  }
  return found.sort(compareBytes)
}

/** Components; the last is empty when the pattern ends in a slash. Slashes in extended patterns stay. */
function splitPath(pattern: string): string[] {
  const parts = pattern.replace(/^\/+/, '').split(/\/+/)
  return parts
}

function* matchPart(base: string, part: string, last: boolean, options: PathnameOptions, into: string[]): Sys<void> {
  if (part === '') {
    into.push(base)
    return
  }
  if (!hasPattern(part, options.extended)) {
    const path = base + part.replace(/\\([\s\S])/g, '$1')
    const there = yield* sys.stat({ path, noFollow: last })
    if (there.ok) into.push(last ? path : `${path}/`)
    return
  }
  const regex = globRegex(part, { extended: options.extended, ignoreCase: options.ignoreCase })
  const dots = /^\\?\./.test(part)
  for (const { name, type } of yield* entries(base, options, dots)) {
    if (!regex.test(name)) continue
    if (last) into.push(base + name)
    else if (yield* isDirectory(base + name, type)) into.push(`${base}${name}/`)
  }
}

interface Entry {
  readonly name: string
  readonly type: string
}

function* entries(base: string, options: PathnameOptions, dots: boolean): Sys<readonly Entry[]> {
  const read = yield* sys.getdents({ path: base || '.' })
  if (!read.ok) return []
  return read.value.filter(({ name }) => {
    if (!name.startsWith('.')) return true
    if (name === '.' || name === '..') return dots && !options.skipDots
    return dots || options.hidden
  })
}

function* isDirectory(path: string, type: string): Sys<boolean> {
  if (type !== 'symlink') return type === 'directory'
  const there = yield* sys.stat({ path })
  return there.ok && there.value.type === 'directory'
}

/** `**`: the directory itself and everything below it; before a slash only directories. */
function* descend(base: string, last: boolean, options: PathnameOptions, into: string[]): Sys<void> {
  if (!last || base !== '') into.push(base)
  for (const { name, type } of yield* entries(base, options, false)) {
    const path = base + name
    if (type === 'directory') {
      if (last) into.push(path)
      const below: string[] = []
      yield* descend(`${path}/`, last, options, below)
      into.push(...(last ? below.slice(1) : below))
    } else if (last) into.push(path)
  }
}
