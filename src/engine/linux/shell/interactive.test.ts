import { describe, expect, it } from 'vitest'
import { directory, executable } from '../kernel/fs/tree.ts'
import { coreutilsPrograms } from '../programs/coreutils/table.ts'
import { testHost } from '../testing/host.ts'
import type { TestTerminal } from '../testing/terminal.ts'
import { shellPrograms } from './table.ts'

function open(options: { argv?: string[]; cols?: number; files?: Record<string, string>; env?: Record<string, string> } = {}) {
  const host = testHost({
    programs: [shellPrograms, coreutilsPrograms],
    files: {
      '/home/u': directory(),
      '/home/u/dir1': directory(),
      '/home/u/dir2': directory(),
      '/home/u/file one': '',
      '/home/u/foo.txt': '',
      '/home/u/foobar': '',
      '/bin/bash42': executable('bash/bash', 40_000, { version: '4.2.46' }),
      ...options.files,
    },
  })
  const terminal = host.terminal({
    argv: options.argv ?? ['bash', '--norc'],
    cols: options.cols ?? 80,
    cwd: '/home/u',
    env: { HOME: '/home/u', PS1: '$ ', HISTFILE: '/home/u/history', ...options.env },
  })
  return { host, terminal }
}

/** What came out since the call before. */
function typed(terminal: TestTerminal, text: string, settleMs = 250): string {
  const before = terminal.output().length
  terminal.type(text, settleMs)
  return terminal.output().slice(before)
}

/** Recorded from bash 5.2.15 on a pty. */
describe('line editing', () => {
  it('writes what readline writes', () => {
    const { terminal } = open()
    expect(terminal.output()).toBe('\x1b[?2004h$ ')
    expect(typed(terminal, 'abc')).toBe('abc')
    expect(typed(terminal, '\x03')).toBe('^C\x1b[?2004l\r\x1b[?2004h\x1b[?2004l\r\r\n\x1b[?2004h$ ')
    expect(typed(terminal, 'echo hi\r')).toBe('echo hi\r\n\x1b[?2004l\rhi\r\n\x1b[?2004h$ ')
    expect(typed(terminal, 'echo xy\x1b[D')).toBe('echo xy\b')
    expect(typed(terminal, 'Z')).toBe('Zy\b')
    expect(typed(terminal, '\x05\x15')).toContain('\x1b[K')
    expect(typed(terminal, 'if true\r')).toBe('if true\r\n\x1b[?2004l\r\x1b[?2004h> ')
    expect(typed(terminal, '\x03')).toBe('^C\x1b[?2004l\r\x1b[?2004h\x1b[?2004l\r\r\n\x1b[?2004h$ ')
    expect(typed(terminal, '\x04')).toBe('\x1b[?2004l\r\r\nexit\r\n')
  })

  it('kills, yanks, moves and undoes', () => {
    const { terminal } = open()
    terminal.type('echo one two three\x17\x17\x19 end\x01\x1bf\x1bf\x1bd\x1f\x05!\r')
    expect(terminal.screen()).toContain('$ echo one two three end!')
    terminal.type('echo a b\x1bb\x1bu\x01\x1b[3~\x1b[3~E\x1bOC\x1b[F\x14\r')
    expect(terminal.screen()).toContain('bash: Eho: command not found')
    terminal.type('printf %s last-word\r\r')
    terminal.type('echo \x1b.\r')
    expect(terminal.screen()).toContain('$ echo last-word\nlast-word')
  })

  it('wraps at the edge, and draws again after a resize', () => {
    const { terminal } = open({ cols: 20 })
    terminal.type('abcdefghijklmnopqrstuvwxyz')
    expect(terminal.screen()).toBe('$ abcdefghijklmnopqr\nstuvwxyz')
    terminal.type('\x1b[D\x1b[DX\x01Y')
    expect(terminal.screen()).toBe('$ Yabcdefghijklmnopq\nrstuvwxXyz')
    expect(terminal.cursor()).toEqual({ row: 0, column: 3 })
    terminal.type('\x05')
    terminal.resize(40, 24)
    terminal.type('!')
    expect(terminal.output()).toContain('\r\x1b[J$ YabcdefghijklmnopqrstuvwxXyz')
  })

  it('counts wide characters and combining marks', () => {
    const { terminal } = open({ cols: 12 })
    expect(typed(terminal, '日本語日本')).toBe('日本語日本 \r')
    expect(typed(terminal, '語')).toBe('語')
    terminal.type('\x7f\x7f\x1b[Dx\x01echo \r')
    expect(terminal.screen()).toContain('日本語x日')
  })

  it('takes a bracketed paste whole and stays fast', () => {
    const { terminal } = open()
    const paste = 'x'.repeat(1_000_000)
    terminal.type(`: \x1b[200~${paste}\x1b[201~\r`, 1000)
    terminal.type('echo done\r')
    expect(terminal.screen()).toMatch(/\$ echo done\ndone\n\$$/)
    terminal.type('\x1b[200~echo 1\necho 2\x1b[201~')
    expect(terminal.screen()).toMatch(/\$ echo 1\necho 2$/)
    terminal.type('\r')
    expect(terminal.screen()).toMatch(/echo 1\necho 2\n1\n2\n\$$/)
  })

  it('bash 4.2 does not bracket pastes', () => {
    const { terminal } = open({ argv: ['bash42', '--norc'] })
    expect(terminal.output()).toBe('$ ')
    terminal.type('echo 1\recho 2\r')
    expect(terminal.screen()).toBe('$ echo 1\n1\n$ echo 2\n2\n$')
  })
})

describe('history', () => {
  it('walks, keeps edits, searches', () => {
    const { terminal } = open()
    terminal.type('echo 1\r')
    terminal.type('echo 2\r')
    expect(typed(terminal, '\x10\x10x')).toMatch(/echo .*x$/)
    terminal.type('\x0e\x10')
    expect(terminal.screen()).toMatch(/\$ echo 1x$/)
    terminal.type('\x15\x0e\x0e\x12ec')
    expect(terminal.screen()).toMatch(/\(reverse-i-search\)`ec': echo 2$/)
    terminal.type('\x12')
    expect(terminal.screen()).toMatch(/\(reverse-i-search\)`ec': echo 1$/)
    terminal.type('\r')
    expect(terminal.screen()).toMatch(/\$ echo 1\n1\n\$$/)
    terminal.type('\x12zzz')
    expect(terminal.screen()).toMatch(/\(failed reverse-i-search\)`zzz':/)
    terminal.type('\x07')
    expect(terminal.screen()).toMatch(/\n\$$/)
  })

  it('expands events and lists', () => {
    const { terminal } = open()
    terminal.type('echo 1\r')
    terminal.type('echo a b c\r')
    expect(typed(terminal, '!!\r')).toContain('\recho a b c\r\na b c\r\n')
    expect(typed(terminal, 'echo !$ !:1 !-2:2\r')).toContain('\recho c a b\r\nc a b\r\n')
    expect(typed(terminal, '^c a^d a\r')).toContain('\recho d a b\r\nd a b\r\n')
    expect(typed(terminal, '!nope\r')).toContain('bash: !nope: event not found\r\n')
    expect(typed(terminal, 'history 3\r')).toContain('    4  echo c a b\r\n    5  echo d a b\r\n    6  history 3\r\n')
    expect(typed(terminal, 'fc -l 1 2\r')).toContain('1\t echo 1\r\n2\t echo a b c\r\n')
  })

  it('joins the lines of a command and survives in a file', () => {
    const { host, terminal } = open()
    for (const line of ['for i in 1 2', 'do echo $i', 'done', ' echo hidden', 'echo "a', 'b"', 'exit']) terminal.type(`${line}\r`)
    expect(host.run(['cat', '/home/u/history']).stdout).toBe('for i in 1 2; do echo $i; done\n echo hidden\necho "a\nb"\nexit\n')
    const again = host.terminal({
      argv: ['bash', '--norc'],
      cwd: '/home/u',
      env: { HOME: '/home/u', PS1: '$ ', HISTFILE: '/home/u/history', HISTCONTROL: 'ignoreboth' },
    })
    again.type('\x1b[A\x1b[A\x1b[A')
    expect(again.screen()).toBe('$ echo "a')
    again.type('\x15 secret\r')
    again.type('history 2\r')
    expect(again.screen()).toMatch(/exit\n {4}6 {2}history 2\n\$$/)
  })
})

describe('completion', () => {
  it('completes commands, files, variables and users', () => {
    const { terminal } = open()
    expect(typed(terminal, 'ls f\t')).toBe('ls f\x07')
    expect(typed(terminal, 'o\t\t')).toBe('o\x07o\x07')
    expect(typed(terminal, '\t')).toContain('\r\nfoo.txt  foobar\r\n$ ls foo')
    terminal.type('\x15')
    expect(typed(terminal, 'ls fi\t')).toBe('ls file\\ one ')
    terminal.type('\x15')
    expect(typed(terminal, 'ls "fi\t')).toBe('ls "file one" ')
    terminal.type('\x15')
    expect(typed(terminal, 'cd d\t')).toBe('cd d\x07ir')
    expect(typed(terminal, '1\t')).toBe('1/')
    terminal.type('\x15')
    expect(typed(terminal, 'ech\t')).toBe('echo ')
    expect(typed(terminal, '$HOSTN\t')).toBe('$HOSTNAME ')
    terminal.type('\x15')
    expect(typed(terminal, 'echo ~ro\t')).toBe('echo ~root/')
    terminal.type('\x15')
    expect(typed(terminal, 'true; true | ca\t')).toMatch(/^true; true \| ca(ller|t)?/)
  })

  it('asks before a long list', () => {
    const { terminal } = open()
    terminal.type('\t\t')
    expect(terminal.screen()).toMatch(/Display all \d+ possibilities\? \(y or n\)$/)
    terminal.type('n')
    expect(terminal.screen()).toMatch(/\n\$$/)
  })

  it('asks a function, a word list or a program', () => {
    const { terminal } = open({ files: { '/bin/answer': '#!/bin/bash\necho "$2-$1-$3"\necho "ru:$COMP_LINE:$COMP_POINT"\n' } })
    terminal.type("complete -W 'start stop status' svc; f() { COMPREPLY=($(compgen -W 'alpha beta' -- \"$2\")); }; complete -F f fn\r")
    expect(typed(terminal, 'svc sto\t')).toBe('svc stop ')
    terminal.type('\x15')
    expect(typed(terminal, 'fn a\t')).toBe('fn alpha ')
    terminal.type('\x15complete -C "bash /bin/answer" prog\r', 500)
    terminal.type('prog ru\t\t', 500)
    expect(terminal.screen()).toMatch(/ru-prog-prog {2}ru:prog ru:7/)
  })
})

describe('jobs', () => {
  it('stops, continues and ends them', () => {
    const { host, terminal } = open()
    terminal.type('sleep 100\r')
    expect(typed(terminal, '\x1a')).toBe('^Z\r\n[1]+  Stopped                 sleep 100\r\n\x1b[?2004h$ ')
    expect(typed(terminal, 'bg\r')).toContain('\r[1]+ sleep 100 &\r\n')
    expect(typed(terminal, 'jobs\r')).toContain('\r[1]+  Running                 sleep 100 &\r\n')
    terminal.type('fg\r')
    expect(typed(terminal, '\x03')).toBe('^C\r\n\x1b[?2004h$ ')
    terminal.type('echo $?\r')
    expect(terminal.screen()).toMatch(/\n130\n\$$/)
    expect(typed(terminal, 'sleep 0.3 &\r')).toMatch(/\r\[1\] \d+\r\n/)
    host.advance(500)
    expect(typed(terminal, '\r')).toContain('\r[1]+  Done                    sleep 0.3\r\n')
  })

  it('marks current and previous, kills by number', () => {
    const { terminal } = open()
    terminal.type('sleep 101 & sleep 102 & sleep 103 | sleep 104 &\r')
    expect(typed(terminal, 'jobs\r')).toContain(
      '[1]   Running                 sleep 101 &\r\n[2]-  Running                 sleep 102 &\r\n[3]+  Running                 sleep 103 | sleep 104 &\r\n',
    )
    expect(typed(terminal, 'kill %1\r')).toContain('\x1b[?2004l\r\x1b[?2004h$ ')
    expect(typed(terminal, '\r')).toContain('[1]   Terminated              sleep 101\r\n')
    terminal.type('fg %2\r')
    terminal.type('\x1a')
    expect(typed(terminal, 'exit\r')).toContain('exit\r\nThere are stopped jobs.\r\n')
    expect(typed(terminal, 'exit\r')).toContain('exit\r\n')
    expect(terminal.process.status).toBeDefined()
  })

  it('is interrupted by Control-C wherever it is', () => {
    const { terminal } = open()
    terminal.type('while true; do sleep 1; done\r', 3000)
    expect(typed(terminal, '\x03')).toBe('^C\r\n\x1b[?2004h$ ')
    terminal.type('while :; do :; done\r', 100)
    expect(typed(terminal, '\x03')).toBe('^C\r\n\x1b[?2004h$ ')
    terminal.type('echo a; sleep 9; echo b\r')
    expect(typed(terminal, '\x03')).toBe('^C\r\n\x1b[?2004h$ ')
    terminal.type('read x\r')
    expect(typed(terminal, '\x03')).toBe('^C\r\n\x1b[?2004h$ ')
    terminal.type('bash -c "while true; do sleep 1; done"\r', 2500)
    expect(typed(terminal, '\x03')).toBe('^C\r\n\x1b[?2004h$ ')
    terminal.type('yes | head -1000000 > /dev/null; wait\r', 300)
    terminal.type('\x03')
    terminal.type('echo alive\r')
    expect(terminal.screen()).toMatch(/alive\n\$$/)
  })
})

describe('startup and prompts', () => {
  it('reads its files and shows PS1 escapes', () => {
    const { terminal } = open({
      argv: ['bash'],
      files: { '/home/u/.bashrc': "PS1='[\\u@\\h \\W]\\$ '\nalias ll='ls -1'\n" },
    })
    terminal.type('ll\r')
    expect(terminal.screen()).toBe("[root@debian ~]# ll\ndir1\ndir2\n'file one'\nfoo.txt\nfoobar\n[root@debian ~]#")
    terminal.type('cd /tmp; nope\r')
    expect(terminal.screen()).toContain('bash: nope: command not found\n[root@debian tmp]#')
  })

  it('is a login shell with a dash', () => {
    const { host, terminal } = open({
      argv: ['bash', '-c', 'exec -l bash'],
      files: { '/etc/profile': 'export FROM=profile\n', '/home/u/.bash_profile': 'echo $FROM\n' },
    })
    expect(terminal.screen()).toMatch(/^profile\n/)
    terminal.type('nope\r')
    expect(terminal.screen()).toContain('-bash: nope: command not found')
    terminal.type('\x04')
    expect(terminal.output()).toMatch(/\r\nlogout\r\n$/)
    host.advance(10)
    expect(terminal.process.status).toEqual({ kind: 'exited', code: 127 })
  })
})
