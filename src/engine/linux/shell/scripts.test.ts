// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text
import { describe, expect, it } from 'vitest'
import { executable, file } from '../kernel/fs/tree.ts'
import { signals } from '../kernel/signal.ts'
import { coreutilsPrograms } from '../programs/coreutils/table.ts'
import { testHost } from '../testing/host.ts'
import { shellPrograms } from './table.ts'

const host = testHost({
  programs: [shellPrograms, coreutilsPrograms],
  files: {
    '/bin/bash42': executable('bash/bash', 40_000, { version: '4.2.46' }),
    '/bin/sh': executable('bash/bash', 40_000),
    '/srv/script': file('#!/bin/bash\necho "$0 $# $1"\nexit 3\n', 0o755),
    '/srv/plain': file('echo "plain $0 $1" ${hidden-unset}\n', 0o755),
    '/srv/badshell': file('#!/bin/nothing\n', 0o755),
    '/srv/data': file('text\n'),
    '/srv/environment': file('echo from BASH_ENV\n'),
    '/srv/input': 'echo one\nread line\nthis is data\necho "got $line"\n',
  },
})

const run = (command: string, options: Parameters<typeof host.run>[1] = {}) => host.run(command, { cwd: '/srv', ...options })

describe('pipes', () => {
  it('stream, and end their writers', () => {
    expect(run('while true; do echo x; done | head -2; echo ${PIPESTATUS[@]}')).toEqual({ stdout: 'x\nx\n141 0\n', stderr: '', exitCode: 0 })
    expect(run('yes | head -1; echo ${PIPESTATUS[0]}').stdout).toBe('y\n141\n')
    expect(run('(echo first; sleep 1; echo second) | while read l; do echo "$SECONDS $l"; done').stdout).toBe('0 first\n1 second\n')
  })

  it('carry process substitutions', () => {
    expect(run('cat <(echo a) <(echo b); while read l; do echo "<$l>"; done < <(seq 2); echo x | tee >(cat >&2) | cat').stdout).toBe(
      'a\nb\n<1>\n<2>\nx\n',
    )
  })

  it('hold large here-documents and substitutions', () => {
    expect(run('x=$(yes 0123456789 | head -20000); echo ${#x}; wc -c <<< "$x"').stdout).toBe('219999\n220000\n')
  })
})

describe('programs', () => {
  it('are found, or not', () => {
    expect(run('./script a b; echo $?').stdout).toBe('./script 2 a\n3\n')
    expect(run('hidden=1; ./plain x').stdout).toBe('plain ./plain x unset\n')
    expect(run('./badshell; echo $?')).toEqual({
      stdout: '126\n',
      stderr: '/bin/bash: line 1: ./badshell: /bin/nothing: bad interpreter: No such file or directory\n',
      exitCode: 0,
    })
    expect(run('./data; echo $?')).toEqual({ stdout: '126\n', stderr: '/bin/bash: line 1: ./data: Permission denied\n', exitCode: 0 })
    expect(run('bash /bin/cat').stderr).toBe('/bin/cat: /bin/cat: cannot execute binary file\n')
    expect(run('bash nope.sh').stderr).toBe('bash: nope.sh: No such file or directory\n')
  })

  it('get the environment in the order of bash', () => {
    expect(run('env -i HOME=1 PATH=$PATH A=1 B=1 C=1 D=1 ZZZ=1 LANG=C TERM=1 USER=1 bash -c /bin/env | cut -d= -f1 | tr "\\n" " "').stdout).toBe(
      'PWD D C B A HOME LANG TERM USER SHLVL ZZZ PATH _ ',
    )
    expect(run('export Z=1 A=2; unset OLDPWD; bash -c "export -p"').stdout).toBe(
      'declare -x A="2"\ndeclare -x HOME="/root"\ndeclare -x LOGNAME="root"\ndeclare -x OLDPWD\ndeclare -x PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"\ndeclare -x PWD="/srv"\ndeclare -x SHLVL="1"\ndeclare -x USER="root"\ndeclare -x Z="1"\n',
    )
  })

  it('replace a shell that has nothing else to do', () => {
    const started = host.start(['/bin/bash', '-c', 'sleep 50'])
    host.advance(50)
    expect(started.process.name).toBe('sleep')
    host.kernel.sendSignal(started.process, signals.SIGKILL)
    const kept = host.start(['/bin/bash', '-c', 'trap "echo bye" EXIT; sleep 1'])
    host.advance(50)
    expect(kept.process.name).toBe('bash')
    host.advance(2000)
    expect(kept.stdout()).toBe('bye\n')
  })
})

describe('input', () => {
  it('is shared with what the commands read', () => {
    expect(run('bash < input').stdout).toBe('one\ngot this is data\n')
    expect(run('cat input | bash').stdout).toBe('one\ngot this is data\n')
    expect(run('echo "echo \\$# \\$1" | bash -s a b').stdout).toBe('2 a\n')
  })

  it('may be a file named in BASH_ENV', () => {
    expect(run('BASH_ENV=environment bash -c "echo main"').stdout).toBe('from BASH_ENV\nmain\n')
  })
})

describe('signals', () => {
  it('run traps between commands, at once when waiting', () => {
    const started = host.start(['/bin/bash', '-c', 'trap "echo term; exit 5" TERM; while :; do sleep 100 & wait $!; done'])
    host.advance(100)
    host.kernel.sendSignal(started.process, signals.SIGTERM)
    host.advance(10)
    expect(started.stdout()).toBe('term\n')
    expect(started.process.status).toEqual({ kind: 'exited', code: 5 })
    const foreground = host.start(['/bin/bash', '-c', 'trap "echo usr" USR1; sleep 1; echo after'])
    host.advance(100)
    host.kernel.sendSignal(foreground.process, signals.SIGUSR1)
    host.advance(100)
    expect(foreground.stdout()).toBe('')
    host.advance(2000)
    expect(foreground.stdout()).toBe('usr\nafter\n')
  })

  it('interrupt loops without system calls', () => {
    const started = host.start(['/bin/bash', '-c', 'trap "echo caught; exit 1" INT; while :; do :; done'])
    host.advance(10)
    host.kernel.sendSignal(started.process, signals.SIGINT)
    host.advance(10)
    expect(started.stdout()).toBe('caught\n')
  })

  it('kill children of background jobs with their shell silent about TERM', () => {
    expect(run('sleep 100 & kill $!; wait $!; echo $?; sleep 100 & kill -9 $!; wait; echo done')).toMatchObject({
      stdout: '143\ndone\n',
      exitCode: 0,
    })
  })
})

describe('bash 4.2', () => {
  const old = (command: string) => host.run(['/bin/bash42', '-c', command], { cwd: '/srv' })

  it('counts lines of -c from 0', () => {
    expect(old('nope').stderr).toBe('/bin/bash42: nope: command not found\n')
    expect(old('cd /nope').stderr).toBe('/bin/bash42: line 0: cd: /nope: No such file or directory\n')
    expect(old('echo )').stderr).toBe("/bin/bash42: -c: line 0: syntax error near unexpected token `)'\n/bin/bash42: -c: line 0: `echo )'\n")
    expect(old('if').stderr).toBe('/bin/bash42: -c: line 1: syntax error: unexpected end of file\n')
    expect(old('echo "a').stderr).toBe(
      '/bin/bash42: -c: line 0: unexpected EOF while looking for matching `"\'\n/bin/bash42: -c: line 1: syntax error: unexpected end of file\n',
    )
  })

  it('says so', () => {
    expect(host.run(['/bin/bash42', '--version']).stdout).toContain('GNU bash, version 4.2.46(1)-release (x86_64-redhat-linux-gnu)\n')
    expect(old('echo $BASH_VERSION ${BASH_VERSINFO[0]}').stdout).toBe('4.2.46(1)-release 4\n')
  })
})

describe('limits', () => {
  it('end a recursion without end', () => {
    const ran = run('f() { f; }; f; echo $?')
    expect(ran.stderr).toBe('environment: line 1: f: maximum function nesting level exceeded (1000)\n')
    expect(ran.exitCode).toBe(1)
  })

  it('run a million turns of an arithmetic loop', () => {
    expect(run('for ((i=0; i<1000000; i++)); do :; done; echo $i').stdout).toBe('1000000\n')
  })
})
