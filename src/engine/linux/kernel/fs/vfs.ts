/**
 * The file systems of one kernel: the initial mount namespace with its root disk, the types that mount(2) knows, devices and disks,
 * watches, the memory that written bytes take. Rooms plug in what they own: `types.set('cgroup2', …)`, `devices.register(…)`.
 *
 * Follows Linux fs/: namei.c, namespace.c, open.c. Leaves out file locks, quotas, leases, fanotify and id-mapped mounts.
 */
import { limits } from '../../../base/limits.ts'
import { Sha256 } from '../../../base/sha256.ts'
import type { FactData } from '../../../base/trace.ts'
import type { Res } from '../calls.ts'
import type { NetNamespace } from '../net/net-namespace.ts'
import type { Maybe, OpenFile } from '../open-file.ts'
import type { Task } from '../task.ts'
import { AnonymousFiles } from './anonymous.ts'
import type { BlockDevice } from './device-table.ts'
import { DeviceTable, rdev } from './device-table.ts'
import { registerBlockDevices } from './devices/block-device.ts'
import type { OpenMaster } from './devices/devpts.ts'
import { DevPts } from './devices/devpts.ts'
import { devtmpfsTree } from './devices/devtmpfs.ts'
import { registerMemoryDevices } from './devices/memory-devices.ts'
import { FileMemory } from './disk.ts'
import type { FileSystem, Inode } from './inode.ts'
import { MountNamespace, MountNumbers } from './mount.ts'
import type { Options } from './mount-options.ts'
import { mountOverlay } from './overlay/overlay.ts'
import type { PathRef } from './path-ref.ts'
import { describePlace } from './place-name.ts'
import { procFileSystem } from './proc/proc.ts'
import { ext4, formatted, memoryDisk, tmpfs, xfs } from './storage-format.ts'
import { StoredFileSystem } from './stored-file-system.ts'
import { sysFileSystem } from './sys/sysfs.ts'
import type { TreeDirectory } from './tree.ts'
import { tree } from './tree.ts'
import type { ViewDirectory } from './views/view.ts'
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
  /** A disk that was in use before, instead of a new one made of `root`. */
  readonly disk?: StoredFileSystem | undefined
  readonly memoryBytes: number
  /** Unix milliseconds now. */
  readonly nowMs: () => number
  readonly record: (kind: string, data: FactData) => void
}

interface TmpfsSettings {
  sizeBytes?: number
  inodes?: number
  mode?: number
  uid?: number
  gid?: number
  options?: string
}

export class Vfs {
  readonly numbers = new MountNumbers()
  /** Where links to pipes and sockets lead. */
  readonly anonymous = new AnonymousFiles(new MountNumbers())
  readonly memory: FileMemory
  readonly devices = new DeviceTable()
  readonly watches = new Watches()
  readonly types = new Map<string, FileSystemType>()
  /** Types that /proc/filesystems lists without `nodev`. */
  readonly diskTypes: readonly string[] = ['ext3', 'ext2', 'ext4', 'xfs']
  /** Opens a named pipe; the pipe room sets it. */
  openFifo: ((inode: Inode, flags: number, task: Task, path: PathRef) => Maybe<OpenFile>) | undefined
  /** Opens the master of a pseudo-terminal on an instance of devpts; the tty room sets it. */
  openMaster: OpenMaster | undefined
  /** /proc/PID/net of a network namespace; the network room sets it. */
  procNet: ((namespace: NetNamespace) => ViewDirectory) | undefined
  /** /sys/class/net of a network namespace: an interface's directory by its name; the network room sets it. */
  sysClassNet: ((namespace: NetNamespace) => ViewDirectory) | undefined
  /** Who makes the call that is being answered: facts of file systems are attributed to them. */
  acting: Task | undefined
  /** Modules loaded, with their sizes: /proc/modules. */
  readonly modules = new Map<string, number>()
  readonly rootDisk: StoredFileSystem
  /** The initial mount namespace. */
  readonly namespace: MountNamespace
  readonly nowMs: () => number
  readonly record: (kind: string, data: FactData) => void
  private readonly memoryFileSystems = new Set<StoredFileSystem>()

  constructor(readonly settings: VfsSettings) {
    this.nowMs = settings.nowMs
    this.record = settings.record
    const partition = settings.diskBytes - 1024 * 1024
    this.memory = settings.disk?.memory ?? new FileMemory(limits.fileBytesInMemory)
    this.rootDisk = settings.disk ?? this.freshDisk(settings, partition)
    settings.disk?.powerCycled(this.nowMs)
    this.devices.addDisk({ name: 'sda', rdev: rdev(8, 0), bytes: settings.diskBytes, fileSystem: undefined })
    this.devices.addDisk({ name: 'sda1', rdev: rdev(8, 1), bytes: partition, fileSystem: this.rootDisk, disk: 'sda' })
    this.namespace = MountNamespace.on(this.numbers, this.rootDisk, '/dev/sda1')
    this.types.set('tmpfs', (request) => this.mountTmpfs(request))
    registerMemoryDevices(this.devices)
    registerBlockDevices(this.devices)
    this.types.set('devtmpfs', () => ({ ok: true, value: { fs: this.devtmpfs } }))
    this.types.set('proc', ({ task, options }) => ({
      ok: true,
      value: { fs: procFileSystem(task.kernel, task.namespaces.pid, this.deviceNumber(), showOptions(options)) },
    }))
    this.types.set('sysfs', ({ task }) => ({ ok: true, value: { fs: sysFileSystem(task.kernel, task.namespaces.net, this.deviceNumber()) } }))
    this.types.set('devpts', (request) => this.mountDevPts(request))
    this.types.set('mqueue', () => ({ ok: true, value: { fs: this.tmpfs({ type: 'mqueue' }) } }))
    this.types.set('overlay', mountOverlay)
    this.types.set('ext4', (request) => this.mountDisk(request, 'ext4'))
    this.types.set('xfs', (request) => this.mountDisk(request, 'xfs'))
  }

  private freshDisk({ rootFsType, root }: VfsSettings, bytes: number): StoredFileSystem {
    return new StoredFileSystem({
      format: rootFsType === 'xfs' ? xfs : ext4,
      dev: rdev(8, 1),
      disk: formatted(rootFsType, bytes),
      memory: this.memory,
      nowMs: this.nowMs,
      tree: root,
      ioDevice: '8:0',
      options: rootFsType === 'xfs' ? 'attr2,inode64,noquota' : 'errors=remount-ro',
    })
  }

  /** An anonymous device number for a file system without a disk. */
  deviceNumber(): number {
    return this.numbers.device()
  }

  /** /dev as the kernel fills it: one for all its mounts. */
  get devtmpfs(): StoredFileSystem {
    const inodes = Math.floor(this.settings.memoryBytes / 2 / 4096)
    this.devices.tmpfs ??= this.tmpfs({
      type: 'devtmpfs',
      mode: 0o755,
      tree: tree(devtmpfsTree(this.devices.disks.values()), this.nowMs()),
      options: `size=${inodes * 4}k,nr_inodes=${inodes},mode=755`,
    })
    return this.devices.tmpfs
  }

  /** A tmpfs: `size` in bytes, inodes as many as pages. */
  tmpfs(settings: TmpfsSettings & { readonly type?: 'tmpfs' | 'devtmpfs' | 'mqueue'; readonly tree?: TreeDirectory } = {}): StoredFileSystem {
    const half = Math.floor(this.settings.memoryBytes / 2)
    const root = settings.tree ?? tree({}, this.nowMs())
    const fs = new StoredFileSystem({
      format: { ...tmpfs, type: settings.type ?? 'tmpfs' },
      dev: this.deviceNumber(),
      disk: memoryDisk(settings.sizeBytes ?? half, settings.inodes ?? Math.floor(half / 4096)),
      memory: this.memory,
      nowMs: this.nowMs,
      tree: { ...root, mode: settings.mode ?? 0o1777, uid: settings.uid ?? 0, gid: settings.gid ?? 0 },
      options: settings.options ?? '',
      reconfigure: (options) => this.resizeTmpfs(fs, options),
      destroyed: () => this.memoryFileSystems.delete(fs),
    })
    this.memoryFileSystems.add(fs)
    return fs
  }

  /** Records what a file system did on behalf of who makes the current call. */
  note(kind: string, data: FactData): void {
    if (this.acting) this.acting.kernel.record(this.acting, kind, data)
    else this.record(kind, data)
  }

  /** Digest of all that differs from the shared trees, for comparing replays. */
  stateHash(): string {
    const hash = new Sha256()
    const stores = new Set([
      this.rootDisk,
      ...[...this.devices.disks.values()].flatMap(({ fileSystem }) => fileSystem ?? []),
      ...this.memoryFileSystems,
    ])
    for (const store of stores) hash.update(`${store.stateHash()}\n`)
    return hash.hex()
  }

  /** Bytes that files in memory take: Shmem. */
  memoryFileBytes(): number {
    let blocks = 0
    for (const fs of this.memoryFileSystems) blocks += fs.disk.usedBlocks
    return blocks * 4096
  }

  /** Path of a place from the root of its mount tree. */
  pathOf(place: PathRef): string {
    return describePlace(place)
  }

  private resizeTmpfs(fs: StoredFileSystem, options: Options): Res<void> {
    const settings: TmpfsSettings = {}
    for (const [key, value = ''] of options)
      if (!parseTmpfsOption(key, value, this.settings.memoryBytes, settings)) return { ok: false, error: 'EINVAL' }
    if (settings.sizeBytes === undefined) return { ok: true, value: undefined }
    return fs.disk.resize(Math.floor(settings.sizeBytes / 4096)) ? { ok: true, value: undefined } : { ok: false, error: 'EINVAL' }
  }

  private mountDevPts({ options }: MountRequest): ReturnType<FileSystemType> {
    const given = new Map(options)
    const mode = Number.parseInt(given.get('mode') ?? '600', 8)
    const ptmxMode = Number.parseInt(given.get('ptmxmode') ?? '0', 8)
    const gid = Number(given.get('gid') ?? 0)
    const shown = [gid ? `gid=${gid}` : '', `mode=${mode.toString(8).padStart(3, '0')}`, `ptmxmode=${ptmxMode.toString(8).padStart(3, '0')}`]
    const fs = new DevPts({
      dev: this.deviceNumber(),
      nowMs: this.nowMs,
      openMaster: (request) => this.openMaster?.(request) ?? { ok: false, error: 'ENXIO' },
      ptmxMode,
      slaveMode: mode,
      ...(given.has('gid') && { slaveGid: gid }),
      options: shown.filter(Boolean).join(','),
    })
    return { ok: true, value: { fs } }
  }

  private mountTmpfs({ options }: MountRequest): ReturnType<FileSystemType> {
    const shown: string[] = []
    const settings: TmpfsSettings = {}
    for (const [key, value = ''] of options) {
      const parsed = parseTmpfsOption(key, value, this.settings.memoryBytes, settings)
      if (!parsed) return { ok: false, error: 'EINVAL' }
      if (parsed !== true) shown.push(parsed)
    }
    shown.sort((a, b) => tmpfsOrder.indexOf(a.split('=', 1)[0] ?? '') - tmpfsOrder.indexOf(b.split('=', 1)[0] ?? ''))
    return { ok: true, value: { fs: this.tmpfs({ ...settings, options: shown.join(',') }) } }
  }

  private mountDisk({ source, task }: MountRequest, type: 'ext4' | 'xfs'): ReturnType<FileSystemType> {
    const device = this.diskNamed(source)
    if (!device) return { ok: false, error: source.startsWith('/') ? 'ENOTBLK' : 'ENODEV' }
    if (device.fileSystem?.type !== type) {
      task.kernel.record(task, 'mount.refused', { source, type, reason: 'wrong or missing superblock' })
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

const showOptions = (options: Options): string => options.map(([key, value]) => (value === undefined ? key : `${key}=${value}`)).join(',')

/** The order in which /proc/mounts shows them. */
const tmpfsOrder = ['size', 'nr_inodes', 'mode', 'uid', 'gid', 'inode64']

/** Reads one option into the settings; answers how /proc/mounts shows it, true when it is not shown, undefined when it is wrong. */
function parseTmpfsOption(key: string, value: string, memoryBytes: number, into: TmpfsSettings): string | true | undefined {
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
