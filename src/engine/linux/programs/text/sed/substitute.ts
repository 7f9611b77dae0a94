import type { Regex } from '../../../libc/regex.ts'
import type { ReplacementPart, Substitution } from './script.ts'

/** The s command on a text; undefined when nothing was replaced. */
export function substitute(text: string, regex: Regex, s: Pick<Substitution, 'replacement' | 'global' | 'occurrence'>): string | undefined {
  let out = ''
  let from = 0
  let count = 0
  let replaced = false
  let previousEnd = -1
  while (from <= text.length) {
    const m = regex.match(text, from)
    if (!m) break
    const end = m.index + m[0].length
    // An empty match right after a match does not count.
    if (m[0] === '' && m.index === previousEnd) {
      if (m.index >= text.length) break
      out += text[m.index]
      from = m.index + 1
      previousEnd = -1
      continue
    }
    out += text.slice(from, m.index)
    count++
    if (count >= s.occurrence && (s.global || count === s.occurrence)) {
      out += expand(s.replacement, m)
      replaced = true
    } else out += m[0]
    previousEnd = end
    from = end
    if (m[0] === '') {
      if (end >= text.length) break
      out += text[end]
      from = end + 1
    }
    if (replaced && !s.global) break
  }
  return replaced ? out + text.slice(from) : undefined
}

/** Replacement text with its groups and changes of case. */
export function expand(parts: readonly ReplacementPart[], match: RegExpExecArray): string {
  let out = ''
  let run: 'U' | 'L' | 'E' = 'E'
  let once: 'u' | 'l' | undefined
  for (const part of parts) {
    if (part.kind === 'case') {
      if (part.how === 'u' || part.how === 'l') once = part.how
      else run = part.how
      continue
    }
    let text = part.kind === 'text' ? part.text : (match[part.group] ?? '')
    if (run !== 'E') text = run === 'U' ? text.toUpperCase() : text.toLowerCase()
    if (once && text !== '') {
      const [first = ''] = text
      text = (once === 'u' ? first.toUpperCase() : first.toLowerCase()) + text.slice(first.length)
      once = undefined
    }
    out += text
  }
  return out
}
