/** Immutable bytes of a file, materialised when read. Identity matters: copying shares the object, and what it stands for travels with it. */
export interface Content {
  readonly size: number
  /** Fewer bytes at the end. */
  read(offset: number, count: number): Uint8Array
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
  for (let i = 0; i < bytes.length; i += 8192) out += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return out
}

export const fromLatin1 = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0) & 0xff)
