import { describe, expect, it } from 'vitest'
import { shellPrograms } from '../../../shell/table.ts'
import { testHost } from '../../../testing/host.ts'
import { coreutilsPrograms } from '../../coreutils/table.ts'
import { utilLinuxPrograms } from '../table.ts'

const host = () => testHost({ programs: [shellPrograms, coreutilsPrograms, utilLinuxPrograms], files: { '/data/x': 'abc\n' } })

describe('strace', () => {
  it('shows what a program asks of the kernel, in strace’s columns', () => {
    const one = host()
    const { stdout, stderr, exitCode } = one.run('strace cat /data/x')
    expect(stdout).toBe('abc\n')
    expect(exitCode).toBe(0)
    const lines = stderr.split('\n')
    expect(lines[0]).toMatch(/^execve\("\/bin\/cat", \["cat", "\/data\/x"\], \[\/\* \d+ vars \*\/\]\) = 0$/)
    expect(lines).toContain('openat(AT_FDCWD, "/data/x", O_RDONLY|O_CLOEXEC) = 3')
    expect(lines).toContain('close(3)                                = 0')
    expect(lines.slice(-3)).toEqual(['exit_group(0)                           = ?', '+++ exited with 0 +++', ''])
  })

  it('takes a selection, a file to write to and the exit code of the program', () => {
    const one = host()
    expect(one.run('strace -o /tmp/out -e trace=openat cat /data/y; echo $?; cat /tmp/out').stdout).toBe(
      '1\nopenat(AT_FDCWD, "/data/y", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory)\n+++ exited with 1 +++\n',
    )
    expect(one.run('strace -e trace=nonsense true')).toMatchObject({ stderr: "strace: invalid system call 'nonsense'\n", exitCode: 1 })
  })

  it('follows forks and counts', () => {
    const one = host()
    expect(one.run("strace -f -e trace=%process bash -c '/bin/true; exit 3'").stderr).toMatch(
      /strace: Process \d+ attached\n\[pid +\d+\] execve\("\/bin\/true"[^\n]*\n\[pid +\d+\] exit_group\(0\)/,
    )
    expect(one.run("strace -f bash -c '/bin/true; exit 3'").exitCode).toBe(3)
    expect(one.run('strace -c true').stderr).toMatch(/^% time {5}seconds {2}usecs\/call {5}calls {4}errors syscall\n(.*\n)*100\.00 .* total\n$/)
  })

  it('attaches to a running process and says so', () => {
    const one = host()
    expect(one.run('sleep 3 & strace -p $!; wait').stderr).toMatch(
      /strace: Process (\d+) attached\nclock_nanosleep\(CLOCK_REALTIME, 0, \{tv_sec=3, tv_nsec=0\}, NULL\) = 0\nexit_group\(0\)/,
    )
    expect(one.run('strace -p 999')).toMatchObject({ stderr: 'strace: attach: ptrace(PTRACE_SEIZE, 999): No such process\n', exitCode: 1 })
  })

  it('dies of the signal its program died of', () => {
    expect(host().run("strace -e kill bash -c 'kill -9 $$'")).toMatchObject({ exitCode: 137 })
  })
})
