import type { Res, Stat, StatFs } from './calls.ts'
import { Poll } from './calls.ts'
import type { ContentSlice } from './content.ts'
import type { Errno } from './errno.ts'
import type { PathRef } from './fs/path-ref.ts'
import type { Task } from './task.ts'
import type { KernelCode } from './wait.ts'
import { WaitQueue } from './wait.ts'

/** A result now, or kernel code that may sleep before it has one. */
export type Maybe<T> = Res<T> | KernelCode<Res<T>>

const fail = (error: Errno): Res<never> => ({ ok: false, error })

/**
 * An open file description: what descriptors point at, shared by dup and fork, closed when the last one goes. Regular files, directories,
 * pipes, terminals, sockets, devices and pseudo files each extend it with what they can do; the rest answers as Linux does.
 */
export abstract class OpenFile {
  private references = 0
  offset = 0

  constructor(
    /** open(2) flags: access mode, APPEND, NONBLOCK. */
    public flags: number,
    /** Where it was opened, for /proc/PID/fd and mounts kept busy; undefined for pipes and sockets. */
    readonly path?: PathRef,
    /** Woken whenever `poll` may answer otherwise; several files may share the queue of what they are ends of. */
    readonly changed = new WaitQueue(),
  ) {}

  /** What /proc/PID/fd/N links to: a path, `pipe:[123]`, `socket:[456]`. */
  abstract describe(): string

  abstract stat(): Stat

  read(_task: Task, _count: number): Maybe<Uint8Array> {
    return fail('EINVAL')
  }

  write(_task: Task, _bytes: Uint8Array): Maybe<number> {
    return fail('EINVAL')
  }

  pread(_task: Task, _count: number, _offset: number): Maybe<Uint8Array> {
    return fail('ESPIPE')
  }

  pwrite(_task: Task, _bytes: Uint8Array, _offset: number): Maybe<number> {
    return fail('ESPIPE')
  }

  seek(_offset: number, _whence: 'set' | 'cur' | 'end'): Res<number> {
    return fail('ESPIPE')
  }

  truncate(_size: number): Res<void> {
    return fail('EINVAL')
  }

  statfs(): Res<StatFs> {
    return fail('ENOSYS')
  }

  /** For splice: the next run of at most `count` bytes, as bytes or as a slice of synthetic content; undefined at the end. */
  readSlice(_task: Task, _count: number): Maybe<Uint8Array | ContentSlice | undefined> {
    return fail('EINVAL')
  }

  /** For splice: takes a slice whole or in part; answers the bytes taken. */
  writeSlice(_task: Task, _slice: ContentSlice): Maybe<number> {
    return fail('EINVAL')
  }

  /** For splice: puts back the end of what `readSlice` gave, because the other side would not take it. */
  unread(piece: Uint8Array | ContentSlice): void {
    this.offset -= piece.length
  }

  /** FIONREAD. */
  readable(): Res<number> {
    return fail('ENOTTY')
  }

  /** Poll.in | Poll.out | Poll.err | Poll.hup as of now. */
  poll(): number {
    return Poll.in | Poll.out
  }

  acquire(): this {
    this.references++
    return this
  }

  release(): void {
    if (--this.references === 0) this.close()
  }

  /** The last reference went. */
  protected close(): void {}
}

export const isKernelCode = <T>(outcome: T | KernelCode<T>): outcome is KernelCode<T> =>
  typeof outcome === 'object' && outcome !== null && 'next' in outcome
