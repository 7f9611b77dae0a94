import { describe, expect, it } from 'vitest'
import { sprint, sprintf, sprintln, text } from './go-fmt.ts'
import { goQuote, goUnquote } from './go-quote.ts'
import { GoFloat, GoStruct } from './go-value.ts'

describe('sprintf', () => {
  it('formats verbs, flags, widths and precisions as Go does', () => {
    expect(sprintf('%d|%5d|%-5d|%05d|%+d|%x|%#x|%X|%o|%b|%c|%U', 42, 42, 42, -42, 42, 255, 255, 255, 8, 5, 65, 0x1f600)).toBe(
      '42|   42|42   |-0042|+42|ff|0xff|FF|10|101|A|U+1F600',
    )
    expect(sprintf('%s|%8s|%-8s|%.2s|%q|%x|%v', 'abc', 'abc', 'abc', 'abc', 'a"b\n', 'hi', 'x')).toBe('abc|     abc|abc     |ab|"a\\"b\\n"|6869|x')
    expect(sprintf('%.4g %.3g %f %.2f %e %g %v', 1.98290234, 117.4, 1.5, 2.345, 123456.789, new GoFloat(1e21), new GoFloat(1e6))).toBe(
      '1.983 117 1.500000 2.35 1.234568e+05 1e+21 1e+06',
    )
    expect(sprintf('%t %v %*d %[1]v %%', true, null, 4, 7)).toBe('true <nil>    7 true %')
  })

  it('prints composite values', () => {
    expect(text(['a', 'b'])).toBe('[a b]')
    expect(text({ b: 1, a: [true, null] })).toBe('map[a:[true <nil>] b:1]')
    expect(
      text(
        new GoStruct(
          'main.T',
          new Map<string, string | number>([
            ['A', 1],
            ['B', 'x'],
          ]),
        ),
      ),
    ).toBe('{1 x}')
    expect(sprintf('%+v', new GoStruct('*main.T', new Map([['A', 1]])))).toBe('&{A:1}')
    expect(sprintf('%q %T %T', ['a', 'b'], 'x', new GoFloat(1))).toBe('["a" "b"] string float64')
  })

  it('complains in Go words', () => {
    expect(sprintf('%d', 'hi')).toBe('%!d(string=hi)')
    expect(sprintf('%d %s', 1)).toBe('1 %!s(MISSING)')
    expect(sprintf('%d', 1, 'x')).toBe('1%!(EXTRA string=x)')
    expect(sprintf('100%')).toBe('100%!(NOVERB)')
    expect(sprintf('%d', new GoFloat(3))).toBe('%!d(float64=3)')
  })

  it('joins operands as Sprint and Sprintln do', () => {
    expect(sprint('a', 1, 2, 'b')).toBe('a1 2b')
    expect(sprintln('a', 1)).toBe('a 1\n')
  })
})

describe('quoting', () => {
  it('round-trips', () => {
    for (const sample of ['plain', 'tab\t"q" \\', 'é… \u0001', '😀']) expect(goUnquote(goQuote(sample))).toBe(sample)
    expect(goQuote('\u200b')).toBe('"\\u200b"')
    expect(goUnquote('`a\\n`')).toBe('a\\n')
    expect(goUnquote('"a')).toBeUndefined()
  })
})
