/** Memory that the real bytes of files take, against `limits.fileBytesInMemory`: one for all the file systems of a host. */
export class FileMemory {
  private usedBytes = 0

  constructor(private readonly limitBytes: number) {}

  /** False when it would go beyond the limit: the file system answers ENOSPC. */
  take(bytes: number): boolean {
    if (bytes > 0 && this.usedBytes + bytes > this.limitBytes) return false
    this.usedBytes += bytes
    return true
  }

  release(bytes: number): void {
    this.usedBytes -= bytes
  }

  get used(): number {
    return this.usedBytes
  }
}

export const BLOCK_BYTES = 4096

/** Blocks of 4 KiB that so many bytes occupy. */
export const blocksFor = (bytes: number): number => Math.ceil(bytes / BLOCK_BYTES)

/** The blocks and inodes of one device: what df counts. */
export class Disk {
  usedBlocks = 0
  usedInodes = 0

  constructor(
    public totalBlocks: number,
    readonly totalInodes: number,
    /** Blocks only root may use: 5 % on ext4. */
    readonly reservedBlocks = 0,
  ) {}

  /** False for ENOSPC. Negative counts give back. */
  take(blocks: number, privileged: boolean): boolean {
    const limit = privileged ? this.totalBlocks : this.totalBlocks - this.reservedBlocks
    if (blocks > 0 && this.usedBlocks + blocks > limit) return false
    this.usedBlocks += blocks
    return true
  }

  takeInodes(count: number): boolean {
    if (count > 0 && this.usedInodes + count > this.totalInodes) return false
    this.usedInodes += count
    return true
  }

  /** False when more is used already. */
  resize(blocks: number): boolean {
    if (blocks < this.usedBlocks) return false
    this.totalBlocks = blocks
    return true
  }

  statfs() {
    const free = this.totalBlocks - this.usedBlocks
    return {
      totalBytes: this.totalBlocks * BLOCK_BYTES,
      freeBytes: free * BLOCK_BYTES,
      availableBytes: Math.max(0, free - this.reservedBlocks) * BLOCK_BYTES,
      files: this.totalInodes,
      filesFree: this.totalInodes - this.usedInodes,
    }
  }
}
