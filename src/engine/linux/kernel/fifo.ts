import { err, ok } from '../../base/result.ts'
import type { Res } from './calls.ts'
import { O } from './calls.ts'
import type { Inode } from './fs/inode.ts'
import type { PathRef } from './fs/path-ref.ts'
import type { Maybe, OpenFile } from './open-file.ts'
import { Pipe, PipeFile } from './pipe.ts'
import type { Task } from './task.ts'
import type { KernelCode } from './wait.ts'

const pipes = new WeakMap<Inode, Pipe>()

/** Opens a named pipe: each end waits for the other, O_RDWR and O_NONBLOCK readers do not (fifo(7)). */
export function openFifo(inode: Inode, flags: number, task: Task, path: PathRef): Maybe<OpenFile> {
  let pipe = pipes.get(inode)
  if (!pipe || pipe.readers + pipe.writers === 0) {
    pipe = new Pipe(inode.ino, task.kernel.clock.unixMs)
    pipes.set(inode, pipe)
  }
  const mode = flags & 3
  if (mode === O.WRONLY && flags & O.NONBLOCK && pipe.readers === 0) return err('ENXIO')
  const file = new PipeFile(pipe, flags, path, () => inode.stat())
  const waits = mode === O.RDONLY ? pipe.writers === 0 && !(flags & O.NONBLOCK) : mode === O.WRONLY && pipe.readers === 0
  return waits ? waitForOtherEnd(pipe, file) : ok(file)
}

function* waitForOtherEnd(pipe: Pipe, file: PipeFile): KernelCode<Res<OpenFile>> {
  const reading = (file.flags & 3) === O.RDONLY
  const seen = reading ? pipe.writerOpens : pipe.readerOpens
  let opened = false
  try {
    while ((reading ? pipe.writerOpens : pipe.readerOpens) === seen) {
      const reason = yield { on: [pipe.changed], channel: 'wait_for_partner' }
      if (reason === 'interrupted') return err('EINTR')
    }
    opened = true
    return ok(file)
  } finally {
    if (!opened) file.abandon()
  }
}
