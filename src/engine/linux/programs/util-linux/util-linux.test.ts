import { describe, expect, it } from 'vitest'
import { directory, executable, file } from '../../kernel/fs/tree.ts'
import { shellPrograms } from '../../shell/table.ts'
import { testHost } from '../../testing/host.ts'
import { coreutilsPrograms } from '../coreutils/table.ts'
import { utilLinuxPrograms } from './table.ts'

const host = () =>
  testHost({
    programs: [shellPrograms, coreutilsPrograms, utilLinuxPrograms],
    users: [
      { name: 'ana', uid: 1000 },
      { name: 'rui', uid: 1001 },
    ],
    files: {
      '/mnt/a': directory(),
      '/mnt/b': directory(),
      '/data/x': file('x\n'),
      '/etc/sudoers': file('root ALL=(ALL:ALL) ALL\nana ALL=(ALL) NOPASSWD: ALL\n', 0o440),
      '/etc/shadow': file(
        'root:*:19000::::::\nrui:$6$abcdefgh$kwVNImpRyXFWpuLtAaEC9o34WGdcVAdD6izdUxOcKgKMUpE4vv4OeVmrRZPIp4hOK8Msj/jmrZSlybB2GtwuX/:19000::::::\n',
        0o600,
      ),
      '/bin/sudo': executable('util-linux/sudo', 1000, {}, 0o4755),
      '/bin/su': executable('util-linux/su', 1000, {}, 0o4755),
    },
  })

describe('mount and umount', () => {
  it('mounts, lists, reports busy and unmounts', () => {
    const one = host()
    expect(one.run('mount -t tmpfs -o size=1m,ro tmp /mnt/a && mount | tail -1').stdout).toMatch(
      /^tmp on \/mnt\/a type tmpfs \(ro,relatime,.*size=1024k/,
    )
    expect(one.run('cd /mnt/a && umount /mnt/a')).toMatchObject({ stderr: 'umount: /mnt/a: target is busy.\n', exitCode: 32 })
    expect(one.run('findmnt -n -o TARGET,SOURCE,FSTYPE /mnt/a').stdout).toBe('/mnt/a tmp tmpfs\n')
    expect(one.run('mountpoint /mnt/a; umount /mnt/a; mountpoint /mnt/a')).toMatchObject({
      stdout: '/mnt/a is a mountpoint\n/mnt/a is not a mountpoint\n',
      exitCode: 32,
    })
  })

  it('binds, read-only too', () => {
    const one = host()
    expect(one.run('mount --bind -o ro /data /mnt/b && cat /mnt/b/x && touch /mnt/b/y')).toMatchObject({
      stdout: 'x\n',
      stderr: "touch: cannot touch '/mnt/b/y': Read-only file system\n",
    })
  })

  it.each([
    ['mount -t tmpfs t /nope', 'mount: /nope: mount point does not exist.\n', 32],
    [
      'mount -t foo t /mnt/a',
      "mount: /mnt/a: unknown filesystem type 'foo'.\n       dmesg(1) may have more information after failed mount system call.\n",
      32,
    ],
    ['mount /mnt/a', "mount: /mnt/a: can't find in /etc/fstab.\n", 1],
    ['mount /dev/sdz9 /mnt/a', 'mount: /mnt/a: special device /dev/sdz9 does not exist.\n', 32],
    ['umount /mnt/a', 'umount: /mnt/a: not mounted.\n', 32],
    ['umount /nope', 'umount: /nope: no mount point specified.\n', 32],
    ['umount', "umount: bad usage\nTry 'umount --help' for more information.\n", 1],
    ['mount --nope', "mount: unrecognized option '--nope'\nTry 'mount --help' for more information.\n", 1],
  ])('%s', (command, stderr, exitCode) => {
    expect(host().run(command)).toMatchObject({ stderr, exitCode })
  })

  it('is for the superuser', () => {
    expect(host().run('mount -t tmpfs t /mnt/a', { uid: 1000 }).exitCode).not.toBe(0)
  })
})

describe('becoming somebody', () => {
  it.each([
    ['su ana -c "id -un; pwd"', 'ana\n/root\n'],
    ['su - ana -c "id -un; pwd"', 'ana\n/home/ana\n'],
    ['su nobody -s /bin/bash -c whoami', 'nobody\n'],
    ['sudo -u rui id -u', '1001\n'],
  ])('root: %s', (command, stdout) => {
    expect(host().run(command)).toMatchObject({ stdout, stderr: '', exitCode: 0 })
  })

  it('sudo follows sudoers', () => {
    const one = host()
    expect(one.run('sudo id -u; sudo -u rui whoami; sudo -i pwd', { uid: 1000 })).toMatchObject({ stdout: '0\nrui\n/root\n', stderr: '' })
    expect(one.run('sudo -n id', { uid: 1001 })).toMatchObject({ stderr: 'sudo: a password is required\n', exitCode: 1 })
    expect(one.run('sudo -S id', { uid: 1001, stdin: 'aluno\n' })).toMatchObject({
      stderr: '[sudo] password for rui: rui is not in the sudoers file.\n',
      exitCode: 1,
    })
    expect(one.run('sudo nope-nope')).toMatchObject({ stderr: 'sudo: nope-nope: command not found\n', exitCode: 1 })
  })

  it('su asks others for the password', () => {
    const one = host()
    expect(one.run('su rui -c whoami', { uid: 1000, stdin: 'aluno\n' })).toMatchObject({ stdout: 'rui\n', stderr: 'Password: ' })
    expect(one.run('su rui -c whoami', { uid: 1000, stdin: 'wrong\n' })).toMatchObject({
      stderr: 'Password: su: Authentication failure\n',
      exitCode: 1,
    })
  })
})

describe('namespaces', () => {
  it('unshare gives a host name and a pid namespace of its own', () => {
    const one = host()
    expect(one.run('unshare -u bash -c "hostname inner; hostname"; hostname').stdout).toBe('inner\ndebian\n')
    expect(one.run('unshare -pf --mount-proc bash -c "echo \\$\\$; ls /proc | grep -c ^1\\$"; true').stdout).toMatch(/^1\n/)
    expect(one.run('unshare -m true', { uid: 1000 })).toMatchObject({ stderr: 'unshare: unshare failed: Operation not permitted\n', exitCode: 1 })
    expect(one.run('unshare -Ur id -u', { uid: 1000 }).stdout).toBe('0\n')
  })

  it('nsenter enters another process', () => {
    const one = host()
    const started = one.start('unshare -u bash -c "hostname inner; sleep 100"')
    one.advance(1000)
    expect(one.run(['nsenter', '-t', String(started.process.pid), '-u', 'hostname']).stdout).toBe('inner\n')
    expect(one.run('nsenter -t 9999 -n true')).toMatchObject({
      stderr: 'nsenter: cannot open /proc/9999/ns/net: No such file or directory\n',
      exitCode: 1,
    })
    expect(one.run('lsns -t uts -n -o NS,NPROCS | wc -l').stdout).toBe('2\n')
  })
})

describe('the kernel', () => {
  it('loads modules with what they need', () => {
    const one = host()
    expect(one.run('modprobe br_netfilter && lsmod && cat /proc/sys/net/bridge/bridge-nf-call-iptables')).toMatchObject({
      stdout:
        'Module                  Size  Used by\nbr_netfilter           32768  0\nbridge                311296  1 br_netfilter\nstp                    16384  1 bridge\nllc                    16384  2 stp,bridge\n1\n',
      exitCode: 0,
    })
    expect(one.run('modprobe nope')).toMatchObject({
      stderr: 'modprobe: FATAL: Module nope not found in directory /lib/modules/6.1.0-18-amd64.\n',
      exitCode: 1,
    })
  })

  it('tells its log, processors and disks', () => {
    const one = host()
    expect(one.run('dmesg | head -1').stdout).toMatch(/^\[ {4}0\.\d{6}\] Linux version/)
    expect(one.run('dmesg -T | head -1').stdout).toMatch(/^\[Thu Nov 20 12:00:0\d 2025\] Linux version/)
    expect(one.run('lscpu | head -6 | tail -2').stdout).toBe('CPU(s):              2\nOn-line CPU(s) list: 0,1\n')
    expect(one.run('lsblk').stdout).toMatch(/^NAME +MAJ:MIN RM +SIZE RO TYPE MOUNTPOINTS\n/)
  })
})

describe('small ones', () => {
  it.each([
    ['getopt -o ab:c -l long,size: -- -a -bX file --size=3 -- x', " -a -b 'X' --size '3' -- 'file' 'x'\n"],
    ['getopt ab: -a -b 1 y', ' -a -b 1 -- y\n'],
    ['setsid -w echo hi', 'hi\n'],
    ['renice -n 5 -p $$ | sed "s/^[0-9]* //"', ''],
    ['whereis mount', 'mount: /bin/mount\n'],
    ['taskset -p 1', "pid 1's current affinity mask: 3\n"],
  ])('%s', (command, stdout) => {
    expect(host().run(command).stdout).toBe(stdout)
  })
})

describe('small tools', () => {
  it.each([
    ["printf 'a b\\nccc d\\n' | column -t", 'a    b\nccc  d\n'],
    ["printf 'a:b\\nccc:d\\n' | column -t -s :", 'a    b\nccc  d\n'],
    ['seq 5 | column -c 40', '1\t2\t3\t4\t5\n'],
    ['echo olá | rev', 'álo\n'],
    ["printf 'Hello, world!\\n' | hexdump -C", '00000000  48 65 6c 6c 6f 2c 20 77  6f 72 6c 64 21 0a        |Hello, world!.|\n0000000e\n'],
    ["printf 'ab' | hexdump", '0000000 6261                                   \n0000002\n'],
    [
      'cal 6 2024',
      '     June 2024      \nSu Mo Tu We Th Fr Sa\n                   1\n 2  3  4  5  6  7  8\n 9 10 11 12 13 14 15\n16 17 18 19 20 21 22\n23 24 25 26 27 28 29\n30                  \n',
    ],
    ['uuidgen | wc -c', '37\n'],
    ['fallocate -l 3M /tmp/f && stat -c "%s %b" /tmp/f', '3145728 6144\n'],
  ])('%s', (command, want) => {
    expect(host().run(command)).toMatchObject({ stdout: want })
  })

  it('says which programs of a real system are not simulated', () => {
    const one = testHost({ programs: [shellPrograms, utilLinuxPrograms], files: { '/bin/crontab': executable('util-linux/not-simulated', 1000) } })
    expect(one.run('crontab -l')).toMatchObject({ stderr: 'cais: crontab is not simulated\n', exitCode: 1 })
  })
})
