import { concatBytes } from '../../base/utf8.ts'

/**
 * The multiplexed stream of attach, exec and logs without a tty (moby pkg/stdcopy): frames of an 8-byte header, stream number (0 stdin,
 * 1 stdout, 2 stderr, 3 the daemon's own error), three zeros, big-endian length, then the bytes.
 */
export type StreamNumber = 0 | 1 | 2 | 3

export const multiplexedStream = 'application/vnd.docker.multiplexed-stream'
export const rawStream = 'application/vnd.docker.raw-stream'

export function frame(stream: StreamNumber, bytes: Uint8Array): Uint8Array {
  const header = new Uint8Array(8)
  header[0] = stream
  new DataView(header.buffer).setUint32(4, bytes.length)
  return concatBytes([header, bytes])
}

export interface Frame {
  readonly stream: StreamNumber
  readonly bytes: Uint8Array
}

/** Takes a multiplexed stream apart, however its chunks fall. */
export class FrameReader {
  private pending = new Uint8Array(0)

  /** Frames that are complete now. */
  push(bytes: Uint8Array): readonly Frame[] {
    let rest = this.pending.length === 0 ? bytes : concatBytes([this.pending, bytes])
    const frames: Frame[] = []
    while (rest.length >= 8) {
      const length = new DataView(rest.buffer, rest.byteOffset).getUint32(4)
      if (rest.length < 8 + length) break
      frames.push({ stream: rest[0] as StreamNumber, bytes: rest.subarray(8, 8 + length) })
      rest = rest.subarray(8 + length)
    }
    this.pending = rest.slice()
    return frames
  }
}
