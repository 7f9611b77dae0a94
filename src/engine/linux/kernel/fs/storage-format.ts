import { Disk } from './disk.ts'

/** What differs between the formats a disk may have. */
export interface StorageFormat {
  readonly type: 'ext4' | 'xfs' | 'tmpfs' | 'devtmpfs' | 'mqueue'
  readonly rootInode: number
  /** Where inodes made later begin at the earliest. */
  readonly firstInode: number
  readonly maxFileBytes: number
  /** Blocks of 4 KiB a directory takes. */
  readonly directoryBlocks: number
  /** st_size of a directory with these names. */
  directoryBytes(names: Iterable<string>): number
  /** st_blocks of a directory of that size. */
  directorySectors(size: number): number
}

const roundUp = (value: number, to: number): number => Math.ceil(value / to) * to

export const ext4: StorageFormat = {
  type: 'ext4',
  rootInode: 2,
  firstInode: 12,
  maxFileBytes: 16 * 1024 ** 4,
  directoryBlocks: 1,
  directoryBytes: (names) => {
    let bytes = 24
    for (const name of names) bytes += 8 + roundUp(name.length, 4)
    return Math.max(4096, roundUp(bytes, 4096))
  },
  directorySectors: (size) => size / 512,
}

/** Small directories live in the inode: header of 6 bytes, then length, offset, type and inode number with each name. */
export const xfs: StorageFormat = {
  type: 'xfs',
  rootInode: 64,
  firstInode: 131,
  maxFileBytes: 8 * 1024 ** 5,
  directoryBlocks: 0,
  directoryBytes: (names) => {
    let short = 6
    let block = 64 + 32
    for (const name of names) {
      short += name.length + 8
      block += roundUp(name.length + 12, 8) + 8
    }
    return short <= 336 ? short : roundUp(block, 4096)
  },
  directorySectors: (size) => (size <= 336 ? 0 : size / 512),
}

export const tmpfs: StorageFormat = {
  type: 'tmpfs',
  rootInode: 1,
  firstInode: 2,
  maxFileBytes: 8 * 1024 ** 5,
  directoryBlocks: 0,
  directoryBytes: (names) => {
    let entries = 2
    for (const _ of names) entries++
    return entries * 20
  },
  directorySectors: () => 0,
}

/** The blocks and inodes mkfs leaves on a partition of so many bytes. */
export function formatted(format: 'ext4' | 'xfs', bytes: number): Disk {
  const blocks = Math.floor(bytes / 4096)
  if (format === 'xfs') {
    const log = Math.min(521_728, Math.max(2_560, Math.floor(blocks / 2048)))
    return new Disk(blocks - log, Math.floor(blocks / 4) * 8)
  }
  const inodes = Math.floor(bytes / 16_384)
  const journal = blocks < 32_768 ? 1_024 : blocks < 262_144 ? 8_192 : blocks < 1_048_576 ? 16_384 : blocks < 4_194_304 ? 65_536 : 262_144
  const tables = Math.ceil((inodes * 256) / 4096)
  const groups = Math.ceil(blocks / 32_768)
  return new Disk(Math.max(0, blocks - tables - groups * 2 - Math.min(journal, Math.floor(blocks / 16))), inodes, Math.floor(blocks / 20))
}

/** A tmpfs of so many bytes with a page of memory for each inode counted. */
export const memoryDisk = (bytes: number, inodes: number): Disk => new Disk(Math.floor(bytes / 4096), inodes)
