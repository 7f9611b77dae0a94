import { describe, expect, test } from 'vitest'
import { file } from '../../kernel/fs/tree.ts'
import { testHost } from '../../testing/host.ts'
import { editorPrograms } from '../editors/table.ts'
import { procpsPrograms } from './table.ts'

const users = [{ name: 'averylongname', uid: 1000 }]

/** A host with somebody editing in a window (pid 2). */
function edited(files: Record<string, ReturnType<typeof file>> = {}) {
  const host = testHost({ programs: [procpsPrograms, editorPrograms], users, files: { '/root/notes': file('x\n'), ...files } })
  const window = host.terminal({ argv: ['vim', 'notes'] })
  host.advance(3000)
  return { host, window, run: (...argv: string[]) => host.run(argv) }
}

describe('ps', () => {
  test('aux', () => {
    const { run } = edited()
    const lines = run('ps', 'aux').stdout.split('\n')
    expect(lines[0]).toBe('USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND')
    expect(lines[1]).toMatch(/^root {9}1 {2}0\.0 {2}0\.0 +\d+ +\d+ \? {8}Ss {3}12:00 {3}0:00 \/sbin\/init$/)
    expect(lines[2]).toMatch(/^root {9}2 .* pts\/0 {4}Ss\+ {2}12:00 {3}0:00 vim notes$/)
    expect(run('ps', '-aux').stdout.split('\n').length).toBe(lines.length)
  })
  test.each([
    [['ps'], '  PID TTY          TIME CMD'],
    [['ps', '-ef'], 'UID        PID  PPID  C STIME TTY          TIME CMD'],
    [['ps', '-F'], 'UID        PID  PPID  C    SZ   RSS PSR STIME TTY          TIME CMD'],
    [['ps', '-l'], 'F S   UID   PID  PPID  C PRI  NI ADDR SZ WCHAN  TTY          TIME CMD'],
    [['ps', 'x'], '  PID TTY      STAT   TIME COMMAND'],
    [['ps', 'l'], 'F   UID   PID  PPID PRI  NI    VSZ   RSS WCHAN  STAT TTY        TIME COMMAND'],
    [['ps', 'axj'], ' PPID   PID  PGID   SID TTY      TPGID STAT   UID   TIME COMMAND'],
    [['ps', '-eLf'], 'UID        PID  PPID   LWP  C NLWP STIME TTY          TIME CMD'],
    [['ps', '-T'], '  PID  SPID TTY          TIME CMD'],
    [['ps', '-eo', 'pid,user:12,etime,comm'], '  PID USER             ELAPSED COMMAND'],
  ])('%j has its header', (argv, header) =>
    expect(
      edited()
        .run(...argv)
        .stdout.split('\n')[0],
    ).toBe(header),
  )
  test('selections and orders', () => {
    const { run } = edited()
    expect(run('ps', '-C', 'vim', '-o', 'pid=').stdout).toBe('    2\n')
    expect(run('ps', '-o', 'pid=,comm=', '-p', '2,1').stdout).toBe('    1 init\n    2 vim\n')
    expect(run('ps', '-eo', 'comm=', '--sort=-pid').stdout).toBe('ps\nvim\ninit\n')
    expect(run('ps', '-t', 'pts/0', '-o', 'args=').stdout).toBe('vim notes\n')
    expect(run('ps', '-p', '99')).toMatchObject({ stdout: '  PID TTY          TIME CMD\n', exitCode: 1 })
    expect(run('ps', 'axf', '-o', 'pid,args').stdout.split('\n').slice(1, 3)).toEqual(['    1 /sbin/init', '    2  \\_ vim notes'])
  })
  test('long names are cut, namespaces shown', () => {
    const { host } = edited()
    expect(host.run(['ps', '-o', 'user=,pidns='], { uid: 1000 }).stdout).toMatch(/^averylo\+ 4026531836\n$/)
  })
  test('complaints', () => {
    const { run } = edited()
    expect(run('ps', 'zz').stderr.split('\n')[0]).toBe('error: unsupported option (BSD syntax)')
    expect(run('ps', '-o', 'foo').stderr.split('\n')[0]).toBe('error: unknown user-defined format specifier "foo"')
    expect(run('ps', '-p', 'x').stderr.split('\n')[0]).toBe('error: process ID list syntax error')
    expect(run('ps', '-p', 'x').exitCode).toBe(1)
  })
})

describe('signals', () => {
  test('kill, pgrep, pkill, killall, pidof', () => {
    const { run, window } = edited()
    expect(run('kill', '999')).toMatchObject({ stderr: 'kill: (999): No such process\n', exitCode: 1 })
    expect(run('pgrep', '-a', 'vi').stdout).toBe('2 vim notes\n')
    expect(run('pgrep', '-f', 'notes$').stdout).toBe('2\n')
    expect(run('pgrep', 'nothing').exitCode).toBe(1)
    expect(run('pidof', 'vim').stdout).toBe('2\n')
    expect(run('killall', 'nothing')).toMatchObject({ stderr: 'nothing: no process found\n', exitCode: 1 })
    expect(run('pkill', '-KILL', '-x', 'vim').exitCode).toBe(0)
    expect(window.process.status).toEqual({ kind: 'signaled', signal: 9, coreDumped: false })
  })
  test('vim that is terminated gives the terminal back', () => {
    const { run, window } = edited()
    run('kill', '2')
    expect(window.process.status).toEqual({ kind: 'exited', code: 1 })
    expect(window.screen()).toContain('Vim: Caught deadly signal TERM')
    expect(window.terminal.termios.icanon).toBe(true)
  })
})

describe('open files', () => {
  test('lsof and fuser agree', () => {
    const { run } = edited()
    const lines = run('lsof', '-c', 'vim').stdout.split('\n')
    expect(lines[0]).toMatch(/^COMMAND PID USER {3}FD {3}TYPE DEVICE SIZE\/OFF +NODE NAME$/)
    expect(lines[4]).toMatch(/^vim {7}2 root {4}0u {3}CHR {2}136,0 {6}0t0 +\d+ \/dev\/pts\/0$/)
    expect(run('lsof', '-t', '/root').stdout).toBe('2\n')
    expect(run('fuser', '/root')).toMatchObject({ stdout: '     2', stderr: `${'/root:'.padEnd(21)}c\n`, exitCode: 0 })
    expect(run('fuser', '/nope')).toMatchObject({ stderr: 'Specified filename /nope does not exist.\n', exitCode: 1 })
    expect(run('fuser', '-k', '/root').exitCode).toBe(0)
    expect(run('lsof', '-p', '2').exitCode).toBe(1)
  })
})

describe('the host at a glance', () => {
  test('free in both layouts', () => {
    const { run } = edited()
    const [head, memory, swap] = run('free').stdout.split('\n')
    expect(head).toBe('               total        used        free      shared  buff/cache   available')
    expect(memory).toMatch(/^Mem: +4039680 +\d+ +\d+ +0 +\d+ +\d+$/)
    expect(swap).toBe('Swap:              0           0           0')
    expect(run('free', '-h').stdout).toContain('Mem:           3.9Gi')
    expect(run('free', '-c', 'x').exitCode).toBe(1)
  })
  test('top, in batch and on the screen', () => {
    const { run, host } = edited()
    const lines = run('top', '-bn1').stdout.split('\n')
    expect(lines[0]).toMatch(/^top - 12:00:03 up 0 min, {2}0 users, {2}load average: /)
    expect(lines[1]).toBe('Tasks:   3 total,   1 running,   2 sleeping,   0 stopped,   0 zombie')
    expect(lines[2]).toMatch(/^%Cpu\(s\): +\d+\.\d us, +\d+\.\d sy, {2}0\.0 ni, *\d+\.\d id, {2}0\.0 wa, {2}0\.0 hi, {2}0\.0 si, {2}0\.0 st$/)
    expect(lines[3]).toMatch(/^MiB Mem : {3}3945\.0 total, +\d+\.\d free, +\d+\.\d used, +\d+\.\d buff\/cache {5}$/)
    expect(lines[6]).toBe('  PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND')
    const window = host.terminal({ argv: ['top'], rows: 12 })
    host.advance(400)
    expect(window.screen()).toContain('  PID USER      PR  NI')
    window.type('1')
    expect(window.screen()).toContain('%Cpu1  :')
    window.type('k')
    window.type('2\r')
    expect(window.screen()).toContain('Send pid 2 signal [15/sigterm]')
    window.type('9\r')
    expect(run('pgrep', 'vim').stdout).toBe('')
    window.type('q')
    expect(window.process.status).toEqual({ kind: 'exited', code: 0 })
  })
  test('watch fills the screen again and again', () => {
    const host = testHost({ programs: [procpsPrograms], files: { '/bin/sh': file('') } })
    const window = host.terminal({ argv: ['watch', '-x', '-n', '1', 'uptime'], cols: 70 })
    host.advance(500)
    const first = window.screen().split('\n')
    expect(first[0]).toMatch(/^Every 1\.0s: uptime +debian: Thu Nov 20 12:00:00 2025$/)
    expect(first[2]).toMatch(/^ 12:00:00 up 0 min/)
    host.advance(1100)
    expect(window.screen().split('\n')[2]).toMatch(/^ 12:00:01 up 0 min/)
    window.type('\x03')
    expect(window.process.status).toEqual({ kind: 'exited', code: 0 })
  })
  test('uptime', () => {
    const { run } = edited()
    expect(run('uptime').stdout).toMatch(/^ 12:00:03 up 0 min, {2}0 users, {2}load average: \d\.\d\d, \d\.\d\d, \d\.\d\d\n$/)
    expect(run('uptime', '-s').stdout).toBe('2025-11-20 12:00:00\n')
  })
  test('vmstat twice takes its second', () => {
    const { run, host } = edited()
    const before = host.clock.nowMs
    expect(run('vmstat', '1', '2').stdout.trim().split('\n')).toHaveLength(4)
    expect(host.clock.nowMs - before).toBeGreaterThan(990)
  })
  test('sysctl', () => {
    const { run } = edited()
    expect(run('sysctl', 'net.ipv4.ip_forward').stdout).toBe('net.ipv4.ip_forward = 0\n')
    expect(run('sysctl', '-w', 'net.ipv4.ip_forward=1').stdout).toBe('net.ipv4.ip_forward = 1\n')
    expect(run('sysctl', '-n', 'net.ipv4.ip_forward').stdout).toBe('1\n')
    expect(run('sysctl', 'no.such').stderr).toBe('sysctl: cannot stat /proc/sys/no/such: No such file or directory\n')
  })
  test('pstree', () => {
    const { run } = edited()
    expect(run('pstree', '-p').stdout).toMatch(/^init\(1\)-\+-pstree\(\d+\)\n {8}`-vim\(2\)\n$/)
  })
})
