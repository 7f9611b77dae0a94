import type { Regex } from '../../../libc/regex.ts'

/** How one run of grep searches and prints. */
export interface Settings {
  readonly matcher: Matcher
  readonly invert: boolean
  readonly count: boolean
  readonly filesWith: boolean
  readonly filesWithout: boolean
  readonly onlyMatching: boolean
  readonly quiet: boolean
  readonly silent: boolean
  readonly byteOffset: boolean
  readonly lineNumber: boolean
  readonly withName: boolean
  readonly label: string
  readonly initialTab: boolean
  /** `\n`, or NUL after names with -Z. */
  readonly nameEnd: string
  readonly lineEnd: string
  readonly before: number
  readonly after: number
  readonly separator: string | undefined
  readonly maxCount: number
  readonly binary: 'binary' | 'text' | 'without-match'
  readonly colors: Colors | undefined
  readonly recursive: 'no' | 'yes' | 'follow'
  readonly directories: 'read' | 'skip'
  readonly devices: 'read' | 'skip'
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly excludeDir: readonly string[]
  readonly lineBuffered: boolean
}

/** Finds matches of any of the patterns. */
export interface Matcher {
  test(line: string): boolean
  /** The leftmost longest match at or after a place. */
  find(line: string, from: number): { readonly index: number; readonly length: number } | undefined
}

export interface Colors {
  readonly selected: string
  readonly context: string
  readonly match: string
  readonly matchContext: string
  readonly name: string
  readonly line: string
  readonly byte: string
  readonly separator: string
}

/** The colours of GREP_COLORS over grep's own. */
export function readColors(variable: string | undefined, old: string | undefined): Colors {
  const codes = new Map<string, string>([
    ['ms', '01;31'],
    ['mc', '01;31'],
    ['sl', ''],
    ['cx', ''],
    ['fn', '35'],
    ['ln', '32'],
    ['bn', '32'],
    ['se', '36'],
  ])
  if (old) {
    codes.set('ms', old)
    codes.set('mc', old)
  }
  for (const part of (variable ?? '').split(':')) {
    const m = /^([a-z]{2})=([\d;]*)$/.exec(part)
    if (!m) continue
    if (m[1] === 'mt') {
      codes.set('ms', m[2] as string)
      codes.set('mc', m[2] as string)
    } else codes.set(m[1] as string, m[2] as string)
  }
  const of = (key: string) => codes.get(key) ?? ''
  return {
    selected: of('sl'),
    context: of('cx'),
    match: of('ms'),
    matchContext: of('mc'),
    name: of('fn'),
    line: of('ln'),
    byte: of('bn'),
    separator: of('se'),
  }
}

/** grep's colouring: `\e[01;31m\e[K` text `\e[m\e[K`. */
export const paint = (text: string, code: string): string => (code === '' || text === '' ? text : `\x1b[${code}m\x1b[K${text}\x1b[m\x1b[K`)

/** Several expressions at once. */
export function matcherOf(regexes: readonly Regex[]): Matcher {
  const [first] = regexes
  if (regexes.length === 1 && first) {
    return {
      test: (line) => first.test(line),
      find: (line, from) => {
        const m = first.match(line, from)
        return m && { index: m.index, length: m[0].length }
      },
    }
  }
  return {
    test: (line) => regexes.some((regex) => regex.test(line)),
    find: (line, from) => {
      let best: { index: number; length: number } | undefined
      for (const regex of regexes) {
        const m = regex.match(line, from)
        if (m && (!best || m.index < best.index || (m.index === best.index && m[0].length > best.length)))
          best = { index: m.index, length: m[0].length }
      }
      return best
    },
  }
}
