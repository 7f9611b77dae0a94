import type { Maybe, OpenFile } from '../open-file.ts'
import type { Task } from '../task.ts'
import type { PathRef } from './path-ref.ts'
import type { StoredFileSystem } from './stored-file-system.ts'

/** Opens a device: what a driver gives for a descriptor. */
export type DeviceOpen = (a: { flags: number; task: Task; path: PathRef; rdev: number }) => Maybe<OpenFile>

/** A disk or a partition of one. */
export interface BlockDevice {
  /** `sda1`. */
  readonly name: string
  readonly rdev: number
  readonly bytes: number
  /** The file system mkfs put there; mounting it twice shows the same one. */
  fileSystem: StoredFileSystem | undefined
  /** Partitions: the disk they are on. */
  readonly disk?: string
}

export const rdev = (major: number, minor: number): number => major * 256 + minor
const majorOf = (device: number): number => Math.floor(device / 256)

/** Drivers of a host by device number, and its disks. */
export class DeviceTable {
  private readonly byNumber = new Map<number, DeviceOpen>()
  private readonly byMajor = new Map<number, DeviceOpen>()
  readonly disks = new Map<number, BlockDevice>()
  /** The host's devtmpfs, once mounted. */
  tmpfs: StoredFileSystem | undefined

  /** A driver for one number, or for a whole major where `minor` is absent. */
  register(major: number, minor: number | undefined, open: DeviceOpen): void {
    if (minor === undefined) this.byMajor.set(major, open)
    else this.byNumber.set(rdev(major, minor), open)
  }

  find(number: number): DeviceOpen | undefined {
    return this.byNumber.get(number) ?? this.byMajor.get(majorOf(number))
  }

  addDisk(disk: BlockDevice): void {
    this.disks.set(disk.rdev, disk)
  }
}
