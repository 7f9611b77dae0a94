import { err, ok } from '../../../base/result.ts'
import type { Res } from '../calls.ts'
import { O } from '../calls.ts'
import type { PathRef } from '../fs/path-ref.ts'
import type { Task } from '../task.ts'
import type { Terminal } from './terminal.ts'
import { TtyFile } from './tty-file.ts'

/** Opens a terminal: a session leader without one gets it as its controlling terminal, unless O_NOCTTY (tty_open). */
export function openTerminal(terminal: Terminal, flags: number, task: Task, path: PathRef): Res<TtyFile> {
  if (terminal.masterClosed) return err('EIO')
  const file = new TtyFile(terminal, flags, path)
  const { session } = task.process
  const writesOnly = (flags & 3) === O.WRONLY
  if (!(flags & O.NOCTTY) && !writesOnly && session.leader === task.process && !session.terminal && !terminal.session) terminal.control(session)
  return ok(file)
}
