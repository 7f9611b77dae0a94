import { describe, expect, test } from 'vitest'
import { nameList, sizeText, timeText } from './apt/units.ts'
import { formatStanza, parseStanzas } from './control.ts'
import { shortName } from './dpkg/unpack.ts'
import { fulfils, parseRelations } from './relation.ts'
import { compareDebVersions, versionSatisfies } from './version.ts'

describe('versions', () => {
  test('epoch, tildes, letters and revisions as deb-version(7) orders them', () => {
    const ascending = ['1.0~rc1-1', '1.0-1', '1.0-1+b1', '1.0-1+deb12u1', '1.0-2', '1.0a-1', '1.0.1-1', '1.10-1', '1:0.9-1']
    for (const [i, version] of ascending.entries())
      for (const [j, other] of ascending.entries()) expect(Math.sign(compareDebVersions(version, other))).toBe(Math.sign(i - j))
  })

  test('signs', () => {
    expect(versionSatisfies('7.88.1-10+deb12u5', '>=', '7.88')).toBe(true)
    expect(versionSatisfies('2.36-9', '<<', '2.36')).toBe(false)
    expect(versionSatisfies('2.0~beta', '<<', '2.0')).toBe(true)
  })
})

describe('relations', () => {
  test('alternatives, versions, qualifiers', () => {
    expect(parseRelations('libc6 (>= 2.34), debconf (>= 0.5) | debconf-2.0, perl:any')).toEqual([
      [{ name: 'libc6', sign: '>=', version: '2.34' }],
      [{ name: 'debconf', sign: '>=', version: '0.5' }, { name: 'debconf-2.0' }],
      [{ name: 'perl' }],
    ])
  })

  test('provided names count, with their version when one is asked for', () => {
    const mawk = { name: 'mawk', version: '1.3', provides: parseRelations('awk, sort-of (= 2)').flat() }
    expect(fulfils(mawk, { name: 'awk' })).toBe(true)
    expect(fulfils(mawk, { name: 'awk', sign: '>=', version: '1' })).toBe(false)
    expect(fulfils(mawk, { name: 'sort-of', sign: '>=', version: '1.9' })).toBe(true)
  })
})

test('paragraphs keep their order and continuation lines', () => {
  const text = 'Package: a\nConffiles:\n /etc/a 12\n /etc/b 34\nDescription: short\n long\n'
  const [stanza] = parseStanzas(`${text}\n\nPackage: b\n`)
  expect(stanza && formatStanza(stanza)).toBe(text)
})

describe("apt's ways of writing", () => {
  test('sizes', () =>
    expect([500, 9_999, 55_443, 151_082, 8_786_284, 12_900_000].map(sizeText)).toEqual(['500 ', '9999 ', '55.4 k', '151 k', '8786 k', '12.9 M']))

  test('times', () => expect([0.4, 59, 65, 3700].map(timeText)).toEqual(['0s', '59s', '1min 5s', '1h 1min 40s']))

  test('names over lines', () => expect(nameList(['aaaa', 'bbbb', 'cccc'], 14)).toBe('  aaaa bbbb\n  cccc\n'))

  test('long archive names lose their folders', () => {
    expect(shortName('/var/cache/apt/archives/tree_2.1.0-1_amd64.deb')).toBe('.../tree_2.1.0-1_amd64.deb')
    expect(shortName('tree.deb')).toBe('tree.deb')
  })
})
