import { err, ok } from '../../../base/result.ts'
import type { Fd, Res } from '../calls.ts'
import { O } from '../calls.ts'
import { capable } from '../credentials.ts'
import { DevPts } from '../fs/devices/devpts.ts'
import { placeName } from '../fs/place-name.ts'
import { walkBy } from '../fs/walk.ts'
import type { Handlers, TerminalCallName } from '../handlers.ts'
import { findGroup } from '../process/group-calls.ts'
import type { Task } from '../task.ts'
import type { KernelCode } from '../wait.ts'
import { changeCheck } from './job-control.ts'
import { PtyMaster } from './pty-master.ts'
import type { Terminal } from './terminal.ts'
import { TtyFile } from './tty-file.ts'

/** The terminal behind a descriptor; ENOTTY for anything else, EIO after a hang-up. */
function terminalOf(task: Task, fd: Fd): Res<Terminal> {
  const file = task.process.files.get(fd)
  if (!file.ok) return file
  if (file.value instanceof PtyMaster) return ok(file.value.terminal)
  if (!(file.value instanceof TtyFile)) return err('ENOTTY')
  return file.value.hungUp ? err('EIO') : ok(file.value.terminal)
}

/** Does what a change wants once the task's job may change the terminal. */
function changing(task: Task, terminal: Terminal, change: () => Res<void>): Res<void> | KernelCode<Res<void>> {
  const check = changeCheck(task, terminal)
  return check ? afterCheck(check, change) : change()
}

function* afterCheck(check: KernelCode<Res<void>>, change: () => Res<void>): KernelCode<Res<void>> {
  const may = yield* check
  return may.ok ? change() : may
}

/** Terminal calls: termios(3), tty_ioctl(4), openpty(3), ttyname(3). */
export const terminalCalls: Handlers<TerminalCallName> = {
  openpty: (task, { size }) => {
    const place = walkBy(task, '/dev/pts')
    const instance = place.ok ? place.value.inode.fs : undefined
    if (!(instance instanceof DevPts)) return err('ENOENT')
    const master = new PtyMaster(task.kernel, instance, task.process.credentials, O.RDWR | O.NOCTTY, undefined, size)
    const fd = task.process.files.install(master)
    if (!fd.ok) {
      master.acquire().release()
      return fd
    }
    return ok({ master: fd.value, slavePath: `/dev/pts/${master.number}` })
  },

  tcgetattr: (task, { fd }) => {
    const terminal = terminalOf(task, fd)
    return terminal.ok ? ok(terminal.value.termios) : terminal
  },

  tcsetattr: (task, { fd, termios }) => {
    const terminal = terminalOf(task, fd)
    if (!terminal.ok) return terminal
    return changing(task, terminal.value, () => {
      terminal.value.setTermios(termios)
      return ok(undefined)
    })
  },

  tcgetwinsize: (task, { fd }) => {
    const terminal = terminalOf(task, fd)
    return terminal.ok ? ok(terminal.value.size) : terminal
  },

  tcsetwinsize: (task, { fd, size }) => {
    const terminal = terminalOf(task, fd)
    if (!terminal.ok) return terminal
    terminal.value.resize({ rows: size.rows, cols: size.cols })
    return ok(undefined)
  },

  tcgetpgrp: (task, { fd }) => {
    const terminal = terminalOf(task, fd)
    if (!terminal.ok) return terminal
    const master = task.process.files.get(fd)
    const owned = terminal.value.session && (terminal.value === task.process.terminal || (master.ok && master.value instanceof PtyMaster))
    if (!owned) return err('ENOTTY')
    return ok(terminal.value.foreground?.id.in(task.namespaces.pid) ?? 0)
  },

  tcsetpgrp: (task, { fd, pgid }) => {
    const terminal = terminalOf(task, fd)
    if (!terminal.ok) return terminal
    if (terminal.value !== task.process.terminal) return err('ENOTTY')
    if (pgid < 0) return err('EINVAL')
    return changing(task, terminal.value, () => {
      const group = findGroup(task, pgid)
      if (!group) return err('ESRCH')
      if (group.session !== task.process.session) return err('EPERM')
      terminal.value.foreground = group
      return ok(undefined)
    })
  },

  setctty: (task, { fd }) => {
    const terminal = terminalOf(task, fd)
    if (!terminal.ok) return terminal
    const { process } = task
    const { session } = process
    if (session.leader === process && terminal.value.session === session) return ok(undefined)
    if (session.leader !== process || session.terminal) return err('EPERM')
    if (terminal.value.session && !capable(process.credentials, 'CAP_SYS_ADMIN')) return err('EPERM')
    if (terminal.value.session) terminal.value.session.terminal = undefined
    terminal.value.control(session)
    return ok(undefined)
  },

  ttyname: (task, { fd }) => {
    const file = task.process.files.get(fd)
    if (!file.ok) return file
    if (file.value instanceof PtyMaster) return ok('/dev/ptmx')
    if (!(file.value instanceof TtyFile)) return err('ENOTTY')
    const name = placeName(file.value.path, task.process.directories.root)
    return name === undefined ? err('ENODEV') : ok(name)
  },
}
