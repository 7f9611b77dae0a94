/** The memory devices, major 1: null, zero, full, random, urandom, kmsg (drivers/char/mem.c, random.c; kernel/printk). */
import { err, ok } from '../../../../base/result.ts'
import { decode, encode } from '../../../../base/utf8.ts'
import type { Res, Stat } from '../../calls.ts'
import { O } from '../../calls.ts'
import type { ContentSlice } from '../../content.ts'
import { zeroBytes, zeroContent } from '../../content.ts'
import type { Maybe } from '../../open-file.ts'
import { OpenFile } from '../../open-file.ts'
import type { Task } from '../../task.ts'
import type { KernelCode } from '../../wait.ts'
import type { DeviceTable } from '../device-table.ts'
import type { PathRef } from '../path-ref.ts'
import { describePlace } from '../place-name.ts'

export function registerMemoryDevices(devices: DeviceTable): void {
  devices.register(1, 3, ({ flags, path }) => ok(new NullDevice(flags, path)))
  devices.register(1, 5, ({ flags, path }) => ok(new ZeroDevice(flags, path)))
  devices.register(1, 7, ({ flags, path }) => ok(new FullDevice(flags, path)))
  devices.register(1, 8, ({ flags, path }) => ok(new RandomDevice(flags, path)))
  devices.register(1, 9, ({ flags, path }) => ok(new RandomDevice(flags, path)))
  devices.register(1, 11, ({ flags, path, task }) => ok(new KmsgDevice(flags, path, task)))
}

abstract class CharacterDevice extends OpenFile {
  constructor(
    flags: number,
    override readonly path: PathRef,
  ) {
    super(flags, path)
  }

  describe(): string {
    return describePlace(this.path)
  }

  stat(): Stat {
    return this.path.inode.stat()
  }

  override seek(): Res<number> {
    return ok(0)
  }
}

/** Takes everything, gives nothing. */
class NullDevice extends CharacterDevice {
  override read(): Res<Uint8Array> {
    return ok(new Uint8Array(0))
  }

  override pread(): Res<Uint8Array> {
    return ok(new Uint8Array(0))
  }

  override write(_task: Task, bytes: Uint8Array): Res<number> {
    return ok(bytes.length)
  }

  override pwrite(_task: Task, bytes: Uint8Array): Res<number> {
    return ok(bytes.length)
  }

  override readSlice(): Res<undefined> {
    return ok(undefined)
  }

  override writeSlice(_task: Task, slice: ContentSlice): Res<number> {
    return ok(slice.length)
  }
}

class ZeroDevice extends NullDevice {
  override read(_task?: Task, count = 0): Res<Uint8Array> {
    return ok(zeroBytes(count))
  }

  override pread(_task?: Task, count = 0): Res<Uint8Array> {
    return ok(zeroBytes(count))
  }

  override readSlice(_task?: Task, count = 0): Res<never> | Res<undefined> {
    return ok({ content: zeroContent, offset: 0, length: count }) as Res<never>
  }
}

class FullDevice extends ZeroDevice {
  override write(): Res<number> {
    return err('ENOSPC')
  }

  override pwrite(): Res<number> {
    return err('ENOSPC')
  }

  override writeSlice(): Res<number> {
    return err('ENOSPC')
  }
}

class RandomDevice extends NullDevice {
  override read(task?: Task, count = 0): Res<Uint8Array> {
    return ok(task ? task.kernel.random.stream('getrandom').bytes(count) : new Uint8Array(0))
  }

  override pread(task?: Task, count = 0): Res<Uint8Array> {
    return this.read(task, count)
  }

  override readSlice(task?: Task, count = 0): Res<never> | Res<undefined> {
    return this.read(task, Math.min(count, 65_536)) as Res<never>
  }
}

/** One record a read, as dmesg and systemd want them; a write adds one. */
class KmsgDevice extends CharacterDevice {
  private next: number

  constructor(flags: number, path: PathRef, task: Task) {
    super(flags, path)
    const { log } = task.kernel
    this.next = log.written - log.all.length
  }

  override read(task: Task, count: number): Maybe<Uint8Array> {
    return this.take(task, count)
  }

  override write(task: Task, bytes: Uint8Array): Res<number> {
    const [, priority, text = ''] = /^(?:<(\d+)>)?([\s\S]*)$/.exec(decode(bytes).replace(/\n$/, '')) ?? []
    task.kernel.log.print(text, priority === undefined ? 4 : Number(priority) & 7)
    return ok(bytes.length)
  }

  override seek(): Res<number> {
    return ok(0)
  }

  private *take(task: Task, count: number): KernelCode<Res<Uint8Array>> {
    const { log } = task.kernel
    while (this.next >= log.written) {
      if (this.flags & O.NONBLOCK) return err('EAGAIN')
      if ((yield { on: [log.changed], channel: 'devkmsg_read' }) === 'interrupted') return err('EINTR')
    }
    const first = log.written - log.all.length
    if (this.next < first) this.next = first
    const message = log.all[this.next - first]
    if (!message) return err('EPIPE')
    const record = encode(`${message.level},${this.next},${Math.floor(message.atMs * 1000)},-;${message.text}\n`)
    this.next++
    return record.length > count ? err('EINVAL') : ok(record)
  }
}
