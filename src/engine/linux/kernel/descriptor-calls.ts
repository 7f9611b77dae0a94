import { err, ok } from '../../base/result.ts'
import type { Fd, Res } from './calls.ts'
import { O } from './calls.ts'
import type { DescriptorCallName, Handlers } from './handlers.ts'
import { statSeenBy } from './namespace/id-map.ts'
import type { OpenFile } from './open-file.ts'
import { openPipe } from './pipe.ts'
import { poll } from './poll.ts'
import { splice } from './splice.ts'
import type { Task } from './task.ts'

/** What may change of open(2)'s flags afterwards (F_SETFL). */
const accessModes = 3

const fileOf = (task: Task, fd: Fd): Res<OpenFile> => task.process.files.get(fd)

/** Calls on open descriptors, whatever is behind them. */
export const descriptorCalls: Handlers<DescriptorCallName> = {
  close: (task, { fd }) => task.process.files.close(fd),

  read: (task, { fd, count }) => {
    const file = fileOf(task, fd)
    if (!file.ok) return file
    return (file.value.flags & accessModes) === O.WRONLY ? err('EBADF') : file.value.read(task, count)
  },

  write: (task, { fd, bytes }) => {
    const file = fileOf(task, fd)
    if (!file.ok) return file
    return (file.value.flags & accessModes) === O.RDONLY ? err('EBADF') : file.value.write(task, bytes)
  },

  pread: (task, { fd, count, offset }) => {
    const file = fileOf(task, fd)
    if (!file.ok) return file
    if (offset < 0) return err('EINVAL')
    return (file.value.flags & accessModes) === O.WRONLY ? err('EBADF') : file.value.pread(task, count, offset)
  },

  pwrite: (task, { fd, bytes, offset }) => {
    const file = fileOf(task, fd)
    if (!file.ok) return file
    if (offset < 0) return err('EINVAL')
    return (file.value.flags & accessModes) === O.RDONLY ? err('EBADF') : file.value.pwrite(task, bytes, offset)
  },

  lseek: (task, { fd, offset, whence }) => {
    const file = fileOf(task, fd)
    return file.ok ? file.value.seek(offset, whence) : file
  },

  splice: (task, request) => splice(task, request),

  fstat: (task, { fd }) => {
    const file = fileOf(task, fd)
    return file.ok ? ok(statSeenBy(task, file.value.stat())) : file
  },

  ftruncate: (task, { fd, size }) => {
    const file = fileOf(task, fd)
    if (!file.ok) return file
    if (size < 0 || (file.value.flags & accessModes) === O.RDONLY) return err('EINVAL')
    return file.value.truncate(size)
  },

  dup: (task, { fd, atLeast, closeOnExec }) => {
    const file = fileOf(task, fd)
    return file.ok ? task.process.files.install(file.value, { atLeast: atLeast ?? 0, closeOnExec: closeOnExec ?? false }) : file
  },

  dup2: (task, { fd, to, closeOnExec }) => {
    const file = fileOf(task, fd)
    if (!file.ok) return file
    return fd === to ? ok(to) : task.process.files.installAt(to, file.value, closeOnExec)
  },

  fcntl: (task, { fd, closeOnExec, nonBlocking }) => {
    const { files } = task.process
    const file = files.get(fd)
    if (!file.ok) return file
    if (closeOnExec !== undefined) files.setCloseOnExec(fd, closeOnExec)
    if (nonBlocking !== undefined) file.value.flags = nonBlocking ? file.value.flags | O.NONBLOCK : file.value.flags & ~O.NONBLOCK
    return ok({ closeOnExec: files.closeOnExec(fd), flags: file.value.flags })
  },

  pipe: (task, { closeOnExec, nonBlocking }) => {
    const { kernel, process } = task
    const [read, write] = openPipe(kernel.anonymousInode(), kernel.clock.unixMs, nonBlocking ? O.NONBLOCK : 0)
    const first = process.files.install(read, { closeOnExec: closeOnExec ?? false })
    if (!first.ok) {
      read.abandon()
      write.abandon()
      return first
    }
    const second = process.files.install(write, { closeOnExec: closeOnExec ?? false })
    if (second.ok) return ok([first.value, second.value] as const)
    process.files.close(first.value)
    write.abandon()
    return second
  },

  poll: (task, request) => poll(task, request),

  readable: (task, { fd }) => {
    const file = fileOf(task, fd)
    return file.ok ? file.value.readable() : file
  },
}
