import { describe, expect, it } from 'vitest'
import { civilTime, isoWeek, parseRfc3339, rfc3339, unixMs } from './calendar.ts'
import { parseDateText } from './date-text.ts'
import { strftime } from './strftime.ts'
import { parseTimeZone, saoPaulo, utc } from './time-zone.ts'

const now = unixMs({ year: 2024, month: 6, day: 10, hour: 11 }, saoPaulo)

describe('civil time', () => {
  it('agrees with the known epoch days', () => {
    expect(unixMs({ year: 1970, month: 1, day: 1 })).toBe(0)
    expect(unixMs({ year: 2000, month: 2, day: 29 })).toBe(951_782_400_000)
    expect(now).toBe(1_718_028_000_000)
    expect(civilTime(now, saoPaulo)).toMatchObject({ year: 2024, month: 6, day: 10, hour: 11, minute: 0, weekday: 1, yearDay: 162 })
    expect(civilTime(-1)).toMatchObject({ year: 1969, month: 12, day: 31, hour: 23, second: 59, nanosecond: 999_000_000 })
  })

  it('turns every day of four centuries there and back', () => {
    for (let day = -200_000; day < 200_000; day += 37) {
      const time = civilTime(day * 86_400_000)
      expect(unixMs(time)).toBe(day * 86_400_000)
    }
  })

  it('numbers ISO weeks across years', () => {
    expect(isoWeek(civilTime(unixMs({ year: 2021, month: 1, day: 3 })))).toEqual({ year: 2020, week: 53 })
    expect(isoWeek(civilTime(unixMs({ year: 2024, month: 12, day: 30 })))).toEqual({ year: 2025, week: 1 })
    expect(isoWeek(civilTime(unixMs({ year: 2023, month: 1, day: 1 })))).toEqual({ year: 2022, week: 52 })
  })

  it('writes and reads RFC 3339', () => {
    expect(rfc3339(now)).toBe('2024-06-10T14:00:00Z')
    expect(rfc3339(now + 123.456789, { fraction: 'nano' })).toMatch(/^2024-06-10T14:00:00\.1234567\d*Z$/)
    expect(rfc3339(now, { zone: saoPaulo })).toBe('2024-06-10T11:00:00-03:00')
    expect(parseRfc3339('2024-06-10T11:00:00.5-03:00')).toBe(now + 500)
    expect(parseRfc3339('2024-13-10T11:00:00Z')).toBeUndefined()
  })
})

describe('strftime', () => {
  const time = civilTime(1_718_028_005_123.456, saoPaulo)
  // Recorded from GNU date 9.1.
  const recorded: readonly (readonly [string, string])[] = [
    ['%5Y', '02024'],
    ['%_5d', '   10'],
    ['%10B', '      June'],
    ['%^a', 'MON'],
    ['%#p', 'am'],
    ['%010s', '1718028005'],
    ['%3N', '123'],
    ['%010A', '0000Monday'],
    ['%+', '%+'],
    ['%Q', '%Q'],
    ['%', '%'],
    ['%_H', '11'],
    ['%:z %::z %:::z %z', '-03:00 -03:00:00 -03 -0300'],
    ['%g %G %V %U %W %u %w %j', '24 2024 24 23 24 1 1 162'],
    ['%k|%l|%P|%q', '11|11|am|2'],
    ['%10T', '  11:00:05'],
    ['%^c', 'MON JUN 10 11:00:05 2024'],
    ['%-5d', '10'],
    ['%05e', '00010'],
    ['%a %b %e %H:%M:%S %Z %Y', 'Mon Jun 10 11:00:05 -03 2024'],
  ]
  it.each(recorded)('%s', (format, expected) => {
    expect(strftime(format, time)).toBe(expected)
  })
})

describe('date texts', () => {
  const read = (text: string) => {
    const ms = parseDateText(text, now, saoPaulo)
    return ms === undefined ? undefined : rfc3339(ms, { zone: saoPaulo }).slice(0, 19)
  }
  const recorded: readonly (readonly [string, string])[] = [
    ['', '2024-06-10T00:00:00'],
    ['now', '2024-06-10T11:00:00'],
    ['tomorrow', '2024-06-11T11:00:00'],
    ['2 days ago', '2024-06-08T11:00:00'],
    ['next month', '2024-07-10T11:00:00'],
    ['last week', '2024-06-03T11:00:00'],
    ['+2 hours', '2024-06-10T13:00:00'],
    ['fri', '2024-06-14T00:00:00'],
    ['next friday', '2024-06-14T00:00:00'],
    ['last friday', '2024-06-07T00:00:00'],
    ['monday', '2024-06-10T00:00:00'],
    ['next monday', '2024-06-17T00:00:00'],
    ['2024-06-10', '2024-06-10T00:00:00'],
    ['2024-06-10 12:34', '2024-06-10T12:34:00'],
    ['2024-06-10T12:34:56Z', '2024-06-10T09:34:56'],
    ['2024-06-10T12:34:56+02:00', '2024-06-10T07:34:56'],
    ['10 jun 2024 3pm', '2024-06-10T15:00:00'],
    ['Jun 10, 2023', '2023-06-10T00:00:00'],
    ['Mon Jun 10 11:00:00 -03 2024', '2024-06-10T11:00:00'],
    ['Mon, 10 Jun 2024 11:00:00 -0300', '2024-06-10T11:00:00'],
    ['Mon Jun 10 11:00:00 UTC 2024', '2024-06-10T08:00:00'],
    ['6/10/2024', '2024-06-10T00:00:00'],
    ['20240610', '2024-06-10T00:00:00'],
    ['20240610 1530', '2024-06-10T15:30:00'],
    ['2024-06-10 + 3 days', '2024-06-13T00:00:00'],
    ['2024-06-10 1 month ago', '2024-05-10T00:00:00'],
    ['@0', '1969-12-31T21:00:00'],
    ['12:00 tomorrow', '2024-06-11T12:00:00'],
    ['yesterday 08:30', '2024-06-09T08:30:00'],
    ['1 year 2 months', '2025-08-10T11:00:00'],
    ['2024-01-31 +1 month', '2024-03-02T00:00:00'],
  ]
  it.each(recorded)('%s', (text, expected) => {
    expect(read(text)).toBe(expected)
  })
  it.each(['gibberish', '2024-13-01', '25:00', '2024-06-10 2024-06-11'])('refuses %s', (text) => {
    expect(read(text)).toBeUndefined()
  })
})

describe('TZ values', () => {
  it.each([
    ['UTC', 'UTC', 0],
    ['America/Sao_Paulo', '-03', -180],
    [':America/Sao_Paulo', '-03', -180],
    ['<-03>3', '-03', -180],
    ['BRT3', 'BRT', -180],
    ['JST-9', 'JST', 540],
    ['Foo/Bar', 'Foo', 0],
    ['', 'UTC', 0],
  ] as const)('%s', (text, abbreviation, offsetMinutes) => {
    expect(parseTimeZone(text)).toEqual({ abbreviation, offsetMinutes })
  })
  it('has UTC', () => expect(utc.offsetMinutes).toBe(0))
})
