import { describe, expect, test } from 'vitest'
import { decode } from '../../../base/utf8.ts'
import { sys } from '../../sys.ts'
import { testHost } from '../../testing/host.ts'
import { cat, programTable, readText, say } from '../../testing/programs.ts'
import { O } from '../calls.ts'
import { signals } from '../signal.ts'
import { HostTerminal } from './host-terminal.ts'
import { rawTermios, saneTermios } from './termios.ts'

const host = (mains: Parameters<typeof programTable>[0] = {}) => testHost({ programs: [programTable({ cat, ...mains })] })

describe('a cooked terminal', () => {
  test('echoes, gives lines, ends at ^D', () => {
    const terminal = host().terminal({ argv: ['cat'] })
    terminal.type('hello\r')
    expect(terminal.output()).toBe('hello\r\nhello\r\n')
    terminal.type('no newline\x04')
    expect(terminal.output()).toBe('hello\r\nhello\r\nno newlineno newline')
    terminal.type('\r\x04')
    expect(terminal.process.status).toEqual({ kind: 'exited', code: 0 })
  })

  test('edits: erase (whole UTF-8 characters), word erase, kill, literal next', () => {
    const terminal = host().terminal({ argv: ['cat'] })
    terminal.type('abé\x7f\x7fc\r')
    expect(terminal.screen()).toBe('ac\nac')
    terminal.type('one two-three \x17\x17\x17x\r')
    expect(terminal.screen().split('\n').slice(2)).toEqual(['x', 'x'])
    terminal.type('gone\x15kept\r')
    expect(terminal.screen().split('\n').slice(4)).toEqual(['kept', 'kept'])
    terminal.type('\x16\x03\r')
    expect(terminal.output().endsWith('^\b^C\r\n\x03\r\n')).toBe(true)
  })

  test('erases a tab back to where it began', () => {
    const terminal = host().terminal({ argv: ['cat'] })
    terminal.type('ab\t\x7fc')
    expect(terminal.output()).toBe(`ab\t${'\b'.repeat(6)}c`)
  })

  test('^C kills the foreground job and is echoed, ^\\ quits it', () => {
    const terminal = host().terminal({ argv: ['cat'] })
    terminal.type('half')
    terminal.type('\x03')
    expect(terminal.output()).toBe('half^C')
    expect(terminal.process.status).toEqual({ kind: 'signaled', signal: signals.SIGINT, coreDumped: false })
    const other = host().terminal({ argv: ['cat'] })
    other.type('\x1c')
    expect(other.process.status).toEqual({ kind: 'signaled', signal: signals.SIGQUIT, coreDumped: false })
  })

  test('^S holds output back, ^Q lets it go on', () => {
    const terminal = host().terminal({ argv: ['cat'] })
    terminal.type('\x13abc\r')
    expect(terminal.output()).toBe('')
    terminal.type('\x11')
    expect(terminal.output()).toBe('abc\r\nabc\r\n')
  })

  test('a writer that is faster than the window blocks and is bounded', () => {
    const terminal = host({
      *flood() {
        for (;;) yield* say('0123456789abcdef'.repeat(64))
      },
    }).terminal({ argv: ['flood'] })
    const before = terminal.output().length
    terminal.type('', 10)
    const grown = terminal.output().length - before
    expect(grown).toBeLessThanOrEqual(11 * 16_384)
    expect(grown).toBeGreaterThan(5 * 16_384)
    terminal.type('\x03', 10)
    expect(terminal.process.status?.kind).toBe('signaled')
  })
})

describe('modes and sizes', () => {
  test('raw mode gives bytes as they come', () => {
    const terminal = host({
      *raw() {
        yield* sys.tcsetattr({ fd: 0, termios: rawTermios(saneTermios) })
        const got = yield* readText(0)
        yield* say(`got ${JSON.stringify(got)}`)
        return 0
      },
    }).terminal({ argv: ['raw'] })
    terminal.type('\x03a\r')
    expect(terminal.output()).toBe('got "\\u0003a\\r"')
  })

  test('SIGWINCH tells of a new size', () => {
    const terminal = host({
      *size() {
        let changed = false
        yield* sys.sigaction({
          signal: signals.SIGWINCH,
          handler: function* () {
            changed = true
          },
        })
        while (!changed) yield* sys.pause({})
        const size = yield* sys.tcgetwinsize({ fd: 0 })
        yield* say(size.ok ? `${size.value.cols}x${size.value.rows}` : size.error)
        return 0
      },
    }).terminal({ argv: ['size'] })
    terminal.resize(120, 40)
    expect(terminal.output()).toBe('120x40')
  })

  test('names', () => {
    const names = host({
      *names() {
        const name = yield* sys.ttyname({ fd: 0 })
        const tty = yield* sys.open({ path: '/dev/tty', flags: O.RDWR })
        yield* say(`${name.ok ? name.value : name.error} ${tty.ok}\n`)
        return 0
      },
    })
    expect(names.terminal({ argv: ['names'] }).output()).toBe('/dev/pts/0 true\r\n')
    expect(names.run(['names']).stdout).toBe('ENOTTY false\n')
  })
})

describe('job control', () => {
  test('a background reader stops with SIGTTIN and goes on in the foreground', () => {
    const terminal = host({
      *shell() {
        yield* sys.sigaction({ signal: signals.SIGTTOU, handler: 'ignore' })
        const child = yield* sys.clone({
          main: function* () {
            yield* sys.setpgid({ pid: 0, pgid: 0 })
            yield* say(`read ${yield* readText(0)}`)
            return 0
          },
        })
        if (!child.ok) return 1
        const pid = child.value
        const stopped = yield* sys.wait4({ pid, untraced: true })
        yield* say(`${JSON.stringify(stopped.ok && stopped.value?.status)}\n`)
        yield* sys.tcsetpgrp({ fd: 0, pgid: pid })
        yield* sys.kill({ pid: -pid, signal: signals.SIGCONT })
        yield* sys.wait4({ pid })
        const own = yield* sys.getpgid({ pid: 0 })
        if (own.ok) yield* sys.tcsetpgrp({ fd: 0, pgid: own.value })
        yield* say('done\n')
        return 0
      },
    }).terminal({ argv: ['shell'] })
    expect(terminal.output()).toBe('{"kind":"stopped","signal":21}\r\n')
    terminal.type('line\r')
    expect(terminal.output()).toBe('{"kind":"stopped","signal":21}\r\nline\r\nread line\r\ndone\r\n')
  })

  test('^Z stops the foreground job, SIGCONT continues it', () => {
    const machine = host({
      *shell() {
        yield* sys.sigaction({ signal: signals.SIGTTOU, handler: 'ignore' })
        const child = yield* sys.clone({
          main: function* () {
            yield* sys.setpgid({ pid: 0, pgid: 0 })
            yield* sys.tcsetpgrp({ fd: 0, pgid: yield* sys.getpid({}) })
            yield* sys.nanosleep({ ms: 60_000 })
            return 7
          },
        })
        if (!child.ok) return 1
        for (;;) {
          const waited = yield* sys.wait4({ pid: child.value, untraced: true, continued: true })
          const status = waited.ok ? waited.value?.status : undefined
          yield* say(`${JSON.stringify(status)}\n`)
          if (status?.kind === 'exited') return 0
          if (status?.kind === 'stopped') yield* sys.kill({ pid: child.value, signal: signals.SIGCONT })
        }
      },
    })
    const terminal = machine.terminal({ argv: ['shell'] })
    terminal.type('\x1a')
    expect(terminal.output()).toBe('^Z{"kind":"stopped","signal":20}\r\n{"kind":"continued"}\r\n')
    machine.advance(60_000)
    expect(terminal.output().endsWith('{"kind":"exited","code":7}\r\n')).toBe(true)
  })

  test('closing the window hangs the session up', () => {
    const machine = host()
    const terminal = machine.terminal({ argv: ['cat'] })
    terminal.close()
    expect(terminal.process.status).toEqual({ kind: 'signaled', signal: signals.SIGHUP, coreDumped: false })
    expect(machine.kernel.processes()).toHaveLength(1)
    expect(machine.clock.nextDueMs).toBeUndefined()
  })
})

test('a pty between programs: the master sees what the slave writes, and EIO at its end', () => {
  const machine = host({
    *script() {
      const pty = yield* sys.openpty({ size: { rows: 10, cols: 20 } })
      if (!pty.ok) return 1
      const { master, slavePath } = pty.value
      const child = yield* sys.clone({
        main: function* () {
          yield* sys.close({ fd: master })
          yield* sys.setsid({})
          for (const fd of [0, 1, 2]) yield* sys.close({ fd })
          yield* sys.open({ path: slavePath, flags: O.RDWR })
          yield* sys.dup({ fd: 0 })
          yield* sys.dup({ fd: 0 })
          yield* sys.execve({ path: '/bin/cat', argv: ['cat'], env: new Map() })
          return 127
        },
      })
      yield* say('to cat\n', master)
      let seen = ''
      while (!seen.endsWith('to cat\r\nto cat\r\n')) seen += yield* readText(master)
      yield* say('\x04', master)
      yield* say(`${JSON.stringify(seen)} ${yield* readText(master)}`)
      yield* sys.wait4({ pid: child.ok ? child.value : -1 })
      return 0
    },
  })
  expect(machine.run(['script']).stdout).toBe('"to cat\\r\\nto cat\\r\\n" -EIO')
})

test('a console nobody looks at never stops its writers; who looks later sees the end', () => {
  const machine = host({
    *chatty() {
      const fd = yield* sys.open({ path: '/dev/tty1', flags: O.WRONLY | O.NOCTTY })
      if (!fd.ok) return 1
      for (let i = 0; i < 20_000; i++) yield* say(`line ${i}\n`, fd.value)
      return 0
    },
  })
  expect(machine.run(['chatty']).exitCode).toBe(0)
  let seen = ''
  const [console] = machine.kernel.consoles
  if (!console) throw new Error('no console')
  new HostTerminal(machine.kernel, console, (bytes) => {
    seen += decode(bytes)
  })
  machine.advance(100)
  expect(seen.endsWith('line 19999\r\n')).toBe(true)
  expect(seen.length).toBeLessThanOrEqual(65_536)
})
