import { readBracket } from './regex-bracket.ts'

/**
 * Models fnmatch(3): `*`, `?`, brackets with POSIX classes, `\` quoting, and bash's extended patterns on request.
 */
export interface GlobOptions {
  /** `/` is matched only by itself. */
  readonly pathname?: boolean
  /** A leading period must be matched by a period (FNM_PERIOD). */
  readonly period?: boolean
  readonly ignoreCase?: boolean
  /** ?(…) *(…) +(…) @(…) !(…). */
  readonly extended?: boolean
  /** The pattern may end before a `/` of the text (FNM_LEADING_DIR). */
  readonly leadingDirectory?: boolean
}

const cache = new Map<string, RegExp>()

/** Whether the text matches the whole pattern. */
export function fnmatch(pattern: string, text: string, options: GlobOptions = {}): boolean {
  if (options.period && text.startsWith('.') && !/^(?:\\?\.)/.test(pattern)) return false
  return globRegex(pattern, options).test(text)
}

/** The anchored RegExp of a pattern. */
export function globRegex(pattern: string, options: GlobOptions = {}): RegExp {
  const key = `${options.pathname ? 'p' : ''}${options.ignoreCase ? 'i' : ''}${options.extended ? 'x' : ''}${options.leadingDirectory ? 'l' : ''}/${pattern}`
  const known = cache.get(key)
  if (known) return known
  const source = globSource(pattern, options)
  const regex = new RegExp(`^(?:${source})${options.leadingDirectory ? '(?=$|/)' : '$'}`, options.ignoreCase ? 'isu' : 'su')
  if (cache.size >= 500) cache.clear()
  cache.set(key, regex)
  return regex
}

/** Whether a word has unquoted pattern characters. */
export function hasGlob(pattern: string, extended = false): boolean {
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]
    if (c === '\\') i++
    else if (c === '*' || c === '?') return true
    else if (c === '[' && pattern.indexOf(']', i + 2) > 0) return true
    else if (extended && pattern[i + 1] === '(' && /[@+!]/.test(c as string)) return true
  }
  return false
}

/** ECMAScript source of a pattern, unanchored: for prefix and suffix removal and replacement in the shell. */
export function globSource(pattern: string, options: GlobOptions = {}): string {
  return translate(pattern, 0, options, false).source
}

function translate(pattern: string, from: number, options: GlobOptions, inner: boolean): { source: string; end: number } {
  const any = options.pathname ? '[^/]' : '[^]'
  let source = ''
  let i = from
  while (i < pattern.length) {
    const c = pattern[i] as string
    if (inner && (c === '|' || c === ')')) {
      if (c === ')') return { source, end: i + 1 }
      source += '|'
      i++
      continue
    }
    if (options.extended && pattern[i + 1] === '(' && /[?*+@!]/.test(c)) {
      const group = translate(pattern, i + 2, options, true)
      source += extendedGroup(c, group.source, any)
      i = group.end
      continue
    }
    if (c === '*') {
      while (pattern[i + 1] === '*' && pattern[i + 2] !== '(') i++
      source += `${any}*`
    } else if (c === '?') source += any
    else if (c === '[') {
      const bracket = readGlobBracket(pattern, i, options)
      source += bracket.source
      i = bracket.end
      continue
    } else if (c === '\\' && i + 1 < pattern.length) source += literal(pattern[++i] as string)
    else source += literal(c)
    i++
  }
  return { source, end: i }
}

const extendedGroup = (operator: string, inner: string, any: string): string =>
  operator === '!' ? `(?:(?!(?:${inner})$)${any}*)` : `(?:${inner})${operator === '@' ? '' : operator}`

function readGlobBracket(pattern: string, at: number, options: GlobOptions): { source: string; end: number } {
  const text = pattern[at + 1] === '!' ? `${pattern.slice(0, at + 1)}^${pattern.slice(at + 2)}` : pattern
  const read = readBracket(text, at, { utf8: true, escapes: true })
  if (!read.ok) return { source: '\\[', end: at + 1 }
  return { source: options.pathname ? `(?!/)${read.value.source}` : read.value.source, end: read.value.end }
}

const literal = (c: string): string => (/[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c)
