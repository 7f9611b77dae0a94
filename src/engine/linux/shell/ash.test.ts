// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text
import { describe, expect, it } from 'vitest'
import { executable } from '../kernel/fs/tree.ts'
import { testHost } from '../testing/host.ts'
import { shellPrograms } from './table.ts'

const build = { shell: 'ash', version: '1.35.0', banner: 'v1.35.0_(Debian_1:1.35.0-4+deb12u1+b1)' }
const host = testHost({
  programs: [shellPrograms],
  files: { '/bin/sh': executable('bash/bash', 40_000, build), '/script': 'nope\ncd /nope\necho )\n' },
})

describe('BusyBox ash', () => {
  it.each([
    ['nope', 'sh: nope: not found\n', 127],
    ['cd /nope', "sh: cd: line 0: can't cd to /nope: No such file or directory\n", 2],
    ['echo )', 'sh: syntax error: unexpected ")"\n', 2],
    ['echo a > /nope/x', "sh: can't create /nope/x: nonexistent directory\n", 1],
    ['read x < /nope', "sh: can't open /nope: no such file\n", 1],
    ['set -u; echo $x', 'sh: x: parameter not set\n', 2],
    ['echo $((1/0))', 'sh: divide by zero\n', 2],
    ['/nope', 'sh: /nope: not found\n', 127],
  ])('%s', (command, stderr, exitCode) => {
    expect(host.run(['sh', '-c', command])).toEqual({ stdout: '', stderr, exitCode })
  })

  it('names the script and its lines', () => {
    const ran = host.run(['sh', '/script'])
    expect(ran.stderr).toBe(
      '/script: line 1: nope: not found\n/script: cd: line 2: can\'t cd to /nope: No such file or directory\n/script: line 3: syntax error: unexpected ")"\n',
    )
    expect(ran.exitCode).toBe(2)
  })

  it('knows slices and replacements', () => {
    expect(host.run(['sh', '-c', `x=abc; echo \${x:1} \${x/b/B}; [[ a == a ]] && echo y`]).stdout).toBe('bc aBc\ny\n')
  })

  it('greets and asks where the cursor is', () => {
    const terminal = host.terminal({ argv: ['sh'], cwd: '/' })
    terminal.type('echo hi\r')
    terminal.type('exit 3\r')
    expect(terminal.output()).toBe(
      "\r\n\r\nBusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) built-in shell (ash)\r\nEnter 'help' for a list of built-in commands.\r\n\r\n/ # \x1b[6necho hi\r\nhi\r\n/ # \x1b[6nexit 3\r\n",
    )
    expect(terminal.process.status).toEqual({ kind: 'exited', code: 3 })
  })
})
