import { describe, expect, test } from 'vitest'
import { executable, symlink } from '../../kernel/fs/tree.ts'
import { shellPrograms } from '../../shell/table.ts'
import { testHost } from '../../testing/host.ts'
import { appletNames } from './applet-names.ts'
import { busyboxPrograms } from './table.ts'

const build = { version: '1.36.1', built: '2024-05-03_13:00:32_UTC', banner: 'none' }

/** A host whose /bin is BusyBox, as an image's is; `libc` is what it was linked with. */
const busyHost = (libc: 'glibc' | 'musl' = 'glibc') =>
  testHost({
    programs: [shellPrograms, busyboxPrograms],
    files: {
      '/box/busybox': executable('busybox/busybox', 1_000_000, { ...build, libc }),
      ...Object.fromEntries(appletNames(undefined).map((name) => [`/box/${name}`, symlink('busybox')])),
      '/data/one': 'a b\nc\n',
      '/data/folder/two': 'x\n',
      '/data/link': symlink('one'),
    },
    users: [{ name: 'ana', uid: 1000 }],
  })

const PATH = { PATH: '/box' }

describe('the multi-call program', () => {
  test('is the applet it is called as, or that of its first argument', () => {
    const host = busyHost()
    expect(host.run(['/box/basename', '/a/b']).stdout).toBe('b\n')
    expect(host.run(['/box/busybox', 'basename', '/a/c']).stdout).toBe('c\n')
    expect(host.run(['/box/busybox', 'foo'])).toEqual({ stdout: '', stderr: 'foo: applet not found\n', exitCode: 127 })
  })

  test('without arguments says what it knows', () => {
    const { stdout } = busyHost().run(['/box/busybox'])
    expect(stdout).toMatch(/^BusyBox v1\.36\.1 \(2024-05-03 13:00:32 UTC\) multi-call binary\.\n/)
    expect(stdout).toContain('Currently defined functions:\n\t[, [[, acpid')
    expect(busyHost().run(['/box/busybox', '--list']).stdout.split('\n')).toContain('wget')
  })

  test('applets that are not modelled say so', () => {
    expect(busyHost().run(['/box/crond'])).toEqual({ stdout: '', stderr: 'cais: crond is not simulated\n', exitCode: 127 })
  })

  test('bad options print the usage, in the words of the C library', () => {
    expect(busyHost().run(['/box/mkdir', '-z']).stderr).toMatch(
      /^mkdir: invalid option -- 'z'\nBusyBox v1\.36\.1 \(2024-05-03 13:00:32 UTC\) multi-call binary\.\n\nUsage: mkdir \[-m MODE\] \[-p\] DIRECTORY\.\.\.\n/,
    )
    const musl = busyHost('musl').run(['/box/ls', '-z'])
    expect(musl.stderr).toMatch(/^ls: unrecognized option: z\nBusyBox v1\.36\.1/)
    expect(musl.exitCode).toBe(1)
    expect(busyHost().run(['/box/mkdir']).stderr).toMatch(/^BusyBox v1\.36\.1 .*\n\nUsage: mkdir /)
    const help = busyHost().run(['/box/mkdir', '--help'])
    expect([help.exitCode, help.stdout, help.stderr.split('\n')[2]]).toEqual([0, '', 'Usage: mkdir [-m MODE] [-p] DIRECTORY...'])
  })
})

describe('what goes wrong', () => {
  test.each([
    [['cat', '/no'], "cat: can't open '/no': No such file or directory\n", 1],
    [['ls', '/no'], 'ls: /no: No such file or directory\n', 1],
    [['rm', '/no'], "rm: can't remove '/no': No such file or directory\n", 1],
    [['rm', '/data'], "rm: '/data' is a directory\n", 1],
    [['cp', '/no', '/x'], "cp: can't stat '/no': No such file or directory\n", 1],
    [['cp', '/data', '/x'], "cp: omitting directory '/data'\n", 1],
    [['mv', '/no', '/x'], "mv: can't rename '/no': No such file or directory\n", 1],
    [['mkdir', '/data'], "mkdir: can't create directory '/data': File exists\n", 1],
    [['rmdir', '/data'], "rmdir: '/data': Directory not empty\n", 1],
    [['touch', '/no/x'], 'touch: /no/x: No such file or directory\n', 1],
    [['ln', '-s', 'x', '/data/one'], 'ln: /data/one: File exists\n', 1],
    [['chown', 'foo', '/data'], 'chown: unknown user foo\n', 1],
    [['chmod', '700', '/no'], 'chmod: /no: No such file or directory\n', 1],
    [['head', '/no'], 'head: /no: No such file or directory\n', 1],
    [['tail', '/no'], "tail: can't open '/no': No such file or directory\n", 1],
    [['grep', 'x', '/no'], 'grep: /no: No such file or directory\n', 2],
    [['sed', 'p', '/no'], 'sed: /no: No such file or directory\n', 1],
    [['sort', '/no'], "sort: can't open '/no': No such file or directory\n", 2],
    [['wc', '/no'], 'wc: /no: No such file or directory\n', 1],
    [['du', '/no'], 'du: /no: No such file or directory\n', 1],
    [['stat', '/no'], "stat: can't stat '/no': No such file or directory\n", 1],
    [['find', '/no'], 'find: /no: No such file or directory\n', 1],
    [['id', 'foo'], 'id: unknown user foo\n', 1],
    [['env', 'foo'], "env: can't execute 'foo': No such file or directory\n", 127],
    [['timeout', '1', 'foo'], "timeout: can't execute 'foo': No such file or directory\n", 127],
    [['sleep', 'x'], "sleep: invalid number 'x'\n", 1],
    [['umount', '/data'], "umount: can't unmount /data: Invalid argument\n", 1],
    [['mount', '-t', 'tmpfs', 'none', '/no'], 'mount: mounting none on /no failed: No such file or directory\n', 255],
  ] as const)('%j', ([name, ...rest], stderr, exitCode) => {
    expect(busyHost().run([`/box/${name}`, ...rest], { env: PATH })).toEqual({ stdout: '', stderr, exitCode })
  })
})

describe('httpd', () => {
  test('serves the files of its folder, a process for each connection', () => {
    const host = busyHost()
    host.start(['/box/httpd', '-f', '-p', '8080', '-h', '/data'])
    host.advance(20)
    expect(host.run(['/box/wget', '-qO-', 'http://127.0.0.1:8080/one']).stdout).toBe('a b\nc\n')
    expect(host.run(['/box/wget', '-qO-', 'http://127.0.0.1:8080/none'])).toEqual({
      stdout: '',
      stderr: 'wget: server returned error: HTTP/1.1 404 Not Found\n',
      exitCode: 1,
    })
    expect(host.run(['/box/httpd', '-f', '-p', '8080']).stderr).toBe('httpd: bind: Address already in use\n')
  })
})

describe('what looks different', () => {
  test('ls -l, wc, diff', () => {
    const host = busyHost()
    expect(host.run(['/box/ls', '-l', '/data']).stdout).toMatch(
      /^total \d+\ndrwxr-xr-x {4}2 root {5}root {10}4096 \w{3} [ \d]\d .{5} folder\nlrwxrwxrwx {4}1 root {5}root {13}3 .{12} link -> one\n-rw-r--r-- {4}1 root {5}root {13}6 .{12} one\n$/,
    )
    expect(host.run(['/box/ls', '-C', '-w', '20', '/data']).stdout).toBe('folder  one\nlink\n')
    expect(host.run(['/box/ls', '--color=always', '/data']).stdout).toContain('\x1b[1;34mfolder\x1b[m\n')
    expect(host.run(['/box/wc', '/data/one']).stdout).toBe('        2         3         6 /data/one\n')
    expect(host.run(['/box/wc', '-l'], { stdin: 'a\nb\n' }).stdout).toBe('2\n')
    expect(host.run(['/box/diff', '/data/one', '/data/folder/two'])).toEqual({
      stdout: '--- /data/one\n+++ /data/folder/two\n@@ -1,2 +1 @@\n-a b\n-c\n+x\n',
      stderr: '',
      exitCode: 1,
    })
    expect(host.run(['/box/stat', '/data/one']).stdout).toMatch(
      /^ {2}File: \/data\/one\n {2}Size: 6 {9}\tBlocks: 8 {10}IO Block: 4096 {3}regular file\nDevice: /,
    )
  })

  test('ps, free, df, top', () => {
    const host = busyHost()
    expect(host.run(['/box/ps']).stdout).toMatch(/^PID {3}USER {5}TIME {2}COMMAND\n {4}1 root {6}0:00 \/sbin\/init\n/)
    expect(host.run(['/box/ps', '-o', 'pid,comm']).stdout).toMatch(/^PID {3}COMMAND\n {4}1 init\n/)
    expect(host.run(['/box/ps', '-o', 'foo']).stderr).toMatch(/^ps: bad -o argument 'foo', supported arguments: user,group,/)
    expect(host.run(['/box/free']).stdout).toMatch(/^ {14}total {8}used {8}free {6}shared {2}buff\/cache {3}available\nMem: {3}/)
    expect(host.run(['/box/df', '/']).stdout).toMatch(/^Filesystem {11}1K-blocks {6}Used Available Use% Mounted on\n\S+ +\d+ +\d+ +\d+ +\d+% \/\n$/)
    expect(host.run(['/box/top', '-b', '-n', '1']).stdout).toMatch(
      /^Mem: \d+K used, \d+K free, .*\nCPU: .*% idle.*\nLoad average: .*\n {2}PID {2}PPID USER {5}STAT {3}VSZ %VSZ CPU %CPU COMMAND\n/,
    )
  })

  test('accounts are made and unmade', () => {
    const host = busyHost()
    expect(host.run(['/box/addgroup', '-S', 'app']).exitCode).toBe(0)
    expect(host.run(['/box/adduser', '-S', '-G', 'app', '-h', '/srv/app', 'app'])).toEqual({ stdout: '', stderr: '', exitCode: 0 })
    expect(host.run(['/box/adduser', '-D', 'bia']).exitCode).toBe(0)
    expect(host.run(['/box/grep', '-E', 'app|bia', '/etc/passwd']).stdout).toMatch(
      /^app:x:100:\d+:Linux User,,,:\/srv\/app:\/bin\/false\nbia:x:1001:1001:Linux User,,,:\/home\/bia:\/bin\/sh\n$/,
    )
    expect(host.run(['/box/adduser', '-D', 'bia']).stderr).toBe("adduser: user 'bia' in use\n")
    expect(host.run(['/box/deluser', 'bia']).exitCode).toBe(0)
    expect(host.run(['/box/id', 'bia']).stderr).toBe('id: unknown user bia\n')
  })
})
