import { err, ok } from '../../../../base/result.ts'
import type { Res, Stat } from '../../calls.ts'
import { OpenFile } from '../../open-file.ts'
import type { Task } from '../../task.ts'
import type { BlockDevice, DeviceTable } from '../device-table.ts'
import type { PathRef } from '../path-ref.ts'
import { describePlace } from '../place-name.ts'

/** Drivers for the disks: sd (8), virtio (253 as on CentOS, 254 as on Debian), loop (7). */
export function registerBlockDevices(devices: DeviceTable): void {
  for (const major of [7, 8, 252, 253, 254, 259]) {
    devices.register(major, undefined, ({ flags, path, rdev }) => {
      const disk = devices.disks.get(rdev)
      return disk ? ok(new DiskFile(flags, path, disk)) : err('ENXIO')
    })
  }
}

/** A disk opened whole. Models its size and who formats it; raw blocks cannot be read or written: EIO. */
class DiskFile extends OpenFile {
  constructor(
    flags: number,
    override readonly path: PathRef,
    readonly disk: BlockDevice,
  ) {
    super(flags, path)
  }

  describe(): string {
    return describePlace(this.path)
  }

  stat(): Stat {
    return this.path.inode.stat()
  }

  override read(_task: Task, _count: number): Res<Uint8Array> {
    return err('EIO')
  }

  override write(_task: Task, _bytes: Uint8Array): Res<number> {
    return err('EIO')
  }

  override seek(offset: number, whence: 'set' | 'cur' | 'end'): Res<number> {
    this.offset = whence === 'set' ? offset : whence === 'cur' ? this.offset + offset : this.disk.bytes + offset
    return ok(this.offset)
  }
}
