import { decode } from '../../../../base/utf8.ts'
import type { Fd, Sys } from '../../../kernel/calls.ts'
import { O, Poll } from '../../../kernel/calls.ts'
import { exitCodeOf, run, spawn, waitFor } from '../../../libc/spawn.ts'
import { print, writeBytes } from '../../../libc/stdio.ts'
import { sys } from '../../../sys.ts'
import { FancyProgress } from './fancy-progress.ts'
import type { AptSession } from './session.ts'

const STATUS_FD = 21

/**
 * Runs dpkg as apt does: on a pseudo-terminal of its own, whose output is passed on as it comes, with a pipe for its progress. (So dpkg's lines
 * end in a carriage return and a newline even where apt's own do not.)
 */
export class DpkgRunner {
  private bar: FancyProgress | undefined

  constructor(
    private readonly session: AptSession,
    steps: number,
  ) {
    if (session.program === 'apt' && session.terminal) this.bar = new FancyProgress(session.rows, session.screen + 1, steps)
  }

  *start(): Sys<void> {
    if (this.bar) yield* this.bar.start()
  }

  *stop(): Sys<void> {
    if (this.bar) yield* this.bar.stop()
  }

  /** Its exit code. */
  *run(args: readonly string[]): Sys<number> {
    const status = yield* sys.pipe({ closeOnExec: true })
    if (!status.ok) return 1
    const argv = ['/usr/bin/dpkg', '--status-fd', String(STATUS_FD), ...args]
    const env = new Map([...this.session.env, ['DPKG_FRONTEND_LOCKED', 'true'], ['DPKG_COLORS', 'never']])
    const pty = this.session.config.is('Dpkg::Use-Pty', true)
      ? yield* sys.openpty({ size: { cols: this.session.screen + 1, rows: this.session.rows } })
      : undefined
    if (!pty?.ok) {
      yield* sys.close({ fd: status.value[0] })
      const code = yield* run(argv, { env, before: () => this.passStatus(status.value[1]) })
      yield* sys.close({ fd: status.value[1] })
      return code
    }
    const slave = yield* sys.open({ path: pty.value.slavePath, flags: O.RDWR | O.NOCTTY })
    if (!slave.ok) return 1
    // Questions of maintainer scripts are answered at the user's terminal.
    const interactive = (yield* sys.tcgetattr({ fd: 0 })).ok
    const pid = yield* spawn({
      argv,
      env,
      ...(!interactive && { stdin: slave.value }),
      stdout: slave.value,
      stderr: slave.value,
      before: () => this.passStatus(status.value[1]),
    })
    yield* sys.close({ fd: slave.value })
    yield* sys.close({ fd: status.value[1] })
    yield* this.passOn(pty.value.master, status.value[0])
    yield* sys.close({ fd: pty.value.master })
    yield* sys.close({ fd: status.value[0] })
    if (!pid.ok) return 1
    const ended = yield* waitFor(pid.value)
    return ended.ok ? exitCodeOf(ended.value) : 1
  }

  private *passStatus(fd: Fd): Sys<void> {
    yield* sys.dup2({ fd, to: STATUS_FD, closeOnExec: false })
  }

  private *passOn(master: Fd, status: Fd): Sys<void> {
    let open: Fd[] = [master, status]
    while (open.includes(master)) {
      const ready = yield* sys.poll({ fds: open.map((fd) => ({ fd, events: Poll.in })) })
      if (!ready.ok) break
      for (const { fd } of ready.value) {
        const bytes = yield* sys.read({ fd, count: 65_536 })
        if (!bytes.ok || bytes.value.length === 0) {
          open = open.filter((one) => one !== fd)
          continue
        }
        if (fd === master) yield* writeBytes(1, this.session.terminal ? withoutReturns(bytes.value) : bytes.value)
        else if (this.bar) for (const line of decode(bytes.value).split('\n')) if (line.startsWith('status:')) yield* this.bar.step()
      }
    }
    yield* print('')
  }
}

/** apt's own terminal is raw meanwhile; here it adds the carriage return itself. */
function withoutReturns(bytes: Uint8Array): Uint8Array {
  const out: number[] = []
  for (let i = 0; i < bytes.length; i++) if (!(bytes[i] === 13 && bytes[i + 1] === 10)) out.push(bytes[i] as number)
  return Uint8Array.from(out)
}
