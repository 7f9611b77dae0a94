import { describe, expect, test } from 'vitest'
import { file } from '../../../kernel/fs/tree.ts'
import { crypt } from '../../../libc/crypt.ts'
import { shellPrograms } from '../../../shell/table.ts'
import { testHost } from '../../../testing/host.ts'
import { coreutilsPrograms } from '../../coreutils/table.ts'
import { netPrograms } from '../table.ts'

const shadow = `root:${crypt('secret', '$6$abc$')}:19000:0:99999:7:::\nana:!!:19000::::::\n`

function sshHost() {
  const host = testHost({
    programs: [netPrograms, shellPrograms, coreutilsPrograms],
    users: [{ name: 'ana', uid: 1000 }],
    files: {
      '/etc/shadow': file(shadow, 0o640),
      '/etc/ssh/sshd_config': 'PermitRootLogin yes\n',
      '/etc/hosts': '127.0.0.1\tlocalhost server\n',
      '/root/.profile': '',
    },
  })
  host.start(['sshd', '-D'])
  host.advance(50)
  return host
}

type Host = ReturnType<typeof sshHost>

/** Types lines one after the other, with time to answer each. */
function converse(host: Host, argv: readonly string[], ...lines: readonly string[]) {
  const terminal = host.terminal({ argv, cols: 100, rows: 30 })
  host.advance(500)
  for (const line of lines) {
    terminal.type(`${line}\r`)
    host.advance(1500)
  }
  return terminal.output().replaceAll('\r\n', '\n')
}

const keyed = (host: Host, ...extra: readonly string[]) => {
  host.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', '/root/.ssh/id_ed25519'])
  host.run('cat /root/.ssh/id_ed25519.pub >> /root/.ssh/authorized_keys')
  return (...command: readonly string[]) => host.run(['ssh', '-o', 'StrictHostKeyChecking=no', ...extra, 'server', ...command])
}

describe('ssh', () => {
  test('asks about the host, then for the password, and gives a shell on a terminal', () => {
    const host = sshHost()
    const talk = converse(host, ['ssh', 'root@server'], 'yes', 'secret', 'tty; echo $SSH_CONNECTION', 'exit')
    expect(talk.replace(/SHA256:\S+\./, 'SHA256:F.')).toContain(
      "The authenticity of host 'server (127.0.0.1)' can't be established.\nED25519 key fingerprint is SHA256:F.\nThis key is not known by any other names.\nAre you sure you want to continue connecting (yes/no/[fingerprint])? yes\nWarning: Permanently added 'server' (ED25519) to the list of known hosts.\nroot@server's password: \n",
    )
    expect(talk).toMatch(/\/dev\/pts\/\d\n127\.0\.0\.1 \d+ 127\.0\.0\.1 22\n/)
    expect(talk).toMatch(/logout\nConnection to server closed\.\r?\n$/)
    expect(converse(host, ['ssh', 'root@server'], 'wrong', 'wrong', 'wrong')).toContain(
      "root@server's password: \nPermission denied, please try again.\nroot@server's password: \nPermission denied, please try again.\nroot@server's password: \nroot@server: Permission denied (publickey,password).\n",
    )
  })

  test('keys, commands, exit codes, input and errors', () => {
    const host = sshHost()
    const run = keyed(host)
    expect(run('echo hello; echo oops >&2; exit 3')).toEqual({
      stdout: 'hello\n',
      stderr: "Warning: Permanently added 'server' (ED25519) to the list of known hosts.\noops\n",
      exitCode: 3,
    })
    expect(host.run(['ssh', 'server', 'cat'], { stdin: 'through the wire' })).toEqual({ stdout: 'through the wire', stderr: '', exitCode: 0 })
    expect(host.run(['ssh', '-p', '23', 'server', 'true'])).toEqual({
      stdout: '',
      stderr: 'ssh: connect to host server port 23: Connection refused\n',
      exitCode: 255,
    })
    expect(host.run(['ssh', 'nosuch', 'true']).stderr).toMatch(/^ssh: Could not resolve hostname nosuch: /)
    expect(host.run(['ssh', '-o', 'BatchMode=yes', 'ana@server', 'true'])).toEqual({
      stdout: '',
      stderr: 'ana@server: Permission denied (publickey,password).\n',
      exitCode: 255,
    })
  })

  test('a host whose key changed is refused', () => {
    const host = sshHost()
    const run = keyed(host)
    run('true')
    host.run('sed -i s/AAAAI./AAAAIx/ /root/.ssh/known_hosts')
    host.run("printf 'server ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOther\\n' > /root/.ssh/known_hosts")
    const refused = host.run(['ssh', 'server', 'true'])
    expect(refused.exitCode).toBe(255)
    expect(refused.stderr).toContain('@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n')
    expect(refused.stderr).toContain('Host key verification failed.\n')
    expect(host.run(['ssh-keygen', '-R', 'server']).stdout).toBe(
      '# Host server found: line 1\n/root/.ssh/known_hosts updated.\nOriginal contents retained as /root/.ssh/known_hosts.old\n',
    )
  })

  test('scp both ways, with directories', () => {
    const host = sshHost()
    keyed(host)('true')
    host.run('mkdir -p /tmp/a/b; echo one > /tmp/a/one; echo two > /tmp/a/b/two; chmod 700 /tmp/a/b/two')
    expect(host.run(['scp', '-r', '/tmp/a', 'server:/tmp/copy'])).toEqual({ stdout: '', stderr: '', exitCode: 0 })
    expect(host.run('cat /tmp/copy/one /tmp/copy/b/two; stat -c %a /tmp/copy/b/two').stdout).toBe('one\ntwo\n700\n')
    expect(host.run(['scp', 'root@server:/tmp/a/one', '/tmp/back'])).toEqual({ stdout: '', stderr: '', exitCode: 0 })
    expect(host.run('cat /tmp/back').stdout).toBe('one\n')
    const missing = host.run(['scp', 'server:/nope', '/tmp/x'])
    expect([missing.stderr, missing.exitCode]).toEqual(['scp: /nope: No such file or directory\n', 1])
    expect(host.run(['scp', '/tmp/a', 'server:/tmp/y'])).toEqual({ stdout: '', stderr: 'scp: /tmp/a: not a regular file\n', exitCode: 1 })
  })
})
