import { describe, expect, it } from 'vitest'
import { directory } from '../kernel/fs/tree.ts'
import { testHost } from '../testing/host.ts'
import { shellPrograms } from './table.ts'
import cases from './testdata/cases.json'

/** Recordings of bash 5.2 (testdata/record.mjs), played back command by command. */
describe('bash 5.2, recorded', () => {
  it.each(cases)('$command', ({ command, stdout, stderr, code }) => {
    const host = testHost({ programs: [shellPrograms], files: { '/tmp/cais-shell': directory() } })
    const ran = host.run(['/bin/bash', '-c', command], { env: { LANG: 'C.UTF-8' }, cwd: '/tmp/cais-shell' })
    expect(ran).toEqual({ stdout, stderr, exitCode: code })
  })
})
