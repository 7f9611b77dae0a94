import { describe, expect, test } from 'vitest'
import { compareApkVersions, parseDependency, versionFits } from './dependency.ts'
import type { ApkRecord, InstalledPackage } from './record.ts'
import { formatInstalled, parseRecords } from './record.ts'
import type { Candidate } from './repository.ts'
import { changesBetween, solve } from './solve.ts'

const record = (name: string, version: string, more: Partial<ApkRecord> = {}): ApkRecord => ({
  name,
  version,
  arch: 'x86_64',
  size: 100,
  installedSize: 4096,
  description: `${name}, a package`,
  url: 'https://example.com',
  license: 'MIT',
  origin: name,
  builtSeconds: 1,
  checksum: 'Q1x=',
  depends: [],
  provides: [],
  installIf: [],
  ...more,
})
const candidate = (name: string, version: string, more: Partial<ApkRecord> = {}): Candidate => ({
  ...record(name, version, more),
  repository: 'https://r',
})
const installed = (name: string, version: string, more: Partial<ApkRecord> = {}): InstalledPackage => ({
  ...record(name, version, more),
  files: [],
  triggers: [],
})

const names = (packages: readonly ApkRecord[]): readonly string[] => packages.map(({ name, version }) => `${name}-${version}`)

describe('dependencies', () => {
  test('are names, provided names, versions and conflicts', () => {
    expect(parseDependency('curl')).toMatchObject({ name: 'curl', operator: '', conflict: false })
    expect(parseDependency('so:libc.musl-x86_64.so.1')?.name).toBe('so:libc.musl-x86_64.so.1')
    expect(parseDependency('busybox>=1.36.1-r2')).toMatchObject({ name: 'busybox', operator: '>=', version: '1.36.1-r2' })
    expect(parseDependency('!uclibc')?.conflict).toBe(true)
    expect(parseDependency('a b')).toBeUndefined()
  })

  test('versions go by numbers, then by release', () => {
    expect(compareApkVersions('1.10-r0', '1.9-r5')).toBeGreaterThan(0)
    expect(compareApkVersions('3.3.0-r2', '3.3.1-r0')).toBeLessThan(0)
    const fits = (version: string, text: string) => versionFits(version, parseDependency(text) as NonNullable<ReturnType<typeof parseDependency>>)
    expect([fits('8.7.1-r0', 'curl~8.7'), fits('8.70.1-r0', 'curl~8.7'), fits('8.7.1-r0', 'curl<8.7'), fits('8.7.1-r0', 'curl=8.7.1-r0')]).toEqual([
      true,
      false,
      false,
      true,
    ])
  })
})

describe('solving', () => {
  const question = {
    installed: [installed('musl', '1.2-r0')],
    candidates: [
      candidate('musl', '1.2-r1'),
      candidate('lib', '1-r0', { depends: ['musl'], provides: ['so:lib.so=1'] }),
      candidate('tool', '2-r0', { depends: ['so:lib.so', 'musl'] }),
    ],
  }

  test('puts what is needed first and leaves what fits alone', () => {
    const solution = solve({ ...question, world: ['musl', 'tool'], prefersNewest: () => false })
    expect(solution.ok && names(solution.packages)).toEqual(['musl-1.2-r0', 'lib-1-r0', 'tool-2-r0'])
    const upgraded = solve({ ...question, world: ['musl'], prefersNewest: () => true })
    expect(upgraded.ok && names(upgraded.packages)).toEqual(['musl-1.2-r1'])
  })

  test('says what is missing or does not fit, and who wanted it', () => {
    const missing = solve({ ...question, world: ['foo'], prefersNewest: () => false })
    expect(!missing.ok && missing.problems).toEqual(['  foo (no such package):\n    required by: world[foo]\n'])
    const old = solve({ ...question, world: ['tool=1-r0'], prefersNewest: () => false })
    expect(!old.ok && old.problems).toEqual(['  tool-2-r0:\n    breaks: world[tool=1-r0]\n'])
  })

  test('companions come by themselves', () => {
    const candidates = [...question.candidates, candidate('tool-doc', '2-r0', { installIf: ['tool=2-r0', 'lib'] })]
    const solution = solve({ ...question, candidates, world: ['tool'], prefersNewest: () => false })
    expect(solution.ok && names(solution.packages)).toContain('tool-doc-2-r0')
  })

  test('who needs others goes before them', () => {
    const there = [installed('lib', '1-r0', { provides: ['so:lib.so=1'] }), installed('tool', '2-r0', { depends: ['so:lib.so'] })]
    expect(changesBetween(there, []).map(({ old }) => old?.name)).toEqual(['tool', 'lib'])
  })
})

test('the installed database is read back as it was written', () => {
  const entry: InstalledPackage = {
    ...record('tool', '2-r0', { depends: ['musl'], provides: ['cmd:tool=2-r0'] }),
    triggers: ['/bin'],
    files: [
      { path: '/usr', type: 'directory', mode: 0o755, uid: 0, gid: 0 },
      { path: '/usr/bin', type: 'directory', mode: 0o755, uid: 0, gid: 0 },
      { path: '/usr/bin/tool', type: 'file', mode: 0o755, uid: 0, gid: 0 },
      { path: '/usr/bin/t', type: 'symlink', mode: 0o777, uid: 0, gid: 0 },
      { path: '/var', type: 'directory', mode: 0o700, uid: 5, gid: 6 },
    ],
  }
  const text = formatInstalled([entry])
  expect(text).toContain('P:tool\nV:2-r0\n')
  expect(text).toContain('F:usr/bin\nR:tool\na:0:0:755\nR:t\n')
  expect(text).toContain('F:var\nM:5:6:700\n')
  const [back] = parseRecords(text)
  expect(back).toEqual(entry)
})
