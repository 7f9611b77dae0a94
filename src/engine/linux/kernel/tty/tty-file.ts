import { err, ok } from '../../../base/result.ts'
import type { Res, Stat } from '../calls.ts'
import { O, Poll } from '../calls.ts'
import type { ContentSlice } from '../content.ts'
import type { PathRef } from '../fs/path-ref.ts'
import { describePlace } from '../fs/place-name.ts'
import type { Maybe } from '../open-file.ts'
import { OpenFile } from '../open-file.ts'
import type { Task } from '../task.ts'
import type { KernelCode } from '../wait.ts'
import { readCheck, writeCheck } from './job-control.ts'
import type { Terminal } from './terminal.ts'

/** A terminal opened by a program: the slave of a pty, a console. */
export class TtyFile extends OpenFile {
  hungUp = false

  constructor(
    readonly terminal: Terminal,
    flags: number,
    override readonly path: PathRef,
  ) {
    super(flags, path, terminal.slaveChanged)
    terminal.lines.add(this)
    terminal.everOpened = true
  }

  override describe(): string {
    return describePlace(this.path)
  }

  override stat(): Stat {
    return this.path.inode.stat()
  }

  override read(task: Task, count: number): Maybe<Uint8Array> {
    if (this.hungUp) return ok(new Uint8Array(0))
    const check = readCheck(task, this.terminal)
    if (check) return this.readLater(task, count, check)
    const bytes = this.terminal.input.take(count)
    if (bytes) {
      this.terminal.masterChanged.wakeAll()
      return ok(bytes)
    }
    return this.flags & O.NONBLOCK ? err('EAGAIN') : this.readLater(task, count)
  }

  override readSlice(task: Task, count: number): Maybe<Uint8Array | undefined> {
    return this.readForSplice(task, count)
  }

  override write(task: Task, bytes: Uint8Array): Maybe<number> {
    if (this.hungUp) return err('EIO')
    const check = writeCheck(task, this.terminal)
    if (!check) {
      const taken = this.put(bytes)
      if (taken === bytes.length) return ok(taken)
      if (this.flags & O.NONBLOCK) return taken > 0 ? ok(taken) : err('EAGAIN')
      return this.writeLater(bytes, taken)
    }
    return this.writeChecked(bytes, check)
  }

  override writeSlice(task: Task, slice: ContentSlice): Maybe<number> {
    return this.write(task, slice.content.read(slice.offset, slice.length))
  }

  override readable(): Res<number> {
    return ok(this.terminal.input.readable)
  }

  override poll(): number {
    if (this.hungUp) return Poll.in | Poll.out | Poll.hup | Poll.err
    return (this.terminal.input.hasInput ? Poll.in : 0) | (this.terminal.output.room > 0 ? Poll.out : 0)
  }

  protected override close(): void {
    this.terminal.lines.delete(this)
    this.terminal.masterChanged.wakeAll()
  }

  private put(bytes: Uint8Array): number {
    const taken = this.terminal.output.put(bytes, this.terminal.termios)
    if (taken > 0) this.terminal.masterChanged.wakeAll()
    return taken
  }

  private *readLater(task: Task, count: number, check?: KernelCode<Res<void>>): KernelCode<Res<Uint8Array>> {
    const { terminal } = this
    let waiting = check
    for (;;) {
      if (waiting) {
        const may = yield* waiting
        if (!may.ok) return may
      }
      if (this.hungUp) return ok(new Uint8Array(0))
      const bytes = terminal.input.take(count)
      if (bytes) {
        terminal.masterChanged.wakeAll()
        return ok(bytes)
      }
      if (this.flags & O.NONBLOCK) return err('EAGAIN')
      const reason = yield { on: [terminal.slaveChanged], channel: 'wait_woken' }
      if (reason === 'interrupted') return err('EINTR')
      waiting = readCheck(task, terminal)
    }
  }

  private *readForSplice(task: Task, count: number): KernelCode<Res<Uint8Array | undefined>> {
    const outcome = this.read(task, count)
    const bytes = 'next' in outcome ? yield* outcome : outcome
    return bytes.ok && bytes.value.length === 0 ? ok(undefined) : bytes
  }

  private *writeChecked(bytes: Uint8Array, check: KernelCode<Res<void>>): KernelCode<Res<number>> {
    const may = yield* check
    return may.ok ? yield* this.writeLater(bytes, 0) : may
  }

  private *writeLater(bytes: Uint8Array, from: number): KernelCode<Res<number>> {
    let written = from
    for (;;) {
      if (this.hungUp) return err('EIO')
      written += this.put(bytes.subarray(written))
      if (written === bytes.length) return ok(written)
      const reason = yield { on: [this.terminal.slaveChanged], channel: 'n_tty_write' }
      if (reason === 'interrupted') return written > 0 ? ok(written) : err('EINTR')
    }
  }
}
