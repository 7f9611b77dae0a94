import { describe, expect, it } from 'vitest'
import { formatEcho } from './echo-format.ts'
import { formatPrintf } from './printf-format.ts'

describe('printf', () => {
  // Recorded from printf(1) of coreutils 9.1.
  it.each([
    [['%s\n', 'a', 'b'], 'a\nb\n'],
    [['%s %s|', 'a', 'b', 'c'], 'a b|c |'],
    [['%5d|%-5d|%05d|%+d\n', '42', '42', '42', '42'], '   42|42   |00042|+42\n'],
    [['%x %X %o %#x %#o', '255', '255', '8', '255', '8'], 'ff FF 10 0xff 010'],
    [['%.2f %.0f %.0f %e %g %g', '3.14159', '2.5', '3.5', '12345.678', '0.0001', '1e10'], '3.14 2 4 1.234568e+04 0.0001 1e+10'],
    [['%.3s|%10s|%-10s|', 'abcdef', 'x', 'y'], 'abc|         x|y         |'],
    [['%c%c', 'abc', 'xyz'], 'ax'],
    [['%d %d', "'A", '0x1f'], '65 31'],
    [['%g %g %g', '17179869184', '1e20', '100000'], '1.71799e+10 1e+20 100000'],
    [['%b', 'a\\tb\\n'], 'a\tb\n'],
    [['a\\x41\\101\\n'], 'aAA\n'],
    [['\\303\\251'], 'é'],
    [['%%|%5.1f|%*d', '2.25', '6', '7'], '%|  2.2|     7'],
    [['%u', '-1'], '18446744073709551615'],
    [['%i %s'], '0 '],
    [['%q', "a b'c"], `"a b'c"`],
    [['x\\cy'], 'x'],
  ] as const)('%j', ([format, ...args], expected) => {
    expect(formatPrintf(format, args).text).toBe(expected)
  })
  it('reports what is wrong', () => {
    expect(formatPrintf('%d', ['abc']).problems).toEqual([{ kind: 'not a number', argument: 'abc' }])
    expect(formatPrintf('%d', ['12x']).problems).toEqual([{ kind: 'not completely converted', argument: '12x' }])
    expect(formatPrintf('%z', []).problems).toEqual([{ kind: 'invalid conversion', specification: '%z' }])
    expect(formatPrintf('x', ['y']).excess).toBe('y')
  })
})

describe('echo', () => {
  it.each([
    [['a', 'b'], 'a b\n'],
    [['-n', 'a'], 'a'],
    [['-e', 'a\\tb\\0101\\x42'], 'a\tbAB\n'],
    [['-ne', 'a\\cb'], 'a'],
    [['-E', 'a\\t'], 'a\\t\n'],
    [['-x', 'a'], '-x a\n'],
    [['--', 'a'], '-- a\n'],
  ] as const)('%j', (args, expected) => {
    expect(formatEcho(args)).toBe(expected)
  })
})
