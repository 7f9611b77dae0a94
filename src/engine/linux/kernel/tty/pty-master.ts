import { err, ok } from '../../../base/result.ts'
import type { Res, Stat } from '../calls.ts'
import { O, Poll } from '../calls.ts'
import type { ContentSlice } from '../content.ts'
import { rdev } from '../fs/device-table.ts'
import type { DevPts } from '../fs/devices/devpts.ts'
import type { PathRef } from '../fs/path-ref.ts'
import type { Kernel } from '../kernel.ts'
import type { Maybe } from '../open-file.ts'
import { OpenFile } from '../open-file.ts'
import type { Task } from '../task.ts'
import type { KernelCode } from '../wait.ts'
import { openTerminal } from './open-terminal.ts'
import { Terminal } from './terminal.ts'
import type { WindowSize } from './termios.ts'

/** The master of a pseudo-terminal (/dev/ptmx): what a program behind the terminal reads and types (pty(7)). */
export class PtyMaster extends OpenFile {
  readonly terminal: Terminal
  readonly number: number

  constructor(
    kernel: Kernel,
    private readonly instance: DevPts,
    owner: { readonly uid: number; readonly gid: number },
    flags: number,
    path?: PathRef,
    size?: WindowSize,
  ) {
    const slave: { terminal?: Terminal } = {}
    const number = instance.add({
      uid: owner.uid,
      gid: 5,
      mode: 0o620,
      open: (opening, task, place) => (slave.terminal ? openTerminal(slave.terminal, opening, task, place) : err('EIO')),
    })
    const terminal = new Terminal(kernel, `pts/${number}`, rdev(136, number), size)
    slave.terminal = terminal
    super(flags, path, terminal.masterChanged)
    this.terminal = terminal
    this.number = number
  }

  override describe(): string {
    return '/dev/ptmx'
  }

  override stat(): Stat {
    if (this.path) return this.path.inode.stat()
    return {
      dev: this.instance.dev,
      ino: 2,
      type: 'char',
      mode: 0o666,
      nlink: 1,
      uid: 0,
      gid: 5,
      rdev: rdev(5, 2),
      size: 0,
      blocks: 0,
      atimeMs: 0,
      mtimeMs: 0,
      ctimeMs: 0,
    }
  }

  override read(_task: Task, count: number): Maybe<Uint8Array> {
    const bytes = this.terminal.drain(count)
    if (bytes.length > 0 || count === 0) return ok(bytes)
    if (this.ended) return err('EIO')
    return this.flags & O.NONBLOCK ? err('EAGAIN') : this.readLater(count)
  }

  override readSlice(task: Task, count: number): Maybe<Uint8Array | undefined> {
    return this.read(task, count)
  }

  override write(_task: Task, bytes: Uint8Array): Maybe<number> {
    const taken = this.terminal.receive(bytes)
    if (taken === bytes.length) return ok(taken)
    if (this.flags & O.NONBLOCK) return taken > 0 ? ok(taken) : err('EAGAIN')
    return this.writeLater(bytes, taken)
  }

  override writeSlice(task: Task, slice: ContentSlice): Maybe<number> {
    return this.write(task, slice.content.read(slice.offset, slice.length))
  }

  override readable(): Res<number> {
    return ok(this.terminal.output.length)
  }

  override poll(): number {
    return (this.terminal.hasOutput ? Poll.in : 0) | Poll.out | (this.ended ? Poll.hup : 0)
  }

  protected override close(): void {
    this.instance.remove(this.number)
    this.terminal.hangUp()
  }

  /** Slaves were open once and none is now. */
  private get ended(): boolean {
    return this.terminal.everOpened && this.terminal.lines.size === 0
  }

  private *readLater(count: number): KernelCode<Res<Uint8Array>> {
    for (;;) {
      const bytes = this.terminal.drain(count)
      if (bytes.length > 0) return ok(bytes)
      if (this.ended) return err('EIO')
      const reason = yield { on: [this.terminal.masterChanged], channel: 'wait_woken' }
      if (reason === 'interrupted') return err('EINTR')
    }
  }

  private *writeLater(bytes: Uint8Array, from: number): KernelCode<Res<number>> {
    let written = from
    for (;;) {
      const reason = yield { on: [this.terminal.masterChanged], channel: 'wait_woken' }
      written += this.terminal.receive(bytes.subarray(written))
      if (written === bytes.length) return ok(written)
      if (reason === 'interrupted') return written > 0 ? ok(written) : err('EINTR')
    }
  }
}
