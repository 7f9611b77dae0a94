import { err, ok } from '../../base/result.ts'
import type { Fd, Res } from './calls.ts'
import type { OpenFile } from './open-file.ts'

interface Slot {
  readonly file: OpenFile
  closeOnExec: boolean
}

/** A process's descriptors (files_struct). Threads share one; fork copies it. */
export class FdTable {
  private readonly slots: (Slot | undefined)[] = []

  constructor(public limit: number) {}

  get(fd: Fd): Res<OpenFile> {
    const slot = this.slots[fd]
    return slot ? ok(slot.file) : err('EBADF')
  }

  /** Lowest free descriptor at or above `atLeast`; EMFILE beyond the limit. */
  install(file: OpenFile, options: { atLeast?: Fd; closeOnExec?: boolean } = {}): Res<Fd> {
    let fd = options.atLeast ?? 0
    while (this.slots[fd]) fd++
    if (fd >= this.limit) return err('EMFILE')
    this.slots[fd] = { file: file.acquire(), closeOnExec: options.closeOnExec ?? false }
    return ok(fd)
  }

  /** dup2: whatever was at `fd` is closed first. */
  installAt(fd: Fd, file: OpenFile, closeOnExec = false): Res<Fd> {
    if (fd < 0 || fd >= this.limit) return err('EBADF')
    const old = this.slots[fd]
    this.slots[fd] = { file: file.acquire(), closeOnExec }
    old?.file.release()
    return ok(fd)
  }

  close(fd: Fd): Res<void> {
    const slot = this.slots[fd]
    if (!slot) return err('EBADF')
    this.slots[fd] = undefined
    slot.file.release()
    return ok(undefined)
  }

  closeOnExec(fd: Fd): boolean {
    return this.slots[fd]?.closeOnExec ?? false
  }

  setCloseOnExec(fd: Fd, value: boolean): void {
    const slot = this.slots[fd]
    if (slot) slot.closeOnExec = value
  }

  *entries(): Iterable<readonly [Fd, OpenFile]> {
    for (let fd = 0; fd < this.slots.length; fd++) {
      const slot = this.slots[fd]
      if (slot) yield [fd, slot.file]
    }
  }

  copy(): FdTable {
    const copy = new FdTable(this.limit)
    this.slots.forEach((slot, fd) => {
      if (slot) copy.slots[fd] = { file: slot.file.acquire(), closeOnExec: slot.closeOnExec }
    })
    return copy
  }

  /** What execve closes. */
  closeForExec(): void {
    this.slots.forEach((slot, fd) => {
      if (slot?.closeOnExec) this.close(fd)
    })
  }

  closeAll(): void {
    for (let fd = 0; fd < this.slots.length; fd++) if (this.slots[fd]) this.close(fd)
  }
}
