import type { Result } from '../../base/result.ts'
import { err, ok } from '../../base/result.ts'
import { characterClass } from './regex-bracket.ts'
import type { Translation } from './regex-posix.ts'

/**
 * Translates the Perl expressions that `grep -P` users write: most are ECMAScript's own; \K, \Q…\E, \A, \z, \Z, \h, \R, POSIX classes, (?i) in
 * front and possessive and atomic groups (taken as greedy ones) are turned. Left out: recursion, conditionals, verbs.
 */
export function translatePerl(pattern: string): Result<Translation, string> {
  let text = pattern
  let flags = ''
  const leading = /^\(\?([imsx]+)\)/.exec(text)
  if (leading) {
    flags = leading[1] as string
    text = text.slice(leading[0].length)
  }
  let source = ''
  let groups = 0
  let inBracket = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string
    if (c === '\\') {
      const turned = perlEscape(text, i)
      if (!turned.ok) return turned
      if (turned.value.keep) source = `(?<=${source})`
      else source += turned.value.source
      i = turned.value.end - 1
      continue
    }
    if (inBracket) {
      const named = /^\[:(\^?)([a-z]+):\]/.exec(text.slice(i, i + 14))
      if (named) {
        const known = characterClass(named[2] as string, false)
        if (known === undefined || named[1] !== '') return err('unknown POSIX class name')
        source += known
        i += named[0].length - 1
        continue
      }
      if (c === ']' && !/\[\^?$/.test(source)) inBracket = false
      source += c === '[' || (c === ']' && inBracket) ? `\\${c}` : c
      continue
    }
    if (c === '[') inBracket = true
    if (c === '(' && text[i + 1] !== '?') groups++
    if (/^\(\?<[A-Za-z]/.test(text.slice(i, i + 4))) groups++
    if (text.startsWith('(?>', i)) {
      source += '(?:'
      i += 2
      continue
    }
    if (text.startsWith('(?P<', i)) {
      source += '(?<'
      groups++
      i += 3
      continue
    }
    if (c === '+' && /[*+?}]$/.test(source) && !/\\[*+?}]$/.test(source)) continue
    source += c
  }
  if (inBracket) return err('missing terminating ] for character class')
  return ok({ source, groups, competing: false, ignoreCase: flags.includes('i'), multiline: flags.includes('m'), dotAll: flags.includes('s') })
}

function perlEscape(text: string, at: number): Result<{ source: string; end: number; keep?: boolean }, string> {
  const c = text[at + 1]
  const end = at + 2
  switch (c) {
    case undefined:
      return err('\\ at end of pattern')
    case 'K':
      return ok({ source: '', end, keep: true })
    case 'A':
      return ok({ source: '(?<![^])', end })
    case 'z':
    case 'Z':
      return ok({ source: '(?![^])', end })
    case 'h':
      return ok({ source: '[ \\t]', end })
    case 'R':
      return ok({ source: '(?:\\r\\n|\\n|\\r)', end })
    case 'a':
      return ok({ source: '\\x07', end })
    case 'e':
      return ok({ source: '\\x1b', end })
    case 'Q': {
      const close = text.indexOf('\\E', end)
      const quoted = text.slice(end, close < 0 ? undefined : close)
      return ok({ source: quoted.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), end: close < 0 ? text.length : close + 2 })
    }
    case 'E':
      return ok({ source: '', end })
    default:
      // ECMAScript's u flag refuses escapes of letters and punctuation that mean themselves.
      if (/[dDwWsSbBnrtfvxcpPuk0-9]/.test(c) || /[\\^$.*+?()[\]{}|/]/.test(c)) return ok({ source: `\\${c}`, end })
      return /[A-Za-z]/.test(c) ? err('unrecognized character follows \\') : ok({ source: c === '-' ? '\\x2d' : c, end })
  }
}
