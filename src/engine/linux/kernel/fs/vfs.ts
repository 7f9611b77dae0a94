/**
 * The file systems of one kernel: the initial mount namespace with its root disk, the types that mount(2) knows, devices and disks,
 * watches, the memory that written bytes take. Rooms plug in what they own: `types.set('cgroup2', …)`, `devices.register(…)`.
 *
 * Follows Linux fs/: namei.c, namespace.c, open.c. Leaves out file locks, quotas, leases, fanotify and id-mapped mounts.
 */
import { limits } from '../../../base/limits.ts'
import type { FactData } from '../../../base/trace.ts'
import type { Res } from '../calls.ts'
import type { Maybe, OpenFile } from '../open-file.ts'
import type { Task } from '../task.ts'
import type { BlockDevice } from './device-table.ts'
import { DeviceTable, rdev } from './device-table.ts'
import { FileMemory } from './disk.ts'
import type { FileSystem, Inode } from './inode.ts'
import { MountNamespace, MountNumbers } from './mount.ts'
import type { PathRef } from './path-ref.ts'
import { ext4, formatted, memoryDisk, tmpfs, xfs } from './storage-format.ts'
import { StoredFileSystem } from './stored-file-system.ts'
import type { TreeDirectory } from './tree.ts'
import { tree } from './tree.ts'
import { Watches } from './watches.ts'

/** What a type of file system makes a file system from. */
export interface MountRequest {
  readonly task: Task
  readonly source: string
  /** Options that are not the mount's own (ro, nosuid, …), in order. */
  readonly options: readonly (readonly [key: string, value: string | undefined])[]
}

export type FileSystemType = (request: MountRequest) => Res<{ readonly fs: FileSystem; readonly source?: string }>

export interface VfsSettings {
  readonly root: TreeDirectory
  readonly rootFsType: 'ext4' | 'xfs'
  readonly diskBytes: number
  readonly memoryBytes: number
  /** Unix milliseconds now. */
  readonly nowMs: () => number
  readonly record: (kind: string, data: FactData) => void
}

export class Vfs {
  readonly numbers = new MountNumbers()
  readonly memory = new FileMemory(limits.fileBytesInMemory)
  readonly devices = new DeviceTable()
  readonly watches = new Watches()
  readonly types = new Map<string, FileSystemType>()
  /** Types that /proc/filesystems lists without `nodev`. */
  readonly diskTypes: readonly string[] = ['ext3', 'ext2', 'ext4', 'xfs']
  /** Opens a named pipe; the pipe room sets it. */
  openFifo: ((inode: Inode, flags: number, task: Task, path: PathRef) => Maybe<OpenFile>) | undefined
  readonly rootDisk: StoredFileSystem
  /** The initial mount namespace. */
  readonly namespace: MountNamespace
  readonly nowMs: () => number
  readonly record: (kind: string, data: FactData) => void

  constructor(readonly settings: VfsSettings) {
    this.nowMs = settings.nowMs
    this.record = settings.record
    const partition = settings.diskBytes - 1024 * 1024
    this.rootDisk = new StoredFileSystem({
      format: settings.rootFsType === 'xfs' ? xfs : ext4,
      dev: rdev(8, 1),
      disk: formatted(settings.rootFsType, partition),
      memory: this.memory,
      nowMs: this.nowMs,
      tree: settings.root,
      options: settings.rootFsType === 'xfs' ? 'attr2,inode64,noquota' : 'errors=remount-ro',
    })
    this.devices.addDisk({ name: 'sda', rdev: rdev(8, 0), bytes: settings.diskBytes, fileSystem: undefined })
    this.devices.addDisk({ name: 'sda1', rdev: rdev(8, 1), bytes: partition, fileSystem: this.rootDisk, disk: 'sda' })
    this.namespace = MountNamespace.on(this.numbers, this.rootDisk, '/dev/sda1')
    this.types.set('tmpfs', (request) => this.mountTmpfs(request))
    this.types.set('ext4', (request) => this.mountDisk(request, 'ext4'))
    this.types.set('xfs', (request) => this.mountDisk(request, 'xfs'))
  }

  /** An anonymous device number for a file system without a disk. */
  deviceNumber(): number {
    return this.numbers.device()
  }

  /** A tmpfs: `size` in bytes, inodes as many as pages. */
  tmpfs(
    settings: { sizeBytes?: number; inodes?: number; mode?: number; uid?: number; gid?: number; options?: string; tree?: TreeDirectory } = {},
  ): StoredFileSystem {
    const half = Math.floor(this.settings.memoryBytes / 2)
    const root = settings.tree ?? tree({}, this.nowMs())
    return new StoredFileSystem({
      format: tmpfs,
      dev: this.deviceNumber(),
      disk: memoryDisk(settings.sizeBytes ?? half, settings.inodes ?? Math.floor(this.settings.memoryBytes / 2 / 4096)),
      memory: this.memory,
      nowMs: this.nowMs,
      tree: { ...root, mode: settings.mode ?? 0o1777, uid: settings.uid ?? 0, gid: settings.gid ?? 0 },
      ...(settings.options !== undefined && { options: settings.options }),
    })
  }

  private mountTmpfs({ options }: MountRequest): ReturnType<FileSystemType> {
    const shown: string[] = []
    const settings: { sizeBytes?: number; inodes?: number; mode?: number; uid?: number; gid?: number } = {}
    for (const [key, value = ''] of options) {
      const parsed = parseTmpfsOption(key, value, this.settings.memoryBytes, settings)
      if (!parsed) return { ok: false, error: 'EINVAL' }
      if (parsed !== true) shown.push(parsed)
    }
    return { ok: true, value: { fs: this.tmpfs({ ...settings, options: shown.join(',') }) } }
  }

  private mountDisk({ source, task }: MountRequest, type: 'ext4' | 'xfs'): ReturnType<FileSystemType> {
    const device = this.diskNamed(source)
    if (!device) return { ok: false, error: source.startsWith('/') ? 'ENOTBLK' : 'ENODEV' }
    if (device.fileSystem?.type !== type) {
      task.kernel.vfs.record('mount.refused', { source, type, reason: 'wrong or missing superblock' })
      return { ok: false, error: 'EINVAL' }
    }
    return { ok: true, value: { fs: device.fileSystem, source } }
  }

  /** The disk `/dev/NAME` stands for. */
  diskNamed(path: string): BlockDevice | undefined {
    for (const disk of this.devices.disks.values()) if (path === `/dev/${disk.name}`) return disk
    return undefined
  }

  /** mkfs: an empty file system on a disk, replacing what was there. */
  format(disk: BlockDevice, type: 'ext4' | 'xfs'): StoredFileSystem {
    const nowMs = this.nowMs()
    disk.fileSystem = new StoredFileSystem({
      format: type === 'xfs' ? xfs : ext4,
      dev: disk.rdev,
      disk: formatted(type, disk.bytes),
      memory: this.memory,
      nowMs: this.nowMs,
      tree:
        type === 'xfs'
          ? tree({}, nowMs)
          : tree({ '/lost+found': { make: (mtimeMs) => ({ type: 'directory', entries: new Map(), mode: 0o700, uid: 0, gid: 0, mtimeMs }) } }, nowMs),
    })
    return disk.fileSystem
  }
}

/** Reads one option into the settings; answers how /proc/mounts shows it, true when it is not shown, undefined when it is wrong. */
function parseTmpfsOption(
  key: string,
  value: string,
  memoryBytes: number,
  into: { sizeBytes?: number; inodes?: number; mode?: number; uid?: number; gid?: number },
): string | true | undefined {
  switch (key) {
    case 'size': {
      const bytes = parseSize(value, memoryBytes)
      if (bytes === undefined) return undefined
      into.sizeBytes = bytes === 0 ? Number.MAX_SAFE_INTEGER : Math.ceil(bytes / 4096) * 4096
      return bytes === 0 ? true : `size=${into.sizeBytes / 1024}k`
    }
    case 'nr_inodes': {
      const count = parseSize(value, memoryBytes)
      if (count === undefined) return undefined
      into.inodes = count
      return `nr_inodes=${value}`
    }
    case 'mode':
      if (!/^[0-7]+$/.test(value)) return undefined
      into.mode = Number.parseInt(value, 8) & 0o7777
      return into.mode === 0o1777 ? true : `mode=${into.mode.toString(8)}`
    case 'uid':
    case 'gid':
      if (!/^\d+$/.test(value)) return undefined
      into[key] = Number(value)
      return Number(value) === 0 ? true : `${key}=${value}`
    case 'inode64':
      return 'inode64'
    default:
      return undefined
  }
}

/** `64m`, `65536k`, `50%` of memory, plain bytes. */
function parseSize(text: string, memoryBytes: number): number | undefined {
  const match = /^(\d+)([kmgtKMGT%]?)$/.exec(text)
  if (!match) return undefined
  const unit = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4, '%': memoryBytes / 100 }[(match[2] ?? '').toLowerCase()]
  return Math.floor(Number(match[1]) * (unit ?? 1))
}
