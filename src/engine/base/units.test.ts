import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from './go-duration.ts'
import { shellWords } from './shellwords.ts'
import { bytesSize, fromHumanSize, humanDuration, humanSize, ramInBytes } from './units.ts'

describe('sizes', () => {
  it('prints decimal and binary sizes with four digits', () => {
    expect([0, 682, 1_982_902, 228_300_000, 10_240, 999_999, 1e6, 1e18].map((n) => humanSize(n))).toEqual([
      '0B',
      '682B',
      '1.983MB',
      '228.3MB',
      '10.24kB',
      '1000kB',
      '1MB',
      '1EB',
    ])
    expect([1_982_902, 228_300_000, 13_258].map((n) => humanSize(n, 3))).toEqual(['1.98MB', '228MB', '13.3kB'])
    expect([25_276_502_016, 67_108_864, 1023].map(bytesSize)).toEqual(['23.54GiB', '64MiB', '1023B'])
  })

  it('reads sizes', () => {
    expect(['512m', '1.5g', '10', '64 KiB', '3b'].map((text) => ramInBytes(text))).toEqual(
      [536870912, 1610612736, 10, 65536, 3].map((value) => ({ ok: true, value })),
    )
    expect(fromHumanSize('10MB')).toEqual({ ok: true, value: 10_000_000 })
    expect(ramInBytes('abc')).toEqual({ ok: false, error: "invalid size: 'abc'" })
    expect(ramInBytes('10x')).toEqual({ ok: false, error: "invalid suffix: 'x'" })
    expect(ramInBytes('-1')).toEqual({ ok: false, error: "invalid size: '-1'" })
  })
})

describe('durations', () => {
  it('prints ages as people say them', () => {
    const seconds = [0.5, 1, 2, 59, 60, 119, 120, 3599, 3600, 5399, 5400, 172_799, 172_800, 1_209_600, 5_184_000, 63_072_000]
    expect(seconds.map((s) => humanDuration(s * 1000))).toEqual([
      'Less than a second',
      '1 second',
      '2 seconds',
      '59 seconds',
      'About a minute',
      'About a minute',
      '2 minutes',
      '59 minutes',
      'About an hour',
      'About an hour',
      '2 hours',
      '2 days',
      '2 days',
      '2 weeks',
      '2 months',
      '2 years',
    ])
  })

  it('reads and prints Go durations', () => {
    for (const [text, ns] of [
      ['1h30m0s', 5400e9],
      ['1.5s', 1.5e9],
      ['250ms', 250e6],
      ['1µs', 1000],
      ['-2m0s', -120e9],
      ['0s', 0],
    ] as const) {
      expect(formatDuration(ns)).toBe(text)
      expect(parseDuration(text)).toEqual({ ok: true, value: ns })
    }
    expect(parseDuration('5')).toEqual({ ok: false, error: 'time: missing unit in duration "5"' })
    expect(parseDuration('x')).toEqual({ ok: false, error: 'time: invalid duration "x"' })
    expect(parseDuration('5y')).toEqual({ ok: false, error: 'time: unknown unit "y" in duration "5y"' })
  })
})

describe('shellWords', () => {
  it('splits and unquotes', () => {
    expect(shellWords(`a 'b c' "d \\"e" f\\ g ''`)).toEqual({ ok: true, value: ['a', 'b c', 'd "e', 'f g', ''] })
    expect(shellWords(`a 'b`).ok).toBe(false)
  })
})
