import { describe, expect, test, vi } from 'vitest'
import { Lab } from './lab.ts'
import { wholeSupply } from './programs.ts'
import { parseScriptLine, Typist } from './typist.ts'
import { worlds } from './worlds/worlds.ts'

// What an expert does to a machine to see whether it holds up.

vi.setConfig({ testTimeout: 60_000 })

/** A world with somebody at its first terminal: `type` answers what was shown while the lines were typed. */
function session(world = 'workshop') {
  const opened = Lab.open({ worlds, supply: wholeSupply(), world, seed: 1 })
  if (!opened.ok) throw new Error(opened.error)
  const lab = opened.value
  let shown = ''
  lab.listener.output = (_terminal, text) => {
    shown += text
  }
  const typist = new Typist(lab, { cols: 120, rows: 40 })
  typist.switchTo(lab.firstHost)
  const type = (...lines: string[]): string => {
    shown = ''
    for (const [index, line] of lines.entries()) typist.perform(parseScriptLine(line), parseScriptLine(lines[index + 1] ?? ''))
    return shown.replaceAll('\r\n', '\n').replace(/\x1b\[\?2004[hl]\r?/g, '')
  }
  return { lab, type, take: () => shown }
}

const prompt = '[root@matrix-01 ~]# '

describe('floods and loops end with ^C', () => {
  test.each(['yes', 'cat /dev/urandom', 'while :; do echo x; done', 'while :; do :; done', 'find / -type f', 'sleep infinity'])('%s', (command) => {
    const { lab, type } = session()
    type(command, '^C')
    expect(type('echo vivo').endsWith(`\nvivo\n${prompt}`)).toBe(true)
    expect(lab.terminals.get('t1')?.foreground).toBe('bash')
    expect(type('ps -e -o comm= | grep -c -e yes -e cat')).toContain('\n0\n')
  })

  test('a flood to the screen is bounded in virtual time and in memory', () => {
    const { lab, type, take } = session()
    type('echo')
    lab.apply({ kind: 'keys', terminal: 't1', data: 'yes\r' })
    const before = take().length
    lab.advance(100)
    expect(take().length - before).toBeLessThan(100 * 20_000)
    lab.apply({ kind: 'keys', terminal: 't1', data: '\x03' })
    const atKey = take().length
    lab.advance(20)
    expect(take().length - atKey).toBeLessThan(200_000)
    expect(take().endsWith(prompt)).toBe(true)
  })
})

describe('bombs', () => {
  test('a fork bomb meets the limit of processes, and can be killed', () => {
    const { lab, type } = session()
    type('useradd ana', 'su - ana', 'ulimit -u 60')
    lab.apply({ kind: 'keys', terminal: 't1', data: ':(){ :|:& };:\r' })
    const events = lab.clock.eventsRun
    lab.advance(2_000)
    expect(lab.clock.eventsRun - events).toBeLessThan(100_000)
    const shown = type('^C', 'exit')
    expect(shown).toContain('-bash: fork: retry: Resource temporarily unavailable')
    type('pkill -9 -u ana', 'pkill -9 -u ana')
    lab.advance(20_000)
    expect(type('ps -u ana | wc -l')).toContain('\n1\n')
  })

  test('recursion without end is stopped', () => {
    const { type } = session()
    expect(type('f(){ f; }; f')).toContain('-bash: f: maximum function nesting level exceeded (1000)\n')
    expect(type('echo vivo')).toContain('\nvivo\n')
  })

  test('hundreds of sleepers, and their end', () => {
    const { type } = session()
    type('for i in $(seq 300); do sleep infinity & done > /dev/null')
    expect(type('ps -C sleep -o pid= | wc -l')).toContain('\n300\n')
    type('killall sleep', 'echo')
    expect(type('ps -C sleep -o pid= | wc -l')).toContain('\n0\n')
  })
})

describe('a full disk', () => {
  test('says so to everybody, and is well again afterwards', () => {
    const { type } = session()
    expect(type('dd if=/dev/zero of=/f bs=1M')).toMatch(
      /dd: error writing ‘\/f’: No space left on device\n\d+\+0 records in\n\d+\+0 records out\n2\d{10} bytes \(2\d GB/,
    )
    expect(type('df -h /')).toMatch(/\n\/dev\/sda1 +20G +20G +0 100% \/\n/)
    expect(type('echo oi > /tmp/x')).toContain('-bash: echo: write error: No space left on device\n')
    expect(type('cp /usr/bin/ls /tmp/ls')).toContain('cp: error writing ‘/tmp/ls’: No space left on device\n')
    type('\\rm -f /f /tmp/x /tmp/ls')
    expect(type('echo oi > /tmp/x && cat /tmp/x')).toContain('\noi\n')
  })

  test('docker pull fails as the daemon words it', () => {
    const { type } = session('docker')
    type('fallocate -l 54G /f', 'dd if=/dev/zero of=/g bs=1M 2> /dev/null')
    expect(type('docker pull httpd')).toContain('no space left on device')
    type('rm -f /f /g')
    expect(type('docker pull httpd')).toContain('Status: Downloaded newer image for httpd:latest')
  })
})

describe('destruction', () => {
  test('rm -rf / is refused', () => {
    expect(session().type('\\rm -rf /')).toContain(
      'rm: it is dangerous to operate recursively on ‘/’\nrm: use --no-preserve-root to override this failsafe\n',
    )
  })

  test('rm -rf --no-preserve-root / leaves nothing to run', () => {
    const { type } = session()
    expect(type('\\rm -rf --no-preserve-root / 2> /dev/null', 'ls')).toContain('-bash: ls: command not found\n')
    expect(type('echo *')).toContain(`\n*\n${prompt}`)
  })

  test('init cannot be killed; the machine restarts and goes off', () => {
    const { lab, type } = session()
    type('touch /root/kept')
    expect(type('kill -9 1', 'echo ainda')).toContain('\nainda\n')
    type('reboot')
    lab.advance(60_000)
    expect(lab.terminals.get('t1')?.alive).toBe(false)
    expect(lab.machines.get('matrix-01')?.power).toBe('on')
    lab.apply({ kind: 'open-terminal', terminal: 't2', host: 'matrix-01', cols: 80, rows: 24 })
    lab.advance(1_000)
    lab.apply({ kind: 'keys', terminal: 't2', data: 'ls; poweroff\r' })
    lab.advance(60_000)
    expect(lab.machines.get('matrix-01')?.power).toBe('off')
  })

  test('who leaves the login shell logs in again', () => {
    const { lab, type } = session()
    expect(type('exit')).toContain('logout\n')
    lab.advance(100)
    expect(lab.terminals.get('t1')?.alive).toBe(false)
    lab.apply({ kind: 'open-terminal', terminal: 't2', host: 'matrix-01', cols: 80, rows: 24 })
    lab.advance(1_000)
    expect(lab.terminals.get('t2')?.atPrompt).toBe(true)
  })
})

describe('services', () => {
  test('sshd runs on, stops when it is told, and the journal has it from the start', () => {
    const { lab, type } = session()
    expect(type('journalctl -u sshd')).toContain('systemd[1]: Started OpenSSH server daemon.\n')
    lab.advance(300_000)
    expect(type('systemctl is-active sshd; systemctl show -p NRestarts sshd; pidof sshd | wc -w')).toMatch(/active\n(?:.*\n)*1\n/)
    expect(type('systemctl stop sshd; systemctl is-active sshd')).toContain('\ninactive\n')
    expect(type('ssh aluno@localhost')).toContain('ssh: connect to host localhost port 22: Connection refused\n')
    type('systemctl start sshd')
    expect(type('ssh -o StrictHostKeyChecking=no aluno@localhost id', 'aluno')).toContain(
      'uid=1000(aluno) gid=1000(aluno) groups=1000(aluno),10(wheel)\n',
    )
  })
})

describe('what is typed and run by mistake', () => {
  test('a thousand lines pasted at the prompt', () => {
    const { lab, type } = session()
    type('stty -echo')
    lab.apply({ kind: 'keys', terminal: 't1', data: ': 0123456789012345678901234567890123456789\r'.repeat(1_000) })
    lab.advance(60_000)
    expect(type('stty echo', 'echo vivo')).toContain('\nvivo\n')
  })

  test('a long line without an end, bytes that are no text, a program shown on the screen', () => {
    const { type } = session()
    expect(type(`echo ${'a'.repeat(20_000)} | wc -c`)).toMatch(/[\n\r]20001\n/)
    expect(type('\x80\x81\xff\x02\x05')).toContain('command not found')
    type('cat /usr/bin/ls')
    expect(type('reset', 'echo vivo')).toContain('\nvivo\n')
  })

  test('scripts with CRLF and files that are no programs', () => {
    const { type } = session()
    type("printf '#!/bin/bash\\r\\necho oi\\r\\n' > a; printf 'x\\n' > b; chmod +x a")
    expect(type('./a')).toContain('-bash: ./a: /bin/bash^M: bad interpreter: No such file or directory\n')
    expect(type('./b')).toContain('-bash: ./b: Permission denied\n')
    expect(type('/tmp')).toContain('-bash: /tmp: Is a directory\n')
    expect(type('./nada')).toContain('-bash: ./nada: No such file or directory\n')
    expect(type('exec ./nada', 'echo vivo')).toContain('No such file or directory\n')
  })

  test('orphans go to init, zombies show until they are waited for', () => {
    const { type } = session()
    type("bash -c 'sleep 1000 & exit'")
    expect(type('ps -C sleep -o ppid=')).toMatch(/\n +1\n/)
    type("bash -c 'sleep 0.1 & exec sleep 777' &")
    expect(type('sleep 1; ps -C sleep -o stat=,args=')).toContain('Z    [sleep] <defunct>\n')
  })
})
