import { describe, expect, it } from 'vitest'
import { fnmatch, hasGlob } from './glob.ts'

describe('fnmatch', () => {
  it.each([
    ['*.txt', 'a.txt', true],
    ['*.txt', '.txt', true],
    ['a?c', 'abc', true],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[^a-c]x', 'dx', true],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['[', '[', true],
    ['a[]]b', 'a]b', true],
    ['[[:upper:]]*', 'Abc', true],
    ['**', '', true],
    ['é?', 'éa', true],
  ] as const)('%s %s', (pattern, text, expected) => {
    expect(fnmatch(pattern, text)).toBe(expected)
  })
  it('knows slashes, periods, cases and extended patterns', () => {
    expect(fnmatch('*', 'a/b', { pathname: true })).toBe(false)
    expect(fnmatch('*', '.a', { period: true })).toBe(false)
    expect(fnmatch('.*', '.a', { period: true })).toBe(true)
    expect(fnmatch('A*', 'ab', { ignoreCase: true })).toBe(true)
    expect(fnmatch('!(*.o)', 'a.c', { extended: true })).toBe(true)
    expect(fnmatch('!(*.o)', 'a.o', { extended: true })).toBe(false)
    expect(fnmatch('+(a|b)', 'abba', { extended: true })).toBe(true)
    expect(fnmatch('a', 'a/b', { leadingDirectory: true })).toBe(true)
  })
  it('tells patterns from names', () => {
    expect([hasGlob('a*'), hasGlob('a\\*'), hasGlob('[ab]'), hasGlob('['), hasGlob('@(a)', true)]).toEqual([true, false, true, false, true])
  })
})
