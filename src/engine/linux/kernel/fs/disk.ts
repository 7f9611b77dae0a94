/** Memory that the real bytes of files take, against `limits.fileBytesInMemory`: one for all the file systems of a host. */
export class FileMemory {
  private usedBytes = 0

  constructor(private readonly limitBytes: number) {}

  /** False when it would go beyond the limit: the file system answers ENOSPC. */
  fits(bytes: number): boolean {
    return this.usedBytes + bytes <= this.limitBytes
  }

  /** Gives bytes back; a negative count takes them. */
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

  /** Blocks that may still be taken; the privileged may use the reserve. */
  room(privileged: boolean): number {
    return this.totalBlocks - (privileged ? 0 : this.reservedBlocks) - this.usedBlocks
  }

  /** False for ENOSPC. Negative counts give back. */
  take(blocks: number, privileged: boolean): boolean {
    if (blocks > 0 && blocks > this.room(privileged)) return false
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
