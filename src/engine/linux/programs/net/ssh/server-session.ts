import type { Fd, Sys } from '../../../kernel/calls.ts'
import { O, Poll } from '../../../kernel/calls.ts'
import { noCapabilities } from '../../../kernel/credentials.ts'
import { signals } from '../../../kernel/signal.ts'
import { printError, readFile, writeBytes } from '../../../libc/stdio.ts'
import type { User } from '../../../libc/users.ts'
import { groupsOf } from '../../../libc/users.ts'
import { sys } from '../../../sys.ts'
import { greet } from '../../system/login.ts'
import type { Peer } from './server-connection.ts'
import type { SshMessage, SshStream } from './ssh-stream.ts'
import type { SshdConfig } from './sshd.ts'
import { log } from './syslog.ts'

type Wanted = Extract<SshMessage, { type: 'session' }>

/** Descriptors of a session's process as its server holds them. */
interface Ends {
  readonly input: Fd
  readonly output: Fd
  /** Absent with a terminal: errors come the same way. */
  readonly errors: Fd | undefined
  readonly terminal: boolean
}

/** Runs the shell or the command as the user, relays until it ends, and tells the client how; answers sshd's own exit code. */
export function* runSession(stream: SshStream, user: User, wanted: Wanted, peer: Peer, config: SshdConfig): Sys<number> {
  yield* log(`pam_unix(sshd:session): session opened for user ${user.name}(uid=${user.uid}) by (uid=0)`)
  const started = wanted.terminal ? yield* startOnTerminal(user, wanted, peer, config) : yield* startOnPipes(user, wanted, peer)
  if (!started) return 255
  const { pid, ends } = started
  const gone = yield* relay(stream, ends)
  if (gone) yield* sys.kill({ pid: -pid, signal: signals.SIGHUP })
  yield* sys.close({ fd: ends.input })
  if (ends.output !== ends.input) yield* sys.close({ fd: ends.output })
  const waited = yield* sys.wait4({ pid })
  const status = waited.ok ? waited.value?.status : undefined
  if (!gone)
    yield* stream.send(
      status?.kind === 'signaled' ? { type: 'exit', signal: status.signal } : { type: 'exit', code: status?.kind === 'exited' ? status.code : 255 },
    )
  yield* log(`pam_unix(sshd:session): session closed for user ${user.name}`)
  return 0
}

function* startOnTerminal(
  user: User,
  wanted: Wanted,
  peer: Peer,
  config: SshdConfig,
): Sys<{ readonly pid: number; readonly ends: Ends } | undefined> {
  const pty = yield* sys.openpty({ size: { cols: wanted.terminal?.cols ?? 80, rows: wanted.terminal?.rows ?? 24 } })
  if (!pty.ok) return undefined
  const { master, slavePath } = pty.value
  const child = yield* sys.clone({
    *main() {
      yield* sys.setsid({})
      const tty = yield* sys.open({ path: slavePath, flags: O.RDWR })
      if (!tty.ok) return 255
      yield* sys.setctty({ fd: tty.value })
      for (const fd of [0, 1, 2]) yield* sys.dup2({ fd: tty.value, to: fd })
      yield* closeAbove(2)
      yield* sys.chown({ path: slavePath, uid: user.uid, gid: -1 })
      if (wanted.command === undefined && config.printMotd) yield* greet(user, new Map(), peer.address)
      return yield* become(user, wanted, peer, slavePath)
    },
  })
  return child.ok ? { pid: child.value, ends: { input: master, output: master, errors: undefined, terminal: true } } : undefined
}

function* startOnPipes(user: User, wanted: Wanted, peer: Peer): Sys<{ readonly pid: number; readonly ends: Ends } | undefined> {
  const pipes = [yield* sys.pipe({}), yield* sys.pipe({}), yield* sys.pipe({})]
  const [input, output, errors] = pipes.map((pipe) => (pipe.ok ? pipe.value : undefined))
  if (!input || !output || !errors) return undefined
  const child = yield* sys.clone({
    *main() {
      yield* sys.setsid({})
      for (const [fd, to] of [
        [input[0], 0],
        [output[1], 1],
        [errors[1], 2],
      ] as const)
        yield* sys.dup2({ fd, to })
      yield* closeAbove(2)
      return yield* become(user, wanted, peer, undefined)
    },
  })
  for (const fd of [input[0], output[1], errors[1]]) yield* sys.close({ fd })
  return child.ok ? { pid: child.value, ends: { input: input[1], output: output[0], errors: errors[0], terminal: false } } : undefined
}

function* closeAbove(last: Fd): Sys<void> {
  const open = yield* sys.getdents({ path: '/proc/self/fd' })
  const fds = open.ok ? open.value.map(({ name }) => Number(name)).filter((fd) => fd > last) : Array.from({ length: 24 }, (_, i) => i + 3)
  for (const fd of fds) yield* sys.close({ fd })
}

/** Turns into the user's shell: a login shell without a command, `shell -c command` with one. */
function* become(user: User, wanted: Wanted, peer: Peer, tty: string | undefined): Sys<number> {
  const groups = yield* groupsOf(user)
  const ids = { uid: user.uid, euid: user.uid, suid: user.uid, gid: user.gid, egid: user.gid, sgid: user.gid, groups }
  const set = yield* sys.setcredentials(user.uid === 0 ? ids : { ...ids, effective: noCapabilities, permitted: noCapabilities })
  if (!set.ok) return 255
  if (!(yield* sys.chdir({ path: user.home })).ok) {
    yield* printError(`Could not chdir to home directory ${user.home}: No such file or directory\n`)
    yield* sys.chdir({ path: '/' })
  }
  const shell = user.shell || '/bin/sh'
  const language = yield* readFile('/etc/default/locale')
  const lang = (language.ok ? /^LANG=(\S+)/m.exec(language.value)?.[1] : undefined) ?? wanted.env.LANG
  const env = new Map([
    ['USER', user.name],
    ['LOGNAME', user.name],
    ['HOME', user.home],
    ['PATH', user.uid === 0 ? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' : '/usr/local/bin:/usr/bin:/bin:/usr/games'],
    ['SHELL', shell],
    ...(wanted.terminal ? [['TERM', wanted.terminal.term] as const] : []),
    ...(lang === undefined ? [] : [['LANG', lang] as const]),
    ['SSH_CLIENT', `${peer.address} ${peer.port} ${peer.localPort}`],
    ['SSH_CONNECTION', `${peer.address} ${peer.port} ${peer.local} ${peer.localPort}`],
    ...(tty === undefined ? [] : [['SSH_TTY', tty] as const]),
  ])
  const name = shell.split('/').at(-1) ?? 'sh'
  const argv = wanted.command === undefined ? [`-${name}`] : [name, '-c', wanted.command]
  const failed = yield* sys.execve({ path: shell, argv, env })
  yield* printError(`${shell}: ${failed.ok ? '' : failed.error}\n`)
  return 1
}

/** Between client and process until the process closed its output; true when the client went away first. */
function* relay(stream: SshStream, ends: Ends): Sys<boolean> {
  let inputOpen = true
  const outputs = new Map<Fd, boolean>([[ends.output, false], ...(ends.errors === undefined ? [] : [[ends.errors, true] as const])])
  while (outputs.size > 0) {
    const fds = [...outputs.keys(), stream.fd].map((fd) => ({ fd, events: Poll.in }))
    const ready = stream.buffered ? undefined : yield* sys.poll({ fds })
    if (ready && !ready.ok) continue
    for (const { fd } of ready?.value ?? [{ fd: stream.fd }]) {
      if (fd === stream.fd) {
        const outcome = yield* fromClient(stream, ends, inputOpen)
        if (outcome === 'gone') return true
        if (outcome === 'eof') inputOpen = false
        continue
      }
      const bytes = yield* sys.read({ fd, count: 32_768 })
      if (bytes.ok && bytes.value.length > 0) yield* stream.sendData(bytes.value, outputs.get(fd) ?? false)
      else outputs.delete(fd)
    }
  }
  return false
}

function* fromClient(stream: SshStream, ends: Ends, inputOpen: boolean): Sys<'gone' | 'eof' | 'ok'> {
  const message = yield* stream.receive()
  if (!message.ok) return 'gone'
  if (message.value.type === 'data' && inputOpen) yield* writeBytes(ends.input, message.value.bytes)
  else if (message.value.type === 'window' && ends.terminal) yield* sys.tcsetwinsize({ fd: ends.input, size: message.value })
  else if (message.value.type === 'eof') {
    if (ends.terminal) yield* writeBytes(ends.input, Uint8Array.of(4))
    else yield* sys.close({ fd: ends.input })
    return 'eof'
  }
  return 'ok'
}
