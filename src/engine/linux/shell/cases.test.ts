import { describe, expect, it } from 'vitest'
import { directory, executable } from '../kernel/fs/tree.ts'
import { testHost } from '../testing/host.ts'
import { shellPrograms } from './table.ts'
import bashCases from './testdata/cases.json'
import dashCases from './testdata/dash.json'

const files = { '/tmp/cais-shell': directory(), '/bin/dash': executable('bash/bash', 40_000, { shell: 'dash' }) }

function play(shell: string, command: string) {
  const host = testHost({ programs: [shellPrograms], files })
  return host.run([shell, '-c', command], { env: { LANG: 'C.UTF-8' }, cwd: '/tmp/cais-shell' })
}

/** Recordings of the real shells (testdata/record.mjs), played back command by command. */
describe('bash 5.2, recorded', () => {
  it.each(bashCases)('$command', ({ command, stdout, stderr, code }) => {
    expect(play('/bin/bash', command)).toEqual({ stdout, stderr, exitCode: code })
  })
})

describe('dash 0.5.12, recorded', () => {
  it.each(dashCases)('$command', ({ command, stdout, stderr, code }) => {
    expect(play('/bin/dash', command)).toEqual({ stdout, stderr, exitCode: code })
  })
})
