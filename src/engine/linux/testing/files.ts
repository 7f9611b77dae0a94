import { err, ok } from '../../base/result.ts'
import { concatBytes } from '../../base/utf8.ts'
import type { Res, Stat } from '../kernel/calls.ts'
import { O, Poll } from '../kernel/calls.ts'
import type { ContentSlice } from '../kernel/content.ts'
import { OpenFile } from '../kernel/open-file.ts'
import type { Task } from '../kernel/task.ts'

const pipeStat: Stat = {
  dev: 13,
  ino: 1,
  type: 'fifo',
  mode: 0o600,
  nlink: 1,
  uid: 0,
  gid: 0,
  rdev: 0,
  size: 0,
  blocks: 0,
  atimeMs: 0,
  mtimeMs: 0,
  ctimeMs: 0,
}

/** A program's output in a test: takes everything, looks like a pipe. */
export class CollectedOutput extends OpenFile {
  private readonly parts: Uint8Array[] = []

  constructor() {
    super(O.WRONLY)
  }

  override describe(): string {
    return 'pipe:[1]'
  }

  override stat(): Stat {
    return pipeStat
  }

  override write(_task: Task, bytes: Uint8Array): Res<number> {
    this.parts.push(bytes.slice())
    return ok(bytes.length)
  }

  override writeSlice(_task: Task, slice: ContentSlice): Res<number> {
    this.parts.push(slice.content.read(slice.offset, slice.length))
    return ok(slice.length)
  }

  override poll(): number {
    return Poll.out
  }

  get bytes(): Uint8Array {
    return concatBytes(this.parts)
  }
}

/** A program's input in a test: the given bytes, then the end. */
export class GivenInput extends OpenFile {
  constructor(private readonly bytes: Uint8Array) {
    super(O.RDONLY)
  }

  override describe(): string {
    return 'pipe:[0]'
  }

  override stat(): Stat {
    return pipeStat
  }

  override read(_task: Task, count: number): Res<Uint8Array> {
    const part = this.bytes.slice(this.offset, this.offset + count)
    this.offset += part.length
    return ok(part)
  }

  override readSlice(task: Task, count: number): Res<Uint8Array | undefined> {
    const part = this.read(task, count)
    return part.ok && part.value.length === 0 ? ok(undefined) : part
  }

  override readable(): Res<number> {
    return ok(this.bytes.length - this.offset)
  }

  override pread(): Res<Uint8Array> {
    return err('ESPIPE')
  }
}
