import { describe, expect, it } from 'vitest'
import { quoteText } from './quoting.ts'

// Recorded from GNU ls 9.1 --quoting-style: name, shell-escape in C.UTF-8, shell-escape in C, locale in C.UTF-8.
const recorded: readonly (readonly [string, string, string, string])[] = [
  ['a b', "'a b'", "'a b'", '‘a b’'],
  ["it's", '"it\'s"', '"it\'s"', "‘it's’"],
  ["it's $x", "'it'\\''s $x'", "'it'\\''s $x'", "‘it's $x’"],
  ['a\nb', "'a'$'\\n''b'", "'a'$'\\n''b'", '‘a\\nb’'],
  ['a\n', "'a'$'\\n'", "'a'$'\\n'", '‘a\\n’'],
  ['\na', "''$'\\n''a'", "''$'\\n''a'", '‘\\na’'],
  ['\x01x', "''$'\\001''x'", "''$'\\001''x'", '‘\\001x’'],
  ['#a', "'#a'", "'#a'", '‘#a’'],
  ['a#b', 'a#b', 'a#b', '‘a#b’'],
  ['{', "'{'", "'{'", '‘{’'],
  ['{a}', '{a}', '{a}', '‘{a}’'],
  ['a=b', "'a=b'", "'a=b'", '‘a=b’'],
  ['é', 'é', "''$'\\303\\251'", '‘é’'],
  ['a\\b', "'a\\b'", "'a\\b'", '‘a\\\\b’'],
  ['@x', '@x', '@x', '‘@x’'],
]

describe('quotearg', () => {
  it.each(recorded)('%j', (name, utf8, c, locale) => {
    expect(quoteText(name, 'shell-escape', true)).toBe(utf8)
    expect(quoteText(name, 'shell-escape', false)).toBe(c)
    expect(quoteText(name, 'locale', true)).toBe(locale)
  })
})
