import { concatBytes } from '../../base/utf8.ts'

/** Immutable bytes of a file, materialised when read. Identity matters: copying shares the object, and what it stands for travels with it. */
export interface Content {
  readonly size: number
  /** Fewer bytes at the end. Callers never change what they get. */
  read(offset: number, count: number): Uint8Array
  /** Synthetic contents: the text that stands for the bytes where hashing those would cost too much. Equal descriptors mean equal bytes. */
  descriptor?(): string
}

export class BytesContent implements Content {
  constructor(readonly bytes: Uint8Array) {}

  get size(): number {
    return this.bytes.length
  }

  read(offset: number, count: number): Uint8Array {
    return this.bytes.subarray(offset, offset + count)
  }
}

/** A beginning that is real and deterministic filler up to the size: executables, libraries, archives of the catalogue. */
export class FillerContent implements Content {
  constructor(
    readonly head: Uint8Array,
    readonly size: number,
  ) {}

  read(offset: number, count: number): Uint8Array {
    const length = Math.max(0, Math.min(count, this.size - offset))
    const out = new Uint8Array(length)
    for (let i = 0; i < length; i++) {
      const at = offset + i
      out[i] = at < this.head.length ? (this.head[at] as number) : filler(at)
    }
    return out
  }

  descriptor(): string {
    return `filler ${this.size} ${latin1(this.head)}`
  }
}

const zeros = new Uint8Array(1024 * 1024)

/** Whether these bytes are known to be zero without looking: what /dev/zero and holes read as. */
export const isSharedZero = (bytes: Uint8Array): boolean => bytes.buffer === zeros.buffer

/** That many zero bytes, shared up to 1 MiB: never write to them. */
export const zeroBytes = (count: number): Uint8Array => (count <= zeros.length ? zeros.subarray(0, count) : new Uint8Array(count))

/** Zeros without end: holes of files, /dev/zero. */
export const zeroContent: Content = {
  size: Number.MAX_SAFE_INTEGER,
  read: (_offset, count) => zeroBytes(count),
  descriptor: () => 'zero',
}

/** Pieces of contents one after the other: a file written in parts. */
export class SegmentedContent implements Content {
  readonly size: number
  private readonly starts: readonly number[]

  constructor(readonly slices: readonly ContentSlice[]) {
    let at = 0
    this.starts = slices.map((slice) => {
      at += slice.length
      return at - slice.length
    })
    this.size = at
  }

  read(offset: number, count: number): Uint8Array {
    const parts = this.within(offset, count).map((slice) => slice.content.read(slice.offset, slice.length))
    return parts.length === 0 ? new Uint8Array(0) : concatBytes(parts)
  }

  /** The slices, or parts of them, that make up a range. */
  within(offset: number, count: number): readonly ContentSlice[] {
    const end = Math.min(this.size, offset + count)
    const out: ContentSlice[] = []
    for (let i = Math.max(0, lastAtOrBefore(this.starts, offset)), at = offset; at < end; i++) {
      const slice = this.slices[i] as ContentSlice
      const skip = at - (this.starts[i] as number)
      const length = Math.min(slice.length - skip, end - at)
      out.push({ content: slice.content, offset: slice.offset + skip, length })
      at += length
    }
    return out
  }

  descriptor(): string {
    return this.slices
      .map(({ content, offset, length }) => `${offset}+${length} of ${content.descriptor?.() ?? latin1(content.read(offset, length))}`)
      .join('\n')
  }
}

/** Index of the last number not above `value` in an ascending list; -1 when all are. */
function lastAtOrBefore(ascending: readonly number[], value: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] as number) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}

const filler = (at: number): number => (Math.imul(at ^ 0x9e3779b9, 0x85ebca6b) >>> 13) & 0xff

/** Part of another content: what travels through a socket in pieces. Adjacent slices of one content join again into it. */
export interface ContentSlice {
  readonly content: Content
  readonly offset: number
  readonly length: number
}

export const latin1 = (bytes: Uint8Array): string => {
  let out = ''
  for (let i = 0; i < bytes.length; i += 8192) out += String.fromCharCode.apply(null, bytes.subarray(i, i + 8192) as unknown as number[])
  return out
}

export const fromLatin1 = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0) & 0xff)
